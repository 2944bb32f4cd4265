"""Every lifecycle is complete: no state without a way in and out, no move without a permission."""

import pytest
from django.apps import apps

from kit import clock
from tests.workflow.guards_expected import GUARDS
from workflow.guards import guarded_deeds
from workflow.machines import all_machines, document
from workflow.predicates import Fact, Permission
from workflow.transitions import moves_of

MACHINES = {model.machine: model for model in all_machines()}
FINAL = {
    "season": {"archived"},
    "nomination": {"withdrawn", "expired"},
    "endorsement": {"waived", "reassigned", "given"},
    "entry": {"withdrawn", "not_proceeding"},
    "award_proposal": {"moved", "objected", "taken_back"},
    "concern": {"settled"},
    "allocation": {"undone", "discarded"},
    "import": {"imported", "discarded"},
    "round": set(),
    "panel_member": {"declined", "stood_down"},
    "score_sheet": {"void"},
    "decision": set(),
    "weight_change": {"in_force", "taken_back"},
    "panel_change": {"in_force", "taken_back"},
    "release": {"cancelled", "released"},
    "message": {"superseded", "cancelled", "delivered"},
}


def steps_of(model):
    """Every step of a machine as (source, target), moves that keep the state left out."""
    return {
        (str(t.source), str(t.target))
        for transitions in moves_of(model).values()
        for t in transitions
        if t.target is not None
    }


def test_every_machine_of_the_design_is_there():
    assert set(MACHINES) == set(FINAL)


@pytest.mark.parametrize("machine", MACHINES)
def test_every_state_can_be_reached(machine):
    field = MACHINES[machine]._meta.get_field("state")
    reached, steps = {field.default.value}, steps_of(MACHINES[machine])
    while more := {target for source, target in steps if source in reached} - reached:
        reached |= more

    assert reached == {value for value, _ in field.choices}


@pytest.mark.parametrize("machine", MACHINES)
def test_only_the_final_states_have_no_way_out(machine):
    field = MACHINES[machine]._meta.get_field("state")
    left = {source for source, target in steps_of(MACHINES[machine]) if source != target}

    assert {value for value, _ in field.choices} - left == FINAL[machine]


@pytest.mark.parametrize("machine", MACHINES)
def test_every_move_has_a_permission_a_sentence_and_named_facts(machine):
    for name, transitions in moves_of(MACHINES[machine]).items():
        for move in transitions:
            assert isinstance(move.permission, Permission), name
            assert move.permission.sentence, name
            assert all(isinstance(c, Fact) and c.say for c in move.custom["conditions"]), name


@pytest.mark.parametrize("machine", MACHINES)
def test_the_database_knows_the_legal_states(machine):
    checks = [c.name for c in MACHINES[machine]._meta.constraints]

    assert f"{machine}_state" in checks


def test_the_guards_of_every_move_are_the_expected_ones():
    assert guarded_deeds() == GUARDS


def test_the_page_of_lifecycles_is_what_the_code_says(settings):
    page = (settings.ROOT if hasattr(settings, "ROOT") else None) or __import__("pathlib").Path(__file__).parents[2]

    assert (page / "docs" / "lifecycles.md").read_text() == document()


def test_the_inactive_state_machine_library_is_not_installed():
    from importlib.metadata import PackageNotFoundError, version

    with pytest.raises(PackageNotFoundError):
        version("django-fsm")
    assert version("django-fsm-2") >= "4.2.4"


def test_every_model_that_holds_personal_data_says_which_fields_do():
    rooms = {"people", "nominations", "judging", "notifications"}
    for model in apps.get_models():
        if model._meta.app_label in rooms:
            names = {field.name for field in model._meta.get_fields()}
            assert set(getattr(model, "PERSONAL_FIELDS", ())) <= names, model
    assert clock.now().tzinfo is not None

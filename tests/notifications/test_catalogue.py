"""What is said to whom: complete over every move, and in words that hold nothing they should not."""

from pathlib import Path

import pytest

from notifications.catalogue import CATALOGUE, OVERTAKES, SIGNALS
from notifications.contexts import CONTEXTS
from notifications.kinds import Kind
from notifications.reminders import REMINDERS
from notifications.rendering import file_of
from workflow.machines import all_machines
from workflow.transitions import moves_of

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SAID = {say.kind for says in [*CATALOGUE.values(), *SIGNALS.values()] for say in says}
SAID |= {reminder.kind for reminder in REMINDERS} | {Kind.SIGN_IN}


def test_every_move_of_every_lifecycle_is_in_the_catalogue_and_no_other():
    moves = {f"{model.machine}.{name}" for model in all_machines() for name in moves_of(model)}

    assert set(CATALOGUE) == moves
    assert set(OVERTAKES) - moves == set()


def test_whatever_is_said_has_words_and_nothing_has_words_in_vain():
    assert set(CONTEXTS) == SAID


@pytest.mark.parametrize("kind", sorted(SAID))
def test_every_kind_has_its_templates(kind):
    wanted = [f"{file_of(kind)}{ending}" for ending in (".subject.txt", ".txt", ".html")]

    assert [name for name in wanted if not (TEMPLATES / name).is_file()] == []


def test_no_template_is_left_over():
    names = {path.name.partition(".")[0] for path in (TEMPLATES / "notifications").glob("*.subject.txt")}

    assert names == {kind.name.lower() for kind in SAID}


def test_everybody_who_is_told_is_named_in_words():
    assert [say for says in [*CATALOGUE.values(), *SIGNALS.values()] for say in says if not say.to_whom] == []

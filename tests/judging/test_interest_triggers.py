"""Whatever changes who is tied to whom, the judge whom it ties is out of the entry in the same moment (R10)."""

from datetime import timedelta

import pytest

from judging.models import ScoreSheet
from judging.services.seats import accept_seat, call_up_reserve, seat_judge
from judging.services.sheets import save_sheet, submit_sheet
from judging.states import SheetState
from kit import clock
from nominations.models import Endorsement, Entry, Interest, Nomination, NomineeMember
from nominations.services.endorsing import name_another_endorser
from nominations.services.interests import declare_interest
from nominations.services.merging import merge_nominations, split_nomination
from nominations.services.nominees import tell_nominee
from nominations.services.notices import mend_nominee_address
from people.models import Organisation, Person
from people.services import account_for
from people.signals import people_changed
from tests.judging.judged import NAMES, declaring_round, join_open_panel, open_round, points_of, sheet_of
from tests.world import make_entry, make_person
from workflow import Refused


@pytest.fixture
def round_(award, people):
    """A round open for scoring, with one entry."""
    return open_round(award, people, names=NAMES[:1])


@pytest.fixture
def entry(round_):
    """Its entry."""
    return Entry.objects.select_related("nominee", "award", "season").get(award=round_.award)


@pytest.fixture
def known(entry):
    """The entry's nominee, as somebody whom the records know."""
    person = make_person("Joanna Known")
    type(entry.nominee).objects.filter(pk=entry.nominee_id).update(person=person)
    return person


def outcome(round_, person) -> tuple[str, list[str]]:
    """The state of the judge's sheet, and what ties them by now."""
    kinds = Interest.objects.filter(person=person, ruling="recused").values_list("kind", flat=True)
    return sheet_of(round_, person).state, sorted(kinds)


def out(*kinds) -> tuple[str, list[str]]:
    """What an outcome looks like for somebody who is out for these reasons."""
    return SheetState.RECUSED, sorted(kinds)


def test_nothing_ties_them_before(round_, people):
    assert outcome(round_, people["judge"]) == (SheetState.OPEN, [])


def test_a_new_account_at_the_address_of_the_nominee(round_, entry, people):
    type(entry.nominee).objects.filter(pk=entry.nominee_id).update(email="second@home.example")
    account_for(people["judge"], "second@home.example")

    assert outcome(round_, people["judge"]) == out("nominee")


def test_a_new_account_at_the_address_of_whoever_nominated(round_, people):
    Nomination.objects.update(nominator_email="Private@Home.example")
    account_for(people["judge"], "private@home.example")

    assert outcome(round_, people["judge"]) == out("nominator")


def test_a_new_account_of_an_administrator(round_, entry, people):
    Nomination.objects.update(endorser_email="admin@home.example")
    account_for(people["administrator"], "admin@home.example")

    assert [i.kind for i in Interest.objects.filter(person=people["administrator"])] == ["endorser"]
    assert not Entry.objects.visible_to(people["administrator"]).filter(pk=entry.pk).exists()


@pytest.mark.parametrize("who", ["judge", "nominee"])
def test_an_employer_that_both_have_by_now(round_, known, people, who):
    outside = Organisation.objects.create(name="Meadow Care", is_external=True)
    Person.objects.filter(pk=(known if who == "judge" else people["judge"]).pk).update(organisation=outside)
    mover = Person.objects.get(pk=(people["judge"] if who == "judge" else known).pk)
    mover.organisation = outside
    mover.save()

    assert outcome(round_, people["judge"]) == out("same_employer")


def test_a_line_manager_two_levels_up(round_, known, people):
    middle = make_person("Middle Manager")
    middle.line_manager = people["judge"]
    middle.save()
    assert outcome(round_, people["judge"])[0] == SheetState.OPEN
    known.line_manager = middle
    known.save()

    assert outcome(round_, people["judge"]) == out("line_manager")


def test_a_judge_who_reports_to_the_nominee_by_now(round_, known, people):
    judge = people["judge"]
    judge.line_manager = known
    judge.save()

    assert outcome(round_, judge) == out("line_manager")


def test_an_address_that_a_person_has_by_now(round_, people):
    Nomination.objects.update(nominator_email="moved@home.example")
    judge = people["judge"]
    judge.email = "moved@home.example"
    judge.save()

    assert outcome(round_, judge) == out("nominator")


def test_saving_somebody_unchanged_asks_nothing_again(round_, people):
    told = []

    def hear(people, **kwargs):
        told.extend(people)

    people_changed.connect(hear)
    try:
        people["judge"].save()
        people["judge"].phone = "01632 960000"
        people["judge"].save()
    finally:
        people_changed.disconnect(hear)
    assert told == []


def test_a_nominee_who_is_known_only_once_they_are_told(round_, entry, people):
    """An import leaves the nominee without a person; telling them settles who they are."""
    type(entry.nominee).objects.filter(pk=entry.nominee_id).update(email=people["judge"].email)
    tell_nominee(entry, by=people["administrator"])

    assert outcome(round_, people["judge"]) == out("nominee")


def test_an_address_that_is_mended_to_be_a_judges(round_, entry, people):
    mend_nominee_address(entry, email=people["judge"].email, by=people["administrator"])

    assert outcome(round_, people["judge"]) == out("nominee")


def test_an_endorser_who_is_named_instead_of_another(round_, entry, people):
    asked = Endorsement.objects.create(
        nomination=entry.nominations.get(),
        person=people["stranger"],
        requested_at=clock.now(),
        answer_by=clock.now() + timedelta(days=9),
    )
    name_another_endorser(
        asked, name=people["judge"].full_name, email=people["judge"].email, by=people["administrator"]
    )

    assert outcome(round_, people["judge"]) == out("endorser")


def test_somebody_who_takes_a_seat_while_judges_score(round_, people):
    member = accept_seat(join_open_panel(round_, people["nominator"], people), by=people["nominator"])

    assert outcome(round_, member.person) == out("nominator")


def test_a_reserve_who_is_called_up(round_, people):
    seat = join_open_panel(round_, people["endorser"], people, is_reserve=True)
    accept_seat(seat, by=people["endorser"])
    call_up_reserve(round_.panel, by=people["administrator"])

    assert outcome(round_, people["endorser"]) == out("endorser")


def test_a_member_of_the_team_at_the_moment_of_submission(round_, entry, people):
    """Whatever nobody told Commend of is looked up once more when the judge hands in."""
    judge, sheet = people["judge"], sheet_of(round_, people["judge"])
    sheet = save_sheet(
        sheet, scores=points_of(round_.award, 3, 3, 3, 3), note_to_panel="", feedback="", version=0, by=judge
    )
    NomineeMember.objects.create(nominee=entry.nominee, name=judge.full_name, person=judge)
    with pytest.raises(Refused):
        submit_sheet(sheet, by=judge)

    assert outcome(round_, judge) == out("team_member")
    assert sheet_of(round_, judge).scores.count() == 4


def test_a_nomination_that_is_joined_brings_its_people_and_one_that_is_parted_leaves_what_was_known(award, people):
    cast = {"reviewer": people["reviewer"], "endorser": people["endorser"]}
    lead = make_entry(award, nominator=people["nominator"], nominee="Joanna Ashcroft", **cast)
    other = make_entry(award, nominator=people["other_nominator"], nominee="Joanna Ashcroft", **cast)
    round_ = declaring_round(award, people, opens_in=timedelta(days=2))
    seat_judge(round_.panel, people["other_nominator"], by=people["administrator"])
    declare_interest(other, person=people["judge"], kind="relative", by=people["judge"])
    joined = merge_nominations(other.nominations.get(), into=lead.nominations.get(), by=people["reviewer"])

    def tied(entry):
        return set(Interest.objects.filter(entry=entry).values_list("person__full_name", "kind"))

    theirs = {(people["other_nominator"].full_name, "nominator")}
    assert theirs | {(people["judge"].full_name, "relative")} <= tied(lead)

    split_nomination(joined, by=people["reviewer"], reason="Two people of one name.")
    assert theirs <= tied(lead)
    assert (people["judge"].full_name, "relative") not in tied(lead)
    assert theirs | {(people["judge"].full_name, "relative")} <= tied(other)


def test_no_sheet_stays_open_to_anybody_whom_an_interest_ties(round_, entry, people):
    for role in ("judge", "second_judge", "third_judge", "chair"):
        account_for(people[role], f"{role}@home.example")
        Nomination.objects.update(nominator_email=f"{role}@other.example")
        account_for(people[role], f"{role}@other.example")

    assert set(ScoreSheet.objects.values_list("state", flat=True)) == {SheetState.RECUSED}

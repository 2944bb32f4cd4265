"""Who reads what, changed at the same moment as something else: one effect, and no sheet of a judge's own interest."""

import pytest

from judging.invariants import no_counted_sheet_has_an_interest, standings_are_right
from judging.models import Allocation, ScoreSheet
from judging.services.allocating import apply_allocation, propose_allocation
from judging.services.interests import declare_late
from judging.services.rounds import open_scoring
from judging.services.seats import stand_down_judge
from judging.services.sharing_by_hand import give_entry, take_entry
from judging.services.sheets import save_sheet
from judging.states import SheetState
from nominations.models import Entry, InterestKind
from tests.judging.judged import declare_nothing
from tests.judging.shared import pairs, readers_of, seat_of, shared_round
from tests.judging.test_sheet_races import at_once
from workflow import SYSTEM, NotNow, trail

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shared(award, people):
    """An open round of eight entries for five judges, three readers each; one judge has just left it."""
    round_ = shared_round(award, people)
    for member in round_.panel.members.select_related("person", "panel__award"):
        declare_nothing(member)
    open_scoring(round_, by=SYSTEM)
    stand_down_judge(seat_of(round_, people["second_judge"]), reason="Unwell.", by=people["administrator"])
    return type(round_).objects.get(pk=round_.pk)


def proposed(shared, people) -> Allocation:
    made = propose_allocation(shared, by=people["administrator"], seed=3)
    return Allocation.objects.select_related("round__award").get(pk=made.pk)


@pytest.mark.parametrize("attempt", range(3))
def test_an_interest_declared_as_an_allocation_is_applied_keeps_its_judge_out(shared, people, attempt):
    proposal = proposed(shared, people)
    entry_pk, seat_pk = proposal.answer["added"][attempt % len(proposal.answer["added"])]
    entry = Entry.objects.get(pk=entry_pk)
    member = seat_of(shared, shared.panel.members.get(pk=seat_pk).person)

    def declare():
        declare_late(member, entry=entry, kind=InterestKind.RELATIVE, note="", by=member.person)
        return "declared"

    outcomes = at_once(
        lambda: apply_allocation(proposal, by=people["administrator"]).state,
        declare,
    )

    assert outcomes[1] == "declared"
    assert outcomes[0] == "applied" or "Something has changed" in outcomes[0].sentence
    assert list(no_counted_sheet_has_an_interest()) == []
    assert list(standings_are_right()) == []
    mine = ScoreSheet.objects.filter(entry=entry, member=member).values_list("state", flat=True)
    assert list(mine) == (["recused"] if outcomes[0] == "applied" else [])


def test_applied_twice_at_once_it_holds_once(shared, people):
    proposal, before = proposed(shared, people), pairs(shared)
    outcomes = at_once(*[lambda: apply_allocation(proposal, by=people["administrator"])] * 3)

    assert sorted(isinstance(o, NotNow) for o in outcomes) == [False, True, True]
    assert [event.verb for event in trail(proposal)].count("allocation.apply") == 1
    assert pairs(shared) - before == {tuple(pair) for pair in proposal.answer["added"]}
    assert set(readers_of(shared).values()) == {3}


def test_two_administrators_who_work_it_out_at_once_leave_one_proposal(shared, people):
    at_once(
        *[
            lambda who=who: propose_allocation(shared, by=people[who])
            for who in ("administrator", "second_administrator")
        ]
    )

    assert sorted(shared.allocations.values_list("state", flat=True)) == ["discarded", "proposed"]


def test_an_entry_given_to_a_judge_as_they_declare_an_interest_in_it_is_not_theirs(shared, people):
    member = seat_of(shared, people["judge"])
    has = ScoreSheet.objects.filter(member=member).values("entry")
    entry = shared.award.entries.exclude(pk__in=has).first()
    at_once(
        lambda: give_entry(shared, entry=entry, member=member, by=people["administrator"]),
        lambda: declare_late(member, entry=entry, kind=InterestKind.RELATIVE, note="", by=member.person),
    )

    assert list(no_counted_sheet_has_an_interest()) == []
    assert ScoreSheet.objects.filter(entry=entry, member=member).exclude(state="recused").count() == 0


@pytest.mark.parametrize("attempt", range(2))
def test_an_entry_taken_from_a_judge_as_they_begin_it_loses_no_word(shared, people, attempt):
    member = seat_of(shared, people["judge"])
    sheet = ScoreSheet.objects.filter(member=member, state=SheetState.OPEN).order_by("pk")[attempt]

    def begin():
        return save_sheet(sheet, scores={}, note_to_panel="Words.", feedback="", version=0, by=member.person)

    outcomes = at_once(lambda: take_entry(shared, entry=sheet.entry, member=member, by=people["administrator"]), begin)

    left = ScoreSheet.objects.filter(pk=sheet.pk).first()
    if isinstance(outcomes[1], ScoreSheet):
        assert left.note_to_panel == "Words."
    else:
        assert (left, outcomes[1].sentence) == (None, "This entry is no longer among yours.")
    assert list(standings_are_right()) == []


def test_a_judge_who_leaves_as_they_are_given_more_keeps_nothing(shared, people):
    proposal = proposed(shared, people)
    leaver = seat_of(shared, people["judge"])
    at_once(
        lambda: apply_allocation(proposal, by=people["administrator"]),
        lambda: stand_down_judge(leaver, reason="Unwell.", by=people["second_administrator"]),
    )

    theirs = ScoreSheet.objects.filter(member=leaver).values_list("state", flat=True)
    assert set(theirs) <= {"void", "recused"}
    assert list(standings_are_right()) == []

"""Entries shared out among judges: looked at before, applied and undone as one, changed as little as can be."""

from collections import Counter

import pytest

from judging.models import PanelMember, ScoreSheet
from judging.services.allocating import apply_allocation, propose_allocation, undo_allocation
from judging.services.interests import declare_late
from judging.services.rounds import open_scoring
from judging.services.seats import stand_down_judge
from judging.services.sharing_by_hand import give_entry, take_entry
from judging.states import AllocationState, RoundState
from nominations.models import InterestKind
from nominations.services.interests import declare_interest
from people.models import Person
from tests.world import make_entry, make_person, make_round
from workflow import SYSTEM, NotAllowed, NotNow
from workflow.audit import trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(award, people):
    """A round of eight entries and five judges, each entry to be read by three."""
    award.endorsement_required = False
    award.save()
    judges = [people["judge"], people["second_judge"], people["third_judge"], make_person("Ada Fourth")]
    round_ = make_round(award, chair=people["chair"], judges=judges, readers=3)
    for number in range(8):
        make_entry(
            award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=f"Nominee {'ABCDEFGH'[number]}"
        )
    return round_


def pairs(round_):
    return set(ScoreSheet.objects.filter(round=round_).values_list("entry_id", "member_id"))


def readers_of(round_):
    live = ScoreSheet.objects.filter(round=round_).exclude(state__in=["recused", "void"])
    return Counter(live.values_list("entry_id", flat=True))


def test_a_proposal_changes_nothing_until_it_is_applied_and_holds_when_scoring_opens(shared, people):
    proposal = propose_allocation(shared, by=people["administrator"], seed=3)
    assert (proposal.state, len(proposal.answer["pairs"]), proposal.answer["short"]) == ("proposed", 24, [])
    assert (pairs(shared), set(proposal.answer["loads"].values())) == (set(), {4, 5})

    apply_allocation(proposal, by=people["administrator"])
    assert pairs(shared) == set()

    open_scoring(shared, by=SYSTEM)
    assert pairs(shared) == {(int(e[1:]), int(j[1:])) for e, j in proposal.answer["pairs"]}


def test_a_round_that_nobody_allocated_is_dealt_when_it_opens(shared):
    open_scoring(shared, by=SYSTEM)

    assert set(readers_of(shared).values()) == {3}
    assert len(pairs(shared)) == 24


def test_a_later_proposal_puts_the_earlier_one_aside_and_a_changed_world_refuses_the_old_one(shared, people):
    first = propose_allocation(shared, by=people["administrator"], seed=3)
    second = propose_allocation(shared, by=people["administrator"], seed=4)
    first = type(first).objects.get(pk=first.pk)
    assert first.state == AllocationState.DISCARDED

    PanelMember.objects.filter(person=people["judge"]).update(reads_at_most=1)
    with pytest.raises(NotNow, match="Something has changed since this was worked out"):
        apply_allocation(second, by=people["administrator"])


@pytest.mark.parametrize("role", ["chair", "judge", "reviewer", "second_administrator"])
def test_nobody_but_an_administrator_without_an_interest_says_who_reads_what(shared, people, role):
    tied = people["second_administrator"]
    declare_interest(shared.award.entries.first(), person=tied, kind=InterestKind.RELATIVE, by=tied)

    with pytest.raises(NotAllowed):
        propose_allocation(shared, by=people[role])

    assert shared.allocations.count() == 0


def test_a_round_in_which_all_read_all_is_not_shared_out(award, people):
    everybody = make_round(award, chair=people["chair"], judges=[people["judge"]])

    with pytest.raises(NotNow, match="every judge reads every entry"):
        propose_allocation(everybody, by=people["administrator"])


def test_a_late_interest_leaves_a_gap_that_one_further_pair_fills(shared, people):
    open_scoring(shared, by=SYSTEM)
    before = pairs(shared)
    sheet = ScoreSheet.objects.filter(round=shared, member__person=people["judge"]).first()
    declare_late(sheet.member, entry=sheet.entry, kind=InterestKind.CLOSE_FRIEND, note="", by=people["judge"])
    assert readers_of(shared)[sheet.entry_id] == 2

    proposal = propose_allocation(shared, by=people["administrator"])
    assert (len(proposal.answer["added"]), proposal.answer["removed"]) == (1, [])
    apply_allocation(proposal, by=people["administrator"])

    assert set(readers_of(shared).values()) == {3}
    assert before < pairs(shared)


def test_a_judge_who_leaves_is_replaced_without_moving_what_others_have(shared, people):
    open_scoring(shared, by=SYSTEM)
    leaver = PanelMember.objects.get(panel=shared.panel, person=people["second_judge"])
    others = {pair for pair in pairs(shared) if pair[1] != leaver.pk}
    stand_down_judge(leaver, reason="Unwell.", by=people["administrator"])

    apply_allocation(propose_allocation(shared, by=people["administrator"]), by=people["administrator"])

    assert set(readers_of(shared).values()) == {3}
    assert others < pairs(shared)


def test_undoing_takes_back_the_whole_batch_but_not_what_has_been_begun(shared, people):
    open_scoring(shared, by=SYSTEM)
    leaver = PanelMember.objects.get(panel=shared.panel, person=people["second_judge"])
    stand_down_judge(leaver, reason="Unwell.", by=people["administrator"])
    before = pairs(shared)
    applied = apply_allocation(propose_allocation(shared, by=people["administrator"]), by=people["administrator"])
    added = [tuple(pair) for pair in applied.answer["added"]]
    begun = added[0]
    ScoreSheet.objects.filter(round=shared, entry=begun[0], member=begun[1]).update(state="in_progress", version=1)

    undone, stayed = undo_allocation(applied, by=people["administrator"], reason="Wrong judge stood down.")

    assert (undone.state, stayed) == (AllocationState.UNDONE, 1)
    assert pairs(shared) == before | {begun}
    assert trail(undone)[0].reason.text == "Wrong judge stood down."


def test_an_allocation_that_another_stands_on_is_not_undone_first(shared, people):
    first = apply_allocation(propose_allocation(shared, by=people["administrator"]), by=people["administrator"])
    apply_allocation(propose_allocation(shared, by=people["administrator"]), by=people["administrator"])

    with pytest.raises(NotNow, match="A later allocation stands on this one"):
        undo_allocation(first, by=people["administrator"], reason="Changed my mind.")


def test_one_pair_is_given_and_taken_by_hand_never_against_an_interest(shared, people):
    open_scoring(shared, by=SYSTEM)
    seat = PanelMember.objects.get(panel=shared.panel, person=people["judge"])
    has = set(ScoreSheet.objects.filter(member=seat).values_list("entry_id", flat=True))
    other = shared.award.entries.exclude(pk__in=has).first()

    give_entry(shared, entry=other, member=seat, by=people["administrator"])
    assert (other.pk, seat.pk) in pairs(shared)
    take_entry(shared, entry=other, member=seat, by=people["administrator"])
    assert (other.pk, seat.pk) not in pairs(shared)

    declare_late(seat, entry=other, kind=InterestKind.RELATIVE, note="", by=Person.objects.get(pk=seat.person_id))
    with pytest.raises(NotNow, match="takes no part in this entry"):
        give_entry(shared, entry=other, member=seat, by=people["administrator"])


def test_an_award_may_keep_whoever_has_one_interest_out_of_all_its_entries(shared, people):
    shared.award.interest_bars_award = True
    shared.award.save()
    entry = shared.award.entries.first()
    seat = PanelMember.objects.get(panel=shared.panel, person=people["judge"])
    declare_late(seat, entry=entry, kind=InterestKind.RELATIVE, note="", by=people["judge"])

    proposal = propose_allocation(shared, by=people["administrator"])

    assert proposal.answer["loads"][f"j{seat.pk}"] == 0
    assert proposal.round.state == RoundState.DECLARING

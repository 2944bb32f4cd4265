"""A round that shares its entries out, as judges and entries come and go: nothing that stands moves by itself."""

import pytest

from judging.models import LateMarks, PanelMember, Round, ScoreSheet, Standing
from judging.services.allocating import apply_allocation, propose_allocation, undo_allocation
from judging.services.interests import declare_late
from judging.services.rounds import join_rounds, open_scoring
from judging.services.seats import accept_seat, call_up_reserve, stand_down_judge
from judging.services.sharing_by_hand import give_entry, limit_reading, set_readers, take_entry
from kit import clock
from nominations.models import Entry, InterestKind
from nominations.services.interests import rule_on_interest
from tests.judging.judged import join_open_panel
from tests.judging.shared import pairs, readers_of, seat_of, shared_round
from tests.world import make_entry, make_person, make_round
from workflow import SYSTEM, NotAllowed, NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(award, people):
    """Eight entries for five judges, three readers each; scoring is not open."""
    return shared_round(award, people)


@pytest.fixture
def shared(planned):
    """The same round, open."""
    return open_scoring(planned, by=SYSTEM)


def applied(round_, people, **how):
    proposal = propose_allocation(round_, by=people["administrator"], **how)
    return apply_allocation(proposal, by=people["administrator"], accepts_shortages=True)


def late_entry(shared, people, name="Late Nominee"):
    entry = make_entry(shared.award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=name)
    Entry.objects.filter(pk=entry.pk).update(state="in_round")
    join_rounds(Entry.objects.get(pk=entry.pk))
    return entry


def test_an_entry_that_joins_late_gets_its_readers_and_nobody_else_moves(shared, people):
    before = pairs(shared)
    entry = late_entry(shared, people)

    assert before < pairs(shared)
    assert readers_of(shared)[entry.pk] == 3


def test_a_late_entry_takes_nobody_over_their_limit_and_stands_short_instead(shared, people):
    for seat in shared.panel.members.all():
        PanelMember.objects.filter(pk=seat.pk).update(reads_at_most=ScoreSheet.objects.filter(member=seat).count())
    before = pairs(shared)
    entry = late_entry(shared, people)

    assert pairs(shared) == before
    assert Standing.objects.get(entry=entry).expected == 0


def test_an_entry_that_nobody_may_read_is_still_one_that_the_panel_answers_for(planned, people):
    entry = planned.award.entries.order_by("pk").first()
    for member in planned.panel.members.select_related("person", "panel__award"):
        declare_late(member, entry=entry, kind=InterestKind.RELATIVE, note="", by=member.person)
    open_scoring(planned, by=SYSTEM)

    assert readers_of(planned)[entry.pk] == 0
    assert Standing.objects.filter(round=planned, entry=entry).values_list("expected", "total").get() == (0, None)


def test_whoever_joins_gets_what_is_missing_and_their_share_when_it_is_dealt_afresh(shared, people):
    before = pairs(shared)
    member = join_open_panel(shared, make_person("Nia New"), people)
    accept_seat(member, by=member.person)
    assert pairs(shared) == before

    kept = applied(shared, people)
    assert (kept.answer["added"], kept.answer["removed"]) == ([], [])
    begun = ScoreSheet.objects.filter(round=shared).order_by("pk").first()
    ScoreSheet.objects.filter(pk=begun.pk).update(state="in_progress", version=1)
    fresh = applied(shared, people, is_afresh=True)

    assert max(fresh.answer["loads"].values()) - min(fresh.answer["loads"].values()) <= 1
    assert ScoreSheet.objects.filter(member=member).count() == 4
    assert set(readers_of(shared).values()) == {3}
    assert ScoreSheet.objects.filter(pk=begun.pk).exists()


def test_a_reserve_who_is_called_up_takes_over_what_somebody_left(award, people):
    shared = open_scoring(shared_round(award, people, entries=10), by=SYSTEM)
    reserve = join_open_panel(shared, people["reserve"], people, is_reserve=True)
    accept_seat(reserve, by=people["reserve"])
    leaver = seat_of(shared, people["judge"])
    left = set(ScoreSheet.objects.filter(member=leaver).values_list("entry_id", flat=True))
    others = {pair for pair in pairs(shared) if pair[1] != leaver.pk}
    stand_down_judge(leaver, reason="Unwell.", by=people["administrator"])

    call_up_reserve(shared.panel, by=people["administrator"])

    assert set(ScoreSheet.objects.filter(member=reserve).values_list("entry_id", flat=True)) == left
    assert others < pairs(shared)


def test_undoing_gives_nothing_back_to_a_judge_who_has_left(shared, people):
    leaver = seat_of(shared, people["judge"])
    limit_reading(shared, member=leaver, reads_at_most=0, by=people["administrator"])
    done = applied(shared, people)
    assert ScoreSheet.objects.filter(member=leaver).count() == 0
    stand_down_judge(leaver, reason="Unwell.", by=people["administrator"])

    undo_allocation(done, by=people["administrator"], reason="A slip.")

    assert ScoreSheet.objects.filter(member=leaver).count() == 0


@pytest.mark.parametrize("touch", ["note", "late marks", "version"])
def test_what_a_judge_has_touched_is_never_taken_away(shared, people, touch):
    sheet = ScoreSheet.objects.filter(round=shared).select_related("entry", "member").first()
    if touch == "late marks":
        LateMarks.objects.create(sheet=sheet, note_to_panel="Words.", kept_at=clock.now())
    else:
        changed = {"note_to_panel": "Words."} if touch == "note" else {"version": 1}
        ScoreSheet.objects.filter(pk=sheet.pk).update(**changed)
    with pytest.raises(NotNow, match="has begun this entry"):
        take_entry(shared, entry=sheet.entry, member=sheet.member, by=people["administrator"])
    limit_reading(shared, member=sheet.member, reads_at_most=0, by=people["administrator"])
    applied(shared, people)

    assert list(ScoreSheet.objects.filter(member=sheet.member).values_list("pk", flat=True)) == [sheet.pk]


def test_a_reader_too_many_stays_once_judges_have_their_entries(shared, people):
    """A judge who is let back in, or was given an entry by hand, does not lose it because somebody else leaves."""
    sheet = ScoreSheet.objects.filter(round=shared, member__person=people["judge"]).first()
    declare_late(sheet.member, entry=sheet.entry, kind=InterestKind.RELATIVE, note="", by=people["judge"])
    applied(shared, people)
    interest = sheet.entry.interests.get()
    rule_on_interest(interest, ruling="noted", note="Not close.", by=people["administrator"])
    assert readers_of(shared)[sheet.entry_id] == 4

    again = propose_allocation(shared, by=people["administrator"])
    assert (again.answer["added"], again.answer["removed"], again.answer["short"]) == ([], [], [])


def test_what_is_given_by_hand_is_checked(shared, people, award):
    runs, seat = people["administrator"], seat_of(shared, people["judge"])
    has = ScoreSheet.objects.filter(member=seat).values_list("entry_id", flat=True)
    other = shared.award.entries.exclude(pk__in=has).first()
    elsewhere = make_round(award, chair=people["stranger"], judges=[], kind="final", readers=1).panel.members.get()

    with pytest.raises(NotNow, match="does not judge with this panel"):
        give_entry(shared, entry=other, member=elsewhere, by=runs)
    with pytest.raises(NotNow, match="has this entry already"):
        give_entry(shared, entry=Entry.objects.get(pk=has[0]), member=seat, by=runs)
    limit_reading(shared, member=seat, reads_at_most=len(has), by=runs)
    with pytest.raises(NotNow, match="as many entries as they can read"):
        give_entry(shared, entry=other, member=seat, by=runs)
    Entry.objects.filter(pk=other.pk).update(state="withdrawn")
    with pytest.raises(NotNow, match="not before the panel"):
        give_entry(shared, entry=other, member=seat, by=runs)
    for deed in (give_entry, take_entry):
        with pytest.raises(NotAllowed):
            deed(shared, entry=other, member=seat, by=people["chair"])
    assert shared.allocations.count() == 0


def test_nothing_is_shared_out_once_scoring_is_over(shared, people):
    Round.objects.update(closes_at=clock.now())
    over = Round.objects.select_related("award", "panel", "season").get()
    sheet = ScoreSheet.objects.select_related("entry", "member").first()

    for deed in (
        lambda: propose_allocation(over, by=people["administrator"]),
        lambda: take_entry(over, entry=sheet.entry, member=sheet.member, by=people["administrator"]),
        lambda: set_readers(over, readers=2, by=people["administrator"]),
    ):
        with pytest.raises(NotNow):
            deed()
    assert over.allocations.count() == 0


def test_a_shortage_is_applied_only_by_whoever_says_so(planned, people):
    PanelMember.objects.update(reads_at_most=2)
    proposal = propose_allocation(planned, by=people["administrator"])
    assert proposal.answer["short"]

    with pytest.raises(NotNow, match="stay short of readers"):
        apply_allocation(proposal, by=people["administrator"])
    assert apply_allocation(proposal, by=people["administrator"], accepts_shortages=True).state == "applied"

"""Tests of rounds: opened and closed by the clock, extended, and entries and judges that join late."""

from datetime import timedelta
from decimal import Decimal

import pytest

from awards.models import Season
from awards.states import SeasonState
from judging.models import PanelMember, Round, ScoreSheet, Standing
from judging.services.rounds import advance_due, close_scoring, extend_round, open_scoring, start_declaring
from judging.services.seats import call_up_reserve, seat_judge, stand_down_judge
from judging.services.sheets import save_sheet, submit_sheet
from judging.states import MemberState, RoundState, SheetState
from kit import clock
from nominations.models import Endorsement, Entry, Interest
from nominations.states import EntryState
from people.models import Organisation, Person
from people.roles import Role
from people.services import grant_role
from tests.judging.judged import (
    NAMES,
    accept,
    declare_nothing,
    declaring_round,
    join_open_panel,
    make_entries,
    member_of,
    open_round,
    points_of,
    sheet_of,
)
from tests.world import make_entry, make_submitted
from workflow import SYSTEM, NotAllowed, NotNow, may, perform

LATER = timedelta(days=1)


@pytest.fixture
def declaring(award, people):
    """A round that opens tomorrow, with five entries and four judges who have declared."""
    make_entries(award, people)
    round_ = declaring_round(award, people, opens_in=LATER)
    for member in round_.panel.members.all():
        declare_nothing(member)
    return round_


@pytest.fixture
def round_(award, people):
    """A round open for scoring with five entries and four judges."""
    return open_round(award, people)


def sheets(round_):
    """How many sheets each seat has, by state."""
    rows = ScoreSheet.objects.filter(round=round_).values_list("member__person__full_name", "state")
    return sorted((name, rows_of) for name, rows_of in _counted(rows).items())


def _counted(rows):
    found = {}
    for row in rows:
        found[row] = found.get(row, 0) + 1
    return found


def score(sheet, *values):
    """Fill a sheet and submit it."""
    judge = sheet.member.person
    saved = save_sheet(
        sheet,
        scores=points_of(sheet.round.award, *values),
        note_to_panel="Because of what changed.",
        feedback="",
        version=sheet.version,
        by=judge,
    )
    return submit_sheet(saved, by=judge)


def test_a_round_opens_at_its_minute_and_gives_each_judge_a_sheet_for_each_entry(declaring):
    before, at = declaring.opens_at - timedelta(microseconds=1), declaring.opens_at
    assert advance_due(before) == {"opened": 0, "closed": 0}
    assert not ScoreSheet.objects.exists()

    with clock.set_to(at):
        assert advance_due(at) == {"opened": 1, "closed": 0}
        assert advance_due(at) == {"opened": 0, "closed": 0}

    assert Round.objects.get().state == RoundState.SCORING
    assert sheets(declaring) == [((name, "open"), 5) for name in ("Chair", "Judge", "Second Judge", "Third Judge")]
    assert set(Entry.objects.values_list("state", flat=True)) == {EntryState.IN_ROUND}
    assert set(Standing.objects.values_list("counted", "expected")) == {(0, 4)}
    assert Standing.objects.count() == 5


def test_a_round_closes_at_its_minute_and_its_places_are_settled(round_, people):
    score(sheet_of(round_, people["judge"], NAMES[0]), 2, 2, 2, 2)
    score(sheet_of(round_, people["judge"], NAMES[1]), 3, 3, 3, 3)
    with clock.set_to(round_.closes_at):
        assert advance_due() == {"opened": 0, "closed": 1}
        assert advance_due() == {"opened": 0, "closed": 0}

    assert Round.objects.get().state == RoundState.CLOSED
    places = Standing.objects.filter(position__isnull=False).order_by("position")
    assert list(places.values_list("entry__nominee__name", "total")) == [
        (NAMES[1], Decimal("3.0000")),
        (NAMES[0], Decimal("2.0000")),
    ]


def test_one_sweep_after_a_long_silence_opens_and_closes(declaring):
    with clock.set_to(declaring.closes_at):
        assert advance_due() == {"opened": 1, "closed": 1}
    assert Round.objects.get().state == RoundState.CLOSED


def test_a_paused_season_opens_nothing(declaring, people):
    perform(declaring.season, "pause", by=people["administrator"], reason="An incident.")
    with clock.set_to(declaring.opens_at):
        assert advance_due() == {"opened": 0, "closed": 0}
    assert Round.objects.get().state == RoundState.DECLARING


def test_nobody_opens_a_round_before_its_minute_or_without_the_role(declaring, people):
    with pytest.raises(NotNow, match="has not opened yet"):
        open_scoring(declaring, by=people["administrator"])
    with clock.set_to(declaring.opens_at), pytest.raises(NotAllowed):
        open_scoring(declaring, by=people["chair"])


def test_an_entry_waits_until_its_nominations_are_endorsed_and_then_joins(declaring, award, people):
    late = make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"], nominee="Late Arrival")
    with clock.set_to(declaring.opens_at):
        round_ = open_scoring(declaring, by=SYSTEM)
        assert Entry.objects.get(pk=late.pk).state == EntryState.WAITING

        ask = Endorsement.objects.create(
            nomination=late.nominations.get(),
            person=people["endorser"],
            requested_at=clock.now(),
            answer_by=clock.now() + LATER,
        )
        perform(ask, "give", by=people["endorser"])

    assert Entry.objects.get(pk=late.pk).state == EntryState.IN_ROUND
    assert ScoreSheet.objects.filter(round=round_, entry=late).count() == 4
    assert Standing.objects.get(entry=late).expected == 4


def test_a_name_that_joins_late_is_declared_before_its_entry_opens(declaring, award, people):
    judge = people["judge"]
    with clock.set_to(declaring.opens_at):
        round_ = open_scoring(declaring, by=SYSTEM)
        late = make_entry(
            award,
            nominator=people["nominator"],
            reviewer=people["reviewer"],
            endorser=people["endorser"],
            nominee="Late Arrival",
        )
        Endorsement.objects.get(nomination__entry=late).delete()
        ask = Endorsement.objects.create(
            nomination=late.nominations.get(),
            person=people["endorser"],
            requested_at=clock.now(),
            answer_by=clock.now() + LATER,
        )
        perform(ask, "give", by=people["endorser"])
        assert ScoreSheet.objects.mine(judge).filter(entry=late).count() == 0

        declare_nothing(member_of(round_, judge))
        assert ScoreSheet.objects.mine(judge).filter(entry=late).count() == 1


def test_an_entry_waits_again_when_a_nomination_joins_that_is_not_endorsed(round_, award, people):
    entry = Entry.objects.get(nominee__name=NAMES[0])
    second = make_submitted(award, nominator=people["other_nominator"], nominee=NAMES[0], screening="clear")
    perform(second, "accept", by=people["reviewer"], entry=entry)

    assert Entry.objects.get(pk=entry.pk).state == EntryState.WAITING
    assert ScoreSheet.objects.filter(entry=entry).count() == 4


@pytest.mark.parametrize("deed", ["merge", "split"])
def test_nominations_are_neither_joined_nor_parted_once_scoring_has_opened(declaring, people, deed):
    first, second = [e.nominations.get() for e in Entry.objects.order_by("pk")[:2]]
    sentence = "Scoring has opened for this award"
    if deed == "split":
        second = perform(second, "merge", by=people["reviewer"], into=first)
    assert not may(second, deed, people["reviewer"]).sentence.startswith(sentence)
    with clock.set_to(declaring.opens_at):
        assert may(second, deed, people["reviewer"]).sentence.startswith(sentence)
        open_scoring(declaring, by=SYSTEM)
        assert may(second, deed, people["reviewer"]).sentence.startswith(sentence)


def test_an_extended_round_goes_on_with_what_was_given(round_, people):
    done = score(sheet_of(round_, people["judge"]), 3, 3, 3, 3)
    closes = round_.closes_at
    with clock.set_to(closes):
        advance_due()
        round_ = extend_round(
            Round.objects.get(), closes_at=closes + LATER, reason="Two judges were ill.", by=people["administrator"]
        )
        assert (round_.state, round_.closes_at) == (RoundState.SCORING, closes + LATER)
        assert not Standing.objects.filter(position__isnull=False).exists()
        score(sheet_of(round_, people["second_judge"]), 2, 2, 2, 2)
    assert ScoreSheet.objects.get(pk=done.pk).state == SheetState.SUBMITTED
    assert Standing.objects.get(entry=done.entry).total == Decimal("2.5000")


def test_a_closing_time_in_the_past_or_without_a_reason_is_refused(round_, people):
    with pytest.raises(NotNow, match="must be in the future"):
        extend_round(round_, closes_at=clock.now(), reason="Why not.", by=people["administrator"])
    with pytest.raises(NotNow, match="Enter a reason"):
        extend_round(round_, closes_at=clock.now() + LATER, reason=" ", by=people["administrator"])
    with pytest.raises(NotAllowed):
        extend_round(round_, closes_at=clock.now() + LATER, reason="More time.", by=people["chair"])


def test_the_season_follows_its_first_rounds(declaring, people):
    Season.objects.filter(pk=declaring.season_id).update(state=SeasonState.IN_REVIEW)
    with clock.set_to(declaring.opens_at):
        advance_due()
    assert Season.objects.get(pk=declaring.season_id).state == SeasonState.JUDGING
    with clock.set_to(declaring.closes_at):
        advance_due()
    assert Season.objects.get(pk=declaring.season_id).state == SeasonState.DECIDING


def test_a_season_whose_nominations_close_after_a_round_has_opened_goes_straight_on(round_):
    window = round_.season.window("nominations")
    with clock.set_to(window.ends_at):
        perform(round_.season, "close_nominations", by=SYSTEM)
    assert Season.objects.get(pk=round_.season_id).state == SeasonState.JUDGING


def test_the_reserve_who_is_called_up_scores_every_entry(award, people):
    make_entries(award, people)
    round_ = declaring_round(award, people)
    reserve = seat_judge(round_.panel, people["reserve"], is_reserve=True, by=people["administrator"])
    reserve = declare_nothing(accept(reserve))
    round_ = open_scoring(round_, by=SYSTEM)
    assert not ScoreSheet.objects.filter(member=reserve).exists()

    call_up_reserve(round_.panel, by=people["administrator"])
    assert ScoreSheet.objects.mine(people["reserve"]).count() == 5
    assert set(Standing.objects.values_list("expected", flat=True)) == {5}
    with pytest.raises(NotNow, match="no reserve"):
        call_up_reserve(round_.panel, by=people["administrator"])


def test_a_judge_who_is_seated_while_scoring_is_open_scores_every_entry(round_, people):
    member = join_open_panel(round_, people["reserve"], people)
    assert not ScoreSheet.objects.filter(member=member).exists()
    declare_nothing(accept(member))
    assert ScoreSheet.objects.mine(people["reserve"]).count() == 5


def test_the_sheets_of_a_judge_who_leaves_count_no_more(round_, people):
    sheet = score(sheet_of(round_, people["judge"]), 3, 3, 3, 3)
    stand_down_judge(member_of(round_, people["judge"]), reason="Left the council.", by=people["administrator"])

    assert ScoreSheet.objects.get(pk=sheet.pk).state == SheetState.VOID
    assert Standing.objects.values_list("total", "counted", "expected").get(entry=sheet.entry) == (None, 0, 3)
    assert not ScoreSheet.objects.mine(people["judge"]).exists()


def test_the_nominator_on_the_panel_takes_no_part_from_the_start(award, people):
    people["nominator"] = people["judge"]
    make_entries(award, people, NAMES[:1])
    round_ = declaring_round(award, people)
    round_ = open_scoring(round_, by=SYSTEM)
    sheet = sheet_of(round_, people["judge"])

    assert (sheet.state, sheet.recused_for.kind) == (SheetState.RECUSED, "nominator")
    assert Standing.objects.get().expected == 3


def test_a_judge_whose_employer_becomes_the_nominees_takes_no_part_from_then_on(round_, award, people):
    firm = Organisation.objects.create(name="Beck Care Ltd", is_external=True)
    entry = Entry.objects.get(nominee__name=NAMES[0])
    nominee = Person.objects.create(full_name=NAMES[0], organisation=firm)
    entry.nominee.person = nominee
    entry.nominee.save()
    Person.objects.filter(pk=people["judge"].pk).update(organisation=firm)
    grant_role(Person.objects.get(pk=people["judge"].pk), Role.HOST, scope=f"season:{award.season_id}", by=SYSTEM)

    assert sheet_of(round_, people["judge"]).state == SheetState.RECUSED
    assert Interest.objects.get(entry=entry, person=people["judge"]).kind == "same_employer"


def test_an_entry_that_falls_out_is_waited_for_no_more(round_, people):
    judge = people["judge"]
    for name in NAMES[1:]:
        score(sheet_of(round_, judge, name), 3, 3, 3, 3)
    assert PanelMember.objects.get(person=judge).state == MemberState.SCORING

    perform(Entry.objects.get(nominee__name=NAMES[0]), "withdraw", by=people["administrator"])
    assert PanelMember.objects.get(person=judge).state == MemberState.FINISHED
    assert ScoreSheet.objects.mine(judge).count() == 4


def test_starting_to_declare_finds_what_the_records_show_first(award, people):
    people["nominator"] = people["judge"]
    make_entries(award, people, NAMES[:2])
    round_ = declaring_round(award, people)
    Round.objects.filter(pk=round_.pk).update(state=RoundState.PLANNED)
    start_declaring(Round.objects.get(), by=people["administrator"])

    assert Interest.objects.shutting_out(people["judge"]).count() == 2
    assert Round.objects.get().state == RoundState.DECLARING


def test_closing_before_the_minute_is_refused(round_, people):
    with pytest.raises(NotNow, match="still open"):
        close_scoring(round_, by=people["administrator"])

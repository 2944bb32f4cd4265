"""Tests of what a judge sends after the round has closed: kept, shown, and never counted by itself."""

from datetime import timedelta

import pytest

from judging.models import LateMarks, Round, ScoreSheet, Standing
from judging.services.interests import declare_late
from judging.services.late import as_marks, keep_late_marks, late_marks_of, waiting_late_marks
from judging.services.rounds import extend_round
from judging.services.sheets import Marks, save_sheet
from judging.states import RoundState, SheetState
from kit import clock
from tests.judging.judged import NAMES, member_of, open_round, points_of, sheet_of
from workflow import NotAllowed, NotNow, trail


@pytest.fixture
def round_(award, people):
    """A round with two entries and four judges, in which the judge has scored half of one before it closed."""
    round_ = open_round(award, people, names=NAMES[:2])
    save(sheet_of(round_, people["judge"]), people["judge"], 3, 3)
    Round.objects.update(closes_at=clock.now())
    return Round.objects.get()


@pytest.fixture
def sheet(round_, people):
    """The sheet that is half done."""
    return sheet_of(round_, people["judge"])


def given(sheet, *values):
    """Points in the order of the criteria."""
    keys = sheet.round.award.criteria.values_list("pk", flat=True)
    return dict(zip(keys, values, strict=False))


def save(sheet, by, *values, note=""):
    """Save a sheet as its judge does."""
    scores = given(sheet, *values)
    return save_sheet(sheet, scores=scores, note_to_panel=note, feedback="", version=sheet.version, by=by)


def keep(sheet, by, *values, note=""):
    """Send a sheet after the close."""
    return keep_late_marks(sheet, scores=given(sheet, *values), note_to_panel=note, feedback="", by=by)


def test_what_is_sent_after_the_close_is_kept_beside_the_sheet_and_counts_nothing(round_, sheet, people):
    before = Standing.objects.values_list("total", "counted", "expected").get(entry=sheet.entry)
    kept = keep(sheet, people["judge"], 3, 2, 4, 4, note="Typed late.")

    assert as_marks(kept) == Marks(points_of(round_.award, 3, 2, 4, 4), "Typed late.", "")
    assert kept.admitted_at is None
    fresh = ScoreSheet.objects.get(pk=sheet.pk)
    assert (fresh.version, fresh.total, fresh.scores.count(), fresh.note_to_panel) == (1, None, 2, "")
    assert Standing.objects.values_list("total", "counted", "expected").get(entry=sheet.entry) == before
    assert [e.verb for e in trail(sheet)] == ["score_sheet.keep_late", "score_sheet.save_marks"]


def test_sending_it_again_takes_the_place_of_what_was_kept(sheet, people):
    keep(sheet, people["judge"], 3, 2, note="Once.")
    keep(sheet, people["judge"], 3, 2, 1, note="Twice.")

    assert LateMarks.objects.get().note_to_panel == "Twice."
    assert len(as_marks(LateMarks.objects.get()).points) == 3
    assert [e.verb for e in trail(sheet)].count("score_sheet.keep_late") == 1


def test_what_the_sheet_holds_already_is_not_kept_again(sheet, people):
    assert keep(sheet, people["judge"], 3, 3) is None
    assert not LateMarks.objects.exists()


def test_nothing_is_kept_while_scoring_is_open_nor_once_the_panel_has_decided(round_, sheet, people):
    Round.objects.update(closes_at=clock.now() + timedelta(hours=1))
    with pytest.raises(NotNow, match="Scoring is open"):
        keep(sheet, people["judge"], 2)
    Round.objects.update(state=RoundState.DECIDED)
    with pytest.raises(NotNow, match="has decided"):
        keep(sheet, people["judge"], 2)


@pytest.mark.parametrize("role", ["chair", "second_judge", "administrator", "stranger", "superuser"])
def test_nobody_else_can_send_it(sheet, people, role):
    with pytest.raises(NotAllowed):
        keep(sheet, people[role], 2)


def test_a_judge_with_an_interest_can_send_nothing_and_what_they_sent_waits_no_more(round_, sheet, people):
    judge = people["judge"]
    keep(sheet, judge, 2, note="Before I saw who it was.")
    assert [late.sheet for late in waiting_late_marks(round_)] == [sheet]
    declare_late(member_of(round_, judge), entry=sheet.entry, kind="relative", note="", by=judge)

    assert ScoreSheet.objects.get(pk=sheet.pk).state == SheetState.RECUSED
    assert list(waiting_late_marks(round_)) == []
    with pytest.raises(NotAllowed):
        keep(sheet, judge, 1)


def test_in_a_round_that_goes_on_a_later_save_takes_its_place(round_, sheet, people):
    judge = people["judge"]
    keep(sheet, judge, 2, note="Sent late.")
    extend_round(
        round_, closes_at=clock.now() + timedelta(days=1), reason="A judge was ill.", by=people["administrator"]
    )
    assert late_marks_of(sheet).note_to_panel == "Sent late."

    save(ScoreSheet.objects.get(pk=sheet.pk), judge, 2, note="Sent late.")
    assert late_marks_of(ScoreSheet.objects.get(pk=sheet.pk)) is None
    assert list(waiting_late_marks(round_)) == []


def test_what_was_admitted_changes_no_more(sheet, people):
    keep(sheet, people["judge"], 2)
    LateMarks.objects.update(admitted_at=clock.now())
    with pytest.raises(NotNow, match="counts already"):
        keep(sheet, people["judge"], 1)

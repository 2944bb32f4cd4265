"""What a judge typed in time and sent too late counts when the chair admits it, and not before."""

from decimal import Decimal

import pytest

from judging.models import Round, ScoreSheet
from judging.services.late import admit_late_marks, keep_late_marks, leave_late_marks_aside, waiting_late_marks
from judging.services.sheets import marks_of, save_sheet
from judging.states import RoundState, SheetState
from kit import clock
from nominations.models import Interest
from records.integrity import breaches
from tests.judging.judged import NAMES, open_round, points_of, sheet_of
from workflow import NotAllowed, NotNow, trail

WHY = "The connection was lost at two minutes to five."


@pytest.fixture
def round_(award, people):
    """A round that closed while a judge had half of one entry saved."""
    round_ = open_round(award, people, names=NAMES[:2])
    half = dict(list(points_of(award, 1, 1, 1, 1).items())[:2])
    sheet = sheet_of(round_, people["judge"])
    save_sheet(sheet, scores=half, note_to_panel="", feedback="", version=0, by=people["judge"])
    Round.objects.update(closes_at=clock.now())
    return Round.objects.get()


@pytest.fixture
def sheet(round_, people):
    return sheet_of(round_, people["judge"])


def type_late(sheet, people, *values):
    points = dict(zip(sheet.round.award.criteria.values_list("pk", flat=True), values, strict=False))
    return keep_late_marks(sheet, scores=points, note_to_panel="Typed late.", feedback="", by=people["judge"])


@pytest.mark.parametrize("role", ["chair", "administrator"])
def test_what_was_typed_counts_once_it_is_admitted(sheet, people, role):
    type_late(sheet, people, 2, 3, 2, 3)

    admitted = admit_late_marks(sheet, reason=WHY, by=people[role])

    assert admitted.state == SheetState.SUBMITTED
    assert marks_of(ScoreSheet.objects.get(pk=sheet.pk)).points == points_of(sheet.round.award, 2, 3, 2, 3)
    assert admitted.note_to_panel == "Typed late."
    standing = sheet.round.standings.get(entry=sheet.entry)
    assert (standing.counted, standing.total) == (1, admitted.total)
    assert list(waiting_late_marks(sheet.round)) == []
    event = trail(sheet)[0]
    assert (event.verb, event.person_id, event.reason.text) == ("score_sheet.admit_typed_late", people[role].pk, WHY)
    assert sorted(event.data["points"].values()) == [1, 1]
    assert list(breaches()) == []


def test_what_is_not_complete_cannot_be_admitted(sheet, people):
    type_late(sheet, people, 2, 3, 2)

    with pytest.raises(NotNow, match="What was typed is not complete"):
        admit_late_marks(sheet, reason=WHY, by=people["chair"])

    assert ScoreSheet.objects.get(pk=sheet.pk).state == SheetState.IN_PROGRESS


def test_what_is_left_aside_is_kept_and_may_be_admitted_after_all(sheet, people):
    type_late(sheet, people, 2, 3, 2, 3)

    kept = leave_late_marks_aside(sheet, reason="The judge asked for it.", by=people["chair"])
    assert kept.left_aside_at is not None
    assert ScoreSheet.objects.get(pk=sheet.pk).state == SheetState.IN_PROGRESS

    admit_late_marks(sheet, reason=WHY, by=people["chair"])
    assert sheet.round.standings.get(entry=sheet.entry).total > Decimal(0)


@pytest.mark.parametrize("deed", [admit_late_marks, leave_late_marks_aside])
@pytest.mark.parametrize("role", ["judge", "second_judge", "reviewer", "superuser", "stranger"])
def test_nobody_else_admits_or_leaves_aside(sheet, people, role, deed):
    type_late(sheet, people, 2, 3, 2, 3)

    with pytest.raises(NotAllowed):
        deed(sheet, reason=WHY, by=people[role])

    assert ScoreSheet.objects.get(pk=sheet.pk).state == SheetState.IN_PROGRESS


@pytest.mark.parametrize("deed", [admit_late_marks, leave_late_marks_aside])
def test_a_chair_with_an_interest_does_neither(sheet, people, deed):
    type_late(sheet, people, 2, 3, 2, 3)
    Interest.objects.create(entry=sheet.entry, person=people["chair"], source="declared", kind="relative")

    with pytest.raises(NotAllowed, match="You have an interest in this entry"):
        deed(sheet, reason=WHY, by=people["chair"])


@pytest.mark.parametrize("deed", [admit_late_marks, leave_late_marks_aside])
def test_neither_happens_without_a_reason_or_after_the_decision(sheet, people, deed):
    type_late(sheet, people, 2, 3, 2, 3)
    with pytest.raises(NotNow, match="Enter a reason"):
        deed(sheet, reason=" ", by=people["chair"])
    Round.objects.update(state=RoundState.DECIDED)

    with pytest.raises(NotNow, match="The panel has decided this round"):
        deed(sheet, reason=WHY, by=people["chair"])

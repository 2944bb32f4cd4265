"""Marks that a judge gave on paper, typed by an administrator who sits on no side of the panel's table."""

from django.db import transaction

from judging.models import ScoreSheet
from judging.services.locking import hold_seats
from judging.services.sheets import (
    Marks,
    Overtaken,
    Points,
    checked_answer,
    checked_points,
    follow_member,
    marks_of,
    total_of,
    write_points,
)
from judging.services.standings import refresh_standing
from judging.states import SheetState
from kit import clock
from nominations.services.interests import find_interests
from workflow import NotNow, perform
from workflow.actors import Actor

ORDERED = "Judges of this round hand in one order of all entries, so nothing is typed in entry by entry."


class _Behind(Exception):
    """The version that was typed over is not the one that stands."""


def type_sheet(
    sheet: ScoreSheet,
    *,
    scores: Points,
    note_to_panel: str,
    feedback: str,
    version: int,
    submits: bool,
    reason: str = "",
    answer: str = "",
    by: Actor,
) -> ScoreSheet:
    """Keep what a judge gave on paper, and count it when `submits`; a late paper needs a reason.

    While scoring is open nothing is typed over marks that the judge gave themselves, and whoever types reads none of
    them. Somebody else who typed meanwhile, or after the close the judge, is never written over unseen: Overtaken
    holds both texts.
    """
    if sheet.round.mode_of.submits_order:
        raise NotNow(ORDERED)
    find_interests(sheet.entry, [sheet.member.person])
    try:
        return _type(sheet, scores, note_to_panel, feedback, version, submits, reason, answer, by)
    except _Behind:
        fresh = ScoreSheet.objects.select_related("round__season", "entry", "member").get(pk=sheet.pk)
        typed = _typed(fresh, scores, note_to_panel, feedback, answer)
        raise Overtaken(marks_of(fresh), typed, fresh.version) from None


def _typed(sheet, scores, note_to_panel, feedback, answer) -> Marks:
    stored = marks_of(sheet)
    points = stored.points | checked_points(sheet, scores)
    return Marks(points, note_to_panel.strip(), feedback.strip(), checked_answer(sheet, answer) or stored.answer)


@transaction.atomic
def _type(sheet, scores, note_to_panel, feedback, version, submits, reason, answer, by) -> ScoreSheet:
    hold_seats(sheet.member_id)
    held = ScoreSheet.objects.select_for_update(of=("self",)).select_related("round__season", "entry", "member")
    sheet = held.get(pk=sheet.pk)
    stored, was_counted = marks_of(sheet), sheet.state == SheetState.SUBMITTED
    typed = _typed(sheet, scores, note_to_panel, feedback, answer)
    is_late = sheet.round.is_over(clock.now())
    if not (typed == stored and sheet.is_from_paper and sheet.state == SheetState.IN_PROGRESS):
        fresh = perform(
            sheet,
            "type_late" if is_late else "type_from_paper",
            by=by,
            reason=reason,
            data={"version": sheet.version + 1},
            note_to_panel=typed.note_to_panel,
            feedback=typed.feedback,
            total=lambda: total_of(sheet, typed),
            typed_by=by,
            answer=typed.answer,
        )
        if version != sheet.version:
            raise _Behind
        write_points(fresh, stored, typed)
        sheet = ScoreSheet.objects.get(pk=fresh.pk)
    if submits:
        step = {"reason": reason} if is_late else {}
        sheet = perform(sheet, "admit_late" if is_late else "submit_paper", by=by, **step)
    if submits or was_counted:
        refresh_standing(sheet.round, sheet.entry)
    follow_member(sheet.member)
    return sheet

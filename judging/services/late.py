"""What a judge typed just before their round closed and sent just after: kept apart, and counted if somebody admits it.

The judge's sheet stays as it was until then. Whoever admits says why; what was typed is kept in either case.
"""

from django.db import transaction
from django.db.models import F, Q

from awards.roles import is_administrator
from judging import rules
from judging.models import LateMarks, Round, ScoreSheet
from judging.querysets import ASIDE
from judging.services.late_orders import admit_late_order, late_order_of, leave_late_order_aside
from judging.services.locking import hold_seats
from judging.services.sheets import Marks, Points, checked_points, follow_member, marks_of, total_of, write_points
from judging.services.standings import refresh_standing
from judging.states import RoundState, SheetState
from kit import clock
from workflow import NotAllowed, NotNow, perform, record
from workflow.actors import Actor

_TAKEN = {SheetState.OPEN, SheetState.IN_PROGRESS, SheetState.SUBMITTED}


@transaction.atomic
def keep_late_marks(
    sheet: ScoreSheet, *, scores: Points, note_to_panel: str, feedback: str, by: Actor, **more
) -> LateMarks | None:
    """Keep what a judge typed before the close and sent after it; it counts only once it is admitted.

    Returns None where the sheet holds the same already, so that there is nothing to keep. Sent once more, it takes
    the place of what was kept before. `more` may give `answer` and `place`, in rounds that ask for them.
    """
    held = ScoreSheet.objects.select_for_update(of=("self",)).select_related("round", "entry", "member")
    fresh = held.get(pk=sheet.pk)
    now = clock.now()
    _check_may_keep(fresh, now, by)
    stored = marks_of(fresh)
    points = stored.points | checked_points(sheet, scores)
    typed = Marks(points, note_to_panel.strip(), feedback.strip(), more.get("answer", stored.answer))
    if typed == stored and all(getattr(fresh, name) == value for name, value in more.items()):
        return None
    kept, is_new = LateMarks.objects.get_or_create(sheet=fresh, defaults={"kept_at": now})
    if kept.admitted_at:
        raise NotNow("What you sent after scoring closed counts already, so it cannot change any more.")
    for name, value in {"note_to_panel": typed.note_to_panel, "feedback": typed.feedback, **more}.items():
        setattr(kept, name, value)
    kept.points, kept.kept_at = {str(criterion): value for criterion, value in typed.points.items()}, now
    kept.save()
    if is_new:
        record(fresh, "keep_late", by=by, now=now, data={"version": fresh.version})
    return kept


def _check_may_keep(sheet: ScoreSheet, now, by: Actor) -> None:
    if sheet.state in ASIDE or not rules.is_own_sheet(sheet, by):
        raise NotAllowed(rules.is_own_sheet.sentence)
    if sheet.state not in _TAKEN or not sheet.round.is_over(now):
        raise NotNow("Scoring is open, so save this as usual.")
    if sheet.round.state == RoundState.DECIDED:
        raise NotNow("The panel has decided this round, so nothing more can be kept.")


def late_marks_of(sheet: ScoreSheet) -> LateMarks | None:
    """Return what the judge sent after the close, admitted or not; None when nothing, or saved over since."""
    kept: LateMarks | None = getattr(sheet, "late_marks", None)
    if kept is None:
        return None
    stands = kept.admitted_at or sheet.saved_at is None or kept.kept_at > sheet.saved_at
    return kept if stands else None


def as_marks(kept: LateMarks) -> Marks:
    """Return late marks in the form of a sheet's own."""
    points = {int(criterion): value for criterion, value in kept.points.items()}
    return Marks(points, kept.note_to_panel, kept.feedback, kept.answer)


def waiting_late_marks(round_: Round):
    """Return what judges of a round sent after its close and nobody has admitted, oldest first."""
    late = LateMarks.objects.filter(_not_saved_over(), sheet__round=round_, admitted_at=None)
    late = late.exclude(sheet__state__in=ASIDE)
    return late.select_related("sheet__entry__nominee", "sheet__member__person").order_by("kept_at", "pk")


@transaction.atomic
def admit_late_marks(sheet: ScoreSheet, *, reason: str, by: Actor) -> ScoreSheet:
    """Count what a judge typed before the close and sent after it, in the place of what the sheet holds.

    Of an order, the whole is counted. Raises NotNow where nothing waits, or where what was typed is not complete.
    """
    if is_in_late_order(sheet):
        admit_late_order(sheet.round, sheet.member, reason=reason, by=by)
        return ScoreSheet.objects.select_related("round", "entry", "member").get(pk=sheet.pk)
    sheet, kept = _held_with_late_marks(sheet)
    stored, typed = marks_of(sheet), as_marks(kept)
    if total_of(sheet, typed) is None:
        raise NotNow(f"What was typed is not complete. {sheet.round.mode_of.not_complete}")
    fresh = perform(
        sheet,
        "admit_typed_late",
        by=by,
        reason=reason,
        # What the points were before, so that nothing that a judge gave is lost.
        data={"version": sheet.version + 1, "points": {str(c): v for c, v in stored.points.items()}},
        note_to_panel=typed.note_to_panel,
        feedback=typed.feedback,
        total=lambda: total_of(sheet, typed),
        answer=typed.answer,
    )
    write_points(fresh, stored, typed)
    LateMarks.objects.filter(pk=kept.pk).update(admitted_at=fresh.now, left_aside_at=None)
    refresh_standing(fresh.round, fresh.entry)
    follow_member(fresh.member)
    return fresh


@transaction.atomic
def leave_late_marks_aside(sheet: ScoreSheet, *, reason: str, by: Actor) -> LateMarks:
    """Let what a judge sent after the close count no more than it does; it is kept, and can still be admitted."""
    sheet, kept = _held_with_late_marks(sheet)
    allowed = rules.is_chair_of_sheet | is_administrator
    for permission in (allowed, rules.has_no_interest_in_sheet):
        if not permission(sheet, by):
            raise NotAllowed(permission.refusal(sheet, by))
    if sheet.round.state == RoundState.DECIDED:
        raise NotNow("The panel has decided this round.")
    if not reason.strip():
        raise NotNow("Enter a reason.")
    if kept.left_aside_at is not None:
        raise NotNow("This was left aside already.")
    kept.left_aside_at = clock.now()
    kept.save(update_fields=["left_aside_at"])
    if is_in_late_order(sheet):
        leave_late_order_aside(sheet.round, sheet.member)
    record(sheet, "leave_late_aside", by=by, reason=reason, data={"version": sheet.version})
    return kept


def is_in_late_order(sheet: ScoreSheet) -> bool:
    """Say whether the sheet belongs to an order that its judge sent after the close and that nobody has admitted."""
    if not sheet.round.mode_of.submits_order:
        return False
    return any(late.sheet_id == sheet.pk and not late.admitted_at for late in late_order_of(sheet.round, sheet.member))


def _held_with_late_marks(sheet: ScoreSheet) -> tuple[ScoreSheet, LateMarks]:
    """Return the sheet under lock, with what waits to be admitted."""
    hold_seats(sheet.member_id)
    held = ScoreSheet.objects.select_for_update(of=("self",)).select_related("round__season", "entry", "member")
    sheet = held.get(pk=sheet.pk)
    kept = late_marks_of(sheet)
    if kept is None or kept.admitted_at is not None:
        raise NotNow("Nothing waits here that was typed before scoring closed.")
    return sheet, kept


def _not_saved_over() -> Q:
    """Return the filter for what still stands: in a round that was extended, a later save takes its place."""
    return Q(admitted_at__isnull=False) | Q(sheet__saved_at__isnull=True) | Q(kept_at__gt=F("sheet__saved_at"))

"""An order that a judge sent just after their round closed: kept as a whole, and counted as a whole if admitted.

Each sheet of the order has its row of late marks, with the place that was chosen; an order has at least one place,
so that words alone, sent from the page of one entry, are none.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from judging import rules
from judging.counting import rule_of
from judging.models import LateMarks, PanelMember, Round, ScoreSheet
from judging.modes import Given
from judging.querysets import ASIDE
from judging.services.locking import hold_seats, hold_sheets
from judging.services.ordering import CHANGED, kept_places, places_to_give, sheets_to_order
from judging.services.sheets import follow_member
from judging.services.standings import refresh_standing
from judging.states import RoundState
from kit import clock
from workflow import NotAllowed, NotNow, perform, record
from workflow.actors import Actor

NOTHING_WAITS = "No order waits here that was sent after scoring closed."


@transaction.atomic
def keep_late_order(
    round_: Round, member: PanelMember, *, places: Mapping[int, int | None], by: Actor
) -> list[LateMarks]:
    """Keep an order that a judge chose before the close and sent after it; it counts only once it is admitted.

    Returns nothing where it is the order that stands already. Sent once more, it takes the place of what was kept.
    """
    if not rules.is_the_member(member, by):
        raise NotAllowed(rules.is_the_member.sentence)
    round_, now = Round.objects.get(pk=round_.pk), clock.now()
    if not round_.is_over(now):
        raise NotNow("Scoring is open, so submit your order as usual.")
    if round_.state == RoundState.DECIDED:
        raise NotNow("The panel has decided this round, so nothing more can be kept.")
    sheets = _held(sheets_to_order(round_, member))
    if set(places) != {sheet.pk for sheet in sheets} or not sheets:
        raise NotNow(CHANGED)
    given = sorted(place for place in places.values() if place is not None)
    if given != places_to_give(round_, len(sheets), kept_places(round_, member)):
        raise NotNow("Give each place to one entry.")
    if all(sheet.place == places[sheet.pk] for sheet in sheets) and any(sheet.place for sheet in sheets):
        return []
    rows = {late.sheet_id: late for late in LateMarks.objects.filter(sheet__in=sheets)}
    if any(late.admitted_at for late in rows.values()):
        raise NotNow("What you sent after scoring closed counts already, so it cannot change any more.")
    kept = [_keep(sheet, rows.get(sheet.pk), places[sheet.pk], now) for sheet in sheets]
    record(round_, "keep_late_order", by=by, now=now, data={"member": member.pk, "sheets": len(kept)})
    return kept


def _held(sheets) -> list[ScoreSheet]:
    """Return these sheets under lock, taken in the one order in which everybody takes them."""
    return hold_sheets(sheets.select_related("round__season", "entry", "member"))


def _keep(sheet: ScoreSheet, late: LateMarks | None, place: int | None, now) -> LateMarks:
    if late is None:
        late = LateMarks(sheet=sheet, note_to_panel=sheet.note_to_panel, feedback=sheet.feedback)
    late.place, late.kept_at, late.left_aside_at = place, now, None
    late.save()
    return late


def late_order_of(round_: Round, member: PanelMember) -> list[LateMarks]:
    """Return the order that a judge sent after the close, best first and those without a place at the end.

    Nothing when there is none, or when one that was handed in later has taken its place.
    """
    rows = LateMarks.objects.filter(sheet__round=round_, sheet__member=member).exclude(sheet__state__in=ASIDE)
    rows = list(rows.select_related("sheet__entry__nominee", "sheet__round__season", "sheet__member"))
    if not any(late.place for late in rows):
        return []
    return sorted(rows, key=lambda late: (late.place is None, late.place or 0, late.sheet_id))


@transaction.atomic
def admit_late_order(round_: Round, member: PanelMember, *, reason: str, by: Actor) -> int:
    """Count a whole order that was sent after the close, in the place of the judge's own; returns how many sheets.

    Either every sheet of it counts or none: whoever has an interest in one of its entries admits none of it.
    """
    rows = {late.sheet_id: late for late in late_order_of(round_, member) if late.admitted_at is None}
    if not rows:
        raise NotNow(NOTHING_WAITS)
    hold_seats(member.pk)
    sheets = _held(ScoreSheet.objects.filter(pk__in=rows))
    for sheet in sheets:
        _admit(sheet, rows[sheet.pk], reason, by)
    fresh = Round.objects.select_related("award", "season", "panel").get(pk=round_.pk)
    LateMarks.objects.filter(pk__in=[late.pk for late in rows.values()]).update(
        admitted_at=clock.now(), left_aside_at=None
    )
    refresh_standing(fresh, sheets[0].entry)
    follow_member(PanelMember.objects.get(pk=member.pk))
    return len(sheets)


def _admit(sheet: ScoreSheet, late: LateMarks, reason: str, by: Actor) -> None:
    """Give one sheet the place that was chosen late, and count it."""
    round_ = sheet.round
    given = Given(sheet.pk, sheet.member_id, sheet.entry_id, place=late.place)

    def total() -> Decimal | None:
        return round_.mode_of.totals(rule_of(round_), [given])[sheet.pk]

    perform(
        sheet,
        "admit_typed_late",
        by=by,
        reason=reason,
        # The place before, so that nothing that a judge gave is lost.
        data={"version": sheet.version + 1, "place": late.place or 0, "place_before": sheet.place or 0},
        note_to_panel=late.note_to_panel,
        feedback=late.feedback,
        total=total,
        place=late.place,
    )


@transaction.atomic
def leave_late_order_aside(round_: Round, member: PanelMember) -> int:
    """Let an order that was sent after the close count no more than it does; it can still be admitted.

    Call it for somebody who may, and with the reason in the trail of one of its sheets; returns how many sheets.
    """
    keys = [late.pk for late in late_order_of(round_, member) if late.admitted_at is None]
    return LateMarks.objects.filter(pk__in=keys, left_aside_at=None).update(left_aside_at=clock.now())

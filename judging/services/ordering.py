"""Handing in one order of all entries at once, in the modes that ask for one."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from judging.counting import rule_of
from judging.models import LateMarks, PanelMember, Round, ScoreSheet
from judging.modes import Given
from judging.rules import READABLE
from judging.services.locking import hold_seats, hold_sheets
from judging.services.sheets import find_stakes, follow_member
from judging.services.standings import refresh_standing
from judging.states import SheetState
from nominations.models import Entry
from nominations.states import EntryState
from workflow import NotAllowed, NotNow, perform
from workflow.actors import Actor

Places = Mapping[int, int | None]  # sheet's primary key → place, None for an entry that is not among the best
CHANGED = "Your list of entries has changed since you opened this page. Look at it and submit your order again."


class OrderOvertaken(NotNow):
    """The order was changed elsewhere since its page was opened; nothing that was chosen is lost."""

    def __init__(self):
        super().__init__("You changed your order in another window since you opened this page. Nothing is lost.")


def sheets_to_order(round_: Round, member: PanelMember):
    """Return the sheets whose entries the judge puts in order now."""
    return _theirs(round_, member).filter(entry__state__in=READABLE)


def sheets_being_checked(round_: Round, member: PanelMember):
    """Return the sheets of entries that nobody may read for now; a place given before stays theirs."""
    return _theirs(round_, member).filter(entry__state__in=[EntryState.HIDDEN, EntryState.WAITING])


def _theirs(round_: Round, member: PanelMember):
    return ScoreSheet.objects.open_to(member).filter(round=round_).exclude(state=SheetState.ABSTAINED)


def kept_places(round_: Round, member: PanelMember) -> set[int]:
    """Return the places of entries that are being checked: they stay taken."""
    held = sheets_being_checked(round_, member).filter(state=SheetState.SUBMITTED, place__isnull=False)
    return set(held.values_list("place", flat=True))


def places_to_give(round_: Round, entries: int, kept: set[int]) -> list[int]:
    """Return the places that a judge of so many readable entries fills."""
    length = min(round_.rank_top or 0, entries + len(kept))
    free = [place for place in range(1, (round_.rank_top or 0) + 1) if place not in kept]
    return free[: max(length - len(kept), 0)]


def submit_order(round_: Round, member: PanelMember, *, places: Places, over: Places | None = None, by: Actor) -> int:
    """Hand in a judge's whole order; returns how many sheets changed. Handing in the same order changes nothing.

    `places` names every entry that the judge could see, so that one that has come or gone since is not placed
    unseen. `over` is what the page was opened with: OrderOvertaken says that the order has moved on since.
    Either every sheet is handed in or none.
    """
    find_stakes([member.person], Entry.objects.filter(sheets__in=sheets_to_order(round_, member).values("pk")))
    return _submit(round_, member, dict(places), over, by)


@transaction.atomic
def _submit(round_: Round, member: PanelMember, places: dict, over: Places | None, by: Actor) -> int:
    if getattr(by, "pk", None) != member.person_id:
        raise NotAllowed("Only this judge can do this.")
    hold_seats(member.pk)
    sheets = hold_sheets(sheets_to_order(round_, member).select_related("entry"))
    if set(places) != {sheet.pk for sheet in sheets} or not sheets:
        raise NotNow(CHANGED)
    stored = {sheet.pk: sheet.place for sheet in sheets}
    if over is not None and dict(over) != stored and places != stored:
        raise OrderOvertaken
    given = [place for place in places.values() if place is not None]
    if sorted(given) != places_to_give(round_, len(sheets), kept_places(round_, member)):
        raise NotNow("Give each place to one entry.")
    changed = [s for s in sheets if s.state != SheetState.SUBMITTED or s.place != places[s.pk]]
    for sheet in changed:
        _hand_in(sheet, round_, places[sheet.pk], by)
    if changed:
        _forget_late_order(sheets)
        refresh_standing(round_, changed[0].entry)
        follow_member(PanelMember.objects.get(pk=member.pk))
    return len(changed)


def _forget_late_order(sheets: list[ScoreSheet]) -> None:
    """Let an order that is handed in in time, because the round goes on, take the place of one that came too late.

    Words that were sent late stay, where they are others than the sheet holds.
    """
    for late in LateMarks.objects.filter(sheet__in=sheets, admitted_at=None).select_related("sheet").order_by("pk"):
        if (late.note_to_panel, late.feedback) == (late.sheet.note_to_panel, late.sheet.feedback):
            late.delete()
        else:
            LateMarks.objects.filter(pk=late.pk).update(place=None)


def _hand_in(sheet: ScoreSheet, round_: Round, place: int | None, by: Actor) -> None:
    """Give one sheet its place and count it."""
    reopened = sheet.state == SheetState.REOPENED
    given = Given(sheet.pk, sheet.member_id, sheet.entry_id, place=place)

    def total() -> Decimal | None:
        return round_.mode_of.totals(rule_of(round_), [given])[sheet.pk]

    sheet = perform(
        sheet,
        "save_reopened" if reopened else "save_marks",
        by=by,
        data={"version": sheet.version + 1, "place": place or 0},
        note_to_panel=sheet.note_to_panel,
        feedback=sheet.feedback,
        total=total,
        place=place,
    )
    perform(sheet, "submit_again" if reopened else "submit", by=by)

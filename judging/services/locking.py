"""The one order in which deeds on an award wait for each other: entries, rounds, seats, sheets, totals.

Whoever takes several rows of one kind takes them by number, sheets by the number of their total. What is taken out of
this order makes two deeds wait in a circle, and PostgreSQL then ends one of them. Rows are held without their key
(FOR NO KEY UPDATE), so that rows which name them can be made meanwhile.
"""

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery

from judging.models import PanelMember, Round, ScoreSheet, Standing
from judging.states import RoundState
from nominations.models import Entry


def hold_rounds(award_id: int, *, entries: Iterable[int] = ()) -> None:
    """Let nobody else deal sheets of an award's rounds, or find an interest in it, until this transaction ends.

    Neither of two deeds at the same moment would see the other's row: a sheet is dealt, an interest is declared, and
    a judge keeps an entry of their interest. The seats of the award's panels are held with the rounds: what moves a
    judge's sheets may move the judge's own state.
    """
    if keys := sorted(set(entries)):
        _take(Entry.objects.filter(pk__in=keys))
    _take(Round.objects.filter(award=award_id).exclude(state=RoundState.DECIDED))
    _take(PanelMember.objects.filter(panel__award=award_id))


def hold_award(award_id: int) -> None:
    """Hold every entry of an award that stands for itself, and its rounds: for deeds that move many entries."""
    _take(Entry.objects.filter(award=award_id).live())
    hold_rounds(award_id)


def hold_seats(*members: int) -> None:
    """Hold these seats: call it before the first of their sheets is held, where the judge's state may follow it."""
    _take(PanelMember.objects.filter(pk__in=members))


def hold_sheets(sheets: QuerySet[ScoreSheet]) -> list[ScoreSheet]:
    """Return sheets, each held, in the one order in which everybody takes them; their seats must be held already."""
    standing = Standing.objects.filter(round=OuterRef("round"), entry=OuterRef("entry")).order_by()
    rows = sheets.annotate(row=Subquery(standing.values("pk")[:1])).order_by("row", "pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def _take(rows: QuerySet) -> None:
    list(rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))

"""Stored totals (R12) and settled places (R14): kept in the transaction that changes a sheet."""

from django.db import IntegrityError, transaction

from judging.counting import blank, figures_from, sheet_rows, totals_of_sheets
from judging.models import Round, ScoreSheet, Standing
from judging.services.places import settle_round
from judging.states import RoundState

SETTLED = {RoundState.CLOSED, RoundState.DELIBERATING, RoundState.DECIDED}
FIELDS = ("total", "counted", "expected", "lowest", "highest", "means")
_BATCH = 500


@transaction.atomic(savepoint=False)
def refresh_standing(round_: Round, entry) -> None:
    """Work out one entry's stored figures again, and the round's places when its scoring is over.

    Call it in the transaction that changed a sheet. The standing's row is the lock: whoever comes second reads
    the sheets only after the first has committed, so that no sheet is lost from a total.
    """
    if round_.mode_of.counts_together:
        _refresh_together(round_)
        return
    standing = _locked(round_, entry.pk)
    rows = list(sheet_rows(ScoreSheet.objects.filter(round=round_, entry=entry)))
    figures = figures_from(rows, round_).get(entry.pk, blank())
    Standing.objects.filter(pk=standing.pk).update(**figures)
    # Read after the lock, so that a close in another transaction is not missed.
    state = rows[0]["round__state"] if rows else round_.state
    if state in SETTLED:
        settle_round(round_)


def _refresh_together(round_: Round) -> None:
    """Work out every entry again: what a judge gave one counts beside what they gave the others."""
    refresh_round(round_)
    # Read after the locks, so that a close in another transaction is not missed.
    if Round.objects.filter(pk=round_.pk, state__in=SETTLED).exists():
        settle_round(round_)


def _locked(round_: Round, entry_id: int) -> Standing:
    """Return the standing under lock, made if it is the first time.

    In a round that is over, all are locked in the order in which settling locks them: two entries that change at once
    would else wait for each other.
    """
    rows = Standing.objects.select_for_update(of=("self",)).filter(round=round_)
    wanted = rows.filter(entry=entry_id).order_by()
    if round_.state in SETTLED:
        standing = next((s for s in rows.order_by("pk").only("pk", "entry_id") if s.entry_id == entry_id), None)
    else:
        standing = wanted.only("pk").first()
    if standing is None:
        try:
            with transaction.atomic():
                return Standing.objects.create(round=round_, entry_id=entry_id)
        except IntegrityError:
            standing = wanted.only("pk").get()
    return standing


@transaction.atomic(savepoint=False)
def refresh_round(round_: Round) -> int:
    """Work out the figures of every entry with a sheet in the round; returns how many were not as stored.

    For deeds that touch a whole round at once, such as opening it.
    """
    list(Standing.objects.select_for_update(of=("self",)).filter(round=round_).order_by("pk").values_list("pk"))
    have = {s.entry_id: s for s in Standing.objects.filter(round=round_)}
    wanted = figures_from(sheet_rows(ScoreSheet.objects.filter(round=round_)), round_)
    fresh = [Standing(round=round_, entry_id=e, **fields) for e, fields in wanted.items() if e not in have]
    Standing.objects.bulk_create(fresh, batch_size=_BATCH)
    changed = []
    for entry, standing in have.items():
        fields = wanted.get(entry, blank())
        if any(getattr(standing, name) != fields[name] for name in FIELDS):
            for name in FIELDS:
                setattr(standing, name, fields[name])
            changed.append(standing)
    Standing.objects.bulk_update(changed, FIELDS, batch_size=_BATCH)
    return len(fresh) + len(changed)


def rebuild_totals() -> dict[str, int]:
    """Work out every stored total again: sheets, standings and places. Returns counts of rows read and changed."""
    counts = {"rounds": 0, "sheets": 0, "sheets_differed": 0, "standings": 0, "standings_differed": 0}
    for round_ in Round.objects.select_related("award").order_by("pk").iterator():
        with transaction.atomic():
            sheets, wrong = rebuild_sheets(round_)
            differed = refresh_round(round_)
            if round_.state in SETTLED:
                differed += settle_round(round_)
        counts["rounds"] += 1
        counts["sheets"] += sheets
        counts["sheets_differed"] += wrong
        counts["standings"] += round_.standings.count()
        counts["standings_differed"] += differed
    return counts


def rebuild_sheets(round_: Round) -> tuple[int, int]:
    """Store each sheet's own total again; returns how many sheets there are and how many were wrong."""
    total_of = totals_of_sheets(round_)
    wrong = []
    for sheet in round_.sheets.only("pk", "total").order_by("pk"):
        if sheet.total != total_of[sheet.pk]:
            sheet.total = total_of[sheet.pk]
            wrong.append(sheet)
    ScoreSheet.objects.bulk_update(wrong, ["total"], batch_size=_BATCH)
    return len(total_of), len(wrong)

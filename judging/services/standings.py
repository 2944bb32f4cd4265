"""Stored totals (R12) and settled places (R14): kept in the transaction that changes a sheet."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db import IntegrityError, transaction

from judging.models import Round, ScoreSheet, Standing
from judging.querysets import ASIDE
from judging.ranking import Criterion, Figures, Sheet, figures_of
from judging.services.places import settle_round
from judging.states import RoundState, SheetState

SETTLED = {RoundState.CLOSED, RoundState.DELIBERATING, RoundState.DECIDED}
FIELDS = ("total", "counted", "expected", "lowest", "highest", "means")
_NOT_EXPECTED = {*ASIDE, SheetState.ABSTAINED}
_BATCH = 500


@transaction.atomic(savepoint=False)
def refresh_standing(round_: Round, entry) -> None:
    """Work out one entry's stored figures again, and the round's places when its scoring is over.

    Call it in the transaction that changed a sheet. The standing's row is the lock: whoever comes second reads
    the sheets only after the first has committed, so that no sheet is lost from a total.
    """
    standing = _locked(round_.pk, entry.pk)
    rows = list(sheet_rows(ScoreSheet.objects.filter(round=round_, entry=entry)))
    figures = figures_from(rows).get(entry.pk, blank())
    Standing.objects.filter(pk=standing.pk).update(**figures)
    # Read after the lock, so that a close in another transaction is not missed.
    state = rows[0]["round__state"] if rows else round_.state
    if state in SETTLED:
        settle_round(round_)


def _locked(round_id: int, entry_id: int) -> Standing:
    """Return the standing under lock, made if it is the first time."""
    wanted = Standing.objects.select_for_update(of=("self",)).filter(round_id=round_id, entry_id=entry_id).order_by()
    standing = wanted.only("pk").first()
    if standing is None:
        try:
            with transaction.atomic():
                return Standing.objects.create(round_id=round_id, entry_id=entry_id)
        except IntegrityError:
            standing = wanted.only("pk").get()
    return standing


def sheet_rows(sheets) -> Iterable[dict]:
    """Return one row a score (one for a sheet without any) of the sheets, with what totals are made of."""
    return (
        sheets.order_by()
        .values(
            "pk",
            "entry_id",
            "member_id",
            "state",
            "round__state",
            "scores__value",
            "scores__criterion__key",
            "scores__criterion__weight",
            "scores__criterion__order",
        )
        .iterator(chunk_size=5000)
    )


def figures_from(rows: Iterable[dict]) -> dict[int, dict]:
    """Return the stored fields of a standing by entry, from the rows of `sheet_rows`."""
    weights: dict[str, int] = {}
    points: dict[int, dict[int, dict]] = defaultdict(dict)
    members, expected, entries = {}, defaultdict(set), set()
    for row in rows:
        entry, pk = row["entry_id"], row["pk"]
        entries.add(entry)
        if row["state"] not in _NOT_EXPECTED:
            expected[entry].add(pk)
        if row["state"] != SheetState.SUBMITTED:
            continue
        members[pk] = row["member_id"]
        sheet = points[entry].setdefault(pk, {})
        if (key := row["scores__criterion__key"]) is not None:
            weights[key] = row["scores__criterion__weight"]
            sheet[key] = row["scores__value"]
    criteria = [Criterion(key, weight) for key, weight in sorted(weights.items())]
    found = {}
    for entry in entries:
        sheets = [Sheet(members[pk], given) for pk, given in points.get(entry, {}).items()]
        found[entry] = stored(figures_of(sheets, criteria), len(expected[entry]))
    return found


def stored(figures: Figures, expected: int) -> dict:
    """Return the figures as the fields of a standing."""
    return {
        "total": figures.total,
        "counted": figures.counted,
        "expected": expected,
        "lowest": figures.lowest,
        "highest": figures.highest,
        "means": {key: str(mean) for key, mean in figures.means.items()},
    }


def blank() -> dict:
    """Return the fields of an entry without sheets."""
    return stored(Figures(0), 0)


@transaction.atomic(savepoint=False)
def refresh_round(round_: Round) -> int:
    """Work out the figures of every entry with a sheet in the round; returns how many were not as stored.

    For deeds that touch a whole round at once, such as opening it.
    """
    list(Standing.objects.select_for_update(of=("self",)).filter(round=round_).order_by("pk").values_list("pk"))
    have = {s.entry_id: s for s in Standing.objects.filter(round=round_)}
    wanted = figures_from(sheet_rows(ScoreSheet.objects.filter(round=round_)))
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
            sheets, wrong = _rebuild_sheets(round_)
            differed = refresh_round(round_)
            if round_.state in SETTLED:
                differed += settle_round(round_)
        counts["rounds"] += 1
        counts["sheets"] += sheets
        counts["sheets_differed"] += wrong
        counts["standings"] += round_.standings.count()
        counts["standings_differed"] += differed
    return counts


def _rebuild_sheets(round_: Round) -> tuple[int, int]:
    """Store each sheet's own total again; returns how many sheets there are and how many were wrong."""
    total_of = totals_of_sheets(round_)
    wrong = []
    for sheet in round_.sheets.only("pk", "total").order_by("pk"):
        if sheet.total != total_of[sheet.pk]:
            sheet.total = total_of[sheet.pk]
            wrong.append(sheet)
    ScoreSheet.objects.bulk_update(wrong, ["total"], batch_size=_BATCH)
    return len(total_of), len(wrong)


def totals_of_sheets(round_: Round) -> dict[int, Decimal | None]:
    """Return what each sheet's own total should be; None while a criterion has no point."""
    from judging.ranking import sheet_total

    criteria = [Criterion(c.key, c.weight) for c in round_.award.criteria.all()]
    points: dict[int, dict] = {}
    rows = round_.sheets.order_by().values_list("pk", "scores__criterion__key", "scores__value")
    for pk, key, value in rows.iterator(chunk_size=5000):
        sheet = points.setdefault(pk, {})
        if key is not None:
            sheet[key] = value
    return {pk: sheet_total(given, criteria) for pk, given in points.items()}

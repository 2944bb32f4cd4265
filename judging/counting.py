"""From rows of the database to figures: what a round's mode counts, and by which rule."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from judging.models import Round
from judging.modes import Given, Rule
from judging.querysets import ASIDE
from judging.ranking import Figures
from judging.states import SheetState
from judging.versions import weights_of
from nominations.models import Entry

_NOT_EXPECTED = {*ASIDE, SheetState.ABSTAINED}


def rule_of(round_: Round) -> Rule:
    """Return what the round is judged by; its weights are read only where its mode counts with them."""
    criteria = weights_of(round_) if round_.mode_of.scores_criteria else ()
    return replace(settings_of(round_), criteria=criteria)


def settings_of(round_: Round) -> Rule:
    """Return what the round's own fields say of its rule, without the weights; no query."""
    return Rule((), round_.pass_answers or 0, round_.pass_percent or 0, round_.rank_top or 0)


def sheet_rows(sheets) -> Iterable[dict]:
    """Return one row a score (one for a sheet without any) of the sheets, with what totals are made of."""
    return (
        sheets.order_by()
        .values(
            "pk",
            "entry_id",
            "member_id",
            "state",
            "submitted_at",
            "answer",
            "place",
            "round__state",
            "scores__value",
            "scores__criterion__key",
        )
        .iterator(chunk_size=5000)
    )


def given_in(rows: Iterable[dict], wanted: set[str]) -> dict[int, tuple[str, Given]]:
    """Return the state and the content of each sheet, by its number, with the points of these criteria."""
    found: dict[int, tuple[str, Given]] = {}
    for row in rows:
        pk = row["pk"]
        if pk not in found:
            given = Given(
                sheet=pk,
                judge=row["member_id"],
                entry=row["entry_id"],
                points={},
                answer=row["answer"],
                place=row["place"],
                is_handed_in=row["submitted_at"] is not None,
            )
            found[pk] = row["state"], given
        if (key := row["scores__criterion__key"]) in wanted:
            found[pk][1].points[key] = row["scores__value"]
    return found


def figures_from(rows: Iterable[dict], round_: Round) -> dict[int, dict]:
    """Return the stored fields of a standing by entry, from the rows of `sheet_rows`, as the round's mode counts."""
    mode, rule = round_.mode_of, rule_of(round_)
    expected: Mapping[int, set] = defaultdict(set)
    counted, entries = [], set()
    for state, given in given_in(rows, {c.key for c in rule.criteria}).values():
        entries.add(given.entry)
        if state not in _NOT_EXPECTED:
            expected[given.entry].add(given.sheet)
        if state == SheetState.SUBMITTED:
            counted.append(given)
    if mode.counts_together:
        counted = without_fallen(counted)
    found = mode.figures(rule, counted)
    return {entry: stored(found.get(entry, Figures(0)), len(expected[entry])) for entry in entries}


def without_fallen(counted: list[Given]) -> list[Given]:
    """Return the sheets of entries that still stand: the others have no place in their judges' orders."""
    live = set(Entry.objects.live().filter(pk__in={g.entry for g in counted}).values_list("pk", flat=True))
    return [g for g in counted if g.entry in live]


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


def totals_of_sheets(round_: Round) -> dict:
    """Return what each sheet's own total should be; None while it holds too little."""
    rule = rule_of(round_)
    rows = given_in(sheet_rows(round_.sheets.all()), {c.key for c in rule.criteria})
    return round_.mode_of.totals(rule, [given for _, given in rows.values()])

"""The figure by which a round places its entries, where that is not the mean of R12; rows in, decimals out.

Knows nothing of the database, and loads no arrays until there is something to work out. A round and its frozen record
come through here with the same labels and the same rows, so that both get the same figures.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from judging.ranking import Criterion
from judging.ranking.recipe import NAMES, Method, Recipe

if TYPE_CHECKING:
    from judging.ranking.shapes import Fit, Table

CORRECTED = frozenset({Method.ADJUSTED, Method.ADJUSTED_FIXED})
DISCONNECTED = "The panel falls into parts that share no entry, so whether one part is stricter cannot be known."
BY_THE_MEAN = "Entries are placed by the weighted mean."


@dataclass(frozen=True)
class Marks:
    """What one counted judge gave one entry: points by criterion key. `entry` is the entry's reference."""

    entry: str
    judge: int
    points: Mapping[str, int]


@dataclass(frozen=True)
class Severity:
    """What figures that are corrected for severity rest on, in points of the scale; negative is strict."""

    judges: Mapping[int, Decimal]
    delta: str  # tau2 / sigma2 to three digits; empty without shrinkage


@dataclass(frozen=True)
class Ruled:
    """What a round places its entries by.

    `figures` gives each entry's figure by reference, four places half up; empty where the mean of R12 places them.
    `fallback` says why the mean does although the round chose another method.
    """

    method: Method
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    fallback: str = ""
    severity: Severity | None = None

    @property
    def placed_by(self) -> Method:
        """The method that places the entries in truth."""
        return Method.MEAN if self.fallback else self.method


def ruled_by(recipe: Recipe, marks: Iterable[Marks], criteria: Sequence[Criterion], points: Sequence[int]) -> Ruled:
    """Return what a round places its entries by, from its counted sheets, its weights and the points of its scale.

    Quorum plays no part: an entry below it has a place here as it has by the mean, and its result cannot be locked.
    """
    marks = list(marks)
    if recipe.method == Method.MEAN or not marks:
        return Ruled(recipe.method)
    from judging.ranking.exact import half_up
    from judging.ranking.methods import figures_by, usable
    from judging.ranking.table import sheet_scores

    recipe = replace(recipe, quorum=1)
    table = table_of_marks(marks, criteria, points)
    y = sheet_scores(table)
    fit = _fit(recipe.method, table, y)
    if fit is not None and len(set(fit.entry_component.tolist())) > 1:
        return Ruled(recipe.method, fallback=f"{DISCONNECTED} {BY_THE_MEAN}")
    if why := usable(table, recipe, recipe.method):
        return Ruled(recipe.method, fallback=f"{why} {BY_THE_MEAN}")
    found = figures_by(table, y, recipe, fit)
    figures = {entry: half_up(value, recipe.places) for entry, value in zip(table.entries, found.tolist(), strict=True)}
    return Ruled(recipe.method, figures, severity=_severity(table, fit, recipe.places))


def _fit(method: Method, table: "Table", y) -> "Fit | None":
    if method not in CORRECTED:
        return None
    from judging.ranking.severity import fit_severity

    shrinks = method == Method.ADJUSTED
    return fit_severity(table.entry_of, table.judge_of, y, len(table.entries), len(table.judges), shrinks=shrinks)


def _severity(table: "Table", fit: "Fit | None", places: int) -> Severity | None:
    if fit is None:
        return None
    from judging.ranking.exact import half_up

    judges = {judge: half_up(value, places) for judge, value in zip(table.judges, fit.severity.tolist(), strict=True)}
    return Severity(judges, f"{fit.delta:.2e}" if fit.delta < float("inf") else "")


def table_of_marks(marks: Iterable[Marks], criteria: Sequence[Criterion], points: Sequence[int], label=None) -> "Table":
    """Return the marks as arrays on the scale's own points; `label` turns a reference into another name."""
    from judging.ranking.shapes import Mark
    from judging.ranking.table import table_of

    weight = {c.key: c.weight for c in criteria}
    name = label or str
    given = [
        Mark(m.judge, name(m.entry), value, key, weight[key])
        for m in marks
        for key, value in m.points.items()
        if key in weight
    ]
    low, high = (min(points), max(points)) if len(set(points)) > 1 else (None, None)
    return table_of(given, low=low, high=high)


def digest_of(marks: Iterable[Marks], criteria: Sequence[Criterion], points: Sequence[int]) -> str:
    """Return the SHA-256 of what figures are made of; the order of the marks does not matter."""
    keys = [c.key for c in criteria]
    rows = sorted((m.entry, m.judge, *map(m.points.get, keys)) for m in marks)
    text = json.dumps([rows, [[c.key, c.weight] for c in criteria], list(points)], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def kept_of(recipe: Recipe, means: Mapping) -> dict:
    """Return a recipe as it is kept, with its name and rounding; `means` is what is kept of the mean of R12."""
    name = means["name"] if recipe.method == Method.MEAN else NAMES[recipe.method]
    return {**means, **recipe.as_dict(), "name": name}


def seeded(recipe: Recipe, digest: str) -> Recipe:
    """Return the recipe with the seed that these inputs give: the same inputs draw the same chances."""
    return replace(recipe, seed=int(digest[:8], 16))


def marks_in(record: Mapping) -> list[Marks]:
    """Return the counted marks of a frozen record."""
    wanted = {c["key"] for c in record["criteria"]}
    return [
        Marks(sheet["entry"], sheet["judge"], {key: v for key, v in sheet["points"].items() if key in wanted})
        for sheet in record["sheets"]
    ]


def criteria_in(record: Mapping) -> list[Criterion]:
    """Return the criteria of a frozen record, with the weights that counted."""
    return [Criterion(c["key"], c["weight"]) for c in record["criteria"]]


def severity_kept(severity: Severity | None) -> dict | None:
    """Return what corrected figures rest on as a record keeps it."""
    if severity is None:
        return None
    judges = [{"judge": judge, "severity": str(value)} for judge, value in sorted(severity.judges.items())]
    return {"delta": severity.delta, "judges": judges}

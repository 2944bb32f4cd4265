"""The marks of a round as a table, and what each sheet comes to (`judging-science.md` section 1, eq. 1)."""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from numbers import Real

import numpy as np

from judging.ranking.exact import is_exact, whole
from judging.ranking.shapes import Mark, Table


class Unsound(ValueError):
    """The marks contradict themselves; `sentence` says where."""

    @property
    def sentence(self) -> str:
        """What is the matter, for a person."""
        return str(self)


def table_of(marks: Iterable[Mark], *, low: float | None = None, high: float | None = None) -> Table:
    """Return the marks as a table; the order in which they come does not matter to a single byte.

    Labels are sorted (numbers before words before anything else), sheets by entry and then by judge. Raises Unsound
    for a second mark of the same judge, entry and criterion, a score that is no finite number or lies outside the
    scale, and a weight that is not above nought or not the same for all marks of a criterion.
    """
    marks = list(marks)
    _check_scale(low, high)
    scores = [_score(mark, low, high) for mark in marks]
    entries, entry_at = _numbered(mark.entry for mark in marks)
    judges, judge_at = _numbered(mark.judge for mark in marks)
    criteria, criterion_at = _numbered(mark.criterion for mark in marks)
    rows = np.array([entry_at[m.entry] * len(judges) + judge_at[m.judge] for m in marks], dtype=np.int64)
    columns = np.array([criterion_at[m.criterion] for m in marks], dtype=np.int64)
    sheets, sheet_of = np.unique(rows, return_inverse=True)
    _check_once(marks, sheet_of * len(criteria) + columns)
    points = np.full((len(sheets), len(criteria)), np.nan)
    points[sheet_of, columns] = scores
    return Table(
        entries=entries,
        judges=judges,
        criteria=criteria,
        entry_of=sheets // max(len(judges), 1),
        judge_of=sheets % max(len(judges), 1),
        points=points,
        weights=_weights(marks, columns, criteria),
        low=low,
        high=high,
    )


def sheet_scores(table: Table) -> np.ndarray:
    """Return what each sheet comes to, (S,), in the marks' own unit.

    A sheet with every criterion marked is the weighted mean of its points, exact to the last bit where points and
    weights are short decimals. On any other, a criterion that was not marked is taken to deviate from its mean over
    all sheets as the sheet's marked criteria do on (weighted) average: skipping a hard one gains nothing.
    Source: `judging-science.md` eq. (1). A criterion that no sheet marks is left out.
    """
    given = ~np.isnan(table.points)
    used = given.any(axis=0)
    given, points, weights = given[:, used], table.points[:, used], table.weights[used]
    scores = np.full(len(points), np.nan)
    if not used.any():
        return scores
    complete = given.all(axis=1)
    scores[complete] = _weighted_means(points[complete], weights)
    if not complete.all():
        scores[~complete] = _with_gaps(points, given, weights)[~complete]
    return scores


def sheet_counts(table: Table) -> np.ndarray:
    """Return how many counted sheets each entry has, (E,)."""
    return np.bincount(table.entry_of, minlength=len(table.entries))


def without_judge(table: Table, judge: Hashable) -> Table:
    """Return the table without one judge's sheets; every entry stays, also one that nobody else marked.

    Raises KeyError for a judge who is not in the table.
    """
    if judge not in table.judges:
        raise KeyError(judge)
    at = table.judges.index(judge)
    stays = table.judge_of != at
    left = table.judge_of[stays]
    return replace(
        table,
        judges=table.judges[:at] + table.judges[at + 1 :],
        entry_of=table.entry_of[stays],
        judge_of=left - (left > at),
        points=table.points[stays],
    )


def with_weights(table: Table, weights: Mapping[Hashable, float] | Sequence[float]) -> Table:
    """Return the table with other weights: by criterion (others keep theirs), or one for each in the table's order.

    Raises Unsound for a weight that is not above nought.
    """
    if isinstance(weights, Mapping):
        weights = [weights.get(c, old) for c, old in zip(table.criteria, table.weights, strict=True)]
    for criterion, weight in zip(table.criteria, weights, strict=True):
        _check_weight(criterion, weight)
    return replace(table, weights=np.array(weights, dtype=float))


def rescaled(table: Table) -> Table:
    """Return the table on a scale of 0 to 100; where no scale is known, the marks' own range becomes it."""
    low, high = table.low, table.high
    if low is None or high is None:
        given = table.points[~np.isnan(table.points)]
        low, high = (float(given.min()), float(given.max())) if given.size else (0.0, 0.0)
    span = high - low
    points = (table.points - low) * 100 / span if span > 0 else table.points * 0
    return replace(table, points=points, low=0.0, high=100.0)


def _check_scale(low: float | None, high: float | None) -> None:
    if low is not None and high is not None and not low < high:
        raise Unsound(f"A scale needs a lower and a higher end, not {low} to {high}.")


def _score(mark: Mark, low: float | None, high: float | None) -> float:
    try:
        score = float(mark.score)
    except (TypeError, ValueError, OverflowError):
        score = math.nan
    if not math.isfinite(score):
        raise Unsound(f"{_whose(mark)} is {mark.score!r}, which is no number.")
    if (low is not None and score < low) or (high is not None and score > high):
        raise Unsound(f"{_whose(mark)} is {mark.score}, which is outside the scale of {low} to {high}.")
    return score


def _whose(mark: Mark) -> str:
    criterion = f", criterion {mark.criterion}," if mark.criterion != "" else ""
    return f"The score of judge {mark.judge} for entry {mark.entry}{criterion}"


def _numbered(labels: Iterable[Hashable]) -> tuple[tuple[Hashable, ...], dict[Hashable, int]]:
    """Return the labels without repeats, in order, and the number of each."""
    labels = list(labels)
    kinds = {type(label) for label in labels}
    if len(kinds) == 1 and kinds <= {str, int}:
        ordered = sorted(set(labels))
    else:
        # Of labels that are equal but of two types (1 and 1.0), the same one is kept in whatever order they come.
        found: dict[Hashable, Hashable] = {}
        for label in labels:
            kept = found.setdefault(label, label)
            if type(kept) is not type(label):
                found[label] = min(kept, label, key=lambda x: (type(x) is not int, type(x).__name__))
        ordered = sorted(found.values(), key=_rank_of)
    return tuple(ordered), {label: number for number, label in enumerate(ordered)}


def _rank_of(label: Hashable) -> tuple:
    """Return what a label is sorted by: numbers by size, words, tuples by their parts, then the rest as written."""
    if isinstance(label, Real | Decimal) and math.isfinite(label):
        return (0, Fraction(label))
    if isinstance(label, str):
        return (1, label)
    if isinstance(label, tuple):
        return (2, tuple(_rank_of(part) for part in label))
    return (3, type(label).__name__, repr(label))


def _check_once(marks: list[Mark], cells: np.ndarray) -> None:
    seen, first = np.unique(cells, return_index=True)
    if len(seen) < len(cells):
        again = np.ones(len(cells), dtype=bool)
        again[first] = False
        twice = marks[min(np.flatnonzero(again), key=lambda at: cells[at])]
        raise Unsound(f"{_whose(twice)} is given twice.")


def _check_weight(criterion: Hashable, weight: float) -> None:
    try:
        is_sound = math.isfinite(weight) and weight > 0
    except TypeError:
        is_sound = False
    if not is_sound:
        name = f" of criterion {criterion}" if criterion != "" else ""
        raise Unsound(f"The weight{name} is {weight}; it must be a number above 0.")


def _weights(marks: list[Mark], columns: np.ndarray, criteria: tuple) -> np.ndarray:
    found: dict[int, float] = {}
    for mark, column in zip(marks, columns.tolist(), strict=True):
        if column not in found:
            _check_weight(mark.criterion, mark.weight)
            found[column] = mark.weight
        elif found[column] != mark.weight:
            name = f"criterion {mark.criterion}" if mark.criterion != "" else "the only criterion"
            low, high = sorted((found[column], mark.weight), key=str)
            raise Unsound(f"The weight of {name} is given as {low} and as {high}; it can have one only.")
    return np.array([found[column] for column in range(len(criteria))], dtype=float)


def _weighted_means(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the weighted mean of each row: one division of whole numbers where they are short decimals."""
    as_points, as_weights = whole(points), whole(weights)
    if as_points and as_weights:
        (numbers, places), (shares, _) = as_points, as_weights
        if is_exact(np.abs(numbers).max(initial=0.0) * shares.sum()):
            return (numbers * shares).sum(axis=1) / (shares.sum() * 10.0**places)
    return (points * weights).sum(axis=1) / weights.sum()


def _with_gaps(points: np.ndarray, given: np.ndarray, weights: np.ndarray) -> np.ndarray:
    means = np.where(given, points, 0.0).sum(axis=0) / given.sum(axis=0)
    shares = given * weights
    off = np.where(given, points - means, 0.0)
    return (means * weights).sum() / weights.sum() + (off * shares).sum(axis=1) / shares.sum(axis=1)

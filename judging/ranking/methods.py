"""From sheets to one figure an entry, by each method, and from figures to places."""

from collections.abc import Sequence

import numpy as np

from judging.ranking.exact import are_near, half_up, is_exact, on_grid, whole
from judging.ranking.recipe import Method, Recipe
from judging.ranking.severity import fit_severity
from judging.ranking.shapes import Fit, Table

_LEVEL = 9  # decimals at which two scores of one judge are the same


def figures_by(table: Table, y: np.ndarray, recipe: Recipe, fit: Fit | None = None) -> np.ndarray:
    """Return the figure of each entry by the recipe's method, (E,); more is better, NaN where there is none.

    `y` (S,) is what each sheet comes to (`sheet_scores`). Figures are in the same unit but for Borda (a share of the
    judge's own list, between 0 and 1) and z (in standard deviations). A `fit` of the other kind is not used.
    """
    method = Method(recipe.method)
    if method in (Method.ADJUSTED, Method.ADJUSTED_FIXED):
        return _fitting(table, y, fit, shrinks=method == Method.ADJUSTED).adjusted.copy()
    if method == Method.BORDA:
        return _plain_means(table, _shares(table, y))
    if method == Method.Z:
        return _plain_means(table, _standardised(table, y))
    values, divisor = _addable(table, y)
    return {Method.MEAN: _means, Method.MEDIAN: _medians, Method.TRIMMED: _trimmed}[method](table, values, divisor)


def usable(table: Table, recipe: Recipe, method: Method | str) -> str:
    """Return why the method cannot be used for these sheets, as a sentence; empty when it can.

    A trimmed mean needs `trim_from` sheets (never fewer than 3) for every entry that has the quorum.
    """
    if Method(method) != Method.TRIMMED:
        return ""
    counts = np.bincount(table.entry_of, minlength=len(table.entries))
    least = max(recipe.trim_from, 3)
    short = counts[(counts >= max(recipe.quorum, 1)) & (counts < least)]
    if not short.size:
        return ""
    has = "1 entry has" if short.size == 1 else f"{short.size} entries have"
    return f"A trimmed mean needs at least {least} counted sheets for every ranked entry: {has} fewer."


def ranks_of(figures: Sequence[float] | np.ndarray, is_ranked: Sequence[bool], places: int) -> tuple[int | None, ...]:
    """Return each entry's rank, 1-2-2-4, the highest figure first; None for one that is not ranked or has no figure.

    Figures are equal when they are the same decimal of so many `places`, rounded half up.
    """
    shown = [
        half_up(figure, places) if ranked and np.isfinite(figure) else None
        for figure, ranked in zip(np.asarray(figures, dtype=float).tolist(), is_ranked, strict=True)
    ]
    first: dict = {}
    for rank, figure in enumerate(sorted((f for f in shown if f is not None), reverse=True), start=1):
        first.setdefault(figure, rank)
    return tuple(None if figure is None else first[figure] for figure in shown)


def _fitting(table: Table, y: np.ndarray, fit: Fit | None, *, shrinks: bool) -> Fit:
    if fit is not None and np.isfinite(fit.delta) == shrinks:
        return fit
    return fit_severity(table.entry_of, table.judge_of, y, len(table.entries), len(table.judges), shrinks=shrinks)


def _addable(table: Table, y: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the scores as numbers whose sums are exact, and what to divide by to come back to the marks' unit.

    Whole numbers where points and weights are short decimals and no mark is missing, otherwise a fine grid.
    """
    points, weights = whole(table.points), whole(table.weights)
    if points and weights and table.weights.size:
        divisor = float(weights[0].sum() * 10.0 ** points[1])
        numbers = y * divisor
        near = np.rint(numbers)
        if is_exact(np.abs(near).sum()) and are_near(numbers, near):
            return near, divisor
    return on_grid(y, len(y)), 1.0


def _counts(table: Table) -> np.ndarray:
    counts = np.bincount(table.entry_of, minlength=len(table.entries))
    return np.where(counts > 0, counts, np.nan)


def _means(table: Table, values: np.ndarray, divisor: float = 1.0) -> np.ndarray:
    """The mean sheet of each entry. One division, so that a figure is rounded once."""
    return np.bincount(table.entry_of, values, minlength=len(table.entries)) / (_counts(table) * divisor)


def _plain_means(table: Table, values: np.ndarray) -> np.ndarray:
    return _means(table, on_grid(values, len(values)))


def _medians(table: Table, values: np.ndarray, divisor: float) -> np.ndarray:
    """The middle sheet of each entry, or the mean of the two middle ones."""
    ordered = values[np.lexsort((values, table.entry_of))]
    counts = np.bincount(table.entry_of, minlength=len(table.entries))
    starts = np.cumsum(counts) - counts
    has = counts > 0
    medians = np.full(len(counts), np.nan)
    low, high = (starts + (counts - 1) // 2)[has], (starts + counts // 2)[has]
    medians[has] = (ordered[low] + ordered[high]) / (2 * divisor)
    return medians


def _trimmed(table: Table, values: np.ndarray, divisor: float) -> np.ndarray:
    """The mean without exactly one highest and one lowest sheet; none with fewer than three."""
    size = len(table.entries)
    highest, lowest = np.full(size, -np.inf), np.full(size, np.inf)
    np.maximum.at(highest, table.entry_of, values)
    np.minimum.at(lowest, table.entry_of, values)
    counts = np.bincount(table.entry_of, minlength=size)
    enough = counts >= 3
    kept = np.bincount(table.entry_of, values, minlength=size).astype(float)
    kept[enough] -= highest[enough] + lowest[enough]
    return np.where(enough, kept / (np.maximum(counts - 2, 1) * divisor), np.nan)


def _levels(y: np.ndarray) -> np.ndarray:
    """Scores in which a last bit makes no difference."""
    return np.round(y, _LEVEL) + 0.0


def _shares(table: Table, y: np.ndarray) -> np.ndarray:
    """Each sheet's mid-rank in its judge's own list as a share of it: (rank - 1/2) / m_j, the best near 1."""
    levels = _levels(y)
    order = np.lexsort((levels, table.judge_of))
    judges, ordered = table.judge_of[order], levels[order]
    loads = np.bincount(table.judge_of, minlength=len(table.judges))
    place = np.arange(len(order)) - (np.cumsum(loads) - loads)[judges] + 1
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = (judges[1:] != judges[:-1]) | (ordered[1:] != ordered[:-1])
    group = np.cumsum(starts) - 1
    middle = np.bincount(group, place) / np.bincount(group) if len(order) else np.zeros(0)
    shares = np.empty(len(order))
    shares[order] = (middle[group] - 0.5) / loads[judges]
    return shares


def _standardised(table: Table, y: np.ndarray) -> np.ndarray:
    """Each sheet's distance from its judge's mean in that judge's standard deviations; 0 where all are alike.

    The deviation is that of the judge's own sheets as they stand (divided by m_j, not m_j - 1): the sheets are not a
    sample of others, and every judge's list then has the same spread, 1, however short it is.
    """
    levels = _levels(y)
    size = len(table.judges)
    loads = np.maximum(np.bincount(table.judge_of, minlength=size), 1)
    mean = np.bincount(table.judge_of, levels, minlength=size) / loads
    off = levels - mean[table.judge_of]
    spread = np.sqrt(np.bincount(table.judge_of, off**2, minlength=size) / loads)
    highest, lowest = np.full(size, -np.inf), np.full(size, np.inf)
    np.maximum.at(highest, table.judge_of, levels)
    np.minimum.at(lowest, table.judge_of, levels)
    spread[~(highest > lowest)] = np.inf
    return off / spread[table.judge_of]

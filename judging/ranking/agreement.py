"""How far judges agree: Krippendorff's alpha, intraclass correlations, Kendall's W, each in careful words.

Sources: Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011); Shrout and Fleiss, Psychological Bulletin
86:420 (1979); Kendall, Rank Correlation Methods (1948).
"""

from collections.abc import Mapping

import numpy as np
from scipy import sparse
from scipy.special import chdtrc

from judging.ranking.agreement_words import words_of
from judging.ranking.shapes import Agreement, Fit, Table
from judging.ranking.variances import entry_variance, reads_of

METRICS = ("nominal", "ordinal", "interval", "ratio")
RESAMPLES = 1000
_LEAST_RESAMPLED = 3  # entries with two sheets or more
_MOST_VALUES = 2000  # distinct marks for which the whole coincidence matrix is formed
_INTERVAL_FROM = 7  # points of a scale from which its steps are taken as even
_DECIMALS = 9  # marks that differ by less are the same mark, computed in another order
_AT_ONCE = 2_000_000  # cells of a block of resamples


def agreement_of(table: Table, y: np.ndarray, fit: Fit, *, seed: int = 0) -> Agreement:
    """Return every figure of agreement of the sheets' scores `y` (S,), and what they mean for a panel of this size.

    Figures that do not exist are None. The same table and seed give the same figures; neither the order of entries
    nor that of judges matters.
    """
    reads = reads_of(table)
    alpha = {metric: _alpha(*_pairable(table.entry_of, y), metric) for metric in METRICS}
    icc = icc_of(table, y, fit)
    whole = kendall(_matrix(table, y)) if reads.is_complete else {"w": None, "p": None}
    interval = _interval(*_pairable(table.entry_of, y), seed) if alpha["interval"] is not None else None
    return Agreement(
        alpha=alpha,
        icc=icc,
        kendall_w=whole,
        interval=interval,
        by_criterion=_by_criterion(table),
        words=words_of(alpha["interval"], interval, icc, whole, reads),
    )


def krippendorff(values: np.ndarray, metric: str) -> float | None:
    """Return Krippendorff's alpha of `values` (units, raters), NaN where a rater gave none; any pattern will do.

    `metric` is nominal, ordinal, interval or ratio. 1 is perfect agreement, 0 what chance alone would give. Units
    with fewer than two values count for nothing. None where it does not exist: no expected disagreement (all values
    are the same), one unit alone (whose alpha is nought whatever its values), or the ratio metric with a value below
    nought.
    """
    values = np.asarray(values, float)
    unit, _ = given = np.nonzero(~np.isnan(values))
    return _alpha(*_pairable(unit, values[given]), metric)


def icc_of(table: Table, y: np.ndarray, fit: Fit) -> Mapping[str, float | None]:
    """Return the intraclass correlations A1, C1, Ak and Ck; A is absolute agreement, C consistency.

    Complete panels (every judge read every entry): the analysis of variance of Shrout and Fleiss (1979), where A1,
    C1, Ak and Ck are their ICC(2,1), ICC(3,1), ICC(2,k) and ICC(3,k) with k judges; such estimates can fall below
    nought. Otherwise: the variance components of `fit` (REML) with `entry_variance`, and k is the harmonic mean of
    sheets an entry (see `Reads.sheets_each`). None where a component is not known.
    """
    reads = reads_of(table)
    if reads.is_complete:
        return _icc_by_squares(_matrix(table, y))
    between = entry_variance(reads, fit)
    if between is None or fit.tau2 is None or not np.isfinite(fit.tau2):
        return dict.fromkeys(("A1", "C1", "Ak", "Ck"))
    k = reads.sheets_each
    return {
        "A1": _share(between, between + fit.tau2 + fit.sigma2),
        "C1": _share(between, between + fit.sigma2),
        "Ak": _share(between, between + (fit.tau2 + fit.sigma2) / k),
        "Ck": _share(between, between + fit.sigma2 / k),
    }


def kendall(values: np.ndarray) -> Mapping[str, float | None]:
    """Return Kendall's W of `values` (entries, judges), corrected for ties, and its p from chi-squared = m(n-1)W.

    W is 1 where all judges order the entries alike and 0 where their orders cancel out. Both are None unless every
    judge marked every entry, there are two of each, and somebody told entries apart.
    """
    values = np.asarray(values, float)
    none = {"w": None, "p": None}
    if values.ndim != 2 or min(values.shape) < 2 or np.isnan(values).any():
        return none
    n, m = values.shape
    sums, ties = np.zeros(n), 0.0
    for given in values.T:
        ranks, counts = _mid_ranks(given)
        sums += ranks
        ties += float(np.sum(counts**3 - counts))
    most = m**2 * (n**3 - n) - m * ties
    if most <= 0:
        return none
    w = 12 * float(np.sum((sums - sums.mean()) ** 2)) / most
    return {"w": w, "p": float(chdtrc(n - 1, m * (n - 1) * w))}


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 else None


def _matrix(table: Table, y: np.ndarray) -> np.ndarray:
    """Return the scores as (entries, judges), NaN without a sheet; rows and columns without any are left out."""
    grid = np.full((len(table.entries), len(table.judges)), np.nan)
    grid[table.entry_of, table.judge_of] = y
    given = ~np.isnan(grid)
    return grid[given.any(axis=1)][:, given.any(axis=0)]


def _icc_by_squares(values: np.ndarray) -> dict[str, float | None]:
    """Return Shrout and Fleiss's figures from the mean squares between entries, between judges and of the rest."""
    n, k = values.shape
    values = values - values.mean()
    by_entry, by_judge = values.mean(axis=1), values.mean(axis=0)
    rest = values - by_entry[:, None] - by_judge
    bms = k * float(np.sum(by_entry**2)) / (n - 1)
    jms = n * float(np.sum(by_judge**2)) / (k - 1)
    ems = float(np.sum(rest**2)) / ((n - 1) * (k - 1))
    level = (jms - ems) / n
    top = bms - ems
    if bms + jms + ems <= (10.0**-_DECIMALS) ** 2:
        return dict.fromkeys(("A1", "C1", "Ak", "Ck"))
    return {
        "A1": _share(top, bms + (k - 1) * ems + k * level),
        "C1": _share(top, bms + (k - 1) * ems),
        "Ak": _share(top, bms + level),
        "Ck": _share(top, bms),
    }


def _pairable(unit: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the values of units that have two or more, with their units numbered from 0."""
    values = np.round(np.asarray(values, float), _DECIMALS)
    unit = unit[~np.isnan(values)]
    values = values[~np.isnan(values)]
    keep = np.bincount(unit)[unit] >= 2 if len(unit) else np.zeros(0, bool)
    return np.unique(unit[keep], return_inverse=True)[1], values[keep]


def _alpha(unit: np.ndarray, values: np.ndarray, metric: str) -> float | None:
    """Return 1 - D_o / D_e of pairable values; the sums are those of the coincidence matrix, unit by unit."""
    if metric not in METRICS:
        raise ValueError(f"No such metric: {metric}")
    if len(values) == 0 or unit.max() == 0 or np.ptp(values) == 0:
        return None
    if metric == "nominal":
        return _nominal(unit, values)
    if metric == "ratio":
        return _ratio(unit, values)
    if metric == "ordinal":
        values = _mid_ranks(values)[0]
    return float(_from_sums(_unit_sums(unit, values).sum(axis=0)))


def _unit_sums(unit: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return for each unit: values, their sum, their sum of squares, and squared differences of pairs / (m - 1).

    The ordinal metric is the interval one on mid-ranks: the sum of n_g from c to k less (n_c + n_k) / 2 is the
    difference of the mid-ranks of c and k.
    """
    values = values - values.mean()
    m = np.bincount(unit).astype(float)
    total, squares = np.bincount(unit, values), np.bincount(unit, values**2)
    return np.column_stack([m, total, squares, 2 * (m * squares - total**2) / (m - 1)])


def _from_sums(sums: np.ndarray) -> np.ndarray:
    """Return alpha from the sums of `_unit_sums` over units (..., 4); NaN where no disagreement is expected."""
    n, total, squares, pairs = np.moveaxis(sums, -1, 0)
    expected = 2 * (n * squares - total**2) / (n - 1)
    tiny = expected <= 1e-12 * np.maximum(n * squares, 1e-300)
    return 1 - np.divide(pairs, expected, out=np.full_like(expected, np.nan), where=~tiny)


def _nominal(unit: np.ndarray, values: np.ndarray) -> float | None:
    n, m = len(values), np.bincount(unit).astype(float)
    category = np.unique(values, return_inverse=True)[1]
    cells, counts = np.unique(unit * (category.max() + 1) + category, return_counts=True)
    alike = np.bincount(cells // (category.max() + 1), counts.astype(float) ** 2)
    observed = float(np.sum((m**2 - alike) / (m - 1)))
    expected = (n**2 - float(np.sum(np.bincount(category).astype(float) ** 2))) / (n - 1)
    return 1 - observed / expected


def _ratio(unit: np.ndarray, values: np.ndarray) -> float | None:
    """Return alpha for the ratio metric from the whole coincidence matrix; None for more than 2,000 distinct values."""
    found, category = np.unique(values, return_inverse=True)
    if found[0] < 0 or len(found) > _MOST_VALUES:
        return None
    n, m = len(values), np.bincount(unit).astype(float)
    cells = sparse.csr_array((np.ones(n), (unit, category)))
    coincidence = (cells.T @ sparse.diags_array(1 / (m - 1)) @ cells).toarray()
    both = found[:, None] + found
    apart = np.divide(found[:, None] - found, both, out=np.zeros_like(both), where=both > 0) ** 2
    counts = np.bincount(category).astype(float)
    return float(1 - np.sum(coincidence * apart) / (counts @ apart @ counts / (n - 1)))


def _interval(unit: np.ndarray, values: np.ndarray, seed: int) -> tuple[float, float] | None:
    """Return the 95% interval of alpha (interval metric) over 1,000 seeded resamples of entries, with replacement."""
    sums = _unit_sums(unit, values)
    units = len(sums)
    if units < _LEAST_RESAMPLED:
        return None
    sd = float(np.std(values))
    keys = np.round(sums / [1, sd, sd**2, sd**2], 6)
    sums = sums[np.lexsort(keys.T)]  # neither the numbering of entries nor the level of marks must matter
    rng, found = np.random.Generator(np.random.PCG64(seed)), []
    block = max(1, _AT_ONCE // units)
    for start in range(0, RESAMPLES, block):
        rows = min(block, RESAMPLES - start)
        taken = rng.integers(units, size=(rows, units)) + np.arange(rows)[:, None] * units
        times = np.bincount(taken.ravel(), minlength=rows * units).reshape(rows, units)
        found.append(_from_sums(times @ sums))
    alphas = np.concatenate(found)
    alphas = alphas[np.isfinite(alphas)]
    if len(alphas) < RESAMPLES / 2:
        return None
    low, high = np.percentile(alphas, [2.5, 97.5])
    return float(low), float(high)


def _by_criterion(table: Table) -> dict:
    """Return alpha of each criterion: interval where its scale has seven points or more in use, else ordinal."""
    found = {}
    for at, criterion in enumerate(table.criteria):
        unit, points = _pairable(table.entry_of, table.points[:, at])
        metric = "interval" if len(np.unique(points)) >= _INTERVAL_FROM else "ordinal"
        found[criterion] = _alpha(unit, points, metric)
    return found


def _mid_ranks(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ranks from 1, shared ones as their mean, and how many share each."""
    _, at, counts = np.unique(np.round(values, _DECIMALS), return_inverse=True, return_counts=True)
    last = np.cumsum(counts).astype(float)
    return (last - (counts - 1) / 2)[at], counts.astype(float)

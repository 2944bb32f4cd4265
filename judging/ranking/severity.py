"""What each entry's mean would be if every judge were equally strict (`judging-science.md` section 3).

The model, eq. (2): y_ij = theta_i + b_j + e_ij, b_j ~ N(0, tau2), e_ij ~ N(0, sigma2), delta = tau2 / sigma2.
It is Fisher's additive analysis of incomplete blocks with recovery of inter-block information. Entries are fixed, so
that none is drawn to the crowd for having few readers; judges are random, so that few reads mean a small correction.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import ndtri, stdtrit  # scipy.stats takes a second to load

from judging.ranking.exact import on_grid
from judging.ranking.linkage import comparison_matrix, components_of
from judging.ranking.shapes import Fit, Table

_NULL = 1e-9  # of the greatest eigenvalue: what is below it is nought
MANY = 30  # degrees of freedom from which the normal quantile will do
_GRID = np.logspace(-4, 4, 60)
_NOTHING = 1e-12  # of a sum of squares: what rounding leaves of nought
_NOTICEABLE = 1e-9  # how much likelier severities must make the marks before any is corrected
_BLOCK = 2_000_000  # numbers held at once while standard errors are formed


@dataclass(frozen=True, eq=False)
class _Sheets:
    """The sheets by entry and then by judge, and what is counted of them."""

    entry_of: np.ndarray
    judge_of: np.ndarray
    y: np.ndarray
    reads: np.ndarray  # (E,) n_i
    loads: np.ndarray  # (J,) m_j


@dataclass(frozen=True, eq=False)
class _Sums:
    """Eq. (3) without the null space of A: A = Q diag(lam) Q', u = Q' r, and S0; `free` is N - n."""

    lam: np.ndarray
    vectors: np.ndarray
    u: np.ndarray
    s0: float
    free: int

    @property
    def df(self) -> int:
        """Degrees of freedom left when severities are taken out."""
        return self.free - len(self.lam)


def fit_severity(
    entry_of: np.ndarray, judge_of: np.ndarray, y: np.ndarray, entries: int, judges: int, *, shrinks: bool = True
) -> Fit:
    """Return each entry's mean corrected for its judges' severities, with standard errors.

    `entry_of` and `judge_of` (S,) number the sheets' entries and judges; `y` (S,) is what each comes to, in any unit.
    With `shrinks` the variances are found by REML, eq. (5); without, severities are plain least squares by the
    pseudo-inverse of A, and `delta` is infinite. Nothing is corrected (`is_flat`) where no entry has two sheets
    (`sigma2` is then None), where all judges of each entry agree, and where REML finds no severity.

    With shrinkage `se` holds eq. (7): it counts how far this panel as a whole may be from an average one. Without,
    it is that of a comparison inside the part of the panel. The order of the sheets does not matter to a single byte.
    """
    sheets = _in_order(entry_of, judge_of, y, entries, judges)
    of_entry, of_judge = components_of(sheets.entry_of, sheets.judge_of, entries, judges)
    sums = _sums(sheets)
    delta, sigma2 = _variances(sums, shrinks)
    is_flat = delta == 0.0 or sums.s0 == 0.0 or not len(sums.lam)
    covariance = np.zeros((judges, judges)) if is_flat else _covariance(sums, delta, sheets.loads, of_judge)
    severity = np.zeros(judges) if is_flat else _severity(sums, delta, sheets.loads, of_judge)
    severity, raw, adjusted = _means(sheets, severity)
    se, severity_se = _errors(sheets, sigma2, covariance)
    severity_se[~_is_comparable(of_judge) | (is_flat and sigma2 != 0.0)] = np.nan
    return Fit(
        adjusted=adjusted,
        raw=raw,
        severity=severity,
        se=se,
        severity_se=severity_se,
        sigma2=sigma2,
        tau2=None if sigma2 is None or not shrinks else delta * sigma2,
        delta=delta,
        df=max(sums.df, 0),
        entry_component=of_entry,
        judge_component=of_judge,
        is_flat=is_flat,
        covariance=covariance,
    )


def steps_of(fit: Fit, table: Table, y: np.ndarray, entry: Hashable) -> list[tuple[Hashable, float, float, float]]:
    """Return (judge, given, severity, corrected) for each sheet of the entry with this label, by judge.

    given - severity = corrected, and the mean of the corrected is the entry's adjusted score: to the last bit, in
    whatever order they are added. Raises KeyError for an entry that is not in the table.
    """
    if entry not in table.entries:
        raise KeyError(entry)
    own = np.flatnonzero(table.entry_of == table.entries.index(entry))
    given, severity = y, fit.severity
    if severity.any():
        given, severity = _on_one_grid(y, severity, _most(table.entry_of))
    return [
        (table.judges[j], float(given[s]), float(severity[j]), float(given[s] - severity[j]))
        for s, j in zip(own, table.judge_of[own], strict=True)
    ]


def difference_se(fit: Fit, table: Table, i: int, h: int) -> float:
    """Return the standard error of adjusted[i] - adjusted[h], entries by number, in the marks' unit; eq. (7).

    NaN where there is none: no repeated reads, an entry without sheets, or two that no shared reads connect.
    """
    if fit.sigma2 is None or fit.entry_component[i] < 0 or fit.entry_component[i] != fit.entry_component[h]:
        return math.nan
    if i == h:
        return 0.0
    shares = np.zeros(len(table.judges))
    variance = 0.0
    for entry, sign in ((i, 1.0), (h, -1.0)):
        judges = table.judge_of[table.entry_of == entry]
        np.add.at(shares, judges, sign / len(judges))
        variance += 1.0 / len(judges)
    return math.sqrt(fit.sigma2 * (variance + max(float(shares @ fit.covariance @ shares), 0.0)))


def intervals_of(fit: Fit, level: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends (E,), (E,) of the interval of each adjusted score; NaN where there is no standard error.

    The quantile is the normal one, or Student's with `df` degrees of freedom where these are fewer than 30.
    """
    if fit.sigma2 == 0.0:
        return fit.adjusted.copy(), fit.adjusted.copy()
    if fit.df < 1:
        return np.full(len(fit.adjusted), np.nan), np.full(len(fit.adjusted), np.nan)
    tail = (1 + level) / 2
    reach = fit.se * float(stdtrit(fit.df, tail) if fit.df < MANY else ndtri(tail))
    return fit.adjusted - reach, fit.adjusted + reach


def _in_order(entry_of, judge_of, y, entries, judges) -> _Sheets:
    entry_of, judge_of = np.asarray(entry_of, dtype=np.int64), np.asarray(judge_of, dtype=np.int64)
    y = np.asarray(y, dtype=float)
    cells = entry_of * judges + judge_of
    if np.any(np.diff(cells) <= 0):
        order = np.lexsort((y, cells))
        entry_of, judge_of, y = entry_of[order], judge_of[order], y[order]
    reads = np.bincount(entry_of, minlength=entries)
    return _Sheets(entry_of, judge_of, y, reads, np.bincount(judge_of, minlength=judges))


def _sums(sheets: _Sheets) -> _Sums:
    entries, judges = len(sheets.reads), len(sheets.loads)
    means = np.bincount(sheets.entry_of, sheets.y, minlength=entries) / np.maximum(sheets.reads, 1)
    off = sheets.y - means[sheets.entry_of]
    r = np.bincount(sheets.judge_of, off, minlength=judges)
    matrix = comparison_matrix(sheets.entry_of, sheets.judge_of, entries, judges)
    values, vectors = np.linalg.eigh(matrix) if judges else (np.zeros(0), np.zeros((0, 0)))
    kept = values > _NULL * max(values.max(initial=0.0), 1.0)
    s0 = float(off @ off)
    if s0 <= len(off) * (1e-10 * np.abs(sheets.y).max(initial=0.0)) ** 2:
        s0 = 0.0
    free = len(sheets.y) - int((sheets.reads > 0).sum())
    return _Sums(values[kept], vectors[:, kept], vectors[:, kept].T @ r, s0, free)


def _variances(sums: _Sums, shrinks: bool) -> tuple[float, float | None]:
    """Return delta and sigma2; sigma2 is None where nothing is left to estimate it from."""
    if not shrinks:
        left = _left(sums, math.inf)
        return math.inf, (0.0 if sums.s0 == 0.0 and sums.free > 0 else left / sums.df if sums.df > 0 else None)
    if sums.free < 1 or sums.s0 == 0.0:
        return 0.0, None if sums.free < 1 else 0.0
    delta = _reml(sums)
    return delta, float(_left(sums, delta)) / sums.free


def _left(sums: _Sums, delta):
    """Return the sum of squares in the brackets of eq. (4), written so that nothing cancels; of one delta or many."""
    parts = sums.u**2 / sums.lam
    shrunk = parts / (1 + np.multiply.outer(delta, sums.lam)) if np.all(np.isfinite(delta)) else np.zeros(1)
    rest = sums.s0 - float(parts.sum())
    return (rest if rest > _NOTHING * sums.s0 else 0.0) + shrunk.sum(axis=-1)


def _reml(sums: _Sums) -> float:
    """Return the delta that minimises eq. (5): by the grid, then by Brent between its neighbours."""

    def cost(delta):
        spread = np.log1p(np.multiply.outer(delta, sums.lam)).sum(axis=-1)
        return sums.free * np.log(_left(sums, delta) / sums.free) + spread

    def slope(log_delta):
        delta = math.exp(log_delta)
        shrunk = 1 + delta * sums.lam
        return float((sums.lam / shrunk).sum() - sums.free * (sums.u**2 / shrunk**2).sum() / _left(sums, delta))

    costs = cost(_GRID)
    best = int(np.argmin(costs))
    low = math.log(_GRID[best - 1]) if best else math.log(_GRID[0]) - 5
    high = math.log(_GRID[min(best + 1, len(_GRID) - 1)])
    found = minimize_scalar(lambda x: float(cost(math.exp(x))), bounds=(low, high), method="bounded")
    near = float(found.x)
    # A minimum is known to half the digits only; where its slope crosses nought, to nearly all of them.
    below, above = max(low, near - 0.01), min(high, near + 0.01)
    if slope(below) < 0 < slope(above):
        near = brentq(slope, below, above, xtol=1e-14, rtol=1e-14)
    delta = min((math.exp(near), float(_GRID[best])), key=lambda d: float(cost(d)))
    return delta if cost(delta) < cost(0.0) - _NOTICEABLE else 0.0


def _severity(sums: _Sums, delta: float, loads: np.ndarray, of_judge: np.ndarray) -> np.ndarray:
    """Return eq. (6), moved so that sum m_j b_j = 0 in each part; nought for a judge who shares no entry."""
    weight = 1.0 / sums.lam if math.isinf(delta) else delta / (1 + delta * sums.lam)
    severity = sums.vectors @ (weight * sums.u)
    parts = np.where(of_judge < 0, of_judge.max() + 1, of_judge)
    middle = np.bincount(parts, loads * severity) / np.maximum(np.bincount(parts, loads), 1)
    severity -= middle[parts]
    severity[~_is_comparable(of_judge)] = 0.0
    return severity


def _is_comparable(of_judge: np.ndarray) -> np.ndarray:
    """Whether each judge shares an entry with a colleague: whoever is alone in their part does not."""
    mates = np.bincount(of_judge[of_judge >= 0], minlength=len(of_judge) + 1)
    return (of_judge >= 0) & (mates[of_judge] > 1)


def _covariance(sums: _Sums, delta: float, loads: np.ndarray, of_judge: np.ndarray) -> np.ndarray:
    """Return S of eq. (7), (A + I / delta)^-1; without shrinkage that of severities centred as they are shown."""
    if math.isinf(delta):
        inverse = (sums.vectors / sums.lam) @ sums.vectors.T
        same = (of_judge[:, None] == of_judge[None, :]) & (of_judge >= 0)[:, None]
        shares = same * loads / np.maximum((same * loads).sum(axis=1), 1)[:, None]
        centred = np.eye(len(loads)) - shares
        return centred @ inverse @ centred.T
    known = (sums.vectors * (delta / (1 + delta * sums.lam) - delta)) @ sums.vectors.T
    return known + delta * np.eye(len(loads))


def _on_one_grid(y: np.ndarray, severity: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    reach = float(np.abs(y).max(initial=0.0) + np.abs(severity).max(initial=0.0))
    return on_grid(y, most, reach), on_grid(severity, most, reach)


def _most(entry_of: np.ndarray) -> int:
    return int(np.bincount(entry_of).max(initial=0))


def _means(sheets: _Sheets, severity: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the severities on the grid, and the raw and corrected mean of each entry, NaN without sheets."""
    entries = len(sheets.reads)
    reads = np.where(sheets.reads > 0, sheets.reads, np.nan)
    raw = np.bincount(sheets.entry_of, sheets.y, minlength=entries) / reads
    if not severity.any():
        return severity, raw, raw.copy()
    y, severity = _on_one_grid(sheets.y, severity, _most(sheets.entry_of))
    adjusted = np.bincount(sheets.entry_of, y - severity[sheets.judge_of], minlength=entries) / reads
    return severity, raw, adjusted


def _errors(sheets: _Sheets, sigma2: float | None, covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the standard errors of entries and of judges, eq. (7): only the diagonals are formed."""
    entries, judges = len(sheets.reads), len(sheets.loads)
    if sigma2 is None:
        return np.full(entries, np.nan), np.full(judges, np.nan)
    reads = np.where(sheets.reads > 0, sheets.reads, np.nan)
    shared = _pair_sums(sheets, covariance) if covariance.any() else np.zeros(entries)
    own = np.maximum(np.diag(covariance), 0.0)
    return np.sqrt(sigma2 * (1 / reads + np.maximum(shared, 0.0) / reads**2)), np.sqrt(sigma2 * own)


def _pair_sums(sheets: _Sheets, covariance: np.ndarray) -> np.ndarray:
    """Return the diagonal of B S B': for each entry, S summed over all pairs of its sheets."""
    entries = len(sheets.reads)
    starts = np.concatenate(([0], np.cumsum(sheets.reads)))
    total = np.zeros(entries)
    blocks = np.cumsum(sheets.reads**2) // _BLOCK
    for block in np.unique(blocks):
        first, last = np.searchsorted(blocks, [block, block + 1])
        left = np.arange(starts[first], starts[last])
        times = sheets.reads[sheets.entry_of[left]]
        right = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        right += np.repeat(starts[sheets.entry_of[left]], times)
        left = np.repeat(left, times)
        pairs = covariance[sheets.judge_of[left], sheets.judge_of[right]]
        total += np.bincount(sheets.entry_of[left], pairs, minlength=entries)
    return total

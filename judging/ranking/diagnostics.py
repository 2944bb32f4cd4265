"""What to look at: how each judge's marks stand beside colleagues', and which sheets, entries and criteria stick out.

Section 6 of the specification. With panels of two to eight these are prompts to look, never verdicts: each flag has
a least number of sheets below which nothing is said, and a flagged sheet keeps its full weight.
"""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtri, ndtr, stdtrit

from judging.ranking.shapes import CriterionLine, Fit, JudgeLine, Table
from judging.ranking.variances import Reads, entry_variance, reads_of

STRICT, LENIENT = "lower-than-colleagues", "higher-than-colleagues"
VARIED, EVEN = "less-predictable", "more-predictable"
OTHER_ORDER = "another-order"
NARROW, WIDE = "narrow-spread", "wide-spread"
FLAT, DRIFTS, ODD, SPLIT, SAME = "same-on-all-criteria", "drifts", "odd-sheet", "split-entry", "does-not-separate"

FLAGS = {
    STRICT: "Scores lower than colleagues on the same entries.",
    LENIENT: "Scores higher than colleagues on the same entries.",
    VARIED: "Scores lie further from colleagues’ than is usual on this panel, in both directions.",
    EVEN: "Scores lie closer to colleagues’ than is usual on this panel.",
    OTHER_ORDER: "Orders the entries differently from colleagues who read the same ones.",
    NARROW: "Uses a narrower part of the scale than colleagues on the same entries.",
    WIDE: "Uses a wider part of the scale than colleagues on the same entries.",
    FLAT: "Often gives every criterion of a sheet the same mark, where colleagues seldom do.",
    DRIFTS: "Scores seem to move up or down, beside colleagues’, from the first sheet to the last.",
    ODD: "This score is far from what this judge and this entry would suggest: worth asking whether it is a slip.",
    SPLIT: "The judges’ scores for this entry lie further apart than is usual on this panel: worth talking over.",
    SAME: "Marks for this criterion are nearly all alike, so it hardly tells entries apart.",
}

_SEVERITY_UNITS, _SEVERITY_SHARE, _TAIL = 5, 0.5, 0.025
_CONSISTENCY_FROM, _CONSISTENCY, _LIMIT = 6, (0.5, 1.5), 0.995
_ORDER_FROM, _ORDER_BELOW = 8, 0.2
_SPREAD_FROM, _SPREAD, _RATIO = 10, (0.5, 2.0), (0.8, 1.25)
_FLAT_FROM, _FLAT_OVER, _FLAT_PANEL = 4, 0.5, 0.2
_DRIFT_FROM, _T_LIMIT = 8, 2.6
_ODD_OVER, _ODD_READERS, _ODD_DF = 3.0, 3, 6
_SPLIT_PAIR, _SPLIT_MORE = 2.0, 1.6
_SAME_UNITS, _SAME_FROM = 3, 6
_EXACT = 1e-9


@dataclass(frozen=True, eq=False)
class _View:
    """A table as diagnostics see it: residuals (S,), scores without severity (S,), and colleagues' means (S,)."""

    table: Table
    y: np.ndarray
    fit: Fit
    reads: Reads
    rest: np.ndarray
    clean: np.ndarray
    colleagues: np.ndarray
    entry_sd: float | None


def judge_lines(
    table: Table, y: np.ndarray, fit: Fit, *, order: np.ndarray | None = None, unit: float | None = None
) -> tuple[JudgeLine, ...]:
    """Return how each judge's scores stand beside colleagues' on the same entries, in the table's order of judges.

    `y` (S,) are the sheets' scores, `order` (S,) when each was handed in (any numbers that grow; drift is None
    without). `unit` is a hundredth of the scale of `y`, the table's own by default.
    """
    view = _view_of(table, y, fit)
    unit = table.unit if unit is None else unit
    flat = _is_flat_sheet(table)
    return tuple(_line(view, judge, unit, flat, order) for judge in range(len(table.judges)))


def odd_sheets(table: Table, y: np.ndarray, fit: Fit) -> tuple[tuple[Hashable, Hashable], ...]:
    """Return sheets to ask their judge about, as (entry, judge): a slip may be behind them. Never drop one unasked.

    By the externally studentised residual, beyond 3 or what is as rare with few degrees of freedom; only where three
    or more read the entry, as of two nobody can say which is odd, and the judge has three sheets or more.
    """
    view = _view_of(table, y, fit)
    if not fit.sigma2 or fit.df < _ODD_DF:
        return ()
    n, m = view.reads.n[table.entry_of], view.reads.m[table.judge_of]
    enough = (n >= _ODD_READERS) & (m >= _ODD_READERS)
    own = view.rest / np.sqrt(fit.sigma2 * np.maximum((1 - 1 / n) * (1 - 1 / m), _EXACT))
    left = np.maximum(fit.df - own**2, _EXACT)
    external = own * np.sqrt((fit.df - 1) / left)
    limit = max(_ODD_OVER, -float(stdtrit(fit.df - 1, ndtr(-_ODD_OVER))))
    found = np.flatnonzero(enough & (np.abs(external) > limit))
    return tuple((table.entries[table.entry_of[s]], table.judges[table.judge_of[s]]) for s in found)


def split_entries(table: Table, y: np.ndarray, fit: Fit) -> tuple[Hashable, ...]:
    """Return entries whose judges lie far apart beyond their severities: offer the panel to talk them over.

    The standard deviation of their scores less severity exceeds 2 sigma with two judges, 1.6 sigma with more.
    """
    if not fit.sigma2:
        return ()
    view = _view_of(table, y, fit)
    n = view.reads.n
    squares = np.bincount(table.entry_of, view.rest**2, minlength=len(n))
    sd = np.sqrt(squares / np.maximum(n - 1, 1))
    limit = np.where(n == 2, _SPLIT_PAIR, _SPLIT_MORE) * np.sqrt(fit.sigma2)
    return tuple(table.entries[i] for i in np.flatnonzero((n >= 2) & (sd > limit)))


def criterion_lines(table: Table, *, unit: float | None = None) -> tuple[CriterionLine, ...]:
    """Return what each criterion did to the scores, in the table's order of criteria.

    Influence is the share of the variance of the weighted sums that comes with the criterion, cov(w x, sum) / var,
    over sheets with every criterion marked; a criterion whose marks hardly differ has little, whatever its weight.
    """
    unit = table.unit if unit is None else unit
    whole = table.points[~np.isnan(table.points).any(axis=1)]
    parts = whole * table.weights
    return tuple(_criterion(table, at, parts, unit) for at in range(len(table.criteria)))


def _view_of(table: Table, y: np.ndarray, fit: Fit) -> _View:
    """Return the residuals and, for each sheet, the mean of its entry's other sheets less their judges' severities."""
    y, reads = np.asarray(y, float), reads_of(table)
    clean = y - np.nan_to_num(fit.severity)[table.judge_of]
    total = np.bincount(table.entry_of, clean, minlength=len(reads.n))
    others = reads.n[table.entry_of] - 1
    left = total[table.entry_of] - clean
    colleagues = np.divide(left, others, out=np.full(len(y), np.nan), where=others > 0)
    rest = clean - (total / np.maximum(reads.n, 1))[table.entry_of]
    between = entry_variance(reads, fit)
    return _View(table, y, fit, reads, rest, clean, colleagues, None if between is None else float(np.sqrt(between)))


def _line(view: _View, judge: int, unit: float, flat: np.ndarray | None, order: np.ndarray | None) -> JudgeLine:
    """Return one judge's line: each figure with the flag it raises, if any."""
    own = np.flatnonzero(view.table.judge_of == judge)
    shared = own[~np.isnan(view.colleagues[own])]
    severity, se, strict = _severity(view, judge, own, shared, unit)
    consistency, varied = _consistency(view, judge, own)
    agreement, other_order = _order(view, shared)
    spread, ratio, narrow = _spread(view, shared)
    flat_share, is_flat = _flat(view, own, flat)
    drift, drifts = _drift(view, shared, order)
    return JudgeLine(
        judge=view.table.judges[judge],
        severity=severity,
        sheets=len(own),
        se=se,
        spread=spread,
        consistency=consistency,
        agreement=agreement,
        flags=tuple(flag for flag in (strict, varied, other_order, narrow, is_flat, drifts) if flag),
        component=int(view.fit.judge_component[judge]),
        spread_ratio=ratio,
        flat_share=flat_share,
        drift=drift,
    )


def _severity(view: _View, judge: int, own, shared, unit: float) -> tuple[float | None, float | None, str]:
    """Return severity in the marks' unit and its standard error; None with one sheet, or none that a colleague read.

    Severities are shown beside the mean of the judge's part of the panel, so the error is that of the difference.
    Flagged where the 95% interval (Student's, by the fit's degrees of freedom) leaves out nought, and the severity
    comes to 5 hundredths of the scale and to half the standard deviation of the entries.
    """
    fit = view.fit
    if len(own) < 2 or not len(shared) or fit.sigma2 is None:
        return None, None, ""
    b = float(fit.severity[judge])
    if fit.is_flat or fit.covariance is None or view.entry_sd is None:
        return b, None, ""
    beside = (fit.judge_component == fit.judge_component[judge]) * -view.reads.m
    beside /= -beside.sum()
    beside[judge] += 1
    se = float(np.sqrt(fit.sigma2 * max(beside @ fit.covariance @ beside, 0.0)))
    reach = -float(stdtrit(max(fit.df, 1), _TAIL)) * se
    if abs(b) <= reach or abs(b) < max(_SEVERITY_UNITS * unit, _SEVERITY_SHARE * view.entry_sd) - _EXACT:
        return b, se, ""
    return b, se, STRICT if b < 0 else LENIENT


def _consistency(view: _View, judge: int, own) -> tuple[float | None, str]:
    """Return the mean squared residual beside what it should be (infit-like; 1 is usual on this panel).

    Flagged outside the 99% limits of chi-squared / nu, nu its expected number of free residuals, and outside .5 to
    1.5 (Linacre).
    """
    m = len(own)
    if not view.fit.sigma2 or m < _CONSISTENCY_FROM:
        return None, ""
    free = float(np.sum(1 - 1 / view.reads.n[view.table.entry_of[own]])) * (1 - 1 / m)
    if free < 1:
        return None, ""
    v = float(np.sum(view.rest[own] ** 2)) / (view.fit.sigma2 * free)
    low, high = (float(chdtri(free, tail)) / free for tail in (_LIMIT, 1 - _LIMIT))
    if v > max(high, _CONSISTENCY[1]):
        return v, VARIED
    return v, EVEN if v < min(low, _CONSISTENCY[0]) else ""


def _order(view: _View, shared) -> tuple[float | None, str]:
    """Return Spearman's correlation of own scores with colleagues' means; None below eight shared entries."""
    if len(shared) < _ORDER_FROM:
        return None, ""
    rho = _correlation(_mid_ranks(view.y[shared]), _mid_ranks(view.colleagues[shared]))
    return rho, OTHER_ORDER if rho is not None and rho < _ORDER_BELOW else ""


def _spread(view: _View, shared) -> tuple[float | None, float | None, str]:
    """Return the slope of own scores on colleagues', and the ratio of standard deviations; None below ten entries.

    Colleagues' means carry noise, which by itself would lower the slope below 1 for everybody: they are first drawn
    to their mean by their reliability sigma_theta^2 / (sigma_theta^2 + sigma^2 / colleagues). Flagged outside .5 to
    2, and only where the slope is also further than 2.6 standard errors from 1 and the ratio bears it out: who orders
    entries otherwise has a low slope too, with as wide a spread as anybody.
    """
    if len(shared) < _SPREAD_FROM or not view.fit.sigma2 or view.entry_sd is None:
        return None, None, ""
    own, theirs = view.y[shared], view.colleagues[shared]
    others = view.reads.n[view.table.entry_of[shared]] - 1
    trust = view.entry_sd**2 / (view.entry_sd**2 + view.fit.sigma2 / others)
    drawn = theirs.mean() + trust * (theirs - theirs.mean())
    if min(np.ptp(own), np.ptp(drawn)) <= _EXACT:
        return None, None, ""
    slope, error = _slope(drawn, own)
    ratio = float(np.std(own) / np.std(theirs))
    if abs(slope - 1) <= _T_LIMIT * error:
        return slope, ratio, ""
    if slope < _SPREAD[0] and ratio < _RATIO[0]:
        return slope, ratio, NARROW
    return slope, ratio, WIDE if slope > _SPREAD[1] and ratio > _RATIO[1] else ""


def _is_flat_sheet(table: Table) -> np.ndarray | None:
    """Return which sheets have all criteria marked alike (S,), of those with two marks; None of one criterion."""
    if len(table.criteria) < 2:
        return None
    given = ~np.isnan(table.points)
    low = np.where(given, table.points, np.inf).min(axis=1)
    high = np.where(given, table.points, -np.inf).max(axis=1)
    return np.where(given.sum(axis=1) >= 2, (low == high).astype(float), np.nan)


def _flat(view: _View, own, flat: np.ndarray | None) -> tuple[float | None, str]:
    """Return the share of a judge's sheets with all criteria alike; flagged over 1/2 where others' is below 1/5."""
    if flat is None:
        return None, ""
    mine = flat[own][~np.isnan(flat[own])]
    others = np.delete(flat, own)
    others = others[~np.isnan(others)]
    if len(mine) < _FLAT_FROM:
        return None, ""
    share = float(mine.mean())
    return share, FLAT if len(others) and share > _FLAT_OVER and others.mean() < _FLAT_PANEL else ""


def _drift(view: _View, shared, order: np.ndarray | None) -> tuple[float | None, str]:
    """Return how residuals change with each further sheet, in the marks' unit; None below eight sheets."""
    if order is None or len(shared) < _DRIFT_FROM:
        return None, ""
    place = _mid_ranks(np.asarray(order, float)[shared])
    if np.ptp(place) == 0:
        return None, ""
    slope, error = _slope(place, view.rest[shared])
    return slope, DRIFTS if error > 0 and abs(slope) > _T_LIMIT * error else ""


def _criterion(table: Table, at: int, parts: np.ndarray, unit: float) -> CriterionLine:
    given = table.points[:, at]
    given = given[~np.isnan(given)]
    share = float(table.weights[at] / table.weights.sum())
    if len(given) < 2:
        mean = float(given[0]) if len(given) else None
        return CriterionLine(table.criteria[at], len(given), share, mean)
    sd = float(np.std(given, ddof=1))
    rest = influence = None
    if len(parts) >= 3 and parts.shape[1] >= 2:
        total = parts.sum(axis=1)
        rest = _correlation(parts[:, at], total - parts[:, at])
        if np.ptp(total) > _EXACT:
            off = total - total.mean()
            influence = float(off @ (parts[:, at] - parts[:, at].mean()) / (off @ off))
    flags = (SAME,) if len(given) >= _SAME_FROM and sd < _SAME_UNITS * unit else ()
    return CriterionLine(table.criteria[at], len(given), share, float(given.mean()), sd, rest, influence, flags)


def _slope(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Return the slope of the least squares line of y on x, and its standard error."""
    off = x - x.mean()
    square = float(off @ off)
    slope = float(off @ y) / square
    left = y - y.mean() - slope * off
    return slope, float(np.sqrt(left @ left / (len(x) - 2) / square))


def _correlation(x: np.ndarray, y: np.ndarray) -> float | None:
    x, y = x - x.mean(), y - y.mean()
    size = float(np.sqrt((x @ x) * (y @ y)))
    return float(np.clip(x @ y / size, -1, 1)) if size > _EXACT else None


def _mid_ranks(values: np.ndarray) -> np.ndarray:
    """Return ranks from 1, shared ones as their mean."""
    _, at, counts = np.unique(np.round(values, 9), return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[at]

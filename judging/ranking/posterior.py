"""What the marks leave open about each entry: both entries and judges taken as random, eq. (8) of the specification.

Empirical Bayes: the variance ratios delta (judges) and gamma (entries), in units of sigma2, are estimated and then
taken as known. Entries are drawn towards their mean the fewer sheets they have, which serves for chances; the ranking
itself never does that.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.linalg import cholesky, solve_triangular
from scipy.special import ndtr

from judging.ranking.shapes import Fit, Table
from judging.ranking.variances import Reads, entry_variance, reads_of

_LEAST_DELTA, _MOST_DELTA = 1e-6, 1e6


@dataclass(frozen=True, eq=False)
class Posterior:
    """A normal distribution of the entries' quality, in the marks' own unit.

    Centre `theta` (E,); covariance sigma2 (diag(w) + L L^T), where `w` (E,) is each entry's own part and `load`
    (E, J), the L, what it shares with others through the judges they have in common.
    """

    theta: np.ndarray
    w: np.ndarray
    load: np.ndarray
    sigma: float
    entry_variance: float
    reads: Reads

    @property
    def sd(self) -> np.ndarray:
        """Return the standard deviation of each entry (E,)."""
        return self.sigma * np.sqrt(self.w + np.sum(self.load**2, axis=1))

    def chance_over(self, one: int, other: int) -> float:
        """Return the chance that entry `one` is better than entry `other`, both numbers into the table."""
        gap = float(self.theta[one] - self.theta[other])
        shared = self.load[one] - self.load[other]
        sd = self.sigma * float(np.sqrt(self.w[one] + self.w[other] + shared @ shared))
        if one == other or (sd == 0 and abs(gap) < 1e-9):
            return 0.5
        return float(ndtr(gap / sd)) if sd > 0 else float(gap > 0)

    def draw(self, rng: np.random.Generator, rows: int, which: np.ndarray) -> np.ndarray:
        """Return `rows` draws of the entries `which`, (rows, len(which)), eq. (9)."""
        own = rng.standard_normal((rows, len(which)))
        own *= np.sqrt(self.w[which])
        own -= rng.standard_normal((rows, self.load.shape[1])) @ self.load[which].T
        own *= self.sigma
        own += self.theta[which]
        return own

    def mean_variance(self) -> float:
        """Return the mean posterior variance of entries against each other.

        What all entries share moves none against another, so it is left out: mean of the diagonal of the covariance
        less the mean of its other cells.
        """
        has = self.reads.n > 0
        count = int(has.sum())
        level = self.load[has].sum(axis=0)
        shared = (float(np.sum(self.load[has] ** 2)) - float(level @ level) / count) / (count - 1)
        return self.sigma**2 * (float(np.mean(self.w[has])) + shared)


def posterior_of(table: Table, y: np.ndarray, fit: Fit) -> Posterior | None:
    """Return what the sheets' scores `y` (S,) leave open; None where noise cannot be told from quality.

    That is: fewer than two entries or judges with sheets, or no entry with two sheets.
    """
    reads = reads_of(table)
    between = entry_variance(reads, fit)
    if between is None or int((reads.m > 0).sum()) < 2:
        return None
    mean = float(np.mean(fit.adjusted[np.isfinite(fit.adjusted)]))
    if fit.sigma2 <= 0:
        exact = np.zeros_like(reads.n)
        theta = np.where(np.isfinite(fit.adjusted), fit.adjusted, mean)
        return Posterior(theta, exact, np.zeros((len(exact), 0)), 0.0, between, reads)
    gamma, delta = between / fit.sigma2, float(np.clip(fit.delta, _LEAST_DELTA, _MOST_DELTA))
    w = gamma / (1 + gamma * reads.n)
    pulled = sparse.diags_array(w) @ reads.cells
    precision = np.diag(reads.m + 1 / delta) - (reads.cells.T @ pulled).toarray()
    # The inverse root is small (J, J): entries, of which there may be many, then cost a sparse product only.
    inverse = solve_triangular(cholesky(precision, lower=True), np.eye(len(precision)), lower=True)
    load = pulled @ inverse.T
    off = y - mean
    by_entry = np.bincount(table.entry_of, off, minlength=len(w))
    by_judge = np.bincount(table.judge_of, off, minlength=len(reads.m)) - pulled.T @ by_entry
    severity = inverse.T @ (inverse @ by_judge)
    theta = mean + w * (by_entry - reads.cells @ severity)
    return Posterior(theta, w, load, float(np.sqrt(fit.sigma2)), between, reads)

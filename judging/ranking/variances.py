"""Who read what, and how much of the variance of marks lies between entries, as chances and agreement ask it."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from judging.ranking.shapes import Fit, Table

_LEAST_SHARE = 1e-3  # of sigma2: the entries' variance is never taken as nought, so that chances stay defined


@dataclass(frozen=True, eq=False)
class Reads:
    """The incidence of a table: `cells` (E, J) sparse, sheets of each entry `n` (E,), of each judge `m` (J,)."""

    cells: sparse.csr_array
    n: np.ndarray
    m: np.ndarray

    @property
    def is_complete(self) -> bool:
        """Say whether every judge with a sheet read every entry with a sheet, and there are two of each."""
        entries, judges = int((self.n > 0).sum()), int((self.m > 0).sum())
        return min(entries, judges) >= 2 and int(self.n.sum()) == entries * judges

    @property
    def sheets_each(self) -> float | None:
        """Return the harmonic mean of sheets an entry.

        The noise of an entry's mean goes with 1/n, so the harmonic mean is the even number of readers that would
        have left the same average noise; the plain mean would flatter an uneven panel.
        """
        read = self.n[self.n > 0]
        return float(read.size / np.sum(1 / read)) if read.size else None


def reads_of(table: Table) -> Reads:
    """Return who read what."""
    entries, judges = len(table.entries), len(table.judges)
    ones = np.ones(len(table.entry_of))
    cells = sparse.csr_array((ones, (table.entry_of, table.judge_of)), shape=(entries, judges))
    n = np.bincount(table.entry_of, minlength=entries).astype(float)
    m = np.bincount(table.judge_of, minlength=judges).astype(float)
    return Reads(cells, n, m)


def entry_variance(reads: Reads, fit: Fit) -> float | None:
    """Return the variance of the entries' quality, sigma_theta^2, in squared units of the marks; None if unknown.

    Variance of the adjusted means less the noise in it, at least a thousandth of sigma2. The noise is the mean of
    the diagonal of Cov(adjusted), eq. (7) of the specification, less what all entries share: an error in the level
    of all of them moves no entry against another. (Were it left in, small panels of unequal severity would look less
    sure than they are.) On complete data this is the analysis-of-variance estimator (BMS - EMS) / k of Shrout and
    Fleiss (1979).
    """
    has = np.isfinite(fit.adjusted) & (reads.n > 0)
    count = int(has.sum())
    if fit.sigma2 is None or not np.isfinite(fit.sigma2) or count < 2:
        return None
    mean_cells = sparse.diags_array(1 / reads.n[has]) @ reads.cells[np.flatnonzero(has)]
    noise = float(np.mean(1 / reads.n[has]))
    if fit.covariance is not None:
        each = float(np.sum(fit.covariance * (mean_cells.T @ mean_cells).toarray()))
        level = mean_cells.sum(axis=0)
        noise += (each - float(level @ fit.covariance @ level) / count) / (count - 1)
    between = float(np.var(fit.adjusted[has], ddof=1)) - fit.sigma2 * noise
    return max(between, _LEAST_SHARE * fit.sigma2)

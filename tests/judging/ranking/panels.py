"""Small panels for the tests of agreement, chances and diagnostics: a grid of scores becomes a table with its fit."""

import numpy as np

from judging.ranking.severity import fit_severity
from judging.ranking.shapes import Fit, Mark, Table
from judging.ranking.table import sheet_scores, table_of

GONE = np.nan

# Shrout and Fleiss, Psychological Bulletin 86 (1979), p. 423, table 2: six targets (rows), four judges.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def scored(grid, *, low: float = 0, high: float = 100) -> tuple[Table, np.ndarray, Fit]:
    """Return the table of a grid (entries, judges) or (entries, judges, criteria), its scores and its fit."""
    grid = np.asarray(grid, float)
    grid = grid if grid.ndim == 3 else grid[:, :, None]
    given = np.argwhere(~np.isnan(grid)).tolist()
    marks = [Mark(judge=j, entry=i, criterion=c, score=grid[i, j, c]) for i, j, c in given]
    table = table_of(marks, low=low, high=high)
    y = sheet_scores(table)
    fit = fit_severity(table.entry_of, table.judge_of, y, len(table.entries), len(table.judges))
    return table, y, fit


def drawn(entries: int, judges: int, reads: int, *, seed: int, severity: float = 5, noise: float = 6) -> np.ndarray:
    """Return a grid of seeded scores around 50, each entry read by `reads` judges in turn; entries vary by 10."""
    rng = np.random.default_rng(seed)
    grid = 50 + 10 * rng.standard_normal((entries, 1)) + severity * rng.standard_normal(judges)
    grid = np.round(np.clip(grid + noise * rng.standard_normal((entries, judges)), 0, 100))
    for entry in range(entries):
        grid[entry, rng.permutation(judges)[reads:]] = GONE
    return grid

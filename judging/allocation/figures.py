"""How well judges can be compared on what they share (judging-science, section 4)."""

import numpy as np


def comparison_matrix(has: np.ndarray) -> np.ndarray:
    """Return A = M - B' D^-1 B for a judge-by-entry table of who reads what; entries without readers do not count.

    Source: equation (3) of the additive incomplete-block analysis (Fisher): M holds the judges' loads, D the
    entries' readers.
    """
    table = has[:, has.any(axis=0)].astype(float)
    readers = table.sum(axis=0)
    return np.diag(table.sum(axis=1)) - (table / readers) @ table.T


def meetings_of(has: np.ndarray) -> np.ndarray:
    """Return how many entries every two judges share, judge by judge; a judge with themself shares their load."""
    table = has.astype(float)
    return table @ table.T


def components(has: np.ndarray) -> list[list[int]]:
    """Return the groups of judges (by row) that share entries, directly or through others; idle judges are left out."""
    meets = meetings_of(has) > 0
    left = {int(j) for j in np.flatnonzero(has.any(axis=1))}
    found = []
    while left:
        group, edge = set(), {min(left)}
        while edge:
            group |= edge
            edge = {int(k) for j in edge for k in np.flatnonzero(meets[j])} - group
        found.append(sorted(group))
        left -= group
    return found


def overlap(has: np.ndarray) -> float:
    """Return the overlap efficiency, 0 to 1: (J - 1)² / (tr(A⁺) Σ (n_i - 1)); 0 where judges fall into groups.

    1 means that every two judges share equally many entries; one judge alone is 1.
    """
    used = has[has.any(axis=1)]
    if len(used) < 2:
        return 1.0
    if len(components(used)) > 1:
        return 0.0
    readers = used.sum(axis=0)
    spare = float((readers[readers > 0] - 1).sum())
    values = np.linalg.eigvalsh(comparison_matrix(used))
    positive = values[values > 1e-9 * values.max()]
    return float(min(1.0, (len(used) - 1) ** 2 / ((1.0 / positive).sum() * spare)))

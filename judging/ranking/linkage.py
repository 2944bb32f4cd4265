"""Which judges and entries hang together by shared reads, and how well (`judging-science.md` section 4)."""

from collections.abc import Hashable, Iterable

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from judging.ranking.shapes import Bridge, Linkage, Table

READS_A_BRIDGE = 3
_NULL = 1e-9  # of the greatest eigenvalue: what is below it is nought


def incidence(entry_of: np.ndarray, judge_of: np.ndarray, entries: int, judges: int) -> sparse.csr_matrix:
    """Return B (entries x judges): how many sheets each judge has for each entry."""
    return sparse.csr_matrix((np.ones(len(entry_of)), (entry_of, judge_of)), shape=(entries, judges))


def comparison_matrix(entry_of: np.ndarray, judge_of: np.ndarray, entries: int, judges: int) -> np.ndarray:
    """Return A = M - B' D^-1 B (judges x judges), what shared entries tell of judges; eq. (3)."""
    reads = np.maximum(np.bincount(entry_of, minlength=entries), 1)
    shared = incidence(entry_of, judge_of, entries, judges)
    shared.data /= np.sqrt(np.repeat(reads, np.diff(shared.indptr)))
    loads = np.bincount(judge_of, minlength=judges).astype(float)
    return np.diag(loads) - (shared.T @ shared).toarray()


def components_of(
    entry_of: np.ndarray, judge_of: np.ndarray, entries: int, judges: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the part to which each entry (E,) and each judge (J,) belongs, from 0; -1 for one without a sheet.

    Parts share no entry and no judge; the part with the most entries is 0, of equals the one with the first entry.
    """
    size = entries + judges
    graph = sparse.coo_matrix((np.ones(len(entry_of)), (entry_of, judge_of + entries)), shape=(size, size))
    _, found = connected_components(graph, directed=False)
    of_entry, of_judge = found[:entries].astype(np.int64), found[entries:].astype(np.int64)
    has_sheet = np.bincount(entry_of, minlength=entries) > 0
    has_read = np.bincount(judge_of, minlength=judges) > 0
    names, first, sizes = np.unique(of_entry[has_sheet], return_index=True, return_counts=True)
    number = np.full(size + 1, -1)
    number[names[np.lexsort((first, -sizes))]] = np.arange(len(names))
    return np.where(has_sheet, number[of_entry], -1), np.where(has_read, number[of_judge], -1)


def linkage_of(
    table: Table,
    *,
    forbidden: Iterable[tuple[Hashable, Hashable]] = (),
    spare: Iterable[Hashable] = (),
) -> Linkage:
    """Return how the panel hangs together, and reads that would join what does not.

    `forbidden` are pairs (judge, entry) that may not be suggested; `spare` the judges who may be asked to read more,
    everybody of the table where it is empty. `overlap` is None with fewer than two judges and 0 where the panel falls
    into parts; `worst_pair_se` is the worst of the pairs that can be compared at all.
    """
    of_entry, of_judge = components_of(table.entry_of, table.judge_of, len(table.entries), len(table.judges))
    parts = int(max(of_entry.max(initial=-1), of_judge.max(initial=-1))) + 1
    overlap, worst = _overlap(table, of_judge, parts)
    return Linkage(
        components=tuple(_members(table.entries, of_entry, part) for part in range(parts)),
        judges=tuple(_members(table.judges, of_judge, part) for part in range(parts)),
        overlap=overlap,
        worst_pair_se=worst,
        bridges=_bridges(table, of_entry, of_judge, parts, set(forbidden), set(spare)),
    )


def _members(labels, part_of, part) -> tuple[Hashable, ...]:
    return tuple(labels[at] for at in np.flatnonzero(part_of == part))


def _overlap(table: Table, of_judge: np.ndarray, parts: int) -> tuple[float | None, float | None]:
    """Return the overlap efficiency E = (J' - 1)^2 / (tr(A+) sum(n_i - 1)), and the worst SE(b_j - b_h) / sigma."""
    used = int((of_judge >= 0).sum())
    if used < 2:
        return None, None
    matrix = comparison_matrix(table.entry_of, table.judge_of, len(table.entries), len(table.judges))
    values, vectors = np.linalg.eigh(matrix)
    kept = values > _NULL * max(values.max(), 0.0)
    inverse = (vectors[:, kept] / values[kept]) @ vectors[:, kept].T
    own = np.diag(inverse)
    meets = (of_judge[:, None] == of_judge[None, :]) & (of_judge >= 0)[:, None] & ~np.eye(len(of_judge), dtype=bool)
    squares = (own[:, None] + own[None, :] - 2 * inverse)[meets]
    worst = float(np.sqrt(max(squares.max(), 0.0))) if squares.size else None
    if parts > 1:
        return 0.0, worst
    reads = np.bincount(table.entry_of, minlength=len(table.entries))
    spare = float((reads[reads > 0] - 1).sum())
    return float(min(1.0, (used - 1) ** 2 / ((1.0 / values[kept]).sum() * spare))), worst


def _bridges(table, of_entry, of_judge, parts, forbidden, spare) -> tuple[Bridge, ...]:
    """Join each further part to those joined before it, the largest first, by three reads each."""
    may = np.array([not spare or judge in spare for judge in table.judges], dtype=bool) & (of_judge >= 0)
    loads = np.bincount(table.judge_of, minlength=len(table.judges))
    reads = np.bincount(table.entry_of, minlength=len(table.entries))
    # What tells most comes first: an entry that no bridge uses yet, and of these the best read.
    turn = -reads
    found: list[Bridge] = []
    for part in range(1, parts):
        is_new, was_read = of_judge == part, (of_entry >= 0) & (of_entry < part)
        reaches = np.where(is_new, 0, 1)  # which entries a judge would have to read: those of the other side
        others = np.flatnonzero(was_read), np.flatnonzero(of_entry == part)
        judges = np.flatnonzero((of_judge >= 0) & (of_judge <= part) & may)
        for _ in range(READS_A_BRIDGE):
            pair = _lightest(table, judges, loads, others, reaches, turn, forbidden)
            if pair is None:
                break
            judge, entry = pair
            found.append(Bridge(table.judges[judge], table.entries[entry]))
            forbidden.add((table.judges[judge], table.entries[entry]))
            loads[judge] += 1
            turn[entry] += len(table.judges) + 1
    return tuple(found)


def _lightest(table, judges, loads, others, reaches, turn, forbidden) -> tuple[int, int] | None:
    """Return the judge with the fewest sheets who may read an entry of the other side, and the first in turn there."""
    for judge in judges[np.argsort(loads[judges], kind="stable")]:
        entries = others[reaches[judge]]
        first = entries[np.argmin(turn[entries])]
        if (table.judges[judge], table.entries[first]) not in forbidden:
            return int(judge), int(first)
        for entry in entries[np.argsort(turn[entries], kind="stable")]:
            if (table.judges[judge], table.entries[entry]) not in forbidden:
                return int(judge), int(entry)
    return None

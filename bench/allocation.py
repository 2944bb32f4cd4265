"""How long dealing judges to entries takes, and how near the best deal it comes: `python -m bench.allocation`."""

import random
import resource
import time

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from judging.allocation import EntryNeed, JudgeLimit, Problem, allocate

SIZES = ((40, 8, 3), (500, 12, 3), (16_000, 200, 5))  # entries, judges, readers
BARRED = 0.05  # of all pairs


def problem(entries: int, judges: int, readers: int, *, seed: int = 1) -> Problem:
    """Return a season's problem, in which one pair of twenty may not meet."""
    chance = random.Random(seed)
    return Problem(
        tuple(EntryNeed(f"e{i}", readers) for i in range(entries)),
        tuple(JudgeLimit(f"j{i}") for i in range(judges)),
        frozenset((f"e{e}", f"j{j}") for e in range(entries) for j in range(judges) if chance.random() < BARRED),
        seed=seed,
    )


def most_reads(asked: Problem) -> int:
    """Return the most reads that any deal could give, by maximum flow."""
    n, m = len(asked.entries), len(asked.judges)
    at = {e.id: i for i, e in enumerate(asked.entries)}, {j.id: i for i, j in enumerate(asked.judges)}
    may = np.ones((n, m), dtype=bool)
    for entry, judge in asked.forbidden:
        may[at[0][entry], at[1][judge]] = False
    e, j = np.nonzero(may)
    rows = np.concatenate([np.zeros(n, int), 1 + e, 1 + n + np.arange(m)])
    columns = np.concatenate([1 + np.arange(n), 1 + n + j, np.full(m, n + m + 1)])
    flow = np.concatenate([[x.readers for x in asked.entries], np.ones(len(e), int), np.full(m, n)]).astype(np.int32)
    graph = coo_array((flow, (rows, columns)), shape=(n + m + 2, n + m + 2)).tocsr()
    return int(maximum_flow(graph, 0, n + m + 1).flow_value)


def main() -> None:
    """Print a line for each size."""
    print("| entries x judges x readers | CPU s | peak MiB | reads of the most possible | loads | overlap |")
    print("|---|---|---|---|---|---|")
    for size in SIZES:
        asked = problem(*size)
        begun = time.process_time()
        answer = allocate(asked)
        seconds = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        share = len(answer.pairs) / most_reads(asked)
        loads = f"{min(answer.loads.values())} to {max(answer.loads.values())}"
        name = " x ".join(f"{n:,}" for n in size)
        print(f"| {name} | {seconds:.2f} | {peak} | {share:.1%} | {loads} | {answer.overlap:.3f} |", flush=True)


if __name__ == "__main__":
    main()

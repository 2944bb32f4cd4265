"""The deal as arrays, and the moves that mend it."""

from collections import deque
from itertools import pairwise

import numpy as np

from judging.allocation.problem import Problem

_NO_LIMIT = np.iinfo(np.int64).max // 4


class Deal:
    """Which judge has which entry, and which pairs may still be made.

    Arrays are judge by entry: `has`, `may` (neither forbidden nor of one group), `fixed` and `current` are booleans
    of that shape; `need` (entries), `cap` and `load` (judges) are whole numbers.
    """

    def __init__(self, problem: Problem):
        self.problem = problem
        self.entry_at = {e.id: i for i, e in enumerate(problem.entries)}
        self.judge_at = {j.id: i for i, j in enumerate(problem.judges)}
        shape = len(problem.judges), len(problem.entries)
        self.need = np.array([e.readers for e in problem.entries], dtype=np.int64)
        self.cap = np.array([_NO_LIMIT if j.max is None else j.max for j in problem.judges], dtype=np.int64)
        self.may = self._allowed(shape)
        self.fixed = self._marked(problem.fixed, shape)
        # What has begun goes on, whatever a group says now.
        self.may |= self.fixed
        self.current = self._marked(problem.current, shape)
        self.has = self.fixed.copy()
        self.load = self.has.sum(axis=1)
        self.random = np.random.default_rng(problem.seed)

    def _marked(self, pairs, shape) -> np.ndarray:
        marks = np.zeros(shape, dtype=bool)
        for entry, judge in pairs:
            marks[self.judge_at[judge], self.entry_at[entry]] = True
        return marks

    def _allowed(self, shape) -> np.ndarray:
        may = ~self._marked(self.problem.forbidden, shape)
        groups = self.problem.groups
        names = {name: number for number, name in enumerate(sorted(set(groups.values())))}
        of_judge = np.array([names.get(groups.get(j.id), -1) for j in self.problem.judges], dtype=np.int64)
        of_entry = np.array([names.get(groups.get(e.id), -2) for e in self.problem.entries], dtype=np.int64)
        return may & (of_judge[:, None] != of_entry[None, :])

    @property
    def missing(self) -> np.ndarray:
        """How many readers each entry still lacks."""
        return np.maximum(self.need - self.has.sum(axis=0), 0)

    def give(self, judge: int, entry: int) -> None:
        """Deal the entry to the judge."""
        self.has[judge, entry] = True
        self.load[judge] += 1

    def take(self, judge: int, entry: int) -> None:
        """Take the entry from the judge."""
        self.has[judge, entry] = False
        self.load[judge] -= 1

    def path(self, starts, is_end, movable: np.ndarray) -> list[tuple[int, int]] | None:
        """Return the shortest chain of judges that can pass entries on, from one of `starts` to one that `is_end`.

        The chain is [(judge, entry that they pass to the next), …, (last judge, -1)]; None where there is none.
        `movable` (judge by entry) says which pairs may be given up.
        """
        came_from: dict[int, tuple[int, int] | None] = {int(j): None for j in starts}
        waiting = deque(came_from)
        while waiting:
            judge = waiting.popleft()
            if is_end(judge):
                return self._chain(came_from, judge)
            mine = np.flatnonzero(self.has[judge] & movable[judge])
            if not len(mine):
                continue
            could = self.may[:, mine] & ~self.has[:, mine]
            for other in np.flatnonzero(could.any(axis=1)):
                if int(other) not in came_from:
                    came_from[int(other)] = judge, int(mine[int(np.argmax(could[other]))])
                    waiting.append(int(other))
        self.reached = sorted(came_from)
        return None

    @staticmethod
    def _chain(came_from, judge) -> list[tuple[int, int]]:
        chain = [(judge, -1)]
        while (before := came_from[judge]) is not None:
            chain.append(before)
            judge = before[0]
        return chain[::-1]

    def pass_on(self, chain: list[tuple[int, int]]) -> None:
        """Let each judge of the chain pass their entry to the next."""
        for (judge, entry), (following, _) in pairwise(chain):
            self.take(judge, entry)
            self.give(following, entry)

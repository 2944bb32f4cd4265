"""Who reads what: judges dealt to entries so that everybody is read enough, nobody is overloaded, and judges meet.

Knows nothing of Django: a `Problem` in, an `Answer` out, the same for the same seed.
"""

from collections.abc import Callable

from judging.allocation.problem import Answer, EntryNeed, JudgeLimit, Problem, Shortage, Unsound, problem_from_json

__all__ = [
    "Answer",
    "EntryNeed",
    "JudgeLimit",
    "Problem",
    "Shortage",
    "Unsound",
    "allocate",
    "problem_from_json",
]


def allocate(problem: Problem, tell: Callable[[int], None] = lambda done: None) -> Answer:
    """Deal judges to entries; the same problem and seed give the same answer.

    With `current` pairs only gaps are filled: nothing is evened out that judges have been sent. `tell` hears now
    and then how many entries have been dealt.
    """
    # numpy takes a fifth of a second to load: whoever deals pays for it, not every start of every process.
    from judging.allocation.solving import solve

    return solve(problem, tell)

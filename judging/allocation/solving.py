"""Dealing judges to entries (judging-science, section 9).

In this order: every entry gets its readers, as many as any deal could give; loads are even; judges share entries
with one another; and what judges were sent already stays. Dealing at random is also a defence: nobody can steer
themselves to a friend.
"""

from collections.abc import Callable

import numpy as np

from judging.allocation.deal import Deal
from judging.allocation.figures import components, meetings_of, overlap
from judging.allocation.problem import Answer, Problem
from judging.allocation.reasons import why_short

# More than two judges can ever have met, so that a lighter load always goes before fewer meetings.
_LOAD_FIRST = 1e9
_TOLD_EVERY = 250  # entries


def solve(problem: Problem, tell: Callable[[int], None]) -> Answer:
    """Deal judges to entries, as `judging.allocation.allocate` says."""
    deal = Deal(problem)
    _keep_current(deal)
    _deal_out(deal, tell)
    short = _fill_shortages(deal)
    if not problem.current:
        _even_out(deal)
        _join_components(deal)
    return _answer(deal, short)


def _keep_current(deal: Deal) -> None:
    """Keep what judges were sent, as far as it is still allowed, wanted and within their limits."""
    wanted = deal.current & deal.may & ~deal.has
    for entry in np.flatnonzero(wanted.any(axis=0)):
        room = deal.need[entry] - deal.has[:, entry].sum()
        sent = [j for j in np.flatnonzero(wanted[:, entry]) if deal.load[j] < deal.cap[j]]
        # Whoever has least keeps theirs first, so that what must be given up comes from the fullest hands.
        for judge in sorted(sent, key=lambda j: (deal.load[j], j))[: max(int(room), 0)]:
            deal.give(judge, entry)


def _deal_out(deal: Deal, tell: Callable[[int], None]) -> None:
    """Give each entry, those with the fewest possible readers first, to whoever has least.

    Ties go to the judge who has met the entry's other readers least, then to chance.
    """
    met = meetings_of(deal.has)
    missing = deal.missing
    may, has = deal.may.T.copy(), deal.has.T.copy()  # by entry: a row at a time, as it is read here
    room = (may & ~has).sum(axis=1) - missing
    for number, entry in enumerate(np.lexsort((deal.random.random(len(missing)), room))):
        if number % _TOLD_EVERY == 0:
            tell(number)
        open_to = may[entry] & ~has[entry]
        panel = list(np.flatnonzero(has[entry]))
        meetings = met[panel].sum(axis=0)
        chance = deal.random.random(len(deal.load))
        for _ in range(missing[entry]):
            could = open_to & (deal.load < deal.cap)
            if not could.any():
                break
            judge = int(np.argmin(np.where(could, deal.load * _LOAD_FIRST + meetings + chance, np.inf)))
            deal.give(judge, int(entry))
            open_to[judge] = False
            met[judge, panel] += 1
            met[panel, judge] += 1
            meetings += met[judge]
            panel.append(judge)


def _fill_shortages(deal: Deal) -> list:
    """Let full judges pass entries on until nothing more can be filled; returns what stays short, with the reasons.

    Augmenting paths: what they cannot fill, no deal can. What judges were sent is passed on last.
    """
    short = []
    for entry in np.flatnonzero(deal.missing):
        while deal.missing[entry] and _fill(deal, int(entry)):
            pass
        if deal.missing[entry]:
            short.append(why_short(deal, int(entry)))
    return short


def _fill(deal: Deal, entry: int) -> bool:
    starts = np.flatnonzero(deal.may[:, entry] & ~deal.has[:, entry])
    for movable in (~deal.fixed & ~deal.current, ~deal.fixed):
        chain = deal.path(starts, lambda j: deal.load[j] < deal.cap[j], movable)
        if chain is not None:
            deal.pass_on(chain)
            deal.give(chain[0][0], entry)
            return True
    return False


def _even_out(deal: Deal) -> None:
    """Move entries from full hands to empty ones until no chain of judges can make loads more even."""
    movable = ~deal.fixed
    has_changed = True
    while has_changed:
        has_changed = False
        for judge in sorted(range(len(deal.load)), key=lambda j: (-deal.load[j], j)):
            while _lighten(deal, judge, movable):
                has_changed = True


def _lighten(deal: Deal, judge: int, movable) -> bool:
    """Move one entry from the judge, over a chain of others, to whoever has two less; says if it could."""
    emptier = (deal.load <= deal.load[judge] - 2) & (deal.load < deal.cap)
    chain = deal.path([judge], lambda other: emptier[other], movable) if emptier.any() else None
    if chain is None:
        return False
    deal.pass_on(chain)
    return True


def _join_components(deal: Deal) -> None:
    """Swap readers across groups of judges that never meet, until they do or no swap can help."""
    groups = components(deal.has)
    while len(groups) > 1:
        if not any(_swap(deal, groups[0], other) for other in groups[1:]):
            return
        joined = components(deal.has)
        if len(joined) >= len(groups):
            return
        groups = joined


def _swap(deal: Deal, here: list[int], there: list[int]) -> bool:
    """Exchange one reader between two groups, where each entry keeps a reader of its own side; says if it could."""
    for one in here:
        for entry in np.flatnonzero(deal.has[one] & ~deal.fixed[one]):
            if deal.has[:, entry].sum() < 2:
                continue
            for other in there:
                if not deal.may[other, entry] or deal.has[other, entry]:
                    continue
                back = deal.has[other] & ~deal.fixed[other] & deal.may[one] & ~deal.has[one]
                if len(found := np.flatnonzero(back)):
                    deal.take(one, int(entry))
                    deal.give(other, int(entry))
                    deal.take(other, int(found[0]))
                    deal.give(one, int(found[0]))
                    return True
    return False


def _answer(deal: Deal, short) -> Answer:
    problem = deal.problem
    pairs = [
        (problem.entries[entry].id, problem.judges[judge].id)
        for entry, judge in np.argwhere(deal.has.T)  # by entry, then by judge
    ]
    return Answer(
        pairs=tuple(pairs),
        short=tuple(short),
        loads={judge.id: int(load) for judge, load in zip(problem.judges, deal.load, strict=True)},
        components=len(components(deal.has)),
        overlap=overlap(deal.has),
        moved=int((deal.current & ~deal.has).sum()),
    )

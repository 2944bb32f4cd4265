"""Why an entry cannot have all its readers: the smallest set of causes, in words."""

import numpy as np

from judging.allocation.deal import Deal
from judging.allocation.problem import Shortage

_NAMED = 6


def why_short(deal: Deal, entry: int) -> Shortage:
    """Say how many readers an entry lacks for good, and what stands in the way."""
    missing = int(deal.missing[entry])
    need = deal.problem.entries[entry]
    open_to = int(deal.may[:, entry].sum())
    if open_to < need.readers:
        because = f"{_judges(open_to)} may read it, and it needs {need.readers}: {_shut_out(deal, entry)}."
    else:
        because = _full(deal, entry)
    return Shortage(need.id, missing, because)


def _shut_out(deal: Deal, entry: int) -> str:
    out = np.flatnonzero(~deal.may[:, entry])
    forbidden = {judge for e, judge in deal.problem.forbidden if e == deal.problem.entries[entry].id}
    barred = [deal.problem.judges[j].id for j in out if deal.problem.judges[j].id in forbidden]
    grouped = [deal.problem.judges[j].id for j in out if deal.problem.judges[j].id not in forbidden]
    words = []
    if barred:
        words.append(f"{_names(barred)} {_are(barred)} forbidden")
    if grouped:
        words.append(f"{_names(grouped)} {_are(grouped)} of its own group")
    return " and ".join(words) or "there are no more judges"


def _full(deal: Deal, entry: int) -> str:
    """Name the judges who are full and could pass nothing on, and what they are needed for besides.

    No chain leads out of that set: together they have fewer places than the entries that only they can read need.
    """
    starts = np.flatnonzero(deal.may[:, entry] & ~deal.has[:, entry])
    deal.path(starts, lambda _judge: False, ~deal.fixed)
    full = deal.reached
    names = [deal.problem.judges[j].id for j in full]
    places = int(deal.cap[full].sum())
    mine = deal.has[full].any(axis=0)
    mine[entry] = True
    wanted = int(deal.has[full].sum() + deal.missing[entry])
    return (
        f"{_names(names)} {_are(names)} full: together they can take {places}, and {_entries(int(mine.sum()))} "
        f"that they are needed for would take {wanted}"
    )


def _names(ids: list[str]) -> str:
    if len(ids) > _NAMED:
        return f"{', '.join(ids[:_NAMED])} and {len(ids) - _NAMED} more"
    return " and ".join([", ".join(ids[:-1]), ids[-1]] if len(ids) > 1 else ids)


def _are(ids: list[str]) -> str:
    return "is" if len(ids) == 1 else "are"


def _judges(count: int) -> str:
    return "Only 1 judge" if count == 1 else "No judge" if count == 0 else f"Only {count} judges"


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"the {count} entries"

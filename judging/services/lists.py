"""What a judge's own list of entries holds, and telling those for whom it has changed since scoring opened.

Whoever has an interest in an entry that came hears nothing of it: a sheet that is set aside is on no list.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from judging.models import Round, ScoreSheet
from judging.querysets import ASIDE, GONE
from judging.signals import lists_changed
from kit import clock
from workflow import SYSTEM, record

Lists = dict[int, set[int]]  # seat → entries


def lists_of(round_: Round, *, entries: Iterable[int] | None = None) -> Lists:
    """Return the entries that each seat has a sheet of which its judge still takes part in."""
    sheets = ScoreSheet.objects.filter(round=round_).exclude(state__in=ASIDE).exclude(entry__state__in=GONE)
    if entries is not None:
        sheets = sheets.filter(entry__in=list(entries))
    found: Lists = defaultdict(set)
    for seat, entry in sheets.order_by().values_list("member", "entry"):
        found[seat].add(entry)
    return found


@contextmanager
def telling_whose_list_changes(round_: Round, *, entries: Iterable[int] | None = None) -> Iterator[None]:
    """Tell each judge whose list is another one after the deed inside; nobody else, and nobody before scoring opens.

    `entries` says which ones the deed can bring or take. One deed makes one message for a judge.
    """
    if not round_.takes_scores(clock.now()):
        yield
        return
    before = lists_of(round_, entries=entries)
    yield
    after = lists_of(round_, entries=entries)
    seats = sorted(seat for seat in before.keys() | after.keys() if before.get(seat) != after.get(seat))
    if seats:
        event = record(round_, "change_lists", by=SYSTEM, data={"seats": seats})
        lists_changed.send(sender=Round, of_round=round_, event=event)

"""What may be dealt in a round: its entries, and the judges whom an interest keeps from them."""

from collections.abc import Iterable

from django.db.models import Q

from judging.models import Round, ScoreSheet
from judging.states import RoundKind
from nominations.models import Entry, Interest
from nominations.states import EntryState

_BATCH = 1000


def entries_of(round_: Round):
    """Return the entries that the round's panel scores, those hidden for a check included."""
    return _at(round_, _stage_of(round_))


def entries_to_deal(round_: Round):
    """Return the entries that the round's panel scores; before it opens, those that wait for it are dealt already."""
    if round_.has_opened:
        return entries_of(round_)
    before = EntryState.SHORTLISTED if round_.kind == RoundKind.FINAL else EntryState.WAITING
    return _at(round_, _stage_of(round_), before)


def _stage_of(round_: Round) -> EntryState:
    return EntryState.IN_FINAL if round_.kind == RoundKind.FINAL else EntryState.IN_ROUND


def _at(round_: Round, *states: EntryState):
    hidden = Q(state=EntryState.HIDDEN, hidden_from__in=states)
    return Entry.objects.filter(Q(state__in=states) | hidden, award=round_.award_id)


def make_sheets(round_: Round, pairs: Iterable[tuple[int, int]]) -> None:
    """Make the sheets of these pairs of entry and seat; one that somebody else has just made is left as it is."""
    ScoreSheet.objects.bulk_create(
        [ScoreSheet(round=round_, entry_id=entry, member_id=seat) for entry, seat in pairs],
        batch_size=_BATCH,
        ignore_conflicts=True,
    )


def barred_pairs(round_: Round, seats, entries) -> set[tuple[int, int]]:
    """Return (entry, seat) of every pair that an interest keeps apart."""
    return set(bars(round_, seats, {entry.pk for entry in entries}))


def bars(round_: Round, seats, entries: set[int]) -> dict[tuple[int, int], int]:
    """Return the interest that keeps each pair of entry and seat apart, in one query.

    Where the award says so, an interest in one entry keeps the judge from all of its entries; an entry's own
    interest is named before another's.
    """
    seat_of = {seat.person_id: seat.pk for seat in seats}
    interests = Interest.objects.filter(person__in=seat_of, ruling="recused", entry__award=round_.award_id)
    rows = list(interests.order_by("-pk").values_list("entry", "person", "pk"))
    found = {}
    if round_.award.interest_bars_award:
        found = {(entry, seat_of[person]): pk for _e, person, pk in rows for entry in entries}
    return found | {(entry, seat_of[person]): pk for entry, person, pk in rows if entry in entries}

"""The one order in which deeds that deal sheets and deeds that find interests wait for each other."""

from collections.abc import Iterable

from judging.models import Round
from judging.states import RoundState
from nominations.models import Entry


def hold_rounds(award_id: int, *, entries: Iterable[int] = ()) -> None:
    """Let nobody else deal sheets of an award's rounds, or find an interest in it, until this transaction ends.

    Neither of two deeds at the same moment would see the other's row: a sheet is dealt, an interest is declared, and
    a judge keeps an entry of their interest. Entries are held before rounds, and rounds before seats, sheets and
    totals, so that nobody waits in a circle.
    """
    keys = sorted(set(entries))
    if keys:
        held = Entry.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
        list(held.order_by("pk").values_list("pk", flat=True))
    rounds = Round.objects.select_for_update(of=("self",), no_key=True).filter(award=award_id)
    list(rounds.exclude(state=RoundState.DECIDED).order_by("pk").values_list("pk", flat=True))

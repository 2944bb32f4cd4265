"""Whether somebody can join a panel now, by one person or by two, and what would keep them from its entries."""

import hashlib
import json
from collections import defaultdict

from awards.models import Award
from judging.models import Panel, PanelChange, Round
from judging.states import RoundState
from nominations.models import Entry, Interest, InterestKind
from nominations.services.interests import stakes_of
from people.models import Person

_OPENED = [RoundState.SCORING, RoundState.CLOSED, RoundState.DELIBERATING]


def is_frozen(panel: Panel) -> bool:
    """Say whether a new judge of the panel needs a reason and two people: a round of it has opened (R9).

    The label decides, not the clock: it changes where the panel is written down and the sheets are dealt.
    """
    return Round.objects.filter(panel=panel, state__in=_OPENED).exists()


def fingerprint(change: PanelChange) -> str:
    """Return the hash of what people sign who let somebody join a panel."""
    signed = [change.round_id, change.person_id, change.is_chair, change.is_reserve, change.reason]
    return hashlib.sha256(json.dumps(signed).encode()).hexdigest()


def ties_of(person: Person, award: Award) -> dict[Entry, list[str]]:
    """Return what keeps somebody from entries of an award, in words by entry: by the records, and as they declared.

    For administrators: the kinds say who nominated.
    """
    live = Entry.objects.filter(award=award).live()
    kinds = defaultdict(set)
    for entry, _person, kind in stakes_of([person], live):
        kinds[entry].add(kind)
    declared = Interest.objects.shutting_out(person).filter(entry__in=live.values("pk"))
    for entry, kind in declared.values_list("entry", "kind"):
        kinds[entry].add(kind)
    entries = live.filter(pk__in=kinds).select_related("nominee").order_by("reference", "pk")
    return {entry: sorted(str(InterestKind(kind).label) for kind in kinds[entry.pk]) for entry in entries}

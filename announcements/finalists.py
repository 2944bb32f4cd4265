"""Who is a finalist and knows it; and what they say about the event, by the clock."""

from collections.abc import Callable
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Exists, OuterRef

from announcements.models import EventDetails, Release
from announcements.results import GONE
from announcements.states import Stage
from awards.rules import event_has_begun
from judging.models import DecisionLine
from judging.states import DecisionState, Outcome, RoundKind
from kit import clock
from nominations import rules
from nominations.models import Entry
from workflow import NotAllowed, NotNow, record
from workflow.actors import Actor

_tellers: list[Callable[[], Exists]] = []


def knows_who_was_told(function: Callable[[], Exists]) -> Callable[[], Exists]:
    """Register a function that answers with the condition for entries whose nominees have been told of the shortlist.

    For rooms further right that tell people before the list is public; `OuterRef("pk")` is the entry.
    """
    _tellers.append(function)
    return function


def finalists_told(entries, now: datetime):
    """Return those of `entries` that are on a shortlist of which their nominees have been told: one question for all.

    Who has not been told costs the same whether they are on the list or not.
    """
    public = Release.objects.public(now).filter(stage=Stage.SHORTLIST, awards=OuterRef("award"))
    told = reduce(or_, (tells() for tells in _tellers), Exists(public))
    listed = DecisionLine.objects.filter(
        entry=OuterRef("pk"),
        outcome=Outcome.SHORTLISTED,
        decision__state=DecisionState.LOCKED,
        decision__round__kind=RoundKind.SHORTLISTING,
    )
    return entries.exclude(state__in=GONE).filter(told & Exists(listed))


def is_finalist_told(entry: Entry, now: datetime) -> bool:
    """Say whether the entry is on a shortlist of which its nominee has been told."""
    return finalists_told(Entry.objects.filter(pk=entry.pk), now).exists()


@transaction.atomic
def save_event_details(entry: Entry, *, answers: dict[str, str], by: Actor) -> EventDetails:
    """Keep what the finalist says about the event, until it begins.

    Raises NotAllowed for anybody but the nominee, and NotNow where they are not a finalist who knows of it, or the
    event has begun. The trail holds that it was saved, and nothing of what.
    """
    now = clock.now()
    entry = Entry.objects.select_for_update(of=("self",)).select_related("season", "nominee").get(pk=entry.pk)
    if not rules.is_nominee(entry, by):
        raise NotAllowed(rules.is_nominee.sentence)
    if not is_finalist_told(entry, now):
        raise NotNow("There is nothing to say about the event.")
    if event_has_begun(entry.season, now):
        raise NotNow("The event has begun, so this cannot be changed here any more. Tell somebody at the event.")
    details, _ = EventDetails.objects.update_or_create(entry=entry, defaults=answers | {"saved_at": now})
    record(details, "save", by=by, now=now)
    return details

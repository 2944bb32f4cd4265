"""Finalists who know it: nothing that follows from the shortlist reaches anybody before the news itself."""

from datetime import datetime

from django.db.models import QuerySet

from judging.models import DecisionLine
from judging.states import DecisionState, Outcome, RoundKind
from nominations.models import Entry
from nominations.states import NOT_STANDING
from notifications.kinds import Kind
from notifications.models import Message
from notifications.outbox import WAITING
from notifications.states import MessageState

ARRIVED = (MessageState.SENT, MessageState.DELIVERED)


def finalists_told(season, before: datetime) -> QuerySet[Entry]:
    """Return the entries on a locked shortlist of `season` whose nominee's news was due before a moment.

    The news has left or waits to; whoever it could not reach is left out.
    """
    news = Message.objects.filter(kind=Kind.SHORTLISTED, season=season, due_at__lt=before)
    news = news.filter(state__in=[*WAITING, MessageState.SENDING, *ARRIVED], about__startswith="entry:")
    told = {(int(about.partition(":")[2]), person) for about, person in news.values_list("about", "person")}
    lines = DecisionLine.objects.filter(
        outcome=Outcome.SHORTLISTED,
        decision__state=DecisionState.LOCKED,
        decision__round__kind=RoundKind.SHORTLISTING,
        decision__round__season=season,
    )
    entries = Entry.objects.filter(pk__in=lines.values("entry"), nominee__person__isnull=False)
    entries = entries.exclude(state__in=NOT_STANDING).select_related("nominee__person").order_by("pk")
    return entries.filter(pk__in=[pk for pk, _ in told], nominee__person__in={person for _, person in told if person})


def has_the_news(entry: Entry, person_id: int | None) -> bool | None:
    """Say whether the news of the shortlist has left for this nominee; None while it waits to leave."""
    news = Message.objects.filter(kind=Kind.SHORTLISTED, about=f"entry:{entry.pk}", person=person_id)
    states = set(news.values_list("state", flat=True))
    if states & set(ARRIVED):
        return True
    return None if states & {*WAITING, MessageState.SENDING} else False

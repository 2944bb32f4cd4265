"""What must hold of the messages, whatever the code does."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, Q

from kit import clock
from nominations.models import Endorsement, Entry, Nomination
from notifications.kinds import Kind
from notifications.models import Message
from notifications.states import MessageState

STUCK = timedelta(hours=1)
GONE = (MessageState.SENT, MessageState.DELIVERED)


def sent_messages_have_a_time() -> Iterator[str]:
    """Every message that was sent says when, and not before it was due to be."""
    for pk in Message.objects.filter(state__in=GONE, sent_at__isnull=True).values_list("pk", flat=True):
        yield f"Message {pk} was sent without a time."
    early = Message.objects.filter(state__in=GONE, sent_at__lt=F("created_at"))
    for pk in early.values_list("pk", flat=True):
        yield f"Message {pk} was sent before it was queued."


def no_lease_is_old() -> Iterator[str]:
    """No message has been held by a sender for more than an hour."""
    held = Message.objects.filter(lease_until__lt=clock.now() - STUCK, state=MessageState.SENDING)
    for pk in held.values_list("pk", flat=True):
        yield f"Message {pk} has been with a sender for more than an hour."


def nothing_is_said_twice() -> Iterator[str]:
    """One message for each kind, recipient, subject and occasion."""
    same = Message.objects.order_by().values("kind", "recipient_key", "about", "occurrence").annotate(times=Count("pk"))
    for row in same.filter(times__gt=1):
        yield f"{row['kind']} about {row['about']} was said {row['times']} times to one recipient."


def messages_belong_to_the_season_of_their_subject() -> Iterator[str]:
    """A message about a nomination, endorsement or entry belongs to that one's season."""
    sources = {
        "nomination": Nomination.objects.values_list("pk", "season_id"),
        "entry": Entry.objects.values_list("pk", "season_id"),
        "endorsement": Endorsement.objects.values_list("pk", "nomination__season_id"),
    }
    for kind, pairs in sources.items():
        seasons = dict(pairs)
        for pk, about, season in Message.objects.filter(about__startswith=f"{kind}:").values_list(
            "pk", "about", "season_id"
        ):
            known = seasons.get(int(about.partition(":")[2]))
            if known is not None and known != season:
                yield f"Message {pk} is about {about} of another season."


def messages_go_to_those_they_concern() -> Iterator[str]:
    """What nominees, nominators and endorsers are told goes to them and to no stranger."""
    nominees = dict(Entry.objects.values_list("pk", "nominee__person_id"))
    nominators = dict(Nomination.objects.values_list("pk", "nominator_id"))
    endorsers = dict(Endorsement.objects.values_list("pk", "person_id"))
    told = dict.fromkeys(
        [Kind.NOMINATED, Kind.NOT_SHORTLISTED, Kind.SHORTLISTED, Kind.CHOICES_DUE, Kind.RESULTS], nominees
    )
    told |= dict.fromkeys([Kind.RECEIVED, Kind.RETURNED, Kind.ACCEPTED, Kind.NOT_ELIGIBLE], nominators)
    told |= {Kind.OUTCOME_TO_NOMINATOR: nominators, Kind.ENDORSE: endorsers, Kind.ENDORSE_REMINDER: endorsers}
    for kind, concerned in told.items():
        for pk, about, person in Message.objects.filter(kind=kind, person__isnull=False).values_list(
            "pk", "about", "person_id"
        ):
            expected = concerned.get(int(about.partition(":")[2]))
            if expected is not None and expected != person:
                yield f"Message {pk} ({kind}) about {about} is to person {person}, whom it does not concern."


def no_code_is_kept() -> Iterator[str]:
    """A sign-in code is blanked once its message has left."""
    left = Message.objects.filter(kind=Kind.SIGN_IN).exclude(
        Q(state__in=[MessageState.QUEUED, MessageState.SENDING, MessageState.FAILED_FOR_NOW])
    )
    for pk in left.exclude(context={}).values_list("pk", flat=True):
        yield f"Message {pk} still holds its sign-in code."


INVARIANTS = [
    sent_messages_have_a_time,
    no_lease_is_old,
    nothing_is_said_twice,
    messages_belong_to_the_season_of_their_subject,
    messages_go_to_those_they_concern,
    no_code_is_kept,
]

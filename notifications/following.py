"""What the fate of a message changes in the rooms before it: whether a nominee has been told, and who is written to."""

from contextlib import nullcontext

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.dispatch import receiver

from announcements.finalists import knows_who_was_told
from awards.roles import is_administrator
from nominations.services.notices import follow_notice
from notifications.kinds import Kind
from notifications.models import Message
from notifications.outbox import WAITING
from notifications.states import MessageState
from people.signals import messages_stopped
from workflow import SYSTEM, perform
from workflow.signals import performed

LOST = {MessageState.FAILED_FOR_GOOD, MessageState.UNKNOWN, MessageState.CANCELLED}
ARRIVED = {MessageState.SENT, MessageState.DELIVERED}


FOLLOWED = {Kind.NOMINATED}


def with_what_follows(message: Message):
    """Return the transaction in which a message and what follows from it are written; none where nothing follows."""
    return transaction.atomic() if message.kind in FOLLOWED else nullcontext()


def follow(message: Message, state: str) -> None:
    """Note in the entry what became of the message that tells its nominee; of other kinds nothing follows."""
    if message.kind not in FOLLOWED or state not in LOST | ARRIVED:
        return
    kind, _, pk = message.about.partition(":")
    if kind == "entry" and pk.isdigit():
        follow_notice(int(pk), message.person_id, has_arrived=state in ARRIVED)


@receiver(performed, dispatch_uid="notifications.follow_what_a_person_settled")
def follow_what_a_person_settled(sender, instance, name, **kwargs):
    """Whoever cancels a message, or finds that it arrived, settles the notice with it."""
    if name in {"message.cancel", "message.confirm"}:
        follow(instance, instance.state)


@receiver(messages_stopped, dispatch_uid="notifications.cancel_what_waits")
def cancel_what_waits(sender, person, by, reason, **kwargs):
    """Cancel everything that waits to leave for somebody, in whichever season, but a code they asked for."""
    waiting = Message.objects.filter(state__in=WAITING).exclude(kind=Kind.SIGN_IN).order_by("pk")
    mine = waiting.filter(person=person)
    if person.email:
        mine = mine | waiting.filter(to_address__iexact=person.email)
    for message in mine.select_related("season"):
        runs_it = message.season_id is not None and is_administrator(message, by)
        perform(message, "cancel", by=by if runs_it else SYSTEM, reason=reason)


@knows_who_was_told
def heard_of_the_shortlist() -> Exists:
    """Return the condition for entries whose nominee's message about the shortlist has left."""
    about = Concat(Value("entry:"), Cast(OuterRef("pk"), CharField()))
    return Exists(Message.objects.filter(kind=Kind.SHORTLISTED, about=about, state__in=ARRIVED))

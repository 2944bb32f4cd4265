"""What a person does about a message: send it again, cancel it, or say that it arrived."""

from django.db import transaction

from notifications.models import Message
from notifications.outbox import ring_after_commit
from workflow import perform
from workflow.actors import Actor


@transaction.atomic
def send_again(message: Message, *, by: Actor, reason: str) -> Message:
    """Put a message that did not arrive in the outbox once more."""
    message = perform(message, "send_again", by=by, reason=reason)
    ring_after_commit()
    return message


@transaction.atomic
def cancel_message(message: Message, *, by: Actor, reason: str) -> Message:
    """Let a message that has not arrived rest for good."""
    return perform(message, "cancel", by=by, reason=reason)


@transaction.atomic
def settle_as_arrived(message: Message, *, by: Actor, reason: str) -> Message:
    """Write down that a message of which nobody knew has arrived after all."""
    return perform(message, "confirm", by=by, reason=reason)

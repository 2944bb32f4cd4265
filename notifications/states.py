"""The states of a message."""

from django.db import models


class MessageState(models.TextChoices):
    """Where a message stands."""

    QUEUED = "queued", "Queued"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    FAILED_FOR_NOW = "failed_for_now", "Failed, trying again"
    FAILED_FOR_GOOD = "failed_for_good", "Failed"
    SUPERSEDED = "superseded", "Superseded"
    CANCELLED = "cancelled", "Cancelled"
    UNKNOWN = "delivery_unknown", "Delivery unknown"


COLOURS = {
    MessageState.QUEUED: "blue",
    MessageState.SENDING: "blue",
    MessageState.SENT: "green",
    MessageState.DELIVERED: "green",
    MessageState.FAILED_FOR_NOW: "yellow",
    MessageState.FAILED_FOR_GOOD: "red",
    MessageState.SUPERSEDED: "grey",
    MessageState.CANCELLED: "grey",
    MessageState.UNKNOWN: "orange",
}

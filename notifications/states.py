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

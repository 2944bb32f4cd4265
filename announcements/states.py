"""The states of a release, and how somebody comes to the event."""

from django.db import models


class ReleaseState(models.TextChoices):
    """Where a release stands, as staff read it."""

    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"
    SCHEDULED = "scheduled", "Scheduled"
    RELEASED = "released", "Released"
    CANCELLED = "cancelled", "Cancelled"


class Stage(models.TextChoices):
    """What a release makes public."""

    SHORTLIST = "shortlist", "Shortlist"
    RESULT = "result", "Results"


class Attendance(models.TextChoices):
    """How a finalist takes part in the event."""

    IN_PERSON = "in_person", "In person"
    ONLINE = "online", "Online"
    NOT_ATTENDING = "not_attending", "Not attending"

"""The states of a release."""

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

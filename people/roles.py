"""The roles that are granted to people. Judge and chair come from a seat on a panel, not from a grant."""

from django.db import models


class Role(models.TextChoices):
    """What somebody may be trusted with in a season."""

    ADMINISTRATOR = "administrator", "Administrator"
    REVIEWER = "reviewer", "Reviewer"
    COMMUNICATIONS = "communications", "Communications officer"
    HOST = "host", "Event host"
    INFORMATION_GOVERNANCE = "information_governance", "Information governance"
    HR_ADVISER = "hr_adviser", "HR adviser"
    SAFEGUARDING_LEAD = "safeguarding_lead", "Safeguarding lead"

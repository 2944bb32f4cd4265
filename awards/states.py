"""The states of a season, with the words for staff and for the public."""

from django.db import models


class SeasonState(models.TextChoices):
    """Where a season stands, as staff read it."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    OPEN = "open", "Open"
    IN_REVIEW = "in_review", "In review"
    JUDGING = "judging", "Judging"
    DECIDING = "deciding", "Deciding"
    LOCKED = "locked", "Locked"
    ANNOUNCED = "announced", "Announced"
    ARCHIVED = "archived", "Archived"


PUBLIC_LABELS = {
    SeasonState.DRAFT: "Not published",
    SeasonState.PUBLISHED: "Opening soon",
    SeasonState.OPEN: "Open for nominations",
    SeasonState.IN_REVIEW: "Nominations closed",
    SeasonState.JUDGING: "Being judged",
    SeasonState.DECIDING: "Being judged",
    SeasonState.LOCKED: "Being judged",
    SeasonState.ANNOUNCED: "Announced",
    SeasonState.ARCHIVED: "Archived",
}

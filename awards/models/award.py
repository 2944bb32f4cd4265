"""An award, its criteria and the scale they are scored on."""

import secrets

from django.db import models
from django.urls import reverse

from awards.models.season import Season
from awards.querysets import AwardQuerySet

# Letters and figures that nobody mistakes for one another on a poster or over the phone.
SHORT_CODE_LETTERS = "bcdfghjkmnpqrstvwxyz23456789"
SHORT_CODE_LENGTH = 6


def new_short_code() -> str:
    """Return a fresh code for an award's short address."""
    return "".join(secrets.choice(SHORT_CODE_LETTERS) for _ in range(SHORT_CODE_LENGTH))


class NominatorKind(models.TextChoices):
    """Who somebody is to the programme when they nominate."""

    STAFF = "staff", "I work for the council"
    PARTNER = "partner", "I work for a partner organisation"
    PROVIDER = "provider", "I work for a care provider"
    LIVED_EXPERIENCE = "person_with_lived_experience", "I draw on care and support"
    FAMILY = "family_or_carer", "I am a family member or unpaid carer"
    PUBLIC = "public", "I am a member of the public"


class NomineeType(models.TextChoices):
    """Whom an award is for."""

    INDIVIDUAL = "individual", "A person"
    TEAM = "team", "A team"
    EITHER = "either", "A person, a team or a household"


class Scale(models.Model):
    """The points a judge may give, each with the words that say what it stands for."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="scales")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["season", "key"], name="scale_once")]

    def __str__(self):
        return self.name

    def values(self) -> list[int]:
        """Return the points of the scale, lowest first; read once for each instance when prefetched."""
        return sorted(point.value for point in self.points.all())


class ScalePoint(models.Model):
    """One point of a scale."""

    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="points")
    value = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    anchor = models.TextField()

    class Meta:
        ordering = ["value"]
        constraints = [models.UniqueConstraint(fields=["scale", "value"], name="scale_point_once")]

    def __str__(self):
        return f"{self.value} {self.label}"


class Award(models.Model):
    """Something that can be won in a season."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="awards")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    description = models.TextField()
    order = models.PositiveSmallIntegerField(default=0)
    nominee_type = models.CharField(max_length=12, choices=NomineeType.choices)
    nominee_pool = models.CharField(max_length=300, blank=True)
    who_may_nominate = models.JSONField(default=list)
    self_nomination = models.BooleanField(default=False)
    endorsement_required = models.BooleanField(default=True)
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="awards")
    shortlist_size = models.PositiveSmallIntegerField(default=3)
    quorum = models.PositiveSmallIntegerField(default=3)
    minimum_entries = models.PositiveSmallIntegerField(default=2)
    allows_joint_winners = models.BooleanField(default=True)
    allows_highly_commended = models.BooleanField(default=True)
    tie_rules = models.JSONField(default=list)
    interest_bars_award = models.BooleanField(
        default=False, db_default=False, help_text="A judge with an interest in one entry scores none of this award"
    )
    short_code = models.CharField(max_length=12, unique=True, null=True, default=new_short_code, editable=False)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["season", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["season", "slug"], name="award_once"),
            models.CheckConstraint(condition=models.Q(nominee_type__in=NomineeType.values), name="award_nominee_type"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Return the award's public page."""
        return reverse("awards:award", args=[self.season.slug, self.slug])

    @property
    def audit_scope(self):
        """Events of the award's season."""
        return f"season:{self.season_id}"

    def may_be_nominated_by(self, kind: str) -> bool:
        """Say whether the award takes nominations from people of this kind."""
        return kind in self.who_may_nominate


class Criterion(models.Model):
    """One question that a nomination answers and judges score."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    question = models.CharField(max_length=300)
    weight = models.PositiveSmallIntegerField(help_text="In hundredths; an award's weights add up to 100")
    order = models.PositiveSmallIntegerField(default=0)
    anchors = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["award", "key"], name="criterion_once"),
            models.CheckConstraint(condition=models.Q(weight__gte=1, weight__lte=100), name="criterion_weight_range"),
        ]

    def __str__(self):
        return self.name

    def anchor_for(self, point: ScalePoint) -> str:
        """Return what this point of the scale means for this criterion."""
        return self.anchors.get(str(point.value)) or point.anchor

"""Whom nominations are about."""

from django.db import models
from django.db.models.functions import Upper

from kit.text import fold
from nominations.matching import match_key, team_key
from people.models import Person


class NomineeKind(models.TextChoices):
    """What a nominee is."""

    PERSON = "person", "A person"
    TEAM = "team", "A team"
    HOUSEHOLD = "household", "A household, such as Shared Lives or foster carers"


def nominee_key(kind: str, name: str) -> str:
    """Return the form of a nominee's name in which it is compared with others of its kind."""
    key = match_key(name) if kind == NomineeKind.PERSON else team_key(name)
    return key[:200]


class Nominee(models.Model):
    """Whom a nomination is about, as its nominator described them."""

    kind = models.CharField(max_length=12, choices=NomineeKind.choices, default=NomineeKind.PERSON)
    name = models.CharField(max_length=200, blank=True)
    folded_name = models.CharField(max_length=200, db_index=True, editable=False, blank=True)
    match_key = models.CharField(
        max_length=200,
        db_index=True,
        editable=False,
        blank=True,
        db_default="",
        default="",
        help_text="The name as it is compared with other nominees' (`nominations.matching`)",
    )
    email = models.EmailField(blank=True)
    job_title = models.CharField(max_length=200, blank=True)
    organisation_name = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="nominee_rows",
        help_text="The person, or the one to write to for a team or a household",
    )

    PERSONAL_FIELDS = ("name", "folded_name", "match_key", "email", "job_title")

    class Meta:
        indexes = [models.Index(Upper("email"), name="nominee_email_any_case")]

    def __str__(self):
        return self.name or "Not named yet"

    def save(self, *args, **kwargs):
        self.folded_name = fold(self.name)
        self.match_key = nominee_key(self.kind, self.name)
        super().save(*args, **kwargs)


class NomineeMember(models.Model):
    """One member of a nominated team or household."""

    nominee = models.ForeignKey(Nominee, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=200, blank=True)
    employer = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships")

    PERSONAL_FIELDS = ("name", "role")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name

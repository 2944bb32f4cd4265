"""The words of a nomination: as typed, and as judges read them."""

from django.db import models, transaction

from kit import clock, crypto, keys
from kit.models import SealedModel
from kit.text import count_words
from nominations.models.nomination import Nomination
from nominations.querysets import JudgingCopyQuerySet
from nominations.states import KeptBecause, WriterChoice
from people.models import Person


class Statement(SealedModel):
    """The confidential narrative as its nominator typed it, encrypted under a key of its own."""

    nomination = models.OneToOneField(Nomination, on_delete=models.CASCADE, related_name="statement")
    sealed_text = models.BinaryField(editable=False)
    words = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=clock.now)

    PERSONAL_FIELDS = ("sealed_text",)

    def __str__(self):
        return f"Statement of {self.nomination_id}"

    def write(self, text: str) -> None:
        """Put `text` in, under the key it has or a fresh one, and save."""
        held = keys.key_of(self)
        try:
            sealed = crypto.seal(text, held)
        except crypto.CannotOpen:
            sealed = crypto.seal(text)
        with transaction.atomic(savepoint=False):
            if self.sealed_key or sealed.key != held:
                keys.keep_key(self, sealed.key)
            self.sealed_text = sealed.text
            self.words = count_words(text)
            self.updated_at = clock.now()
            self.save()

    def read(self, wrapped: bytes | None = None) -> str:
        """Return the text as typed; raises `kit.crypto.CannotOpen` once it is erased.

        `wrapped` is its key where the caller has fetched many (`kit.keys.wrapped_at`).
        """
        key = bytes(wrapped) if wrapped and not self.sealed_key else keys.key_of(self)
        return crypto.unseal(crypto.Sealed(bytes(self.sealed_text), key))


class RedactionLabel(models.TextChoices):
    """What stands in place of what was taken out."""

    NAME = "[name removed]", "Name"
    DATE = "[date removed]", "Date"
    ADDRESS = "[address removed]", "Address"
    NUMBER = "[number removed]", "Number"
    PLACE = "[place removed]", "Place"
    HEALTH = "[health detail removed]", "Health detail"
    LEGAL = "[legal detail removed]", "Legal detail"
    DETAIL = "[detail removed]", "Another detail"


class Redaction(models.Model):
    """A phrase taken out of the judging copy, at every place where it occurs.

    `spans` holds [start, end) offsets in characters of the statement as typed, so that the phrase itself is
    stored nowhere else.
    """

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="redactions")
    label = models.CharField(max_length=60)
    spans = models.JSONField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.label} in {self.nomination_id}"


class JudgingCopy(models.Model):
    """The statement after redaction: the only text that endorsers, judges and everyone after them read."""

    nomination = models.OneToOneField(Nomination, on_delete=models.CASCADE, related_name="judging_copy")
    text = models.TextField()
    words = models.PositiveIntegerField(default=0)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    objects = JudgingCopyQuerySet.as_manager()

    PERSONAL_FIELDS = ("text",)

    class Meta:
        verbose_name_plural = "judging copies"

    def __str__(self):
        return f"Judging copy of {self.nomination_id}"


class Flag(models.Model):
    """A piece of the statement that may identify somebody: where it is and what it may be, never the words."""

    class Certainty(models.TextChoices):
        """How sure the finder is."""

        CERTAIN = "certain", "Certain"
        LIKELY = "likely", "Likely"
        PERSON = "person", "Found by a person"

    class Ruling(models.TextChoices):
        """What a reviewer decided."""

        OPEN = "open", "To decide"
        REDACTED = "redacted", "Redacted"
        NOT_IDENTIFYING = "not_identifying", "Not an identifier"
        ASKED = "asked", "Asked the nominator"

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=40)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    certainty = models.CharField(max_length=10, choices=Certainty.choices)
    ruling = models.CharField(max_length=16, choices=Ruling.choices, default=Ruling.OPEN)
    ruled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.CharField(
        max_length=200, blank=True, db_default="", help_text="What gave it away, never the phrase itself"
    )
    writer_choice = models.CharField(
        max_length=10, choices=WriterChoice.choices, default=WriterChoice.NOT_ANSWERED, db_default="", blank=True
    )
    kept_because = models.CharField(max_length=20, choices=KeptBecause.choices, db_default="", blank=True)

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="flag_has_length"),
        ]

    def __str__(self):
        return f"{self.kind} at {self.start}"

"""Rows that every room may need."""

import uuid

from django.db import models

from kit import clock


class PublicIdModel(models.Model):
    """A row that is named in addresses by a random identifier, which tells nothing of its order."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class RecordKey(models.Model):
    """The wrapped key of one sealed record. The backup that is kept long leaves this table out (docs/keys.md)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField(editable=False)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self):
        return f"Key {self.pk}"


class SealedModel(models.Model):
    """A record that holds sealed text; `kit.keys` finds, keeps and destroys its key.

    `key_id` names a RecordKey without a rule of the database's, so that the keys can be restored apart and destroyed
    without asking. `sealed_key` is where the key stood before it had a table; `manage.py rotate_keys` empties it.
    """

    sealed_key = models.BinaryField(editable=False)
    key_id = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        abstract = True


class SealedFileModel(PublicIdModel):
    """A record that holds a file, sealed: its key has the record's own `public_id` for its number.

    The file stands in `content`; `kit.sealed_files` reads, writes and erases it.
    """

    class Meta:
        abstract = True


class IdempotencyKey(models.Model):
    """One deed that a person asked for once, however often the button was pressed."""

    actor = models.CharField(max_length=120)
    route = models.CharField(max_length=120)
    key = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    outcome = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "route", "key"], name="idempotency_key_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_created")]

    def __str__(self):
        return f"{self.route} {self.key}"


class Job(PublicIdModel):
    """Long work that a worker does while somebody watches its progress."""

    class State(models.TextChoices):
        """Where the work stands."""

        WAITING = "waiting", "Waiting to start"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=60, help_text='What it works on, such as "import:3"')
    started_by = models.CharField(max_length=80, help_text="The actor's code")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True, help_text="When the worker last said how far it is")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "about"], name="job_about")]

    def __str__(self):
        return f"{self.kind} {self.about}"

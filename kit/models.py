"""Rows that every room may need."""

import uuid

from django.db import models


class PublicIdModel(models.Model):
    """A row that is named in addresses by a random identifier, which tells nothing of its order."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

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

"""Where the wrapped key of a sealed record is kept: in a table of its own, apart from the words that it opens.

A record (`kit.models.SealedModel`) has one key for as long as it lives, however often its words change. Erasing
deletes the key; what a backup holds of the record without that table then opens for nobody.
"""

import uuid

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Subquery

from kit.models import RecordKey, SealedFileModel, SealedModel


def keyed_models() -> list[type[SealedModel]]:
    """Return every model whose records have a key of their own, whatever room it is in."""
    return [model for model in apps.get_models() if issubclass(model, SealedModel)]


def models_with_files() -> list[type[SealedFileModel]]:
    """Return every model whose records hold a sealed file, whatever room it is in."""
    return [model for model in apps.get_models() if issubclass(model, SealedFileModel)]


def key_of(row: SealedModel) -> bytes:
    """Return the wrapped key of a record; empty when it was erased, or its key has not been restored."""
    # Code from before the table writes the key into the row whenever it writes the words: then that is the newer.
    if row.sealed_key or row.key_id is None:
        return bytes(row.sealed_key)
    return bytes(RecordKey.objects.filter(pk=row.key_id).values_list("wrapped", flat=True).first() or b"")


def wrapped_at(path: str) -> Subquery:
    """Return the wrapped key of what `path` leads to, to annotate many rows with in one query; None when it has none.

    A record from before the table has its key in its own row: give `key_of` that one.
    """
    return Subquery(RecordKey.objects.filter(pk=OuterRef(f"{path}__key_id")).values("wrapped"))


@transaction.atomic(savepoint=False)
def keep_key(row: SealedModel, wrapped: bytes) -> None:
    """Keep `wrapped` as the key of a record, in the table; the caller saves the record in the same transaction."""
    if row.pk:
        # Somebody may be moving its key into the table at this moment.
        held = type(row)._base_manager.select_for_update().filter(pk=row.pk)
        row.key_id = held.values_list("key_id", flat=True).first()
    if row.key_id is None or not RecordKey.objects.filter(pk=row.key_id).update(wrapped=wrapped):
        row.key_id = RecordKey.objects.create(pk=row.key_id or uuid.uuid4(), wrapped=wrapped).pk
    row.sealed_key = b""


def destroy_key(row: SealedModel) -> None:
    """Delete the key of a record for good; the caller saves the record, or deletes it."""
    if row.key_id is not None:
        RecordKey.objects.filter(pk=row.key_id).delete()
    row.sealed_key, row.key_id = b"", None


def destroy_with_its_row(sender, instance: SealedModel, **kwargs) -> None:
    """Delete the key of a record that is deleted, by whatever way."""
    if instance.key_id is not None:
        RecordKey.objects.filter(pk=instance.key_id).delete()


def destroy_with_its_file(sender, instance: SealedFileModel, **kwargs) -> None:
    """Delete the key of a record with a file that is deleted, by whatever way."""
    RecordKey.objects.filter(pk=instance.public_id).delete()


def unused_keys() -> models.QuerySet[RecordKey]:
    """Return the keys that open no record."""
    keys = RecordKey.objects.all()
    for model in keyed_models():
        keys = keys.exclude(Exists(model._base_manager.filter(key_id=OuterRef("pk"))))
    for model in models_with_files():
        keys = keys.exclude(Exists(model._base_manager.filter(public_id=OuterRef("pk"), content__isnull=False)))
    return keys

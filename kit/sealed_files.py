"""Files that are kept encrypted in their rows, each under a key of its own in the table of keys.

A row from before the table holds its wrapped key in front of the text, with a line end between them.
"""

import base64

from django.db import models, transaction

from kit import crypto
from kit.models import RecordKey, SealedFileModel

_END = b"\n"  # in no encrypted text


@transaction.atomic(savepoint=False)
def seal_file(row: SealedFileModel, content: bytes) -> bytes:
    """Encrypt a file for the row and keep its key; returns what to store, which the caller saves with it."""
    kept = crypto.seal(base64.b64encode(content).decode())
    RecordKey.objects.update_or_create(pk=row.public_id, defaults={"wrapped": kept.key})
    return bytes(kept.text)


def open_file(row: SealedFileModel) -> bytes | None:
    """Return the file of a row; nothing when it was erased, or neither its key nor the environment's open it."""
    if not row.content:
        return None
    key, text = split(bytes(row.content))
    key = key or bytes(RecordKey.objects.filter(pk=row.public_id).values_list("wrapped", flat=True).first() or b"")
    try:
        return base64.b64decode(crypto.unseal(crypto.Sealed(text, key)))
    except crypto.CannotOpen:
        return None


def split(content: bytes) -> tuple[bytes, bytes]:
    """Return the wrapped key, empty where it stands in the table, and the text."""
    key, end, text = content.partition(_END)
    return (key, text) if end else (b"", content)


@transaction.atomic(savepoint=False)
def erase_files(rows: models.QuerySet, **also) -> int:
    """Erase the files of these rows and destroy their keys, and change what `also` says; returns how many held one.

    What a backup without the table of keys holds of them opens for nobody from then on.
    """
    held = rows.filter(content__isnull=False).order_by("pk").select_for_update(of=("self",))
    found = dict(held.values_list("pk", "public_id"))
    if found:
        RecordKey.objects.filter(pk__in=found.values()).delete()
        rows.model.objects.filter(pk__in=found).update(content=None, **also)
    return len(found)

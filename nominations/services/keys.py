"""The keys of what is kept encrypted: wrapped anew when the environment's key changes, destroyed when it is erased."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from awards.roles import holds
from kit.crypto import CannotOpen, is_newest, rewrap
from kit.keys import destroy_key, models_with_files, unused_keys
from kit.models import RecordKey
from kit.sealed_files import split
from nominations.models import ImportBatch, ImportRow, Nomination, Statement
from nominations.states import NominationState
from people.roles import Role
from workflow import SYSTEM, NotAllowed, NotNow, record
from workflow.actors import Actor

BATCH = 500
BEING_CHECKED = {NominationState.SUBMITTED, NominationState.ON_HOLD, NominationState.RETURNED}
_governs = holds(Role.INFORMATION_GOVERNANCE, "Only information governance can erase an original.")


@dataclass
class Rotated:
    """What was found of the keys of one table.

    rewrapped: wrapped by the newest key now. already: were so before. erased: have no key and no words any more.
    unreadable: no key in the environment opens them. moved: stood in the record until now, and stand apart from it.
    missing: words whose key is not there; so stands, after a restore, what was erased since the backup was made.
    """

    rewrapped: int = 0
    already: int = 0
    erased: int = 0
    unreadable: int = 0
    moved: int = 0
    missing: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)


# What is sealed in each table. The rows of an import have no key of their own: its key opens them all.
WORDS = {Statement: "sealed_text", ImportBatch: "sealed_file"}


def rotate_keys(*, batch: int = BATCH, tell: Callable[[str, Rotated], None] | None = None) -> dict[str, Rotated]:
    """Wrap the key of every sealed record with the newest of the environment's keys; returns counts by table.

    A key that still stands in its record, from before keys had a table, is moved there. It goes batch by batch,
    each committed by itself, and leaves alone what is wrapped by the newest key already: stopped halfway it is
    simply run again. People may work meanwhile. `tell` hears of each batch.
    """
    found = {}
    for model in WORDS:
        name = str(model._meta.verbose_name_plural)
        found[name] = counts = Rotated()
        after = 0
        while last := _rotate_batch(model, after, batch, counts):
            after = last
            if tell:
                tell(name, counts)
    ImportRow.objects.exclude(sealed_key=b"").update(sealed_key=b"")
    for model in models_with_files():
        counts = _rotate_files(model)
        if counts != Rotated():
            found[str(model._meta.verbose_name_plural)] = counts
    return found


def _rotate_files(model) -> Rotated:
    """Wrap anew the keys of the files in one table, each committed by itself; there are few, for days at most."""
    counts = Rotated()
    for pk in list(model.objects.filter(content__isnull=False).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = model.objects.select_for_update().filter(pk=pk, content__isnull=False).only("public_id").first()
            if row is not None:
                _rotate_file(row, counts)
    return counts


def _rotate_file(row, counts: Rotated) -> None:
    key = RecordKey.objects.select_for_update().filter(pk=row.public_id).first()
    if key is None:
        wrapped, text = split(bytes(row.content))
        if not wrapped:
            counts.missing += 1
            return
        key = RecordKey.objects.create(pk=row.public_id, wrapped=wrapped)
        row.content = text
        row.save(update_fields=["content"])
        counts.moved += 1
    if is_newest(bytes(key.wrapped)):
        counts.already += 1
        return
    try:
        key.wrapped = rewrap(bytes(key.wrapped))
    except CannotOpen:
        counts.unreadable += 1
    else:
        key.save(update_fields=["wrapped"])
        counts.rewrapped += 1


@transaction.atomic
def _rotate_batch(model, after: int, batch: int, counts: Rotated) -> int:
    """Wrap anew the next keys after the record numbered `after`; returns the number of the last, 0 after them all."""
    words = ~Q(**{WORDS[model]: b""})
    rows = model.objects.select_for_update().filter(pk__gt=after).order_by("pk").only("pk", "sealed_key", "key_id")
    rows = list(rows.annotate(has_words=words)[:batch])
    _move_keys(model, [row for row in rows if row.sealed_key], counts)
    keys = RecordKey.objects.select_for_update().in_bulk([row.key_id for row in rows if row.key_id])
    changed = []
    for row in rows:
        key = keys.get(row.key_id)
        if key is None and row.has_words:
            counts.missing += 1
        elif key is None:
            counts.erased += 1
        elif is_newest(bytes(key.wrapped)):
            counts.already += 1
        else:
            try:
                key.wrapped = rewrap(bytes(key.wrapped))
            except CannotOpen:
                counts.unreadable += 1
            else:
                changed.append(key)
    RecordKey.objects.bulk_update(changed, ["wrapped"])
    counts.rewrapped += len(changed)
    return rows[-1].pk if rows else 0


def _move_keys(model, rows: list, counts: Rotated) -> None:
    """Move the keys that stand in these records, which the caller has locked, into their table as they are."""
    moved = []
    for row in rows:
        # A record that names a key and holds one was written by the older code last: what it holds is the newer.
        row.key_id = row.key_id or uuid4()
        moved.append(RecordKey(pk=row.key_id, wrapped=bytes(row.sealed_key)))
        row.sealed_key = b""
    RecordKey.objects.bulk_create(moved, update_conflicts=True, update_fields=["wrapped"], unique_fields=["id"])
    model.objects.bulk_update(rows, ["key_id", "sealed_key"])
    counts.moved += len(rows)


def drop_unused_keys() -> int:
    """Delete the keys that open no record, which a restore of an older backup leaves; returns how many."""
    return unused_keys().delete()[0]


@transaction.atomic
def erase_original(nomination: Nomination, *, by: Actor) -> Nomination:
    """Destroy the key and the words of a statement as typed; the judging copy and the counts stay.

    Raises NotNow while the nomination is being checked. Erasing again changes nothing.
    """
    nomination = Nomination.objects.select_for_update(of=("self",)).select_related("season").get(pk=nomination.pk)
    if by is not SYSTEM and not _governs(nomination, by):
        raise NotAllowed(_governs.sentence)
    if nomination.state in BEING_CHECKED:
        raise NotNow("This nomination is being checked, so its original is still needed.")
    statement = Statement.objects.select_for_update().filter(nomination=nomination).exclude(sealed_text=b"").first()
    if statement is not None:
        destroy_key(statement)
        statement.sealed_text = b""
        statement.save(update_fields=["sealed_text", "sealed_key", "key_id"])
        record(nomination, "erase_original", by=by)
    return nomination

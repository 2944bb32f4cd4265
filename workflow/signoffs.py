"""Deeds that need two people."""

from django.db import IntegrityError, transaction

from kit import clock
from workflow.actors import Actor, person_id_of
from workflow.audit import record, subject_type_of
from workflow.errors import NotNow
from workflow.models import SignOff


def standing(obj, deed: str):
    """Return the names that stand under a deed on this thing."""
    return SignOff.objects.filter(
        deed=deed, subject_type=subject_type_of(obj), subject_id=obj.pk, withdrawn_at__isnull=True
    )


@transaction.atomic
def sign(obj, deed: str, *, by: Actor, capacity: str, fingerprint: str = "", now=None) -> SignOff:
    """Put one person's name under a deed; one name a person. Raises NotNow when theirs stands there already.

    `fingerprint` is a hash of what was signed: `is_signed` ignores names under something else.
    """
    try:
        with transaction.atomic():
            name = SignOff.objects.create(
                deed=deed,
                subject_type=subject_type_of(obj),
                subject_id=obj.pk,
                capacity=capacity,
                person_id=person_id_of(by),
                fingerprint=fingerprint,
                at=now or clock.now(),
            )
    except IntegrityError as error:
        raise NotNow("You have signed this already. A second person must sign it too.") from error
    record(obj, f"sign_{deed}", by=by, now=now, data={"capacity": capacity})
    return name


def withdraw_signatures(obj, deed: str, *, now=None) -> int:
    """Take every standing name from a deed, because what was signed has changed; returns how many."""
    return standing(obj, deed).update(withdrawn_at=now or clock.now())


def is_signed(obj, deed: str, capacities: tuple[str, ...], fingerprint: str = "") -> bool:
    """Say whether distinct people have signed in each of `capacities` (a capacity may occur twice)."""
    names = [n for n in standing(obj, deed) if n.fingerprint == fingerprint]
    return _can_fill(list(capacities), [(n.person_id, n.capacity) for n in names])


def _can_fill(wanted: list[str], names: list[tuple[int, str]]) -> bool:
    if not wanted:
        return True
    first, *others = wanted
    return any(
        capacity == first and _can_fill(others, [n for n in names if n[0] != person]) for person, capacity in names
    )

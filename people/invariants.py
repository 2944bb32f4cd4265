"""What must hold of people, accounts and roles."""

from collections.abc import Iterator

from django.db.models import Count, F, Q
from django.db.models.functions import Lower

from kit.text import fold
from people.models import Person, RoleGrant, User


def addresses_are_kept_once() -> Iterator[str]:
    """No two people and no two accounts share an address, whatever its case."""
    for model in (Person, User):
        rows = model.objects.filter(email__isnull=False).annotate(low=Lower("email")).values("low")
        for row in rows.annotate(times=Count("pk")).filter(times__gt=1).order_by():
            pks = model.objects.filter(email__iexact=row["low"]).values_list("pk", flat=True)
            yield f"{model._meta.verbose_name} rows {', '.join(map(str, sorted(pks)))} share one address"


def names_are_folded() -> Iterator[str]:
    """The form of a name that is searched follows the name."""
    for pk, name, folded in Person.objects.values_list("pk", "full_name", "folded_name").iterator():
        if fold(name) != folded:
            yield f"person {pk} is searched under another name than their own"


def nobody_manages_themselves() -> Iterator[str]:
    """A line manager is somebody else."""
    for pk in Person.objects.filter(line_manager=F("pk")).values_list("pk", flat=True):
        yield f"person {pk} is their own line manager"


def grants_end_after_they_start() -> Iterator[str]:
    """A role ends after it begins, in a scope that can be read."""
    for pk in RoleGrant.objects.filter(ends_at__lt=F("starts_at")).values_list("pk", flat=True):
        yield f"role grant {pk} ends before it starts"
    odd = RoleGrant.objects.exclude(Q(scope="") | Q(scope__regex=r"^season:[0-9]+$"))
    for pk, scope in odd.values_list("pk", "scope"):
        yield f"role grant {pk} has the unknown scope {scope!r}"


INVARIANTS = [addresses_are_kept_once, names_are_folded, nobody_manages_themselves, grants_end_after_they_start]

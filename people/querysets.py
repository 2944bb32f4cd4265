"""How people, their roles and their links are found."""

from django.db import models
from django.db.models import Q

from kit import clock
from kit.text import fold


class PersonQuerySet(models.QuerySet):
    """People."""

    def with_email(self, email: str):
        """Return the person with this address, or None."""
        return self.filter(email__iexact=(email or "").strip()).first()

    def named_like(self, name: str):
        """Return people whose name is the same but for accents, case, apostrophes and hyphens."""
        return self.filter(folded_name=fold(name))

    def holding(self, role, scope: str, now=None):
        """Return people who hold `role` in `scope` at `now`."""
        grants = models.Subquery(
            self.model.grants.rel.related_model.objects.current(now)
            .filter(role=role, scope__in=[scope, ""])
            .values("person")
        )
        return self.filter(pk__in=grants)


class RoleGrantQuerySet(models.QuerySet):
    """Grants of roles."""

    def current(self, now=None):
        """Return the grants that stand at `now`."""
        now = now or clock.now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now)


class LinkQuerySet(models.QuerySet):
    """One-purpose links."""

    def standing(self, now=None):
        """Return links that are neither revoked nor expired at `now`."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now or clock.now())

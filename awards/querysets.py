"""How seasons and awards are found."""

from django.db import models
from django.db.models import Q

from awards.roles import season_ids
from awards.rules import MILESTONE_NOMINATIONS
from awards.states import SeasonState
from people.roles import Role
from people.viewing import person_behind


class SeasonQuerySet(models.QuerySet):
    """Seasons."""

    def public(self):
        """Return seasons that anybody may know of."""
        return self.exclude(state=SeasonState.DRAFT)

    def visible_to(self, viewer):
        """Return the seasons that `viewer` may know of: the public ones, and drafts of their own to run."""
        seasons, everywhere = season_ids(person_behind(viewer), *Role)
        if everywhere:
            return self
        return self.filter(~Q(state=SeasonState.DRAFT) | Q(pk__in=seasons))

    def current(self):
        """Return the seasons that are neither draft nor over, with what their public pages show of them."""
        over = [SeasonState.DRAFT, SeasonState.ARCHIVED]
        return self.exclude(state__in=over).select_related("programme").prefetch_related("milestones")

    def due_to_open(self, now):
        """Return seasons that should take nominations at `now` and do not say so yet."""
        return self.filter(
            state=SeasonState.PUBLISHED,
            paused_at__isnull=True,
            milestones__key=MILESTONE_NOMINATIONS,
            milestones__starts_at__lte=now,
            milestones__ends_at__gt=now,
        )

    def due_to_close(self, now):
        """Return seasons whose nominations have closed by `now` and that do not say so yet."""
        return self.filter(
            state__in=[SeasonState.PUBLISHED, SeasonState.OPEN],
            milestones__key=MILESTONE_NOMINATIONS,
            milestones__ends_at__lte=now,
        )

    def run_by(self, viewer, *roles: Role):
        """Return the seasons in which `viewer` holds one of `roles` now."""
        seasons, everywhere = season_ids(person_behind(viewer), *roles)
        return self if everywhere else self.filter(pk__in=seasons)


class AwardQuerySet(models.QuerySet):
    """Awards."""

    def visible_to(self, viewer):
        """Return the awards of seasons that `viewer` may know of."""
        seasons, everywhere = season_ids(person_behind(viewer), *Role)
        if everywhere:
            return self
        return self.filter(~Q(season__state=SeasonState.DRAFT) | Q(season__in=seasons))

"""How releases are found."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from announcements.states import ReleaseState
from awards.roles import season_ids
from judging.models import PanelMember
from kit import clock
from nominations.models import Interest
from people.roles import Role
from people.viewing import person_behind


class ReleaseQuerySet(models.QuerySet):
    """Releases."""

    def public(self, now=None):
        """Return the releases whose minute has passed; the clock decides."""
        return self.filter(
            state__in=[ReleaseState.SCHEDULED, ReleaseState.RELEASED],
            paused_at__isnull=True,
            goes_public_at__lte=now or clock.now(),
        )

    def due(self, now):
        """Return the releases whose label has to catch up with their minute."""
        return self.public(now).filter(state=ReleaseState.SCHEDULED)

    def visible_to(self, viewer):
        """Return the releases `viewer` may prepare, approve or follow, without awards of their interest."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        seasons, everywhere = season_ids(person, Role.ADMINISTRATOR, Role.COMMUNICATIONS, Role.HOST)
        chaired = PanelMember.objects.of(person).sitting().filter(is_chair=True).values("panel__award__season")
        run = Q() if everywhere else Q(season__in=seasons) | Q(season__in=chaired)
        interested = Interest.objects.shutting_out(person).filter(entry__award__releases=OuterRef("pk"))
        return self.filter(run).filter(~Exists(interested))

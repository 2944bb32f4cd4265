"""How releases are found."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from announcements.states import ReleaseState
from awards.roles import season_ids
from judging.models import PanelMember
from kit import clock
from nominations.models import Entry, Interest
from people.roles import Role
from people.viewing import person_behind


class ReleaseQuerySet(models.QuerySet):
    """Releases."""

    def public(self, now=None):
        """Return the releases whose minute has passed; the clock decides."""
        return self.filter(
            state__in=[ReleaseState.SCHEDULED, ReleaseState.RELEASED],
            paused_at__isnull=True,
            season__paused_at__isnull=True,
            goes_public_at__lte=now or clock.now(),
        )

    def due(self, now):
        """Return the releases whose label has to catch up with their minute."""
        return self.public(now).filter(state=ReleaseState.SCHEDULED)

    def standing(self):
        """Return the releases that nobody has given up."""
        return self.exclude(state=ReleaseState.CANCELLED)

    def visible_to(self, viewer):
        """Return the releases `viewer` may prepare, approve or follow, without awards of their interest.

        Administrators see all of their season, chairs those that hold an award whose panel they chair;
        communications and hosts see what two people have approved.
        """
        person = person_behind(viewer)
        if person is None:
            return self.none()
        chaired = PanelMember.objects.of(person).chairing()
        run = _in(season_ids(person, Role.ADMINISTRATOR))
        told = _in(season_ids(person, Role.COMMUNICATIONS, Role.HOST)) & ~Q(state=ReleaseState.DRAFT)
        steered = Exists(chaired.filter(panel__award__releases=OuterRef("pk")))
        interested = Interest.objects.shutting_out(person).filter(entry__award__releases=OuterRef("pk"))
        return self.filter(run | told | Q(steered)).filter(~Exists(interested))


class EventDetailsQuerySet(models.QuerySet):
    """What finalists said about the event."""

    def visible_to(self, viewer):
        """Return the details that `viewer` may read whole: their own, and as administrator those of the season.

        The event host reads the few that are for the stage on the host's view alone, never a row.
        """
        own = self.filter(entry__in=Entry.objects.of_nominee(viewer).values("pk"))
        person = person_behind(viewer)
        if person is None:
            return own
        seasons, everywhere = season_ids(person, Role.ADMINISTRATOR)
        run = self.all() if everywhere else self.filter(entry__season__in=seasons)
        run = run.filter(~Exists(Interest.objects.shutting_out(person).filter(entry=OuterRef("entry"))))
        return self.filter(Q(pk__in=own.values("pk")) | Q(pk__in=run.values("pk")))


class CertificateRunQuerySet(models.QuerySet):
    """Runs of certificates."""

    def visible_to(self, viewer):
        """Return the runs that `viewer` may take: of releases they may see, in seasons they run."""
        from announcements.models import Release

        person = person_behind(viewer)
        if person is None:
            return self.none()
        seen = Release.objects.visible_to(viewer).filter(_in(season_ids(person, Role.ADMINISTRATOR)))
        return self.filter(release__in=seen.values("pk"))


def _in(held: tuple[set[int], bool]) -> Q:
    """Return the filter for rows of the seasons in which a role is held, or of all of them."""
    seasons, everywhere = held
    # Not an empty Q: that one falls away when it is combined with "or", and would let nothing through.
    return Q(pk__isnull=False) if everywhere else Q(season__in=seasons)

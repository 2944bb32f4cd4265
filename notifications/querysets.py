"""How messages are found."""

from django.db import models
from django.db.models import Q

from awards.roles import season_ids
from kit import clock
from notifications.states import MessageState
from people.roles import Role
from people.viewing import person_behind


class MessageQuerySet(models.QuerySet):
    """Messages."""

    def visible_to(self, viewer):
        """Return the messages `viewer` may follow as administrator or information governance.

        Those about an entry of their own interest are left out.
        """
        from nominations.models import Interest, Nomination

        person = person_behind(viewer)
        seasons, everywhere = season_ids(person, Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE)
        if person is None or not (seasons or everywhere):
            return self.none()
        seen = self if everywhere else self.filter(season__in=seasons)
        entries = Interest.objects.shutting_out(person).values_list("entry_id", flat=True)
        nominations = Nomination.objects.filter(entry__in=entries).values_list("pk", flat=True)
        own = [f"entry:{pk}" for pk in entries] + [f"nomination:{pk}" for pk in nominations]
        return seen.exclude(Q(about__in=own))

    def due(self, now=None):
        """Return the messages that should leave by `now`."""
        waiting = [MessageState.QUEUED, MessageState.FAILED_FOR_NOW]
        return self.filter(state__in=waiting, due_at__lte=now or clock.now())

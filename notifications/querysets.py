"""How messages are found."""

from django.db import models
from django.db.models import Count

from awards.roles import season_ids
from kit import clock
from notifications.kinds import Kind
from notifications.states import MessageState
from people.roles import Role
from people.viewing import person_behind

# Who is told which of these shows an outcome before anybody may read it.
OUTCOMES = (
    Kind.NOT_SHORTLISTED,
    Kind.OUTCOME_TO_NOMINATOR,
    Kind.SHORTLISTED,
    Kind.FINALIST_MANAGER,
    Kind.CHOICES_DUE,
    Kind.EVENT_DETAILS,
    Kind.RESULTS,
)


def _codes(kind: str, pks) -> list[str]:
    return [f"{kind}:{pk}" for pk in pks]


class MessageQuerySet(models.QuerySet):
    """Messages."""

    def visible_to(self, viewer):
        """Return the messages `viewer` may follow as administrator or information governance.

        What is about an entry of their own interest, or a nomination they have a part in, is left out; so is
        every outcome of an award in which they have an interest, since one finalist more or less tells the rest.
        """
        person = person_behind(viewer)
        if person is None:
            return self.none()
        seasons, everywhere = season_ids(person, Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE)
        if not (seasons or everywhere):
            return self.none()
        seen = self if everywhere else self.filter(season__in=seasons)
        hidden, outcomes = shut_out(person)
        if hidden:
            seen = seen.exclude(about__in=hidden)
        if outcomes:
            seen = seen.exclude(kind__in=OUTCOMES, about__in=outcomes)
        return seen

    def due(self, now=None):
        """Return the messages that should leave by `now`."""
        waiting = [MessageState.QUEUED, MessageState.FAILED_FOR_NOW]
        return self.filter(state__in=waiting, due_at__lte=now or clock.now())

    def undelivered(self):
        """Return what failed or may not have arrived and waits for somebody; the digests that count it aside."""
        stuck = [MessageState.FAILED_FOR_GOOD, MessageState.UNKNOWN]
        return self.filter(state__in=stuck).exclude(kind=Kind.DELIVERY_FAILURES)

    def figures(self) -> dict[str, int]:
        """Count the messages by state, with one query."""
        found = dict(self.order_by().values_list("state").annotate(Count("pk")))
        return {state: found.get(state, 0) for state in MessageState.values}


def shut_out(person) -> tuple[list[str], list[str]]:
    """Return the subjects that `person` may not follow, and those whose outcomes they may not."""
    from nominations.models import Endorsement, Entry, Interest, Nomination

    entries = Entry.objects.filter(pk__in=Interest.objects.shutting_out(person).values("entry"))
    part = Nomination.objects.exclude(pk__in=Nomination.objects.without_stake_of(person).values("pk"))
    nominations = set(part.values_list("pk", flat=True))
    nominations |= set(Nomination.objects.filter(entry__in=entries).values_list("pk", flat=True))
    asked = Endorsement.objects.filter(nomination__in=nominations).values_list("pk", flat=True)
    hidden = _codes("entry", entries.values_list("pk", flat=True))
    hidden += _codes("nomination", nominations) + _codes("endorsement", asked)
    awards = set(entries.values_list("award_id", flat=True))
    if not awards:
        return hidden, []
    of_awards = _codes("entry", Entry.objects.filter(award__in=awards).values_list("pk", flat=True))
    of_awards += _codes("nomination", Nomination.objects.filter(award__in=awards).values_list("pk", flat=True))
    return hidden, of_awards

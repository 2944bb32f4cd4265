"""How nominations, entries and stakes in them are found, and by whom."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from awards.roles import season_ids
from kit import clock
from nominations.holders import DraftHolder
from nominations.states import NOT_STANDING, ConcernState, EntryState, NominationState
from people.links import TokenBearer
from people.roles import Role
from people.viewing import person_behind


def _in_seasons(person, *roles, field="season"):
    """Return the filter for rows of the seasons in which `person` holds one of `roles`."""
    seasons, everywhere = season_ids(person, *roles)
    return Q() if everywhere else Q(**{f"{field}__in": seasons})


def stake_of(person, prefix: str = "") -> Q:
    """Return the filter for nominations in which `person` has a part, for a path ending at a nomination."""

    def at(path):
        return prefix + path

    stake = (
        Q(**{at("nominator"): person})
        | Q(**{at("nominee__person"): person})
        | Q(**{at("nominee__person__line_manager"): person})
    )
    if person.email:
        stake |= (
            Q(**{at("nominator_email__iexact"): person.email})
            | Q(**{at("endorser_email__iexact"): person.email})
            | Q(**{at("nominee__email__iexact"): person.email})
        )
    return stake


class NominationQuerySet(models.QuerySet):
    """Nominations."""

    def written_by(self, viewer):
        """Return the nominations that `viewer` wrote."""
        if isinstance(viewer, TokenBearer):
            if viewer.purpose != "draft":
                return self.none()
            return self.filter(pk=viewer.about.partition(":")[2], nominator=viewer.person)
        if isinstance(viewer, DraftHolder):
            return self.filter(public_id__in=viewer.public_ids).never_sent()
        person = person_behind(viewer)
        return self.filter(nominator=person) if person else self.none()

    def never_sent(self):
        """Return drafts that nobody but their writer has seen."""
        return self.filter(state=NominationState.DRAFT, submitted_at__isnull=True)

    def begun_by_nobody_yet(self):
        """Return drafts without a name under them: begun in a browser that has given no address."""
        return self.filter(nominator__isnull=True).never_sent()

    def without_stake_of(self, person):
        """Leave out nominations in which `person` has a part, or in whose entry an interest shuts them out."""
        from nominations.models import Endorsement, Interest, NomineeMember

        member = NomineeMember.objects.filter(nominee=OuterRef("nominee"), person=person)
        asked = Endorsement.objects.filter(nomination=OuterRef("pk"), person=person)
        shut_out = Interest.objects.shutting_out(person).filter(entry=OuterRef("entry"))
        return self.exclude(stake_of(person)).filter(~Exists(member), ~Exists(asked), ~Exists(shut_out))

    def reviewable_by(self, viewer):
        """Return the sent nominations whose text `viewer` may read as a reviewer."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        sent = self.exclude(state__in=[NominationState.DRAFT, NominationState.EXPIRED])
        return sent.filter(_in_seasons(person, Role.REVIEWER)).without_stake_of(person)

    def administered_by(self, viewer):
        """Return the nominations whose facts, not words, `viewer` may see as an administrator."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        return self.filter(_in_seasons(person, Role.ADMINISTRATOR)).without_stake_of(person)

    def visible_to(self, viewer):
        """Return the nominations whose words `viewer` may read: their own, and those they may review."""
        person = person_behind(viewer)
        if person is None:
            return self.written_by(viewer)
        mine = self.written_by(person).values("pk")
        to_review = self.reviewable_by(person).values("pk")
        return self.filter(Q(pk__in=mine) | Q(pk__in=to_review))

    def sent(self):
        """Leave out drafts."""
        return self.exclude(state__in=[NominationState.DRAFT, NominationState.EXPIRED])

    def through(self):
        """Return nominations that are going forward."""
        return self.filter(state__in=[NominationState.ACCEPTED, NominationState.MERGED])

    def standing(self):
        """Return nominations that are sent and have not fallen out."""
        return self.sent().exclude(state__in=[NominationState.WITHDRAWN, NominationState.NOT_ELIGIBLE])

    def for_two_reviewers(self):
        """Return nominations that two reviewers must read and that are not through."""
        return self.exclude(second_review_for=[]).exclude(state__in=[NominationState.ACCEPTED, NominationState.MERGED])

    def with_open_concern(self):
        """Return nominations about which a safeguarding concern is open."""
        return self.filter(concerns__state__in=[ConcernState.RAISED, ConcernState.PASSED_ON])


class JudgingCopyQuerySet(models.QuerySet):
    """Judging copies."""

    def of_entry(self, entry):
        """Return the texts that judges read for one entry, in the order in which they were sent."""
        return self.of_entries([entry])

    def of_entries(self, entries):
        """Return the texts that judges read for some entries, each entry's in the order in which they were sent."""
        through = [NominationState.ACCEPTED, NominationState.MERGED]
        return self.filter(nomination__entry__in=entries, nomination__state__in=through).order_by(
            "nomination__submitted_at", "pk"
        )


class EndorsementQuerySet(models.QuerySet):
    """Endorsements."""

    def asked_of(self, viewer):
        """Return the endorsements that `viewer` was asked for, by link or signed in."""
        if isinstance(viewer, TokenBearer):
            if viewer.purpose != "endorse":
                return self.none()
            return self.filter(pk=viewer.about.partition(":")[2], person=viewer.person)
        person = person_behind(viewer)
        return self.filter(person=person) if person else self.none()

    def visible_to(self, viewer):
        """Return the endorsements that `viewer` was asked for, or may see as reviewer or administrator."""
        from nominations.models import Nomination

        person = person_behind(viewer)
        if person is None:
            return self.asked_of(viewer)
        seen = _in_seasons(person, Role.REVIEWER, Role.ADMINISTRATOR, field="nomination__season")
        without_stake = Nomination.objects.filter(pk=OuterRef("nomination")).without_stake_of(person)
        return self.filter(Q(person=person) | (seen & Exists(without_stake)))


class EntryQuerySet(models.QuerySet):
    """Entries."""

    def without_interest_of(self, person):
        """Leave out entries in which `person` has an interest that shuts them out."""
        from nominations.models import Interest

        return self.filter(~Exists(Interest.objects.shutting_out(person).filter(entry=OuterRef("pk"))))

    def visible_to(self, viewer):
        """Return the entries `viewer` may know of as administrator or reviewer.

        Judges and chairs come by their sheets and panels, in the judging room.
        """
        person = person_behind(viewer)
        if person is None:
            return self.none()
        staff = self.filter(_in_seasons(person, Role.REVIEWER, Role.ADMINISTRATOR)).exclude(state=EntryState.JOINED)
        return staff.without_interest_of(person)

    def of_nominee(self, viewer):
        """Return the entries in which `viewer` is the nominee and has been told so."""
        if isinstance(viewer, TokenBearer):
            if viewer.purpose != "nominee":
                return self.none()
            return self.filter(pk=viewer.about.partition(":")[2], nominee__person=viewer.person)
        person = person_behind(viewer)
        if person is None:
            return self.none()
        told = self.filter(nominee__person=person, notice_at__isnull=False)
        return told.exclude(state=EntryState.JOINED)

    def before_judges(self):
        """Return the entries that judges may read now."""
        return self.filter(
            state__in=[EntryState.IN_ROUND, EntryState.SHORTLISTED, EntryState.NOT_SHORTLISTED, EntryState.IN_FINAL]
        )

    def live(self):
        """Return the entries that have not fallen out and stand for themselves."""
        return self.exclude(state__in=NOT_STANDING)

    def notice_due(self, now=None):
        """Return entries whose nominee should be told by now and was not."""
        due = self.filter(notice="due", created_at__lte=now or clock.now())
        return due.exclude(state=EntryState.JOINED)


class InterestQuerySet(models.QuerySet):
    """Stakes in entries."""

    def shutting_out(self, person):
        """Return the interests that keep `person` from an entry."""
        return self.filter(person=person, ruling="recused")

    def barring_from(self, entry):
        """Narrow to those that bar somebody from judging `entry`: in it, or in any of an award that says so (R10)."""
        return self.filter(Q(entry=entry) | Q(entry__award=entry.award_id, entry__award__interest_bars_award=True))

    def in_barring_awards(self):
        """Narrow to those that bar somebody from judging the whole award, since its settings say so."""
        return self.filter(entry__award__interest_bars_award=True)


def _without_part(concerns, person, *roles):
    """Narrow concerns to those of nominations in which `person` holds one of `roles` and has no part."""
    from nominations.models import Nomination

    if person is None:
        return concerns.none()
    without_stake = Nomination.objects.filter(pk=OuterRef("nomination")).without_stake_of(person)
    return concerns.filter(_in_seasons(person, *roles, field="nomination__season"), Exists(without_stake))


class ConcernQuerySet(models.QuerySet):
    """Safeguarding concerns."""

    def open(self):
        """Return the concerns that no safeguarding lead has settled yet."""
        return self.exclude(state=ConcernState.SETTLED)

    def led_by(self, viewer):
        """Return the concerns that `viewer` may see to as a safeguarding lead without a part in the nomination."""
        return _without_part(self, person_behind(viewer), Role.SAFEGUARDING_LEAD)

    def visible_to(self, viewer):
        """Return the concerns that `viewer` may know of as reviewer or safeguarding lead."""
        return _without_part(self, person_behind(viewer), Role.SAFEGUARDING_LEAD, Role.REVIEWER)

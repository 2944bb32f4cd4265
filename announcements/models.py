"""The embargo as an object: what is made public, at which minute, by which two people."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from announcements import rules
from announcements.certificate_models import CertificatePart, CertificateRun
from announcements.event_details import EventDetails
from announcements.querysets import ReleaseQuerySet
from announcements.states import ReleaseState, Stage
from awards.models import Award, Season
from awards.roles import is_administrator, is_the_system
from kit import clock
from kit.models import PublicIdModel
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition

__all__ = ["CertificatePart", "CertificateRun", "EventDetails", "Release"]


class Release(PublicIdModel, Lifecycle):
    """Results or a shortlist of some awards, public from `goes_public_at` on; null waits for "Announce now".

    Pages ask `is_public`, which goes by the clock; the `released` label only catches up.
    """

    machine = "release"

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="releases")
    awards = models.ManyToManyField(Award, related_name="releases")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.RESULT)
    state = StateField(choices=ReleaseState.choices, default=ReleaseState.DRAFT)
    goes_public_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="releases_prepared")
    prepared_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="releases_approved", editable=False
    )
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    released_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            legal_states(ReleaseState, "release_state"),
            models.CheckConstraint(
                condition=Q(state__in=[ReleaseState.DRAFT, ReleaseState.CANCELLED])
                | (Q(approved_by__isnull=False) & ~Q(approved_by=F("prepared_by"))),
                name="release_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ReleaseState.SCHEDULED, ReleaseState.RELEASED])
                | Q(goes_public_at__isnull=False),
                name="release_scheduled_has_minute",
            ),
        ]

    def __str__(self):
        return f"{self.get_stage_display()} of {self.season}"

    @property
    def audit_scope(self):
        """Events of its season."""
        return f"season:{self.season_id}"

    @property
    def page_url(self) -> str:
        """The staff page of this release."""
        return reverse("announcements:release", args=[self.public_id])

    def is_public(self, now) -> bool:
        """Say whether what it holds may be read by anybody at `now`; pausing the season takes all from view."""
        return (
            self.state in {ReleaseState.SCHEDULED, ReleaseState.RELEASED}
            and self.paused_at is None
            and self.goes_public_at is not None
            and self.goes_public_at <= now
            and self.season.paused_at is None
        )

    @transition(
        state,
        ReleaseState.DRAFT,
        None,
        permission=is_administrator & rules.has_no_interest,
    )
    def revise(self, *, goes_public_at):
        """Change the minute before anybody has approved it."""
        self.goes_public_at = goes_public_at

    @transition(
        state,
        ReleaseState.DRAFT,
        ReleaseState.APPROVED,
        permission=rules.may_approve & rules.is_not_the_preparer & rules.has_no_interest,
        conditions=[rules.every_award_is_locked, rules.has_awards],
    )
    def approve(self, *, by_person):
        """A second person has seen what will be public."""
        self.approved_by = by_person
        self.approved_at = self.now

    @transition(
        state,
        ReleaseState.APPROVED,
        ReleaseState.SCHEDULED,
        permission=rules.may_approve,
        conditions=[rules.has_minute_ahead, rules.every_award_is_locked],
    )
    def schedule(self):
        """Wait for the minute."""

    @transition(
        state,
        [ReleaseState.APPROVED, ReleaseState.SCHEDULED],
        ReleaseState.RELEASED,
        permission=rules.may_announce & rules.has_no_interest,
        conditions=[rules.is_not_paused, rules.season_is_not_paused, rules.every_award_is_locked],
    )
    def announce_now(self):
        """Make it public at once."""
        self.goes_public_at = self.now
        self.released_at = self.now

    @transition(
        state,
        ReleaseState.SCHEDULED,
        ReleaseState.RELEASED,
        permission=is_the_system,
        conditions=[rules.minute_has_come, rules.is_not_paused, rules.season_is_not_paused],
    )
    def catch_up(self):
        """Say that the minute has passed."""
        self.released_at = self.now

    @transition(
        state,
        [ReleaseState.APPROVED, ReleaseState.SCHEDULED, ReleaseState.RELEASED],
        None,
        permission=is_administrator,
        conditions=[rules.is_not_paused],
        needs_reason=True,
    )
    def pause(self):
        """Hold it back, or take it from view, at once."""
        self.paused_at = self.now

    @transition(
        state,
        [ReleaseState.APPROVED, ReleaseState.SCHEDULED, ReleaseState.RELEASED],
        None,
        permission=is_administrator & rules.has_no_interest,
        conditions=[rules.is_paused],
    )
    def resume(self):
        """Go on; a minute that passed meanwhile counts at once."""
        self.paused_at = None

    @transition(
        state,
        [ReleaseState.DRAFT, ReleaseState.APPROVED, ReleaseState.SCHEDULED],
        ReleaseState.CANCELLED,
        permission=is_administrator,
        conditions=[rules.minute_has_not_come],
        needs_reason=True,
    )
    def cancel(self):
        """Give it up before its minute."""

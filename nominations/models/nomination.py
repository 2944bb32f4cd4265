"""One person's case for one nominee in one award."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from awards.models import Award, NominatorKind, Season
from awards.roles import is_administrator, is_reviewer, is_the_system
from kit.models import PublicIdModel
from nominations import rules
from nominations.models.nominee import Nominee
from nominations.querysets import NominationQuerySet
from nominations.states import NOMINATION_PUBLIC, Channel, NominationState, Screening
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class Relationship(models.TextChoices):
    """How the nominator knows the nominee."""

    COLLEAGUE = "colleague", "We work together"
    LINE_MANAGER = "line_manager", "I am their line manager"
    SERVICE_MANAGER = "service_manager", "I manage their service"
    PARTNER = "partner", "I work with them from another organisation"
    PRACTICE_ASSESSOR = "practice_assessor", "I assess or teach them"
    SUPERVISING_SOCIAL_WORKER = "supervising_social_worker", "I am their supervising social worker"
    LIVED_EXPERIENCE = "person_with_lived_experience", "They support me"
    FAMILY = "family_or_carer", "They support somebody in my family"
    SELF = "self", "This is me"
    OTHER = "other", "Another way"


class SecondReview(models.TextChoices):
    """Why a nomination must be read by two reviewers."""

    CHILD = "child", "A child is involved"
    COURT = "court", "A court is involved"
    SEXUAL_HARM = "sexual_harm", "Sexual harm is involved"
    PUBLICITY = "publicity", "Publicity is likely"


class ReferenceCounter(models.Model):
    """The last reference number that a season has given out."""

    season = models.OneToOneField(Season, on_delete=models.CASCADE, related_name="reference_counter")
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.season}: {self.last}"


class Nomination(PublicIdModel, Lifecycle):
    """One person's case for one nominee in one award."""

    machine = "nomination"

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="nominations")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="nominations")
    nominee = models.OneToOneField(Nominee, on_delete=models.PROTECT, related_name="nomination")
    entry = models.ForeignKey(
        "nominations.Entry", on_delete=models.PROTECT, null=True, blank=True, related_name="nominations"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from", editable=False
    )
    reference = models.CharField(max_length=20, blank=True, editable=False)
    state = StateField(choices=NominationState.choices, default=NominationState.DRAFT)

    nominator = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="nominations")
    nominator_kind = models.CharField(max_length=40, choices=NominatorKind.choices, blank=True)
    nominator_name = models.CharField(max_length=200, blank=True)
    nominator_email = models.EmailField(blank=True)
    nominator_phone = models.CharField(max_length=40, blank=True)
    nominator_organisation = models.CharField(max_length=200, blank=True)
    relationship = models.CharField(max_length=40, choices=Relationship.choices, blank=True)
    endorser_name = models.CharField(max_length=200, blank=True)
    endorser_email = models.EmailField(blank=True)
    citation = models.TextField(blank=True)
    nominee_knows = models.CharField(max_length=3, blank=True, choices=[("yes", "Yes"), ("no", "No")])
    share_nominator_name = models.CharField(max_length=3, blank=True, choices=[("yes", "Yes"), ("no", "No")])
    confirmed_no_identifiers = models.BooleanField(default=False)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.ONLINE)
    is_self_nomination = models.BooleanField(default=False)

    screening = models.CharField(max_length=12, choices=Screening.choices, default=Screening.NOT_CHECKED)
    taken_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="nominations_taken"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    second_review_for = models.JSONField(
        default=list, db_default=[], blank=True, help_text="Why a second reviewer must read it: codes of `SecondReview`"
    )
    transcribed_by = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who typed in what came by phone or on paper",
    )
    return_note = models.TextField(blank=True)
    return_by = models.DateTimeField(null=True, blank=True)
    public_reason = models.TextField(blank=True)

    started_at = models.DateTimeField(editable=False)
    saved_at = models.DateTimeField(editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    late_at = models.DateTimeField(null=True, blank=True, editable=False)
    first_submitted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NominationQuerySet.as_manager()

    PERSONAL_FIELDS = (
        "nominator_name",
        "nominator_email",
        "nominator_phone",
        "nominator_organisation",
        "endorser_name",
        "endorser_email",
        "citation",
        "return_note",
        "public_reason",
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            legal_states(NominationState, "nomination_state"),
            models.CheckConstraint(
                condition=Q(state=NominationState.MERGED, merged_into__isnull=False)
                | (~Q(state=NominationState.MERGED) & Q(merged_into__isnull=True)),
                name="nomination_merged_into_when_merged",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[NominationState.DRAFT, NominationState.EXPIRED])
                | (Q(submitted_at__isnull=False, nominator__isnull=False) & ~Q(reference="")),
                name="nomination_sent_has_reference",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[NominationState.ACCEPTED, NominationState.MERGED]) | Q(entry__isnull=False),
                name="nomination_through_has_entry",
            ),
            models.UniqueConstraint(
                fields=["season", "reference"], condition=~Q(reference=""), name="nomination_reference_once"
            ),
        ]
        indexes = [models.Index(fields=["season", "state", "submitted_at"], name="nomination_queue")]

    def __str__(self):
        return self.reference or "Draft nomination"

    def get_absolute_url(self):
        """Return the nominator's page of it."""
        return reverse("nominations:nomination", args=[self.public_id])

    @property
    def audit_scope(self):
        """Events of its season."""
        return f"season:{self.season_id}"

    @property
    def public_label(self) -> str:
        """The word for its state that its nominator reads."""
        return NOMINATION_PUBLIC[NominationState(self.state)]

    @transition(
        state,
        NominationState.DRAFT,
        NominationState.SUBMITTED,
        permission=rules.is_nominator,
        conditions=[rules.is_complete, rules.season_takes_nominations],
    )
    def submit(self, *, reference):
        """Send it in."""
        self._mark_submitted(reference)

    @transition(
        state,
        NominationState.DRAFT,
        NominationState.SUBMITTED,
        permission=is_administrator,
        conditions=[rules.is_complete, rules.is_late],
        needs_reason=True,
    )
    def admit_late(self, *, reference):
        """Let in a draft that was started before the deadline and sent after it."""
        self._mark_submitted(reference)

    def _mark_submitted(self, reference):
        self.reference = self.reference or reference
        self.submitted_at = self.now
        self.first_submitted_at = self.first_submitted_at or self.now

    @transition(
        state,
        NominationState.DRAFT,
        NominationState.SUBMITTED,
        permission=rules.may_transcribe,
        conditions=[rules.was_typed_in, rules.is_complete, rules.reached_us_in_time],
    )
    def transcribe(self, *, reference):
        """Take in what came by phone or on paper, as of the day on which it reached the awards team."""
        self.reference = reference
        self.submitted_at = self.first_submitted_at = self.started_at

    @transition(
        state,
        NominationState.RETURNED,
        NominationState.SUBMITTED,
        permission=rules.is_nominator,
        conditions=[rules.is_complete, rules.return_date_not_passed],
    )
    def resubmit(self):
        """Send it back after the changes that the reviewer asked for."""
        self.submitted_at = self.now
        self.screening = Screening.NOT_CHECKED

    @transition(
        state,
        NominationState.SUBMITTED,
        NominationState.DRAFT,
        permission=rules.is_nominator,
        conditions=[rules.season_takes_nominations, rules.is_not_taken],
    )
    def reopen(self):
        """Take it back to change it, while nominations are open and nobody is checking it."""

    @transition(
        state,
        NominationState.SUBMITTED,
        NominationState.RETURNED,
        permission=rules.may_review,
    )
    def return_to_nominator(self, *, note, return_by):
        """Ask its nominator to change some details."""
        self.return_note = note
        self.return_by = return_by
        self.taken_by = self.taken_at = None

    @transition(
        state,
        NominationState.SUBMITTED,
        NominationState.ON_HOLD,
        permission=rules.may_review | is_the_system,
        needs_reason=True,
    )
    def hold(self):
        """Wait with it."""

    @transition(
        state,
        NominationState.ON_HOLD,
        NominationState.SUBMITTED,
        permission=rules.may_review,
        conditions=[rules.no_concern_is_open],
    )
    def release(self):
        """Go on with checking it."""

    @transition(
        state,
        NominationState.SUBMITTED,
        NominationState.ACCEPTED,
        permission=rules.may_review,
        conditions=[rules.no_concern_is_open, rules.is_screened, rules.is_read_by_two, rules.no_award_is_proposed],
    )
    def accept(self, *, entry):
        """Let it through to its entry."""
        self.entry = entry
        self.taken_by = self.taken_at = None

    @transition(
        state,
        [NominationState.SUBMITTED, NominationState.ON_HOLD],
        NominationState.NOT_ELIGIBLE,
        permission=rules.may_review,
    )
    def reject(self, *, public_reason):
        """Find it not eligible, for a reason that its nominator is told."""
        self.public_reason = public_reason
        self.taken_by = self.taken_at = None

    @transition(
        state,
        NominationState.NOT_ELIGIBLE,
        NominationState.SUBMITTED,
        permission=is_reviewer | is_administrator,
        needs_reason=True,
    )
    def reinstate(self):
        """Look at it again after all."""
        self.public_reason = ""

    @transition(
        state,
        NominationState.ACCEPTED,
        NominationState.MERGED,
        permission=rules.may_review | is_administrator,
        conditions=[rules.no_concern_is_open],
    )
    def merge(self, *, into):
        """Join it to another nomination of the same nominee in the same award."""
        self.merged_into = into
        self.entry = into.entry

    @transition(
        state,
        NominationState.MERGED,
        NominationState.ACCEPTED,
        permission=rules.may_review | is_administrator,
        needs_reason=True,
    )
    def split(self, *, entry):
        """Part it again from the nomination that it was joined to."""
        self.merged_into = None
        self.entry = entry

    @transition(
        state,
        [
            NominationState.DRAFT,
            NominationState.SUBMITTED,
            NominationState.RETURNED,
            NominationState.ON_HOLD,
            NominationState.ACCEPTED,
        ],
        NominationState.WITHDRAWN,
        permission=rules.may_withdraw,
        conditions=[rules.was_sent],
    )
    def withdraw(self):
        """Take it out of the awards."""

    @transition(
        state,
        [NominationState.DRAFT, NominationState.RETURNED],
        NominationState.EXPIRED,
        permission=is_the_system,
        conditions=[rules.time_has_run_out],
    )
    def expire(self):
        """Close a draft that was never sent."""


class OfNomination:
    """What belongs to one nomination: its season and its place in the trail are the nomination's."""

    @property
    def season(self):
        """The season of its nomination."""
        return self.nomination.season

    @property
    def audit_scope(self):
        """Events of its season."""
        return self.nomination.audit_scope

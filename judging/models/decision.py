"""What a panel decided, and the checks before anybody is told."""

from django.db import models

from awards.roles import is_administrator
from judging import rules
from judging.models.panel import PanelMember
from judging.models.round import OfRound, Round
from judging.pack_querysets import DecisionPackQuerySet
from judging.querysets import DecisionQuerySet, SuitabilityQuerySet
from judging.states import DecisionPackKind, DecisionState, Outcome, Presence, Suitability
from kit import clock
from kit.models import Job, PublicIdModel, SealedFileModel
from nominations.models import Entry
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class SuitabilityCheck(PublicIdModel):
    """A name put before the HR adviser, and one of two answers (R16)."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="suitability")
    answer = models.CharField(max_length=16, choices=Suitability.choices, default=Suitability.AWAITING)
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SuitabilityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer=Suitability.AWAITING) ^ models.Q(answered_at__isnull=False),
                name="suitability_answered_when_answered",
            ),
        ]

    def __str__(self):
        return f"Check of {self.entry_id}"


class Decision(OfRound, PublicIdModel, Lifecycle):
    """What the panel of one round decided; recorded long before anybody hears of it.

    `record` freezes what the panel saw when the decision was locked, and `record_hash` its SHA-256.
    """

    machine = "decision"

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="decision")
    state = StateField(choices=DecisionState.choices, default=DecisionState.PROVISIONAL)
    no_award = models.BooleanField(default=False)
    reason = models.TextField(blank=True, help_text="Why the order of totals was not followed, or no award made")
    minutes = models.TextField(blank=True)
    others_present = models.TextField(blank=True, default="", db_default="")
    record = models.JSONField(default=dict, editable=False)
    record_hash = models.CharField(max_length=64, blank=True, editable=False)
    locked_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=clock.now)

    objects = DecisionQuerySet.as_manager()

    PERSONAL_FIELDS = ("reason", "minutes", "others_present", "record")

    class Meta:
        ordering = ["pk"]
        constraints = [
            legal_states(DecisionState, "decision_state"),
            models.CheckConstraint(
                condition=models.Q(state=DecisionState.PROVISIONAL)
                | (models.Q(locked_at__isnull=False) & ~models.Q(record_hash="")),
                name="decision_locked_has_record",
            ),
        ]

    def __str__(self):
        return f"Decision of {self.round}"

    @transition(
        state,
        DecisionState.PROVISIONAL,
        None,
        permission=(rules.is_chair_of_decision | is_administrator) & rules.has_no_interest_in_decision,
        conditions=[rules.round_deliberates],
    )
    def revise(self, *, no_award, because, minutes, others_present=""):
        """Record what the panel has chosen so far; names that stood under an older choice fall away."""
        self.no_award, self.reason, self.minutes = no_award, because, minutes
        self.others_present = others_present

    @transition(
        state,
        DecisionState.PROVISIONAL,
        DecisionState.LOCKED,
        permission=(rules.is_chair_of_decision | is_administrator) & rules.has_no_interest_in_decision,
        conditions=[
            rules.round_deliberates,
            rules.something_is_decided,
            rules.order_followed_or_reasoned,
            rules.every_decided_entry_has_quorum,
            rules.every_tie_is_settled,
            rules.every_check_is_clear,
            rules.attendance_is_recorded,
            rules.chair_and_administrator_signed,
        ],
    )
    def lock(self, *, record, record_hash):
        """Fix it; two people have put their names to it."""
        self.record, self.record_hash = record, record_hash
        self.locked_at = self.now

    @transition(
        state,
        DecisionState.LOCKED,
        DecisionState.PROVISIONAL,
        permission=(rules.is_chair_of_decision | is_administrator) & rules.has_no_interest_in_decision,
        conditions=[rules.two_signed_unlock],
        needs_reason=True,
    )
    def unlock(self):
        """Open it again, for a reason that two people have signed."""
        self.locked_at = None
        self.record, self.record_hash = {}, ""


class DecisionLine(models.Model):
    """What a decision says of one entry."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="lines")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="decision_lines")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "entry"], name="decision_line_once")]

    def __str__(self):
        return f"{self.entry_id}: {self.outcome}"


class Attendance(models.Model):
    """Where one judge was while the panel decided."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="attendance")
    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=10, choices=Presence.choices)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "member"], name="attendance_once")]

    def __str__(self):
        return f"{self.member_id}: {self.presence}"


class DecisionPack(SealedFileModel):
    """A locked decision's record as a document; it is made again when the record is another one."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="packs")
    kind = models.CharField(max_length=8, choices=DecisionPackKind.choices)
    record_hash = models.CharField(max_length=64)
    content = models.BinaryField(null=True, blank=True, editable=False)
    pages = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(default=clock.now)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = DecisionPackQuerySet.as_manager()

    PERSONAL_FIELDS = ("content",)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"Pack {self.pk} of decision {self.decision_id}"

"""Panels, and their members."""

from django.db import models

from awards.models import Award
from awards.roles import is_administrator, is_the_system
from judging import rules
from judging.querysets import MemberQuerySet
from judging.states import DeclarationAnswer, MemberState
from kit import clock
from nominations.models import Entry, InterestKind
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class Panel(models.Model):
    """The judges of one award."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="panels")
    name = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    def __str__(self):
        return self.name

    @property
    def season(self):
        """The season of its award."""
        return self.award.season


class PanelMember(Lifecycle):
    """One person's seat on one panel; the seat is what makes them a judge of its award."""

    machine = "panel_member"

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    is_chair = models.BooleanField(default=False)
    is_reserve = models.BooleanField(default=False)
    state = StateField(choices=MemberState.choices, default=MemberState.INVITED)
    invited_at = models.DateTimeField(default=clock.now)
    shuffle_seed = models.PositiveIntegerField(default=0, help_text="Fixes this judge's own order of entries")
    acts_as_chair = models.BooleanField(
        default=False, db_default=False, help_text="Chairs what the chair has an interest in"
    )
    reads_at_most = models.PositiveIntegerField(null=True, blank=True, help_text="Entries, where entries are allocated")
    practised_at = models.DateTimeField(null=True, blank=True, help_text="When the practice entry was done")

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["panel", "-is_chair", "is_reserve", "pk"]
        constraints = [
            legal_states(MemberState, "panel_member_state"),
            models.UniqueConstraint(fields=["panel", "person"], name="panel_member_once"),
            models.UniqueConstraint(fields=["panel"], condition=models.Q(is_chair=True), name="panel_one_chair"),
            models.UniqueConstraint(
                fields=["panel"], condition=models.Q(acts_as_chair=True), name="panel_one_acting_chair"
            ),
        ]

    def __str__(self):
        return f"{self.person} on {self.panel}"

    @property
    def season(self):
        """The season of the panel's award."""
        return self.panel.award.season

    @property
    def audit_scope(self):
        """Events of its season."""
        return self.panel.award.audit_scope

    _SITTING = [MemberState.ACCEPTED, MemberState.DECLARED, MemberState.SCORING, MemberState.FINISHED]

    @transition(state, MemberState.INVITED, MemberState.ACCEPTED, permission=rules.is_the_member | is_administrator)
    def accept(self):
        """Take the seat."""

    @transition(state, MemberState.INVITED, MemberState.DECLINED, permission=rules.is_the_member)
    def decline(self):
        """Say no to the seat."""

    @transition(
        state,
        [MemberState.ACCEPTED, MemberState.DECLARED],
        MemberState.DECLARED,
        permission=rules.is_the_member,
        conditions=[rules.has_answered_every_name],
    )
    def declare(self):
        """Finish declaring interests against the list of names."""

    @transition(
        state,
        [MemberState.DECLARED, MemberState.FINISHED],
        MemberState.SCORING,
        permission=rules.is_the_member | is_the_system,
    )
    def start_scoring(self):
        """Open the first sheet, or a sheet again."""

    @transition(
        state,
        [MemberState.DECLARED, MemberState.SCORING],
        MemberState.FINISHED,
        permission=rules.is_the_member | is_the_system,
    )
    def finish(self):
        """Have every sheet submitted or set aside."""

    @transition(
        state,
        [MemberState.INVITED, *_SITTING],
        MemberState.STOOD_DOWN,
        permission=is_administrator | is_the_system,
        needs_reason=True,
    )
    def stand_down(self):
        """Leave the panel; sheets given stay and are void."""

    @transition(
        state,
        [MemberState.INVITED, *_SITTING],
        None,
        permission=is_administrator,
        conditions=[rules.is_reserve],
    )
    def call_up(self):
        """Bring the reserve in."""
        self.is_reserve = False

    @transition(
        state,
        _SITTING,
        None,
        permission=is_administrator & rules.has_no_interest_in_seat,
        conditions=[rules.is_another_judge, rules.chair_cannot_chair, rules.member_has_no_interest],
        needs_reason=True,
    )
    def act_as_chair(self):
        """Chair what the panel's chair has an interest in, or has left."""
        self.acts_as_chair = True

    @transition(
        state,
        [*_SITTING, MemberState.STOOD_DOWN],
        None,
        permission=is_administrator & rules.has_no_interest_in_seat,
        conditions=[rules.acts_as_chair],
        needs_reason=True,
    )
    def stop_acting(self):
        """Act as chair no more."""
        self.acts_as_chair = False


class Declaration(models.Model):
    """What one judge answered for one name on the list, before any statement opened."""

    member = models.ForeignKey(PanelMember, on_delete=models.CASCADE, related_name="declarations")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="declarations")
    answer = models.CharField(max_length=10, choices=DeclarationAnswer.choices)
    kind = models.CharField(max_length=30, choices=InterestKind.choices, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    PERSONAL_FIELDS = ("note",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "entry"], name="declaration_once")]

    def __str__(self):
        return f"{self.member_id}: {self.answer}"

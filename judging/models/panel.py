"""Panels, their members, and the rounds in which they judge."""

from django.db import models

from awards.models import Award, Season
from awards.roles import is_administrator, is_the_system
from judging import rules
from judging.querysets import MemberQuerySet, RoundQuerySet
from judging.states import DeclarationAnswer, MemberState, RoundKind, RoundMode, RoundState
from kit import clock
from kit.models import PublicIdModel
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

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["panel", "-is_chair", "is_reserve", "pk"]
        constraints = [
            legal_states(MemberState, "panel_member_state"),
            models.UniqueConstraint(fields=["panel", "person"], name="panel_member_once"),
            models.UniqueConstraint(fields=["panel"], condition=models.Q(is_chair=True), name="panel_one_chair"),
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
        permission=is_administrator,
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


class Round(PublicIdModel, Lifecycle):
    """One stage of judging one award: from its opening, up to but not including its close."""

    machine = "round"

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="rounds")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="rounds")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="rounds")
    kind = models.CharField(max_length=12, choices=RoundKind.choices)
    mode = models.CharField(max_length=12, choices=RoundMode.choices, default=RoundMode.SCORE)
    figures_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="used_by")
    state = StateField(choices=RoundState.choices, default=RoundState.PLANNED)
    declare_by = models.DateTimeField(null=True, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    quorum = models.PositiveSmallIntegerField(default=3)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["award", "opens_at", "pk"]
        constraints = [
            legal_states(RoundState, "round_state"),
            models.UniqueConstraint(fields=["award", "kind"], name="round_once_a_kind"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="round_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=models.Q(mode=RoundMode.SCORE) | models.Q(figures_from__isnull=False),
                name="round_meeting_has_figures",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.award}"

    @property
    def audit_scope(self):
        """Events of its season."""
        return f"season:{self.season_id}"

    @property
    def figures(self):
        """The round whose sheets and totals this round decides on: its own, or the one before."""
        return self.figures_from or self

    def takes_scores(self, now) -> bool:
        """Say whether scores are taken at `now`; the clock decides, not the label."""
        return (
            self.mode == RoundMode.SCORE
            and self.state in {RoundState.DECLARING, RoundState.SCORING}
            and self.opens_at <= now < self.closes_at
        )

    def is_over(self, now) -> bool:
        """Say whether marks may be compared at `now`: scoring has closed, by the clock or by its label."""
        if self.mode == RoundMode.MEETING:
            return True
        if self.state in {RoundState.CLOSED, RoundState.DELIBERATING, RoundState.DECIDED}:
            return True
        return self.state == RoundState.SCORING and now >= self.closes_at

    @transition(
        state,
        RoundState.PLANNED,
        RoundState.DECLARING,
        permission=is_administrator | is_the_system,
    )
    def start_declaring(self):
        """Show the panel the list of names."""

    @transition(
        state,
        [RoundState.PLANNED, RoundState.DECLARING],
        RoundState.SCORING,
        permission=is_the_system | is_administrator,
        conditions=[rules.opening_has_come, rules.season_is_not_paused],
    )
    def open_scoring(self):
        """Give the panel its sheets; criteria and panel are fixed from now on."""

    @transition(
        state,
        RoundState.SCORING,
        RoundState.CLOSED,
        permission=is_the_system | is_administrator,
        conditions=[rules.closing_has_come],
    )
    def close_scoring(self):
        """Catch up with the closing minute."""

    @transition(
        state,
        [RoundState.DECLARING, RoundState.SCORING, RoundState.CLOSED],
        None,
        permission=is_administrator,
        conditions=[rules.is_not_decided],
        needs_reason=True,
    )
    def extend(self, *, closes_at):
        """Move the closing minute; every reminder is planned again from it."""
        self.closes_at = closes_at

    @transition(
        state,
        RoundState.CLOSED,
        RoundState.SCORING,
        permission=is_administrator,
        conditions=[rules.closing_is_ahead],
        needs_reason=True,
    )
    def reopen_scoring(self):
        """Go on scoring after an extension."""

    @transition(
        state,
        [RoundState.PLANNED, RoundState.CLOSED],
        RoundState.DELIBERATING,
        permission=rules.is_chair_of_round | is_administrator | is_the_system,
        conditions=[rules.figures_are_ready],
    )
    def deliberate(self):
        """Let the panel discuss what the figures say."""

    @transition(
        state,
        RoundState.DELIBERATING,
        RoundState.DECIDED,
        permission=rules.is_chair_of_round | is_administrator | is_the_system,
    )
    def decide(self):
        """The decision is locked."""

    @transition(
        state,
        RoundState.DECIDED,
        RoundState.DELIBERATING,
        permission=rules.is_chair_of_round | is_administrator | is_the_system,
        needs_reason=True,
    )
    def reconsider(self):
        """The decision was unlocked."""

"""One stage of judging one award, and what it is judged by."""

from django.db import models

from awards.models import Award, Criterion, Scale, Season
from awards.roles import is_administrator, is_the_system
from judging import rules, rules_methods
from judging.models.panel import Panel
from judging.modes import Mode, mode_named
from judging.querysets import RoundQuerySet
from judging.states import RankingMethod, RoundKind, RoundMode, RoundState
from kit import clock
from kit.models import PublicIdModel
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class Round(PublicIdModel, Lifecycle):
    """One stage of judging one award: from its opening, up to but not including its close.

    Judges do not see who nominated. Where `shows_nominator` says otherwise, they read the names of those who let
    them be given, beside the judging copy and nowhere else.
    """

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
    shows_nominator = models.BooleanField(default=False, db_default=False)
    readers = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many judges read each entry; empty when all read all"
    )
    pass_answers = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many must answer pass or fail before an entry can go on"
    )
    pass_percent = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The share of passes among pass and fail that lets an entry go on"
    )
    rank_top = models.PositiveSmallIntegerField(null=True, blank=True, help_text="How many each judge puts in order")
    method = models.CharField(
        max_length=16,
        choices=RankingMethod.choices,
        default=RankingMethod.MEAN,
        db_default=RankingMethod.MEAN,
        help_text="By which figure entries are placed; the mean of R12 is always shown",
    )
    scale = models.ForeignKey(
        Scale, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: the award’s own"
    )

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
                condition=~models.Q(mode=RoundMode.MEETING) | models.Q(figures_from__isnull=False),
                name="round_meeting_has_figures",
            ),
            models.CheckConstraint(
                condition=~models.Q(mode=RoundMode.PASS)
                | models.Q(pass_answers__gte=1, pass_percent__gte=1, pass_percent__lte=100),
                name="round_pass_has_its_bar",
            ),
            models.CheckConstraint(
                condition=~models.Q(mode=RoundMode.RANK) | models.Q(rank_top__gte=1),
                name="round_rank_has_its_length",
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

    @property
    def mode_of(self) -> Mode:
        """How its panel comes to figures: what the mode is called, asks and counts."""
        return mode_named(self.mode)

    @property
    def has_opened(self) -> bool:
        """Say whether scoring has been opened, whatever came after."""
        return self.state not in {RoundState.PLANNED, RoundState.DECLARING}

    def takes_scores(self, now) -> bool:
        """Say whether scores are taken at `now`; the clock decides, not the label."""
        return (
            self.mode_of.takes_marks
            and self.state in {RoundState.DECLARING, RoundState.SCORING}
            and self.opens_at <= now < self.closes_at
        )

    def is_over(self, now) -> bool:
        """Say whether marks may be compared at `now`: scoring has closed, by the clock or by its label."""
        if not self.mode_of.takes_marks:
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
        None,
        permission=is_administrator & rules_methods.has_no_interest_in_round,
        conditions=[rules_methods.opening_is_ahead, rules_methods.criteria_are_scored],
    )
    def set_method(self, *, chosen):
        """Place the entries by another figure; judges have given no mark yet."""
        self.method = chosen

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


class RoundCriterion(models.Model):
    """A criterion that a round is judged by, and its weight there; a round without any takes all of its award's."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="own_criteria")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    weight = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["round", "criterion__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "criterion"], name="round_criterion_once")]

    def __str__(self):
        return f"{self.criterion}: {self.weight}"


class OfRound:
    """What belongs to one round: its season and its place in the trail are the round's."""

    @property
    def season(self):
        """The season of its round."""
        return self.round.season

    @property
    def audit_scope(self):
        """Events of its season."""
        return self.round.audit_scope


class RoundVersion(models.Model):
    """What a round is judged by, frozen when scoring opens; a later version needs a reason and two people.

    `criteria` is a list of {"id", "key", "name", "weight"}, `points` the values of the scale, `judges` the seats.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    criteria = models.JSONField()
    points = models.JSONField()
    judges = models.JSONField()
    recipe = models.JSONField(null=True, blank=True)
    reason = models.TextField(blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["round", "number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="round_version_once")]

    def __str__(self):
        return f"Version {self.number} of {self.round_id}"

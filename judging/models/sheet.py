"""What one judge gives one entry."""

from django.db import models

from awards.models import Criterion
from awards.roles import is_administrator, is_the_system
from judging import rules
from judging.models.panel import PanelMember
from judging.models.round import OfRound, Round
from judging.querysets import SheetQuerySet
from judging.states import PassAnswer, SheetState
from kit.models import PublicIdModel
from nominations.models import Entry, Interest
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class ScoreSheet(OfRound, PublicIdModel, Lifecycle):
    """One judge's marks and comments for one entry in one round.

    `total` is the sheet's own weighted mean, sum of weight / 100 x score over the criteria, stored in the
    transaction that changes it; null until every criterion is scored. `recused_for` is the interest that set
    the sheet aside: its scores are kept and never counted.
    """

    machine = "score_sheet"
    asked_with = ("round__season", "entry", "member")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sheets")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="sheets")
    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="sheets")
    state = StateField(choices=SheetState.choices, default=SheetState.OPEN)
    total = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True, editable=False)
    note_to_panel = models.TextField(blank=True)
    feedback = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    recused_for = models.ForeignKey(
        Interest, on_delete=models.PROTECT, null=True, blank=True, related_name="sheets", editable=False
    )
    is_from_paper = models.BooleanField(default=False)
    typed_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="Who typed it from paper"
    )
    answer = models.CharField(max_length=6, choices=PassAnswer.choices, blank=True, db_default="")
    place = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The judge's own order, 1 the best")

    objects = SheetQuerySet.as_manager()

    PERSONAL_FIELDS = ("note_to_panel", "feedback")

    class Meta:
        ordering = ["pk"]
        constraints = [
            legal_states(SheetState, "score_sheet_state"),
            models.UniqueConstraint(fields=["round", "entry", "member"], name="score_sheet_once"),
            models.CheckConstraint(
                condition=~models.Q(state=SheetState.RECUSED) | models.Q(recused_for__isnull=False),
                name="score_sheet_recused_for_something",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SheetState.SUBMITTED)
                | models.Q(total__isnull=False, submitted_at__isnull=False),
                name="score_sheet_submitted_has_total",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "state"], name="sheet_of_judge"),
            models.Index(fields=["round", "entry", "state"], name="sheet_of_entry"),
        ]

    def __str__(self):
        return f"Sheet {self.pk}"

    _MINE = [SheetState.OPEN, SheetState.IN_PROGRESS, SheetState.SUBMITTED]
    _KEPT = [*_MINE, SheetState.REOPENED, SheetState.ABSTAINED]

    @transition(
        state,
        _MINE,
        SheetState.IN_PROGRESS,
        permission=rules.is_own_sheet,
        conditions=[rules.entry_is_before_judges, rules.judge_has_declared, rules.round_takes_scores],
    )
    def save_marks(self, *, note_to_panel, feedback, total, **given):
        """Keep what the judge has given so far; a submitted sheet is submitted again afterwards."""
        self.is_from_paper, self.typed_by = False, None
        self._keep(note_to_panel, feedback, total, **given)

    @transition(
        state,
        [*_MINE, SheetState.REOPENED],
        SheetState.IN_PROGRESS,
        permission=is_administrator & rules.has_no_interest_in_sheet & rules.sits_not_on_panel,
        conditions=[
            rules.entry_is_before_judges,
            rules.judge_has_declared,
            rules.round_takes_scores,
            rules.judge_gave_nothing_online,
        ],
    )
    def type_from_paper(self, *, note_to_panel, feedback, total, typed_by, **given):
        """Keep what a judge gave on paper, typed by an administrator."""
        self.is_from_paper, self.typed_by = True, typed_by
        self._keep(note_to_panel, feedback, total, **given)

    @transition(
        state,
        [SheetState.OPEN, SheetState.IN_PROGRESS, SheetState.REOPENED],
        SheetState.IN_PROGRESS,
        permission=is_administrator & rules.has_no_interest_in_sheet & rules.sits_not_on_panel,
        conditions=[
            rules.entry_is_before_judges,
            rules.judge_has_declared,
            rules.round_has_closed,
            rules.round_is_not_decided,
        ],
        needs_reason=True,
    )
    def type_late(self, *, note_to_panel, feedback, total, typed_by, **given):
        """Keep a paper that came after scoring had closed."""
        self.is_from_paper, self.typed_by = True, typed_by
        self._keep(note_to_panel, feedback, total, **given)

    @transition(
        state,
        SheetState.IN_PROGRESS,
        SheetState.SUBMITTED,
        permission=is_administrator & rules.has_no_interest_in_sheet & rules.sits_not_on_panel,
        conditions=[
            rules.is_typed_from_paper,
            rules.entry_is_before_judges,
            rules.round_takes_scores,
            rules.every_criterion_is_scored,
            rules.extremes_have_comment,
        ],
    )
    def submit_paper(self):
        """Count what a judge gave on paper."""
        self.submitted_at = self.now

    @transition(
        state,
        SheetState.REOPENED,
        None,
        permission=rules.is_own_sheet,
        conditions=[rules.entry_is_before_judges],
    )
    def save_reopened(self, *, note_to_panel, feedback, total, **given):
        """Keep what the judge gives on a sheet that was opened again."""
        self.is_from_paper, self.typed_by = False, None
        self._keep(note_to_panel, feedback, total, **given)

    def _keep(self, note_to_panel, feedback, total, **given):
        """Keep both comments, and an answer or a place where the round's mode asks for one."""
        for name in given.keys() & {"answer", "place"}:
            setattr(self, name, given[name])
        # Worked out under the sheet's lock: the weights in force may have changed since the page was opened.
        self.note_to_panel, self.feedback, self.total = note_to_panel, feedback, total()
        self.version += 1
        self.saved_at = self.now

    @transition(
        state,
        SheetState.IN_PROGRESS,
        SheetState.SUBMITTED,
        permission=rules.is_own_sheet,
        conditions=[
            rules.entry_is_before_judges,
            rules.round_takes_scores,
            rules.every_criterion_is_scored,
            rules.extremes_have_comment,
        ],
    )
    def submit(self):
        """Count it."""
        self.submitted_at = self.now

    @transition(
        state,
        SheetState.REOPENED,
        SheetState.SUBMITTED,
        permission=rules.is_own_sheet,
        conditions=[
            rules.entry_is_before_judges,
            rules.every_criterion_is_scored,
            rules.extremes_have_comment,
        ],
    )
    def submit_again(self):
        """Count a sheet that was opened again."""
        self.submitted_at = self.now

    @transition(
        state,
        SheetState.IN_PROGRESS,
        SheetState.SUBMITTED,
        permission=(rules.is_chair_of_sheet | is_administrator) & rules.has_no_interest_in_sheet,
        conditions=[rules.round_has_closed, rules.every_criterion_is_scored],
        needs_reason=True,
    )
    def admit_late(self):
        """Count a complete sheet that its judge had not submitted when the round closed."""
        self.submitted_at = self.now

    @transition(
        state,
        [SheetState.OPEN, SheetState.IN_PROGRESS, SheetState.SUBMITTED],
        SheetState.SUBMITTED,
        permission=(rules.is_chair_of_sheet | is_administrator) & rules.has_no_interest_in_sheet,
        conditions=[rules.round_has_closed, rules.round_is_not_decided],
        needs_reason=True,
    )
    def admit_typed_late(self, *, note_to_panel, feedback, total, **given):
        """Count what its judge had typed when the round closed and sent just after."""
        self.is_from_paper, self.typed_by = False, None
        self._keep(note_to_panel, feedback, total, **given)
        self.submitted_at = self.now

    @transition(
        state,
        SheetState.SUBMITTED,
        SheetState.REOPENED,
        permission=(rules.is_chair_of_sheet | is_administrator) & rules.has_no_interest_in_sheet,
        conditions=[rules.round_is_not_decided],
        needs_reason=True,
    )
    def reopen(self):
        """Give a submitted sheet back to its judge."""

    @transition(
        state,
        _KEPT,
        SheetState.RECUSED,
        permission=rules.is_own_seat | rules.is_chair_of_sheet | is_administrator | is_the_system,
    )
    def recuse(self, *, interest):
        """Set it aside because of an interest; what was given is kept and not counted."""
        self.recused_for = interest

    @transition(
        state,
        SheetState.RECUSED,
        SheetState.OPEN,
        permission=rules.is_chair_of_sheet | is_administrator | is_the_system,
        conditions=[rules.no_interest_shuts_out],
        needs_reason=True,
    )
    def restore(self):
        """Give it back, because the chair noted the interest and recorded why it is no bar."""
        self.recused_for = None

    @transition(
        state,
        [SheetState.OPEN, SheetState.IN_PROGRESS],
        SheetState.ABSTAINED,
        permission=rules.is_own_sheet,
        conditions=[rules.round_takes_scores],
    )
    def abstain(self):
        """Give no marks for this entry."""

    @transition(
        state,
        _KEPT,
        SheetState.VOID,
        permission=rules.is_chair_of_sheet | is_administrator | is_the_system,
        needs_reason=True,
    )
    def make_void(self):
        """Count it no more."""


class Score(models.Model):
    """The point that one judge gave one criterion of one entry."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="score_once"),
            models.CheckConstraint(condition=models.Q(value__gte=0, value__lte=100), name="score_in_some_scale"),
        ]

    def __str__(self):
        return str(self.value)


class LateMarks(models.Model):
    """What a judge typed just before their round closed and sent just after: kept for the chair to admit, or not."""

    sheet = models.OneToOneField(ScoreSheet, on_delete=models.CASCADE, related_name="late_marks")
    points = models.JSONField(default=dict, help_text="Points by the criterion's number")
    answer = models.CharField(max_length=6, choices=PassAnswer.choices, blank=True)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    note_to_panel = models.TextField(blank=True)
    feedback = models.TextField(blank=True)
    kept_at = models.DateTimeField()
    admitted_at = models.DateTimeField(null=True, blank=True)
    left_aside_at = models.DateTimeField(null=True, blank=True)

    PERSONAL_FIELDS = ("note_to_panel", "feedback")

    def __str__(self):
        return f"Late marks for {self.sheet_id}"

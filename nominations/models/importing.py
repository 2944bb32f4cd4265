"""Nominations brought in a spreadsheet: the file, its rows, what was found of each and what was chosen."""

from django.db import models

from awards.models import Award, Season
from awards.roles import is_administrator, is_the_system
from kit import clock
from kit.models import Job, PublicIdModel, SealedModel
from nominations import import_rules as rules
from nominations.import_querysets import ImportBatchQuerySet, ImportRowQuerySet
from nominations.models.nomination import Nomination
from nominations.states import ImportState, RowDecision, RowVerdict
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class ImportBatch(PublicIdModel, SealedModel, Lifecycle):
    """One uploaded spreadsheet. What its rows hold is encrypted, and goes once the import is confirmed or discarded."""

    machine = "import"
    asked_with = ("season",)

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="imports")
    state = StateField(choices=ImportState.choices, default=ImportState.UPLOADED)
    file_name = models.CharField(max_length=200)
    sealed_file = models.BinaryField(editable=False)
    columns = models.JSONField(default=dict, help_text="Which column of the file holds each answer, by its number")
    awards = models.JSONField(default=dict, help_text="Which award each name in the file means, by its number")
    dates = models.CharField(max_length=10, blank=True, help_text='How timestamps are written: "mdy", "dmy" or ""')
    counts = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="When its nominators were sent what was received")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ImportBatchQuerySet.as_manager()

    PERSONAL_FIELDS = ("sealed_file",)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "import batches"
        constraints = [
            legal_states(ImportState, "import_state"),
            models.CheckConstraint(
                condition=~models.Q(state=ImportState.IMPORTED)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="import_confirmed_by_somebody",
            ),
        ]

    def __str__(self):
        return self.file_name

    @property
    def audit_scope(self):
        """Events of its season."""
        return f"season:{self.season_id}"

    def nominations_to_tell(self):
        """Return its nominations whose nominators can be written to and have not heard of it in another way."""
        standing = Nomination.objects.filter(import_row__batch=self.pk).standing()
        return standing.filter(nominator__email__isnull=False, nominator__no_email=False)

    @transition(
        state,
        [ImportState.UPLOADED, ImportState.CHECKED],
        ImportState.CHECKED,
        permission=is_administrator | is_the_system,
        conditions=[rules.columns_are_matched],
    )
    def find_issues(self, *, counts):
        """Say what was found of each row."""
        self.counts = counts

    @transition(state, ImportState.CHECKED, ImportState.UPLOADED, permission=is_administrator)
    def match_again(self):
        """Go back to which column and which award is which."""

    @transition(
        state,
        ImportState.CHECKED,
        ImportState.IMPORTING,
        permission=is_administrator,
        conditions=[rules.season_takes_imports, rules.every_row_is_checked, rules.something_is_to_be_imported],
    )
    def confirm(self, *, confirmed_by, job):
        """Import the rows as they were chosen."""
        self.confirmed_by, self.confirmed_at, self.job = confirmed_by, self.now, job

    @transition(state, ImportState.IMPORTING, ImportState.IMPORTED, permission=is_the_system)
    def finish(self, *, counts):
        """Every nomination of it is written."""
        self.counts = counts
        self._erase()

    @transition(state, ImportState.IMPORTING, ImportState.CHECKED, permission=is_the_system)
    def give_up(self):
        """Nothing was written: it can be mended and confirmed again."""

    @transition(
        state,
        [ImportState.UPLOADED, ImportState.CHECKED],
        ImportState.DISCARDED,
        permission=is_administrator | is_the_system,
    )
    def discard(self):
        """Forget the file without importing any of it."""
        self._erase()

    @transition(
        state,
        ImportState.IMPORTED,
        None,
        permission=is_administrator,
        conditions=[rules.nominators_were_not_told],
    )
    def tell_nominators(self):
        """Send its nominators what was received."""
        self.told_at = self.now

    def _erase(self):
        """Leave the counts and the numbers of the columns, and nothing that anybody wrote."""
        self.sealed_file = self.sealed_key = b""
        self.awards = {}


class ImportRow(models.Model):
    """One row of a spreadsheet: its words as they came and as they were mended, and what is to be done with it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Which row of the file, from 1, without its headings")
    key = models.CharField(max_length=60, help_text="The row's own number in the file, or its place")
    sealed_values = models.BinaryField(editable=False)
    sealed_key = models.BinaryField(editable=False, help_text="Empty: its import's key opens every row")
    verdict = models.CharField(max_length=16, choices=RowVerdict.choices)
    issues = models.JSONField(default=list)
    decision = models.CharField(max_length=10, choices=RowDecision.choices, default=RowDecision.BY_VERDICT, blank=True)
    award = models.ForeignKey(Award, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.PositiveIntegerField(default=0)
    is_mended = models.BooleanField(default=False)
    nomination = models.OneToOneField(
        Nomination, on_delete=models.SET_NULL, null=True, blank=True, related_name="import_row"
    )

    objects = ImportRowQuerySet.as_manager()

    PERSONAL_FIELDS = ("sealed_values",)

    class Meta:
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["batch", "verdict"], name="import_row_verdict")]

    def __str__(self):
        return f"Row {self.number}"

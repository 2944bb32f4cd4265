"""What judges score: one nominee in one award, and the people who have a stake in it."""

from django.db import models

from awards.models import Award, Season
from awards.roles import is_administrator, is_reviewer, is_the_system
from kit import clock
from kit.models import PublicIdModel
from nominations import rules
from nominations.models.nominee import Nominee
from nominations.querysets import EntryQuerySet, InterestQuerySet
from nominations.states import CAN_BE_HIDDEN, ENTRY_PUBLIC, ConsentAnswer, ConsentPurpose, EntryState, Notice
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class Entry(PublicIdModel, Lifecycle):
    """One nominee in one award, with one or more merged nominations. It never says what it won."""

    machine = "entry"

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="entries")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="entries")
    nominee = models.OneToOneField(Nominee, on_delete=models.PROTECT, related_name="entry")
    reference = models.CharField(max_length=20)
    state = StateField(choices=EntryState.choices, default=EntryState.WAITING)
    hidden_from = models.CharField(max_length=30, blank=True, editable=False)
    citation = models.TextField(blank=True)
    citation_approved_at = models.DateTimeField(null=True, blank=True)
    notice = models.CharField(max_length=12, choices=Notice.choices, default=Notice.NOT_DUE)
    notice_at = models.DateTimeField(null=True, blank=True)
    taking_part_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = EntryQuerySet.as_manager()

    PERSONAL_FIELDS = ("citation",)

    class Meta:
        ordering = ["reference", "pk"]
        verbose_name_plural = "entries"
        constraints = [
            legal_states(EntryState, "entry_state"),
            models.UniqueConstraint(fields=["season", "reference"], name="entry_reference_once"),
            models.CheckConstraint(
                condition=models.Q(state=EntryState.HIDDEN) ^ models.Q(hidden_from=""),
                name="entry_hidden_knows_from_where",
            ),
            models.CheckConstraint(
                condition=models.Q(hidden_from__in=["", *CAN_BE_HIDDEN]), name="entry_hidden_from_what_is_live"
            ),
        ]
        indexes = [models.Index(fields=["award", "state"], name="entry_award_state")]

    def __str__(self):
        return self.reference

    @property
    def audit_scope(self):
        """Events of its season."""
        return f"season:{self.season_id}"

    @property
    def public_label(self) -> str:
        """The word for its state that its nominee reads; it tells nothing of the result."""
        return ENTRY_PUBLIC[EntryState(self.state)]

    @transition(
        state,
        EntryState.WAITING,
        EntryState.IN_ROUND,
        permission=is_the_system | is_administrator,
        conditions=[
            rules.every_nomination_is_cleared,
            rules.every_nomination_is_endorsed,
            rules.no_concern_in_entry,
            rules.every_nomination_is_read_by_two,
        ],
    )
    def open_to_judges(self):
        """Let the panel read it."""

    @transition(
        state,
        EntryState.IN_ROUND,
        EntryState.WAITING,
        permission=is_the_system | is_administrator,
    )
    def take_back(self):
        """Wait again, because a nomination that joined it is not cleared yet."""

    @transition(state, EntryState.IN_ROUND, EntryState.SHORTLISTED, permission=is_the_system | is_administrator)
    def shortlist(self):
        """The locked shortlist holds it."""

    @transition(state, EntryState.IN_ROUND, EntryState.NOT_SHORTLISTED, permission=is_the_system | is_administrator)
    def leave_off_shortlist(self):
        """The locked shortlist does not hold it."""

    @transition(
        state,
        [EntryState.SHORTLISTED, EntryState.NOT_SHORTLISTED],
        EntryState.IN_ROUND,
        permission=is_the_system | is_administrator,
    )
    def reconsider(self):
        """The shortlist was unlocked."""

    @transition(state, EntryState.SHORTLISTED, EntryState.IN_FINAL, permission=is_the_system | is_administrator)
    def enter_final(self):
        """Go before the final panel."""

    @transition(
        state,
        [EntryState.IN_ROUND, EntryState.NOT_SHORTLISTED, EntryState.IN_FINAL],
        EntryState.CLOSED,
        permission=is_the_system | is_administrator,
    )
    def close(self):
        """Its award is decided and locked."""

    @transition(state, EntryState.CLOSED, EntryState.IN_FINAL, permission=is_the_system | is_administrator)
    def reopen(self):
        """Its award's decision was unlocked."""

    @transition(
        state,
        CAN_BE_HIDDEN,
        EntryState.HIDDEN,
        permission=is_reviewer | is_administrator | is_the_system,
        needs_reason=True,
    )
    def hide(self):
        """Take it from all judges at once while it is checked; scores are kept."""
        self.hidden_from = self.state

    @transition(
        state,
        EntryState.HIDDEN,
        EntryState.IN_ROUND,
        permission=is_reviewer | is_administrator,
        conditions=[rules.was_hidden_from_round, rules.no_concern_in_entry, rules.every_nomination_is_read_by_two],
    )
    def show_again(self):
        """Give it back to its judges."""
        self.hidden_from = ""

    @transition(
        state,
        EntryState.HIDDEN,
        EntryState.WAITING,
        permission=is_reviewer | is_administrator,
        conditions=[rules.was_hidden_while_waiting, rules.no_concern_in_entry],
    )
    def show_again_waiting(self):
        """Let it wait for its round again."""
        self.hidden_from = ""

    @transition(
        state,
        EntryState.HIDDEN,
        EntryState.SHORTLISTED,
        permission=is_reviewer | is_administrator,
        conditions=[
            rules.was_hidden_from_shortlist,
            rules.no_concern_in_entry,
            rules.every_nomination_is_read_by_two,
        ],
    )
    def show_again_shortlisted(self):
        """Give it back to the shortlist."""
        self.hidden_from = ""

    @transition(
        state,
        EntryState.HIDDEN,
        EntryState.NOT_SHORTLISTED,
        permission=is_reviewer | is_administrator,
        conditions=[
            rules.was_hidden_off_shortlist,
            rules.no_concern_in_entry,
            rules.every_nomination_is_read_by_two,
        ],
    )
    def show_again_not_shortlisted(self):
        """Give it back to those who read it when the shortlist was made."""
        self.hidden_from = ""

    @transition(
        state,
        EntryState.HIDDEN,
        EntryState.IN_FINAL,
        permission=is_reviewer | is_administrator,
        conditions=[rules.was_hidden_from_final, rules.no_concern_in_entry, rules.every_nomination_is_read_by_two],
    )
    def show_again_in_final(self):
        """Give it back to the final panel."""
        self.hidden_from = ""

    @transition(
        state,
        [*CAN_BE_HIDDEN, EntryState.HIDDEN],
        EntryState.WITHDRAWN,
        permission=rules.is_nominee | is_administrator | is_the_system,
    )
    def withdraw(self):
        """The nominee would rather not take part, or every nomination in it was withdrawn."""
        self.hidden_from = ""

    @transition(
        state,
        [*CAN_BE_HIDDEN, EntryState.HIDDEN],
        EntryState.NOT_PROCEEDING,
        permission=is_administrator | is_the_system,
    )
    def stop(self):
        """A check was answered with "do not proceed"; no reason is stored."""
        self.hidden_from = ""

    @transition(state, EntryState.WAITING, EntryState.JOINED, permission=is_reviewer | is_administrator)
    def join(self):
        """Stand aside with everything in it, because its nomination was joined to one of another entry."""

    @transition(state, EntryState.JOINED, EntryState.WAITING, permission=is_reviewer | is_administrator)
    def part(self):
        """Stand for itself again, as it was."""


class InterestSource(models.TextChoices):
    """Who noticed an interest."""

    FOUND = "found", "Found from the records"
    DECLARED = "declared", "Declared"


class InterestKind(models.TextChoices):
    """What ties a person to an entry (R10)."""

    IS_NOMINEE = "nominee", "Is the nominee"
    TEAM_MEMBER = "team_member", "Is a member of the team"
    NOMINATOR = "nominator", "Nominated them"
    ENDORSER = "endorser", "Was asked to endorse them"
    LINE_MANAGER = "line_manager", "Is their line manager or they are theirs"
    SAME_EMPLOYER = "same_employer", "Works for the same organisation"
    RELATIVE = "relative", "Relative"
    CLOSE_FRIEND = "close_friend", "Close friend"
    MANAGED = "managed_within_two_years", "Managed them in the last two years"
    TAUGHT = "taught_or_assessed", "Taught or assessed them"
    INVOLVED = "involved_in_work", "Was involved in the work described"
    MONEY = "money", "Money interest"
    SAME_SERVICE = "works_in_same_service", "Works in the same service"
    NOT_SURE = "not_sure", "Not sure"


class Ruling(models.TextChoices):
    """What an interest means for judging."""

    RECUSED = "recused", "Takes no part"
    NOTED = "noted", "Noted, takes part"


class Interest(models.Model):
    """A person's stake in an entry, found or declared, and what was ruled of it."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="interests")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="interests")
    source = models.CharField(max_length=10, choices=InterestSource.choices)
    kind = models.CharField(max_length=30, choices=InterestKind.choices)
    ruling = models.CharField(max_length=10, choices=Ruling.choices, default=Ruling.RECUSED)
    note = models.TextField(blank=True)
    noticed_at = models.DateTimeField(default=clock.now)
    ruled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)

    objects = InterestQuerySet.as_manager()

    PERSONAL_FIELDS = ("note",)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "person", "kind"], name="interest_once"),
            models.CheckConstraint(
                condition=models.Q(source=InterestSource.DECLARED) | models.Q(ruling=Ruling.RECUSED),
                name="interest_found_always_recuses",
            ),
        ]
        indexes = [models.Index(fields=["person", "ruling", "entry"], name="interest_shuts_out")]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.entry_id})"


class Consent(models.Model):
    """One answer of a nominee to one purpose, with the wording it was given to. Answers are never overwritten."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=24, choices=ConsentPurpose.choices)
    answer = models.CharField(max_length=10, choices=ConsentAnswer.choices)
    wording = models.TextField()
    wording_version = models.CharField(max_length=20)
    given_by = models.CharField(max_length=80, help_text="The actor's code")
    at = models.DateTimeField(default=clock.now)
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "purpose"],
                condition=models.Q(is_current=True),
                name="consent_one_current",
            ),
        ]

    def __str__(self):
        return f"{self.purpose}: {self.answer}"

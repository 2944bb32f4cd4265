"""A programme, its yearly seasons and their calendar."""

from django.db import models
from django.urls import reverse

from awards import rules
from awards.querysets import SeasonQuerySet
from awards.roles import is_administrator, is_the_system, scope_of
from awards.states import PUBLIC_LABELS, SeasonState
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class Programme(models.Model):
    """The standing scheme of an organisation, which runs once a year."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=200)
    organisation_short_name = models.CharField(max_length=60, blank=True)
    service_name = models.CharField(max_length=200, blank=True)
    website = models.URLField(blank=True)
    brand_colour = models.CharField(max_length=7, default="#00594f")

    def __str__(self):
        return self.name


class Season(Lifecycle):
    """One run of a programme, with its own rules, calendar, awards and people."""

    machine = "season"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="seasons")
    slug = models.SlugField(unique=True, max_length=80)
    name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=200, blank=True)
    tagline = models.CharField(max_length=300, blank=True)
    occasion = models.CharField(max_length=300, blank=True)
    public_rules = models.JSONField(default=list)
    time_zone = models.CharField(max_length=60, default="Europe/London")
    reference_prefix = models.CharField(max_length=12)

    awards_mailbox = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    phone_hours = models.CharField(max_length=200, blank=True)
    data_protection_contact = models.EmailField(blank=True)
    safeguarding_text = models.TextField(blank=True)
    safeguarding_email = models.EmailField(blank=True)
    privacy_text = models.TextField(blank=True)
    retention = models.JSONField(default=list)

    statement_min_words = models.PositiveSmallIntegerField(default=100)
    statement_max_words = models.PositiveSmallIntegerField(default=300)
    citation_max_words = models.PositiveSmallIntegerField(default=60)
    endorsement_reminder_days = models.JSONField(default=list)
    endorsement_expires_days = models.PositiveSmallIntegerField(default=10)
    notice_days = models.PositiveSmallIntegerField(default=28)
    return_working_days = models.PositiveSmallIntegerField(default=5)
    comment_at_extremes = models.BooleanField(default=True)
    hide_nominator_name = models.BooleanField(default=True)

    state = StateField(choices=SeasonState.choices, default=SeasonState.DRAFT)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SeasonQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "name"]
        constraints = [legal_states(SeasonState, "season_state")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Return the season's public page."""
        return reverse("awards:season", args=[self.slug])

    @property
    def season(self):
        """The season itself, so that permissions may ask any thing for its season."""
        return self

    @property
    def audit_scope(self):
        """Events of this season."""
        return scope_of(self)

    @property
    def public_label(self) -> str:
        """The word for the season's state that anybody may read."""
        return PUBLIC_LABELS[SeasonState(self.state)]

    def window(self, key: str):
        """Return the milestone of this key, or None; the calendar is read once for each instance."""
        if "_calendar" not in self.__dict__:
            self._calendar = {m.key: m for m in self.milestones.all()}
        return self._calendar.get(key)

    def forget_calendar(self) -> None:
        """Read the calendar again when it is next asked for."""
        self.__dict__.pop("_calendar", None)

    def takes_nominations(self, now) -> bool:
        """Say whether nominations are taken at `now`; the clock decides, not the label."""
        return rules.takes_nominations(self, now)

    _WORKING = [
        SeasonState.PUBLISHED,
        SeasonState.OPEN,
        SeasonState.IN_REVIEW,
        SeasonState.JUDGING,
        SeasonState.DECIDING,
        SeasonState.LOCKED,
    ]

    @transition(
        state,
        SeasonState.DRAFT,
        SeasonState.PUBLISHED,
        permission=is_administrator,
        conditions=[rules.has_awards, rules.weights_add_up, rules.has_nomination_window],
    )
    def publish(self):
        """Let anybody read what can be won and when."""

    @transition(
        state,
        SeasonState.PUBLISHED,
        SeasonState.OPEN,
        permission=is_the_system | is_administrator,
        conditions=[rules.opening_has_come, rules.is_not_paused],
    )
    def open_nominations(self):
        """Catch up with the opening minute."""

    @transition(
        state,
        [SeasonState.PUBLISHED, SeasonState.OPEN],
        SeasonState.IN_REVIEW,
        permission=is_the_system | is_administrator,
        conditions=[rules.closing_has_come],
    )
    def close_nominations(self):
        """Catch up with the closing minute."""

    @transition(state, SeasonState.IN_REVIEW, SeasonState.JUDGING, permission=is_the_system | is_administrator)
    def start_judging(self):
        """Scoring has opened in the first round."""

    @transition(state, SeasonState.JUDGING, SeasonState.DECIDING, permission=is_the_system | is_administrator)
    def start_deciding(self):
        """Scoring has closed in every first round."""

    @transition(state, SeasonState.DECIDING, SeasonState.LOCKED, permission=is_administrator | is_the_system)
    def lock(self):
        """Every award is decided and locked."""

    @transition(state, SeasonState.LOCKED, SeasonState.DECIDING, permission=is_administrator, needs_reason=True)
    def unlock(self):
        """A locked decision was opened again by two people."""

    @transition(state, SeasonState.LOCKED, SeasonState.ANNOUNCED, permission=is_the_system | is_administrator)
    def announce(self):
        """The last result is public."""

    @transition(state, SeasonState.ANNOUNCED, SeasonState.ARCHIVED, permission=is_administrator)
    def archive(self):
        """The season is over; judges' access ends."""

    @transition(state, _WORKING, None, permission=is_administrator, conditions=[rules.is_not_paused], needs_reason=True)
    def pause(self):
        """Take no nominations and publish nothing until resumed."""
        self.paused_at = self.now

    @transition(state, _WORKING, None, permission=is_administrator, conditions=[rules.is_paused])
    def resume(self):
        """Go on after a pause."""
        self.paused_at = None


class Milestone(models.Model):
    """A dated moment or window of the calendar: from its start, up to but not including its end."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="milestones")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    audience = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["season", "key"], name="milestone_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("starts_at")),
                name="milestone_ends_after_start",
            ),
        ]

    def __str__(self):
        return self.name

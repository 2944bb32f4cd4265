"""The outbox: each thing that is said to somebody, once."""

from django.db import models
from django.db.models import Q

from awards.models import Season
from awards.roles import is_administrator, is_the_system
from kit import clock
from kit.models import PublicIdModel
from notifications.kinds import Kind
from notifications.querysets import MessageQuerySet
from notifications.states import MessageState
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class Message(PublicIdModel, Lifecycle):
    """One thing said to one recipient about one subject on one occasion.

    Written in the transaction of the deed that causes it. `context` holds short values for the text (a
    reference, a date), never a statement, score or comment; the text is made when it is sent. Batches move by
    compare-and-set in `delivery.py`; a person's own acts go through the door.
    """

    machine = "message"

    season = models.ForeignKey(Season, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages")
    to_address = models.EmailField(blank=True)
    recipient_key = models.CharField(max_length=260, editable=False)
    about = models.CharField(max_length=60, blank=True)
    occurrence = models.CharField(max_length=60, blank=True)
    context = models.JSONField(default=dict)
    state = StateField(choices=MessageState.choices, default=MessageState.QUEUED)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    lease_token = models.UUIDField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    subject = models.CharField(max_length=250, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.CharField(max_length=300, blank=True, editable=False)

    objects = MessageQuerySet.as_manager()

    PERSONAL_FIELDS = ("to_address", "recipient_key", "context", "subject")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            legal_states(MessageState, "message_state"),
            models.UniqueConstraint(fields=["kind", "recipient_key", "about", "occurrence"], name="message_said_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[MessageState.SENT, MessageState.DELIVERED]) | Q(sent_at__isnull=False),
                name="message_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="message_outbox"),
            models.Index(fields=["about"], name="message_about"),
        ]

    def __str__(self):
        return f"{self.kind} {self.about}"

    @property
    def audit_scope(self):
        """Events of its season."""
        return f"season:{self.season_id}" if self.season_id else ""

    @transition(
        state,
        [MessageState.QUEUED, MessageState.FAILED_FOR_NOW],
        MessageState.SENDING,
        permission=is_the_system,
    )
    def begin(self):
        """Hand it to the mail server next."""

    @transition(
        state,
        [MessageState.SENDING, MessageState.UNKNOWN],
        MessageState.SENT,
        permission=is_the_system | is_administrator,
    )
    def confirm(self):
        """The mail server took it, or a person has found that it arrived."""
        self.sent_at = self.sent_at or self.now

    @transition(state, MessageState.SENT, MessageState.DELIVERED, permission=is_the_system)
    def arrive(self):
        """The provider's receipt says that it arrived."""

    @transition(state, MessageState.SENDING, MessageState.FAILED_FOR_NOW, permission=is_the_system)
    def fail_for_now(self):
        """The mail server was not there; try again later."""

    @transition(
        state,
        [MessageState.SENDING, MessageState.QUEUED, MessageState.FAILED_FOR_NOW, MessageState.SENT],
        MessageState.FAILED_FOR_GOOD,
        permission=is_the_system,
    )
    def fail_for_good(self):
        """It cannot be delivered; a person reaches the recipient another way."""

    @transition(state, MessageState.SENDING, MessageState.UNKNOWN, permission=is_the_system)
    def lose_track(self):
        """The sender died between the mail server's yes and its own record; a person decides."""

    @transition(
        state,
        [MessageState.FAILED_FOR_GOOD, MessageState.UNKNOWN],
        MessageState.QUEUED,
        permission=is_administrator,
        needs_reason=True,
    )
    def send_again(self):
        """Try once more, because a person has found that it did not arrive."""
        self.due_at = self.now
        self.lease_token = self.lease_until = None

    @transition(
        state,
        [MessageState.QUEUED, MessageState.FAILED_FOR_NOW],
        MessageState.SUPERSEDED,
        permission=is_the_system,
    )
    def supersede(self):
        """A later decision has overtaken it."""

    @transition(
        state,
        [MessageState.QUEUED, MessageState.FAILED_FOR_NOW, MessageState.FAILED_FOR_GOOD, MessageState.UNKNOWN],
        MessageState.CANCELLED,
        permission=is_administrator | is_the_system,
        needs_reason=True,
    )
    def cancel(self):
        """Do not send it."""


class ReminderStop(models.Model):
    """Somebody who wants no reminders and no thanks in one season; what they have to know still reaches them."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reminder_stops")
    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="reminder_stops")
    at = models.DateTimeField(default=clock.now)

    PERSONAL_FIELDS = ()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["person", "season"], name="reminder_stop_once")]

    def __str__(self):
        return f"{self.person_id} in {self.season_id}"

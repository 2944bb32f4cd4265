"""Taking messages from the outbox to the mail server, each once.

Four writes: the row came with the deed; a batch is claimed under a lease; one row is committed as `sending` just
before it goes; it is committed as `sent` after the server's yes. A lapsed lease on a row that was only claimed is
taken again. A lapsed `sending` becomes `delivery unknown`: a person decides, never the machine. Every write names
the lease, so that a sender that slept too long changes nothing.
"""

import random
import time
import uuid
from datetime import datetime, timedelta

import structlog
from django.core.mail import get_connection
from django.db import models, transaction
from django.db.models import F, Q

from kit import clock
from notifications import breaker
from notifications.addresses import is_usable
from notifications.contexts import NotYet, Overtaken
from notifications.following import follow, with_what_follows
from notifications.kinds import Kind
from notifications.loading import Loaded
from notifications.models import Message
from notifications.outbox import WAITING
from notifications.rendering import as_email, render
from notifications.smtp import CONNECTION_ERRORS, is_final
from notifications.states import MessageState
from notifications.stopping import STOPPED

log = structlog.get_logger(__name__)

BATCH = 50
LEASE = timedelta(seconds=60)
LONGEST_RUN = 45.0  # seconds; a task ends before its own limit and rings for the next
MOST_ATTEMPTS = 12
FIRST_WAIT, LONGEST_WAIT = 30, 3600  # seconds
SECRETS = {Kind.SIGN_IN}


def drain(*, seconds: float = LONGEST_RUN) -> bool:
    """Send what is due, for at most `seconds`; returns True when there is more to send now."""
    until = time.monotonic() + seconds
    if breaker.is_open():
        return False
    with Sender() as sender:
        while batch := claim(BATCH):
            sender.send(batch)
            if sender.must_stop:
                return False
            if time.monotonic() >= until:
                return Message.objects.due().filter(free(clock.now())).exists()
    return False


def free(now: datetime) -> Q:
    """Return the filter for rows that no sender holds at `now`."""
    return Q(lease_until__isnull=True) | Q(lease_until__lt=now)


@transaction.atomic
def claim(count: int) -> list[Message]:
    """Return up to `count` messages that are due, held for this sender alone until the lease ends."""
    now, token = clock.now(), uuid.uuid4()
    due = Message.objects.due(now).filter(free(now)).order_by("due_at", "pk")
    pks = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:count])
    if not pks:
        return []
    # SQLite locks no rows: there the update itself, in its one writer's transaction, settles who has them.
    held = Message.objects.filter(free(now), pk__in=pks, state__in=WAITING)
    held.update(lease_token=token, lease_until=now + LEASE)
    return list(Message.objects.filter(lease_token=token).select_related("person").order_by("due_at", "pk"))


@transaction.atomic
def sweep(now: datetime | None = None) -> int:
    """Give up on sends whose lease has lapsed: nobody can say whether they arrived. Returns how many."""
    now = now or clock.now()
    lapsed = Message.objects.filter(state=MessageState.SENDING, lease_until__lt=now)
    notices = list(lapsed.filter(kind=Kind.NOMINATED))
    lapsed.filter(kind__in=SECRETS).update(context={})
    lost = lapsed.update(
        state=MessageState.UNKNOWN, problem="The sender stopped before the mail server's answer was written down."
    )
    for message in notices:
        follow(message, MessageState.UNKNOWN)
    if lost:
        log.warning("delivery.unknown", count=lost)
    return lost


class Sender:
    """One conversation with the mail server, for many messages."""

    def __init__(self):
        self.connection = get_connection()
        self.is_down = False
        self.is_paused = False
        self._after_silence = breaker.has_counted()

    @property
    def must_stop(self) -> bool:
        """Say whether nothing more should be sent for now."""
        return self.is_down or self.is_paused

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.hang_up()

    def hang_up(self) -> None:
        """End the conversation; the next message starts another."""
        try:
            self.connection.close()
        except CONNECTION_ERRORS:
            self.connection.connection = None

    def send(self, batch: list[Message]) -> None:
        """Send a claimed batch; stops where the lease is lost, the server is away or the breaker opens."""
        ready = [(m, email) for m, email in prepare(batch) if email is not None]
        for place, (message, email) in enumerate(ready):
            self._connect()
            if self.must_stop:
                let_go([m for m, _ in ready[place:]], because_down=self.is_down)
                return
            if begin(message):
                self._hand_over(message, email)

    def _connect(self) -> None:
        if self.must_stop:
            return
        try:
            self.connection.open()
        except CONNECTION_ERRORS as error:
            log.warning("delivery.server_away", error=type(error).__name__)
            # A connection that was refused TLS must not be used again.
            self.hang_up()
            self.is_down = True

    def _hand_over(self, message: Message, email) -> None:
        try:
            self.connection.send_messages([email])
        except Exception as error:  # whatever a backend raises, the other messages go on
            self._settle_failure(message, error)
            self.hang_up()
        else:
            confirm(message, email.subject)
            if self._after_silence:
                breaker.note_answer()
                self._after_silence = False

    def _settle_failure(self, message: Message, error: Exception) -> None:
        name = type(error).__name__
        log.warning("delivery.failed", message=message.pk, error=name)
        if getattr(self.connection, "may_have_arrived", False) and not hasattr(error, "smtp_code"):
            settle(message, MessageState.UNKNOWN, "The mail server went away before it said yes or no.")
            self._after_silence = True
            self.is_paused = breaker.note_silence()
            return
        if is_final(error):
            settle(message, MessageState.FAILED_FOR_GOOD, f"The mail server refused it ({reply_code(error)}).")
        else:
            fail_for_now(message, f"The mail server could not take it ({reply_code(error)}).")


def reply_code(error: Exception) -> str:
    """Return the server's reply code, or the name of the error; never its words, which may hold an address."""
    if recipients := getattr(error, "recipients", None):
        return ", ".join(str(code) for code, _ in recipients.values())
    return str(getattr(error, "smtp_code", type(error).__name__))


def prepare(batch: list[Message]) -> list[tuple[Message, object]]:
    """Return each message with its e-mail, or with None where it is settled without being sent."""
    loaded = Loaded(batch)
    return [(message, _email_of(message, loaded)) for message in batch]


def _email_of(message: Message, loaded: Loaded):
    address = message.to_address or (message.person.email if message.person else "") or ""
    if message.person and message.person.no_email and message.kind != Kind.SIGN_IN:
        return settle(message, MessageState.CANCELLED, "This person is to be sent nothing by email.")
    if loaded.is_stopped(message):
        return settle(message, MessageState.CANCELLED, STOPPED)
    if not is_usable(address):
        return settle(message, MessageState.FAILED_FOR_GOOD, "There is no address that can be written to.")
    try:
        return as_email(message, address, render(message, loaded), loaded.season(message))
    except Overtaken as why:
        return settle(message, MessageState.SUPERSEDED, str(why))
    except NotYet as wait:
        return put_off(message, wait.until)
    except Exception as error:
        log.exception("delivery.cannot_be_written", message=message.pk, kind=message.kind)
        return settle(message, MessageState.FAILED_FOR_GOOD, f"It could not be written ({type(error).__name__}).")


def _mine(message: Message, *states: str) -> models.QuerySet:
    return Message.objects.filter(pk=message.pk, lease_token=message.lease_token, state__in=states)


def begin(message: Message) -> bool:
    """Commit that this message goes to the mail server next; False where it is no longer ours to send."""
    changed = _mine(message, *WAITING).update(state=MessageState.SENDING, lease_until=clock.now() + LEASE)
    return bool(changed)


def confirm(message: Message, subject: str) -> None:
    """Commit that the mail server took it, even where its lease lapsed meanwhile: this sender heard the yes."""
    written = {"context": {}, "subject": subject} if message.kind in SECRETS else {"subject": subject}
    rows = _mine(message, MessageState.SENDING, MessageState.UNKNOWN)
    with with_what_follows(message):
        if rows.update(
            state=MessageState.SENT,
            sent_at=clock.now(),
            attempts=F("attempts") + 1,
            problem="",
            lease_until=None,
            **written,
        ):
            follow(message, MessageState.SENT)


def settle(message: Message, state: str, problem: str) -> None:
    """Commit an end of this message that needs no further attempt."""
    secret = {"context": {}} if message.kind in SECRETS else {}
    rows = _mine(message, *WAITING, MessageState.SENDING)
    with with_what_follows(message):
        if rows.update(state=state, problem=problem, lease_until=None, **secret):
            follow(message, state)


def fail_for_now(message: Message, problem: str) -> None:
    """Commit that it is to be tried again, later each time; for good after the last attempt."""
    attempts = message.attempts + 1
    if attempts >= MOST_ATTEMPTS:
        settle(message, MessageState.FAILED_FOR_GOOD, problem)
        return
    wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
    _mine(message, MessageState.SENDING).update(
        state=MessageState.FAILED_FOR_NOW,
        attempts=attempts,
        due_at=clock.now() + timedelta(seconds=wait),
        problem=problem,
        lease_token=None,
        lease_until=None,
    )


def put_off(message: Message, until: datetime) -> None:
    """Let the message wait for a moment, as it stands."""
    _mine(message, *WAITING).update(due_at=until, lease_token=None, lease_until=None)


def let_go(messages: list[Message], *, because_down: bool) -> None:
    """Give back what was claimed and not sent; with the server away it rests for a little while."""
    for token in {m.lease_token for m in messages}:
        rows = Message.objects.filter(
            lease_token=token, state__in=WAITING, pk__in=[m.pk for m in messages if m.lease_token == token]
        )
        given_back = {"lease_token": None, "lease_until": None}
        if because_down:
            rest = clock.now() + timedelta(seconds=random.uniform(15, 45))  # noqa: S311 - jitter
            given_back |= {"due_at": rest, "problem": "The mail server does not answer."}
        rows.update(**given_back)

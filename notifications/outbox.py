"""Putting a message in the outbox: a row in the transaction of the deed, then a bell once it is committed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

import structlog
from django.db import IntegrityError, connection, transaction
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from kit import clock
from notifications.kinds import Kind
from notifications.models import Message
from notifications.states import MessageState
from notifications.timing import AT_ONCE, WORKING_HOURS
from people.links import about as code_of
from people.models import Person

log = structlog.get_logger(__name__)

AT_ANY_HOUR = {
    Kind.SIGN_IN,
    Kind.DRAFT_SAVED,
    Kind.RECEIVED,
    Kind.WITHDRAWN,
    Kind.SAFEGUARDING,
    Kind.PRIVACY_ALERT,
    Kind.DELIVERY_FAILURES,
}
RULES = dict.fromkeys(AT_ANY_HOUR, AT_ONCE)
WAITING = (MessageState.QUEUED, MessageState.FAILED_FOR_NOW)
ROWS_AT_ONCE = 1000


@dataclass
class Outgoing:
    """A message to be: what kind, to whom, about what, on which occasion.

    `about` is a thing or its code ("nomination:12"). `occurrence` tells one occasion from the next: a second
    message with the same kind, recipient, subject and occasion is the first one. `context` holds short values.
    """

    kind: Kind
    about: object
    season: object = None
    person: Person | None = None
    to_address: str = ""
    occurrence: str = ""
    context: dict = field(default_factory=dict)
    due_at: datetime | None = None

    @property
    def can_be_sent(self) -> bool:
        """Say whether there is an address to write to, of somebody who lets us."""
        if self.person is None:
            return bool(self.to_address)
        wanted = not self.person.no_email or self.kind == Kind.SIGN_IN
        return wanted and bool(self.to_address or self.person.email)

    def as_row(self, now: datetime, due_at: datetime | None = None) -> Message:
        """Return the row, not saved yet; `due_at` is what its kind's rule says, where that is known."""
        rule = RULES.get(self.kind, WORKING_HOURS)
        return Message(
            season_id=self.season and self.season.pk,
            kind=self.kind,
            person_id=self.person and self.person.pk,
            to_address=self.to_address,
            recipient_key=f"person:{self.person.pk}" if self.person else f"address:{self.to_address.lower()}",
            about=self.about if isinstance(self.about, str) else code_of(self.about),
            occurrence=self.occurrence,
            context=self.context,
            due_at=self.due_at or due_at or rule(now, self.season),
            created_at=now,
        )


def queue(
    kind: Kind,
    *,
    person: Person | None = None,
    to_address: str = "",
    about,
    occurrence: str = "",
    season=None,
    context: dict | None = None,
    due_at: datetime | None = None,
) -> Message | None:
    """Put one message in the outbox; a second call for the same occasion returns the first message.

    `due_at` is a moment in UTC; without it the kind's own rule of working hours decides. Returns None where
    there is nobody to write to: no address, or a person who is to be sent nothing.
    """
    outgoing = Outgoing(kind, about, season, person, to_address, occurrence, context or {}, due_at)
    if not outgoing.can_be_sent:
        return None
    now = clock.now()
    row = outgoing.as_row(now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        said = {name: getattr(row, name) for name in ("kind", "recipient_key", "about", "occurrence")}
        return Message.objects.get(**said)
    if row.due_at <= now:
        ring_after_commit()
    return row


@transaction.atomic(savepoint=False)
def queue_many(outgoing: Iterable[Outgoing]) -> int:
    """Put many messages in the outbox, a few queries for all of them; returns how many could be written.

    Those that were said before stay as they are.
    """
    now = clock.now()
    rule = lru_cache(maxsize=None)(lambda kind, season: RULES.get(kind, WORKING_HOURS)(now, season))
    rows = [one.as_row(now, one.due_at or rule(one.kind, one.season)) for one in outgoing if one.can_be_sent]
    Message.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)
    if any(row.due_at <= now for row in rows):
        ring_after_commit()
    return len(rows)


def supersede(about: Iterable[str], kinds: Iterable[Kind], *, people: Iterable[Person] | None = None) -> int:
    """Take back what was not sent yet about these things, because a later decision overtakes it; returns how many.

    `people` says to whom, where it is not everybody.
    """
    waiting = Message.objects.filter(about__in=list(about), kind__in=list(kinds), state__in=WAITING)
    if people is not None:
        waiting = waiting.filter(person__in=list(people))
    waiting.filter(kind=Kind.SIGN_IN).update(context={})
    return waiting.update(state=MessageState.SUPERSEDED, lease_token=None, lease_until=None)


def ring_after_commit() -> None:
    """Ring for a drain when the transaction is committed; once, however many messages it holds."""
    standing = set(connection.savepoint_ids)
    if any(bell is ring and set(sids) <= standing for sids, bell, _ in connection.run_on_commit):
        return
    transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Ask a worker to look in the outbox. With the queue down nothing is lost: the sweep looks by itself."""
    from notifications.tasks import drain

    try:
        drain.delay()
    except (KombuError, RedisError, OSError) as error:
        log.warning("outbox.bell_not_heard", error=type(error).__name__)

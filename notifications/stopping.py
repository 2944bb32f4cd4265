"""Reminders and thanks that somebody does not want: from a link in the message itself, for one season.

The link needs no sign-in and no cookie, so that a mail program can use it by itself (RFC 8058). It holds the
person's random id and the season's number, signed; it can stop or allow reminders and nothing else.
"""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from awards.models import Season
from notifications.kinds import Kind
from notifications.models import Message, ReminderStop
from people.models import Person
from workflow import record

# Reminders and thanks. A decision, and whatever somebody has to know, is always sent.
OPTIONAL = (
    Kind.DRAFT_REMINDER,
    Kind.ENDORSE_REMINDER,
    Kind.SCORING_REMINDER,
    Kind.CHOICES_DUE,
    Kind.RESULTS_TO_NOMINATOR,
)
STOPPED = "This person asked for no reminders."
_signer = Signer(salt="notifications.stopping")


def stop_address(message: Message) -> str:
    """Return the full address at which the recipient stops such messages; empty where they cannot be stopped."""
    if message.kind not in OPTIONAL or message.person is None or message.season_id is None:
        return ""
    return settings.BASE_URL.rstrip("/") + reverse(
        "notifications:stop", args=[token_of(message.person, message.season_id)]
    )


def token_of(person: Person, season_id: int) -> str:
    """Return the secret part of the address."""
    return _signer.sign(f"{person.public_id.hex}-{season_id}")


def read_token(token: str) -> tuple[Person, Season] | None:
    """Return whose token it is and of which season; None for a forged one, or where either is gone."""
    try:
        who, _, season_id = _signer.unsign(token).partition("-")
    except BadSignature:
        return None
    person = Person.objects.filter(public_id=uuid.UUID(who)).first()
    season = Season.objects.filter(pk=season_id).first()
    return (person, season) if person and season else None


@transaction.atomic
def stop_reminders(person: Person, season: Season) -> bool:
    """Send somebody no more reminders and thanks in a season; False where that was so already."""
    _, is_new = ReminderStop.objects.get_or_create(person=person, season=season)
    if is_new:
        record(season, "stop_reminders", by=person)
    return is_new


@transaction.atomic
def allow_reminders(person: Person, season: Season) -> bool:
    """Send somebody reminders and thanks again; False where they were not stopped."""
    count, _ = ReminderStop.objects.filter(person=person, season=season).delete()
    if count:
        record(season, "allow_reminders", by=person)
    return bool(count)


def stopped_among(people: Iterable[int | None], seasons: Iterable[int | None]) -> set[tuple[int, int]]:
    """Return who of these people wants no reminders, each with the season that it holds for; one query."""
    rows = ReminderStop.objects.filter(season__in={s for s in seasons if s}, person__in={p for p in people if p})
    return set(rows.values_list("person", "season"))


def still_wanted(found: list) -> list:
    """Leave out of messages to be those that their recipient has stopped."""
    optional = [one for one in found if one.kind in OPTIONAL and one.person and one.season]
    if not optional:
        return found
    stopped = stopped_among((one.person.pk for one in optional), (one.season.pk for one in optional))
    return [
        one
        for one in found
        if one.kind not in OPTIONAL or (one.person and one.person.pk, one.season and one.season.pk) not in stopped
    ]

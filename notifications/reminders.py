"""What the calendar causes: reminders and digests, in the same words as the catalogue.

`remind` looks at the clock and queues what has come due, each once: the occasion names the date that it reminds
of, so that a window that moves is reminded of again. What is done meanwhile is not reminded of.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q

from awards.models import Season
from awards.states import SeasonState
from judging.models import PanelMember, Round, ScoreSheet
from judging.modes import taking_marks
from judging.querysets import SITTING
from judging.states import RoundState
from kit import clock
from nominations.models import Endorsement, Nomination
from nominations.states import ConsentPurpose, EndorsementState, NominationState
from notifications.chasers import chased_since
from notifications.finalists import finalists_told
from notifications.kinds import Kind
from notifications.late import late_endorsements
from notifications.models import Message
from notifications.outbox import Outgoing, queue_many
from notifications.recipients import administrators
from notifications.states import MessageState
from notifications.stopping import still_wanted
from notifications.timing import OPENS, at_hour, is_working_day, working_day_from, working_day_until, zone_of
from people.models import Person

DRAFT_DAYS = (7, 2)
SCORING_DAYS = (3, 1)
CHOICES_DAYS = (2,)
EVENT_DAYS = (7, 1)
DIGEST_HOUR = time(8)
UNHEARD = (MessageState.SUPERSEDED, MessageState.CANCELLED)


@dataclass(frozen=True)
class Reminder:
    """One thing that the calendar causes: its kind, to whom and when in words, what finds it, and when to look.

    `moments` gives the moments after `now` at which `find` may find somebody new. A dated one stands in the
    calendar of messages before there is anybody to remind.
    """

    kind: Kind
    to_whom: str
    when: str
    find: Callable[[Season, datetime], Iterable[Outgoing]]
    moments: Callable[[Season, datetime], Iterable[datetime]]
    is_dated: bool = True

    def __call__(self, season, now: datetime) -> Iterable[Outgoing]:
        return self.find(season, now)


def remind(now: datetime | None = None) -> int:
    """Queue every reminder whose moment has come; a second call for the same moment queues nothing."""
    now = now or clock.now()
    found: list[Outgoing] = []
    working = Season.objects.exclude(state__in=[SeasonState.DRAFT, SeasonState.ARCHIVED]).filter(paused_at=None)
    for season in working.prefetch_related("milestones"):
        for reminder in REMINDERS:
            found += reminder(season, now)
    found = _not_said_yet(still_wanted(found))
    return queue_many(found) if found else 0


def _not_said_yet(found: list[Outgoing]) -> list[Outgoing]:
    """Leave out what stands in the outbox already: the look each minute must not try to write it again."""
    if not found:
        return []
    said = set(
        Message.objects.filter(
            kind__in={one.kind for one in found}, occurrence__in={one.occurrence for one in found}
        ).values_list("kind", "recipient_key", "about", "occurrence")
    )
    rows = [(one, one.as_row(clock.now())) for one in found]
    return [one for one, row in rows if (row.kind, row.recipient_key, row.about, row.occurrence) not in said]


def _moments(last: datetime, days_before: Iterable[int], season) -> list[tuple[datetime, int]]:
    """Return the 9am of the working day so many days before `last`, or before that, each with its number of days."""
    last_day = last.astimezone(zone_of(season)).date()
    return [(at_hour(working_day_until(last_day - timedelta(days=days)), OPENS, season), days) for days in days_before]


def _latest_moment(last: datetime, days_before: Iterable[int], season, now: datetime) -> tuple[datetime, int] | None:
    """Return the latest 9am, of those so many days before `last`, that has come; None before the first."""
    come = [moment for moment in _moments(last, days_before, season) if moment[0] <= now]
    return max(come) if come and now < last else None


def choices_due_at(season) -> datetime | None:
    """Return until when finalists choose what may be said of them: the calendar's moment, else the event's start."""
    window = season.window("consent_due") or season.window("event")
    return window and window.starts_at


def _occasion(day: date, days: int) -> str:
    return f"{day.isoformat()}:{days}"


def drafts_not_sent(season, now: datetime) -> Iterator[Outgoing]:
    """Find nominators of drafts that were begun before the reminder's moment and are not sent."""
    window = season.window("nominations")
    if window is None or window.ends_at is None:
        return
    moment = _latest_moment(window.ends_at, DRAFT_DAYS, season, now)
    if moment is None:
        return
    at, days = moment
    occasion = _occasion(window.ends_at.astimezone(zone_of(season)).date(), days)
    drafts = Nomination.objects.filter(
        season=season, state=NominationState.DRAFT, started_at__lt=at, nominator__isnull=False
    )
    for draft in drafts.select_related("nominator").only("pk", "nominator"):
        yield Outgoing(Kind.DRAFT_REMINDER, draft, season, draft.nominator, occurrence=occasion)


def endorsements_awaited(season, now: datetime) -> Iterator[Outgoing]:
    """Find people who were asked to endorse so many days ago and have not answered."""
    asked = Endorsement.objects.filter(
        nomination__season=season, state=EndorsementState.REQUESTED, answer_by__gt=now
    ).exclude(nomination__state__in=[NominationState.WITHDRAWN, NominationState.NOT_ELIGIBLE])
    zone = zone_of(season)
    for endorsement in asked.select_related("person"):
        first = endorsement.requested_at.astimezone(zone).date()
        moments = [
            (at_hour(working_day_from(first + timedelta(days=days)), OPENS, season), days)
            for days in season.endorsement_reminder_days
        ]
        if come := [moment for moment in moments if moment[0] <= now]:
            occasion = _occasion(endorsement.answer_by.astimezone(zone).date(), max(come)[1])
            yield Outgoing(Kind.ENDORSE_REMINDER, endorsement, season, endorsement.person, occurrence=occasion)


def late_for_administrators(season, now: datetime) -> Iterator[Outgoing]:
    """Find administrators to whom something became late since their last digest; one digest a working day."""
    today = now.astimezone(zone_of(season)).date()
    if not is_working_day(today) or now < at_hour(today, OPENS, season):
        return
    late = late_endorsements(season, now)
    if not late.exists():
        return
    for person in administrators(season):
        last = Message.objects.filter(kind=Kind.ENDORSEMENT_LATE, person=person, season=season)
        since = last.order_by("-created_at").values_list("created_at", flat=True).first()
        news = late.visible_to(person)
        if since:
            news = news.filter(answer_by__gt=since)
        if news.exists():
            yield Outgoing(Kind.ENDORSEMENT_LATE, season, season, person, occurrence=today.isoformat())


def scoring_not_finished(season, now: datetime) -> Iterator[Outgoing]:
    """Find judges who still have a sheet to submit in a round that closes soon."""
    rounds = Round.objects.filter(season=season, state=RoundState.SCORING, mode__in=taking_marks(), closes_at__gt=now)
    for round_ in rounds:
        moment = _latest_moment(round_.closes_at, SCORING_DAYS, season, now)
        if moment is None or moment[0] < round_.opens_at:
            continue
        left = ScoreSheet.objects.filter(round=round_, member__state__in=SITTING, member__is_reserve=False)
        occasion = _occasion(round_.closes_at.astimezone(zone_of(season)).date(), moment[1])
        waiting = Person.objects.filter(pk__in=left.unfinished().values("member__person"))
        # Whoever was reminded by hand on that day, or since, is not reminded of the same again.
        chased = chased_since(round_, moment[0].date())
        for person in waiting.exclude(pk__in=chased).order_by("pk"):
            yield Outgoing(Kind.SCORING_REMINDER, round_, season, person, occurrence=occasion)


def choices_not_made(season, now: datetime) -> Iterator[Outgoing]:
    """Find finalists who were told before the reminder's moment and have left a question about publicity open."""
    due = choices_due_at(season)
    moment = due and _latest_moment(due, CHOICES_DAYS, season, now)
    if not moment:
        return
    at, days = moment
    answered = Count("consents", filter=Q(consents__is_current=True))
    open_ones = finalists_told(season, at).annotate(answered=answered).filter(answered__lt=len(ConsentPurpose))
    occasion = _occasion(due.astimezone(zone_of(season)).date(), days)
    for entry in open_ones:
        yield Outgoing(Kind.CHOICES_DUE, entry, season, entry.nominee.person, occurrence=occasion)


def event_is_near(season, now: datetime) -> Iterator[Outgoing]:
    """Find finalists and judges to be told of the event once more; who is both, or twice one, is told once."""
    window = season.window("event")
    moment = window and _latest_moment(window.starts_at, EVENT_DAYS, season, now)
    if not moment:
        return
    at, days = moment
    occasion = _occasion(window.starts_at.astimezone(zone_of(season)).date(), days)
    said = Message.objects.filter(kind=Kind.EVENT_DETAILS, season=season, occurrence=occasion)
    told = set(said.exclude(state__in=UNHEARD).values_list("person", flat=True))
    judges = PanelMember.objects.sitting().filter(panel__award__season=season)
    subjects = [(entry.nominee.person, entry) for entry in finalists_told(season, at)]
    subjects += [(person, season) for person in Person.objects.filter(pk__in=judges.values("person")).order_by("pk")]
    for person, about in subjects:
        if person.pk not in told:
            told.add(person.pk)
            yield Outgoing(Kind.EVENT_DETAILS, about, season, person, occurrence=occasion)


def failures_for_administrators(season, now: datetime) -> Iterator[Outgoing]:
    """Find administrators to whom failed messages are left to see to; one digest a day, weekends included."""
    today = now.astimezone(zone_of(season)).date()
    stuck = Message.objects.filter(season=season).undelivered()
    if now < at_hour(today, DIGEST_HOUR, season) or not stuck.exists():
        return
    for person in administrators(season):
        if stuck.visible_to(person).exists():
            yield Outgoing(Kind.DELIVERY_FAILURES, season, season, person, occurrence=today.isoformat())


def draft_moments(season, now: datetime) -> list[datetime]:
    """Return when drafts are reminded of."""
    window = season.window("nominations")
    return _before(window and window.ends_at, DRAFT_DAYS, season)


def endorsement_moments(season, now: datetime) -> list[datetime]:
    """Return when somebody who is asked to endorse by now may be reminded."""
    asked = Endorsement.objects.filter(nomination__season=season, state=EndorsementState.REQUESTED, answer_by__gt=now)
    days = asked.order_by().datetimes("requested_at", "day", tzinfo=zone_of(season))
    return [
        at_hour(working_day_from(day.date() + timedelta(days=after)), OPENS, season)
        for day in days
        for after in season.endorsement_reminder_days
    ]


def late_moments(season, now: datetime) -> list[datetime]:
    """Return when administrators may next hear of late endorsements: after each that runs out, and once for now."""
    waits = Endorsement.objects.filter(nomination__season=season, state=EndorsementState.REQUESTED, answer_by__gt=now)
    ends = set(waits.order_by().values_list("answer_by", flat=True))
    return [_next_hour(end, OPENS, season, working_day_from) for end in [now, *ends]]


def scoring_moments(season, now: datetime) -> list[datetime]:
    """Return when judges of rounds that are not closed may be reminded."""
    rounds = Round.objects.filter(season=season, mode__in=taking_marks(), closes_at__gt=now)
    return [
        at
        for opens_at, closes_at in rounds.values_list("opens_at", "closes_at")
        for at in _before(closes_at, SCORING_DAYS, season)
        if at >= opens_at
    ]


def choices_moments(season, now: datetime) -> list[datetime]:
    """Return when finalists are reminded of their choices."""
    return _before(choices_due_at(season), CHOICES_DAYS, season)


def event_moments(season, now: datetime) -> list[datetime]:
    """Return when everybody is told of the event."""
    window = season.window("event")
    return _before(window and window.starts_at, EVENT_DAYS, season)


def digest_moments(season, now: datetime) -> list[datetime]:
    """Return when administrators next hear of what failed."""
    return [_next_hour(now, DIGEST_HOUR, season, lambda day: day)]


def _before(last: datetime | None, days_before: Iterable[int], season) -> list[datetime]:
    return [at for at, _ in _moments(last, days_before, season)] if last else []


def _next_hour(after: datetime, hour: time, season, day_from: Callable[[date], date]) -> datetime:
    """Return the first `hour` at or after a moment, on a day that `day_from` lets through."""
    day = day_from(after.astimezone(zone_of(season)).date())
    at = at_hour(day, hour, season)
    return at if at >= after else at_hour(day_from(day + timedelta(days=1)), hour, season)


REMINDERS = (
    Reminder(
        Kind.DRAFT_REMINDER,
        "The nominator of a draft that is not sent",
        "9am, 7 days and 2 days before nominations close",
        drafts_not_sent,
        draft_moments,
    ),
    Reminder(
        Kind.ENDORSE_REMINDER,
        "The person asked to endorse, if they have not answered",
        "9am, as many days after the request as the season says",
        endorsements_awaited,
        endorsement_moments,
        is_dated=False,
    ),
    Reminder(
        Kind.ENDORSEMENT_LATE,
        "Each administrator, one list of all that is late, without nominations they have a part in",
        "9am of a working day on which something new is late",
        late_for_administrators,
        late_moments,
        is_dated=False,
    ),
    Reminder(
        Kind.SCORING_REMINDER,
        "Each judge with a sheet still to submit",
        "9am, 3 days and 1 day before the round closes",
        scoring_not_finished,
        scoring_moments,
    ),
    Reminder(
        Kind.CHOICES_DUE,
        "Each finalist who was told and has not answered every question about publicity",
        "9am, 2 days before choices are due",
        choices_not_made,
        choices_moments,
    ),
    Reminder(
        Kind.EVENT_DETAILS,
        "Each finalist who was told, and each judge",
        "9am, 7 days and 1 day before the event",
        event_is_near,
        event_moments,
    ),
    Reminder(
        Kind.DELIVERY_FAILURES,
        "Each administrator, while messages that they may follow failed or may not have arrived",
        "8am, every day on which there are any",
        failures_for_administrators,
        digest_moments,
        is_dated=False,
    ),
)

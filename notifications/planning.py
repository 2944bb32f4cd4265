"""The calendar of messages of a season: what will be said, when, why and to how many. Nothing here writes.

What stands in the outbox is counted there. What the calendar will cause is found by asking each reminder what it
would say at its moments ahead, from things as they stand now; so it moves with the windows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from django.db.models import Count, Min
from django.db.models.functions import Coalesce, TruncHour

from announcements.models import Release
from announcements.states import ReleaseState
from awards.models import Season
from awards.states import SeasonState
from kit import clock
from notifications.catalogue import CATALOGUE
from notifications.document import rows
from notifications.kinds import Kind
from notifications.models import Message
from notifications.outbox import Outgoing
from notifications.querysets import OUTCOMES, shut_out
from notifications.reminders import REMINDERS
from notifications.rendering import Rendered, preview
from notifications.states import COLOURS, MessageState
from notifications.stopping import still_wanted
from notifications.timing import zone_of
from people.models import Person

STILL_TO_LEAVE = (MessageState.QUEUED, MessageState.SENDING, MessageState.FAILED_FOR_NOW)
PLANNED, PLANNED_COLOUR = "Planned", "grey"
# What several deeds cause, in one phrase.
WHY = {
    Kind.RECEIVED: "A nomination has arrived",
    Kind.ENTRY_CHECKED: "An entry is taken from its judges while it is checked, or given back",
    Kind.SIGN_IN: "Somebody asks to sign in",
}
AT_ITS_MINUTE = "The minute of the announcement"
# Each counts what its own recipient may see: nobody reads somebody else's.
DIGESTS = (Kind.ENDORSEMENT_LATE, Kind.DELIVERY_FAILURES)


@dataclass(frozen=True)
class Line:
    """What is said at one time: a kind, to how many people, why, and where it stands.

    `sample` is the number of one message in the outbox; `key` names a plan, empty where there is nobody yet.
    """

    at: datetime
    kind: Kind
    count: int
    why: str
    status: str
    colour: str
    state: str = ""
    sample: int | None = None
    key: str = ""


@dataclass(frozen=True)
class Plan:
    """A kind of message that will be queued at a moment ahead, with all that it would be."""

    at: datetime
    kind: Kind
    why: str
    outgoing: tuple[Outgoing, ...] = ()
    is_reminder: bool = True

    @property
    def key(self) -> str:
        """The name of the plan in an address: its kind and moment."""
        return f"{self.kind.value.lower()}-{int(self.at.timestamp())}"

    @property
    def count(self) -> int:
        """How many people it goes to."""
        return len({one.person.pk if one.person else one.to_address for one in self.outgoing})

    def sample_for(self, viewer: Person) -> Outgoing | None:
        """Return one of the messages whose words `viewer` may read; of a digest their own alone."""
        own = [one for one in self.outgoing if one.person == viewer]
        if self.kind in DIGESTS:
            return own[0] if own else None
        return self.outgoing[0] if self.outgoing else None

    def words_for(self, one: Outgoing) -> Rendered:
        """Return the words of one of the messages; a reminder's as they read at its moment.

        What an announcement will say is asked of the present, which holds it back.
        """
        if not self.is_reminder:
            return preview(one.as_row(clock.now()))
        with clock.set_to(self.at):
            return preview(one.as_row(self.at))


def coming(season: Season, viewer: Person) -> list[Line]:
    """Return what is still to be said, soonest first, as far as `viewer` may follow it."""
    standing = _lines_of(Message.objects.visible_to(viewer).filter(season=season, state__in=STILL_TO_LEAVE), season)
    planned = [
        Line(p.at, p.kind, p.count, p.why, PLANNED, PLANNED_COLOUR, key=p.key if p.outgoing else "")
        for p in plans(season, viewer)
    ]
    return sorted([*standing, *planned], key=lambda line: (line.at, _number(line.kind), line.status))


def past(season: Season, viewer: Person) -> list[Line]:
    """Return what was said or will not be, newest first, as far as `viewer` may follow it."""
    over = Message.objects.visible_to(viewer).filter(season=season).exclude(state__in=STILL_TO_LEAVE)
    return sorted(_lines_of(over, season), key=lambda line: (line.at, -_number(line.kind), line.status), reverse=True)


def _number(kind: Kind) -> int:
    return int(kind.value[1:])


def _lines_of(messages, season: Season) -> Iterator[Line]:
    """Count messages by hour, kind and state, with one query."""
    hour = TruncHour(Coalesce("sent_at", "due_at"), tzinfo=zone_of(season))
    groups = messages.order_by().annotate(hour=hour).values("hour", "kind", "state")
    for row in groups.annotate(people=Count("recipient_key", distinct=True), sample=Min("pk")):
        kind, state = Kind(row["kind"]), MessageState(row["state"])
        yield Line(
            row["hour"], kind, row["people"], why_of(kind), state.label, COLOURS[state], state.value, row["sample"]
        )


@cache
def why_of(kind: Kind) -> str:
    """Say after which deed or date a kind is said."""
    if kind in WHY:
        return WHY[kind]
    for reminder in REMINDERS:
        if reminder.kind == kind:
            return reminder.when
    return "; or ".join(dict.fromkeys(row["what"] for row in rows() if row["message"].split()[0] == kind.value))


def plans(season: Season, viewer: Person) -> list[Plan]:
    """Return what dates ahead will cause as things stand, as far as `viewer` may know of it."""
    if season.state == SeasonState.ARCHIVED:
        return []
    now = clock.now()
    hidden, outcomes = map(set, shut_out(viewer))

    def may_follow(one: Outgoing) -> bool:
        about = one.as_row(now, now).about
        return about not in hidden and not (one.kind in OUTCOMES and about in outcomes)

    found = [*_reminders_ahead(season, now), *_announcements_ahead(season, viewer, now)]
    seen: dict[str, Plan] = {}
    for plan in found:
        # Two announcements of one minute say the same kind at the same time: that is one line.
        before = seen[plan.key].outgoing if plan.key in seen else ()
        seen[plan.key] = replace(plan, outgoing=(*before, *filter(may_follow, plan.outgoing)))
    dated = {reminder.kind for reminder in REMINDERS if reminder.is_dated}
    return [plan for plan in seen.values() if plan.outgoing or plan.kind in dated]


def _reminders_ahead(season: Season, now: datetime) -> list[Plan]:
    """Ask each reminder at each of its moments ahead, in their order; what one moment says no later one says again."""
    asked = [(at, r) for r in REMINDERS for at in {*r.moments(season, now)} if at > now]
    seen: set[tuple] = set()
    found: list[tuple[datetime, Kind, str, list[Outgoing]]] = []
    for at, reminder in sorted(asked, key=lambda pair: (pair[0], pair[1].kind)):
        with clock.set_to(at):
            new = {identity_of(one): one for one in reminder(season, at) if one.can_be_sent}
        found.append((at, reminder.kind, reminder.when, [one for key, one in new.items() if key not in seen]))
        seen |= set(new)
    every = [one for *_, outgoing in found for one in outgoing]
    wanted = {identity_of(one) for one in still_wanted(every)} - _said(every)
    return [
        Plan(at, kind, why, tuple(one for one in outgoing if identity_of(one) in wanted))
        for at, kind, why, outgoing in found
    ]


def identity_of(one: Outgoing) -> tuple:
    """Return what tells one message from another (the outbox's own key)."""
    row = one.as_row(one.due_at or clock.now(), one.due_at or clock.now())
    return row.kind, row.recipient_key, row.about, row.occurrence


def _said(outgoing: Iterable[Outgoing]) -> set[tuple]:
    """Return which of these stand in the outbox already."""
    occasions = defaultdict(set)
    for one in outgoing:
        occasions[one.kind].add(one.occurrence)
    names = {name for names in occasions.values() for name in names}
    rows = Message.objects.filter(kind__in=list(occasions), occurrence__in=names)
    return set(rows.values_list("kind", "recipient_key", "about", "occurrence"))


def _announcements_ahead(season: Season, viewer: Person, now: datetime) -> Iterator[Plan]:
    """Find what follows from each announcement that is scheduled and that `viewer` may follow."""
    ahead = Release.objects.visible_to(viewer).filter(season=season, state=ReleaseState.SCHEDULED)
    for release in ahead.filter(goes_public_at__gt=now, paused_at=None).order_by("goes_public_at", "pk"):
        for say in CATALOGUE["release.catch_up"]:
            outgoing = tuple(
                Outgoing(say.kind, about, season, person, occurrence=say.occasion(release, None))
                for person, about in say.to(release, None)
            )
            sent = tuple(one for one in outgoing if one.can_be_sent)
            yield Plan(say.when(release.goes_public_at, season), Kind(say.kind), AT_ITS_MINUTE, sent, is_reminder=False)

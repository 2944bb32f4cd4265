"""The figures of one season for whoever runs it: each is counted over what that person may see, and opens its list."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q

from judging.models import PanelMember, Round, Standing
from judging.querysets import without_interest
from judging.states import MemberState, RoundState
from nominations.models import Entry, Flag, Nomination
from nominations.states import EntryState, NominationState
from nominations.tables import ENTRY_STAGES
from nominations.views.review_entries import late_drafts, late_endorsements
from nominations.views.review_nominees import nominees_to_tell
from notifications.models import Message
from notifications.states import MessageState
from records.navigation import address

NOTICE_AHEAD = timedelta(days=7)
COUNTING = [RoundState.SCORING, RoundState.CLOSED, RoundState.DELIBERATING]
FAILED, UNKNOWN = MessageState.FAILED_FOR_GOOD.value, MessageState.UNKNOWN.value


@dataclass(frozen=True)
class Figure:
    """One number, what it counts, and the list behind it."""

    label: str
    value: int
    url: str
    urgent: bool = False


def _to(name: str, *args, **query) -> str:
    return address(name, *args) + (f"?{urlencode(query)}" if query else "")


def nominations_by_state(season, person) -> list[Figure]:
    """Count the season's nominations in each state."""
    seen = Nomination.objects.administered_by(person).filter(season=season)
    counts = dict(seen.order_by().values_list("state").annotate(Count("pk")))
    return [
        Figure(state.label, counts.get(state.value, 0), _to("records:nominations", season.slug, state=state.value))
        for state in NominationState
    ]


def entries_by_stage(season, person) -> list[Figure]:
    """Count the season's entries by how far they have come, as much of it as is known outside the panels."""
    seen = Entry.objects.visible_to(person).filter(season=season)
    counts = dict(seen.order_by().values_list("state").annotate(Count("pk")))
    return [
        Figure(words, sum(counts.get(state, 0) for state in states), _to("review:entries", state=key))
        for key, (words, _colour, states) in ENTRY_STAGES.items()
    ]


def waiting(season, person, now) -> list[Figure]:
    """Count what somebody must see to, in the order in which an award happens."""
    nominations = Nomination.objects.administered_by(person).filter(season=season)
    flags = Flag.objects.filter(nomination__in=nominations.sent(), ruling=Flag.Ruling.OPEN)
    late = late_drafts(person).filter(season=season)
    endorsements = late_endorsements(person).filter(nomination__season=season)
    messages = Message.objects.visible_to(person).filter(season=season, state__in=[FAILED, UNKNOWN])
    stuck = dict(messages.order_by().values_list("state").annotate(Count("pk")))
    counts = [
        ("Flags waiting", flags.count(), _to("records:nominations", season.slug, needs="flags")),
        ("Late drafts to admit", late.count(), _to("review:late")),
        ("Endorsements late", endorsements.count(), _to("review:endorsements")),
        (
            f"Notices due in {NOTICE_AHEAD.days} days",
            notices_due(nominations, season, now).count(),
            _to("records:nominations", season.slug, needs="notice"),
        ),
        ("Nominees to tell", nominees_to_tell(person).filter(season=season).count(), _to("review:nominees")),
        ("Judges not declared", not_declared(season).count(), _to("panel:progress", season.slug)),
        ("Entries below quorum", below_quorum(season, person).count(), _to("panel:progress", season.slug)),
        ("Messages failed", stuck.get(FAILED, 0), _to("notifications:list", state=FAILED)),
        ("Delivery unknown", stuck.get(UNKNOWN, 0), _to("notifications:list", state=UNKNOWN)),
    ]
    return [Figure(label, value, url, urgent=value > 0) for label, value, url in counts]


def notices_due(nominations, season, now):
    """Return the nominations whose nominee must be told within the next seven days and was not (R6)."""
    running = [NominationState.SUBMITTED, NominationState.ON_HOLD, NominationState.ACCEPTED, NominationState.RETURNED]
    sent_by = now + NOTICE_AHEAD - timedelta(days=season.notice_days)
    told = Entry.objects.filter(pk=OuterRef("entry"), notice__in=["sent", "another_way"])
    return nominations.filter(state__in=running, first_submitted_at__lte=sent_by).filter(~Exists(told))


def not_declared(season):
    """Return the seats whose judge has still to declare interests in a round that has begun."""
    begun = Round.objects.filter(panel=OuterRef("panel"), state__in=[RoundState.DECLARING, RoundState.SCORING])
    seats = PanelMember.objects.filter(panel__award__season=season, is_reserve=False)
    return seats.filter(Exists(begun), state__in=[MemberState.INVITED, MemberState.ACCEPTED])


def below_quorum(season, person):
    """Return the standings of entries that too few judges count or may still count (R11)."""
    gone = Q(entry__state__in=[EntryState.WITHDRAWN, EntryState.NOT_PROCEEDING])
    standings = Standing.objects.filter(round__season=season, round__state__in=COUNTING)
    return standings.filter(without_interest(person), expected__lt=F("round__quorum")).exclude(gone)

"""Reminding judges by hand: who is written to, who is left out and why, at most once a day to a person.

The calendar's own reminder of that day counts too, and a reminder by hand stands for the calendar's of the same day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count

from judging.models import PanelMember, Round, ScoreSheet
from judging.rules import has_interest_in_award, is_administrator_of, is_chair
from judging.states import MemberState, RoundState
from kit import clock
from notifications.kinds import Kind
from notifications.models import Message
from notifications.outbox import Outgoing, queue_many
from notifications.rendering import Rendered, preview
from notifications.states import MessageState
from notifications.stopping import still_wanted
from notifications.timing import at_hour, in_working_hours, zone_of
from people.models import Person
from workflow import NotAllowed, NotNow, record

INTEREST = "You have an interest in an entry of this award, so somebody else reminds its judges."
OCCASION = "chase"
_NOT_SAID = [MessageState.SUPERSEDED, MessageState.CANCELLED]
_GONE = {MemberState.DECLINED: "Declined", MemberState.STOOD_DOWN: "Stood down"}


@dataclass(frozen=True)
class Recipient:
    """A judge who would be written to, with how much they have left."""

    person: Person
    left: int = 0


@dataclass
class Chase:
    """Who would be reminded of what in one round, and who would not."""

    kind: Kind
    round: Round
    day: date
    to: list[Recipient] = field(default_factory=list)
    left_out: list[tuple[Person, str]] = field(default_factory=list)

    @property
    def outgoing(self) -> list[Outgoing]:
        """The messages, one a person; the day is their occasion."""
        return self.to_all(self.to)

    def to_all(self, each: Iterable) -> list[Outgoing]:
        """Return the message to the person of each recipient, or of each seat."""
        occasion = f"{OCCASION}:{self.day.isoformat()}"
        return [Outgoing(self.kind, self.round, self.round.season, one.person, occurrence=occasion) for one in each]

    def sample(self) -> Rendered | None:
        """Return the words as the first of the judges would read them."""
        return preview(self.outgoing[0].as_row(clock.now())) if self.to else None


def scores_to_chase(round_: Round, *, by) -> Chase:
    """Return who of a round's judges still has entries to submit; raises a refusal with its sentence."""
    now = _check(round_, by)
    if not round_.takes_scores(now):
        raise NotNow("Scoring is not open, so there is nothing to remind judges of.")
    return _sorted(Chase(Kind.SCORING_REMINDER, round_, _day(round_, now)), _why_no_scores, _left_of(round_))


def declarations_to_chase(round_: Round, *, by) -> Chase:
    """Return who of a round's judges has not declared their interests; raises a refusal with its sentence."""
    now = _check(round_, by)
    if round_.state not in {RoundState.DECLARING, RoundState.SCORING} or round_.is_over(now):
        raise NotNow("Judges are not asked to declare now, so there is nothing to remind them of.")
    return _sorted(Chase(Kind.DECLARE, round_, _day(round_, now)), _why_no_declaration, {})


def _check(round_: Round, by) -> datetime:
    if not (is_chair(by, round_.panel) or is_administrator_of(by, round_.season)):
        raise NotAllowed("Only the chair of this panel or an administrator can do this.")
    if has_interest_in_award(by, round_.award):
        raise NotAllowed(INTEREST)
    if round_.season.paused_at is not None:
        raise NotNow("The season is paused.")
    return clock.now()


def _day(round_: Round, now: datetime) -> date:
    """Return the day on which a reminder that is asked for now would leave."""
    return in_working_hours(now, round_.season).astimezone(zone_of(round_.season)).date()


def _left_of(round_: Round) -> dict[int, int]:
    """Return by seat how many entries a judge has still to submit."""
    left = ScoreSheet.objects.filter(round=round_, entry__in=round_.award.entries.before_judges().values("pk"))
    return dict(left.unfinished().order_by().values("member").annotate(n=Count("pk")).values_list("member", "n"))


def _sorted(chase: Chase, why_not, left: dict[int, int]) -> Chase:
    """Put every seat of the panel on one side or the other."""
    seats = list(chase.round.panel.members.select_related("person").order_by("person__full_name", "pk"))
    said = _said_that_day(chase, [seat.person_id for seat in seats])
    unwanted = {seat.person_id for seat in seats} - {one.person.pk for one in still_wanted(chase.to_all(seats))}
    for seat in seats:
        why = _GONE.get(seat.state) or why_not(seat, left.get(seat.pk, 0)) or _unreachable(chase, seat, said)
        if why := why or ("Asked for no reminders" if seat.person_id in unwanted else ""):
            chase.left_out.append((seat.person, why))
        else:
            chase.to.append(Recipient(seat.person, left.get(seat.pk, 0)))
    return chase


def _why_no_scores(seat: PanelMember, left: int) -> str:
    if seat.is_reserve:
        return "Reserve, not called up"
    if seat.state == MemberState.INVITED:
        return "Has not accepted the invitation"
    if left:
        return ""
    return "Has not declared their interests" if seat.state == MemberState.ACCEPTED else "Has nothing left to submit"


def _why_no_declaration(seat: PanelMember, left: int) -> str:
    if seat.is_reserve:
        return "Reserve, not called up"
    if seat.state == MemberState.INVITED:
        return "Has not accepted the invitation"
    return "" if seat.state == MemberState.ACCEPTED else "Has declared"


def _unreachable(chase: Chase, seat: PanelMember, said: set[int]) -> str:
    if not Outgoing(chase.kind, chase.round, person=seat.person).can_be_sent:
        return "Is sent no email"
    return "Was reminded that day already" if seat.person_id in said else ""


def _said_that_day(chase: Chase, people: Iterable[int]) -> set[int]:
    """Return whom a message of this kind reaches on that day, whichever round it is about."""
    season = chase.round.season
    begins = at_hour(chase.day, datetime.min.time(), season)
    that_day = Message.objects.filter(kind=chase.kind, person__in=list(people), due_at__gte=begins)
    that_day = that_day.filter(due_at__lt=at_hour(chase.day + timedelta(days=1), datetime.min.time(), season))
    return set(that_day.exclude(state__in=_NOT_SAID).values_list("person", flat=True))


@transaction.atomic
def remind_judges(chase: Chase, *, by) -> Chase:
    """Send what was looked at; asked anew under the round's lock, so that two who press at once remind once."""
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=chase.round.pk)
    again = scores_to_chase if chase.kind == Kind.SCORING_REMINDER else declarations_to_chase
    fresh = again(round_, by=by)
    if not fresh.to:
        raise NotNow("There is nobody left to remind today.")
    queue_many(fresh.outgoing)
    codes = {"kind": str(chase.kind), "reminded": len(fresh.to), "left_out": len(fresh.left_out)}
    record(round_, "remind", by=by, data=codes)
    return fresh


def chased_since(round_: Round, day: date) -> set[int]:
    """Return whom somebody has reminded of a round by hand on `day` or later: the calendar need not remind them."""
    begins = at_hour(day, datetime.min.time(), round_.season)
    chased = Message.objects.filter(kind=Kind.SCORING_REMINDER, about=f"round:{round_.pk}", due_at__gte=begins)
    chased = chased.filter(occurrence__startswith=f"{OCCASION}:").exclude(state__in=_NOT_SAID)
    return set(chased.values_list("person", flat=True))

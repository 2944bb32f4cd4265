"""What judges are told."""

from judging.models import ScoreSheet
from judging.modes import taking_marks
from judging.querysets import SITTING, without_interest
from judging.services.interests import names_unanswered
from judging.states import MemberState, SheetState, WeightChangeState
from judging.versions import criteria_of
from kit import clock
from nominations.states import EntryState
from notifications.contexts.base import moment_of, says, season_of, starts, still, thing_of
from notifications.contexts.nominators import reply_by
from notifications.kinds import Kind
from notifications.loading import full_address


@says(Kind.JUDGE_INVITATION)
def judge_invitation(message, loaded) -> dict:
    """A seat on a panel, while it is offered."""
    member, season = thing_of(message, loaded), season_of(message, loaded)
    still(member.state == MemberState.INVITED, "The invitation was answered or taken back")
    scoring = member.panel.rounds.filter(mode__in=taking_marks()).order_by("opens_at").first()
    dates = f"{moment_of(scoring.opens_at, season)} to {moment_of(scoring.closes_at, season)}" if scoring else ""
    return {
        "award_name": member.panel.award.name,
        "is_chair": member.is_chair,
        "is_reserve": member.is_reserve,
        "scoring_dates": dates,
        "briefing": moment_of(starts(season, "judge_briefing"), season),
        "meeting": moment_of(starts(season, "shortlisting_meeting"), season),
        "link": full_address("judging:mine"),
        "reply_by_date": reply_by(message, season),
    }


@says(Kind.DECLARE)
def declare(message, loaded) -> dict:
    """A list of names to look through before anything can be read."""
    round_, season = thing_of(message, loaded), season_of(message, loaded)
    waiting = round_.panel.members.filter(person=message.person_id, state=MemberState.ACCEPTED).exists()
    still(waiting, "The judge has declared or left the panel")
    briefing = starts(season, "judge_briefing")
    return {
        "award_name": round_.award.name,
        "declare_by": moment_of(round_.declare_by or round_.opens_at, season),
        "briefing": moment_of(briefing, season) if briefing and briefing > clock.now() else "",
        "link": full_address("judging:mine"),
    }


@says(Kind.SCORING_OPEN, Kind.SCORING_REMINDER)
def scoring(message, loaded) -> dict:
    """Sheets that wait for this judge, while the round is open."""
    round_, season = thing_of(message, loaded), season_of(message, loaded)
    still(not round_.is_over(clock.now()) and clock.now() < round_.closes_at, "The round has closed")
    # Sheets of a judge who has yet to declare count too: they are the one to remind.
    mine = ScoreSheet.objects.filter(
        without_interest(message.person), round=round_, member__person=message.person_id, member__state__in=SITTING
    )
    left = mine.filter(member__is_reserve=False).unfinished()
    count = left.filter(entry__in=round_.award.entries.before_judges()).count()
    still(count > 0, "The judge has nothing left to score")
    return {
        "count": count,
        "award_name": round_.award.name,
        "closes": moment_of(round_.closes_at, season),
        "link": full_address("judging:list", round_.public_id),
    }


@says(Kind.LIST_CHANGED)
def list_changed(message, loaded) -> dict:
    """How many entries a judge has by now, while they can score them."""
    round_, season = thing_of(message, loaded), season_of(message, loaded)
    still(round_.takes_scores(clock.now()), "Scoring is not open")
    seat = round_.panel.members.sitting().filter(person=message.person_id).select_related("person", "panel").first()
    still(seat is not None, "The judge has left the panel")
    return {
        "award_name": round_.award.name,
        "count": ScoreSheet.objects.mine(message.person).filter(round=round_).count(),
        "to_declare": names_unanswered(seat).exists(),
        "closes": moment_of(round_.closes_at, season),
        "link": full_address("judging:mine"),
    }


@says(Kind.WEIGHTS_CHANGED)
def weights_changed(message, loaded) -> dict:
    """New weights of a round, while they are the ones in force."""
    change = thing_of(message, loaded)
    round_ = change.round
    sits = round_.panel.members.sitting().filter(person=message.person_id).exists()
    still(sits, "The judge has left the panel")
    later = round_.weight_changes.filter(state=WeightChangeState.IN_FORCE, pk__gt=change.pk)
    still(not later.exists(), "The weights have changed again")
    return {
        "award_name": round_.award.name,
        "weights": [f"{c.name}: {c.weight}%" for c in criteria_of(round_)],
        "is_open": not round_.is_over(clock.now()),
        "link": full_address("judging:mine"),
    }


@says(Kind.LEFT_PANEL)
def left_panel(message, loaded) -> dict:
    """A seat that somebody has left, whatever the reason; it says nothing of it."""
    member = thing_of(message, loaded)
    still(member.state == MemberState.STOOD_DOWN, "The judge is on the panel")
    return {"award_name": member.panel.award.name}


@says(Kind.ENTRY_CHECKED)
def entry_checked(message, loaded) -> dict:
    """An entry that was taken from its judges, or is back."""
    entry = thing_of(message, loaded)
    is_hidden = bool(message.context.get("is_hidden"))
    still(entry.state not in {EntryState.WITHDRAWN, EntryState.NOT_PROCEEDING}, "The entry has left the awards")
    still((entry.state == EntryState.HIDDEN) == is_hidden, "The entry has moved on")
    sheets = ScoreSheet.objects.mine(message.person).filter(entry=entry).exclude(state=SheetState.ABSTAINED)
    still(sheets.exists(), "The judge takes no part in this entry any more")
    return {"reference": entry.reference, "is_hidden": is_hidden, "link": full_address("judging:mine")}

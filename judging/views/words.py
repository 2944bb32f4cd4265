"""The words and colours of a judge's own pages."""

from datetime import datetime

from django.urls import NoReverseMatch, reverse

from judging.models import PanelMember, Round
from judging.services.reading import Progress
from judging.states import MemberState, RoundKind, RoundState, SheetState
from kit.templatetags.commend import count_noun, moment

SHEET_TAGS = {
    SheetState.OPEN: ("Not started", "grey"),
    SheetState.IN_PROGRESS: ("In progress", "yellow"),
    SheetState.REOPENED: ("Opened again", "yellow"),
    SheetState.SUBMITTED: ("Submitted", "green"),
    SheetState.ABSTAINED: ("No marks given", "grey"),
    SheetState.RECUSED: ("Takes no part", "grey"),
    SheetState.VOID: ("Does not count", "grey"),
}
_SHOWN = {RoundState.DECLARING, RoundState.SCORING}
DONE, TO_DO, LATER = ("Done", ""), ("To do", "blue"), ("Not open yet", "grey")
OPTIONAL = ("Optional", "grey")


def work_of(seat: PanelMember, progress: dict[int, Progress], unanswered: int, now: datetime) -> dict:
    """Return one panel of a judge's start page: whose, in which part, and the steps with what to do next."""
    award, season = seat.panel.award, seat.panel.award.season
    rounds = [r for r in seat.panel.rounds.all() if r.mode_of.takes_marks]
    gone = seat.state == MemberState.STOOD_DOWN
    steps = [] if gone else [_accept(seat)]
    if not gone and seat.state != MemberState.INVITED:
        steps.append(_declare(seat, rounds, unanswered))
        steps += [_brief(seat)]
        if not seat.is_reserve:
            steps += [_score(seat, r, progress.get(r.pk, Progress()), now) for r in rounds]
            steps += [step for r in rounds if (step := _totals(r, now))]
    return {
        "award": award.name,
        "season": season.name,
        "part": _part(seat),
        "is_gone": gone,
        "contact": season.awards_mailbox,
        "steps": [_item(*step) for step in steps],
    }


def _part(seat: PanelMember) -> str:
    if seat.chairs_now:
        return "You chair this panel." if seat.is_chair else "You act as chair of this panel."
    if seat.is_chair:
        return "Another judge acts as chair of this panel for now."
    return "You are the reserve: you score only if you are called up." if seat.is_reserve else ""


def _item(title: str, hint: str, url: str, status: tuple[str, str]) -> dict:
    return {"title": title, "hint": hint, "url": url, "status": status[0], "colour": status[1]}


def _accept(seat: PanelMember):
    if seat.state == MemberState.INVITED:
        url = reverse("judging:seat", args=[seat.pk])
        return "Accept or decline your place", "You have been asked to judge this award.", url, TO_DO
    return "Accept your place", "", "", DONE


def _declare(seat: PanelMember, rounds: list[Round], unanswered: int):
    is_shown = any(r.state in _SHOWN for r in rounds)
    if not is_shown:
        has_been = any(r.state not in {RoundState.PLANNED, *_SHOWN} for r in rounds)
        return "Declare your interests", "", "", DONE if has_been else LATER
    due = next((r.declare_by for r in rounds if r.state in _SHOWN and r.declare_by), None)
    hint = f"By {moment(due, seat.season.time_zone)}." if due and unanswered else ""
    status = (f"{count_noun(unanswered, 'name')} left", "blue") if unanswered else DONE
    return "Declare your interests", hint, reverse("judging:declare", args=[seat.pk]), status


def _brief(seat: PanelMember):
    if seat.practised_at:
        return "Read how to judge", "", reverse("judging:briefing", args=[seat.pk]), DONE
    hint = "The criteria, who reads what you write, and a practice entry. About 10 minutes."
    return "Read how to judge", hint, reverse("judging:briefing", args=[seat.pk]), OPTIONAL


def _score(seat: PanelMember, round_: Round, mine: Progress, now: datetime):
    title = round_.mode_of.task_words(round_.kind == RoundKind.FINAL)
    zone = seat.season.time_zone
    if round_.state in {RoundState.PLANNED, RoundState.DECLARING} and now < round_.opens_at:
        return title, f"Opens at {moment(round_.opens_at, zone)}.", "", LATER
    if seat.state == MemberState.ACCEPTED:
        return title, "Opens once you have declared your interests.", "", LATER
    url = reverse("judging:list", args=[round_.public_id])
    if round_.is_over(now):
        hint = f"Scoring closed at {moment(round_.closes_at, zone)}."
        return title, hint, url, (f"{mine.submitted} of {mine.total} submitted", "")
    hint = f"Open until {moment(round_.closes_at, zone)}."
    if mine.total and not mine.left:
        return title, hint, url, DONE
    return title, hint, url, (f"{mine.submitted} of {mine.total} submitted", "blue")


def _totals(round_: Round, now: datetime):
    if not round_.is_over(now):
        return None
    try:
        url = reverse("panel:totals", args=[round_.public_id])
    except NoReverseMatch:
        return None
    return "See what the panel gave", "The totals, and each judge’s scores and notes.", url, ("Open", "")

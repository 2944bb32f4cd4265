"""Opening, closing and extending rounds, by the clock or by a person, and entries that join late."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from awards.models import Season
from awards.states import SeasonState
from judging.models import Round, ScoreSheet
from judging.modes import taking_marks
from judging.services.handing_out import hand_out_sheets
from judging.services.interests import find_stakes_of_panel
from judging.services.lists import telling_whose_list_changes
from judging.services.locking import hold_award, hold_rounds
from judging.services.places import settle_round, unsettle_round
from judging.services.sheets import follow_member, rounds_taking_scores
from judging.services.standings import SETTLED, refresh_round, refresh_standing
from judging.services.versions import freeze_round
from judging.states import MemberState, RoundKind, RoundState
from kit import clock
from nominations.models import Entry, Nomination
from nominations.rules import every_nomination_is_cleared, every_nomination_is_endorsed
from nominations.states import EntryState, NominationState, Screening
from workflow import SYSTEM, NotNow, Refused, perform
from workflow.actors import Actor

log = logging.getLogger("commend.sweep")
_AFTER_SCORING = {RoundState.CLOSED, RoundState.DELIBERATING, RoundState.DECIDED}


@transaction.atomic
def start_declaring(round_: Round, *, by: Actor) -> Round:
    """Show the panel the list of names; what the records show of them is found first."""
    hold_award(round_.award_id)
    find_stakes_of_panel(round_.award)
    return perform(round_, "start_declaring", by=by)


@transaction.atomic
def open_scoring(round_: Round, *, by: Actor, now: datetime | None = None) -> Round:
    """Open the round: every ready entry goes before the panel, and every sitting judge gets a sheet for each."""
    hold_award(round_.award_id)
    round_ = perform(round_, "open_scoring", by=by, now=now)
    find_stakes_of_panel(round_.award)
    if round_.kind == RoundKind.SHORTLISTING:
        open_ready_entries(round_)
    freeze_round(round_, by=by)
    hand_out_sheets(round_)
    refresh_round(round_)
    catch_up_season(round_.season)
    return round_


@transaction.atomic
def close_scoring(round_: Round, *, by: Actor, now: datetime | None = None) -> Round:
    """Close the round and settle its places; what is not submitted does not count."""
    round_ = perform(round_, "close_scoring", by=by, now=now)
    settle_round(round_)
    catch_up_season(round_.season)
    return round_


@transaction.atomic
def extend_round(round_: Round, *, closes_at: datetime, reason: str, by: Actor) -> Round:
    """Move the closing minute; a round that has closed goes on scoring, and its places are forgotten."""
    if closes_at <= clock.now() or closes_at <= round_.opens_at:
        raise NotNow("The new closing time must be in the future.")
    hold_rounds(round_.award_id)
    codes = {"closed_at": round_.closes_at.isoformat(), "closes_at": closes_at.isoformat()}
    round_ = perform(round_, "extend", by=by, reason=reason, data=codes, closes_at=closes_at)
    if round_.state == RoundState.CLOSED:
        round_ = perform(round_, "reopen_scoring", by=by, reason=reason)
        unsettle_round(round_)
        for member in round_.panel.members.filter(state=MemberState.FINISHED):
            follow_member(member)
    return round_


def advance_due(now: datetime | None = None) -> dict[str, int]:
    """Let rounds catch up with the clock; returns how many were opened and closed.

    Each round is taken by itself: one that fails is logged and stops no other, and the next sweep finds it.
    """
    now = now or clock.now()
    return {
        "opened": _each(Round.objects.due_to_open(now), open_in_steps, now),
        "closed": _each(Round.objects.due_to_close(now), close_scoring, now),
    }


def open_in_steps(round_: Round, *, by: Actor, now: datetime) -> Round:
    """Open a round that is due: its entries one by one first, so that a large award makes no long transaction."""
    if round_.kind == RoundKind.SHORTLISTING and round_.season.paused_at is None:
        open_ready_entries(round_)
    return open_scoring(round_, by=by, now=now)


def _each(rounds, move, now: datetime) -> int:
    moved = 0
    for round_ in list(rounds.select_related("award", "season", "panel")):
        try:
            move(round_, by=SYSTEM, now=now)
        except Refused:
            continue  # paused, or moved by somebody else meanwhile
        except Exception:
            log.exception("sweep.%s failed for round %s", move.__name__, round_.pk)
        else:
            moved += 1
    return moved


def open_ready_entries(round_: Round) -> int:
    """Let the panel read each waiting entry of the round's award that is ready; returns how many."""
    through = [NominationState.ACCEPTED, NominationState.MERGED]
    read = [Screening.CLEAR, Screening.REDACTED]
    counted = Nomination.objects.filter(entry=OuterRef("pk")).exclude(state=NominationState.WITHDRAWN)
    waiting = Entry.objects.filter(award=round_.award_id, state=EntryState.WAITING)
    # The door asks again; this only leaves out those that it would refuse.
    ready = waiting.filter(Exists(counted), ~Exists(counted.exclude(state__in=through, screening__in=read)))
    return sum(_open_if_ready(entry) for entry in ready.order_by("pk"))


def _open_if_ready(entry: Entry) -> bool:
    """Let the panel read an entry if all its nominations are checked and endorsed."""
    try:
        perform(entry, "open_to_judges", by=SYSTEM)
    except NotNow:
        return False
    return True


@transaction.atomic
def reconsider_entry(entry_id: int) -> None:
    """Let an entry join its round while scoring is open once it is ready, or wait again when it is not.

    A nomination may be accepted or endorsed after the round has opened; judges declare the name first.
    """
    entry = Entry.objects.select_related("award").get(pk=entry_id)
    rounds = list(rounds_taking_scores(entry.award_id).filter(kind=RoundKind.SHORTLISTING, mode__in=taking_marks()))
    if not rounds:
        return
    if entry.state == EntryState.WAITING and _open_if_ready(entry):
        join_rounds(entry)
    elif entry.state == EntryState.IN_ROUND and not _is_ready(entry):
        perform(entry, "take_back", by=SYSTEM)


def _is_ready(entry: Entry) -> bool:
    return every_nomination_is_cleared(entry) and every_nomination_is_endorsed(entry)


@transaction.atomic
def join_rounds(entry: Entry) -> None:
    """Give the judges of each open round their sheets for an entry that has come before them."""
    hold_rounds(entry.award_id)
    for round_ in rounds_taking_scores(entry.award_id).order_by("pk"):
        with telling_whose_list_changes(round_, entries=[entry.pk]):
            if hand_out_sheets(round_, entries=[entry]):
                refresh_standing(round_, entry)
        for member in round_.panel.members.filter(state=MemberState.FINISHED):
            follow_member(member)


@transaction.atomic
def drop_from_rounds(entry: Entry) -> None:
    """Settle again without an entry that fell out, and let judges who waited only for it be finished."""
    hold_rounds(entry.award_id)
    sheets = ScoreSheet.objects.filter(entry=entry).exclude(round__state=RoundState.DECIDED)
    for round_ in Round.objects.filter(pk__in=sheets.values("round")).select_related("award").order_by("pk"):
        if round_.mode_of.counts_together:
            refresh_round(round_)
    for sheet in sheets.select_related("member").order_by("member", "pk"):
        follow_member(sheet.member)
    settled = Round.objects.filter(pk__in=sheets.values("round"), state__in=SETTLED).select_related("award")
    for round_ in settled.order_by("pk"):
        settle_round(round_)


@transaction.atomic
def catch_up_season(season: Season) -> None:
    """Let the season's label follow its first rounds: judging from the first one opened, deciding after the last."""
    season = Season.objects.get(pk=season.pk)
    first = {RoundKind.SHORTLISTING}
    states = set(season.rounds.filter(kind__in=first, mode__in=taking_marks()).values_list("state", flat=True))
    if season.state == SeasonState.IN_REVIEW and states & {RoundState.SCORING, *_AFTER_SCORING}:
        season = perform(season, "start_judging", by=SYSTEM)
    if season.state == SeasonState.JUDGING and states and states <= _AFTER_SCORING:
        perform(season, "start_deciding", by=SYSTEM)

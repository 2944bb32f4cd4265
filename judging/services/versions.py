"""What a round is judged by, kept version by version: frozen when scoring opens, weighed anew only by two people.

A judge who joins or leaves afterwards makes a new version too, with the same criteria, so that the round's history
says who judged by what, and since when.
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import OuterRef, Subquery

from awards.roles import is_administrator
from judging.models import Panel, Round, RoundVersion, ScoreSheet, Standing, Tie, WeightChange
from judging.room import rule_kept
from judging.rules import has_interest_in_award, is_administrator_of, is_chair
from judging.services.places import settle_round, unsettle_round
from judging.services.standings import SETTLED, rebuild_sheets, refresh_round
from judging.states import RoundState, WeightChangeState
from judging.versions import (
    can_be_weighed_anew,
    criteria_of,
    fingerprint,
    in_force,
    is_on_weights_in_force,
    points_of,
)
from people.models import Person
from workflow import NotAllowed, NotNow, perform, record
from workflow.actors import Actor
from workflow.signoffs import sign, standing

INTEREST = "You have an interest in an entry of this award, so you do not say how it is scored."
_KEPT = ("total", "ranked_on", "counted", "position", "settled_by", "entry__reference")
_TOO_LATE = "The decision of this round is locked, so its weights stay as they are."


def freeze_round(round_: Round, *, by: Actor) -> RoundVersion:
    """Write down what a round is judged by, as its first version; one that is frozen already stays as it is."""
    return in_force(round_) or _new_version(round_, reason="", by=by)


def _new_version(round_: Round, *, reason: str, by: Actor, weights: Mapping[int, int] | None = None) -> RoundVersion:
    latest = in_force(round_)
    weights = weights or {}
    version = RoundVersion.objects.create(
        round=round_,
        number=latest.number + 1 if latest else 1,
        criteria=[
            {"id": c.pk, "key": c.key, "name": c.name, "weight": weights.get(c.pk, c.weight)}
            for c in criteria_of(round_)
        ],
        points=points_of(round_),
        judges=_seats(round_),
        recipe=latest.recipe if latest else rule_kept(round_),
        reason=reason,
        made_by=by if isinstance(by, Person) else None,
    )
    record(round_, "freeze", by=by, data={"version": version.number})
    return version


def _seats(round_: Round) -> list[int]:
    return list(round_.panel.members.sitting().order_by("pk").values_list("pk", flat=True))


def note_panel(panel: Panel, *, reason: str, by: Actor) -> None:
    """Keep who judges from now on in every round of the panel that has opened and is not decided.

    Call it in the transaction that holds the award's rounds.
    """
    rounds = panel.rounds.filter(state__in=[RoundState.SCORING, RoundState.CLOSED, RoundState.DELIBERATING])
    for round_ in rounds.select_related("award__scale", "panel", "season").order_by("pk"):
        latest = in_force(round_)
        if latest is not None and latest.judges != _seats(round_):
            _new_version(round_, reason=reason, by=by)


@transaction.atomic
def propose_weights(round_: Round, *, weights: Mapping[int, int], reason: str, by: Actor) -> WeightChange:
    """Ask that the criteria of a round whose scoring has opened count differently; a second person must sign.

    `weights` gives each criterion's weight by its number. An older proposal that nobody signed falls away. Raises
    NotAllowed for anybody but an administrator without an interest in the award.
    """
    if not is_administrator(round_, by):
        raise NotAllowed(is_administrator.sentence)
    if has_interest_in_award(by, round_.award):
        raise NotAllowed(INTEREST)
    round_ = _locked(round_.pk)
    _check_weights(round_, weights, reason)
    for older in round_.weight_changes.filter(state=WeightChangeState.PROPOSED):
        perform(older, "take_back", by=by)
    change = WeightChange.objects.create(
        round=round_,
        weights=[{"id": c.pk, "key": c.key, "weight": weights[c.pk]} for c in criteria_of(round_)],
        base=freeze_round(round_, by=by).number,
        reason=reason.strip(),
        proposed_by=by,
    )
    record(change, "propose", by=by, reason=reason, data={"weights": {w["key"]: w["weight"] for w in change.weights}})
    sign(change, "take_effect", by=by, capacity="administrator", fingerprint=fingerprint(change))
    return change


def _locked(pk: int) -> Round:
    rows = Round.objects.select_for_update(of=("self",), no_key=True).select_related("award__scale", "season", "panel")
    return rows.get(pk=pk)


def _check_weights(round_: Round, weights: Mapping[int, int], reason: str) -> None:
    if not round_.has_opened:
        raise NotNow("Scoring has not opened yet, so change the award’s own criteria.")
    if round_.state == RoundState.DECIDED:
        raise NotNow(_TOO_LATE)
    if not can_be_weighed_anew(round_):
        raise NotNow("This round is not scored by criteria.")
    now = {c.pk: c.weight for c in criteria_of(round_)}
    if set(weights) != set(now) or not all(1 <= weight <= 100 for weight in weights.values()):
        raise NotNow("Give each criterion a whole number from 1 to 100.")
    if sum(weights.values()) != 100:
        raise NotNow(f"The weights add up to {sum(weights.values())}. They must add up to 100.")
    if dict(weights) == now:
        raise NotNow("These are the weights that are in force already.")
    if not reason.strip():
        raise NotNow("Enter a reason.")


@transaction.atomic
def sign_weights(change: WeightChange, *, by: Actor) -> WeightChange:
    """Put a second name under new weights; they then hold, and every total of the round is worked out again.

    The round's row is the lock, so that two people who sign at once change it once.
    """
    round_ = _locked(change.round_id)
    change = WeightChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    change.round = round_
    if change.state != WeightChangeState.PROPOSED:
        raise NotNow("This proposal is settled already.")
    if not (is_chair(by, round_.panel) or is_administrator_of(by, round_.season)):
        raise NotAllowed("Only the chair of this panel or an administrator can do this.")
    if has_interest_in_award(by, round_.award):
        raise NotAllowed(INTEREST)
    if not can_be_weighed_anew(round_):
        raise NotNow(_TOO_LATE)
    if not is_on_weights_in_force(change):
        raise NotNow("The weights have changed since this was proposed. Propose them again.")
    capacity = "chair" if is_chair(by, round_.panel) else "administrator"
    sign(change, "take_effect", by=by, capacity=capacity, fingerprint=fingerprint(change))
    if standing(change, "take_effect").values("person_id").distinct().count() < 2:
        return change
    return _weigh_anew(change, round_, by)


def _weigh_anew(change: WeightChange, round_: Round, by: Actor) -> WeightChange:
    """Make the new version, and with it every total, place and tie of the round."""
    _hold_sheets(round_)
    before = figures_now(round_)
    weights = {w["id"]: w["weight"] for w in change.weights}
    version = _new_version(round_, reason=change.reason, by=change.proposed_by, weights=weights)
    codes = {"version": version.number}
    change = perform(change, "take_effect", by=by, data=codes, version=version, before=before)
    rebuild_sheets(round_)
    refresh_round(round_)
    if round_.state in SETTLED:
        # What was said of a tie was said of other figures; it is kept with them, and the new ties are settled anew.
        unsettle_round(round_)
        settle_round(round_)
    return change


def _hold_sheets(round_: Round) -> None:
    """Lock every sheet of the round in the order in which everybody locks them: nobody saves on older weights."""
    standing_of = Standing.objects.filter(round=round_, entry=OuterRef("entry")).order_by()
    sheets = ScoreSheet.objects.filter(round=round_).annotate(row=Subquery(standing_of.values("pk")[:1]))
    list(sheets.select_for_update(of=("self",)).order_by("row", "pk").values_list("pk"))


def figures_now(round_: Round) -> dict:
    """Return the stored totals and ties of a round as they stand, by reference, to be kept when they change."""
    standings = round_.standings.order_by("entry__reference").select_related("entry")
    return {
        "standings": [
            {
                "entry": s.entry.reference,
                "total": None if s.total is None else str(s.total),
                **({} if s.ranked_on is None else {"ranked_on": str(s.ranked_on)}),
                "counted": s.counted,
                "position": s.position,
                "settled_by": s.settled_by,
            }
            for s in standings.only(*_KEPT)
        ],
        "ties": [
            {
                "entries": sorted(entry.reference for entry in tie.entries.all()),
                "total": str(tie.total),
                "steps": [{name: step[name] for name in ("rule", "result", "detail")} for step in tie.steps],
            }
            for tie in Tie.objects.filter(round=round_).prefetch_related("entries").order_by("-total", "pk")
        ],
    }


@transaction.atomic
def take_back_weights(change: WeightChange, *, by: Actor) -> WeightChange:
    """Leave the weights as they are."""
    return perform(change, "take_back", by=by)

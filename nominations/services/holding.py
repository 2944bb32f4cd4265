"""Who is checking a nomination: one reviewer at a time."""

from django.db import transaction

from kit import clock
from kit.templatetags.commend import clock_time, short_day
from nominations import rules
from nominations.models import Nomination
from nominations.states import NominationState
from workflow import NotAllowed, NotNow, record
from workflow.actors import Actor

TO_CHECK = {NominationState.SUBMITTED, NominationState.ON_HOLD}
# A nomination that is through is taken again when something is found in its text later.
CAN_BE_TAKEN = {*TO_CHECK, NominationState.ACCEPTED, NominationState.MERGED}


@transaction.atomic
def take_nomination(nomination: Nomination, *, by: Actor) -> Nomination:
    """Let one reviewer check a nomination while others only read it.

    Raises NotNow when another reviewer has taken it, NotAllowed for whoever has a part in it. Taking what
    one holds already changes nothing.
    """
    nomination = _locked(nomination, by)
    _refuse_unless_open(nomination)
    refuse_if_held_by_another(nomination, by)
    if nomination.taken_by_id is None:
        _hand_to(nomination, by, "take")
    return nomination


@transaction.atomic
def take_over_nomination(nomination: Nomination, *, by: Actor) -> Nomination:
    """Take a nomination from the reviewer who holds it; the trail says from whom."""
    nomination = _locked(nomination, by)
    _refuse_unless_open(nomination)
    if nomination.taken_by_id != by.pk:
        _hand_to(nomination, by, "take_over", {"from": nomination.taken_by_id})
    return nomination


@transaction.atomic
def let_go_of_nomination(nomination: Nomination, *, by: Actor) -> Nomination:
    """Leave a nomination to another reviewer."""
    nomination = _locked(nomination, by)
    refuse_if_held_by_another(nomination, by)
    if nomination.taken_by_id is not None:
        nomination.taken_by = nomination.taken_at = None
        nomination.save(update_fields=["taken_by", "taken_at"])
        record(nomination, "let_go", by=by)
    return nomination


def hold_for_change(nomination: Nomination, *, by: Actor) -> Nomination:
    """Return the nomination locked for a change by a reviewer, unless another reviewer has taken it."""
    nomination = _locked(nomination, by)
    refuse_if_held_by_another(nomination, by)
    return nomination


def refuse_if_held_by_another(nomination: Nomination, by: Actor) -> None:
    """Raise NotNow, with the name and since when, when another reviewer has taken the nomination."""
    if nomination.taken_by_id is not None and nomination.taken_by_id != by.pk:
        raise NotNow(f"{held_since(nomination)}. You can read it, or take it over.")


def held_since(nomination: Nomination, reader=None) -> str:
    """Say who has taken the nomination and since when, to `reader` if it may be themself."""
    zone = nomination.season.time_zone
    when = f"{clock_time(nomination.taken_at, zone)} on {short_day(nomination.taken_at, zone)}"
    who = "You have" if reader is not None and reader == nomination.taken_by else f"{nomination.taken_by.full_name} has"
    return f"{who} been checking this nomination since {when}"


def _locked(nomination: Nomination, by: Actor) -> Nomination:
    # Not with `taken_by`: whoever waited for the lock would read it as it was before.
    nomination = Nomination.objects.select_for_update(of=("self",)).select_related("season").get(pk=nomination.pk)
    if not rules.may_review(nomination, by):
        raise NotAllowed(rules.may_review.sentence)
    return nomination


def _refuse_unless_open(nomination: Nomination) -> None:
    if nomination.state not in CAN_BE_TAKEN:
        raise NotNow(f"There is nothing to check: this nomination is {nomination.get_state_display().lower()}.")


def _hand_to(nomination: Nomination, by: Actor, deed: str, data: dict | None = None) -> None:
    nomination.taken_by, nomination.taken_at = by, clock.now()
    nomination.save(update_fields=["taken_by", "taken_at"])
    record(nomination, deed, by=by, data=data)

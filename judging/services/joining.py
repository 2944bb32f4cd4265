"""Letting somebody join a panel after scoring opened: an administrator asks, a second person signs (R9)."""

from django.db import transaction

from awards.roles import is_administrator
from judging import rules
from judging.joining import fingerprint, is_frozen
from judging.models import PanelChange, Round
from judging.services.locking import hold_rounds
from judging.services.seats import make_seat, refuse_unless_free
from judging.states import PanelChangeState
from people.models import Person
from workflow import NotAllowed, NotNow, perform, record
from workflow.actors import Actor
from workflow.signoffs import sign, standing

NOT_OPEN = "Scoring has not opened yet, so add the judge directly."


@transaction.atomic
def propose_judge(
    round_: Round, person: Person, *, is_chair: bool = False, is_reserve: bool = False, reason: str, by: Actor
) -> PanelChange:
    """Ask that somebody joins the panel of a round that has opened; nobody is invited until a second person signs.

    Raises NotAllowed for anybody but an administrator without an interest in the award, and for themselves; NotNow
    for somebody who cannot judge it, or is asked for already.
    """
    if not is_administrator(round_, by):
        raise NotAllowed(is_administrator.sentence)
    hold_rounds(round_.award_id)
    round_ = _fresh(round_.pk)
    change = PanelChange(
        round=round_,
        person=person,
        is_chair=is_chair,
        is_reserve=is_reserve,
        reason=reason.strip(),
        proposed_by=by,
    )
    for permission in (rules.has_no_interest_in_panel_change, rules.joins_not_themselves):
        if not permission(change, by):
            raise NotAllowed(permission.sentence)
    if not is_frozen(round_.panel):
        raise NotNow(NOT_OPEN)
    if not rules.panel_can_still_change(change):
        raise NotNow(rules.panel_can_still_change.sentence(change))
    if not change.reason:
        raise NotNow("Enter a reason.")
    refuse_unless_free(round_.panel, person, is_chair=is_chair)
    if round_.panel_changes.filter(person=person, state=PanelChangeState.PROPOSED).exists():
        raise NotNow("Somebody has asked for this person already. A second person must sign.")
    change.save()
    record(change, "propose", by=by, reason=reason, data={"person": person.pk, "round": round_.pk})
    sign(change, "take_effect", by=by, capacity="administrator", fingerprint=fingerprint(change))
    return change


def _fresh(pk: int) -> Round:
    return Round.objects.select_related("award", "panel__award", "season").get(pk=pk)


@transaction.atomic
def sign_judge(change: PanelChange, *, by: Actor) -> PanelChange:
    """Put a second name under it; the person is then invited to the panel.

    The award's rounds are the lock, so that two people who sign at once invite once.
    """
    hold_rounds(change.round.award_id)
    rows = PanelChange.objects.select_for_update(of=("self",)).select_related("person", "proposed_by")
    change = rows.get(pk=change.pk)
    change.round = round_ = _fresh(change.round_id)
    if change.state != PanelChangeState.PROPOSED:
        raise NotNow("This proposal is settled already.")
    if not (rules.is_chair(by, round_.panel) or rules.is_administrator_of(by, round_.season)):
        raise NotAllowed("Only the chair of this panel or an administrator can do this.")
    for permission in (rules.has_no_interest_in_panel_change, rules.joins_not_themselves):
        if not permission(change, by):
            raise NotAllowed(permission.sentence)
    if not rules.panel_can_still_change(change):
        raise NotNow(rules.panel_can_still_change.sentence(change))
    refuse_unless_free(round_.panel, change.person, is_chair=change.is_chair)
    capacity = "chair" if rules.is_chair(by, round_.panel) else "administrator"
    sign(change, "take_effect", by=by, capacity=capacity, fingerprint=fingerprint(change))
    if standing(change, "take_effect").values("person_id").distinct().count() < 2:
        return change
    member = make_seat(
        round_.panel, change.person, is_chair=change.is_chair, is_reserve=change.is_reserve, by=change.proposed_by
    )
    return perform(change, "take_effect", by=by, data={"member": member.pk}, member=member)


@transaction.atomic
def take_back_judge(change: PanelChange, *, by: Actor) -> PanelChange:
    """Leave the panel as it is."""
    return perform(change, "take_back", by=by)


def judges_asked_for(round_: Round):
    """Return the proposals for the round's panel that wait for a second person."""
    waiting = PanelChange.objects.filter(round__panel=round_.panel_id, state=PanelChangeState.PROPOSED)
    return waiting.select_related("person", "proposed_by", "round__award", "round__season").order_by("pk")

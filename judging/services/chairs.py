"""Who chairs a panel whose chair has an interest in its award, or has left (R10)."""

from django.db import transaction

from judging.models import Panel, PanelMember
from judging.querysets import clear_of_award
from judging.rules import panel_has_clear_chair
from judging.services.locking import hold_rounds
from workflow import perform
from workflow.actors import Actor


@transaction.atomic
def name_acting_chair(member: PanelMember, *, reason: str, by: Actor) -> PanelMember:
    """Let a judge of the panel chair it while its chair cannot; whoever acted before does so no more.

    Raises NotAllowed for anybody but an administrator without an interest in the award, NotNow while the chair
    can chair, and for a judge who is a reserve or has an interest themselves.
    """
    hold_rounds(member.panel.award_id)
    for other in acting_chairs(member.panel).exclude(pk=member.pk):
        perform(other, "stop_acting", by=by, reason=reason)
    return perform(member, "act_as_chair", by=by, reason=reason)


@transaction.atomic
def end_acting_chair(panel: Panel, *, reason: str, by: Actor) -> int:
    """Let nobody act as the panel's chair any more; returns how many did."""
    hold_rounds(panel.award_id)
    return len([perform(seat, "stop_acting", by=by, reason=reason) for seat in acting_chairs(panel)])


def acting_chairs(panel: Panel):
    """Return the seats that act as chair, with what moving them needs; one at most."""
    return panel.members.filter(acts_as_chair=True).select_related("person", "panel__award__season")


def who_may_act(panel: Panel):
    """Return the seats of the judges who may act as the panel's chair; none while the chair can."""
    if panel_has_clear_chair(panel):
        return panel.members.none()
    others = panel.members.sitting().filter(clear_of_award(), is_chair=False, acts_as_chair=False)
    return others.select_related("person", "panel__award__season").order_by("person__full_name", "pk")

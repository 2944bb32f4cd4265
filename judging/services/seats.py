"""Seats on panels: who is invited, who takes the seat, who leaves it, and which reserve comes in."""

import secrets

from django.db import transaction

from awards.roles import is_administrator
from judging.joining import is_frozen
from judging.models import Panel, PanelMember, ScoreSheet
from judging.querysets import ASIDE
from judging.services.handing_out import hand_out_sheets
from judging.services.interests import is_put_forward
from judging.services.lists import telling_whose_list_changes
from judging.services.locking import hold_rounds, hold_sheets
from judging.services.sheets import find_stakes, follow_member, void_sheet
from judging.services.standings import refresh_round
from judging.services.versions import note_panel
from judging.signals import judge_invited
from judging.states import MemberState, RoundState
from nominations.models import Entry
from people.models import Person
from workflow import SYSTEM, NotAllowed, NotNow, perform, record
from workflow.actors import Actor

FROZEN = "Scoring has opened, so the panel is fixed. Give a reason, and let a second person sign."
_LARGEST_SEED = 2**31 - 2


@transaction.atomic
def seat_judge(
    panel: Panel,
    person: Person,
    *,
    is_chair: bool = False,
    is_reserve: bool = False,
    shuffle_seed: int | None = None,
    by: Actor,
) -> PanelMember:
    """Invite somebody to judge; what already ties them to an entry is found at once.

    `shuffle_seed` fixes the order in which they see entries; a random one unless it is given. Raises NotNow once
    scoring of the panel has opened: `joining.propose_judge` then asks a second person.
    """
    if not (by is SYSTEM or is_administrator(panel, by)):
        raise NotAllowed(is_administrator.sentence)
    hold_rounds(panel.award_id)
    if by is not SYSTEM and is_frozen(panel):
        raise NotNow(FROZEN)
    refuse_unless_free(panel, person, is_chair=is_chair)
    return make_seat(panel, person, is_chair=is_chair, is_reserve=is_reserve, shuffle_seed=shuffle_seed, by=by)


def refuse_unless_free(panel: Panel, person: Person, *, is_chair: bool) -> None:
    """Raise NotNow for somebody with a place on the panel, a second chair, and a nominee of the award."""
    if panel.members.filter(person=person).exists():
        raise NotNow("This person already has a place on this panel.")
    if is_chair and panel.members.filter(is_chair=True).exists():
        raise NotNow("This panel already has a chair.")
    if is_put_forward(person, panel.award):
        raise NotNow("This person is nominated for this award, so they cannot judge it.")


def make_seat(
    panel: Panel, person: Person, *, is_chair: bool, is_reserve: bool, shuffle_seed: int | None = None, by: Actor
) -> PanelMember:
    """Make the seat of somebody whom it is settled to invite; call it where the award's rounds are held."""
    member = PanelMember.objects.create(
        panel=panel,
        person=person,
        is_chair=is_chair,
        is_reserve=is_reserve,
        shuffle_seed=secrets.randbelow(_LARGEST_SEED) if shuffle_seed is None else shuffle_seed,
    )
    record(member, "invite", by=by, after=member.state)
    find_stakes([person], Entry.objects.filter(award=panel.award_id).live())
    judge_invited.send(sender=PanelMember, member=member)
    return member


@transaction.atomic
def accept_seat(member: PanelMember, *, access_needs: str | None = None, by: Actor) -> PanelMember:
    """Take the seat; `access_needs` are the judge's own words on what would help, kept with the person."""
    hold_rounds(member.panel.award_id)
    member = perform(member, "accept", by=by)
    if access_needs is not None:
        Person.objects.filter(pk=member.person_id).update(access_needs=access_needs.strip())
    _join_open_rounds(member)
    note_panel(member.panel, reason="A judge joined.", by=by)
    return member


@transaction.atomic
def decline_seat(member: PanelMember, *, by: Actor) -> PanelMember:
    """Say no to the seat."""
    hold_rounds(member.panel.award_id)
    return perform(member, "decline", by=by)


@transaction.atomic
def stand_down_judge(member: PanelMember, *, reason: str, by: Actor, on_sheets: str = "") -> PanelMember:
    """Let a judge leave the panel; sheets of rounds that are not decided stay and count no more.

    `on_sheets` is what the trail of their sheets says, where the reason is not for everybody who reads that.
    """
    hold_rounds(member.panel.award_id)
    member = perform(member, "stand_down", by=by, reason=reason)
    theirs = ScoreSheet.objects.filter(member=member).exclude(round__state=RoundState.DECIDED)
    for sheet in hold_sheets(theirs.exclude(state__in=ASIDE).select_related("round__season", "entry", "member")):
        void_sheet(sheet, reason=on_sheets or reason, by=by)
    note_panel(member.panel, reason="A judge left.", by=by)
    return member


@transaction.atomic
def call_up_reserve(panel: Panel, *, by: Actor) -> PanelMember:
    """Bring the panel's reserve in; they then score what they are dealt in the panel's open rounds (R9, R11)."""
    hold_rounds(panel.award_id)
    waiting = panel.members.filter(is_reserve=True).exclude(state__in=[MemberState.DECLINED, MemberState.STOOD_DOWN])
    reserve = waiting.order_by("pk").first()
    if reserve is None:
        raise NotNow("This panel has no reserve.")
    reserve = perform(reserve, "call_up", by=by)
    _join_open_rounds(reserve)
    note_panel(panel, reason="The reserve was called up.", by=by)
    return reserve


def _join_open_rounds(member: PanelMember) -> None:
    """Give somebody who joins while scoring is open a sheet for every entry."""
    if member.is_reserve or member.state == MemberState.INVITED:
        return
    for round_ in member.panel.rounds.filter(state=RoundState.SCORING):
        with telling_whose_list_changes(round_):
            if hand_out_sheets(round_, members=[member]):
                refresh_round(round_)
    follow_member(PanelMember.objects.get(pk=member.pk))

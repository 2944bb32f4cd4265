"""Another award for a nomination: proposed by a reviewer, agreed to or refused by its nominator (R7)."""

from django.db import transaction

from awards.models import Award, NomineeType
from kit import clock
from nominations.models import AwardProposal, Nomination, NomineeKind
from nominations.services.drafts import is_same_nominee
from nominations.services.holding import hold_for_change
from nominations.signals import award_proposed
from nominations.states import NominationState, ProposalState
from nominations.working_days import end_of_working_day
from workflow import SYSTEM, NotNow, perform, record
from workflow.actors import Actor

DAYS_TO_ANSWER = 5
KINDS_TAKEN = {NomineeType.INDIVIDUAL: {NomineeKind.PERSON}, NomineeType.TEAM: {NomineeKind.TEAM}}
NO_ADDRESS = "We have no email address for the nominator, so they cannot be asked here. Contact them another way."


def awards_to_propose(nomination: Nomination) -> list[Award]:
    """Return the awards of the season that the nomination could move to, in their order, in two queries."""
    taken = _already_sent(nomination)
    awards = Award.objects.filter(season=nomination.season_id).order_by("order", "pk")
    return [award for award in awards if not _reason_against(nomination, award, taken)]


@transaction.atomic
def propose_award(nomination: Nomination, *, to_award: Award, note: str, by: Actor) -> AwardProposal:
    """Ask the nominator whether the nomination may move to another award, and say why in `note`.

    They have five working days; it moves then unless they object. Raises NotNow where the reviewer has not taken
    the nomination, where the award does not take it (R1, R2, R3, whom it is for), or where they objected before.
    """
    nomination = hold_for_change(nomination, by=by)
    if nomination.state != NominationState.SUBMITTED or nomination.taken_by_id != by.pk:
        raise NotNow("Take this nomination first. Another award can be proposed while it is being checked.")
    if not note.strip():
        raise NotNow("Enter why it fits the other award better.")
    if sentence := _reason_against(nomination, to_award, _already_sent(nomination)):
        raise NotNow(sentence)
    if nomination.proposals.filter(state=ProposalState.PROPOSED).exists():
        raise NotNow("Another award is proposed for it already.")
    if nomination.proposals.filter(state=ProposalState.OBJECTED, to_award=to_award).exists():
        raise NotNow(f"The nominator was asked about {to_award} before, and kept it in the award they chose.")
    if not nomination.nominator.email or nomination.nominator.no_email:
        raise NotNow(NO_ADDRESS)
    now = clock.now()
    proposal = AwardProposal.objects.create(
        nomination=nomination,
        from_award=nomination.award,
        to_award=to_award,
        note=note.strip(),
        proposed_by=by,
        proposed_at=now,
        answer_by=end_of_working_day(now, DAYS_TO_ANSWER, nomination.season.time_zone),
    )
    codes = {"proposal": proposal.pk, "from": proposal.from_award_id, "to": proposal.to_award_id}
    event = record(nomination, "propose_award", by=by, now=now, data=codes)
    award_proposed.send(sender=AwardProposal, proposal=proposal, event=event)
    return proposal


@transaction.atomic
def agree_to_move(proposal: AwardProposal, *, by: Actor) -> AwardProposal:
    """Let the nomination move, because its nominator agrees."""
    nomination = _locked_nomination(proposal)
    if sentence := _reason_against(nomination, proposal.to_award, _already_sent(nomination)):
        raise NotNow(sentence)
    return _move(proposal, nomination, by)


@transaction.atomic
def keep_award(proposal: AwardProposal, *, by: Actor) -> AwardProposal:
    """Keep the nomination in the award that its nominator chose."""
    nomination = _locked_nomination(proposal)
    proposal = perform(proposal, "object", by=by)
    record(nomination, "keep_award", by=by, now=proposal.now, data={"proposal": proposal.pk})
    return proposal


@transaction.atomic
def take_proposal_back(proposal: AwardProposal, *, by: Actor) -> AwardProposal:
    """Propose the other award no longer; who has taken the nomination is asked, as for any change."""
    nomination = hold_for_change(proposal.nomination, by=by)
    return _take_back(proposal, nomination, by)


@transaction.atomic
def settle_overdue_proposal(proposal: AwardProposal, *, now) -> AwardProposal:
    """Move a nomination whose nominator did not object in time; where it cannot move any more it stays."""
    nomination = _locked_nomination(proposal)
    if _reason_against(nomination, proposal.to_award, _already_sent(nomination)):
        return _take_back(proposal, nomination, SYSTEM)
    return _move(proposal, nomination, SYSTEM, now=now)


def end_open_proposals(nomination: Nomination) -> None:
    """Forget what was proposed for a nomination that has left the reviewers' queue."""
    for proposal in nomination.proposals.filter(state=ProposalState.PROPOSED):
        _take_back(proposal, nomination, SYSTEM)


def _take_back(proposal: AwardProposal, nomination: Nomination, by: Actor) -> AwardProposal:
    proposal = perform(proposal, "take_back", by=by)
    record(nomination, "drop_proposal", by=by, now=proposal.now, data={"proposal": proposal.pk})
    return proposal


def _move(proposal: AwardProposal, nomination: Nomination, by: Actor, now=None) -> AwardProposal:
    proposal = perform(proposal, "move", by=by, now=now)
    nomination.award = proposal.to_award
    nomination.save(update_fields=["award"])
    codes = {"proposal": proposal.pk, "from": proposal.from_award_id, "to": proposal.to_award_id}
    record(nomination, "change_award", by=by, now=proposal.now, data=codes)
    return proposal


def _locked_nomination(proposal: AwardProposal) -> Nomination:
    """Return the nomination locked; always before its proposal, as whoever accepts or withdraws it does."""
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("season", "nominee", "award")
    return rows.get(pk=proposal.nomination_id)


def _already_sent(nomination: Nomination) -> dict[int, Nomination]:
    """Return what the same person has sent of the same nominee, by award (R3)."""
    sent = Nomination.objects.filter(nominator=nomination.nominator_id, season=nomination.season_id).sent()
    others = sent.exclude(pk=nomination.pk).exclude(state=NominationState.WITHDRAWN).select_related("nominee")
    return {other.award_id: other for other in others if is_same_nominee(other.nominee, nomination.nominee)}


def _reason_against(nomination: Nomination, award: Award, already_sent: dict[int, Nomination]) -> str:
    """Return why the nomination cannot move to `award`, or nothing."""
    kind, nominee_kind = nomination.nominator_kind, nomination.nominee.kind
    if award.season_id != nomination.season_id or award.pk == nomination.award_id:
        return "Select another award of this season."
    if kind and not award.may_be_nominated_by(kind):
        return f"{award} does not take nominations from: “{nomination.get_nominator_kind_display()}”."
    if nominee_kind not in KINDS_TAKEN.get(award.nominee_type, {nominee_kind}):
        return f"{award} is for: {award.get_nominee_type_display().lower()}."
    if nomination.is_self_nomination and not award.self_nomination:
        return f"{award} does not take nominations of oneself."
    if award.pk in already_sent:
        return f"The same person has nominated them for {award} already, in {already_sent[award.pk].reference}."
    return ""

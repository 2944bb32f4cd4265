"""What time alone brings about: answers that never came, drafts that were never sent."""

from datetime import timedelta

from django.db.models import Q

from awards.rules import MILESTONE_NOMINATIONS
from kit import clock
from nominations.models import AwardProposal, Endorsement, Nomination
from nominations.services.proposing import settle_overdue_proposal
from nominations.states import EndorsementState, NominationState, ProposalState
from workflow import SYSTEM, Refused, perform

DRAFTS_KEPT = timedelta(days=30)  # after the closing minute
AT_ONCE = 500  # rows of a kind in one run; the next run takes the rest


def advance_due(now=None) -> dict[str, int]:
    """Expire what has run out by `now`; returns how many of each kind. A second run finds the work done.

    Each row goes by itself: one that is refused, because somebody was quicker, holds up no other.
    """
    now = now or clock.now()
    late = Endorsement.objects.filter(state=EndorsementState.REQUESTED, answer_by__lte=now)
    closed = Q(season__milestones__key=MILESTONE_NOMINATIONS, season__milestones__ends_at__lte=now - DRAFTS_KEPT)
    drafts = Nomination.objects.filter(closed, state=NominationState.DRAFT)
    returned = Nomination.objects.filter(state=NominationState.RETURNED, return_by__lte=now)
    return {
        "endorsements": _expire(late, now),
        "drafts": _expire(drafts, now),
        "returned": _expire(returned, now),
        "proposals": _settle_proposals(now),
    }


def _settle_proposals(now) -> int:
    """Move what was proposed for another award and not objected to in time."""
    checked = [NominationState.SUBMITTED, NominationState.ON_HOLD]
    due = AwardProposal.objects.filter(
        state=ProposalState.PROPOSED,
        answer_by__lte=now,
        nomination__state__in=checked,
    )
    done = 0
    for proposal in list(due.select_related("to_award").order_by("pk")[:AT_ONCE]):
        try:
            settle_overdue_proposal(proposal, now=now)
        except Refused:
            continue
        done += 1
    return done


def _expire(rows, now) -> int:
    done = 0
    for row in list(rows.order_by("pk")[:AT_ONCE]):
        try:
            perform(row, "expire", by=SYSTEM, now=now)
        except Refused:
            continue
        done += 1
    return done

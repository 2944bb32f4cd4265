"""Decided awards, consents and releases, for the tests of what becomes public."""

from datetime import timedelta

from announcements import services
from announcements.models import Release
from announcements.states import Stage
from judging.models import Decision, DecisionLine, SuitabilityCheck
from judging.states import DecisionState, MemberState, Outcome, RoundKind, RoundState, Suitability
from kit import clock
from nominations.models import Consent
from nominations.states import ConsentPurpose, EntryState
from tests.world import make_entry, make_round

TWO_DAYS, NINE_DAYS = timedelta(days=-2), timedelta(days=-9)


def enter(award, people, name, **fields):
    """Return a judged entry of somebody called `name`."""
    return make_entry(
        award,
        nominator=people["nominator"],
        reviewer=people["reviewer"],
        endorser=people["endorser"],
        nominee=name,
        state=EntryState.CLOSED,
        **fields,
    )


def decide(award, people, outcomes, *, kind=RoundKind.FINAL, no_award=False, state=DecisionState.LOCKED):
    """Return the decision of an award that says `outcomes` of its entries; each is checked and clear."""
    now = clock.now()
    round_ = make_round(
        award,
        chair=people["chair"],
        judges=[people["judge"], people["second_judge"]],
        kind=kind,
        state=RoundState.DECIDED,
        member_state=MemberState.FINISHED,
        opens_in=NINE_DAYS,
        closes_in=TWO_DAYS,
    )
    fixed = {"locked_at": now, "record_hash": "0" * 64} if state == DecisionState.LOCKED else {}
    decision = Decision.objects.create(round=round_, state=state, no_award=no_award, **fixed)
    for entry, outcome in outcomes.items():
        DecisionLine.objects.create(decision=decision, entry=entry, outcome=outcome)
        SuitabilityCheck.objects.get_or_create(entry=entry, defaults={"answer": Suitability.CLEAR, "answered_at": now})
    return decision


def agree(entry, *purposes, answer="yes"):
    """Let the nominee of `entry` answer these purposes, and take back what they answered before."""
    for purpose in purposes or (ConsentPurpose.NAME, ConsentPurpose.ROLE):
        entry.consents.filter(purpose=purpose).update(is_current=False)
        Consent.objects.create(
            entry=entry, purpose=purpose, answer=answer, wording="May we?", wording_version="1", given_by="test"
        )


def prepare(season, people, *awards, stage=Stage.RESULT, at=None) -> Release:
    """Return a release that the administrator prepared, public from `at`."""
    return services.prepare_release(season, awards=awards, stage=stage, goes_public_at=at, by=people["administrator"])


def win(award, people, winner="Nadia Fenwick", other="Tom Adair"):
    """Decide an award: `winner` wins and agrees to be named, `other` is highly commended and has not answered."""
    first, second = enter(award, people, winner), enter(award, people, other)
    agree(first)
    decide(award, people, {first: Outcome.WINNER, second: Outcome.HIGHLY_COMMENDED})
    return first, second

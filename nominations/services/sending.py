"""Sending a nomination, taking it back, letting it go."""

from django.db import transaction

from awards.rules import MILESTONE_NOMINATIONS
from kit import clock
from nominations import rules
from nominations.models import Nomination, NomineeKind, ReferenceCounter
from nominations.services.drafts import earlier_nomination, is_own_nomination
from nominations.services.nominees import link_members, settle_nominee
from nominations.states import EntryState, NominationState
from workflow import SYSTEM, NotNow, perform, record
from workflow.actors import Actor


class AlreadyNominated(NotNow):
    """The same person has nominated the same nominee for this award; `nomination` is the earlier one (R3)."""

    def __init__(self, nomination: Nomination):
        super().__init__("You have already nominated them for this award.")
        self.nomination = nomination


class OwnNomination(NotNow):
    """The award does not take nominations of oneself (R2)."""

    def __init__(self):
        super().__init__("You cannot nominate yourself for this award.")


class SentTooLate(NotNow):
    """Nominations closed before it was sent: it is kept as a late draft (R5)."""

    def __init__(self):
        super().__init__("Nominations have closed. We have kept your nomination as a late draft.")


def submit_nomination(nomination: Nomination, *, by: Actor) -> Nomination:
    """Send a nomination, and give it its reference.

    Raises OwnNomination, AlreadyNominated, or SentTooLate: then what was written is kept and marked as a late
    draft, so this must not run inside a transaction that its refusal rolls back. Other refusals change nothing.
    """
    try:
        return _send(nomination, by=by)
    except NotNow as refusal:
        if _keep_late(nomination, by=by):
            raise SentTooLate from refusal
        raise


@transaction.atomic
def _send(nomination: Nomination, *, by: Actor) -> Nomination:
    draft = _locked(nomination)
    if draft.state == NominationState.DRAFT:
        check_rules_of_award(draft)
    return perform(draft, "submit", by=by, reference=prepare(draft))


def check_rules_of_award(draft: Nomination) -> None:
    """Refuse whom its award takes no nominations from, one's own, and the same nominee twice (R1, R2, R3)."""
    award = draft.award
    if draft.nominator_kind and not award.may_be_nominated_by(draft.nominator_kind):
        raise NotNow("You cannot nominate for this award.")
    if is_own_nomination(draft) and not award.self_nomination:
        raise OwnNomination
    if earlier := earlier_nomination(draft):
        raise AlreadyNominated(earlier)


@transaction.atomic
def _keep_late(nomination: Nomination, *, by: Actor) -> bool:
    """Mark a draft that was sent after the deadline; says whether it was one."""
    draft = _locked(nomination)
    now = clock.now()
    window = draft.season.window(MILESTONE_NOMINATIONS)
    if (
        draft.state != NominationState.DRAFT
        or window is None
        or not draft.started_at < window.ends_at <= now
        or not rules.is_nominator(draft, by)
        or not rules.is_complete(draft)
    ):
        return False
    if draft.late_at is None:
        draft.late_at = draft.saved_at = now
        draft.confirmed_no_identifiers = True
        draft.save()
        record(draft, "keep_late", by=by, now=now)
    return True


@transaction.atomic
def admit_late_nomination(nomination: Nomination, *, by: Actor, reason: str) -> Nomination:
    """Let in a late draft, for a recorded reason (R5)."""
    draft = _locked(nomination)
    return perform(draft, "admit_late", by=by, reason=reason, reference=prepare(draft))


@transaction.atomic
def resubmit_nomination(nomination: Nomination, *, by: Actor) -> Nomination:
    """Send a returned nomination back after the changes that were asked for."""
    draft = _locked(nomination)
    if is_own_nomination(draft) and not draft.award.self_nomination:
        raise OwnNomination
    prepare(draft)
    return perform(draft, "resubmit", by=by)


def reopen_nomination(nomination: Nomination, *, by: Actor) -> Nomination:
    """Take a sent nomination back to change it; it must be sent again before the deadline."""
    return perform(nomination, "reopen", by=by)


@transaction.atomic
def withdraw_nomination(nomination: Nomination, *, by: Actor, reason: str = "") -> Nomination:
    """Take a nomination out of the awards; an entry that is left without any goes with it."""
    nomination = perform(nomination, "withdraw", by=by, reason=reason)
    entry = nomination.entry
    over = {EntryState.CLOSED, EntryState.WITHDRAWN, EntryState.NOT_PROCEEDING}
    if entry and entry.state not in over and not entry.nominations.standing().exists():
        perform(entry, "withdraw", by=SYSTEM)
    return nomination


def _locked(nomination: Nomination) -> Nomination:
    rows = Nomination.objects.select_for_update(of=("self",))
    return rows.select_related("nominee", "season", "award", "nominator").get(pk=nomination.pk)


def prepare(draft: Nomination) -> str:
    """Settle who is meant, and return the reference that the nomination will have; the row is locked."""
    nominee = draft.nominee
    if nominee.email and nominee.person_id is None:
        settle_nominee(nominee)
    elif nominee.kind != NomineeKind.PERSON:
        link_members(nominee)
    draft.is_self_nomination = is_own_nomination(draft)
    draft.confirmed_no_identifiers = True
    draft.save()
    return draft.reference or _next_reference(draft.season)


def _next_reference(season) -> str:
    """Return the season's next reference, such as RB27-0042; a deed that is refused uses none up."""
    ReferenceCounter.objects.get_or_create(season=season)
    counter = ReferenceCounter.objects.select_for_update().get(season=season)
    counter.last += 1
    counter.save()
    return f"{season.reference_prefix}-{counter.last:04d}"

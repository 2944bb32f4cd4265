"""A worry about somebody's safety: raised with one press, passed on, and settled by a safeguarding lead alone.

What the worry is stands nowhere in the product: it is told by word of mouth or in the service's own records.
"""

from django.db import transaction
from django.db.models import F

from awards.roles import scope_of
from nominations import rules
from nominations.models import Concern, Entry, Nomination, PassedOnHow
from nominations.signals import concern_raised
from nominations.states import ConcernState, EntryState, NominationState
from people.models import Person
from people.roles import Role
from workflow import SYSTEM, NotAllowed, NotNow, perform, record
from workflow.actors import Actor

RAISED = "A safeguarding concern was raised."
BEFORE_JUDGES = {EntryState.IN_ROUND, EntryState.SHORTLISTED, EntryState.NOT_SHORTLISTED, EntryState.IN_FINAL}


@transaction.atomic
def raise_concern(nomination: Nomination, *, by: Actor) -> Concern:
    """Note that a reviewer is worried about somebody's safety, and stop the nomination where it stands.

    A nomination that is being checked goes on hold, whoever has taken it; an entry that judges can read is
    hidden from them. The season's safeguarding leads are told at once. Returns the concern that is open
    already, if there is one. Raises NotAllowed for whoever is no reviewer or has a part in it.
    """
    nomination = _locked(nomination)
    if not rules.may_review(nomination, by):
        raise NotAllowed(rules.may_review.refusal(nomination, by))
    return _raise(nomination, by, stops=by)


@transaction.atomic
def raise_concern_about_entry(entry: Entry, *, by: Person) -> Concern:
    """Note that somebody who reads an entry is worried about somebody's safety, and take it from all judges.

    Whether `by` may read the entry is for the caller to know. The concern is about the nomination that leads it.
    """
    lead = entry.nominations.through().order_by(F("merged_into").asc(nulls_first=True), "pk").first()
    if lead is None:
        raise NotNow("No nomination of this entry is going forward any more. Ring as the page says.")
    return _raise(_locked(lead), by, stops=SYSTEM)


@transaction.atomic
def pass_on_concern(concern: Concern, *, how: str, by: Actor) -> Concern:
    """Note that `by` told those who act on the concern, and how; `how` is one of `PassedOnHow`."""
    if how not in PassedOnHow.values:
        raise NotNow("Select how you passed it on.")
    return perform(concern, "pass_on", by=by, data={"how": str(how)}, how=how, person=by)


@transaction.atomic
def settle_concern(concern: Concern, *, by: Actor, how: str = "") -> Concern:
    """Say as a safeguarding lead that a concern is dealt with, so that the nomination may go on.

    `how` says how it reached the lead, where nobody has noted that it was passed on.
    """
    concern = Concern.objects.get(pk=concern.pk)
    if concern.state == ConcernState.RAISED:
        if how not in PassedOnHow.values:
            raise NotNow("Select how it reached you.")
        concern = pass_on_concern(concern, how=how, by=by)
    return perform(concern, "settle", by=by, person=by)


@transaction.atomic
def hold_while_concern_is_open(nomination: Nomination) -> None:
    """Put a nomination that comes back to the queue on hold again while a concern about it is open."""
    if nomination.state == NominationState.SUBMITTED and nomination.concerns.open().exists():
        perform(nomination, "hold", by=SYSTEM, reason=RAISED)


def leads_of(nomination: Nomination) -> list[Person]:
    """Return the safeguarding leads of the season whom an e-mail reaches and who have no part in the nomination."""
    leads = Person.objects.holding(Role.SAFEGUARDING_LEAD, scope_of(nomination.season)).filter(no_email=False)
    return [p for p in leads.order_by("pk") if p.email and not rules.has_stake(nomination, p)]


def _locked(nomination: Nomination) -> Nomination:
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("season", "nominee")
    return rows.get(pk=nomination.pk)


def _raise(nomination: Nomination, by: Actor, *, stops: Actor) -> Concern:
    """Make the concern of a locked nomination, if none is open; `stops` is who holds the nomination or the entry."""
    if concern := nomination.concerns.open().first():
        return concern
    concern = Concern.objects.create(nomination=nomination, raised_by=by)
    event = record(nomination, "raise_concern", by=by, data={"concern": concern.pk})
    _stop(nomination, stops)
    concern_raised.send(sender=Concern, concern=concern, event=event)
    return concern


def _stop(nomination: Nomination, by: Actor) -> None:
    if nomination.state == NominationState.SUBMITTED:
        perform(nomination, "hold", by=by, reason=RAISED)
    if nomination.entry_id is None:
        return
    # Locked whatever its state: whoever is about to show it again waits, and then finds the concern.
    entry = Entry.objects.select_for_update().get(pk=nomination.entry_id)
    if entry.state in BEFORE_JUDGES:
        perform(entry, "hide", by=by, reason=RAISED)

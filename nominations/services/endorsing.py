"""Asking a senior person to endorse, and their answer (R4)."""

from datetime import timedelta

from django.db import transaction

from kit import clock
from nominations import rules
from nominations.models import Endorsement, Nomination, Relationship
from nominations.signals import endorsement_requested
from nominations.states import EndorsementState
from people.models import Person
from people.services import find_or_add_person
from workflow import SYSTEM, NotAllowed, NotNow, perform, record
from workflow.actors import Actor

SETTLED = {EndorsementState.REQUESTED, EndorsementState.GIVEN, EndorsementState.WAIVED}


def needs_endorsement(nomination: Nomination) -> bool:
    """Say whether it must be endorsed: by its award's rule, and always where somebody nominates themself."""
    return nomination.award.endorsement_required or nomination.is_self_nomination


def counts_as_endorsement(nomination: Nomination) -> bool:
    """Say whether the nomination is its nominee's line manager's own, and so needs no other endorsement."""
    if nomination.is_self_nomination or nomination.nominator_id is None:
        return False
    nominee = nomination.nominee.person
    manages = nominee is not None and nominee.line_manager_id == nomination.nominator_id
    return manages or nomination.relationship == Relationship.LINE_MANAGER


@transaction.atomic
def request_endorsement(nomination: Nomination, *, by: Actor) -> Endorsement | None:
    """Ask the endorser that the nominator named, or take a line manager's nomination as the endorsement.

    Returns the endorsement that stands, or None where none is needed, or where nobody was named: then an
    administrator names somebody (`name_endorser`) or does without (`waive_missing_endorsement`).
    """
    if not needs_endorsement(nomination):
        return None
    standing = nomination.endorsements.filter(state__in=SETTLED).first()
    if standing:
        return standing
    if counts_as_endorsement(nomination):
        endorsement = _ask(nomination, nomination.nominator, by=by, is_told=False)
        return perform(endorsement, "count_nomination", by=SYSTEM)
    if not nomination.endorser_email:
        return None
    try:
        person = _endorser(nomination, nomination.endorser_name, nomination.endorser_email)
    except NotNow:
        # The nominator named somebody who has a part in it: as good as nobody.
        return None
    return _ask(nomination, person, by=by)


@transaction.atomic
def name_endorser(nomination: Nomination, *, name: str, email: str, by: Actor) -> Endorsement:
    """Ask somebody to endorse a nomination for which nobody was asked yet."""
    if not isinstance(by, Person) or not rules.is_administrator(nomination, by) or rules.has_stake(nomination, by):
        raise NotAllowed("Only an administrator with no part in this nomination can do this.")
    if nomination.endorsements.filter(state__in=SETTLED).exists():
        raise NotNow("Somebody has been asked to endorse this nomination already.")
    return _ask(nomination, _endorser(nomination, name, email), by=by)


@transaction.atomic
def name_another_endorser(endorsement: Endorsement, *, name: str, email: str, by: Actor) -> Endorsement:
    """Ask somebody else instead, and return the new endorsement."""
    person = _endorser(endorsement.nomination, name, email)
    if person.pk == endorsement.person_id:
        raise NotNow("Enter somebody other than the person who was asked first.")
    old = perform(endorsement, "reassign", by=by)
    new = _ask(old.nomination, person, by=by)
    Endorsement.objects.filter(pk=old.pk).update(successor=new)
    return new


def give_endorsement(endorsement: Endorsement, *, by: Actor) -> Endorsement:
    """Endorse: confirm the four things."""
    return perform(endorsement, "give", by=by)


def decline_endorsement(endorsement: Endorsement, *, by: Actor) -> Endorsement:
    """Do not endorse. Why is neither asked nor stored."""
    return perform(endorsement, "decline", by=by)


def waive_endorsement(endorsement: Endorsement, *, by: Actor, reason: str) -> Endorsement:
    """Do without this endorsement, for a recorded reason."""
    return perform(endorsement, "waive", by=by, reason=reason)


@transaction.atomic
def waive_missing_endorsement(nomination: Nomination, *, by: Actor, reason: str) -> Endorsement:
    """Do without an endorsement where nobody could be asked, for a recorded reason.

    The row that records it carries the nominator, who has a part in the nomination anyway; nobody is written to.
    """
    if nomination.endorsements.filter(state__in=SETTLED).exists():
        raise NotNow("Somebody has been asked to endorse this nomination already.")
    return perform(_ask(nomination, nomination.nominator, by=by, is_told=False), "waive", by=by, reason=reason)


def _endorser(nomination: Nomination, name: str, email: str) -> Person:
    """Return the person to ask; raises NotNow for somebody who cannot endorse this nomination."""
    address = email.strip().lower()
    nominee = nomination.nominee
    theirs = nominee.person.email if nominee.person and nominee.person.email else ""
    if address in {nominee.email.lower(), theirs.lower()} - {""}:
        raise NotNow("The person who endorses cannot be the person who is nominated. Enter somebody else.")
    if address == nomination.nominator_email.lower() and not counts_as_endorsement(nomination):
        raise NotNow("The person who endorses cannot be the person who nominated. Enter somebody else.")
    return find_or_add_person(name=name, email=address)


def _ask(nomination: Nomination, person: Person, *, by: Actor, is_told: bool = True) -> Endorsement:
    now = clock.now()
    endorsement = Endorsement.objects.create(
        nomination=nomination,
        person=person,
        requested_at=now,
        answer_by=now + timedelta(days=nomination.season.endorsement_expires_days),
    )
    record(endorsement, "request", by=by, now=now)
    if is_told:
        endorsement_requested.send(sender=Endorsement, endorsement=endorsement)
    return endorsement

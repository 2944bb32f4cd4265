"""Nominations of one nominee in one award, joined in one entry and parted again."""

import re

from django.db import transaction
from django.db.models import Q

from awards.roles import is_administrator
from kit.text import clean_line
from nominations import rules
from nominations.models import Entry, Nomination, NomineeKind
from nominations.services.holding import refuse_if_held_by_another
from nominations.services.interests import find_for_role_holders
from nominations.services.nominees import tell_nominee
from nominations.states import EntryState, NominationState
from people import links
from people.models import Person
from workflow import NotAllowed, NotNow, perform
from workflow.actors import Actor

_OF_A_TEAM = re.compile(r"^the |( team| crew)$")


def likely_matches(nomination: Nomination):
    """Return accepted nominations of the same award that are probably about the same nominee.

    The same name however it is written, the same person or address, or the same team with or without "the"
    and "team". They are proposals: only a person joins nominations.
    """
    accepted = Nomination.objects.filter(state=NominationState.ACCEPTED)
    return _alike(nomination, accepted).order_by("submitted_at", "pk")


def likely_duplicates(nomination: Nomination):
    """Return every sent nomination of the same award that is probably about the same nominee, not yet joined to it."""
    others = Nomination.objects.standing()
    if nomination.entry_id:
        others = others.exclude(entry=nomination.entry_id)
    return _alike(nomination, others).order_by("submitted_at", "pk")


def _alike(nomination: Nomination, candidates):
    nominee = nomination.nominee
    alike = Q(nominee__folded_name__in=_spellings(nominee)) if nominee.folded_name else Q(pk__in=[])
    if nominee.email:
        alike |= Q(nominee__email__iexact=nominee.email)
    if nominee.person_id:
        alike |= Q(nominee__person=nominee.person_id)
    return candidates.filter(alike, award=nomination.award_id).exclude(pk=nomination.pk).select_related("nominee")


def _spellings(nominee) -> set[str]:
    name = nominee.folded_name
    if nominee.kind == NomineeKind.PERSON:
        return {name}
    bare = _OF_A_TEAM.sub("", _OF_A_TEAM.sub("", name)).strip() or name
    return {name, *(f"{the}{bare}{team}" for the in ("", "the ") for team in ("", " team", " crew"))}


def lead_of(nomination: Nomination) -> Nomination:
    """Return the nomination whose reference the entry carries."""
    return nomination.merged_into or nomination


def lock_pair(nomination: Nomination, into: Nomination) -> Nomination:
    """Lock what is to be joined and what it is joined to, and return the lead of the latter as it stands.

    Always in the same order, so that two people who join two nominations to each other wait for one another.
    """
    keys = {nomination.pk, into.pk, lead_of(Nomination.objects.get(pk=into.pk)).pk}
    list(Nomination.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    return lead_of(Nomination.objects.select_related("entry", "merged_into__entry").get(pk=into.pk))


@transaction.atomic
def merge_nominations(nomination: Nomination, *, into: Nomination, by: Actor) -> Nomination:
    """Join an accepted nomination to another of the same award, so that judges read both in one entry.

    Every nomination stays as it is; its own entry ends, and what its nominee chose and who declared an
    interest goes over to the entry it joins. Returns the joined nomination.
    """
    into = lock_pair(nomination, into)
    nomination = locked_for_entry(nomination, by)
    refuse_join(nomination, into)
    own = nomination.entry
    joined = perform(nomination, "merge", by=by, data={"into": into.pk}, into=into)
    if own.pk != into.entry_id:
        _dissolve(own, into.entry)
    tell_nominee(into.entry, by=by)
    find_for_role_holders(into.entry)
    return joined


@transaction.atomic
def split_nomination(nomination: Nomination, *, by: Actor, reason: str) -> Nomination:
    """Part a joined nomination again: it gets an entry of its own, with the nominee as it names them."""
    nomination = locked_for_entry(nomination, by)
    if nomination.state != NominationState.MERGED:
        raise NotNow("This nomination is not joined to another.")
    entry = new_entry(nomination)
    parted = perform(nomination, "split", by=by, reason=clean_line(reason), entry=entry)
    tell_nominee(entry, by=by)
    find_for_role_holders(entry)
    return parted


def new_entry(nomination: Nomination) -> Entry:
    """Make the entry that a nomination leads: its reference, its award, its nominee."""
    return Entry.objects.create(
        season_id=nomination.season_id,
        award_id=nomination.award_id,
        nominee_id=nomination.nominee_id,
        reference=nomination.reference,
    )


def refuse_join(nomination: Nomination, into: Nomination) -> None:
    """Raise NotNow unless `nomination` can be joined to `into`, the lead of a standing entry of its award."""
    if into.pk == nomination.pk:
        raise NotNow("A nomination cannot be joined to itself.")
    if into.award_id != nomination.award_id:
        raise NotNow("Only nominations for the same award can be joined.")
    if into.state != NominationState.ACCEPTED or into.entry is None:
        raise NotNow(f"{into} is not accepted, so nothing can be joined to it.")
    if into.entry.state in {EntryState.WITHDRAWN, EntryState.NOT_PROCEEDING}:
        raise NotNow(f"The entry of {into} has fallen out, so nothing can be joined to it.")
    if nomination.merged_from.exists():
        raise NotNow("Other nominations are joined to this one. Part them first, or join the other way round.")


def locked_for_entry(nomination: Nomination, by: Actor) -> Nomination:
    """Return the locked nomination for a reviewer or administrator without a part in it."""
    nomination = (
        Nomination.objects.select_for_update(of=("self",)).select_related("season", "nominee").get(pk=nomination.pk)
    )
    may = rules.may_review(nomination, by) or is_administrator(nomination, by)
    if not may or not isinstance(by, Person) or rules.has_stake(nomination, by):
        raise NotAllowed(rules.may_review.sentence)
    refuse_if_held_by_another(nomination, by)
    return nomination


def _dissolve(entry: Entry, into: Entry) -> None:
    """End an entry that no nomination is left in; it had not been before judges."""
    answered = set(into.consents.filter(is_current=True).values_list("purpose", flat=True))
    for consent in entry.consents.filter(is_current=True).exclude(purpose__in=answered):
        consent.entry = into
        consent.save(update_fields=["entry"])
    known = set(into.interests.values_list("person", "kind"))
    for interest in entry.interests.all():
        if (interest.person_id, interest.kind) not in known:
            interest.entry = into
            interest.save(update_fields=["entry"])
    if entry.taking_part_at and not into.taking_part_at:
        into.taking_part_at = entry.taking_part_at
        into.save(update_fields=["taking_part_at"])
    links.revoke("nominee", entry)
    entry.delete()

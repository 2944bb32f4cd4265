"""Nominations of one nominee in one award, joined in one entry and parted again."""

from django.db import transaction
from django.db.models import Q

from awards.roles import is_administrator
from kit.text import clean_line
from nominations import rules
from nominations.matching import is_likely_same
from nominations.models import Entry, Nomination, NomineeKind
from nominations.services.holding import refuse_if_held_by_another
from nominations.services.interests import find_for_role_holders
from nominations.services.lending import lend, take_back
from nominations.services.nominees import tell_nominee
from nominations.states import EntryState, NominationState
from people.models import Person
from workflow import NotAllowed, NotNow, perform
from workflow.actors import Actor
from workflow.audit import trail


def likely_matches(nomination: Nomination):
    """Return accepted nominations of the same award that are probably about the same nominee.

    The same name however it is written, the same person or address, or the same team however it is called. They
    are proposals: only a person joins nominations.
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
    """Narrow nominations to those of the same nominee as far as can be told, in one query beside the result's own."""
    nominee = nomination.nominee
    same_key = Q(nominee__match_key=nominee.match_key) if nominee.match_key else Q(pk__in=[])
    same_one = Q(nominee__email__iexact=nominee.email) if nominee.email else Q(pk__in=[])
    if nominee.person_id:
        same_one |= Q(nominee__person=nominee.person_id)
    others = candidates.filter(award=nomination.award_id).exclude(pk=nomination.pk)
    is_team = nominee.kind != NomineeKind.PERSON
    # A key finds them by an index; of teams with one name each may still be described as another.
    names = others.filter(same_key).order_by().values_list("pk", "nominee__name") if is_team else []
    other_teams = [pk for pk, name in names if not is_likely_same(nominee.name, name, team=True)]
    alike = (same_key & ~Q(pk__in=other_teams)) | same_one
    return others.filter(alike).select_related("nominee")


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

    Every nomination stays as it is, and so does its own entry, which stands aside until they are parted; what its
    nominee chose and who declared an interest counts in the entry it joins. Returns the joined nomination.
    """
    into = lock_pair(nomination, into)
    nomination = locked_for_entry(nomination, by)
    refuse_join(nomination, into)
    own = nomination.entry
    joined = perform(nomination, "merge", by=by, data={"into": into.pk}, into=into)
    if own.pk != into.entry_id:
        perform(own, "join", by=by, data={"into": into.entry_id})
        lend(own, into.entry)
    tell_nominee(into.entry, by=by)
    find_for_role_holders(into.entry)
    return joined


@transaction.atomic
def split_nomination(nomination: Nomination, *, by: Actor, reason: str) -> Nomination:
    """Part a joined nomination again: its own entry stands as it was before, and so does the one it had joined.

    What was accepted into the other's entry had none of its own, and gets one with the nominee as it names them.
    """
    nomination = locked_for_entry(nomination, by)
    if nomination.state != NominationState.MERGED:
        raise NotNow("This nomination is not joined to another.")
    lead = nomination.entry
    own = Entry.objects.filter(nominee=nomination.nominee_id, state=EntryState.JOINED).first()
    entry = perform(own, "part", by=by, data={"from": lead.pk}) if own else new_entry(nomination)
    since = trail(nomination).filter(verb="nomination.merge").latest("at").at
    parted = perform(nomination, "split", by=by, reason=clean_line(reason), entry=entry)
    if own:
        take_back(entry, lead, since=since)
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
    if nomination.entry and nomination.entry.state != EntryState.WAITING:
        raise NotNow("Judges have read its entry, or it is being checked. It cannot be joined to another now.")
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

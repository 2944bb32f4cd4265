"""Telling nominees, and what they answer: whether they take part, and what may be said about them."""

from django.db import transaction

from kit import clock
from kit.text import fold
from nominations import rules
from nominations.models import Consent, Entry, Nominee, NomineeMember
from nominations.services.interests import find_for_role_holders
from nominations.signals import nominee_changed, nominee_to_be_told
from nominations.states import ConsentAnswer, ConsentPurpose, EntryState, Notice
from nominations.wording import CONSENT_VERSION, CONSENT_WORDING
from people.models import Person
from people.services import find_or_add_person
from workflow import NotAllowed, NotNow, perform, record
from workflow.actors import Actor

# The same words whatever lies behind it: a check that stopped an entry is nobody's to read.
TOO_LATE = "You cannot withdraw here any more. Contact the awards team."


def settle_nominee(nominee: Nominee) -> None:
    """Put a person behind the address of a nominee: for a team or household the first of its members.

    Members are known as people too where exactly one colleague of that organisation has their name, so that no
    judge scores a team of their own.
    """
    members = list(nominee.members.all())
    first = members[0] if members else None
    nominee.person = find_or_add_person(
        name=first.name if first else nominee.name,
        email=nominee.email,
        job_title=(first.role if first else nominee.job_title) or "",
        organisation=(first.employer if first else "") or nominee.organisation_name,
    )
    nominee.save()
    link_members(nominee)


def link_members(nominee: Nominee) -> None:
    """Say of each member of a team or household who they are, as far as the records leave no doubt."""
    members = list(nominee.members.all())
    for place, member in enumerate(members):
        employer = fold(member.employer or nominee.organisation_name)
        named = Person.objects.named_like(member.name).filter(organisation__folded_name=employer)
        alike = list(named[:2])
        known = alike[0] if len(alike) == 1 else None
        member.person = (nominee.person if place == 0 else None) or known
    NomineeMember.objects.bulk_update(members, ["person"])


@transaction.atomic
def tell_nominee(entry: Entry, *, by: Actor) -> Entry:
    """Have the nominee told that they are nominated; without an address it becomes due, for a person to do."""
    entry = _locked(entry)
    if entry.notice in {Notice.SENT, Notice.ANOTHER_WAY}:
        return entry
    nominee = entry.nominee
    if nominee.email and nominee.person_id is None:
        settle_nominee(nominee)
        find_for_role_holders(entry)
        nominee_changed.send(sender=Entry, entry=entry)
    person = nominee.person
    if person is None or not person.email or person.no_email:
        entry.notice = Notice.DUE
        entry.save()
        return entry
    entry.notice, entry.notice_at = Notice.SENT, clock.now()
    entry.save()
    event = record(entry, "tell_nominee", by=by, now=entry.notice_at)
    nominee_to_be_told.send(sender=Entry, entry=entry, event=event)
    return entry


@transaction.atomic
def take_part(entry: Entry, *, by: Actor) -> Entry:
    """Note that the nominee has said that they take part."""
    entry = _open_for(entry, by)
    if entry.taking_part_at is None:
        entry.taking_part_at = clock.now()
        entry.save()
        record(entry, "take_part", by=by, now=entry.taking_part_at)
    return entry


@transaction.atomic
def record_choices(entry: Entry, *, answers: dict[str, str], by: Actor) -> list[Consent]:
    """Keep the nominee's answers, "yes" or "no" by purpose; returns the new rows.

    An earlier answer stays on record with the words it was given to. A no after a yes is a withdrawal.
    """
    entry = _open_for(entry, by)
    now = clock.now()
    current = {consent.purpose: consent for consent in entry.consents.filter(is_current=True)}
    made = []
    for purpose, said in answers.items():
        before = current.get(purpose)
        answer = ConsentAnswer(said)
        if before is not None:
            if answer == ConsentAnswer.NO and before.answer == ConsentAnswer.YES:
                answer = ConsentAnswer.WITHDRAWN
            if _is_same(before, answer):
                continue
            Consent.objects.filter(pk=before.pk).update(is_current=False)
        made.append(
            Consent.objects.create(
                entry=entry,
                purpose=purpose,
                answer=answer,
                wording=CONSENT_WORDING[ConsentPurpose(purpose)],
                wording_version=CONSENT_VERSION,
                given_by=by.actor_key,
                at=now,
            )
        )
    if made:
        record(entry, "choose_publicity", by=by, now=now, data={c.purpose: c.answer for c in made})
    return made


def _is_same(before: Consent, answer: str) -> bool:
    """Say whether the answer is the one that stands, to the same words."""
    stands = ConsentAnswer.NO if before.answer == ConsentAnswer.WITHDRAWN else before.answer
    return stands == answer and before.wording_version == CONSENT_VERSION


def withdraw_entry(entry: Entry, *, by: Actor) -> Entry:
    """Take the entry out of the awards, because its nominee would rather not take part (R6)."""
    if Entry.objects.filter(pk=entry.pk, state__in=[EntryState.CLOSED, EntryState.NOT_PROCEEDING]).exists():
        raise NotNow(TOO_LATE)
    return perform(entry, "withdraw", by=by)


def _locked(entry: Entry) -> Entry:
    rows = Entry.objects.select_for_update(of=("self",))
    return rows.select_related("nominee__person", "season", "award").get(pk=entry.pk)


def _open_for(entry: Entry, by: Actor) -> Entry:
    """Return the locked row if `by` is its nominee and it has not fallen out."""
    entry = _locked(entry)
    if not rules.is_nominee(entry, by):
        raise NotAllowed(rules.is_nominee.sentence)
    if entry.state == EntryState.WITHDRAWN:
        raise NotNow("You have withdrawn from these awards.")
    return entry

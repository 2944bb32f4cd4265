"""Writing a nomination: what its writer answers, page by page, before it is sent."""

from django.db import transaction

from awards.models import NomineeType
from kit import clock
from kit.text import clean_line, fold
from nominations import rules
from nominations.holders import DraftHolder
from nominations.models import Nomination, Nominee, NomineeKind, NomineeMember, Relationship, Statement
from nominations.services.screening import renew_flags
from nominations.signals import draft_saved
from nominations.states import NominationState
from people.links import about, revoke, send_link
from people.models import Link, Person
from people.services import account_for, find_or_add_person
from workflow import NotAllowed, NotNow, record
from workflow.actors import Actor

OPEN = {NominationState.DRAFT, NominationState.RETURNED}
# What `save_answers` may set: the answers that stand in columns of their own and mean nothing further.
PLAIN_ANSWERS = {
    "nominator_kind",
    "endorser_name",
    "endorser_email",
    "citation",
    "nominee_knows",
    "share_nominator_name",
}


def may_write(nomination: Nomination, by) -> bool:
    """Say whether `by` may answer questions of this nomination: its nominator, or the browser it was begun in."""
    if isinstance(by, DraftHolder):
        is_draft = nomination.state == NominationState.DRAFT and not rules.was_sent(nomination)
        return is_draft and by.holds(nomination)
    return rules.is_nominator(nomination, by)


def is_own_nomination(nomination: Nomination) -> bool:
    """Say whether somebody nominates themself: by address, or because they said so (R2).

    A team's address is only where to write to: the manager of its service may put it forward.
    """
    if nomination.relationship == Relationship.SELF:
        return True
    mine, theirs = nomination.nominator_email.strip().lower(), nomination.nominee.email.strip().lower()
    return nomination.nominee.kind != NomineeKind.TEAM and bool(mine and mine == theirs)


def earlier_nomination(nomination: Nomination) -> Nomination | None:
    """Return the nomination that the same person has sent of the same nominee for the same award, if any (R3).

    Nominees are the same by address, or by name and organisation where no two addresses tell them apart.
    """
    if nomination.nominator_id is None:
        return None
    sent = Nomination.objects.filter(nominator=nomination.nominator_id, award=nomination.award_id).sent()
    others = sent.exclude(pk=nomination.pk).exclude(state=NominationState.WITHDRAWN).select_related("nominee")
    return next((other for other in others if is_same_nominee(other.nominee, nomination.nominee)), None)


def is_same_nominee(one: Nominee, other: Nominee) -> bool:
    """Say whether two are the same: by address, or by name and organisation where no two addresses tell them apart."""
    if one.email and other.email:
        return one.email.lower() == other.email.lower()
    organisations = fold(one.organisation_name), fold(other.organisation_name)
    return bool(one.folded_name) and one.folded_name == other.folded_name and organisations[0] == organisations[1]


@transaction.atomic
def start_draft(award, *, kind: str = "", by: Person | None = None) -> Nomination:
    """Begin a nomination for `award`; `kind` says who its writer is to the programme.

    Without `by` it belongs to nobody until an address is given. Raises NotNow while nominations are closed,
    NotAllowed where the award is not open to people of this kind (R1).
    """
    now = clock.now()
    if not award.season.takes_nominations(now):
        raise NotNow("Nominations are not open.")
    if kind and not award.may_be_nominated_by(kind):
        raise NotAllowed("You cannot nominate for this award.")
    nominee_kind = NomineeKind.TEAM if award.nominee_type == NomineeType.TEAM else NomineeKind.PERSON
    nomination = Nomination(
        season=award.season,
        award=award,
        nominee=Nominee.objects.create(kind=nominee_kind),
        nominator_kind=kind,
        started_at=now,
        saved_at=now,
    )
    if by is not None:
        _put_name_under(nomination, by)
    nomination.save()
    record(nomination, "start", by=by or DraftHolder(frozenset()))
    return nomination


@transaction.atomic
def claim_draft(nomination: Nomination, *, holder: DraftHolder, by: Person) -> Nomination:
    """Put the name of a signed-in person under a draft that was begun in their browser and is nobody's yet."""
    draft = _lock(nomination)
    if draft.nominator_id is None and may_write(draft, holder):
        _put_name_under(draft, by)
        draft.save()
    return draft


def _put_name_under(nomination: Nomination, person: Person) -> None:
    account = person.accounts.first()
    nomination.nominator = person
    nomination.nominator_name = nomination.nominator_name or person.full_name
    nomination.nominator_email = person.email or (account.email if account else "")
    nomination.nominator_phone = nomination.nominator_phone or person.phone
    if person.organisation and not nomination.nominator_organisation:
        nomination.nominator_organisation = person.organisation.name


@transaction.atomic
def save_answers(nomination: Nomination, *, by: Actor, **answers: str) -> Nomination:
    """Keep answers to plain questions (see `PLAIN_ANSWERS`), as typed, even where they are too long to send."""
    if unknown := set(answers) - PLAIN_ANSWERS:
        raise ValueError(f"Not answers of a nomination: {sorted(unknown)}")
    draft = open_for_writing(nomination, by)
    for name, value in answers.items():
        setattr(draft, name, value)
    return _saved(draft)


@transaction.atomic
def save_nominee(
    nomination: Nomination,
    *,
    by: Actor,
    kind: str | None = None,
    name: str | None = None,
    job_title: str = "",
    organisation: str = "",
    email: str = "",
    members: list[tuple[str, str, str]] | None = None,
) -> Nomination:
    """Keep who is nominated: what they are (`kind`), or their details; `members` are (name, role, employer)."""
    draft = open_for_writing(nomination, by)
    nominee = draft.nominee
    if kind is not None:
        nominee.kind = kind
    if name is not None:
        nominee.name, nominee.job_title = clean_line(name), clean_line(job_title)
        nominee.organisation_name, nominee.email = clean_line(organisation), clean_line(email).lower()
        # Somebody else may be meant now; who it is will be settled when the nomination is sent.
        nominee.person = None
    nominee.save()
    if members is not None:
        nominee.members.all().delete()
        NomineeMember.objects.bulk_create(
            NomineeMember(nominee=nominee, name=name, role=role, employer=employer) for name, role, employer in members
        )
    draft.is_self_nomination = is_own_nomination(draft)
    return _saved(draft)


@transaction.atomic
def save_contact(
    nomination: Nomination,
    *,
    by: Actor,
    name: str,
    email: str,
    relationship: str,
    phone: str = "",
    organisation: str = "",
) -> Nomination:
    """Keep who writes, and how they know the nominee; the first address given is sent a link to carry on.

    Only the browser that began a draft can give its address or mend it; a signed-in writer's is their own.
    """
    draft = open_for_writing(nomination, by)
    if isinstance(by, DraftHolder):
        draft.nominator_email = clean_line(email).lower()
    draft.nominator_name, draft.nominator_phone = clean_line(name), clean_line(phone)
    draft.nominator_organisation, draft.relationship = clean_line(organisation), relationship
    draft.is_self_nomination = is_own_nomination(draft)
    if draft.nominator_email:
        _give_link(draft, by)
    return _saved(draft)


def _give_link(draft: Nomination, by) -> None:
    """Tie the draft to the person of its address, and have them told where to carry on, once for each address."""
    if isinstance(by, DraftHolder):
        person = find_or_add_person(
            name=draft.nominator_name, email=draft.nominator_email, organisation=draft.nominator_organisation
        )
        account_for(person, draft.nominator_email)
    else:
        person = draft.nominator
    if draft.nominator_id not in (None, person.pk):
        # The address was mistyped: whoever has it may not open the draft.
        revoke("draft", draft)
    draft.nominator = person
    draft.save()
    known = Link.objects.filter(purpose="draft", about=about(draft), person=person, revoked_at=None)
    if not known.exists():
        send_link("draft", draft, person)
        record(draft, "save_draft", by=by)
        draft_saved.send(sender=Nomination, nomination=draft)


@transaction.atomic
def save_statement(nomination: Nomination, text: str, *, by: Actor) -> Nomination:
    """Keep the statement as typed, whatever its length, and flag what may identify somebody in it.

    The length is judged when it is sent.
    """
    draft = open_for_writing(nomination, by)
    statement = Statement.objects.filter(nomination=draft).first() or Statement(nomination=draft)
    before = statement.read() if statement.pk else ""
    statement.write(text)
    renew_flags(draft, by=by, before=before)
    return _saved(draft)


@transaction.atomic
def delete_draft(nomination: Nomination, *, by: Actor) -> None:
    """Delete a draft that was never sent, with everything typed into it."""
    draft = open_for_writing(nomination, by)
    if rules.was_sent(draft):
        raise NotNow("A nomination that has been sent can be withdrawn, not deleted.")
    record(draft, "delete_draft", by=by)
    revoke("draft", draft)
    nominee = draft.nominee
    draft.delete()
    nominee.delete()


def _lock(nomination: Nomination) -> Nomination:
    """Return the row as it stands now, locked."""
    rows = Nomination.objects.select_for_update(of=("self",))
    return rows.select_related("nominee", "season", "award", "nominator").get(pk=nomination.pk)


def open_for_writing(nomination: Nomination, by) -> Nomination:
    """Return the locked row if `by` may change its answers now, else raise NotNow or NotAllowed."""
    draft = _lock(nomination)
    if not may_write(draft, by):
        raise NotAllowed("Only the person who wrote this nomination can do this.")
    if draft.state not in OPEN:
        raise NotNow("This nomination has been sent, so its answers cannot be changed here.")
    draft.now = clock.now()
    if draft.late_at is not None:
        raise NotNow("Nominations have closed. Your nomination is kept as a late draft, as you sent it.")
    if draft.state == NominationState.RETURNED and not rules.return_date_not_passed(draft):
        raise NotNow(rules.return_date_not_passed.sentence(draft))
    return draft


def _saved(draft: Nomination) -> Nomination:
    draft.saved_at = clock.now()
    draft.save()
    return draft

"""What becomes of the notice to a nominee: it fails, it reaches the wrong person, or they are told another way."""

from django.db import transaction

from awards.roles import is_administrator
from kit import clock
from kit.text import clean_line
from nominations import rules
from nominations.models import Consent, Entry, Interest, Nominee, NomineeKind, NomineeMember
from nominations.services.interests import drop_interests_of_nominee, find_for_role_holders
from nominations.services.nominees import settle_nominee, tell_nominee
from nominations.signals import nominee_changed, not_the_nominee
from nominations.states import EntryState, Notice
from people.links import revoke
from people.models import Person
from people.services import allow_messages, stop_messages
from workflow import SYSTEM, NotAllowed, NotNow, record
from workflow.actors import Actor

OUT = {EntryState.WITHDRAWN, EntryState.NOT_PROCEEDING}


@transaction.atomic
def say_not_me(entry: Entry, *, by: Actor) -> Entry:
    """Note that whoever was told is not the nominee: from now on they see and hear nothing of it.

    Their link ends, their address and person are taken off the nominee, what they answered counts no more, and
    the nominee is to be told again, by whoever finds out who they are.
    """
    entry = _locked(entry)
    if not rules.is_nominee(entry, by):
        raise NotAllowed(rules.is_nominee.sentence)
    wrong = entry.nominee.person
    revoke("nominee", entry)
    _take_off(entry, wrong)
    Consent.objects.filter(entry=entry, is_current=True).update(is_current=False)
    entry.notice, entry.notice_at, entry.taking_part_at = Notice.FAILED, None, None
    entry.save()
    event = record(entry, "not_the_nominee", by=by, data={"person": wrong.pk})
    drop_interests_of_nominee(entry)
    not_the_nominee.send(sender=Entry, entry=entry, event=event)
    return entry


def _take_off(entry: Entry, wrong: Person) -> None:
    """Take a person and their address off every nominee and member that the entry's nominations name."""
    nominees = Nominee.objects.filter(nomination__entry=entry)
    NomineeMember.objects.filter(nominee__in=nominees, person=wrong).update(person=None)
    nominees.filter(person=wrong).update(person=None, email="")
    if wrong.email:
        nominees.filter(email__iexact=wrong.email).update(person=None, email="")
    entry.nominee.refresh_from_db()


@transaction.atomic
def mend_nominee_address(entry: Entry, *, email: str, by: Actor) -> Entry:
    """Put the right address of a nominee in place of a wrong or missing one, and tell them at once.

    The same address again means: try once more. Whoever had the link before can open it no longer.
    """
    entry = _open_to_administrator(entry, by)
    email = clean_line(email).lower()
    _check_address(entry, email)
    nominee, before = entry.nominee, entry.nominee.person
    nominee.email = email
    settle_nominee(nominee)
    if nominee.person.no_email:
        raise NotNow("Messages to this person are stopped. Allow them again first, or tell them another way.")
    if before is not None and before != nominee.person:
        revoke("nominee", entry)
        entry.taking_part_at = None
        Consent.objects.filter(entry=entry, is_current=True).update(is_current=False)
    entry.notice = Notice.DUE
    entry.save()
    record(entry, "mend_address", by=by)
    if before != nominee.person:
        drop_interests_of_nominee(entry)
        find_for_role_holders(entry)
        nominee_changed.send(sender=Entry, entry=entry)
    if Interest.objects.shutting_out(by).filter(entry=entry).exists():
        raise NotNow("You cannot do this, because the records show that you have an interest in this person.")
    return tell_nominee(entry, by=by)


def _check_address(entry: Entry, email: str) -> None:
    """Refuse an address that cannot be the nominee's: their nominator's, unless they nominated themself or a team."""
    if entry.nominee.kind == NomineeKind.TEAM:
        return
    others = entry.nominations.standing().filter(is_self_nomination=False)
    if others.filter(nominator_email__iexact=email).exists():
        raise NotNow("This is the address of whoever nominated them. Enter the nominee’s own.")


@transaction.atomic
def tell_another_way(entry: Entry, *, how: str, by: Actor) -> Entry:
    """Note that somebody has told the nominee by hand, by post or by phone; `how` is kept in the trail."""
    entry = _open_to_administrator(entry, by)
    if entry.notice == Notice.SENT:
        raise NotNow("The nominee has been told by email.")
    if entry.notice != Notice.ANOTHER_WAY:
        entry.notice, entry.notice_at = Notice.ANOTHER_WAY, clock.now()
        entry.save()
        record(entry, "tell_another_way", by=by, reason=how, now=entry.notice_at)
    return entry


@transaction.atomic
def follow_notice(entry_id: int, person_id: int | None, *, has_arrived: bool) -> None:
    """Note what became of the message that told a nominee; nothing where somebody else is meant by now."""
    rows = Entry.objects.select_for_update(of=("self",)).select_related("nominee")
    entry = rows.filter(pk=entry_id).first()
    expected = Notice.FAILED if has_arrived else Notice.SENT
    if entry is None or entry.notice != expected or entry.nominee.person_id != person_id:
        return
    entry.notice = Notice.SENT if has_arrived else Notice.FAILED
    entry.notice_at = entry.notice_at or clock.now()
    entry.save(update_fields=["notice", "notice_at"])
    record(entry, "notice_arrived" if has_arrived else "notice_failed", by=SYSTEM)


@transaction.atomic
def stop_messages_to_nominee(entry: Entry, *, by: Actor, reason: str) -> Entry:
    """Send the nominee of an entry nothing more by e-mail, whatever it is about, for instance because they died."""
    entry = _open_to_administrator(entry, by, even_if_out=True)
    person = _somebody(entry)
    if not person.no_email:
        record(entry, "stop_messages", by=by, reason=reason)
        stop_messages(person, by=by, reason=reason)
    return entry


@transaction.atomic
def allow_messages_to_nominee(entry: Entry, *, by: Actor, reason: str) -> Entry:
    """Write to the nominee of an entry again; what was cancelled meanwhile is not sent after all."""
    entry = _open_to_administrator(entry, by, even_if_out=True)
    person = _somebody(entry)
    if person.no_email:
        record(entry, "allow_messages", by=by, reason=reason)
        allow_messages(person)
    return entry


def _somebody(entry: Entry) -> Person:
    if entry.nominee.person is None:
        raise NotNow("We know no address of this nominee, so nothing is sent to them.")
    return entry.nominee.person


def _locked(entry: Entry) -> Entry:
    rows = Entry.objects.select_for_update(of=("self",))
    return rows.select_related("nominee__person", "season__programme", "award").get(pk=entry.pk)


def _open_to_administrator(entry: Entry, by: Actor, *, even_if_out: bool = False) -> Entry:
    """Return the locked row if `by` administers its season without an interest in it, and it has not fallen out."""
    entry = _locked(entry)
    if not is_administrator(entry, by) or Interest.objects.shutting_out(by).filter(entry=entry).exists():
        raise NotAllowed("Only an administrator of this season with no interest in this entry can do this.")
    if entry.state in OUT and not even_if_out:
        raise NotNow("This entry is no longer going forward, so its nominee is not told.")
    return entry

"""What the entry of a joined nomination lends to the entry it joins, and takes back when they are parted."""

from datetime import datetime

from nominations.models import Consent, Entry, InterestSource
from nominations.states import ConsentAnswer
from people import links
from people.models import Link


def lend(own: Entry, lead: Entry) -> None:
    """Let what a nominee chose and who has an interest count in the entry that theirs joins; nothing moves there.

    An answer that the other entry has to the same question stays. The nominee's link opens nothing meanwhile.
    """
    answered = set(lead.consents.filter(is_current=True).values_list("purpose", flat=True))
    for consent in own.consents.filter(is_current=True).exclude(purpose__in=answered):
        _copy(consent, lead)
    known = set(lead.interests.values_list("person", "kind"))
    for interest in own.interests.all():
        if (interest.person_id, interest.kind) not in known:
            _copy(interest, lead)
    if own.taking_part_at and not lead.taking_part_at:
        lead.taking_part_at = own.taking_part_at
        lead.save(update_fields=["taking_part_at"])
    links.revoke("nominee", own)


def take_back(own: Entry, lead: Entry, *, since: datetime) -> None:
    """Leave in the other entry what was its own alone; the nominee's link that ended `since` then works again.

    Interests that the records showed stay with both: what a person knew of the joined entry, they know.
    """
    for consent in own.consents.all():
        lead.consents.filter(purpose=consent.purpose, given_by=consent.given_by, at=consent.at).delete()
    _follow_refusals(own, lead, since)
    for interest in own.interests.filter(source=InterestSource.DECLARED):
        same = {"person": interest.person_id, "kind": interest.kind, "noticed_at": interest.noticed_at}
        lead.interests.filter(source=InterestSource.DECLARED, **same).delete()
    if lead.taking_part_at and lead.taking_part_at == own.taking_part_at:
        lead.taking_part_at = None
        lead.save(update_fields=["taking_part_at"])
    _open_again(own, since)


def _copy(row, entry: Entry) -> None:
    row.pk, row.entry = None, entry
    row._state.adding = True
    row.save()


def _follow_refusals(own: Entry, lead: Entry, since: datetime) -> None:
    """Whoever said no while the two were one, said it for both: nobody is shown who may have refused."""
    said_yes = own.consents.filter(is_current=True, answer=ConsentAnswer.YES)
    for consent in said_yes:
        later = lead.consents.filter(purpose=consent.purpose, is_current=True, at__gte=since)
        if refusal := later.exclude(answer=ConsentAnswer.YES).first():
            Consent.objects.filter(pk=consent.pk).update(is_current=False)
            _copy(refusal, own)


def _open_again(own: Entry, since: datetime) -> None:
    """Let the links work again that ended when the entry was joined, unless newer ones stand."""
    of_own = Link.objects.filter(purpose="nominee", about=links.about(own))
    standing = list(of_own.filter(revoked_at=None).values_list("person", flat=True))
    of_own.filter(revoked_at__gte=since).exclude(person__in=standing).update(revoked_at=None)

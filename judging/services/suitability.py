"""Suitability checks (R16): names before the HR adviser, one of two answers back, and never a reason."""

from collections.abc import Iterable

from django.db import transaction

from awards.roles import is_administrator, is_hr_adviser
from judging.models import SuitabilityCheck
from judging.rules import is_shut_out
from judging.states import Suitability
from kit import clock
from nominations.models import Entry
from nominations.states import EntryState
from workflow import SYSTEM, NotAllowed, NotNow, perform, record

_OUT = {EntryState.WITHDRAWN, EntryState.NOT_PROCEEDING}


@transaction.atomic
def ask_suitability(entries: Iterable[Entry], *, by) -> list[SuitabilityCheck]:
    """Put the names of these entries before the HR adviser; one that was asked before is not asked again."""
    asked = []
    for entry in entries:
        if not is_administrator(entry, by):
            raise NotAllowed(is_administrator.sentence)
        if is_shut_out(by, entry):
            raise NotAllowed("You have an interest in this entry, so you take no part in it.")
        if entry.state in _OUT:
            raise NotNow("This entry is no longer taking part.")
        check, is_new = SuitabilityCheck.objects.get_or_create(entry=entry, defaults={"asked_at": clock.now()})
        if is_new:
            record(entry, "ask_suitability", by=by)
        asked.append(check)
    return asked


@transaction.atomic
def answer_suitability(check: SuitabilityCheck, *, answer: str, by) -> SuitabilityCheck:
    """Keep the HR adviser's answer. “Do not proceed” stops the entry; nobody is told why.

    “Clear” may still become “do not proceed” while the entry is being judged; the other way is closed.
    """
    check = SuitabilityCheck.objects.select_for_update(of=("self",)).select_related("entry__season").get(pk=check.pk)
    entry = check.entry
    if not is_hr_adviser(entry, by):
        raise NotAllowed(is_hr_adviser.sentence)
    if is_shut_out(by, entry):
        raise NotAllowed("You have an interest in this entry, so you take no part in it.")
    if answer not in {Suitability.CLEAR, Suitability.DO_NOT_PROCEED}:
        raise NotNow("Select clear or do not proceed.")
    if check.answer == Suitability.DO_NOT_PROCEED or check.answer == answer:
        raise NotNow("This check is answered already.")
    check.answer, check.answered_at, check.answered_by = answer, clock.now(), by
    check.save(update_fields=["answer", "answered_at", "answered_by"])
    record(entry, "answer_suitability", by=by)
    if answer == Suitability.DO_NOT_PROCEED and entry.state not in _OUT:
        perform(entry, "stop", by=SYSTEM)
    return check

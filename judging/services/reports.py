"""What a judge reports of an entry."""

from django.db import transaction

from judging import rules
from judging.models import ScoreSheet
from nominations.identifiers import OTHER, SEEN
from nominations.models import Concern
from nominations.services.concerns import raise_concern_about_entry
from nominations.states import EntryState
from workflow import SYSTEM, NotAllowed, perform
from workflow.actors import Actor

IDENTIFIES = "A judge says that the text may identify somebody."


@transaction.atomic
def report_identifying(sheet: ScoreSheet, *, where: str = "", identifier: str = OTHER, by: Actor) -> None:
    """Hide an entry from all its judges at once, because one of them says that its text identifies somebody.

    `where` tells the reviewer where to look, in the judge's words; it is kept as the reason, which can be erased.
    `identifier` says what kind of thing it is, as in `nominations.identifiers.SEEN`. Scores are kept. An entry that
    is hidden already stays as it is.
    """
    if not rules.is_own_sheet(sheet, by):
        raise NotAllowed(rules.is_own_sheet.sentence)
    if sheet.entry.state == EntryState.HIDDEN:
        return
    reason = f"{IDENTIFIES} {where.strip()}".strip()
    seen = identifier if identifier in SEEN else OTHER
    codes = {"code": "judge_reports_identifying", "identifier": seen, "sheet": sheet.pk, "person": by.pk}
    perform(sheet.entry, "hide", by=SYSTEM, reason=reason, data=codes)


@transaction.atomic
def report_worry(sheet: ScoreSheet, *, by: Actor) -> Concern:
    """Note that a judge is worried about somebody's safety: the entry is hidden, the safeguarding leads are told.

    What the worry is stands nowhere. Scores are kept. Returns the concern, be it one that was open already.
    """
    if not rules.is_own_sheet(sheet, by):
        raise NotAllowed(rules.is_own_sheet.sentence)
    return raise_concern_about_entry(sheet.entry, by=by)

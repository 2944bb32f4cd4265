"""What a judge reports of an entry."""

from django.db import transaction

from judging import rules
from judging.models import ScoreSheet
from nominations.states import EntryState
from workflow import SYSTEM, NotAllowed, perform
from workflow.actors import Actor

IDENTIFIES = "A judge says that the text may identify somebody."


@transaction.atomic
def report_identifying(sheet: ScoreSheet, *, where: str = "", by: Actor) -> None:
    """Hide an entry from all its judges at once, because one of them says that its text identifies somebody.

    `where` tells the reviewer where to look, in the judge's words; it is kept as the reason, which can be erased.
    Scores are kept. An entry that is hidden already stays as it is.
    """
    if not rules.is_own_sheet(sheet, by):
        raise NotAllowed(rules.is_own_sheet.sentence)
    if sheet.entry.state == EntryState.HIDDEN:
        return
    reason = f"{IDENTIFIES} {where.strip()}".strip()
    codes = {"code": "judge_reports_identifying", "sheet": sheet.pk, "person": by.pk}
    perform(sheet.entry, "hide", by=SYSTEM, reason=reason, data=codes)

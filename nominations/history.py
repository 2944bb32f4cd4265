"""The trail of a nomination or an entry, in words for the awards team."""

from dataclasses import dataclass
from datetime import datetime

from kit.templatetags.commend import count_noun
from people.models import Person
from workflow.audit import trail

WORDS = {
    "nomination.save_draft": "Draft saved",
    "nomination.submit": "Sent",
    "nomination.keep_late": "Kept as a late draft",
    "nomination.admit_late": "Late draft admitted",
    "nomination.resubmit": "Sent back after changes",
    "nomination.reopen": "Taken back by the nominator to change it",
    "nomination.take": "Taken for checking",
    "nomination.take_over": "Taken over from another reviewer",
    "nomination.let_go": "Left to another reviewer",
    "nomination.add_redaction": "Phrase redacted",
    "nomination.remove_redaction": "Redaction removed",
    "nomination.rule_on_flag": "Flag decided",
    "nomination.open_original": "Original opened",
    "nomination.return_to_nominator": "Returned to the nominator",
    "nomination.hold": "Put on hold",
    "nomination.release": "Taken off hold",
    "nomination.accept": "Accepted",
    "nomination.reject": "Found not eligible",
    "nomination.reinstate": "Looked at again",
    "nomination.merge": "Joined to another nomination",
    "nomination.split": "Parted from the nomination it was joined to",
    "nomination.withdraw": "Withdrawn",
    "nomination.expire": "Closed because it was not sent in time",
    "nomination.endorser_missing": "Nobody could be asked to endorse",
    "entry.tell_nominee": "Nominee told",
    "entry.take_part": "Nominee takes part",
    "entry.choose_publicity": "Publicity choices made",
    "entry.open_to_judges": "Opened to judges",
    "entry.take_back": "Taken back from judges",
    "entry.hide": "Hidden from judges",
    "entry.show_again": "Shown to judges again",
    "entry.withdraw": "Withdrawn",
    "entry.find_interest": "Interest found in the records",
    "entry.declare_interest": "Interest declared",
    "entry.rule_on_interest": "Interest decided on",
}
# What judging and deciding do to an entry is read in those rooms, by those who may know it there.
NOT_HERE = {
    "entry.shortlist",
    "entry.leave_off_shortlist",
    "entry.reconsider",
    "entry.enter_final",
    "entry.close",
    "entry.reopen",
    "entry.stop",
}


@dataclass(frozen=True)
class Line:
    """One deed: what, when, by whom, and why if they said so."""

    at: datetime
    what: str
    who: str
    reason: str


def history(thing) -> list[Line]:
    """Return what happened to `thing`, newest first, in two queries."""
    events = [e for e in trail(thing) if e.verb not in NOT_HERE]
    names = dict(Person.objects.filter(pk__in={e.person_id for e in events}).values_list("pk", "full_name"))
    return [_line(event, names) for event in events]


def _line(event, names) -> Line:
    what = (
        WORDS.get(event.verb.removesuffix("_in_final")) or event.verb.partition(".")[2].replace("_", " ").capitalize()
    )
    if places := event.data.get("places"):
        what = f"{what} in {count_noun(places, 'place')}"
    who = "Commend" if event.person_id is None else names.get(event.person_id, "A former colleague")
    reason = getattr(event, "reason", None)
    return Line(event.at, what, who, reason.text if reason else "")

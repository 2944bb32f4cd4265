"""The trail of a nomination or an entry, in words for the awards team."""

from dataclasses import dataclass
from datetime import datetime

from kit.templatetags.commend import count_noun
from people.models import Person
from workflow.audit import trail

WORDS = {
    "nomination.save_draft": "Draft saved",
    "nomination.submit": "Sent",
    "nomination.transcribe": "Typed in by the awards team",
    "nomination.keep_late": "Kept as a late draft",
    "nomination.admit_late": "Late draft admitted",
    "nomination.resubmit": "Sent back after changes",
    "nomination.reopen": "Taken back by the nominator to change it",
    "nomination.import": "Imported from a spreadsheet",
    "nomination.take": "Taken for checking",
    "nomination.take_over": "Taken over from another reviewer",
    "nomination.let_go": "Left to another reviewer",
    "nomination.screen": "Looked through for what may identify somebody",
    "nomination.remove_flagged": "Flagged phrases removed by the nominator",
    "nomination.add_redaction": "Phrase redacted",
    "nomination.remove_redaction": "Redaction removed",
    "nomination.rule_on_flag": "Flag decided",
    "nomination.open_original": "Original opened",
    "nomination.erase_original": "Original erased",
    "nomination.return_to_nominator": "Returned to the nominator",
    "nomination.propose_award": "Another award proposed to the nominator",
    "nomination.keep_award": "Kept in its award by the nominator",
    "nomination.change_award": "Moved to another award",
    "nomination.drop_proposal": "Proposal of another award taken back",
    "nomination.hold": "Put on hold",
    "nomination.sign_accept": "Read by one of two reviewers, who put their name to it",
    "nomination.name_falls": "Text changed, so that who had read it must read it again",
    "nomination.change_second_review": "Reasons for a second reviewer changed",
    "nomination.raise_concern": "Safeguarding concern raised",
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
    "entry.notice_failed": "The message to the nominee did not arrive",
    "entry.notice_arrived": "The message to the nominee arrived after all",
    "entry.not_the_nominee": "Whoever was told is not the nominee",
    "entry.mend_address": "Nominee’s address changed",
    "entry.tell_another_way": "Nominee told another way",
    "entry.stop_messages": "All messages to the nominee stopped",
    "entry.allow_messages": "Messages to the nominee allowed again",
    "entry.drop_interest": "Interest found from the wrong nominee forgotten",
    "entry.take_part": "Nominee takes part",
    "entry.choose_publicity": "Publicity choices made",
    "entry.open_to_judges": "Opened to judges",
    "entry.take_back": "Taken back from judges",
    "entry.hide": "Hidden from judges",
    "entry.show_again": "Shown to judges again",
    "entry.show_again_waiting": "Waiting again, no longer hidden",
    "entry.join": "Joined to another entry",
    "entry.part": "Parted from the entry it was joined to",
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
    # Where a hidden entry was shown again tells how far judging had come with it.
    verb = event.verb if event.verb in WORDS or "show_again" not in event.verb else "entry.show_again"
    what = WORDS.get(verb) or verb.partition(".")[2].replace("_", " ").capitalize()
    if places := event.data.get("places"):
        what = f"{what} in {count_noun(places, 'place')}"
    who = "Commend" if event.person_id is None else names.get(event.person_id, "A former colleague")
    reason = getattr(event, "reason", None)
    return Line(event.at, what, who, reason.text if reason else "")

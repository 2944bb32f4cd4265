"""The states of nominations, endorsements and entries, with the words for staff and for the public."""

from django.db import models


class NominationState(models.TextChoices):
    """Where a nomination stands, as staff read it."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    ON_HOLD = "on_hold", "On hold"
    ACCEPTED = "accepted", "Accepted"
    MERGED = "merged", "Merged"
    NOT_ELIGIBLE = "not_eligible", "Not eligible"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"


NOMINATION_PUBLIC = {
    NominationState.DRAFT: "Not sent yet",
    NominationState.SUBMITTED: "Being checked",
    NominationState.RETURNED: "Waiting for your changes",
    NominationState.ON_HOLD: "Being checked",
    NominationState.ACCEPTED: "Going forward",
    NominationState.MERGED: "Going forward",
    NominationState.NOT_ELIGIBLE: "Not going forward",
    NominationState.WITHDRAWN: "Withdrawn",
    NominationState.EXPIRED: "Not sent in time",
}


class EndorsementState(models.TextChoices):
    """Where an endorsement stands, as staff read it."""

    REQUESTED = "requested", "Requested"
    GIVEN = "given", "Given"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "Expired"
    WAIVED = "waived", "Waived"
    REASSIGNED = "reassigned", "Passed to somebody else"


ENDORSEMENT_PUBLIC = {
    EndorsementState.REQUESTED: "Waiting for you",
    EndorsementState.GIVEN: "Endorsed",
    EndorsementState.DECLINED: "Answered",
    EndorsementState.EXPIRED: "No longer needed",
    EndorsementState.WAIVED: "No longer needed",
    EndorsementState.REASSIGNED: "No longer needed",
}


class EntryState(models.TextChoices):
    """Where an entry stands, as staff read it. What it won is a decision's, never an entry's."""

    WAITING = "waiting", "Waiting"
    IN_ROUND = "in_round", "In round one"
    SHORTLISTED = "shortlisted", "Shortlisted"
    NOT_SHORTLISTED = "not_shortlisted", "Not shortlisted"
    IN_FINAL = "in_final", "In final"
    CLOSED = "closed", "Judged"
    HIDDEN = "hidden", "Being checked"
    JOINED = "joined", "Joined to another"
    WITHDRAWN = "withdrawn", "Withdrawn"
    NOT_PROCEEDING = "not_proceeding", "Not proceeding"


# From where an entry can be hidden, and where it goes back to.
CAN_BE_HIDDEN = (
    EntryState.WAITING,
    EntryState.IN_ROUND,
    EntryState.SHORTLISTED,
    EntryState.NOT_SHORTLISTED,
    EntryState.IN_FINAL,
)
# Which entries judges do not wait for: they fell out, or another stands for them.
NOT_STANDING = (EntryState.WITHDRAWN, EntryState.NOT_PROCEEDING, EntryState.JOINED)

ENTRY_PUBLIC = {
    EntryState.WAITING: "Being checked",
    EntryState.IN_ROUND: "Being judged",
    EntryState.SHORTLISTED: "Being judged",
    EntryState.NOT_SHORTLISTED: "Being judged",
    EntryState.IN_FINAL: "Being judged",
    EntryState.CLOSED: "Judged",
    EntryState.HIDDEN: "Being judged",
    EntryState.JOINED: "Being checked",
    EntryState.WITHDRAWN: "Withdrawn",
    EntryState.NOT_PROCEEDING: "Not going forward",
}


class Screening(models.TextChoices):
    """What a reviewer has found in the text of a nomination."""

    NOT_CHECKED = "not_checked", "Not checked"
    FLAGGED = "flagged", "Flagged"
    CLEAR = "clear", "Clear"
    REDACTED = "redacted", "Redacted"


class Notice(models.TextChoices):
    """Whether the nominee has been told."""

    NOT_DUE = "not_due", "Not due"
    DUE = "due", "Due"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    ANOTHER_WAY = "another_way", "Told another way"


class ConsentAnswer(models.TextChoices):
    """What a nominee said to one purpose."""

    YES = "yes", "Yes"
    NO = "no", "No"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ConsentPurpose(models.TextChoices):
    """What may be said or shown about a nominee, asked one by one."""

    NAME = "name", "Your name"
    ROLE = "role_and_employer", "Your role and employer"
    PHOTOGRAPH = "photograph", "Photographs of you"
    QUOTATION = "quotation", "Words that you give us to quote"
    FILM = "film_and_livestream", "Film and the livestream of the event"


class Channel(models.TextChoices):
    """How a nomination reached the awards team."""

    ONLINE = "online", "Online"
    PHONE = "phone", "By phone"
    PAPER = "paper", "On paper"
    ASSISTED = "assisted", "With help"
    IMPORTED = "imported", "Imported"


class ConcernState(models.TextChoices):
    """Where a worry about somebody's safety stands."""

    RAISED = "raised", "Raised"
    PASSED_ON = "passed_on", "Passed on"
    SETTLED = "settled", "Settled"


class ProposalState(models.TextChoices):
    """Where the proposal of another award stands."""

    PROPOSED = "proposed", "Proposed"
    MOVED = "moved", "Moved"
    OBJECTED = "objected", "Nominator objected"
    TAKEN_BACK = "taken_back", "Taken back"


class ImportState(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", "Columns to match"
    CHECKED = "checked", "To confirm"
    IMPORTING = "importing", "Being imported"
    IMPORTED = "imported", "Imported"
    DISCARDED = "discarded", "Discarded"


class RowVerdict(models.TextChoices):
    """What an import finds of one row."""

    OK = "ok", "Ok"
    NEEDS_DECISION = "needs_decision", "Needs a decision"
    REJECT = "reject", "Rejected"


class RowDecision(models.TextChoices):
    """What somebody chose to do with one row of an import."""

    BY_VERDICT = "", "As found"
    TAKE = "take", "Import it"
    HOLD = "hold", "Import it on hold"
    LEAVE_OUT = "leave_out", "Leave it out"


class WriterChoice(models.TextChoices):
    """What a nominator said of a phrase that was flagged as they wrote."""

    NOT_ANSWERED = "", "Not answered"
    KEPT = "kept", "Kept by the nominator"


class KeptBecause(models.TextChoices):
    """Why a nominator says that a flagged phrase identifies nobody who is supported."""

    COLLEAGUE = "colleague", "It is about a colleague or somebody at work"
    PUBLIC = "public", "It is a public place, organisation or event"
    MADE_UP = "made_up", "It is not their real name or detail"
    NOT_AN_IDENTIFIER = "not_an_identifier", "It is not a name, number or address at all"
    OTHER = "other", "Another reason"

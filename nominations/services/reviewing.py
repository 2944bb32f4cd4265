"""What a reviewer decides about a nomination."""

from django.db import transaction

from awards.roles import holds
from kit import clock
from kit.text import count_words
from nominations import rules
from nominations.identifiers import SEEN
from nominations.models import Entry, Flag, Interest, Nomination
from nominations.services.endorsing import request_endorsement
from nominations.services.holding import (
    hold_for_change,
    let_go_of_nomination,
    take_nomination,
    take_over_nomination,
)
from nominations.services.interests import find_for_role_holders
from nominations.services.merging import lock_pair, locked_for_entry, new_entry, refuse_join
from nominations.services.nominees import tell_nominee
from nominations.services.readings import sign_acceptance
from nominations.services.redaction import preview_text, write_judging_copy
from nominations.services.screening import left_in, names_known, refuse_certain_identifiers
from nominations.states import EntryState, NominationState, Screening
from nominations.working_days import end_of_working_day
from people.models import Person
from people.roles import Role
from workflow import NotAllowed, NotNow, perform, record
from workflow.actors import Actor

__all__ = [
    "accept_nomination",
    "hide_entry",
    "hold_nomination",
    "let_go_of_nomination",
    "open_original",
    "preview_text",
    "reinstate_nomination",
    "reject_nomination",
    "release_nomination",
    "return_nomination",
    "show_entry_again",
    "take_nomination",
    "take_over_nomination",
]

# How a hidden entry goes back, by what it was hidden from.
SHOWN_AGAIN = {
    EntryState.WAITING: "show_again_waiting",
    EntryState.IN_ROUND: "show_again",
    EntryState.SHORTLISTED: "show_again_shortlisted",
    EntryState.NOT_SHORTLISTED: "show_again_not_shortlisted",
    EntryState.IN_FINAL: "show_again_in_final",
}
may_handle_entry = holds(
    Role.REVIEWER, "Only a reviewer or an administrator with no interest in it can do this."
) | holds(Role.ADMINISTRATOR, "")


@transaction.atomic
def accept_nomination(
    nomination: Nomination,
    *,
    by: Actor,
    citation: str = "",
    citation_is_safe: bool = False,
    merge_into: Nomination | None = None,
) -> Nomination:
    """Let a checked nomination through to its entry, making the entry or joining that of `merge_into`.

    The judging copy is written from the statement and its redactions. A `citation` is approved with it; an
    entry that has an approved citation keeps its own. The endorser is asked, the nominee is told, and
    interests of administrators and reviewers are found. Raises NotNow while a flagged phrase is undecided or
    the copy still holds something certain, when another reviewer has taken it, or when it cannot join
    `merge_into`; CitationIdentifies where the citation may identify somebody, unless it `citation_is_safe`.
    """
    lead = lock_pair(nomination, merge_into) if merge_into is not None else None
    nomination = hold_for_change(nomination, by=by)
    if lead is not None:
        refuse_join(nomination, lead)
    if nomination.state == NominationState.SUBMITTED:
        _screen(nomination, by)
        entry = lead.entry if lead else new_entry(nomination)
    else:
        entry = nomination.entry  # the door refuses, and says who was first
    accepted = perform(nomination, "accept", by=by, entry=entry, data={"entry": entry.pk if entry else None})
    if lead is not None:
        accepted = perform(accepted, "merge", by=by, into=lead, data={"into": lead.pk})
    _approve_citation(entry, citation, accepted, citation_is_safe)
    _ask_endorser(accepted, by)
    tell_nominee(entry, by=by)
    find_for_role_holders(entry)
    return Nomination.objects.get(pk=accepted.pk)


def _screen(nomination: Nomination, by: Actor) -> None:
    """Write the judging copy and say whether anything was taken out."""
    if nomination.flags.filter(ruling=Flag.Ruling.OPEN).exists():
        raise NotNow("Decide each flagged phrase first: redact it, or say that it is not an identifier.")
    refuse_certain_identifiers(nomination)
    copy = write_judging_copy(nomination, by=by)
    sign_acceptance(nomination, by=by, text=copy.text)
    nomination.screening = Screening.REDACTED if nomination.redactions.exists() else Screening.CLEAR
    nomination.save(update_fields=["screening"])


def _ask_endorser(nomination: Nomination, by: Actor) -> None:
    """Ask whoever was named; somebody who cannot endorse leaves it to an administrator to name another."""
    try:
        request_endorsement(nomination, by=by)
    except NotNow:
        record(nomination, "endorser_missing", by=by)


class CitationIdentifies(NotNow):
    """The citation holds what may identify somebody, and nobody has confirmed that it does not."""


def _approve_citation(entry: Entry, citation: str, nomination: Nomination, is_safe: bool) -> None:
    citation = citation.strip()
    if not citation or entry.citation_approved_at:
        return
    limit = entry.season.citation_max_words
    if count_words(citation) > limit:
        raise NotNow(f"The citation must be {limit} words or less.")
    left = [] if is_safe else left_in(citation, names_known(nomination))
    if left:
        phrases = ", ".join(f"“{one.phrase}”" for one in left)
        raise CitationIdentifies(f"The citation may identify somebody: {phrases}. Change it, or tick that it does not.")
    entry.citation, entry.citation_approved_at = citation, clock.now()
    entry.save(update_fields=["citation", "citation_approved_at"])


@transaction.atomic
def return_nomination(nomination: Nomination, *, by: Actor, note: str) -> Nomination:
    """Ask the nominator to change some details, within the season's working days even past closing."""
    nomination = hold_for_change(nomination, by=by)
    if not note.strip():
        raise NotNow("Enter what the nominator should change.")
    season = nomination.season
    return_by = end_of_working_day(clock.now(), season.return_working_days, season.time_zone)
    return perform(nomination, "return_to_nominator", by=by, note=note.strip(), return_by=return_by)


@transaction.atomic
def hold_nomination(nomination: Nomination, *, by: Actor, reason: str) -> Nomination:
    """Wait with a nomination, for a recorded reason."""
    return perform(hold_for_change(nomination, by=by), "hold", by=by, reason=reason.strip())


@transaction.atomic
def release_nomination(nomination: Nomination, *, by: Actor) -> Nomination:
    """Go on with checking a nomination that was on hold."""
    return perform(hold_for_change(nomination, by=by), "release", by=by)


@transaction.atomic
def reject_nomination(nomination: Nomination, *, by: Actor, public_reason: str) -> Nomination:
    """Find a nomination not eligible, for a reason that its nominator reads."""
    nomination = hold_for_change(nomination, by=by)
    if not public_reason.strip():
        raise NotNow("Enter the reason that the nominator will read.")
    return perform(nomination, "reject", by=by, public_reason=public_reason.strip())


@transaction.atomic
def reinstate_nomination(nomination: Nomination, *, by: Actor, reason: str) -> Nomination:
    """Look at a nomination again that was found not eligible."""
    return perform(locked_for_entry(nomination, by), "reinstate", by=by, reason=reason.strip())


@transaction.atomic
def open_original(nomination: Nomination, *, by: Actor, reason: str) -> str:
    """Return the statement as typed to a reviewer, and record who opened it and why.

    Raises NotNow without a reason, NotAllowed for anybody who is no reviewer or has a part in it, and
    `kit.crypto.CannotOpen` once it is erased.
    """
    if not rules.may_review(nomination, by):
        raise NotAllowed(rules.may_review.sentence)
    if not reason.strip():
        raise NotNow("Enter why you need to read the original.")
    text = nomination.statement.read()
    record(nomination, "open_original", by=by, reason=reason.strip())
    return text


@transaction.atomic
def hide_entry(entry: Entry, *, by: Actor, reason: str, identifier: str = "") -> Entry:
    """Take an entry from all judges at once while it is checked; their scores are kept.

    `identifier` says what they may have seen of somebody, as in `nominations.identifiers.SEEN`; then information
    governance is told the reference and this.
    """
    entry = _locked_entry(entry, by)
    data = {"identifier": identifier} if identifier in SEEN else None
    return perform(entry, "hide", by=by, reason=reason.strip(), data=data)


@transaction.atomic
def show_entry_again(entry: Entry, *, by: Actor) -> Entry:
    """Let a hidden entry go back where it was, once each of its nominations has a text that judges may read."""
    entry = _locked_entry(entry, by)
    if not rules.every_nomination_is_cleared(entry):
        raise NotNow(rules.every_nomination_is_cleared.sentence(entry))
    return perform(entry, SHOWN_AGAIN.get(entry.hidden_from, "show_again"), by=by)


def _locked_entry(entry: Entry, by: Actor) -> Entry:
    """Return the locked entry for a reviewer or administrator whom no interest shuts out of it."""
    entry = Entry.objects.select_for_update(of=("self",)).select_related("season").get(pk=entry.pk)
    allowed = isinstance(by, Person) and may_handle_entry(entry, by)
    if not allowed or Interest.objects.shutting_out(by).filter(entry=entry).exists():
        raise NotAllowed(may_handle_entry.sentence)
    return entry

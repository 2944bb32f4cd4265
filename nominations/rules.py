"""Who may do what to nominations, endorsements and entries, and which facts must hold."""

import hashlib

from awards.roles import holds, is_administrator
from awards.rules import MILESTONE_NOMINATIONS
from awards.states import SeasonState
from kit.text import count_words
from nominations.states import (
    Channel,
    ConcernState,
    EndorsementState,
    EntryState,
    NominationState,
    ProposalState,
    Screening,
)
from people.links import TokenBearer
from people.models import Person
from people.roles import Role
from workflow.actors import SYSTEM
from workflow.predicates import fact, permission
from workflow.signoffs import standing

# What came by hand may be without an address, and is typed in for as long as nominations are being checked.
BY_HAND = {Channel.PHONE, Channel.PAPER, Channel.ASSISTED}
TAKES_PAPER = {SeasonState.PUBLISHED, SeasonState.OPEN, SeasonState.IN_REVIEW}
THROUGH = {NominationState.ACCEPTED, NominationState.MERGED}
# The deed under which reviewers put their names to a judging copy that two must read.
READING = "accept"


def has_stake(nomination, person: Person) -> bool:
    """Say whether `person` has a part in this nomination, or an interest that shuts them out of its entry.

    A part has whoever nominated, is nominated or a member, was asked to endorse, or manages a nominee.
    """
    nominee = nomination.nominee
    if person.pk in {nomination.nominator_id, nominee.person_id}:
        return True
    if nominee.person_id and nominee.person.line_manager_id == person.pk:
        return True
    if person.email and person.email.lower() in {
        nomination.nominator_email.lower(),
        nomination.endorser_email.lower(),
        nominee.email.lower(),
    }:
        return True
    if nominee.members.filter(person=person).exists() or nomination.endorsements.filter(person=person).exists():
        return True
    return nomination.entry_id is not None and nomination.entry.interests.shutting_out(person).exists()


@permission("Only the person who wrote this nomination can do this.")
def is_nominator(nomination, actor):
    """The actor wrote it, or holds the link that was sent to its writer."""
    if isinstance(actor, TokenBearer):
        return actor.is_for("draft", nomination) and actor.person.pk == nomination.nominator_id
    return isinstance(actor, Person) and actor.pk == nomination.nominator_id


@permission("You cannot review this nomination, because you are named in it or have a part in it.")
def has_no_stake(nomination, actor):
    """The actor has no part in the nomination."""
    return isinstance(actor, Person) and not has_stake(nomination, actor)


may_review = holds(Role.REVIEWER, "Only a reviewer with no part in this nomination can do this.") & has_no_stake


@permission("You cannot do this, because you have a part in this nomination.")
def has_no_stake_in_nomination(endorsement, actor):
    """The actor has no part in the nomination that is to be endorsed."""
    return isinstance(actor, Person) and not has_stake(endorsement.nomination, actor)


@permission("Only a reviewer with no part in this nomination can do this.")
def may_review_nomination(endorsement, actor):
    """The actor may review the nomination that is to be endorsed."""
    return may_review(endorsement.nomination, actor)


@permission("A safeguarding lead who did not raise it must say that it is dealt with.")
def did_not_raise(concern, actor):
    """Somebody else raised the concern."""
    return isinstance(actor, Person) and actor.pk != concern.raised_by_id


may_settle = (
    holds(Role.SAFEGUARDING_LEAD, "Only a safeguarding lead of this season can do this.")
    & has_no_stake_in_nomination
    & did_not_raise
)
may_pass_on = may_review_nomination | may_settle


_types_in = holds(Role.ADMINISTRATOR, "") | holds(Role.REVIEWER, "")


@permission("Only an administrator or reviewer with no part in this nomination can type it in.")
def may_transcribe(nomination, actor):
    """The actor is of the awards team, and neither nominates, is nominated nor endorses."""
    return _types_in(nomination, actor) and has_no_stake(nomination, actor)


@fact("This nomination was not typed in by the awards team.")
def was_typed_in(nomination):
    """It came by phone or on paper, and somebody has written it down."""
    return nomination.transcribed_by_id is not None


@fact("It did not reach us while nominations were open.")
def reached_us_in_time(nomination):
    """It was received between opening and closing, and the season has not gone on to judging."""
    window = nomination.season.window(MILESTONE_NOMINATIONS)
    is_open = nomination.season.state in TAKES_PAPER and nomination.season.paused_at is None
    return is_open and window is not None and window.starts_at <= nomination.started_at < window.ends_at


@permission("You can withdraw a nomination until nominations close. After that, ask the awards team.")
def may_withdraw(nomination, actor):
    """Its nominator until the deadline, an administrator after it, the system when the nominee withdraws."""
    if actor is SYSTEM:
        return True
    is_open = nomination.season.takes_nominations(nomination.now)
    return is_nominator(nomination, actor) if is_open else is_administrator(nomination, actor)


@permission("Only the person who was asked to endorse can do this.")
def is_endorser(endorsement, actor):
    """The actor was asked, by link or signed in."""
    if isinstance(actor, TokenBearer):
        return actor.is_for("endorse", endorsement) and actor.person.pk == endorsement.person_id
    return isinstance(actor, Person) and actor.pk == endorsement.person_id


@permission("Only the nominee can do this.")
def is_nominee(entry, actor):
    """The actor is the nominee, or the one who speaks for the team or household, by link or signed in."""
    if isinstance(actor, TokenBearer):
        return actor.is_for("nominee", entry) and actor.person.pk == entry.nominee.person_id
    return isinstance(actor, Person) and actor.pk == entry.nominee.person_id


def missing_answers(nomination) -> list[str]:
    """Return what must still be answered before the nomination can be sent, as sentences."""
    season = nomination.season
    statement = getattr(nomination, "statement", None)
    words = statement.words if statement else 0
    wanted = {
        "Enter the name of the person, team or household": nomination.nominee.name,
        "Enter your full name": nomination.nominator_name,
        "Enter your email address": nomination.nominator_email or nomination.channel in BY_HAND,
        "Select how you know them": nomination.relationship,
        f"Your statement must be {season.statement_min_words} words or more": (words >= season.statement_min_words),
        f"Your statement must be {season.statement_max_words} words or fewer": (words <= season.statement_max_words),
        f"The citation must be {season.citation_max_words} words or fewer": (
            count_words(nomination.citation) <= season.citation_max_words
        ),
        "Select yes if they know you are nominating them": nomination.nominee_knows,
        "Select yes if we may tell them who nominated them": nomination.share_nominator_name,
    }
    return [sentence for sentence, answered in wanted.items() if not answered]


@fact(lambda nomination: ". ".join(missing_answers(nomination)) + ".")
def is_complete(nomination):
    """Every question that must be answered is."""
    return not missing_answers(nomination)


@fact("Nominations are closed. Your nomination is kept as a late draft.")
def season_takes_nominations(nomination):
    """The season's clock is between opening and closing."""
    return nomination.season.takes_nominations(nomination.now)


@fact("This draft was not sent after the deadline.")
def is_late(nomination):
    """It was started before the deadline and sent after it."""
    return nomination.late_at is not None


@fact("The date for sending it back has passed. Contact the awards team.")
def return_date_not_passed(nomination):
    """The time for changes is not over."""
    return nomination.return_by is None or nomination.now < nomination.return_by


@fact("This nomination is being checked now, so it cannot be changed. We will contact you if we need changes.")
def is_not_taken(nomination):
    """No reviewer has taken it."""
    return nomination.taken_by_id is None


@fact("Check the statement first: make the judging copy and confirm that you have read it.")
def is_screened(nomination):
    """A reviewer has found the text clear or has redacted it."""
    return nomination.screening in {Screening.CLEAR, Screening.REDACTED}


@fact("A safeguarding concern is open. A safeguarding lead must say first that it is dealt with.")
def no_concern_is_open(nomination):
    """Nobody worries about somebody's safety, or a safeguarding lead has settled it."""
    return not nomination.concerns.open().exists()


@fact("A safeguarding concern about this entry is open. A safeguarding lead must say first that it is dealt with.")
def no_concern_in_entry(entry):
    """No nomination of the entry has an open concern."""
    is_open = [ConcernState.RAISED, ConcernState.PASSED_ON]
    return not entry.nominations.filter(concerns__state__in=is_open).exists()


def fingerprint_of(text: str) -> str:
    """Return the SHA-256 of a text as it was read."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def why_two(nomination) -> str:
    """Say why two reviewers must read it, as a sentence."""
    from nominations.models import SecondReview

    known = [SecondReview(code).label for code in nomination.second_review_for if code in SecondReview.values]
    reasons = [known[0], *(label[:1].lower() + label[1:] for label in known[1:])] if known else []
    return f"Two reviewers must read this nomination. {', '.join(reasons)}." if reasons else ""


@fact(lambda nomination: f"{why_two(nomination)} A second reviewer must put their name to this text first.")
def is_read_by_two(nomination):
    """Where two must read it, two reviewers without a part in it have put their names to this very text."""
    if not nomination.second_review_for:
        return True
    copy = getattr(nomination, "judging_copy", None)
    if copy is None:
        return False
    under_it = standing(nomination, READING).filter(fingerprint=fingerprint_of(copy.text))
    readers = Person.objects.filter(pk__in=under_it.values("person_id"))
    return sum(not has_stake(nomination, reader) for reader in readers) >= 2


@fact("A nomination of this entry must be read by two reviewers, and its text was changed since.")
def every_nomination_is_read_by_two(entry):
    """Wherever two must read, two have read the text as it now stands."""
    standing_ones = entry.nominations.filter(state__in=THROUGH).exclude(second_review_for=[])
    return all(is_read_by_two(nomination) for nomination in standing_ones.select_related("nominee", "judging_copy"))


@fact("Another award is proposed for it. Wait for the nominator's answer, or take the proposal back.")
def no_award_is_proposed(nomination):
    """Its nominator is not asked about another award."""
    return not nomination.proposals.filter(state=ProposalState.PROPOSED).exists()


@permission("Only the person who wrote the nomination can answer this.")
def may_answer_proposal(proposal, actor):
    """The actor wrote the nomination, or holds the link that was sent to its writer."""
    return is_nominator(proposal.nomination, actor)


@permission("The nominator still has time to answer.")
def is_the_clock_after_the_date(proposal, actor):
    """The system, once the date for an answer has passed."""
    return actor is SYSTEM and proposal.now >= proposal.answer_by


@fact("This nomination is not being checked any more.")
def is_still_being_checked(proposal):
    """Its nomination waits for a reviewer's decision."""
    return proposal.nomination.state in {NominationState.SUBMITTED, NominationState.ON_HOLD}


@fact("The date for an answer has passed, so your nomination moves to the other award. Contact the awards team.")
def there_is_time_to_answer(proposal):
    """The date that its nominator was given is still to come."""
    return proposal.now < proposal.answer_by


@fact("A draft that was never sent can be deleted, not withdrawn.")
def was_sent(nomination):
    """It has been sent at least once."""
    return nomination.submitted_at is not None


@fact("There is still time to send it.")
def time_has_run_out(nomination):
    """Neither the season's deadline nor a date of its own lets it be sent any more."""
    if nomination.state == NominationState.RETURNED:
        return nomination.return_by is not None and nomination.now >= nomination.return_by
    return not nomination.season.takes_nominations(nomination.now)


@fact("This nomination is no longer going forward.")
def nomination_still_stands(endorsement):
    """The nomination was not withdrawn or found ineligible."""
    return endorsement.nomination.state not in {
        NominationState.WITHDRAWN,
        NominationState.NOT_ELIGIBLE,
        NominationState.EXPIRED,
    }


@fact("Only the nominating line manager's own nomination counts as an endorsement.")
def endorser_is_nominator(endorsement):
    """The person asked wrote the nomination as the nominee's line manager."""
    return endorsement.person_id == endorsement.nomination.nominator_id


@fact("There is still time to answer.")
def answer_date_has_passed(endorsement):
    """The last day for an answer is over."""
    return endorsement.now >= endorsement.answer_by


@fact("A nomination of this entry has not been checked yet.")
def every_nomination_is_cleared(entry):
    """Every nomination that counts in the entry is through, with a text that judges may read."""
    standing = [n for n in entry.nominations.all() if n.state != NominationState.WITHDRAWN]
    return bool(standing) and all(
        n.state in THROUGH and n.screening in {Screening.CLEAR, Screening.REDACTED} for n in standing
    )


@fact("A nomination of this entry has not been endorsed yet.")
def every_nomination_is_endorsed(entry):
    """Every nomination that counts in the entry is endorsed or waived, or its award needs no endorsement."""
    enough = {EndorsementState.GIVEN, EndorsementState.WAIVED}
    standing = entry.nominations.exclude(state=NominationState.WITHDRAWN).prefetch_related("endorsements")
    if not entry.award.endorsement_required:
        # Whoever nominates themself is endorsed always (R2).
        standing = standing.filter(is_self_nomination=True)
    return all(any(e.state in enough for e in n.endorsements.all()) for n in standing)


@fact("This entry was hidden before judges could read it.")
def was_hidden_while_waiting(entry):
    """It waits again, as it did when it was hidden."""
    return entry.hidden_from == EntryState.WAITING


@fact("This entry was not hidden from round one.")
def was_hidden_from_round(entry):
    """It goes back to the round it was hidden from."""
    return entry.hidden_from == EntryState.IN_ROUND


@fact("This entry was not hidden from the shortlist.")
def was_hidden_from_shortlist(entry):
    """It goes back to the shortlist."""
    return entry.hidden_from == EntryState.SHORTLISTED


@fact("This entry was not hidden from among those that were not shortlisted.")
def was_hidden_off_shortlist(entry):
    """It goes back to those that the shortlist does not hold."""
    return entry.hidden_from == EntryState.NOT_SHORTLISTED


@fact("This entry was not hidden from the final.")
def was_hidden_from_final(entry):
    """It goes back to the final panel."""
    return entry.hidden_from == EntryState.IN_FINAL

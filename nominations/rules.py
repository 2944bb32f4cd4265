"""Who may do what to nominations, endorsements and entries, and which facts must hold."""

from awards.roles import holds, is_administrator
from kit.text import count_words
from nominations.states import EndorsementState, NominationState, Screening
from people.links import TokenBearer
from people.models import Person
from people.roles import Role
from workflow.actors import SYSTEM
from workflow.predicates import fact, permission

THROUGH = {NominationState.ACCEPTED, NominationState.MERGED}


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
        "Enter your email address": nomination.nominator_email,
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


@fact("This entry was not hidden from round one.")
def was_hidden_from_round(entry):
    """It goes back to the round it was hidden from."""
    return entry.hidden_from not in {"in_final", "shortlisted"}


@fact("This entry was not hidden from the final.")
def was_hidden_from_final(entry):
    """It goes back to the final panel."""
    return entry.hidden_from in {"in_final", "shortlisted"}

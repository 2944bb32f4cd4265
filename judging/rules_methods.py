"""Who may choose the method of a round, and until when."""

from judging.rules import has_interest_in_award
from people.models import Person
from workflow.predicates import fact, permission

INTEREST = "You have an interest in an entry of this award, so you do not say how it is scored."
TOO_LATE = "Scoring has opened, so the method of this round stays as it is."


@permission(INTEREST)
def has_no_interest_in_round(round_, actor):
    """The actor has no interest in any entry of the round's award."""
    return isinstance(actor, Person) and not has_interest_in_award(actor, round_.award)


@fact(TOO_LATE)
def opening_is_ahead(round_):
    """The opening minute is still to come; the clock decides, not the label."""
    return not round_.has_opened and round_.now < round_.opens_at


@fact("This round is not scored by criteria, so there is no method to choose.")
def criteria_are_scored(round_):
    """Judges give each criterion a point."""
    return round_.mode_of.scores_criteria

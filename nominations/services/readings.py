"""Two reviewers for what harms most if it is wrong: who has read which text, and whose name still stands.

A name stands under the text of the judging copy as it was read. Once that text changes the name falls.
"""

from django.db import transaction

from awards.roles import scope_of
from nominations import rules
from nominations.models import Flag, Nomination, SecondReview
from nominations.services.holding import hold_for_change, let_go_of_nomination
from nominations.services.redaction import preview_text
from nominations.services.screening import refuse_certain_identifiers
from nominations.services.signing import DEED, drop_stale_names, sign_text
from nominations.states import EntryState, NominationState
from people.models import Person
from people.roles import Role
from workflow import NotNow, record
from workflow.actors import Actor
from workflow.models import SignOff
from workflow.signoffs import standing

TO_CHECK = {NominationState.SUBMITTED, NominationState.ON_HOLD}
NOT_NEEDED = "Nothing asks for a second reviewer here. Say first why two people must read this nomination."


@transaction.atomic
def change_second_review(nomination: Nomination, *, reasons, by: Actor, why: str = "") -> Nomination:
    """Say for which reasons two reviewers must read a nomination; taking one away needs a `why` that is kept.

    `reasons` are codes of `SecondReview`. Raises NotNow once it is past checking, or while another has taken it.
    """
    nomination = hold_for_change(nomination, by=by)
    if nomination.state not in TO_CHECK:
        raise NotNow(f"This cannot be changed now: the nomination is {nomination.get_state_display().lower()}.")
    wanted = [code for code in SecondReview.values if code in set(reasons)]
    added = [code for code in wanted if code not in nomination.second_review_for]
    removed = [code for code in nomination.second_review_for if code not in wanted]
    if removed and not why.strip():
        raise NotNow("Enter why a reason no longer holds.")
    if added or removed:
        nomination.second_review_for = wanted
        nomination.save(update_fields=["second_review_for"])
        codes = {"added": added, "removed": removed}
        record(nomination, "change_second_review", by=by, reason=why.strip(), data=codes)
    return nomination


@transaction.atomic
def ask_second_reviewer(nomination: Nomination, *, by: Actor) -> SignOff:
    """Put the first reviewer's name under the judging copy as it stands, and leave the rest to another.

    A nomination that is through and out of judges' sight, whose copy was changed, is read by two in the same
    way. Raises NotNow while a phrase is undecided, while the copy identifies somebody, or where nothing asks for it.
    """
    nomination = hold_for_change(nomination, by=by)
    if not nomination.second_review_for:
        raise NotNow(NOT_NEEDED)
    if nomination.state != NominationState.SUBMITTED and not is_out_of_sight(nomination):
        raise NotNow(f"Nobody can be asked now: this nomination is {nomination.get_state_display().lower()}.")
    if nomination.flags.filter(ruling=Flag.Ruling.OPEN).exists():
        raise NotNow("Decide each flagged phrase first: redact it, or say that it is not an identifier.")
    refuse_certain_identifiers(nomination)
    name = sign_text(nomination, preview_text(nomination), by=by)
    let_go_of_nomination(nomination, by=by)
    return name


def sign_acceptance(nomination: Nomination, *, by: Actor, text: str) -> None:
    """Put the name of whoever accepts under the text, as the second; the door asks whether there are two."""
    if not nomination.second_review_for:
        return
    drop_stale_names(nomination, lambda _: text, by=by)
    if sentence := sentence_before_second(nomination, by=by):
        raise NotNow(sentence)
    if not standing(nomination, DEED).filter(person_id=by.pk).exists():
        sign_text(nomination, text, by=by)


def sentence_before_second(nomination: Nomination, *, by: Person) -> str:
    """Return why `by` cannot be the second reviewer who accepts, or nothing."""
    if not nomination.second_review_for:
        return ""
    readers = set(standing(nomination, DEED).values_list("person_id", flat=True))
    if readers == {by.pk}:
        return "You have read it already. Another reviewer must read it too, and accept it."
    return "" if readers else f"{rules.why_two(nomination)} Ask a second reviewer first."


def is_out_of_sight(nomination: Nomination) -> bool:
    """Say whether it is through, but no judge can read it now."""
    is_through = nomination.state in rules.THROUGH and nomination.entry is not None
    return is_through and nomination.entry.state in {EntryState.WAITING, EntryState.HIDDEN}


def other_reviewers(nomination: Nomination, but: Person) -> list[Person]:
    """Return the reviewers of the season, beside `but`, who have no part in the nomination."""
    return [person for person in _holding(nomination, Role.REVIEWER) if person.pk != but.pk]


def who_appoints(nomination: Nomination) -> list[Person]:
    """Return the administrators of the season who have no part in the nomination."""
    return _holding(nomination, Role.ADMINISTRATOR)


def _holding(nomination: Nomination, role: Role) -> list[Person]:
    people = Person.objects.holding(role, scope_of(nomination.season_id)).order_by("full_name", "pk")
    return [person for person in people if not rules.has_stake(nomination, person)]

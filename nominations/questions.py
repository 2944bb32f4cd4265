"""The order in which a nomination's questions are asked."""

from collections.abc import Callable
from dataclasses import dataclass

from nominations.forms import answers
from nominations.models import Nomination
from nominations.services.endorsing import counts_as_endorsement, needs_endorsement


def _always(nomination) -> bool:
    return True


@dataclass(frozen=True)
class Question:
    """One page of the way through a nomination.

    `form` gives the form for a nomination, or None for a page that only tells; `applies` says whether the page
    is shown; `is_answered` whether it must be shown again to somebody who carries on.
    """

    slug: str
    title: str
    form: Callable[[Nomination], type | None]
    applies: Callable[[Nomination], bool] = _always
    is_answered: Callable[[Nomination], bool] = _always
    # The form's own label is the heading of the page.
    is_heading: bool = False


def _endorser_form(nomination):
    return None if counts_as_endorsement(nomination) else answers.EndorserForm


def _has_statement(nomination) -> bool:
    statement = getattr(nomination, "statement", None)
    return statement is not None and statement.words > 0


WHO_YOU_ARE = Question(
    "who-you-are", "Which of these describes you best?", lambda n: answers.ChangeWhoYouAreForm, is_heading=True
)
QUESTIONS = [
    WHO_YOU_ARE,
    Question(
        "kind",
        "Who are you nominating?",
        lambda n: answers.NomineeKindForm,
        applies=answers.leaves_choice_of_kind,
        is_answered=lambda n: bool(n.nominee.name),
        is_heading=True,
    ),
    Question(
        "nominee", "Who are you nominating?", answers.nominee_form_for, is_answered=lambda n: bool(n.nominee.name)
    ),
    Question(
        "your-details",
        "Your details",
        lambda n: answers.ContactForm,
        is_answered=lambda n: bool(n.nominator_email and n.relationship),
    ),
    Question("endorser", "Who can endorse your nomination?", _endorser_form, applies=needs_endorsement),
    Question("story", "Tell their story safely", lambda n: None, is_answered=_has_statement),
    Question(
        "statement",
        "Why are you nominating them?",
        lambda n: answers.StatementForm,
        is_answered=_has_statement,
        is_heading=True,
    ),
    Question("citation", "Is there a sentence we could publish?", lambda n: answers.CitationForm, is_heading=True),
    Question(
        "what-they-know",
        "What they know",
        lambda n: answers.KnowsForm,
        is_answered=lambda n: bool(n.nominee_knows and n.share_nominator_name),
    ),
]
BY_SLUG = {question.slug: question for question in QUESTIONS}


def asked_of(nomination: Nomination) -> list[Question]:
    """Return the questions that this nomination is asked, in order."""
    return [question for question in QUESTIONS if question.applies(nomination)]


def neighbours(nomination: Nomination, slug: str) -> tuple[Question | None, Question | None]:
    """Return the questions before and after the one named `slug`; None at either end."""
    asked = asked_of(nomination)
    at = next(i for i, question in enumerate(asked) if question.slug == slug)
    return (asked[at - 1] if at else None), (asked[at + 1] if at + 1 < len(asked) else None)


def first_unanswered(nomination: Nomination) -> Question | None:
    """Return where somebody who comes back carries on; None where everything that must be answered is."""
    return next((question for question in asked_of(nomination) if not question.is_answered(nomination)), None)

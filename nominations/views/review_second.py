"""The pages of what two reviewers must read: why, and asking the second."""

from kit.crypto import CannotOpen
from kit.templatetags.commend import short_day
from nominations.forms.second import HasReadForm, SecondReviewForm
from nominations.models import Nomination, SecondReview
from nominations.services.readings import (
    NOT_NEEDED,
    TO_CHECK,
    ask_second_reviewer,
    change_second_review,
    is_out_of_sight,
    other_reviewers,
    who_appoints,
)
from nominations.services.redaction import preview_text
from nominations.services.signing import DEED
from nominations.states import NominationState
from nominations.views.review_base import ERASED
from nominations.views.review_outcomes import OutcomePage
from people.models import Person
from workflow.models import SignOff
from workflow.signoffs import standing


class WhyTwo(OutcomePage):
    """Say why two reviewers must read it, or why they need not."""

    form_class = SecondReviewForm
    title = "Does a second reviewer need to read it?"
    lead = (
        "Two reviewers read a nomination when a child, a court or sexual harm is involved, "
        "or when publicity is likely. Judges then read it only if both have put their names to the same text."
    )
    button = "Save"

    def sentence_against(self):
        """Say that it is past checking, or that another reviewer has it."""
        if self.nomination.state not in TO_CHECK:
            return f"This cannot be changed now: it is {self.nomination.get_state_display().lower()}."
        return super().sentence_against()

    def get_initial(self):
        """Start from what is known."""
        return {"reasons": self.nomination.second_review_for}

    def get_form_kwargs(self):
        """Say what holds now, so that taking it away asks why."""
        return super().get_form_kwargs() | {"held": self.nomination.second_review_for}

    def do(self, form):
        """Keep the reasons."""
        reasons, why = form.cleaned_data["reasons"], form.cleaned_data["why"]
        changed = change_second_review(self.nomination, reasons=reasons, why=why, by=self.person)
        return "Two reviewers must read it." if changed.second_review_for else "One reviewer is enough."


class AskSecond(OutcomePage):
    """Read what judges will read, put one's name to it, and leave the rest to another reviewer."""

    template_name = "nominations/review_ask_second.html"
    form_class = HasReadForm
    title = "Ask a second reviewer"
    button = "Put my name to it and ask"

    def sentence_against(self):
        """Say why nobody can be asked now."""
        nomination = self.nomination
        if not nomination.second_review_for:
            return NOT_NEEDED
        if nomination.state != NominationState.SUBMITTED and not is_out_of_sight(nomination):
            return f"Nobody can be asked now: it is {nomination.get_state_display().lower()}."
        if nomination.flags.filter(ruling="open").exists():
            return "Decide each flagged phrase first: redact it, or say that it is not an identifier."
        if standing(nomination, DEED).filter(person_id=self.person.pk).exists():
            return "You have read it already. Another reviewer must read it too."
        return super().sentence_against()

    def do(self, form):
        """Sign, and let go."""
        ask_second_reviewer(self.nomination, by=self.person)
        return "Your name stands under this text. Another reviewer reads it next."

    def get_context_data(self, **kwargs):
        """Show exactly what judges will read, and who could read it next."""
        try:
            text = preview_text(self.nomination)
        except CannotOpen:
            text = ERASED
        reading = reading_of(self.nomination, self.person)
        return super().get_context_data(judging_text=text, reading=reading, **kwargs)


def names_under(nomination):
    """Return the names that stand under a nomination's text, for its number or a reference to it in a query."""
    return SignOff.objects.filter(
        deed=DEED, subject_type=Nomination.machine, subject_id=nomination, withdrawn_at__isnull=True
    )


def reading_of(nomination: Nomination, person: Person) -> dict | None:
    """Return what a reviewer is told of a nomination that two must read: why, who has, and what is next."""
    if not nomination.second_review_for:
        return None
    names = list(
        SignOff.objects.filter(deed=DEED, subject_type=Nomination.machine, subject_id=nomination.pk).order_by("pk")
    )
    stands = [name for name in names if name.withdrawn_at is None]
    fell = [name for name in names if name.withdrawn_at]
    people = dict(Person.objects.filter(pk__in=[n.person_id for n in names]).values_list("pk", "full_name"))
    zone = nomination.season.time_zone
    mine = any(name.person_id == person.pk for name in stands)
    others = [] if len(stands) > 1 else other_reviewers(nomination, person)
    return {
        "why": [SecondReview(code).label for code in nomination.second_review_for if code in SecondReview.values],
        "read": [f"{people.get(n.person_id, 'A former colleague')} on {short_day(n.at, zone)}" for n in stands],
        "fell": "" if stands or not fell else people.get(fell[-1].person_id, "A former colleague"),
        "is_mine": mine,
        "is_first": not stands,
        "may_accept": bool(stands) and not (mine and len(stands) == 1),
        "is_done": len(stands) > 1,
        "nobody": len(stands) < 2 and not others and (mine or not stands),
        "appointers": [p.full_name for p in who_appoints(nomination)] if not others else [],
    }

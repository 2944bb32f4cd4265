"""The pages on which a reviewer decides: accept, return, hold, reject, join, part; and the original."""

from django.http import Http404

from kit.crypto import CannotOpen
from kit.templatetags.commend import moment
from nominations.forms.review import AcceptForm, MergeForm, NoteForm, PublicReasonForm, ReasonForm
from nominations.models import Nomination
from nominations.services.holding import held_since
from nominations.services.merging import likely_matches, merge_nominations, split_nomination
from nominations.services.readings import sentence_before_second
from nominations.services.redaction import preview_text
from nominations.services.reviewing import (
    CitationIdentifies,
    accept_nomination,
    hold_nomination,
    open_original,
    reinstate_nomination,
    reject_nomination,
    return_nomination,
)
from nominations.services.screening import StillIdentifies, refresh_flags
from nominations.states import NominationState
from nominations.views.review_base import ERASED, DeedPage, NominationPage
from workflow import Refused, may


class OutcomePage(NominationPage, DeedPage):
    """A page that ends in one move of the nomination."""

    move = ""

    def sentence_against(self):
        """Say why the move cannot be made now; what its form will give is not asked of it yet."""
        nomination = self.nomination
        if nomination.taken_by_id and nomination.taken_by_id != self.person.pk:
            return f"{held_since(nomination)}. You can read it, or take it over."
        return may(nomination, self.move, self.person).sentence if self.move else ""

    def get_context_data(self, **kwargs):
        """Add what the nomination is."""
        return super().get_context_data(nomination=self.nomination, **kwargs)


class Accept(OutcomePage):
    """Read what judges will read, settle whose entry it is, and let it through."""

    template_name = "nominations/review_accept.html"
    form_class = AcceptForm
    title = "Accept this nomination"
    button = "Accept nomination"

    def sentence_against(self):
        """Say why it cannot be accepted now, whatever is still to be ticked here."""
        if self.nomination.state != NominationState.SUBMITTED:
            return may(self.nomination, "accept", self.person).sentence
        if self.nomination.flags.filter(ruling="open").exists():
            return "Decide each flagged phrase first: redact it, or say that it is not an identifier."
        return super().sentence_against() or sentence_before_second(self.nomination, by=self.person)

    def get_initial(self):
        """Start from the citation that the nominator suggested."""
        return {"citation": self.nomination.citation}

    def get_form_kwargs(self):
        """Offer the nominations that may be about the same nominee."""
        matches = likely_matches(self.nomination).reviewable_by(self.person)
        words = self.nomination.season.citation_max_words
        return super().get_form_kwargs() | {"matches": matches, "citation_words": words}

    def do(self, form):
        """Accept it."""
        into, answers = form.merge_into, form.cleaned_data
        try:
            accept_nomination(
                self.nomination,
                by=self.person,
                citation=answers["citation"],
                citation_is_safe=answers["citation_is_safe"],
                merge_into=into,
            )
        except CitationIdentifies:
            form.ask_about_citation()
            raise
        except StillIdentifies:
            # So that there is a flag to decide on; whether two must read it is a reviewer's word by now.
            refresh_flags(self.nomination, by=self.person, hints=False)
            raise
        if into:
            return f"{self.nomination.reference} is accepted and joined to {into.reference}."
        return f"{self.nomination.reference} is accepted."

    def get_context_data(self, **kwargs):
        """Show exactly what judges will read."""
        try:
            text = preview_text(self.nomination)
        except CannotOpen:
            text = ERASED
        return super().get_context_data(judging_text=text, **kwargs)


class Return(OutcomePage):
    """Ask the nominator to change some details."""

    move = "return_to_nominator"
    form_class = NoteForm
    title = "Return it to the nominator"
    button = "Return to nominator"

    @property
    def lead(self):
        """Say how long they have."""
        days = self.nomination.season.return_working_days
        return f"They have {days} working days to send it back, even if nominations have closed by then."

    def do(self, form):
        """Return it."""
        returned = return_nomination(self.nomination, by=self.person, note=form.cleaned_data["note"])
        until = moment(returned.return_by, returned.season.time_zone)
        return f"{returned.reference} has been returned. The nominator can send it back before {until}."


class Hold(OutcomePage):
    """Wait with it."""

    move = "hold"
    form_class = ReasonForm
    title = "Put it on hold"
    lead = "The nominator is not told. You can take it off hold at any time."
    button = "Put on hold"

    def do(self, form):
        """Hold it."""
        hold_nomination(self.nomination, by=self.person, reason=form.cleaned_data["reason"])
        return f"{self.nomination.reference} is on hold."

    def get_context_data(self, **kwargs):
        """Say whom to tell of a worry about somebody."""
        return super().get_context_data(inset=self.nomination.season.safeguarding_text, **kwargs)


class Reject(OutcomePage):
    """Find it not eligible."""

    move = "reject"
    form_class = PublicReasonForm
    title = "Find it not eligible"
    button = "Find not eligible"
    kind = "warning"
    warning = "The nominator is told at once, with the reason that you write here."

    def do(self, form):
        """Reject it."""
        reject_nomination(self.nomination, by=self.person, public_reason=form.cleaned_data["public_reason"])
        return f"{self.nomination.reference} is not eligible. The nominator is told."


class Reinstate(OutcomePage):
    """Look at it again."""

    move = "reinstate"
    form_class = ReasonForm
    title = "Look at it again"
    lead = "It goes back to the queue. Tell the nominator yourself if they have been told that it is not eligible."
    button = "Put back in the queue"

    def do(self, form):
        """Reinstate it."""
        reinstate_nomination(self.nomination, by=self.person, reason=form.cleaned_data["reason"])
        return f"{self.nomination.reference} is in the queue again."


class Merge(OutcomePage):
    """Join it to another nomination of the same nominee."""

    move = "merge"
    form_class = MergeForm
    title = "Join it to another nomination"
    lead = (
        "Judges then read both in one entry, under the reference of the one that you choose. Every nomination is "
        "kept as it is, and they can be parted again until scoring opens."
    )
    button = "Join nominations"

    def get_form_kwargs(self):
        """Offer the likely ones, and every other accepted one by its reference."""
        accepted = Nomination.objects.reviewable_by(self.person).filter(
            award=self.nomination.award_id, state=NominationState.ACCEPTED
        )
        return super().get_form_kwargs() | {
            "nomination": self.nomination,
            "candidates": accepted.exclude(pk=self.nomination.pk),
            "likely": likely_matches(self.nomination).reviewable_by(self.person),
        }

    def do(self, form):
        """Join them."""
        merge_nominations(self.nomination, into=form.lead, by=self.person)
        return f"{self.nomination.reference} is joined to {form.lead.reference}."


class Split(OutcomePage):
    """Part it from the nomination that it was joined to."""

    move = "split"
    form_class = ReasonForm
    title = "Part these nominations"
    button = "Part nominations"

    @property
    def lead(self):
        """Say from which."""
        into = self.nomination.merged_into
        return f"It gets an entry of its own and is no longer joined to {into.reference if into else 'another'}."

    def do(self, form):
        """Part them."""
        split_nomination(self.nomination, by=self.person, reason=form.cleaned_data["reason"])
        return f"{self.nomination.reference} has an entry of its own again."


class Original(NominationPage, DeedPage):
    """Ask why, then show the statement as typed, once."""

    form_class = ReasonForm
    title = "Open the original"
    lead = "The statement as its nominator typed it may identify people who are supported."
    button = "Open the original"
    warning = "Who opens it, when and why is recorded."

    def needs_key(self, request):
        """Each opening is one of its own, and is recorded as such."""
        return False

    def form_valid(self, form):
        """Record the reason and show the text on this page alone; no address leads to it."""
        try:
            text = open_original(self.nomination, by=self.person, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return self.form_invalid(form)
        except CannotOpen:
            form.add_error(None, ERASED)
            return self.form_invalid(form)
        context = {"nomination": self.nomination, "text": text, "back_url": self.back_url}
        self.template_name = "nominations/review_original.html"
        return self.render_to_response(context)

    def get_context_data(self, **kwargs):
        """Add what the nomination is; without a statement there is no such page."""
        if not hasattr(self.nomination, "statement"):
            raise Http404
        return super().get_context_data(nomination=self.nomination, **kwargs)

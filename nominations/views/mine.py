"""A nominator's own nominations: the list, one of them, and what may still be done with it."""

import django_tables2 as tables
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View

from kit.tables import CommendTable, DayColumn, link_html, tag_html
from nominations import questions
from nominations.holders import forget_draft
from nominations.models import Nomination
from nominations.rules import was_sent
from nominations.services import drafts, sending
from nominations.services.flagged import asked_phrases
from nominations.states import NominationState
from nominations.views.nominate import ask_for_code
from nominations.views.pages import DraftPage, SignedInDraftPage, answer_cards, label_of
from nominations.views.proposal import address_of_open_proposal
from people.links import bearer_of
from people.viewing import person_of, sign_in_if_missing
from workflow import Refused, may

COLOURS = {
    NominationState.DRAFT: "grey",
    NominationState.SUBMITTED: "blue",
    NominationState.ON_HOLD: "blue",
    NominationState.RETURNED: "yellow",
    NominationState.ACCEPTED: "green",
    NominationState.MERGED: "green",
    NominationState.NOT_ELIGIBLE: "red",
    NominationState.WITHDRAWN: "grey",
    NominationState.EXPIRED: "grey",
}


class MineTable(CommendTable):
    """The nominations of one person."""

    nominee = tables.Column("Nominee", accessor="nominee__name", empty_values=())
    award = tables.Column("Award", accessor="award__name")
    reference = tables.Column("Reference")
    state = tables.Column("Status")
    saved_at = DayColumn("Last saved")

    class Meta:
        caption = "Your nominations"
        header_column = "nominee"
        noun = "nomination"
        empty_title = "You have not nominated anybody yet"
        empty_text = "Choose an award to start. You can save your nomination and come back to it."
        empty_action_text = "See the awards"
        empty_action_url = "/"

    def render_nominee(self, value, record):
        """Name the nominee, with the way to the nomination."""
        address = reverse("nominations:nomination", args=[record.public_id])
        return link_html(value or "Not named yet", address, hidden=f"for {record.award.name}")

    def render_reference(self, value, record):
        """Show the reference once it was given to the nominator."""
        return value if was_sent(record) else ""

    def render_state(self, value, record):
        """Say where it stands, in the nominator's words."""
        return tag_html(label_of(record), COLOURS[record.state])


class Mine(View):
    """Your nominations."""

    def get(self, request):
        rows = Nomination.objects.written_by(person_of(request)).select_related("nominee", "award")
        table = MineTable(rows.order_by("-saved_at", "-pk")).configure(request)
        return render(request, "nominations/mine.html", {"table": table})


class ShowNomination(SignedInDraftPage):
    """One nomination of one's own: what was said, where it stands, what can still be done."""

    def get(self, request):
        nomination, writer = self.nomination, self.writer
        if not self.is_signed_in:
            # Begun in this browser before signing in, and nobody's yet: there is nothing but the way on.
            return redirect(self.address("check"))
        is_open = nomination.state in drafts.OPEN and not nomination.late_at
        context = self.context(
            cards=answer_cards(nomination),
            colour=COLOURS[nomination.state],
            is_open=is_open,
            is_returned=nomination.state == NominationState.RETURNED,
            asked=asked_phrases(nomination) if nomination.state == NominationState.RETURNED else [],
            can_delete=is_open and not was_sent(nomination),
            can_change=bool(may(nomination, "reopen", writer)),
            can_withdraw=bool(may(nomination, "withdraw", writer)),
            proposal_url=address_of_open_proposal(nomination),
        )
        return render(request, "nominations/nomination.html", context)


class AskFirst(SignedInDraftPage):
    """A deed that is asked about on a page of its own before it is done."""

    template = ""
    deed = ""

    def get(self, request):
        if refused := self._refused():
            return refused
        return render(request, self.template, self.context())

    def post(self, request):
        if self._is_done():
            return redirect(self.after())
        try:
            self.do()
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect(self.address("nomination"))
        return redirect(self.after())

    def _refused(self):
        answer = may(self.nomination, self.deed, self.writer)
        if answer:
            return None
        messages.error(self.request, answer.sentence)
        return redirect(self.address("nomination"))

    def _is_done(self) -> bool:
        """Whether an earlier click has done it."""
        return False

    def after(self) -> str:
        """Return where to go once it is done."""
        return self.address("nomination")


class Withdraw(AskFirst):
    """Take a nomination out of the awards."""

    template = "nominations/withdraw.html"
    deed = "withdraw"

    def do(self):
        sending.withdraw_nomination(self.nomination, by=self.writer)
        messages.success(self.request, "You have withdrawn your nomination")

    def _is_done(self):
        return self.nomination.state == NominationState.WITHDRAWN


class Change(AskFirst):
    """Take a sent nomination back to change it."""

    template = "nominations/change.html"
    deed = "reopen"

    def do(self):
        sending.reopen_nomination(self.nomination, by=self.writer)

    def _is_done(self):
        return self.nomination.state == NominationState.DRAFT

    def after(self):
        return self.address("check")


class Delete(DraftPage):
    """Delete a draft that was never sent."""

    def get(self, request):
        draft = self.nomination
        if draft.state != NominationState.DRAFT or was_sent(draft) or draft.late_at:
            return redirect(self.address("nomination"))
        return render(request, "nominations/delete.html", self.context())

    def post(self, request):
        award = self.nomination.award
        try:
            drafts.delete_draft(self.nomination, by=self.writer)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect(self.address("nomination"))
        forget_draft(request, self.nomination)
        messages.success(request, "You have deleted your draft")
        return redirect("nominations:mine") if self.is_signed_in else redirect(award.get_absolute_url())


@method_decorator([login_not_required, sign_in_if_missing], name="dispatch")
class Resume(View):
    """Where the link in an e-mail leads: after the code, to the draft or the nomination."""

    def dispatch(self, request, pk):
        """Find the nomination: the link says which one, and only its nominator goes on."""
        self.person = person_of(request)
        self.bearer = bearer_of(request, "draft", Nomination(pk=pk))
        viewer = self.person or self.bearer
        rows = Nomination.objects.select_related("season", "award", "nominee", "nominator").filter(pk=pk)
        self.nomination = get_object_or_404(rows.written_by(viewer))
        return super().dispatch(request, pk)

    def get(self, request, pk):
        nomination = self.nomination
        if question := address_of_open_proposal(nomination):
            return redirect(question)
        if self.person is None:
            return render(request, "nominations/resume.html", self._context())
        if nomination.state == NominationState.RETURNED:
            return redirect("nominations:question", nomination.public_id, "statement")
        if nomination.state == NominationState.DRAFT and not nomination.late_at:
            unanswered = questions.first_unanswered(nomination)
            if unanswered:
                return redirect("nominations:question", nomination.public_id, unanswered.slug)
            return redirect("nominations:check", nomination.public_id)
        return redirect(nomination)

    def post(self, request, pk):
        here = reverse("nominations:resume", args=[pk])
        if self.person is not None:
            return redirect(here)
        return ask_for_code(
            request,
            self.nomination.nominator,
            self.nomination.nominator_email,
            then=here,
            otherwise=lambda form: render(request, "nominations/resume.html", self._context(form=form)),
        )

    def _context(self, **more) -> dict:
        return {"nomination": self.nomination, "award": self.nomination.award, "season": self.nomination.season} | more

"""The nominator's way from the first question to the confirmation."""

from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.forms import RequestLoginCodeForm
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core import ratelimit
from allauth.utils import get_form_class
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View

from awards.models import Award, NominatorKind
from kit import clock
from nominations import questions
from nominations.forms.answers import WhoYouAreForm
from nominations.holders import forget_draft, holder_of, remember_draft
from nominations.models import Nomination, Relationship
from nominations.rules import missing_answers
from nominations.services import drafts, sending
from nominations.services.flagged import asked_phrases, citation_passages, flagged_phrases
from nominations.states import NominationState
from nominations.views.flagged import CITATION
from nominations.views.pages import (
    SENT,
    DraftPage,
    SignedInDraftPage,
    answer_cards,
    is_over,
    page_address,
    question_or_404,
    title_of,
)
from people.models import Person
from people.services import account_for
from people.viewing import person_of
from workflow import Refused


@method_decorator(login_not_required, name="dispatch")
class AwardPage(View):
    """A page about an award, before there is a draft."""

    def dispatch(self, request, *args, season_slug, award_slug, **kwargs):
        """Find the award among those that this reader may know of."""
        awards = Award.objects.visible_to(request.user).select_related("season__programme")
        self.award = get_object_or_404(awards, season__slug=season_slug, slug=award_slug)
        self.season = self.award.season
        return super().dispatch(request, *args, **kwargs)

    def show(self, template: str, **more):
        """Answer with a page about the award."""
        context = {"award": self.award, "season": self.season, "window": self.season.window("nominations")}
        return render(self.request, template, context | more)


class Start(AwardPage):
    """Who somebody is to the programme; the answer begins the draft."""

    def get(self, request):
        if not self.season.takes_nominations(clock.now()):
            return self._closed()
        return self._ask(WhoYouAreForm())

    def post(self, request):
        if not self.season.takes_nominations(clock.now()):
            return self._closed()
        form = WhoYouAreForm(request.POST)
        if not form.is_valid():
            return self._ask(form)
        kind = form.cleaned_data["nominator_kind"]
        if not self.award.may_be_nominated_by(kind):
            address = reverse("nominations:not-open", args=[self.season.slug, self.award.slug])
            return redirect(f"{address}?{urlencode({'who': kind})}")
        nomination = drafts.start_draft(self.award, kind=kind, by=person_of(request))
        remember_draft(request, nomination)
        _, after = questions.neighbours(nomination, questions.WHO_YOU_ARE.slug)
        return redirect("nominations:question", nomination.public_id, after.slug)

    def _ask(self, form):
        begun = Nomination.objects.written_by(holder_of(self.request)).filter(award=self.award)
        person = person_of(self.request)
        if person is not None:
            begun = Nomination.objects.written_by(person).never_sent().filter(award=self.award)
        return self.show("nominations/start.html", form=form, begun=begun.select_related("nominee")[:3])

    def _closed(self):
        window = self.season.window("nominations")
        is_early = window is None or clock.now() < window.starts_at
        return self.show("nominations/closed.html", is_early=is_early, shortlist=self.season.window("shortlist_public"))


class NotOpen(AwardPage):
    """The award takes no nominations from people like the reader (R1)."""

    def get(self, request):
        who = request.GET.get("who", "")
        others = [a for a in self.season.awards.all() if a.may_be_nominated_by(who)] if who in NominatorKind else []
        open_to = [kind.label for kind in NominatorKind if self.award.may_be_nominated_by(kind)]
        return self.show("nominations/not_open.html", open_to=open_to, others=others)


class AnswerQuestion(DraftPage):
    """One question: asked, kept, and on to the next; or back to check answers where it was changed from there."""

    def get(self, request):
        question = question_or_404(self.kwargs["question"])
        if elsewhere := self._cannot_change(question):
            return elsewhere
        kind = question.form(self.nomination)
        is_known = person_of(request) is not None
        return self._ask(question, kind and kind(nomination=self.nomination, is_signed_in=is_known))

    def post(self, request):
        question = question_or_404(self.kwargs["question"])
        if elsewhere := self._cannot_change(question):
            return elsewhere
        kind = question.form(self.nomination)
        if kind is None:
            return redirect(self._next(question))
        form = kind(request.POST, nomination=self.nomination, is_signed_in=self.is_signed_in)
        try:
            if not form.is_valid() or self._gives_too_many_addresses(form):
                form.keep_refused(by=self.writer)
                return self._ask(question, form)
            self.nomination = form.save(by=self.writer)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return self._ask(question, form)
        return redirect(self._stopped(question) or self._flagged(question) or self._next(question))

    def _gives_too_many_addresses(self, form) -> bool:
        """Refuse a new address, which would be written to, once too many were given from here or for its owner."""
        email = form.cleaned_data.get("email", "").lower()
        is_new = "relationship" in form.fields and email and email != self.nomination.nominator_email
        if not is_new or ratelimit.consume(self.request, action="give_draft_address", key=email):
            return False
        form.add_error("email", "We have sent too many links. Wait an hour, then try again")
        return True

    def _cannot_change(self, question):
        """Lead away from a question that is not asked here, or an answer that cannot be changed any more."""
        if self.nomination.state not in drafts.OPEN:
            return redirect(self.address("nomination"))
        if self.nomination.late_at:
            return redirect(self.address("late"))
        if not question.applies(self.nomination):
            return redirect(self.address("check"))
        return None

    def _stopped(self, question) -> str:
        """Return the address of the page that says why an answer ends the way here, "" where none does."""
        nomination = self.nomination
        if not nomination.award.may_be_nominated_by(nomination.nominator_kind):
            address = reverse("nominations:not-open", args=[nomination.season.slug, nomination.award.slug])
            return f"{address}?{urlencode({'who': nomination.nominator_kind})}"
        if drafts.is_own_nomination(nomination) and not nomination.award.self_nomination:
            return self.address("own")
        # Whether the address has nominated before is for its owner alone to know.
        if question.slug in {"nominee", "your-details"} and self.is_signed_in and drafts.earlier_nomination(nomination):
            return self.address("twice")
        return ""

    def _flagged(self, question) -> str:
        """Return the address of the page about what may identify somebody, "" where nothing is left to ask."""
        change = {"change": ""} if "change" in self.request.GET else {}
        if question.slug == "statement" and any(not phrase.is_kept for phrase in flagged_phrases(self.nomination)):
            return self.address("flagged") + ("?change" if change else "")
        if question.slug == CITATION and citation_passages(self.nomination):
            return f"{self.address('flagged')}?{urlencode({'of': CITATION} | change)}"
        return ""

    def _next(self, question) -> str:
        if "change" in self.request.GET:
            if question.slug == "kind":
                return self.address("question", "nominee") + "?change"
            return self.address("check")
        _, after = questions.neighbours(self.nomination, question.slug)
        return self.address("question", after.slug) if after else self.address("check")

    def _ask(self, question, form):
        before, _ = questions.neighbours(self.nomination, question.slug)
        back = self.address("question", before.slug) if before else self.nomination.award.get_absolute_url()
        template = f"nominations/question_{question.slug.replace('-', '_')}.html"
        context = self.context(
            form=form,
            question=question,
            title=title_of(question, self.nomination),
            back_url=self.address("check") if "change" in self.request.GET else back,
            criteria=self.nomination.award.criteria.all() if question.slug == "statement" else [],
            is_returned=self.nomination.state == NominationState.RETURNED,
            asked=self._asked_about(question),
            privacy_url=page_address("awards:privacy", self.nomination.season),
        )
        return render(self.request, [template, "nominations/question.html"], context)

    def _asked_about(self, question) -> list:
        """Return the phrases that the reviewer who sent it back asks about."""
        is_returned = self.nomination.state == NominationState.RETURNED and question.slug == "statement"
        return asked_phrases(self.nomination) if is_returned else []


class CheckAnswers(DraftPage):
    """Every answer, each with a way to change it; then send."""

    def get(self, request):
        if self.nomination.state not in drafts.OPEN:
            return redirect(self.address("nomination"))
        if self.nomination.late_at:
            return redirect(self.address("late"))
        return self._show()

    def post(self, request):
        if self.nomination.state in SENT:
            # The second click of two: the first has sent it.
            return redirect(self.address("sent"))
        if not self.is_signed_in:
            return redirect(self.address("confirm-email"))
        try:
            if self.nomination.state == NominationState.RETURNED:
                sending.resubmit_nomination(self.nomination, by=self.writer)
            else:
                sending.submit_nomination(self.nomination, by=self.writer)
        except sending.SentTooLate:
            return redirect(self.address("late"))
        except sending.OwnNomination:
            return redirect(self.address("own"))
        except sending.AlreadyNominated:
            return redirect(self.address("twice"))
        except Refused as refusal:
            return self._refused(refusal)
        forget_draft(request, self.nomination)
        return redirect(self.address("sent"))

    def _refused(self, refusal):
        self.nomination = Nomination.objects.get(pk=self.nomination.pk)
        if self.nomination.state in SENT:
            return redirect(self.address("sent"))
        messages.error(self.request, refusal.sentence)
        return redirect(self.address("check"))

    def _what_was_kept(self, flagged) -> list[dict]:
        """Return a card that says what is left in the statement that may identify somebody, and why; or none."""
        address = self.address("flagged") + "?change"
        rows = [
            {"key": f"“{phrase.passage.phrase}”", "value": phrase.answer_to_writer, "change_url": address}
            for phrase in flagged
        ]
        return [{"title": "What may identify somebody", "rows": rows}] if rows else []

    def _show(self):
        flagged = flagged_phrases(self.nomination)
        unanswered = questions.first_unanswered(self.nomination)
        context = self.context(
            cards=[
                *answer_cards(self.nomination, change=lambda slug: self.address("question", slug) + "?change"),
                *self._what_was_kept(flagged),
            ],
            missing=missing_answers(self.nomination),
            carry_on_url=self.address("question", unanswered.slug) if unanswered else "",
            is_over=is_over(self.nomination),
            is_returned=self.nomination.state == NominationState.RETURNED,
            asked=[phrase for phrase in flagged if phrase.is_asked],
        )
        return render(self.request, "nominations/check.html", context)


class ConfirmEmail(DraftPage):
    """Send a six-digit code to the address that was given; the code signs its owner in."""

    def get(self, request):
        if self.is_signed_in or not self.nomination.nominator_email:
            return redirect(self.address("check"))
        return render(request, "nominations/confirm_email.html", self.context())

    def post(self, request):
        if self.is_signed_in or not self.nomination.nominator_email:
            return redirect(self.address("check"))
        return ask_for_code(
            request,
            self.nomination.nominator,
            self.nomination.nominator_email,
            then=self.address("check"),
            otherwise=lambda form: render(request, "nominations/confirm_email.html", self.context(form=form)),
        )


def ask_for_code(request, person: Person, email: str, *, then: str, otherwise):
    """Send a code to the person's address, go to the page that asks for it, and from there to `then`.

    `otherwise(form)` answers where none was sent: too many were asked for.
    """
    kind = get_form_class(app_settings.FORMS, "request_login_code", RequestLoginCodeForm)
    form = kind(data={"email": email})
    if not form.is_valid():
        return otherwise(form)
    LoginCodeVerificationProcess.initiate(request=request, user=account_for(person, email), email=email)
    return redirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': then})}")


class OwnNomination(DraftPage):
    """Nobody may nominate themself for this award (R2)."""

    def get(self, request):
        awards = [a for a in self.nomination.season.awards.all() if a.self_nomination]
        said_so = self.nomination.relationship == Relationship.SELF
        return render(request, "nominations/own.html", self.context(others=awards, said_so=said_so))


class Twice(SignedInDraftPage):
    """The reader has nominated this nominee for this award before (R3)."""

    def get(self, request):
        earlier = drafts.earlier_nomination(self.nomination)
        if earlier is None:
            return redirect(self.address("check"))
        return render(request, "nominations/twice.html", self.context(earlier=earlier))


class Late(SignedInDraftPage):
    """Nominations closed before this one was sent (R5)."""

    def get(self, request):
        if not self.nomination.late_at:
            return redirect(self.address("check"))
        return render(request, "nominations/late.html", self.context(cards=answer_cards(self.nomination)))


class Sent(SignedInDraftPage):
    """The confirmation: the reference, and what happens next."""

    def get(self, request):
        if self.nomination.state not in SENT:
            return redirect(self.address("nomination"))
        season = self.nomination.season
        context = self.context(
            cards=answer_cards(self.nomination),
            told=season.window("notify_nominees"),
            shortlist=season.window("shortlist_public"),
            event=season.window("event"),
        )
        return render(request, "nominations/sent.html", context)

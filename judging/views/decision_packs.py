"""Decision packs: asking for one, watching it being made, reading it, and taking it away."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView

from judging.decision_pack_content import as_html
from judging.models import Decision, DecisionPack, Round
from judging.services.decision_packs import (
    KEPT,
    NOT_IN_FONTS,
    SENTENCES,
    ask_for_decision_pack,
    packs_of,
    read_decision_pack,
    refusal_for,
    settle_decision_pack,
    state_of,
)
from judging.services.packs import PackState
from judging.states import DecisionPackKind
from judging.views.packs import TAGS
from judging.views.panel import PanelPage
from kit.forms import GovukForm
from kit.idempotency import OncePerKeyMixin
from kit.jobs import progress_of
from kit.templatetags.commend import count_noun, day, moment
from workflow import Refused

HINTS = {
    DecisionPackKind.FULL: "Names judges and nominees, with every mark, the reason and the minutes.",
    DecisionPackKind.REDACTED: "Without names, without single marks, and without anything written for the panel alone.",
}


class DecisionPackForm(GovukForm, forms.Form):
    """Which version of the pack to make."""

    kind = forms.ChoiceField(
        label="Which version do you want?",
        widget=forms.RadioSelect,
        choices=DecisionPackKind.choices,
        error_messages={"required": "Select which version you want"},
    )
    look = {"kind": {"label_size": "m", "hints": {kind.value: words for kind, words in HINTS.items()}}}


class DecisionPacks(OncePerKeyMixin, PanelPage, FormView):
    """The packs of one decision, and a way to make another; for everybody else there is no such page."""

    template_name = "judging/decision_packs.html"
    form_class = DecisionPackForm

    @cached_property
    def decision(self) -> Decision:
        """A decision that the reader steers, of an award that no interest keeps them from."""
        steered = Round.objects.steered_by(self.person).values("pk")
        rows = Decision.objects.visible_to(self.person).filter(round__in=steered)
        rows = rows.select_related("round__award", "round__season", "round__panel").defer("record")
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    def form_valid(self, form):
        """Have it made and go on to its page."""
        try:
            pack = ask_for_decision_pack(self.decision, form.cleaned_data["kind"], by=self.person)
        except Refused as refusal:
            messages.error(self.request, refusal.sentence)
            return redirect(self.request.path)
        return redirect("panel:decision-pack", pack.public_id)

    def get_context_data(self, **kwargs):
        """Add the packs that there are, and why no more can be made if so."""
        round_ = self.decision.round
        return super().get_context_data(
            award=round_.award,
            rows=[row_of(pack, self.now, round_.season.time_zone) for pack in packs_of(self.decision)],
            refusal=refusal_for(self.decision),
            back_url=reverse("panel:decide", args=[round_.public_id]),
            **kwargs,
        )


def row_of(pack: DecisionPack, now, zone: str) -> dict:
    """Return one line of the list of packs."""
    text, colour = TAGS[state_of(pack, now)]
    url = reverse("panel:decision-pack", args=[pack.public_id])
    asked = moment(pack.asked_at, zone)
    return {"kind": pack.get_kind_display(), "asked": asked, "text": text, "colour": colour, "url": url}


class OfDecisionPack(PanelPage):
    """A page about one pack; any that is not the reader's to open is not there."""

    http_method_names = ["get", "head"]

    @cached_property
    def pack(self) -> DecisionPack:
        """The pack, without what it holds."""
        rows = DecisionPack.objects.visible_to(self.person).defer("content", "decision__record")
        rows = rows.select_related("job", "decision__round__award", "decision__round__season")
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    @property
    def url(self) -> str:
        """The pack's own page."""
        return reverse("panel:decision-pack", args=[self.pack.public_id])

    def read(self, form: str) -> dict:
        """Return what it holds and record the reading."""
        return read_decision_pack(self.pack, form, by=self.person)

    def tell(self, refusal: Refused):
        """Go to the page of the pack with the sentence, and erase what nobody may read any more."""
        settle_decision_pack(self.pack, self.now)
        messages.error(self.request, refusal.sentence)
        return redirect(self.url)


class DecisionPackPage(OfDecisionPack):
    """How far a pack is, and then the ways to it. Without JavaScript a link looks again."""

    def get(self, request, public_id):
        """Show the progress, or the pack that is ready, or what became of it."""
        pack, state = self.pack, settle_decision_pack(self.pack, self.now)
        if request.htmx and state != PackState.MAKING:
            return HttpResponse(headers={"HX-Redirect": self.url})
        round_ = pack.decision.round
        progress = progress_of(pack.job, self.now) if pack.job else None
        problem = progress.words if progress and progress.has_failed else SENTENCES.get(state, "")
        file_url = reverse("panel:decision-pack-file", args=[pack.public_id])
        context = {
            "pack": pack,
            "award": round_.award,
            "state": str(state),
            "progress": progress,
            "problem": problem,
            "facts": facts_of(pack),
            "another_form": NOT_IN_FONTS if not pack.pages else "",
            "is_redacted": pack.kind == DecisionPackKind.REDACTED,
            "url": self.url,
            "read_url": reverse("panel:decision-pack-read", args=[pack.public_id]),
            "file_url": file_url,
            "html_url": f"{file_url}?form=html",
            "list_url": reverse("panel:decision-packs", args=[pack.decision.public_id]),
        }
        template = "judging/_pack_progress.html" if request.htmx else "judging/decision_pack_page.html"
        return render(request, template, context)


def facts_of(pack: DecisionPack) -> list[dict]:
    """Return what is said of a pack that is ready."""
    round_ = pack.decision.round
    facts = [
        {"key": "Award", "value": round_.award.name},
        {"key": "Round", "value": round_.get_kind_display()},
        {"key": "Version", "value": pack.get_kind_display()},
        {"key": "Can be read until", "value": day(pack.asked_at + KEPT, round_.season.time_zone)},
    ]
    if pack.pages:
        facts.insert(3, {"key": "Length", "value": count_noun(pack.pages, "page")})
    return facts


class DecisionPackRead(OfDecisionPack):
    """The pack as a page. Whoever reads it is recorded."""

    def get(self, request, public_id):
        """Show it, or say on its page what became of it."""
        try:
            found = self.read("page")
        except Refused as refusal:
            return self.tell(refusal)
        context = {"content": found["data"], "url": self.url}
        response = render(request, "judging/decision_pack_read.html", context)
        response["Cache-Control"] = "private, no-store"
        return response

    def head(self, request, public_id):
        """Say that it is there, which shows nothing and is not recorded."""
        return without_reading(self)


class DecisionPackFile(OfDecisionPack):
    """The pack as a file: PDF, or one web page where that is asked for or the fonts fell short."""

    def get(self, request, public_id):
        """Send it to be kept, or say on its page what became of it."""
        is_pdf = bool(self.pack.pages) and request.GET.get("form") != "html"
        try:
            found = self.read("pdf" if is_pdf else "html")
        except Refused as refusal:
            return self.tell(refusal)
        kind = self.pack.kind
        name, content_type, body = (
            (f"decision-{kind}.pdf", "application/pdf", found["pdf"])
            if is_pdf
            else (f"decision-{kind}.html", "text/html; charset=utf-8", as_html(found["data"]))
        )
        headers = {
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(body, headers=headers)

    def head(self, request, public_id):
        """Say that it is there, which takes nothing away and is not recorded."""
        return without_reading(self)


def without_reading(page: OfDecisionPack):
    """Answer a question for the head of a pack alone."""
    if settle_decision_pack(page.pack, page.now) != PackState.READY:
        return redirect(page.url)
    return HttpResponse(headers={"Cache-Control": "private, no-store"})

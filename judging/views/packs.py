"""Packs to print or read offline: choosing one, watching it being made, and taking it away.

Judges find their own under "judge/"; administrators make them for a judge under "panel/".
"""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import FormView

from judging.models import Pack, PanelMember, Round
from judging.rules import has_interest_in_award, is_administrator_of
from judging.services.packs import (
    NOT_IN_FONTS,
    SENTENCES,
    PackState,
    ask_for_pack,
    is_in_another_form,
    open_pack,
    packs_of,
    refusal_for,
    settle_pack,
    state_of,
    takes_packs,
    told_now,
)
from judging.states import PackKind
from judging.views.judge import OfRound
from judging.views.panel import PanelPage
from kit import clock
from kit.forms import GovukForm
from kit.idempotency import OncePerKeyMixin
from kit.jobs import progress_of
from kit.templatetags.commend import count_noun, day, moment
from people.viewing import person_of
from workflow import Refused

FILES = {
    PackKind.PDF: ("judging-pack.pdf", "application/pdf"),
    PackKind.LARGE_PRINT: ("judging-pack-large-print.pdf", "application/pdf"),
    PackKind.HTML: ("judging-pack.html", "text/html; charset=utf-8"),
}
TAGS = {
    PackState.MAKING: ("Being made", "blue"),
    PackState.READY: ("Ready", "green"),
    PackState.FAILED: ("Not made", "red"),
    PackState.WITHDRAWN: ("Withdrawn", "orange"),
    PackState.EXPIRED: ("Expired", "grey"),
}
HINTS = {
    PackKind.PDF: "For printing. Tagged, so that a screen reader reads it well.",
    PackKind.LARGE_PRINT: "Letters of 18 points, with generous spacing.",
    PackKind.HTML: "One file that opens in any browser, with your own settings for size and colours.",
}


class PackForm(GovukForm, forms.Form):
    """Which kind of pack to make."""

    kind = forms.ChoiceField(
        label="Which kind of pack do you want?",
        widget=forms.RadioSelect,
        choices=PackKind.choices,
        error_messages={"required": "Select which kind of pack you want"},
    )
    look = {"kind": {"label_size": "m", "hints": {kind.value: words for kind, words in HINTS.items()}}}


class PacksPage(OncePerKeyMixin, FormView):
    """The packs of one judge in one round, and a way to make another."""

    template_name = "judging/packs.html"
    form_class = PackForm
    pack_route = ""

    def form_valid(self, form):
        """Have it made and go on to its page."""
        try:
            pack = ask_for_pack(self.member, self.round, form.cleaned_data["kind"], by=person_of(self.request))
        except Refused as refusal:
            messages.error(self.request, refusal.sentence)
            return redirect(self.request.path)
        return redirect(self.pack_route, pack.public_id)

    def get_context_data(self, **kwargs):
        """Add the packs that there are, and why no more can be made if so."""
        refusal = refusal_for(self.round, self.member)
        packs = list(packs_of(self.member, self.round))
        told = told_now(self.member, self.round) if packs else None
        zone = self.round.season.time_zone
        rows = [row_of(pack, told, zone, reverse(self.pack_route, args=[pack.public_id])) for pack in packs]
        return super().get_context_data(
            round=self.round, rows=rows, refusal=refusal, back_url=self.back_url, for_name=self.for_name, **kwargs
        )


def row_of(pack: Pack, told: str | None, zone: str, url: str) -> dict:
    """Return one line of the list of packs."""
    text, colour = TAGS[state_of(pack, clock.now(), told)]
    return {
        "kind": pack.get_kind_display(),
        "asked": moment(pack.asked_at, zone),
        "text": text,
        "colour": colour,
        "url": url,
    }


class MyPacks(OfRound, PacksPage):
    """A judge's own packs of a round."""

    pack_route, for_name = "judging:pack", ""

    def dispatch(self, request, *args, **kwargs):
        """Let those in who have declared their interests; others do that first."""
        return super().dispatch(request, *args, **kwargs) if takes_packs(self.member) else redirect(self.back_url)

    @property
    def back_url(self) -> str:
        """The judge's list."""
        return reverse("judging:list", args=[self.round.public_id])


class JudgesPacks(PanelPage, PacksPage):
    """The packs of a judge who asked for help, for an administrator with no interest in the award."""

    pack_route = "panel:pack"

    @cached_property
    def round(self) -> Round:
        """A round of a season that the reader runs, of an award that no interest keeps them from."""
        steered = Round.objects.steered_by(self.person).select_related("award__season", "season", "panel")
        round_ = get_object_or_404(steered, public_id=self.kwargs["public_id"])
        runs = is_administrator_of(self.person, round_.season) and not has_interest_in_award(self.person, round_.award)
        if not runs or not round_.mode_of.takes_marks:
            raise Http404
        return round_

    @cached_property
    def member(self) -> PanelMember:
        """The judge's seat on the round's panel."""
        seats = PanelMember.objects.visible_to(self.person).select_related("person", "panel__award__season")
        member = get_object_or_404(seats, panel=self.round.panel_id, pk=self.kwargs["pk"])
        if not takes_packs(member):
            raise Http404
        return member

    @property
    def for_name(self) -> str:
        """Whose packs they are."""
        return str(self.member.person)

    @property
    def back_url(self) -> str:
        """The page that says who has scored."""
        return reverse("panel:round", args=[self.round.public_id])


class OfPack(View):
    """A page about one pack; any that is not the reader's to open is not there."""

    packs_route = pack_route = file_route = ""

    @cached_property
    def pack(self) -> Pack:
        """The pack, without what it holds."""
        packs = self.packs().select_related("job", "member__person", "round__award", "round__season")
        return get_object_or_404(packs.defer("content"), public_id=self.kwargs["public_id"])

    def packs(self):
        """Return the packs of which the reader may know here."""
        raise NotImplementedError

    @property
    def list_url(self) -> str:
        """The packs of the same judge in the same round."""
        return reverse(self.packs_route, args=[self.pack.round.public_id])


class Mine(OfPack):
    """A judge's own pack."""

    packs_route, pack_route, file_route = "judging:packs", "judging:pack", "judging:pack-file"

    def packs(self):
        """Return the reader's own."""
        return Pack.objects.mine(self.request.user)


class ForJudge(OfPack):
    """A pack that an administrator has made for a judge."""

    packs_route, pack_route, file_route = "panel:packs", "panel:pack", "panel:pack-file"

    def packs(self):
        """Return those of the seasons that the reader runs."""
        return Pack.objects.run_by(self.request.user)

    @property
    def list_url(self) -> str:
        """The packs of the same judge in the same round."""
        return reverse(self.packs_route, args=[self.pack.round.public_id, self.pack.member_id])


class PackPage(OfPack):
    """How far a pack is, and then the way to it. Without JavaScript a link looks again; with it the page does so."""

    http_method_names = ["get", "head"]

    def get(self, request, public_id):
        """Show the progress, or the pack that is ready, or what became of it."""
        pack, now = self.pack, clock.now()
        state, zone = settle_pack(pack, now), pack.round.season.time_zone
        here = reverse(self.pack_route, args=[pack.public_id])
        if request.htmx and state != PackState.MAKING:
            return HttpResponse(headers={"HX-Redirect": here})
        progress = progress_of(pack.job, now) if pack.job else None
        problem = progress.words if progress and progress.has_failed else SENTENCES.get(state, "")
        context = {
            "pack": pack,
            "state": str(state),
            "progress": progress,
            "problem": problem,
            "another_form": NOT_IN_FONTS if state == PackState.READY and is_in_another_form(pack) else "",
            "facts": facts_of(pack, zone),
            "url": here,
            "file_url": reverse(self.file_route, args=[pack.public_id]),
            "file_name": FILES[PackKind(pack.kind)][0],
            "list_url": self.list_url,
        }
        template = "judging/_pack_progress.html" if request.htmx else "judging/pack_page.html"
        return render(request, template, context)


def facts_of(pack: Pack, zone: str) -> list[dict]:
    """Return what is said of a pack that is ready."""
    facts = [
        {"key": "Award", "value": pack.round.award.name},
        {"key": "Made for", "value": str(pack.member.person)},
        {"key": "Kind", "value": pack.get_kind_display()},
        {"key": "Can be downloaded until", "value": day(pack.expires_at, zone)},
    ]
    if pack.pages:
        facts.insert(3, {"key": "Length", "value": count_noun(pack.pages, "page")})
    return facts


class PackFile(OfPack):
    """The file itself. Whoever takes it is recorded."""

    http_method_names = ["get", "head"]

    def get(self, request, public_id):
        """Send it to be kept, or say on its page what became of it."""
        try:
            content = open_pack(self.pack, by=person_of(request))
        except Refused as refusal:
            return self.tell(refusal)
        return HttpResponse(content, headers=self.headers_of())

    def head(self, request, public_id):
        """Say what would be sent, which takes nothing away and is not recorded."""
        state = settle_pack(self.pack, clock.now())
        if state != PackState.READY:
            return redirect(self.pack_route, public_id)
        return HttpResponse(headers=self.headers_of())

    def tell(self, refusal: Refused):
        """Go to the page of the pack with the sentence, and erase what nobody may read any more."""
        settle_pack(self.pack, clock.now())
        messages.error(self.request, refusal.sentence)
        return redirect(self.pack_route, self.pack.public_id)

    def headers_of(self) -> dict[str, str]:
        """Return what is said of the file: it is kept by no cache, and its name tells of nobody."""
        name, content_type = FILES[PackKind(self.pack.kind)]
        return {
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        }


class MyPack(Mine, PackPage):
    """A judge's own pack."""


class MyPackFile(Mine, PackFile):
    """The file of a judge's own pack."""


class JudgesPack(ForJudge, PackPage):
    """A pack made for a judge."""


class JudgesPackFile(ForJudge, PackFile):
    """The file of a pack made for a judge."""

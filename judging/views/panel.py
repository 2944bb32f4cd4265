"""What the pages of chairs and administrators have in common: whose they are, and how a deed is done and told."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import FormView

from judging.models import Round
from judging.rules import has_interest_in_award, is_administrator_of
from kit import clock
from kit.idempotency import OncePerKeyMixin
from people.viewing import person_of
from workflow import NotAllowed, Refused


class PanelPage(View):
    """A page of the panel's side of judging, for a signed-in person."""

    @cached_property
    def person(self):
        """Whoever looks."""
        person = person_of(self.request)
        if person is None:
            raise Http404
        return person

    @cached_property
    def now(self):
        """The moment at which the page is made, read once."""
        return clock.now()

    def refuse(self, sentence: str):
        """Answer 403 with the sentence that says why, to somebody who knows that the thing exists."""
        context = {"sentence": sentence, "back_url": self.back_url}
        return render(self.request, "judging/panel_refused.html", context, status=403)

    @property
    def back_url(self) -> str:
        """The address to go back to."""
        return "/"


class RoundPage(PanelPage):
    """A page about one round that its reader steers, as chair or as administrator."""

    @property
    def rounds(self):
        """The rounds that the reader may ask this page of."""
        return Round.objects.steered_by(self.person)

    @cached_property
    def round_(self) -> Round:
        """The round of the address; 404 for what the reader may not know of."""
        rows = self.rounds.select_related("award__season", "season", "panel", "figures_from")
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    @cached_property
    def administers(self) -> bool:
        """Say whether the reader is an administrator of the round's season."""
        return is_administrator_of(self.person, self.round_.season)

    @property
    def back_url(self) -> str:
        """The page that says who has scored."""
        return reverse("panel:round", args=[self.round_.public_id])

    def frame(self, current: str) -> dict:
        """Return what every page of a round says: its name, and the way to the others that are open by now."""
        round_ = self.round_
        pages = [("round", "Who has scored")]
        is_over, shares = round_.figures.is_over(self.now), self.administers and round_.mode_of.takes_marks
        is_free = (is_over or self.administers) and not has_interest_in_award(self.person, round_.award)
        if shares and is_free:
            pages.append(("readers", "Who reads what"))
        if is_over:
            pages.append(("totals", "Totals"))
            if is_free:
                pages += [("figures", "What the scores say"), ("decide", "Decision")]
        if round_.has_opened and round_.mode_of.takes_marks:
            pages.append(("history", "How it is judged"))
        if self.administers and is_free:
            pages.append(("settings", "Settings"))
        return {
            "round": round_,
            "award": round_.award,
            "season": round_.season,
            "zone": round_.season.time_zone,
            "is_over": round_.is_over(self.now),
            "administers": self.administers,
            "figures_url": reverse("panel:figures", args=[round_.public_id]) if is_over and is_free else "",
            "tabs": [
                {"text": text, "url": reverse(f"panel:{name}", args=[round_.public_id]), "current": name == current}
                for name, text in pages
            ],
        }


class DeedView(OncePerKeyMixin):
    """A button: does one deed and goes back to `back_url`, saying what happened or why not."""

    http_method_names = ["post"]

    def do(self) -> str:
        """Do the deed and return the sentence that says so."""
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        """Give nothing: a button has no page of its own."""
        return kwargs

    def post(self, request, *args, **kwargs):
        """Do it once."""
        try:
            messages.success(request, self.do())
        except NotAllowed as refusal:
            return self.refuse(refusal.sentence)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        return redirect(self.back_url)


class AskingPage(OncePerKeyMixin, FormView):
    """A page that asks something, does one deed with the answer, and goes back to `back_url`."""

    template_name = "judging/panel_ask.html"
    title = caption = lead = button = kind = warning = ""

    def do(self, form) -> str:
        """Do the deed and return the sentence that says so."""
        raise NotImplementedError

    def form_valid(self, form):
        """Do it, or keep what was typed and say why not."""
        try:
            messages.success(self.request, self.do(form))
        except NotAllowed as refusal:
            return self.refuse(refusal.sentence)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return self.form_invalid(form)
        return redirect(self.back_url)

    def get_context_data(self, **kwargs):
        """Add the words of the page."""
        words = {
            name: getattr(self, name) for name in ("title", "caption", "lead", "button", "kind", "warning", "back_url")
        }
        return super().get_context_data(**words, **kwargs)

"""Short addresses of awards: where they lead, and the posters and codes that carry them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.generic import TemplateView

from awards import short_links, words
from awards.models import Award, Season
from awards.services import make_short_codes
from awards.views import names_of
from kit import clock
from kit.templatetags.commend import count_noun
from people.roles import Role
from people.viewing import person_of


@method_decorator(login_not_required, name="dispatch")
class Go(View):
    """Where a short address leads: the award's start page, which says so itself when nominations are closed."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, code):
        """Find the award, however the code was typed."""
        known = Award.objects.visible_to(request.user).filter(short_code=code.lower())
        award = known.select_related("season").first()
        if award is None:
            return render(request, "awards/go_unknown.html", status=404)
        return redirect("nominations:start", award.season.slug, award.slug)


class PosterPage(View):
    """A page for those who make a season known: its administrators and communications officers."""

    def dispatch(self, request, *args, season, **kwargs):
        """Find the season among those that the reader makes known; to others the page does not exist."""
        run = Season.objects.run_by(person_of(request), Role.ADMINISTRATOR, Role.COMMUNICATIONS)
        self.season = get_object_or_404(run.select_related("programme"), slug=season)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add the season and its names."""
        return super().get_context_data(season=self.season, **names_of(self.season), **kwargs)

    def items(self, awards) -> list[dict]:
        """Return each award with its short address and where its code is drawn."""
        return [
            {
                "award": award,
                "address": (address := short_links.address_of(award)),
                "spoken": short_links.spoken(address),
                "code_url": reverse("awards:poster-code", args=[self.season.slug, award.slug]),
                "for_whom": words.FOR_WHOM[award.nominee_type],
            }
            for award in awards
        ]


class Posters(PosterPage, TemplateView):
    """Posters and links: the short address and the code of every award."""

    template_name = "awards/posters.html"

    def get_context_data(self, **kwargs):
        """Add the awards."""
        items = self.items(self.season.awards.all())
        missing = sum(not item["address"] for item in items)
        return super().get_context_data(items=items, missing=missing, is_draft=self.season.state == "draft", **kwargs)

    def post(self, request):
        """Make the short addresses that are missing."""
        made = make_short_codes(self.season, by=person_of(request))
        messages.success(request, f"We have made {count_noun(made, 'short address,short addresses')}.")
        return redirect("awards:posters", self.season.slug)


class PosterPrint(PosterPage, TemplateView):
    """A poster on a sheet of A4 for each award, or for the one that is asked for."""

    template_name = "awards/poster_print.html"

    def get_context_data(self, **kwargs):
        """Add what the posters say."""
        awards = self.season.awards.exclude(short_code=None)
        if wanted := self.request.GET.get("award"):
            awards = awards.filter(slug=wanted)
        if not awards:
            raise Http404
        return super().get_context_data(
            items=self.items(awards), window=self.season.window("nominations"), now=clock.now(), **kwargs
        )


class PosterCode(PosterPage):
    """The QR code of one award, drawn here: no address leaves the server to have it made."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, award):
        """Draw it; with `?download` as a file to keep."""
        found = get_object_or_404(self.season.awards.exclude(short_code=None), slug=award)
        address = short_links.address_of(found)
        drawn = short_links.qr_svg(address, f"QR code that opens {short_links.spoken(address)}")
        response = HttpResponse(drawn, content_type="image/svg+xml")
        if "download" in request.GET:
            response["Content-Disposition"] = f'attachment; filename="{self.season.slug}-{found.slug}-qr.svg"'
        return response

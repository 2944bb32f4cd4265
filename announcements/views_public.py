"""What anybody may read of results. Before the minute these addresses answer as any missing page does."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.views import View
from django.views.generic import TemplateView

from announcements.models import Release
from announcements.results import public_results
from announcements.states import Stage
from awards.models import Season
from awards.views import names_of
from kit import clock

# Long enough for a busy minute, short enough that a pause or a withdrawn consent shows within it.
KEPT_BY_A_BROWSER = 30  # seconds


@method_decorator(login_not_required, name="dispatch")
class PublicResults(View):
    """Whatever shows results: it reads the clock once, and asks whether anything is public before it asks more."""

    http_method_names = ["get", "head", "options"]

    def setup(self, request, *args, **kwargs):
        """Find what is public now, or answer that there is no such page."""
        super().setup(request, *args, **kwargs)
        self.now = clock.now()

    def read(self):
        """Return the public results; Http404 where there are none."""
        results = public_results({"season__slug": self.kwargs["season"]}, self.now)
        if not results:
            raise Http404
        self.season = Season.objects.select_related("programme").get(slug=self.kwargs["season"])
        return results


class Results(PublicResults, TemplateView):
    """The winners and the highly commended, or the shortlist, as far as each of them allows."""

    template_name = "announcements/results.html"

    def get_context_data(self, **kwargs):
        """Add what is public."""
        results = self.read()
        kwargs.update(
            season=self.season,
            results=results,
            has_winners=any(result.is_result for result in results),
            still_to_come=any(not result.is_result for result in results),
            season_url=self.season.get_absolute_url(),
            feed_url=reverse("announcements:feed", args=[self.season.slug]),
            **names_of(self.season),
        )
        return super().get_context_data(**kwargs)

    def render_to_response(self, context, **kwargs):
        """Let a browser keep the page for half a minute; a signed-in person's page is never kept."""
        response = super().render_to_response(context, **kwargs)
        if not self.request.user.is_authenticated:
            patch_cache_control(response, private=True, max_age=KEPT_BY_A_BROWSER)
        return response


class Feed(PublicResults):
    """The same as an Atom feed: one entry an award."""

    def get(self, request, *args, **kwargs):
        """Write the feed."""
        results = self.read()
        page = request.build_absolute_uri(reverse("announcements:results", args=[self.season.slug]))
        feed = Atom1Feed(
            title=f"{self.season.name}: results",
            link=page,
            description=self.season.tagline,
            feed_url=request.build_absolute_uri(),
        )
        out = Release.objects.public(self.now).filter(season=self.season).order_by("goes_public_at")
        since = {}
        for number, stage, at in out.values_list("awards", "stage", "goes_public_at"):
            since[number, stage] = at
        for result in results:
            feed.add_item(
                title=result.award.name,
                link=f"{page}#{result.award.slug}",
                unique_id=f"{page}#{result.stage}-{result.award.slug}",
                description=_in_words(result),
                updateddate=since[result.award.pk, result.stage],
                pubdate=since[result.award.pk, result.stage],
            )
        response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
        patch_cache_control(response, private=True, max_age=KEPT_BY_A_BROWSER)
        return response


def _in_words(result) -> str:
    """Say a result in a sentence or two."""
    if result.stage == Stage.SHORTLIST:
        return "Shortlisted: " + "; ".join(_one(line) for line in result.shortlisted) + "."
    parts = ["No award was made this year."] if result.no_award else []
    if result.winners:
        title = "Joint winners" if result.is_joint else "Winner"
        parts.append(f"{title}: " + "; ".join(_one(line) for line in result.winners) + ".")
    if result.commended:
        parts.append("Highly commended: " + "; ".join(_one(line) for line in result.commended) + ".")
    return " ".join(parts)


def _one(line) -> str:
    return f"{line.name} ({line.role})" if line.role else line.name

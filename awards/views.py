"""The pages that anybody may read: what can be won, when, how it is judged, and what is done with what people tell."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.generic import TemplateView

from awards import brand, words
from awards.extras import Stage, links_of, stages_of, ways_of, work_for
from awards.models import Award, NominatorKind, Programme, Season
from kit import clock
from people.viewing import person_of

# What is known not to meet WCAG 2.2 AA, and the date of the check that said so: kept true at each release.
NOT_ACCESSIBLE: list[str] = []
ACCESSIBILITY_CHECKED = "22 November 2026"


@method_decorator(login_not_required, name="dispatch")
class PublicPage(TemplateView):
    """A page that needs no sign-in."""

    http_method_names = ["get", "head", "options"]


def names_of(season: Season) -> dict:
    """Return what the frame of a page says for a season: the names of service and organisation, and the colour."""
    programme = season.programme
    has_colour = brand.is_usable(programme.brand_colour) and programme.brand_colour.lower() != brand.USUAL
    return {
        "service_name": programme.name,
        "organisation_name": programme.organisation_name,
        "brand_stylesheet": reverse("awards:brand", args=[programme.slug]) if has_colour else "",
    }


class Brand(View):
    """A programme's colour as a stylesheet, so that pages need no style of their own."""

    http_method_names = ["get", "head", "options"]

    @method_decorator(login_not_required)
    def dispatch(self, request, *args, **kwargs):
        """Show it to anybody."""
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, programme):
        """Write the stylesheet."""
        colour = get_object_or_404(Programme, slug=programme).brand_colour
        if not brand.is_usable(colour):
            raise Http404
        response = HttpResponse(brand.stylesheet(colour), content_type="text/css; charset=utf-8")
        response["Cache-Control"] = "public, max-age=3600"
        return response


class Home(PublicPage):
    """The front page: the awards that run now, and what waits for whoever is signed in."""

    template_name = "awards/home.html"

    def get_context_data(self, **kwargs):
        """Add each current season with its phase, and the person's own work."""
        now, person = clock.now(), person_of(self.request)
        seasons = list(Season.objects.visible_to(None).current())
        if len({season.programme_id for season in seasons}) == 1:
            kwargs.update(names_of(seasons[0]))
        links = links_of(seasons, now)
        return super().get_context_data(
            seasons=[{"season": s, "phase": words.phase_of(s, now), "links": links[s.pk]} for s in seasons],
            person=person,
            work=work_for(person, now) if person else [],
            **kwargs,
        )


class OfSeason(PublicPage):
    """A page of one season that the viewer may know of; any other address is a missing page."""

    def get_context_data(self, **kwargs):
        """Add the season, its names and its phase."""
        visible = Season.objects.visible_to(self.request.user).select_related("programme")
        self.season = get_object_or_404(visible.prefetch_related("milestones"), slug=self.kwargs["season"])
        self.now = clock.now()
        kwargs.update(season=self.season, phase=words.phase_of(self.season, self.now), **names_of(self.season))
        return super().get_context_data(**kwargs)


class SeasonPage(OfSeason):
    """What can be won this season, until when, by whom, and what to have ready."""

    template_name = "awards/season.html"

    def get_context_data(self, **kwargs):
        """Add awards, dates, and who may nominate."""
        context = super().get_context_data(**kwargs)
        awards = list(self.season.awards.all())
        kinds = {kind for award in awards for kind in award.who_may_nominate}
        context.update(
            awards=[{"award": a, "url": reverse("awards:award", args=[self.season.slug, a.slug])} for a in awards],
            dates=words.public_dates(self.season, self.now),
            anyone=kinds >= set(NominatorKind.values),
            nominators=words.people_who_may(kinds),
            needs_endorser=any(award.endorsement_required for award in awards),
            next_sentence=words.what_is_next(self.season, self.now),
            links=links_of([self.season], self.now)[self.season.pk],
        )
        return context


class AwardPage(OfSeason):
    """One award: what it is for, what judges will ask, who may nominate."""

    template_name = "awards/award.html"

    def get_context_data(self, **kwargs):
        """Add the award and its questions. How much each counts stands on the page about the method."""
        context = super().get_context_data(**kwargs)
        award = get_object_or_404(
            Award.objects.visible_to(self.request.user).prefetch_related("criteria"),
            season=self.season,
            slug=self.kwargs["award"],
        )
        context.update(
            award=award,
            questions=[{"key": c.name, "value": c.question} for c in award.criteria.all()],
            anyone=set(award.who_may_nominate) >= set(NominatorKind.values),
            nominators=words.people_who_may(award.who_may_nominate),
            for_whom=words.FOR_WHOM[award.nominee_type],
            start_url=_start_url(self.season, award) if context["phase"].is_open else "",
            season_url=self.season.get_absolute_url(),
            next_sentence=words.what_is_next(self.season, self.now),
        )
        return context


class Method(OfSeason):
    """How entries are judged, said from the season's own settings."""

    template_name = "awards/method.html"

    def get_context_data(self, **kwargs):
        """Add the facts that the page states."""
        context = super().get_context_data(**kwargs)
        awards = list(self.season.awards.prefetch_related("criteria"))
        stages, quorums = stages_of(self.season), {award.quorum for award in awards}
        context.update(
            quorum=quorums.pop() if len(quorums) == 1 else None,
            ways=ways_of(self.season),
            awards=[method_of(award, stages.get(award.pk, [])) for award in awards],
            has_open_questions=any(award.pk not in stages for award in awards),
            closed_to_interests=[award.name for award in awards if award.interest_bars_award],
            endorsed=any(award.endorsement_required for award in awards),
            joint=any(award.allows_joint_winners for award in awards),
            commended=any(award.allows_highly_commended for award in awards),
            ties=words.tie_rules_of(awards),
            dates=[{"key": d["name"], "value": d["when"]} for d in words.public_dates(self.season, self.now)],
            zone=words.zone_name(self.season.time_zone),
            season_url=self.season.get_absolute_url(),
        )
        return context


def method_of(award: Award, stages: list[Stage]) -> dict:
    """Return what the page says of one award; where no stage is planned yet, the questions as they stand now."""
    criteria = tuple((c.name, c.weight) for c in award.criteria.all())
    return {"award": award, "stages": stages or [Stage("", criteria)], "is_settled": bool(stages)}


class Privacy(OfSeason):
    """What a season does with what people tell it, for how long, and how to complain."""

    template_name = "awards/privacy.html"

    def get_context_data(self, **kwargs):
        """Add what is kept and for how long."""
        context = super().get_context_data(**kwargs)
        context.update(retention=words.retention_rows(self.season), season_url=self.season.get_absolute_url())
        return context


class PrivacyNotices(PublicPage):
    """The privacy notice of the season that runs, or a list where several do."""

    template_name = "awards/privacy_list.html"

    def get(self, request, *args, **kwargs):
        """Go to the only notice there is, or list them."""
        self.seasons = list(Season.objects.visible_to(None).current())
        if len(self.seasons) == 1:
            return redirect("awards:privacy", self.seasons[0].slug)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add the seasons."""
        return super().get_context_data(seasons=self.seasons, **kwargs)


class Accessibility(PublicPage):
    """The accessibility statement of this site."""

    template_name = "awards/accessibility.html"

    def get_context_data(self, **kwargs):
        """Add whom to ask, and what is known not to work."""
        seasons = list(Season.objects.visible_to(None).current())
        if seasons:
            kwargs.update(names_of(seasons[0]))
        return super().get_context_data(seasons=seasons, faults=NOT_ACCESSIBLE, checked=ACCESSIBILITY_CHECKED, **kwargs)


def _start_url(season: Season, award: Award) -> str:
    """Return where a nomination for this award begins."""
    return reverse("nominations:start", args=[season.slug, award.slug])

"""What whoever runs a season, or watches over it, reads."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView

from announcements.forms import ReasonForm
from awards import services
from awards.models import Season
from awards.roles import season_ids
from kit import clock
from kit.idempotency import OncePerKeyMixin
from kit.tables import FilteredTableMixin
from nominations.exports import LINKS, full_export
from nominations.models import Nomination
from people.roles import Role
from people.viewing import person_of
from records import dashboard
from records.filters import AuditFilter, NominationFilter
from records.readiness import checks_of
from records.tables import AuditTable, NominationTable
from records.trails import READERS, events_visible_to
from workflow import Refused, may
from workflow.models import AuditEvent


class OfSeason:
    """A page for the administrators of one season; a missing page for everybody else."""

    def dispatch(self, request, *args, **kwargs):
        """Find the season among those that the person administers."""
        self.now, self.person = clock.now(), person_of(request)
        self.season = get_object_or_404(Season.objects.run_by(request.user, Role.ADMINISTRATOR), slug=kwargs["season"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add the season."""
        kwargs["season"] = self.season
        kwargs.setdefault("back_url", reverse("records:dashboard", args=[self.season.slug]))
        return super().get_context_data(**kwargs)


class Dashboard(OfSeason, TemplateView):
    """How the season stands: counts, what waits for somebody, and what can be done with the season itself."""

    template_name = "records/dashboard.html"

    def get_context_data(self, **kwargs):
        """Add the figures."""
        season, person = self.season, self.person
        deeds = [("publish", "Publish", ""), ("resume", "Resume", ""), ("pause", "Pause the season", "secondary")]
        kwargs.update(
            nominations=dashboard.nominations_by_state(season, person),
            entries=dashboard.entries_by_stage(season, person),
            waiting=dashboard.waiting(season, person, self.now),
            deeds=[
                {"url": reverse(f"records:{name}", args=[season.slug]), "text": text, "kind": kind}
                for name, text, kind in deeds
                if may(season, name, person, self.now)
            ],
            others=Season.objects.run_by(person, Role.ADMINISTRATOR).exclude(pk=season.pk),
            is_draft=season.state == "draft",
        )
        return super().get_context_data(**kwargs)


class Nominations(OfSeason, FilteredTableMixin, TemplateView):
    """Every nomination of the season in which the administrator has no part: facts, never words."""

    template_name = "records/nomination_list.html"
    table_class = NominationTable
    export_name, export_scope = "nominations", "season"
    further_exports = {"full": LINKS}
    filterset_class = NominationFilter

    def get_queryset(self):
        """Return the nominations with what the table shows."""
        seen = Nomination.objects.administered_by(self.person).filter(season=self.season)
        shown = ("reference", "state", "submitted_at", "nominee__name", "award__name")
        return seen.select_related("nominee", "award").only(*shown).order_by("-pk")

    def get_filterset(self, queryset):
        """Tell the filters which season this is."""
        filterset = NominationFilter(
            self.request.GET or None, queryset=queryset, request=self.request, season=self.season
        )
        filterset.form.is_filter = True
        return filterset

    def get_further_export(self, which, rows, asked):
        """Return the nominations with all their facts, to be imported elsewhere."""
        return full_export(rows, asked, with_words=False) if which == "full" else None


class Readiness(OfSeason, TemplateView):
    """What should be in place before the season is published."""

    template_name = "records/readiness.html"

    def get_context_data(self, **kwargs):
        """Add the checks."""
        checks = checks_of(self.season)
        kwargs.update(
            checks=checks,
            publish_url=reverse("records:publish", args=[self.season.slug]),
            can_publish=bool(may(self.season, "publish", self.person, self.now)),
        )
        return super().get_context_data(**kwargs)


class Deed(OncePerKeyMixin, OfSeason, TemplateView):
    """A page that asks once more before something is done to the season."""

    template_name = "records/season_confirm.html"
    deed = title = button = done = warning = kind = ""
    form_class = None

    def do(self, form):
        """Do the deed."""
        raise NotImplementedError

    def get_form(self, data=None):
        """Return the page's form, if it has one."""
        return self.form_class(data) if self.form_class else None

    def get(self, request, *args, **kwargs):
        """Ask; or go back to the dashboard and say why it cannot be done."""
        answer = may(self.season, self.deed, self.person, self.now)
        if not answer:
            messages.error(request, answer.sentence)
            return redirect("records:dashboard", self.season.slug)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Do it, or say why not."""
        form = self.get_form(request.POST)
        if form is not None and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            self.do(form)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, self.done)
        return redirect("records:dashboard", self.season.slug)

    def get_context_data(self, **kwargs):
        """Add what is about to happen."""
        kwargs.setdefault("form", self.get_form())
        kwargs.update(title=self.title, button=self.button, warning=self.warning, kind=self.kind)
        return super().get_context_data(**kwargs)


class Publish(Deed):
    """Let anybody read what can be won."""

    deed, title, button = "publish", "Publish this season", "Publish"
    done = "Season published."
    warning = "Anybody can read its awards and dates from now on. Nominations open at their minute."

    def do(self, form):
        """Publish it."""
        services.publish_season(self.season, by=self.person)


class Pause(Deed):
    """Stop everything, with a reason."""

    deed, title, button, kind = "pause", "Pause the season", "Pause", "warning"
    done = "Season paused."
    warning = "Nobody can nominate, no scoring opens, and results that are public are taken from view."
    form_class = ReasonForm

    def do(self, form):
        """Pause it."""
        services.pause_season(self.season, by=self.person, reason=form.cleaned_data["reason"])


class Resume(Deed):
    """Go on."""

    deed, title, button = "resume", "Resume the season", "Resume"
    done = "Season resumed."
    warning = "What has come due meanwhile happens at once."

    def do(self, form):
        """Resume it."""
        services.resume_season(self.season, by=self.person)


class Audit(FilteredTableMixin, TemplateView):
    """Who did what and when, for administrators and information governance."""

    template_name = "records/audit.html"
    table_class = AuditTable
    export_name, export_scope = "audit", "scope"
    filterset_class = AuditFilter

    def dispatch(self, request, *args, **kwargs):
        """Let in who may read a trail; nobody else needs to know that the page is there."""
        seasons, everywhere = season_ids(person_of(request), *READERS)
        if request.user.is_authenticated and not (seasons or everywhere):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        """Return the events that the person may read."""
        return events_visible_to(self.request.user)

    def get_export(self, which):
        """Leave out the event that this file itself makes."""
        export = super().get_export(which)
        if export is not None:
            latest = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
            export.rows = export.rows.filter(pk__lte=latest or 0)
        return export

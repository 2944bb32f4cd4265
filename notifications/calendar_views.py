"""What will be said in a season before it is said, and all that was said to one person: for administrators."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from awards.models import Season
from kit.tables import FilteredTableMixin
from kit.templatetags.commend import day
from nominations.models import Entry
from notifications import planning
from notifications.models import Message
from notifications.tables import PersonMessageTable
from notifications.timing import zone_of
from notifications.views import NOT_YOURS, wording
from people.models import Person
from people.roles import Role
from people.viewing import person_of

LINES_A_PAGE = 40


class OfSeason:
    """A page for the administrators of one season; a missing page for everybody else."""

    http_method_names = ["get", "head"]

    def dispatch(self, request, *args, **kwargs):
        """Find the season among those that the person administers."""
        seasons = Season.objects.run_by(request.user, Role.ADMINISTRATOR)
        self.season = get_object_or_404(seasons.prefetch_related("milestones"), slug=kwargs["season"])
        self.person = person_of(request)
        return super().dispatch(request, *args, **kwargs)


class Calendar(OfSeason, TemplateView):
    """By day and hour what will be said, or was: to how many, which kind, why, and where it stands."""

    template_name = "notifications/calendar.html"

    def get_context_data(self, **kwargs):
        """Cut the lines to a page and lay them out by day."""
        is_past = self.request.GET.get("show") == "past"
        lines = (planning.past if is_past else planning.coming)(self.season, self.person)
        page = Paginator(lines, LINES_A_PAGE).get_page(self.request.GET.get("page"))
        kwargs.update(
            season=self.season,
            is_past=is_past,
            page_of_lines=page,
            days=list(self._days(list(page.object_list))),
        )
        return super().get_context_data(**kwargs)

    def _days(self, lines):
        samples = Message.objects.in_bulk([line.sample for line in lines if line.sample])
        zone = zone_of(self.season)
        for date, of_day in groupby(lines, lambda line: line.at.astimezone(zone).date()):
            yield {"day": day(date), "lines": [self._row(line, samples.get(line.sample)) for line in of_day]}

    def _row(self, line, sample) -> dict:
        url = ""
        if sample is not None:
            url = reverse("notifications:message", args=[sample.public_id])
        elif line.key:
            url = reverse("notifications:planned", args=[self.season.slug, line.key])
        every = f"{reverse('notifications:list')}?kind={line.kind.value}&state={line.state}" if line.state else ""
        return {"line": line, "url": url, "every_url": every}


class PlannedWords(OfSeason, TemplateView):
    """The text of a message that a date ahead will cause, as one of its recipients would read it."""

    template_name = "notifications/planned.html"

    def get_context_data(self, **kwargs):
        """Find the plan, as it stands now, and write it for one of those it goes to."""
        plans = {plan.key: plan for plan in planning.plans(self.season, self.person) if plan.outgoing}
        if (plan := plans.get(self.kwargs["plan"])) is None:
            raise Http404
        one = plan.sample_for(self.person)
        words = wording(lambda: plan.words_for(one)) if one else {"why_no_words": NOT_YOURS}
        return super().get_context_data(**kwargs | words | {"season": self.season, "plan": plan, "sample": one})


class PersonPage(FilteredTableMixin, TemplateView):
    """All that was said to one person in the seasons that the reader administers, newest first."""

    http_method_names = ["get", "head"]
    template_name = "notifications/person.html"
    table_class = PersonMessageTable

    def dispatch(self, request, *args, **kwargs):
        """Find whoever was written to; nobody is here of whom the reader may follow no message."""
        self.person = get_object_or_404(
            Person.objects.filter(pk__in=self._followed().values("person")), public_id=kwargs["public_id"]
        )
        return super().dispatch(request, *args, **kwargs)

    def _followed(self):
        seasons = Season.objects.run_by(self.request.user, Role.ADMINISTRATOR)
        return Message.objects.visible_to(self.request.user).filter(season__in=seasons)

    def get_queryset(self):
        """Return the messages to this person."""
        return self._followed().filter(person=self.person).select_related("season").order_by("-created_at", "-pk")

    def get_context_data(self, **kwargs):
        """Add the way to stop all messages, where the person is a nominee whom the reader may see to."""
        seasons = Season.objects.run_by(self.request.user, Role.ADMINISTRATOR)
        entries = Entry.objects.visible_to(self.request.user).filter(season__in=seasons, nominee__person=self.person)
        entry = entries.order_by("-pk").first()
        deed = "allow_messages" if self.person.no_email else "stop_messages"
        stop_url = reverse(f"review:{deed}", args=[entry.public_id]) if entry else ""
        return super().get_context_data(recipient=self.person, stop_url=stop_url, **kwargs)

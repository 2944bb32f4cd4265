"""The event host's view, and announcing one award from it."""

from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from announcements.hosting import running_order
from announcements.models import EventDetails, Release
from announcements.rules import is_on_stage
from announcements.states import Stage
from announcements.tables_event import EventTable
from announcements.views import Announce
from awards.models import Season
from awards.roles import is_administrator
from kit import clock
from kit.tables import FilteredTableMixin
from people.viewing import person_of


class HostView(TemplateView):
    """One page that holds every screen of the running order; nothing more is asked for once it is there."""

    template_name = "announcements/host.html"

    def dispatch(self, request, *args, **kwargs):
        """Let in the event host and the administrators; a missing page for everybody else."""
        self.now, self.person = clock.now(), person_of(request)
        self.season = get_object_or_404(Season.objects.visible_to(request.user), slug=kwargs["season"])
        if not is_on_stage(self.person, self.season):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add the screens: the names as far as they are approved, or placeholders."""
        asked = "rehearsal" in self.request.GET
        order = running_order(self.season, self.person, self.now, rehearse=asked)
        here = reverse("announcements:host", args=[self.season.slug])
        kwargs.update(
            season=self.season,
            screens=order.screens,
            is_rehearsal=order.is_rehearsal,
            # Until something is approved there is nothing else to show.
            live_url=here if asked or "hall" in self.request.GET else "",
            # The same for a screen that everybody sees: without what is said to the host alone.
            is_hall="hall" in self.request.GET,
            hall_url="" if order.is_rehearsal or "hall" in self.request.GET else f"{here}?hall=1",
            rehearsal_url="" if order.is_rehearsal else f"{here}?rehearsal=1",
            at=self.now,
            back_url=reverse("announcements:releases", args=[self.season.slug]),
        )
        return super().get_context_data(**kwargs)


class AnnounceOnStage(Announce):
    """Announce one award now, from the host's view, without its result on this page: others may see the screen."""

    template_name = "announcements/host_announce.html"
    title = "Announce this award now"
    done = "Announced. Everybody can read it now."

    @property
    def back_url(self) -> str:
        """The screen of the award on the host's view."""
        award = self.release.awards.all()[0]
        return f"{reverse('announcements:host', args=[self.release.season.slug])}#{award.slug}"

    def dispatch(self, request, *args, **kwargs):
        """Leave it to those who have the host's view, and to releases that hold one award's result."""
        single = Release.objects.filter(stage=Stage.RESULT).annotate(size=Count("awards")).filter(size=1)
        release = get_object_or_404(single.select_related("season"), public_id=kwargs["release"])
        if not is_on_stage(person_of(request), release.season):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class EventList(FilteredTableMixin, TemplateView):
    """What the finalists said about the event, for administrators; nothing to download, since much of it is private."""

    template_name = "announcements/event_list.html"
    table_class = EventTable

    def dispatch(self, request, *args, **kwargs):
        """Let in administrators of the season; a missing page for everybody else."""
        self.season = get_object_or_404(Season.objects.visible_to(request.user), slug=kwargs["season"])
        if not is_administrator(self.season, person_of(request)):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        """Return the details, without entries of the reader's interest."""
        mine = EventDetails.objects.visible_to(self.request.user).filter(entry__season=self.season)
        return mine.select_related("entry__award", "entry__nominee").order_by("entry__award__order", "entry__reference")

    def get_context_data(self, **kwargs):
        """Add where the page belongs."""
        kwargs.update(season=self.season, back_url=reverse("announcements:releases", args=[self.season.slug]))
        return super().get_context_data(**kwargs)

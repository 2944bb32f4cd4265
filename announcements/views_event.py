"""The finalist's own page about the event. Opening it changes nothing."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from announcements.finalists import is_finalist_told, save_event_details
from announcements.forms_event import EventForm
from announcements.models import EventDetails
from awards.rules import event_has_begun
from kit import clock
from nominations.views.nominee import NomineePage
from workflow import Refused


class EventDetailsPage(NomineePage):
    """What a finalist tells about the event; a missing page until they know that they are one."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request, pk):
        """Ask, or show what was said once the event has begun."""
        self._find()
        return self._ask(EventForm(instance=self.details))

    def post(self, request, pk):
        """Save it, or show what is wrong with what was typed."""
        self._find()
        form = EventForm(request.POST, instance=self.details)
        if not form.is_valid():
            return self._ask(form)
        try:
            save_event_details(self.entry, answers=form.cleaned_data, by=self.actor)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("announcements:event-details", pk)
        messages.success(request, "We have saved what you told us about the event")
        return redirect("nominations:nominee", pk)

    def _find(self):
        self.now = clock.now()
        if not is_finalist_told(self.entry, self.now):
            raise Http404
        name = self.entry.nominee.name
        kept = EventDetails.objects.filter(entry=self.entry).first()
        self.details = kept or EventDetails(entry=self.entry, written_name=name)

    def _ask(self, form):
        season = self.entry.season
        context = {
            "form": form,
            "is_over": event_has_begun(season, self.now),
            "event": season.window("event"),
            "season": season,
            "award": self.entry.award,
            "back_url": reverse("nominations:nominee", args=[self.entry.pk]),
        }
        return render(self.request, "announcements/event_details.html", context)

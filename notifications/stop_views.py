"""The page behind “no more reminders”: looking changes nothing, a press does, and so does a mail program's own."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from notifications.models import ReminderStop
from notifications.stopping import allow_reminders, read_token, stop_reminders


# A mail program presses without a cookie (RFC 8058): the signed address alone says who asks, and for what.
@method_decorator([csrf_exempt, login_not_required, never_cache], name="dispatch")
class StopReminders(View):
    """Stop reminders and thanks of one season for whoever has the link, or allow them again."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, *args, **kwargs):
        """Find whom the address is about, or answer as for a missing page."""
        found = read_token(kwargs["token"])
        if found is None:
            raise Http404
        self.person, self.season = found
        response = super().dispatch(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    def get(self, request, token):
        """Ask."""
        return self._show()

    def post(self, request, token):
        """Stop; or allow again, where the button says so."""
        if request.POST.get("deed") == "allow":
            allow_reminders(self.person, self.season)
        else:
            stop_reminders(self.person, self.season)
        return self._show(is_done=True)

    def _show(self, *, is_done: bool = False):
        is_stopped = ReminderStop.objects.filter(person=self.person, season=self.season).exists()
        context = {"season": self.season, "is_stopped": is_stopped, "is_done": is_done}
        return render(self.request, "notifications/stop.html", context)

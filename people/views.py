"""Opening a one-purpose link."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View

from kit import clock
from people import links

_LANDINGS: dict[str, str] = {}


def lands_on(purpose: str, url_name: str) -> None:
    """Say which page a link of this purpose opens; the page gets the number of what the link is about."""
    _LANDINGS[purpose] = url_name


@method_decorator(login_not_required, name="dispatch")
class OpenLink(View):
    """Take the secret out of the address and go to the page that the link is for. Changes nothing else."""

    http_method_names = ["get", "head"]

    def get(self, request, token):
        link = links.read_token(token)
        if link is None or link.purpose not in _LANDINGS:
            return render(request, "people/link_unknown.html", status=404)
        if link.expires_at <= clock.now():
            return render(request, "people/link_expired.html", status=410)
        links.remember(request, link)
        response = redirect(reverse(_LANDINGS[link.purpose], args=[link.about.partition(":")[2]]))
        response["Referrer-Policy"] = "no-referrer"
        return response

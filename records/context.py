"""What the frame of every page says."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html

from people.viewing import person_of
from records.navigation import menu_for

DEMO = "This is a demonstration. Everybody in it is invented: do not enter anything about real people. {} or {}."


def site(request) -> dict:
    """Return the names, menu and links of the page's frame.

    Signed-out visitors cost no query and signed-in people two; a part of a page without a frame costs none.
    """
    return {
        "service_name": "Commend",
        "account_name": SimpleLazyObject(lambda: _name(request)),
        "sign_in_url": reverse("account_login"),
        "navigation": SimpleLazyObject(lambda: _menu(request)),
        "footer_links": [
            {"text": "Privacy", "url": reverse("awards:privacy")},
            {"text": "Accessibility statement", "url": reverse("awards:accessibility")},
        ],
        "demo_banner": _demo_banner() if settings.DEMO_SIGN_IN else "",
    }


def _demo_banner():
    """Return the words on every page of the demo, with the ways to another role and to the mailbox."""
    links = [("demo:start", "Try another role"), ("demo:mailbox", "read the mailbox")]
    return format_html(
        DEMO, *(format_html('<a class="govuk-link" href="{}">{}</a>', reverse(name), text) for name, text in links)
    )


def _person(request):
    # A page for what went wrong may be drawn before anybody knows who asks.
    return person_of(request) if hasattr(request, "user") else None


def _name(request) -> str:
    person = _person(request)
    return person.full_name if person else ""


def _menu(request) -> list[dict]:
    person = _person(request)
    match = getattr(request, "resolver_match", None)
    return menu_for(person, request.path, match.view_name if match else "") if person else []

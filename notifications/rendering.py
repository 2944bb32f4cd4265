"""A message made ready for the mail server: templates of the product, filled with data."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine

from kit.text import clean_header
from notifications.contexts import CONTEXTS
from notifications.kinds import Kind
from notifications.loading import Loaded
from notifications.stopping import stop_address

FOLDER = "notifications"


class MissingPlaceholder(LookupError):
    """A template names something that its context does not hold."""


class _Missing(str):
    """Django's text for a placeholder without a value, made to fail instead of showing nothing."""

    __slots__ = ()

    def __contains__(self, part):
        return part == "%s"

    def __mod__(self, name):
        raise MissingPlaceholder(str(name))


@lru_cache(maxsize=2)
def _engine(*, escapes: bool) -> Engine:
    return Engine(
        dirs=[settings.ROOT / "templates"],
        autoescape=escapes,
        string_if_invalid=_Missing("%s"),
        libraries={"commend": "kit.templatetags.commend"},
        loaders=[("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])],
    )


def file_of(kind: str) -> str:
    """Return the name that the templates of a kind share."""
    return f"{FOLDER}/{Kind(kind).name.lower()}"


@dataclass(frozen=True)
class Rendered:
    """The words of one message."""

    subject: str
    text: str
    html: str


def team_of(season) -> dict:
    """Return who signs: the season's team, or the service itself where no season is known."""
    if season is None:
        return {
            "programme_name": "Commend",
            "organisation_name": "",
            "reply_address": settings.DEFAULT_FROM_EMAIL,
            "phone": "",
            "phone_hours": "",
        }
    return {
        "programme_name": season.name,
        "organisation_name": season.programme.organisation_name,
        "reply_address": season.awards_mailbox,
        "phone": season.phone,
        "phone_hours": season.phone_hours,
    }


def fill(kind: str, values: dict) -> Rendered:
    """Return the words of a kind with its placeholders replaced; raises MissingPlaceholder for one without value."""
    name = file_of(kind)
    plain, escaping = _engine(escapes=False), _engine(escapes=True)
    subject = clean_header(plain.get_template(f"{name}.subject.txt").render(Context(values, autoescape=False)))
    text = plain.get_template(f"{name}.txt").render(Context(values, autoescape=False))
    html = escaping.get_template(f"{name}.html").render(Context({**values, "subject": subject}))
    return Rendered(subject, re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", html)


def render(message, loaded: Loaded) -> Rendered:
    """Return the words of a message as things stand now; raises Overtaken or NotYet where it is not to leave."""
    values = CONTEXTS[Kind(message.kind)](message, loaded)
    team = {**team_of(loaded.season(message)), "stop_link": loaded.stop_link(message)}
    return fill(message.kind, {**team, **values})


def preview(message) -> Rendered:
    """Return the words as they read now, for an administrator's page: without anybody's own link."""
    return render(message, Loaded([message], for_staff=True))


def message_id(message) -> str:
    """Return the Message-ID: the same each time, so that a person can look for it at the mail server."""
    return f"<{message.public_id}@{urlsplit(settings.BASE_URL).hostname}>"


def unsubscribe_headers(message) -> dict[str, str]:
    """Return what lets a mail program stop such messages by one press (RFC 2369, RFC 8058); {} where none may be."""
    address = stop_address(message)
    if not address:
        return {}
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def as_email(message, address: str, rendered: Rendered, season) -> EmailMultiAlternatives:
    """Return the message as Django sends it."""
    email = EmailMultiAlternatives(
        rendered.subject,
        rendered.text,
        to=[address],
        reply_to=[season.awards_mailbox] if season else None,
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated", **unsubscribe_headers(message)},
    )
    email.attach_alternative(rendered.html, "text/html")
    return email

"""One-purpose links: made, read from an address, and carried in the session of whoever opened them.

The address holds the link's random id and a 256-bit code derived from it with the installation's secret, so
that nothing in the database opens a page. Opening a link changes nothing; the page behind it has a button.
"""

import base64
import binascii
import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from kit import clock
from people.models import Link, Person

SESSION_KEY = "commend_links"


@dataclass(frozen=True)
class TokenBearer:
    """Whoever holds a one-purpose link, acting as the person it was sent to, for that purpose alone."""

    person: Person
    purpose: str
    about: str
    link_id: int

    @property
    def pk(self) -> int:
        """The number of the person behind the link."""
        return self.person.pk

    @property
    def actor_key(self) -> str:
        """The code that the audit trail keeps: which link, and whose."""
        return f"link:{self.link_id}:person:{self.person.pk}"

    def is_for(self, purpose: str, thing) -> bool:
        """Say whether the link was sent for this purpose about this thing."""
        return self.purpose == purpose and self.about == about(thing)


def about(thing) -> str:
    """Return the code under which a link names what it is about ("entry:12")."""
    return f"{thing._meta.model_name}:{thing.pk}"


def _code(public_id: uuid.UUID, purpose: str) -> bytes:
    text = f"commend-link:{purpose}:{public_id}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).digest()


def send_link(purpose: str, thing, person: Person, *, days: int = 90) -> Link:
    """Return the standing link of this purpose for this person, made if there is none."""
    now = clock.now()
    link, made = Link.objects.get_or_create(
        purpose=purpose,
        about=about(thing),
        person=person,
        revoked_at=None,
        defaults={"expires_at": now + timedelta(days=days), "created_at": now},
    )
    if not made and link.expires_at <= now:
        link.expires_at = now + timedelta(days=days)
        link.save(update_fields=["expires_at"])
    return link


def token_of(link: Link) -> str:
    """Return the secret part of the link's address."""
    raw = link.public_id.bytes + _code(link.public_id, link.purpose)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def address_of(link: Link) -> str:
    """Return the full web address to send."""
    return settings.BASE_URL.rstrip("/") + reverse("people:link", args=[token_of(link)])


def read_token(token: str) -> Link | None:
    """Return the link that `token` opens, expired ones included; None for a forged or revoked one."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    if len(raw) != 48:
        return None
    link = Link.objects.filter(public_id=uuid.UUID(bytes=raw[:16]), revoked_at=None).select_related("person").first()
    if link is None or not hmac.compare_digest(raw[16:], _code(link.public_id, link.purpose)):
        return None
    return link


def revoke(purpose: str, thing) -> int:
    """End every standing link of this purpose about this thing; returns how many."""
    links = Link.objects.filter(purpose=purpose, about=about(thing), revoked_at=None)
    return links.update(revoked_at=clock.now())


def remember(request, link: Link) -> None:
    """Keep the opened link in the session, so that the secret leaves the address bar."""
    opened = request.session.get(SESSION_KEY, {})
    opened[f"{link.purpose}:{link.about}"] = link.pk
    request.session[SESSION_KEY] = opened


def bearer_of(request, purpose: str, thing) -> TokenBearer | None:
    """Return the bearer of the standing link for `thing` that this session opened, or None."""
    opened = request.session.get(SESSION_KEY, {})
    pk = opened.get(f"{purpose}:{about(thing)}")
    if pk is None:
        return None
    link = Link.objects.standing().select_related("person").filter(pk=pk).first()
    return link and TokenBearer(link.person, link.purpose, link.about, link.pk)

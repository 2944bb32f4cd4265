"""One effect for one press of a button, however often the page was sent.

A form that matters carries a hidden random key. The first request with it writes a row in the same transaction
as the deed; a second request with the same key and the same body gets the first one's answer and does nothing.
"""

import hashlib
import secrets

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.functional import cached_property

from kit import clock
from kit.models import IdempotencyKey

FIELD = "idempotency_key"
LONGEST_KEY = 64  # characters
_NOT_PART_OF_THE_BODY = {FIELD, "csrfmiddlewaretoken"}


def new_key() -> str:
    """Return a fresh key for a hidden input: 128 random bits."""
    return secrets.token_urlsafe(16)


def sender_of(request) -> str:
    """Return the code of whoever sends: the account, or else the session."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"user:{user.pk}"
    session = getattr(request, "session", None)
    return f"session:{(session and session.session_key) or 'none'}"


def body_hash(request) -> str:
    """Return the SHA-256 of the address and of everything that was typed, whatever its order of fields."""
    fields = [(name, request.POST.getlist(name)) for name in sorted(request.POST) if name not in _NOT_PART_OF_THE_BODY]
    return hashlib.sha256(repr((request.path, fields)).encode("utf-8", "surrogatepass")).hexdigest()


class OncePerKeyMixin:
    """Put this before a class view whose POST must have one effect.

    The page gives `idempotency_key` back: as `key=` of components/confirm_form or button_form, or with
    `{% load once %}{% idempotency_key %}` inside a form. The view answers a POST that succeeded with a redirect.
    Any other answer (a page with errors), or a redirect with a message of level error (a refusal), leaves no
    key behind, so that the same page can be sent again. A request without a key is done without this net.
    """

    @cached_property
    def idempotency_key(self) -> str:
        """The key that the page hands out; one for each time the page is shown."""
        return new_key()

    def get_context_data(self, **kwargs):
        """Give the page its key."""
        return super().get_context_data(**{FIELD: self.idempotency_key, **kwargs})

    def needs_key(self, request) -> bool:
        """Say whether this request is to be done once; a view with several buttons may leave some out."""
        return request.method == "POST"

    def dispatch(self, request, *args, **kwargs):
        """Do the deed of a POST once for each key."""
        key = request.POST.get(FIELD, "") if self.needs_key(request) else ""
        if not key or len(key) > LONGEST_KEY or "\0" in key:
            return super().dispatch(request, *args, **kwargs)
        with transaction.atomic():
            row, is_first = _claim(request, key)
            if is_first:
                response = super().dispatch(request, *args, **kwargs)
                _keep_or_forget(request, row, response)
                return response
        if row.body_hash == body_hash(request):
            return redirect(row.outcome)
        return render(request, "kit/sent_before.html", {"outcome": row.outcome}, status=409)


def _claim(request, key: str) -> tuple[IdempotencyKey, bool]:
    """Write the key's row, or wait for whoever is writing it and return theirs; and whether it is the first.

    One statement that gives way to a row that is there, so that no savepoint is needed; the mark tells whose it is.
    """
    mine = {"actor": sender_of(request), "route": request.resolver_match.view_name[:120], "key": key}
    mark = f"#{new_key()}"
    IdempotencyKey.objects.bulk_create(
        [IdempotencyKey(**mine, body_hash=body_hash(request), outcome=mark, created_at=clock.now())],
        ignore_conflicts=True,
    )
    row = IdempotencyKey.objects.get(**mine)
    return row, row.outcome == mark


def _keep_or_forget(request, row: IdempotencyKey, response) -> None:
    """Keep the outcome of a deed that was done; forget the key of one that was not."""
    went_on = 300 <= response.status_code < 400
    if went_on and not _was_refused(request):
        row.outcome = response.url if len(response.url) <= 500 else response.url.partition("?")[0]
        row.save(update_fields=["outcome"])
    else:
        row.delete()


def _was_refused(request) -> bool:
    """Say whether this request left a message that something was refused."""
    queued = getattr(messages.get_messages(request), "_queued_messages", ())
    return any(message.level >= messages.ERROR for message in queued)

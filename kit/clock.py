"""The one place that says what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("commend_clock", default=None)


def now() -> datetime:
    """Return the present moment in UTC, or the moment that `set_to` has put in its place."""
    return _told.get() or timezone.now()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Let everything inside the block happen at `moment`, which must carry a time zone.

    A rehearsal plays a season this way, in minutes instead of months.
    """
    if timezone.is_naive(moment):
        raise ValueError("The clock needs a moment with a time zone")
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)

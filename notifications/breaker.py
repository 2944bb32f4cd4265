"""Pause sending when a mail server takes messages and goes silent: each of them would be a delivery unknown.

Shared by all senders through the cache. Three silences in a row open it for five minutes; the next silence after
that opens it again at once, for twice as long. One answer closes it.
"""

import structlog
from django.core.cache import cache

log = structlog.get_logger(__name__)

SILENCES = 3
FIRST_PAUSE, LONGEST_PAUSE = 300, 3600  # seconds
_COUNT, _OPEN = "notifications:silences", "notifications:breaker"


def is_open() -> bool:
    """Say whether sending is paused."""
    return cache.get(_OPEN) is not None


def has_counted() -> bool:
    """Say whether a silence was counted that no answer has followed."""
    return bool(cache.get(_COUNT))


def note_silence() -> bool:
    """Count a message that the mail server may or may not have taken; returns True when sending is paused now."""
    count = (cache.get(_COUNT) or 0) + 1
    cache.set(_COUNT, count, None)
    if count < SILENCES:
        return False
    pause = min(FIRST_PAUSE * 2 ** (count - SILENCES), LONGEST_PAUSE)
    cache.set(_OPEN, True, pause)
    log.error("delivery.paused", seconds=pause, silences=count)
    return True


def note_answer() -> None:
    """The mail server has said yes: it speaks again."""
    cache.delete_many([_COUNT, _OPEN])


def resume() -> None:
    """Send again at once, because a person says that the mail server is well."""
    cache.delete_many([_COUNT, _OPEN])

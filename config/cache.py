"""A cache that a page survives the loss of."""

from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def _forgiving(name: str, answer: Any):
    """The cache's method `name`, which gives `answer` (or the caller's default) while the server is away."""
    method = getattr(RedisCache, name)

    def call(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except RedisError as error:
            log.warning("cache.unavailable", operation=name, error=type(error).__name__)
            return answer

    call.__name__, call.__doc__ = name, f"{name}, or {answer!r} while the server is away."
    return call


class ForgivingRedisCache(RedisCache):
    """Redis, or nothing while Redis is away: counting sign-in attempts must not stop sign-in.

    What is lost meanwhile is the rate limit. The five tries a code allows are kept in the session, so they hold.
    """

    add = _forgiving("add", True)
    set = _forgiving("set", None)
    touch = _forgiving("touch", False)
    delete = _forgiving("delete", False)
    has_key = _forgiving("has_key", False)
    get_many = _forgiving("get_many", {})
    set_many = _forgiving("set_many", [])
    delete_many = _forgiving("delete_many", None)
    clear = _forgiving("clear", False)

    def get(self, key, default=None, version=None):
        """The value, or `default` while the server is away."""
        try:
            return super().get(key, default, version)
        except RedisError as error:
            log.warning("cache.unavailable", operation="get", error=type(error).__name__)
            return default

    def incr(self, key, delta=1, version=None):
        """The counter after `delta`; ValueError, as for a missing key, while the server is away."""
        try:
            return super().incr(key, delta, version)
        except RedisError as error:
            log.warning("cache.unavailable", operation="incr", error=type(error).__name__)
            raise ValueError(f"Key {key!r} not found") from None

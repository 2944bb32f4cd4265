"""Facts of rooms further right that must hold for a move further left."""

from collections import defaultdict
from collections.abc import Callable

Guard = Callable[[object], str | None]

_guards: dict[str, list[Guard]] = defaultdict(list)


def guard(deed: str):
    """Register a predicate for a deed such as "season.lock".

    It is asked with the thing, under the lock, and answers None or the sentence that stops the deed.
    """

    def register(ask: Guard) -> Guard:
        if ask not in _guards[deed]:
            _guards[deed].append(ask)
        return ask

    return register


def guards_of(deed: str) -> list[Guard]:
    """Return the guards of a deed in the order in which they were registered."""
    return list(_guards.get(deed, ()))


def guarded_deeds() -> dict[str, list[str]]:
    """Return the names of all guards, by deed."""
    return {deed: [g.__name__ for g in gs] for deed, gs in sorted(_guards.items()) if gs}

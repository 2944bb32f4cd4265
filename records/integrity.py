"""What must hold across all tables, collected from the rooms."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings


def rooms() -> list[str]:
    """Return the rooms of the house that state invariants, in the order in which they are installed."""
    names = [app.split(".")[0] for app in settings.ROOMS]
    return [name for name in names if find_spec(f"{name}.invariants")]


def breaches():
    """Yield (room, invariant, sentence) for everything that does not hold."""
    for room in rooms():
        for ask in import_module(f"{room}.invariants").INVARIANTS:
            for sentence in ask():
                yield room, ask.__name__, sentence

"""How the trail's codes become names: a room further right that knows people supplies the words."""

from collections.abc import Callable

from workflow.models import AuditEvent

_namer: Callable[[int], str] | None = None


def names_people(function: Callable[[int], str]) -> Callable[[int], str]:
    """Register the function that turns a Person's number into the name that staff see."""
    global _namer  # noqa: PLW0603 - set once, when the people app is ready
    _namer = function
    return function


def name_of(event: AuditEvent) -> str:
    """Return who did it, in words."""
    if event.person_id is None or _namer is None:
        return "Commend"
    return _namer(event.person_id)

"""Who does a deed: a person, the system itself, or the bearer of a link."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Actor(Protocol):
    """Whoever the audit trail can name."""

    @property
    def actor_key(self) -> str:
        """A stable code such as `person:12`, without any name in it."""


class System:
    """The clock and the workers, when no person asked."""

    actor_key = "system"
    pk = None

    def __str__(self):
        return "Commend"


SYSTEM = System()


def person_id_of(actor: Actor) -> int | None:
    """Return the primary key of the Person behind `actor`; None for the system."""
    person = getattr(actor, "person", actor)
    return person.pk

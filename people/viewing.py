"""Who is looking at a page."""

from people.links import TokenBearer
from people.models import Person


def person_of(request) -> Person | None:
    """Return the signed-in person, or None."""
    user = request.user
    return user.person if user.is_authenticated else None


def person_behind(viewer) -> Person | None:
    """Return the Person behind a User, a Person, a link's bearer, an anonymous user or None."""
    if isinstance(viewer, Person):
        return viewer
    if isinstance(viewer, TokenBearer):
        return None
    return getattr(viewer, "person", None)

"""Who is looking at a page."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404

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


def sign_in_if_missing(view):
    """Ask whoever is not signed in to sign in wherever `view` has nothing to show them.

    For pages that a link or a browser's own draft opens without signing in: a thing that is somebody else's and
    a thing that was never there get the same answer, and whoever only lost their session finds the way back.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())

    return answer

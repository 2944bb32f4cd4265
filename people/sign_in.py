"""What is kept of signing in: who and when in the trail, and how long it lasts."""

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpResponse

from kit import clock
from people.models import Person
from workflow.actors import SYSTEM
from workflow.audit import record

IDLE = 60 * 60  # seconds without a page after which somebody is signed out
LONGEST = 12 * 60 * 60  # seconds after which they sign in again, however busy they are
TOUCH_EVERY = 5 * 60  # seconds; the session is not written at each page
SIGNED_IN, SEEN = "signed_in_at", "seen_at"


@receiver(user_logged_in, dispatch_uid="people.sign_in")
def note_sign_in(sender, request, user, **kwargs):
    """Write down that somebody signed in, and start the hour."""
    moment = clock.now().timestamp()
    request.session[SIGNED_IN] = request.session[SEEN] = moment
    request.session.set_expiry(IDLE)
    record(user.person, "sign_in", by=user.person)


@receiver(user_logged_out, dispatch_uid="people.sign_out")
def note_sign_out(sender, request, user, **kwargs):
    """Write down that somebody signed out."""
    if user is not None:
        record(user.person, "sign_out", by=user.person)


def note_failed_try() -> None:
    """Count a wrong code: that there was one, and nothing of who tried it."""
    record(Person(), "sign_in_failed", by=SYSTEM)


class KeepSignedIn:
    """Let the hour start again while somebody works, up to the longest time; costs nothing for anybody else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Look at the clock on pages that need somebody signed in; a public page reads no session for this."""
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return
        session, moment = request.session, clock.now().timestamp()
        if moment - session.get(SIGNED_IN, moment) > LONGEST:
            logout(request)
        elif moment - session.get(SEEN, moment) > TOUCH_EVERY:
            session[SEEN] = moment


class AskToSignIn(LoginRequiredMiddleware):
    """Send whoever is not signed in to the sign-in page; what asks for a piece of a page is told so by 401."""

    def handle_no_permission(self, request, view_func):
        """Answer somebody who is not signed in."""
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=401)
        return super().handle_no_permission(request, view_func)

"""Signing in: an address, then a six-digit code. The same pages, words and time whether the address is known or not."""

import time

from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView

from notifications.outbox import ring
from people.sign_in import note_failed_try

LEAST_TIME = 0.25  # seconds an answer takes at least, so that writing a message does not show in it


class AskForCode(RequestLoginCodeView):
    """Take an address and send a code to it, if it is one that is known."""

    def _redirect_to_pending_stage(self, request, stage):
        """Stay: whoever comes back here has mistyped their address, or wants a code at another one."""

    def form_valid(self, form):
        """Answer alike: with the bell rung, and after the same time."""
        begun = time.monotonic()
        response = super().form_valid(form)
        if form._user is None:
            # With the queue down the bell takes a while to give up: for everybody.
            ring()
        time.sleep(max(0.0, LEAST_TIME - (time.monotonic() - begun)))
        return response


class EnterCode(ConfirmLoginCodeView):
    """Take the code."""

    def form_invalid(self, form):
        """Count the wrong try."""
        if self._action == "verify":
            note_failed_try()
        return super().form_invalid(form)

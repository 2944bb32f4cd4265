"""SMTP that knows how far it got: whether a message may be with the mail server already."""

import smtplib

from django.core.mail.backends.smtp import EmailBackend


class _Tracking:
    """An SMTP conversation that notes when the body of a message has been handed over."""

    in_data = False
    sends = 0
    body_is_out = False

    def data(self, msg):
        """Hand over one message; from its body on, only the server knows whether it was taken."""
        self.in_data, self.sends, self.body_is_out = True, 0, False
        try:
            answer = super().data(msg)
        finally:
            self.in_data = False
        self.body_is_out = False
        return answer

    def send(self, s):
        """Write to the server; inside `data` the first write is the command and the second the body."""
        if self.in_data:
            self.sends += 1
            self.body_is_out = self.sends > 1
        return super().send(s)


class TrackingSMTP(_Tracking, smtplib.SMTP):
    """Plain, or with STARTTLS."""


class TrackingSMTPS(_Tracking, smtplib.SMTP_SSL):
    """With TLS from the first byte."""


class TrackedBackend(EmailBackend):
    """Django's SMTP backend, which can also say whether a failure leaves it open if the message arrived."""

    @property
    def connection_class(self):
        """The conversation to use."""
        return TrackingSMTPS if self.use_ssl else TrackingSMTP

    @property
    def may_have_arrived(self) -> bool:
        """Say whether the last failure came after the body had left and before the server's answer."""
        return bool(getattr(self.connection, "body_is_out", False))


def is_final(error: Exception) -> bool:
    """Say whether there is no sense in trying again: the server refused this message with a 5xx, or it is malformed.

    A refusal of the sender or of our password is about the installation, not about the message.
    """
    if not isinstance(error, OSError):
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return 500 <= error.smtp_code < 600
    return False


# What smtplib, ssl and sockets raise: all of it is an OSError.
CONNECTION_ERRORS = (OSError,)

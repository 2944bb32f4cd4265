"""Where the demo's mail goes: a table that the mailbox page shows."""

from django.core.mail.backends.base import BaseEmailBackend

from kit import clock


class MailboxBackend(BaseEmailBackend):
    """Keep every message instead of sending it."""

    def send_messages(self, email_messages) -> int:
        """Keep each message for each of its recipients; return how many messages there were."""
        from demo.web.models import DeliveredMail

        now = clock.now()
        for message in email_messages:
            raw = message.message().as_bytes()
            for address in message.recipients():
                DeliveredMail.objects.create(
                    to_address=address, subject=message.subject[:300], raw=raw, delivered_at=now
                )
        return len(email_messages)

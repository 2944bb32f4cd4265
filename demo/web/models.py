"""The mailbox of the demo."""

from email import message_from_bytes, policy

from django.db import models

from kit import clock


class DeliveredMail(models.Model):
    """One e-mail as it would have left, whole."""

    to_address = models.CharField(max_length=320, db_index=True)
    subject = models.CharField(max_length=300)
    raw = models.BinaryField()
    delivered_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-delivered_at", "-pk"]

    def __str__(self):
        return f"{self.subject} to {self.to_address}"

    def body(self, kind: str) -> str:
        """Return the text of the `plain` or `html` part, empty when there is none."""
        mail = message_from_bytes(bytes(self.raw), policy=policy.default)
        part = mail.get_body(preferencelist=(kind,))
        return part.get_content() if part else ""

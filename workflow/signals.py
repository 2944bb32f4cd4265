"""What the door tells the rooms further right."""

from django.dispatch import Signal

# Sent inside the transaction of the deed with `instance`, `event`, `by`, `name` and `details`.
performed = Signal()

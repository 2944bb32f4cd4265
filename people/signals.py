"""What the people room tells the rooms further right."""

from django.dispatch import Signal

# Sent inside the transaction, with `people`: a list of Person whose job, manager, employer or role changed.
people_changed = Signal()
# With `person`, `by` and `reason`: they are to be sent nothing more.
messages_stopped = Signal()

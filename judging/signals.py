"""What the judging room tells the rooms further right, inside the transaction of the deed."""

from django.dispatch import Signal

# With `member`: somebody was invited to judge.
judge_invited = Signal()
# With `of_round` and the trail's `event`, whose data name the seats: judges have other entries to read by now.
lists_changed = Signal()

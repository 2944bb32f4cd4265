"""What the judging room tells the rooms further right, inside the transaction of the deed."""

from django.dispatch import Signal

# With `member`: somebody was invited to judge.
judge_invited = Signal()

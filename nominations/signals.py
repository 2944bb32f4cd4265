"""What the nominations room tells the rooms further right, inside the transaction of the deed."""

from django.dispatch import Signal

# With `nomination`: a draft was saved with an address for the first time.
draft_saved = Signal()
# With `endorsement`: somebody was asked to endorse.
endorsement_requested = Signal()
# With `interest`: an interest was found, declared or ruled on.
interest_changed = Signal()
# With `entry`: the nominee is to be told that they are nominated.
nominee_to_be_told = Signal()

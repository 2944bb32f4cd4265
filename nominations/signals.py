"""What the nominations room tells the rooms further right, inside the transaction of the deed."""

from django.dispatch import Signal

# With `nomination`: a draft was saved with an address for the first time.
draft_saved = Signal()
# With `endorsement`: somebody was asked to endorse.
endorsement_requested = Signal()
# With `interest`: an interest was found, declared or ruled on.
interest_changed = Signal()
# With `entry` and the trail's `event`: the nominee is to be told that they are nominated.
nominee_to_be_told = Signal()
# With `proposal` and its `event`: a nominator is asked about another award.
award_proposed = Signal()
# With `concern` and its `event`: somebody is worried about somebody's safety.
concern_raised = Signal()
# With `interest`: it was found from records that were wrong, and is about to be forgotten.
interest_dropped = Signal()
# With `entry`: another person is its nominee by now.
nominee_changed = Signal()
# With `entry` and the trail's `event`: whoever was told is not the nominee.
not_the_nominee = Signal()

"""What each kind of message says, worked out when it leaves, from things as they stand then."""

from notifications.contexts import judges, nominators, others, outcomes
from notifications.contexts.base import CONTEXTS, NotYet, Overtaken

__all__ = ["CONTEXTS", "NotYet", "Overtaken", "judges", "nominators", "others", "outcomes"]

"""What an open or finished round keeps from happening in the rooms before it."""

from django.db.models import Q

from judging.models import Round
from judging.modes import taking_marks
from judging.states import RoundState
from kit import clock
from workflow import guard

_BEFORE = [RoundState.PLANNED, RoundState.DECLARING]
SENTENCE = "Scoring has opened for this award, so nominations can be neither joined nor parted any more."


@guard("nomination.merge")
@guard("nomination.split")
def scoring_has_not_opened(nomination) -> str | None:
    """Judges read an entry as it was when scoring opened; the clock decides, not the label."""
    now = getattr(nomination, "now", None) or clock.now()
    opened = ~Q(state__in=_BEFORE) | Q(opens_at__lte=now)
    rounds = Round.objects.filter(opened, award=nomination.award_id, mode__in=taking_marks())
    return SENTENCE if rounds.exists() else None

"""Endorsements that nobody gave in time."""

from datetime import datetime

from django.db.models import QuerySet

from nominations.models import Endorsement
from nominations.states import EndorsementState, NominationState


def late_endorsements(season, now: datetime) -> QuerySet[Endorsement]:
    """Return the endorsements of a season whose last day for an answer is over and that nobody has seen to."""
    return (
        Endorsement.objects.filter(
            nomination__season=season,
            state__in=[EndorsementState.REQUESTED, EndorsementState.EXPIRED],
            answer_by__lte=now,
            successor=None,
        )
        .exclude(nomination__state__in=[NominationState.WITHDRAWN, NominationState.NOT_ELIGIBLE])
        .select_related("nomination")
        .order_by("nomination__reference")
    )

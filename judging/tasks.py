"""The doorbell of this room."""

from celery import shared_task

from judging.services import decision_packs, packs, rounds
from kit import clock


@shared_task(name="judging.tasks.advance_due")
def advance_due() -> None:
    """Open and close rounds whose minute has come, and erase packs that have expired."""
    now = clock.now()
    rounds.advance_due(now)
    packs.clear_away(now)
    decision_packs.clear_away(now)

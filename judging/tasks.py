"""The doorbell of this room."""

from celery import shared_task

from judging.services import rounds
from kit import clock


@shared_task(name="judging.tasks.advance_due")
def advance_due() -> None:
    """Open and close rounds whose minute has come."""
    rounds.advance_due(clock.now())

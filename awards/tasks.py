"""The doorbell of this room."""

from celery import shared_task

from awards import services
from kit import clock


@shared_task(name="awards.tasks.advance_due")
def advance_due() -> None:
    """Let the labels of seasons catch up with the clock."""
    services.advance_due(clock.now())

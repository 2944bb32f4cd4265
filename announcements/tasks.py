"""The doorbell of this room."""

from celery import shared_task

from announcements import services
from kit import clock


@shared_task(name="announcements.tasks.advance_due")
def advance_due() -> None:
    """Let the labels of releases catch up with their minutes."""
    services.advance_due(clock.now())

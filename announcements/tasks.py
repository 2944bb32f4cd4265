"""The doorbell of this room."""

from celery import shared_task

from announcements import certificate_runs, services
from kit import clock


@shared_task(name="announcements.tasks.advance_due")
def advance_due() -> None:
    """Let the labels of releases catch up with their minutes, and erase certificates that have expired."""
    now = clock.now()
    services.advance_due(now)
    certificate_runs.clear_away(now)

"""Bells that beat rings for the nominations room."""

from celery import shared_task

from nominations.services import importing, timekeeping


@shared_task
def advance_due() -> None:
    """Expire drafts, returned nominations and endorsements whose time is over, and forget imports left lying."""
    timekeeping.advance_due()
    importing.discard_forgotten()

"""Bells that beat rings for the nominations room."""

from celery import shared_task

from nominations.services import timekeeping


@shared_task
def advance_due() -> None:
    """Expire drafts, returned nominations and endorsements whose time is over."""
    timekeeping.advance_due()

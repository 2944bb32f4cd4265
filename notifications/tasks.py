"""Doorbells: look in the outbox, look for what was left, look at the calendar. They carry nothing."""

from celery import shared_task

from notifications import delivery, reminders
from notifications.outbox import ring


@shared_task(name="notifications.tasks.drain")
def drain() -> None:
    """Send what is due; ring again when there is more than one run can send."""
    if delivery.drain():
        ring()


@shared_task(name="notifications.tasks.sweep")
def sweep() -> None:
    """Settle what a dead sender left behind, then send what is due: the recovery from every lost bell."""
    delivery.sweep()
    if delivery.drain():
        ring()


@shared_task(name="notifications.tasks.remind")
def remind() -> None:
    """Queue the reminders whose moment has come, each once."""
    reminders.remind()

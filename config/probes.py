"""Whether each thing that Commend leans on answers, in plain words."""

from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from kombu.exceptions import OperationalError

from config.celery import app

PATIENCE = 2  # seconds to wait for an answer
LATE = 180  # seconds; the sweep looks every twenty, and a mail server may make a message wait a minute or two


@dataclass(frozen=True)
class Probe:
    """What was asked, whether it answered, and a sentence about it."""

    name: str
    up: bool
    sentence: str


def database() -> Probe:
    """Does the database answer?"""
    kind = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Probe("database", False, f"The {kind} database does not answer. Check DATABASE_URL and the server.")
    return Probe("database", True, f"The {kind} database answers.")


def migrations() -> Probe:
    """Is the database of the shape that this version expects?"""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return Probe("migrations", False, "The migrations cannot be read while the database does not answer.")
    if waiting:
        return Probe("migrations", False, f"{len(waiting)} migrations are waiting. Run: manage.py migrate")
    return Probe("migrations", True, "The database is up to date.")


def broker() -> Probe:
    """Does the queue take messages?"""
    try:
        with app.connection_for_write(connect_timeout=PATIENCE) as link:
            link.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
    except (OperationalError, OSError):
        return Probe("queue", False, "The queue does not answer. Messages wait in their table. Check REDIS_URL.")
    return Probe("queue", True, "The queue answers.")


def workers() -> Probe:
    """Is any worker listening?"""
    if settings.BROKER_ADDRESS.startswith("filesystem:"):
        return Probe("workers", True, "Workers cannot be asked over a queue of files.")
    try:
        names = sorted(answer for reply in app.control.ping(timeout=PATIENCE) for answer in reply)
    except (OperationalError, OSError):
        names = []
    if not names:
        return Probe("workers", False, "No worker answers. Start one: celery -A config worker")
    return Probe("workers", True, f"{len(names)} worker{'s' * (len(names) > 1)} answering: {', '.join(names)}.")


def outbox() -> Probe:
    """Does what should have left leave? The one question that a hung worker cannot answer well."""
    from notifications.models import Message

    now = timezone.now()
    oldest = Message.objects.due(now).order_by("due_at").values_list("due_at", flat=True).first()
    late = (now - oldest).total_seconds() if oldest else 0
    if late > LATE:
        minutes = round(late / 60)
        return Probe("outbox", False, f"A message has been waiting for {minutes} minutes. Look at the worker and beat.")
    return Probe("outbox", True, "No message is waiting longer than it should.")


def everything() -> list[Probe]:
    """Every probe, in the order in which one leans on another; stops at a database that cannot be read."""
    found = [database()]
    if found[0].up:
        found.append(migrations())
    if all(probe.up for probe in found):
        found.append(outbox())
    return [*found, broker(), workers()]

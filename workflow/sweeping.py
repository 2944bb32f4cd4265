"""What the clock moves: a sweep takes each row alone, so that one that fails stops no other."""

import logging
from collections.abc import Iterable
from datetime import datetime

from workflow.actors import SYSTEM
from workflow.door import perform
from workflow.errors import Refused

log = logging.getLogger("commend.sweep")


def perform_each(things: Iterable, name: str, *, now: datetime) -> int:
    """Let the system do `name` to each thing, in a transaction of its own; returns how many it moved.

    A thing that somebody else has moved meanwhile is left alone. A fault is logged and the others go on:
    the next sweep finds what is still due.
    """
    moved = 0
    for thing in things:
        try:
            perform(thing, name, by=SYSTEM, now=now)
        except Refused:
            continue
        except Exception:
            log.exception("sweep.%s failed for %s %s", name, type(thing).__name__, thing.pk)
        else:
            moved += 1
    return moved

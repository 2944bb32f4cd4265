"""What is done to seasons."""

from datetime import datetime

from django.db import transaction

from awards.models import Season
from awards.models.award import new_short_code
from awards.roles import is_administrator, is_communications
from workflow import NotAllowed, perform
from workflow.actors import Actor
from workflow.sweeping import perform_each


def advance_due(now: datetime) -> int:
    """Let the labels of seasons catch up with their calendars at `now`; returns how many moved.

    Pages and deadlines go by the clock and need no label, so a late sweep changes nothing for anybody.
    """
    closed = perform_each(Season.objects.due_to_close(now), "close_nominations", now=now)
    return closed + perform_each(Season.objects.due_to_open(now), "open_nominations", now=now)


@transaction.atomic
def publish_season(season: Season, *, by: Actor) -> Season:
    """Let anybody read what can be won and when."""
    return perform(season, "publish", by=by)


@transaction.atomic
def pause_season(season: Season, *, by: Actor, reason: str) -> Season:
    """Take no nominations, open no scoring and show no results until somebody resumes it."""
    return perform(season, "pause", by=by, reason=reason)


@transaction.atomic
def resume_season(season: Season, *, by: Actor) -> Season:
    """Go on after a pause."""
    return perform(season, "resume", by=by)


@transaction.atomic
def archive_season(season: Season, *, by: Actor) -> Season:
    """End the season; its judges' access ends with it."""
    return perform(season, "archive", by=by)


@transaction.atomic
def make_short_codes(season: Season, *, by: Actor) -> int:
    """Give each award that has none a code for its short address; returns how many were made.

    A code that stands is never changed: it may hang on a wall.
    """
    if not (is_administrator | is_communications)(season, by):
        raise NotAllowed("Only an administrator or a communications officer of this season can do this.")
    bare = season.awards.select_for_update().filter(short_code=None)
    for award in bare:
        award.short_code = new_short_code()
        award.save(update_fields=["short_code"])
    return len(bare)

"""How a kind of message finds its words, and how it says that there is nothing to say any more."""

from collections.abc import Callable
from datetime import datetime, timedelta

from kit.templatetags.commend import day, moment
from notifications.kinds import Kind

CONTEXTS: dict[Kind, Callable] = {}


class Overtaken(Exception):
    """What the message would say is no longer so: it is never sent."""


class NotYet(Exception):
    """The message must wait until `until`, because what it says is held back."""

    def __init__(self, until: datetime):
        super().__init__(until)
        self.until = until


def says(*kinds: Kind):
    """Register the function that makes the context of these kinds.

    It is asked with the message and what its batch has loaded, and returns the placeholders' values. It raises
    Overtaken or NotYet where the message is not to leave.
    """

    def register(function):
        CONTEXTS.update(dict.fromkeys(kinds, function))
        return function

    return register


def still(true: bool, why: str) -> None:
    """Raise Overtaken, with why, unless `true`."""
    if not true:
        raise Overtaken(why)


def thing_of(message, loaded):
    """Return what the message is about; raises Overtaken when it is gone."""
    thing = loaded.thing(message)
    still(thing is not None, "What it was about is gone")
    return thing


def season_of(message, loaded):
    """Return the season whose team signs the message; raises Overtaken when it is gone."""
    season = loaded.season(message)
    still(season is not None, "Its season is gone")
    return season


def day_of(when: datetime | None, season) -> str:
    """Write the day of a moment on the season's clock; nothing for no moment."""
    return day(when, season.time_zone) if when else ""


def moment_of(when: datetime | None, season) -> str:
    """Write hour and day of a moment on the season's clock; nothing for no moment."""
    return moment(when, season.time_zone) if when else ""


def starts(season, key: str) -> datetime | None:
    """Return when a milestone of the calendar starts, if it has it."""
    milestone = season.window(key)
    return milestone and milestone.starts_at


def ends(season, key: str) -> datetime | None:
    """Return when a window of the calendar ends, if it has it and it ends."""
    milestone = season.window(key)
    return milestone and milestone.ends_at


def wait_while_paused(release, now: datetime) -> None:
    """Hold a message back while the release that it follows from is paused."""
    if release.paused_at is not None:
        raise NotYet(now + timedelta(minutes=10))

"""A day and a time of the clock on the wall, turned into one moment."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from kit.templatetags.commend import clock_time, day

_TIME = re.compile(r"^(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?$", re.IGNORECASE)


def read_time(text: str) -> time:
    """Return the time that somebody typed: 12:30pm, 3 pm, 15:30, midday. Raises ValueError for anything else."""
    words = text.strip().casefold()
    if words in {"midday", "noon"}:
        return time(12)
    if words == "midnight":
        return time(0)
    found = _TIME.match(words)
    if found is None or not (found["half"] or found["minute"]):
        raise ValueError(text)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    return time(hour, minute)


def moment_in(zone: str, on: date, at: time) -> datetime:
    """Return the moment, in UTC, when the clocks of `zone` show this day and time.

    Raises ValueError with a sentence when the clocks change: a time that is skipped, or one that comes twice.
    """
    place = ZoneInfo(zone)
    first = datetime.combine(on, at, tzinfo=place)
    second = first.replace(fold=1)
    if first.utcoffset() != second.utcoffset():
        shown = f"{clock_time(first, zone)} on {day(on)}"
        back = first.astimezone(UTC).astimezone(place)
        if back.replace(tzinfo=None) != first.replace(tzinfo=None):
            wanted = f"{at.hour:02d}:{at.minute:02d} on {day(on)}"
            raise ValueError(f"There is no {wanted}: the clocks go forward. Choose another time")
        raise ValueError(f"{shown} comes twice: the clocks go back. Choose another time")
    return first.astimezone(UTC)

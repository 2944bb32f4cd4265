"""The reference season's file, and how its dates move so that today falls inside it."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from kit import clock

FOLDER = Path(__file__).parent / "data"
ZONE = ZoneInfo("Europe/London")
WEEK = timedelta(days=7)

# Each moment lasts a week of the file's calendar from here on, so that whole weeks can be shifted: a deadline on a
# Friday stays on a Friday, and the announcement on a Tuesday.
MOMENTS = {
    "nominating": "2027-01-11T00:00",
    "reviewing": "2027-01-22T17:00",
    "judging": "2027-02-05T12:00",
    "deciding": "2027-03-01T17:00",
    "announced": "2027-03-16T16:00",
}


@lru_cache(maxsize=1)
def read() -> dict:
    """Return the reference season as the file has it."""
    return json.loads((FOLDER / "randip-bhogal-2027.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Shift:
    """How far the file's calendar is moved: by whole weeks. `now` is when the story stops."""

    weeks: int
    now: datetime

    def at(self, written: str | datetime) -> datetime:
        """Return a time of the file, in London as written, as the moment it stands for here."""
        local = datetime.fromisoformat(written) if isinstance(written, str) else written
        return (local + self.weeks * WEEK).replace(tzinfo=ZONE)


def shift_for(moment: str, *, today: date | None = None, keep_dates: bool = False) -> Shift:
    """Return the shift that puts now (or noon of `today`) into a moment of the season.

    With `keep_dates` nothing moves, and the story stops in the middle of the moment's week.
    """
    start = datetime.fromisoformat(MOMENTS[moment])
    if keep_dates:
        return Shift(0, (start + WEEK / 2).replace(tzinfo=ZONE))
    now = datetime(today.year, today.month, today.day, 12, tzinfo=ZONE) if today else clock.now().astimezone(ZONE)
    weeks = (now.replace(tzinfo=None) - start) // WEEK
    return Shift(weeks, now)

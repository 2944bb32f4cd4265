"""When a message may leave: working hours, the hours of the outcome day, and how the catalogue says so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

OPENS, CLOSES = time(9), time(17)
FRIDAY = 4


@lru_cache(maxsize=1)
def _bank_holidays():
    return holidays.UnitedKingdom(subdiv="ENG")


def zone_of(season) -> ZoneInfo:
    """Return the season's time zone; London's for what belongs to no season."""
    return ZoneInfo(season.time_zone if season else "Europe/London")


def is_working_day(day: date) -> bool:
    """Say whether `day` is Monday to Friday and no bank holiday of England."""
    return day.weekday() < 5 and day not in _bank_holidays()


def next_working_day(day: date) -> date:
    """Return the first working day after `day`."""
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_day_from(day: date) -> date:
    """Return `day`, or the first working day after it."""
    return day if is_working_day(day) else next_working_day(day)


def working_day_until(day: date) -> date:
    """Return `day`, or the last working day before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def at_hour(day: date, hour: time, season) -> datetime:
    """Return the moment of a day at an hour of the season's own clock."""
    return datetime.combine(day, hour, tzinfo=zone_of(season))


def at_once(now: datetime, season) -> datetime:
    """Return now, at any hour."""
    return now


def in_working_hours(now: datetime, season) -> datetime:
    """Return now in working hours, else 9am of the next working day."""
    local = now.astimezone(zone_of(season))
    if is_working_day(local.date()) and OPENS <= local.time() < CLOSES:
        return now
    if local.time() < OPENS:
        return at_hour(working_day_from(local.date()), OPENS, season)
    return at_hour(next_working_day(local.date()), OPENS, season)


def next_working_morning(now: datetime, season) -> datetime:
    """Return 9am of the next working day after today."""
    return at_hour(next_working_day(now.astimezone(zone_of(season)).date()), OPENS, season)


def outcome_day(now: datetime, season) -> date:
    """Return the day on which everyone nominated is told: the calendar's, or the next that can still be kept.

    It is never a weekend or a bank holiday, and its 9am is still to come. A day that the calendar did not choose is
    no Friday either, so that nobody is left with the news over a weekend (R18).
    """
    zone = zone_of(season)
    told = season.window("notify_nominees")
    if told is not None:
        day = working_day_from(told.starts_at.astimezone(zone).date())
        if at_hour(day, OPENS, season) >= now:
            return day
    day = working_day_from(now.astimezone(zone).date())
    while day.weekday() == FRIDAY or at_hour(day, OPENS, season) < now:
        day = next_working_day(day)
    return day


def on_outcome_day(hour: time) -> Callable[[datetime, object], datetime]:
    """Return the rule for an hour of the outcome day."""

    def when(now: datetime, season) -> datetime:
        return at_hour(outcome_day(now, season), hour, season)

    return when


@dataclass(frozen=True)
class When:
    """A rule of time and the words for it."""

    words: str
    rule: Callable[[datetime, object], datetime]

    def __call__(self, now: datetime, season) -> datetime:
        return self.rule(now, season)


AT_ONCE = When("At once, at any hour", at_once)
WORKING_HOURS = When("At once in working hours, else at 9am of the next working day", in_working_hours)
NEXT_WORKING_MORNING = When("9am of the next working day", next_working_morning)
OUTCOME_9AM = When("9am of the outcome day", on_outcome_day(time(9)))
OUTCOME_11AM = When("11am of the outcome day", on_outcome_day(time(11)))
OUTCOME_MIDDAY = When("Midday of the outcome day", on_outcome_day(time(12)))
OUTCOME_2PM = When("2pm of the outcome day", on_outcome_day(time(14)))

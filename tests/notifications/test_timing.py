"""When messages may leave: working hours, bank holidays, and the order of the outcome day."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from awards.models import Milestone, Programme, Season
from notifications.timing import (
    NEXT_WORKING_MORNING,
    OUTCOME_2PM,
    OUTCOME_9AM,
    OUTCOME_11AM,
    OUTCOME_MIDDAY,
    WORKING_HOURS,
    working_day_until,
)

LONDON = ZoneInfo("Europe/London")


def at(*moment) -> datetime:
    """A moment of London's clock."""
    return datetime(*moment, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("asked", "leaves"),
    [
        (at(2027, 1, 21, 10, 30), at(2027, 1, 21, 10, 30)),
        (at(2027, 1, 21, 9, 0), at(2027, 1, 21, 9, 0)),
        (at(2027, 1, 21, 7, 0), at(2027, 1, 21, 9, 0)),
        (at(2027, 1, 21, 17, 0), at(2027, 1, 22, 9, 0)),
        (at(2027, 1, 22, 18, 0), at(2027, 1, 25, 9, 0)),
        (at(2027, 1, 23, 11, 0), at(2027, 1, 25, 9, 0)),
        # Good Friday and Easter Monday; the clocks change in between.
        (at(2027, 3, 25, 20, 0), at(2027, 3, 30, 9, 0)),
        # Christmas Day and Boxing Day 2026, a Friday and a Saturday with a holiday on Monday instead.
        (at(2026, 12, 24, 17, 1), at(2026, 12, 29, 9, 0)),
    ],
)
def test_messages_wait_for_working_hours(asked, leaves):
    assert WORKING_HOURS(asked.astimezone(UTC), None) == leaves


def test_the_next_working_morning_is_never_today():
    assert NEXT_WORKING_MORNING(at(2027, 1, 21, 7, 0), None) == at(2027, 1, 22, 9, 0)


def test_a_reminder_before_a_deadline_moves_to_the_working_day_before():
    assert working_day_until(at(2027, 1, 24).date()) == at(2027, 1, 22).date()


def told_on(*day) -> Season:
    """A season, not saved, whose calendar tells everyone nominated on this day at 9am."""
    season = Season(programme=Programme(), time_zone="Europe/London")
    season._calendar = {"notify_nominees": Milestone(starts_at=at(*day, 9, 0))}
    return season


@pytest.mark.parametrize(
    ("approved", "day"),
    [
        (at(2027, 2, 17, 16, 0), (2027, 2, 18)),
        (at(2027, 2, 18, 8, 59), (2027, 2, 18)),
        # Too late for that morning, and the next day is a Friday.
        (at(2027, 2, 18, 9, 30), (2027, 2, 22)),
        (at(2027, 2, 22, 9, 30), (2027, 2, 23)),
        (at(2027, 2, 19, 9, 30), (2027, 2, 22)),
        (at(2027, 2, 20, 12, 0), (2027, 2, 22)),
    ],
)
def test_the_outcome_day_is_a_whole_working_day_that_can_still_be_kept(approved, day):
    hours = [when(approved.astimezone(UTC), told_on(2027, 2, 18)) for when in (OUTCOME_9AM, OUTCOME_11AM)]

    assert hours == [at(*day, 9, 0), at(*day, 11, 0)]


def test_those_not_shortlisted_hear_first_and_nominators_last():
    season, now = told_on(2027, 2, 18), at(2027, 2, 17, 12, 0)
    order = [when(now, season) for when in (OUTCOME_9AM, OUTCOME_11AM, OUTCOME_MIDDAY, OUTCOME_2PM)]

    assert order == [at(2027, 2, 18, hour, 0) for hour in (9, 11, 12, 14)]

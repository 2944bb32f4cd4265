"""Counting working days: Monday to Friday, without the bank holidays of England."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays


def end_of_working_day(moment: datetime, days: int, zone: str) -> datetime:
    """Return the midnight that ends the `days`-th working day after the day of `moment`, on the clocks of `zone`.

    A deadline there is half-open: what is done before it is in time.
    """
    here = ZoneInfo(zone)
    day = moment.astimezone(here).date()
    closed = holidays.country_holidays("GB", subdiv="ENG", years=[day.year, day.year + 1])
    left = days
    while left:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in closed:
            left -= 1
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=here)

"""The messy spreadsheet that comes with the reference season, moved in time as the season was."""

import csv
import io
from datetime import UTC, datetime, timedelta

from demo.source import FOLDER, WEEK, ZONE

FILE = FOLDER / "nominations-import.csv"
TIMES = ("Start time", "Completion time")
# As the file writes them: the form's own export, and the two rows that came another way.
_UK, _ISO = "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%SZ"


def weeks_of(season) -> int:
    """Return by how many weeks a loaded season stands after the file's own dates."""
    return round((season.window("nominations").ends_at - datetime(2027, 1, 22, 17, tzinfo=ZONE)) / WEEK)


def moved_spreadsheet(weeks: int) -> bytes:
    """Return the spreadsheet with the times of each row moved by whole weeks, and nothing else changed."""
    text = FILE.read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    times = [rows[0].index(name) for name in TIMES]
    for row in rows[1:]:
        for place in times:
            row[place] = _moved(row[place], weeks * WEEK)
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def _moved(written: str, by: timedelta) -> str:
    """Return a time as the file writes it, moved on the calendar; its hour stays what the clock on the wall showed."""
    if "T" in written:
        return _again(written, _ISO, by)
    day, _, time = written.partition(" ")
    first, second, year = (int(part) for part in day.split("/"))
    if year > 99:
        return _again(written, _UK, by)
    there = datetime(2000 + year, first, second, tzinfo=UTC) + by
    return f"{there.month}/{there.day}/{there:%y} {time}"


def _again(written: str, form: str, by: timedelta) -> str:
    return (datetime.strptime(written, form).replace(tzinfo=UTC) + by).strftime(form)

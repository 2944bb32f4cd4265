"""Files that a spreadsheet program opens: CSV line by line, and XLSX; nothing in them is ever taken for a formula.

Nothing here knows Django. The two rules that a reader must know:

- CSV: a text that a program could take for a formula is written with an apostrophe before it, and `without_guard`
  takes exactly that apostrophe away again.
- XLSX: a text is stored as a text, so that it needs no apostrophe. A character that the format cannot hold is
  written as the replacement sign; a text or a list that is too long is refused.
"""

import csv
import datetime
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from kit.text import INVISIBLE, clean_header

# Excel takes a file without this mark for the Windows alphabet and spoils every accent.
BYTE_ORDER_MARK = "\ufeff"
# What Excel itself can hold.
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_576
_SIGNS = frozenset("=+-@\u2212")
_BREAKS = "\t\r\n"
_HALF = re.compile("[\ud800-\udfff]")

Value = str | int | float | Decimal | None


class TooLarge(Exception):
    """A spreadsheet cannot hold this; `sentence` says what to do instead."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


def is_risky(text: str) -> bool:
    """Say whether a spreadsheet program could take a text for a formula: by its first sign, in whatever width."""
    if text[:1].isalnum() and text[:1].isascii():
        return False
    for character in text:
        if character in _BREAKS or unicodedata.normalize("NFKC", character) in _SIGNS:
            return True
        if not (character.isspace() or unicodedata.category(character) in {"Cc", "Cf"} or ord(character) in INVISIBLE):
            return False
    return False


def with_guard(text: str) -> str:
    """Return a text as it is written in a CSV file: harmless, and to be read back by `without_guard`."""
    return f"'{text}" if is_risky(text.lstrip("'")) else text


def without_guard(text: str) -> str:
    """Return a text as it was before `with_guard`."""
    return text[1:] if text.startswith("'") and is_risky(text.lstrip("'")) else text


def clean_headings(headings: Iterable[str]) -> list[str]:
    """Return headings as one line each, no two alike, so that each column can be told from the others."""
    seen: Counter[str] = Counter()
    found = []
    for heading in headings:
        plain = clean_header(str(heading)) or "Column"
        seen[plain] += 1
        found.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    return found


def csv_pieces(headings: Sequence[str], rows: Iterable[Sequence[Value]], *, lines: int = 500) -> Iterator[bytes]:
    """Write a CSV file piece by piece, the headings first and at once, so that nothing waits for the last row."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")

    def piece() -> bytes:
        written = _HALF.sub("\ufffd", buffer.getvalue()).encode()
        buffer.seek(0)
        buffer.truncate()
        return written

    buffer.write(BYTE_ORDER_MARK)
    writer.writerow([with_guard(heading) for heading in clean_headings(headings)])
    yield piece()
    for number, row in enumerate(rows, start=1):
        writer.writerow([with_guard(value) if isinstance(value, str) else figure(value) for value in row])
        if number % lines == 0:
            yield piece()
    if buffer.tell():
        yield piece()


def figure(value):
    """Return what is no text as a file holds it: exact decimals without an exponent, yes and no in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return format(value, "f") if isinstance(value, Decimal) else value


def day_in(when: datetime.datetime | None, zone: str) -> str:
    """Return the day of a moment as the clocks of `zone` show it, written so that it sorts: 2027-01-22."""
    return when.astimezone(ZoneInfo(str(zone))).date().isoformat() if when else ""


def moment_in(when: datetime.datetime | None, zone: str) -> str:
    """Return a moment as the clocks of `zone` show it, written so that it sorts: 2027-01-22 17:00."""
    return plain_value(when, ZoneInfo(str(zone))) if when else ""


def plain_value(value, zone: datetime.tzinfo | None = None) -> Value:
    """Return a value as a file holds it: figures as figures, days and moments in the order that sorts, else text."""
    if value is None or isinstance(value, (str, int, float, Decimal)):
        return value
    if isinstance(value, datetime.datetime):
        local = value.astimezone(zone) if zone and value.tzinfo else value
        return local.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)

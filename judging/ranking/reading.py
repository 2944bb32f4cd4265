"""Marks out of a file: CSV with a heading, or JSON as a list of objects; every fault is a sentence with its row."""

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from judging.ranking.shapes import Mark

NEEDED = ("entry", "judge", "score")
OPTIONAL = ("criterion", "weight")
COLUMNS = NEEDED + OPTIONAL
SEPARATORS = (",", ";", "\t")
SHOWN = 20
GREATEST = 1e12  # beyond it sums lose the places that decide
_HALF = re.compile("[\ud800-\udfff]")  # half of a pair that JSON can hold and nothing can print
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


class Unreadable(ValueError):
    """The file cannot be taken as marks. `faults` are sentences, each with the number of its row where it has one."""

    def __init__(self, faults: Iterable[str]):
        self.faults = tuple(faults)
        more = len(self.faults) - SHOWN
        super().__init__("\n".join([*self.faults[:SHOWN], *([f"And {more} more."] if more > 0 else [])]))


@dataclass
class _Row:
    """One row as it stands in the file: what to call it, and its cells by lower-case heading."""

    name: str
    cells: Mapping[str, object]


@dataclass
class _Seen:
    """What earlier rows said, so that a later one cannot contradict them unnoticed."""

    faults: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    where: dict = field(default_factory=dict)  # (judge, entry, criterion) -> name of the row
    weights: dict = field(default_factory=dict)  # criterion -> (weight, name of the row)


def kind_of(text: str) -> str:
    """Return “json” for a text that begins like a list or an object, else “csv”."""
    return "json" if text.lstrip("\ufeff \t\r\n")[:1] in ("[", "{") else "csv"


def read_marks(text: str, kind: str) -> list[Mark]:
    """Return the marks of a text; `kind` is “csv” or “json”. A text without rows gives none.

    Needed are entry, judge and score; criterion and weight may be there. Headings are taken in any case and order,
    others are left aside. Entries, judges and criteria stay the text that was given, without spaces around it. A
    column of criteria or weights is filled in every row or in none. Raises Unreadable with every fault found.
    """
    text = text.removeprefix("\ufeff")
    if not text.strip():
        return []
    rows = list(_json_rows(text) if kind == "json" else _csv_rows(text))
    filled = {name: any(_is_filled(row.cells.get(name)) for row in rows) for name in OPTIONAL}
    seen = _Seen()
    for row in rows:
        _take(row, filled, seen)
    if seen.faults:
        raise Unreadable(seen.faults)
    return seen.marks


def _csv_rows(text: str) -> Iterator[_Row]:
    """Yield the rows below the heading, numbered as a spreadsheet numbers them: the heading is row 1."""
    begun = False
    headings: list[str] = []
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_separator(text), skipinitialspace=True, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if not "".join(cells).strip() or (number == 1 and _names_separator(cells)):
                continue
            if not begun:
                headings, begun = _checked([cell.strip().lower() for cell in cells]), True
                continue
            yield _Row(f"Row {number}", _cells(headings, cells, number))
    except csv.Error as error:
        raise Unreadable([f"Row {number + 1}: the quotation marks do not match ({error})."]) from error


def _separator(text: str) -> str:
    """Return the separator under which the heading names most of the columns; a comma when in doubt."""
    lines = [line for line in text.splitlines() if line.strip()]
    heading = lines[1] if len(lines) > 1 and lines[0].lower().startswith("sep=") else lines[0]

    def found(separator: str) -> int:
        return len({cell.strip(' "').lower() for cell in heading.split(separator)} & set(COLUMNS))

    return max(SEPARATORS, key=found)


def _names_separator(cells: list[str]) -> bool:
    """Whether a first line is the “sep=;” that spreadsheets write for themselves."""
    return cells[0].strip().lower().startswith("sep=")


def _checked(headings: list[str]) -> list[str]:
    faults = [f"The column “{name}” is missing from the heading." for name in NEEDED if name not in headings]
    faults += [f"The heading names “{name}” twice." for name in COLUMNS if headings.count(name) > 1]
    if faults:
        raise Unreadable(faults)
    return headings


def _cells(headings: list[str], cells: list[str], number: int) -> dict[str, str]:
    if len(cells) > len(headings) and "".join(cells[len(headings) :]).strip():
        raise Unreadable(
            [
                f"Row {number} has {len(cells)} cells where the heading has {len(headings)}: "
                "put quotation marks around a text that holds the separator."
            ]
        )
    return dict(zip(headings, cells, strict=False))


def _json_rows(text: str) -> Iterator[_Row]:
    """Yield the objects of a list, numbered from 1."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable([f"This is not JSON: {error.msg} in line {error.lineno}."]) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(["This JSON cannot be read."]) from error
    if not isinstance(found, list):
        raise Unreadable(["The JSON must be a list of objects, each with entry, judge and score."])
    for number, item in enumerate(found, start=1):
        if not isinstance(item, dict):
            raise Unreadable([f"Item {number} is not an object with entry, judge and score."])
        yield _Row(f"Item {number}", {str(key).strip().lower(): value for key, value in item.items()})


def _is_filled(value: object) -> bool:
    return value is not None and (not isinstance(value, str) or value.strip() != "")


def _take(row: _Row, filled: Mapping[str, bool], seen: _Seen) -> None:
    """Make a mark of one row, or note what is wrong with it."""
    wanted = [*NEEDED, *(name for name in OPTIONAL if filled[name])]
    before = len(seen.faults)
    empty = [name for name in wanted if not _is_filled(row.cells.get(name))]
    seen.faults += [_empty_words(row, name) for name in empty]
    labels = {name: _label(row, name, seen) for name in ("entry", "judge", "criterion") if name not in empty}
    numbers = {name: _number(row, name, seen) for name in ("score", "weight") if name in wanted and name not in empty}
    if len(seen.faults) > before:
        return
    mark = Mark(
        judge=labels["judge"],
        entry=labels["entry"],
        score=numbers["score"],
        criterion=labels.get("criterion", ""),
        weight=numbers.get("weight", 1.0),
    )
    if _contradicts(row, mark, seen):
        return
    seen.marks.append(mark)


def _empty_words(row: _Row, name: str) -> str:
    if name in OPTIONAL:
        return f"{row.name}: {name} is empty, though other rows have one."
    return f"{row.name}: {name} is empty."


def _label(row: _Row, name: str, seen: _Seen) -> str:
    """Return the text of a cell; a number in JSON is taken as its digits."""
    value = row.cells.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        seen.faults.append(f"{row.name}: {name} must be a text.")
        return ""
    text = str(value).strip()
    if _HALF.search(text):
        seen.faults.append(f"{row.name}: {name} holds a character that is not one.")
    return text


def _number(row: _Row, name: str, seen: _Seen) -> float:
    """Return a finite number; a text is read as figures with a point for decimals."""
    value = row.cells[name]
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        seen.faults.append(f"{row.name}: {name} must be a number.")
        return math.nan
    text = str(value).strip() if not isinstance(value, int) else ""
    if isinstance(value, str) and not _NUMBER.fullmatch(text):
        hint = ", with a point for decimals" if "," in text else ""
        seen.faults.append(f"{row.name}: {name} “{text[:40]}” is not a number{hint}.")
        return math.nan
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        seen.faults.append(f"{row.name}: {name} is not a finite number.")
    elif abs(number) > GREATEST:
        seen.faults.append(f"{row.name}: {name} is too large.")
    elif name == "weight" and number <= 0:
        seen.faults.append(f"{row.name}: weight must be above 0.")
    return number


def _contradicts(row: _Row, mark: Mark, seen: _Seen) -> bool:
    """Note a mark given twice, or a criterion with a second weight."""
    key = (mark.judge, mark.entry, mark.criterion)
    about = f" on “{mark.criterion}”" if mark.criterion else ""
    first = seen.where.setdefault(key, row.name)
    if first != row.name:
        seen.faults.append(f"{row.name}: {mark.judge} marked {mark.entry}{about} already in {first.lower()}.")
        return True
    weight, said = seen.weights.setdefault(mark.criterion, (mark.weight, row.name))
    if weight != mark.weight:
        which = f"“{mark.criterion}”" if mark.criterion else "the score"
        seen.faults.append(f"{row.name}: {which} weighs {mark.weight:g} here and {weight:g} in {said.lower()}.")
        return True
    return False

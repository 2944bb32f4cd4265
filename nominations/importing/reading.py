"""Reading a spreadsheet, whichever program wrote it, into headings and rows of plain text.

CSV from any program: with or without a byte order mark, in UTF-8 or the Windows alphabet, with commas, semicolons or
tabs. XLSX: unpacked here with a limit first, so that a small file cannot become a large one.
"""

import csv
import io
import re
from dataclasses import dataclass

from kit.spreadsheets import without_guard
from nominations.importing.columns import guess_columns

MOST_BYTES = 40 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_CHARACTERS = 32_767  # what Excel itself holds in one cell
ROWS_ABOVE_HEADINGS = 20
TOO_MANY_ROWS = f"The file must have {MOST_ROWS:,} rows or fewer. Split it into smaller files."


class Unreadable(Exception):
    """The file cannot be imported; `sentence` says what to do about it."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Sheet:
    """Headings and rows as text. Every row has as many cells as there are headings; blank rows are left out."""

    headers: list[str]
    rows: list[list[str]]


def read_sheet(content: bytes, file_name: str) -> Sheet:
    """Return what a CSV or XLSX file holds, or raise `Unreadable`."""
    ending = file_name.lower().rpartition(".")[2]
    if ending not in {"csv", "xlsx"}:
        raise Unreadable("The file must be a CSV or XLSX file. Save your spreadsheet as one of these and try again.")
    if not content.strip():
        raise Unreadable("The file is empty. Choose a file that has nominations in it.")
    if len(content) > MOST_BYTES:
        raise Unreadable(f"The file must be smaller than {MOST_BYTES // 1024 // 1024} MB. Split it into smaller files.")
    if ending == "xlsx":
        from nominations.importing.workbook import read_workbook

        return read_workbook(content)
    if content[:4] == b"PK\x03\x04":
        raise Unreadable(
            "This is an Excel file with a name that ends in .csv. Change the ending to .xlsx, or save as CSV."
        )
    return make_sheet(_csv_rows(_decoded(content)))


def make_sheet(rows: list[list[str]]) -> Sheet:
    """Return the sheet that these rows are, once their headings are found and every row is as long as they are."""
    top = _row_of_headings(rows)
    if top is None:
        raise Unreadable("The file must have headings in its first row, and at least one row below them.")
    width = max((place + 1 for row in rows[top:] for place, cell in enumerate(row) if cell.strip()), default=0)
    if width > MOST_COLUMNS:
        raise Unreadable(f"The file must have {MOST_COLUMNS} columns or fewer. Delete the columns that are not needed.")
    headers = _padded(_full_headings(rows, top), width)
    body = [_padded(row, width) for row in rows[top + 1 :] if any(cell.strip() for cell in row)]
    if not body:
        raise Unreadable("The file has headings but no rows below them. Choose a file that has nominations in it.")
    if len(body) > MOST_ROWS:
        raise Unreadable(TOO_MANY_ROWS)
    if any(len(cell) > MOST_CHARACTERS for row in body for cell in row):
        raise Unreadable(
            f"One cell holds more than {MOST_CHARACTERS:,} characters. A quotation mark may be missing in the file: "
            "open it in a spreadsheet program, look for a row that has swallowed others, and save it again."
        )
    return Sheet([" ".join(cell.split()) for cell in headers], body)


def _padded(row: list[str], width: int) -> list[str]:
    return row[:width] + [""] * (width - len(row))


def _row_of_headings(rows: list[list[str]]) -> int | None:
    """Return which row holds the headings: below a title there may be, it is the one whose cells are known best."""
    top = rows[:ROWS_ABOVE_HEADINGS]
    known = [len(guess_columns(row)) for row in top]
    if known and max(known) > 1:
        return known.index(max(known))
    filled = [place for place, row in enumerate(top) if sum(bool(cell.strip()) for cell in row) > 1]
    return filled[0] if filled else None


def _full_headings(rows: list[list[str]], top: int) -> list[str]:
    """Return the headings, each that stands there twice with the group that a row above puts it in."""
    headings = rows[top]
    if top == 0 or len({h.strip().casefold() for h in headings if h.strip()}) == sum(bool(h.strip()) for h in headings):
        return headings
    group, full = "", []
    for place, heading in enumerate(headings):
        above = rows[top - 1][place].strip() if place < len(rows[top - 1]) else ""
        group = above or group
        twice = sum(h.strip().casefold() == heading.strip().casefold() for h in headings) > 1
        full.append(f"{group} {heading}" if twice and group else heading)
    return full


def _decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8 (UTF-16 where it says so), else in the alphabet of Windows."""
    says_utf_16 = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ["utf-16"] if says_utf_16 else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(
        'The letters in this file cannot be read. In your spreadsheet program, choose "Save as" and '
        '"CSV UTF-8 (comma delimited)", and try again.'
    )


def _csv_rows(text: str) -> list[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), MOST_BYTES))
    hint = re.match(r"sep=(.)\r?\n", text)
    if hint:
        text = text[hint.end() :]
    delimiter = hint[1] if hint else _delimiter(text)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([without_guard(cell) for cell in row])
            # Blank rows below the last are many where somebody formatted whole columns.
            if len(rows) > MOST_ROWS + ROWS_ABOVE_HEADINGS and any(map(str.strip, rows.pop())):
                raise Unreadable(TOO_MANY_ROWS)
    except csv.Error as problem:
        raise Unreadable(
            "The file cannot be read as a CSV file. Open it in a spreadsheet program, save it again and try again."
        ) from problem
    return rows


def _delimiter(text: str) -> str:
    """Return which of comma, semicolon and tab makes the best known headings; then the one that makes most columns."""
    head = text[:100_000]

    def known(mark: str) -> tuple[int, int]:
        rows = []
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=mark):
            rows.append(row)
            if len(rows) == ROWS_ABOVE_HEADINGS:
                break
        return max((len(guess_columns(row)) for row in rows), default=0), max(map(len, rows), default=0)

    return max(",;\t", key=known)

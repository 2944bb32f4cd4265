"""Reading an XLSX file: unpacked with a limit, its cells as the text that a CSV file of it would hold."""

import datetime as dt
import io
import re
import zipfile
import zlib

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from nominations.importing.columns import guess_columns
from nominations.importing.reading import (
    MOST_COLUMNS,
    MOST_ROWS,
    ROWS_ABOVE_HEADINGS,
    TOO_MANY_ROWS,
    Sheet,
    Unreadable,
    make_sheet,
)

MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 2_000
DAMAGED = (
    "The Excel file cannot be read. Open it in Excel, save it again as an XLSX file without a password and try again."
)
TOO_LARGE = "The Excel file is too large once unpacked. Delete pictures and other sheets, or save it as CSV."
# What reading a damaged file may raise.
_DAMAGES = (
    *(CalamineError, zipfile.BadZipFile, zlib.error),
    *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError),
)
FAR_AWAY = (
    "Something is written far to the right of the nominations or far below them. Copy the nominations with their "
    "headings to a new sheet, save it and try again."
)
# The reader holds every cell from the first to the last that is filled, and every text once for each cell.
MOST_CELLS = 10_000_000
_FILLED = re.compile(rb'<(?:\w+:)?c\s[^>/]*?\br="([A-Z]{1,3})(\d{1,7})"[^>/]*>')
_SHARED = re.compile(rb'<(?:\w+:)?c\s[^>/]*?\bt="s"[^>/]*>\s*<(?:\w+:)?v>(\d+)</')
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>[^<]*\r[^<]*</")


def read_workbook(content: bytes) -> Sheet:
    """Return the worksheet whose headings are known best."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_unpacked(content)))
        names = [
            about.name
            for about in book.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
        ]
        tables = [rows for name in names if (rows := _rows_of(book.get_sheet_by_name(name)))]
    except Unreadable:
        raise
    except _DAMAGES as error:
        raise Unreadable(DAMAGED) from error
    except BaseException as error:
        # What the reader's own language calls a panic is no Exception in this one.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable(DAMAGED) from error
    if not tables:
        raise Unreadable("The file is empty. Choose a file that has nominations in it.")
    return make_sheet(max(tables, key=_known))


def _known(rows: list[list[str]]) -> int:
    return max(len(guess_columns(row)) for row in rows[:ROWS_ABOVE_HEADINGS])


def _unpacked(content: bytes) -> bytes:
    """Return the file packed anew without compression, so that what reads it meets no more than was allowed here."""
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = _parts(packed)
    _refuse_what_would_swell(parts)
    with zipfile.ZipFile(copy, "w") as plain:
        for name, data in parts.items():
            plain.writestr(name, _keeping_returns(data))
    return copy.getvalue()


def _parts(packed: zipfile.ZipFile) -> dict[str, bytes]:
    """Return what a workbook is made of, without pictures; raises Unreadable as soon as it is too much."""
    left, parts = MOST_UNPACKED, {}
    listed = packed.infolist()
    if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_UNPACKED:
        raise Unreadable(TOO_LARGE)
    for part in listed:
        if part.filename.lower().endswith((".xml", ".rels")):
            with packed.open(part) as stream:
                data = stream.read(left + 1)
            left -= len(data)
            if left < 0:
                raise Unreadable(TOO_LARGE)
            if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
                raise Unreadable(DAMAGED)
            parts[part.filename] = data
    return parts


def _refuse_what_would_swell(parts: dict[str, bytes]) -> None:
    """Raise Unreadable for few bytes that would become many: two cells at the corners, one long text in every cell."""
    texts = b"".join(data for name, data in parts.items() if name.lower().endswith("sharedstrings.xml"))
    lengths = [len(text) for text in re.split(rb"<(?:\w+:)?si\b", texts)[1:]]
    weight = 0
    for data in parts.values():
        if b"sheetData" not in data:
            continue
        right = below = 0
        for column, row in _FILLED.findall(data):
            right, below = max(right, _place(column)), max(below, int(row))
        if right * below > MOST_CELLS:
            raise Unreadable(FAR_AWAY)
        weight += sum(lengths[int(place)] for place in _SHARED.findall(data) if int(place) < len(lengths))
    if weight > MOST_UNPACKED:
        raise Unreadable(TOO_LARGE)


def _place(column: bytes) -> int:
    """Return the number of a column that is named by letters."""
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


def _keeping_returns(data: bytes) -> bytes:
    """Return a part with carriage returns inside a cell written so that reading XML does not swallow them."""
    if b"\r" not in data:
        return data
    return _TEXT.sub(lambda text: text[0].replace(b"\r", b"_x000D_"), data)


def _rows_of(sheet: CalamineSheet) -> list[list[str]]:
    if sheet.width > MOST_COLUMNS * 10:
        raise Unreadable(f"The file must have {MOST_COLUMNS} columns or fewer. Delete the columns that are not needed.")
    rows: list[list[str]] = []
    for cells in sheet.iter_rows():
        rows.append([as_text(cell) for cell in cells])
        if len(rows) > MOST_ROWS + ROWS_ABOVE_HEADINGS and not any(rows[-1]):
            rows.pop()
        elif len(rows) > MOST_ROWS + ROWS_ABOVE_HEADINGS:
            raise Unreadable(TOO_MANY_ROWS)
    return rows


def as_text(cell) -> str:
    """Return a cell as text: whole numbers without a point, dates with the year first, so that none is mistaken."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        whole = cell + dt.timedelta(microseconds=500_000)
        return whole.strftime("%Y-%m-%d %H:%M:%S").removesuffix(" 00:00:00")
    if isinstance(cell, dt.timedelta):
        return str(cell)
    return "" if cell is None else str(cell)

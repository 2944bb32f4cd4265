"""Writing XLSX files. What it needs takes half a second to load, so only who writes one imports this."""

import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from kit import spreadsheets
from kit.spreadsheets import TooLarge, Value, clean_headings, figure, is_risky
from kit.text import clean_header

# XML 1.0 has no place for these, and UTF-8 none for half a pair of surrogates.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# How Excel spells a character by its number; a text that looks like it is spelled out, too.
_SPELLED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def write_xlsx(file, title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write an XLSX file with one sheet; row by row, so that memory does not grow with the list.

    Raises `TooLarge` where Excel's limits would cut something.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "Commend"
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", clean_header(title, 31)).strip() or "List")
    sheet.freeze_panes = "A2"
    for number in range(len(headings)):
        sheet.column_dimensions[get_column_letter(number + 1)].width = 24
    sheet.append([_text_cell(sheet, heading, bold=True) for heading in clean_headings(headings)])
    try:
        for number, row in enumerate(rows, start=2):
            if number > spreadsheets.MOST_ROWS:
                raise TooLarge("This list has more rows than a spreadsheet can hold. Download it as CSV.")
            sheet.append([_cell(sheet, value) for value in row])
    except BaseException:
        # What was written so far lies in a file of its own, which would stay as long as the process.
        sheet.close()
        sheet._writer.cleanup()
        raise
    book.save(file)


def _cell(sheet, value: Value):
    if isinstance(value, str):
        return _text_cell(sheet, value) if value else None
    return figure(value) if isinstance(value, bool) else value


def _text_cell(sheet, text: str, *, bold: bool = False) -> WriteOnlyCell:
    # Set past the library's own way in, which takes "=" for a formula and cuts what is too long.
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type = xlsx_text(text), "s"
    if is_risky(text):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    elif "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def xlsx_text(text: str) -> str:
    """Return a text as a cell of XLSX holds it; raises `TooLarge` for one that Excel would cut."""
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > spreadsheets.LONGEST_CELL:
        raise TooLarge("One of the texts is longer than a spreadsheet’s cell can be. Download the list as CSV.")
    kept = _NOT_IN_XML.sub("\ufffd", text)
    spelled = _SPELLED.sub("_x005F_", kept).replace("\r", "_x000D_")
    # A text of nothing but blanks would be read as an empty cell.
    return f"_x{ord(spelled[0]):04X}_{spelled[1:]}" if spelled.isspace() else spelled

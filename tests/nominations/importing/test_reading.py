"""Reading a council's spreadsheet: whatever program wrote it, and however unkind its sender."""

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nominations.importing import Sheet, Unreadable, guess_columns, guess_dates, read_sheet
from nominations.importing import reading as limits
from nominations.importing.cleaning import mend
from nominations.importing.dates import period_code

HEADINGS = ["Award", "Nominee", "Reason"]
ROW = ["Kindness", "Siân O’Neil", "Because"]


def read_csv(text, *, encoding="utf-8"):
    return read_sheet(text.encode(encoding), "nominations.csv")


def workbook(*sheets, change=lambda book: None):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read_xlsx(*sheets, **options):
    return read_sheet(workbook(*sheets, **options), "nominations.xlsx")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["commas", "semicolons", "tabs"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_file_of_any_program_is_read(delimiter, encoding, end):
    text = end.join(delimiter.join(row) for row in (HEADINGS, ROW)) + end

    assert read_csv(text, encoding=encoding) == Sheet(HEADINGS, [ROW])


def test_titles_blank_rows_and_short_rows_are_taken_for_what_they_are():
    text = 'All nominations,,\n,,\nAward,Nominee,Reason,\nKindness,Ann\n,,,\nKindness,Roy,"two\nlines"\n\n'

    assert read_csv(text) == Sheet(HEADINGS, [["Kindness", "Ann", ""], ["Kindness", "Roy", "two\nlines"]])
    assert read_csv("sep=;\nAward;Nominee;Reason\nKindness;Ann;x, y\n").rows == [["Kindness", "Ann", "x, y"]]


def test_headings_that_stand_twice_are_told_apart_by_the_group_above_them():
    rows = [
        ["Nominee", "", "Nominator", "", "", ""],
        ["Name", "Email", "Name", "Email", "Award", "Reason"],
        [*"abcdef"],
    ]

    sheet = read_xlsx(rows, change=lambda book: book["Sheet 0"].merge_cells("A1:B1"))
    assert sheet.headers == ["Nominee Name", "Nominee Email", "Nominator Name", "Nominator Email", "Award", "Reason"]
    assert guess_columns(sheet.headers) == {
        "nominee": 0, "nominee_email": 1, "nominator": 2, "nominator_email": 3, "award": 4, "reason": 5,
    }  # fmt: skip


def test_cells_of_a_workbook_are_the_text_that_a_csv_file_would_hold():
    cells = [7, 2.5, datetime(2026, 12, 7, 9, 14, 2), date(2026, 3, 14), time(9, 30), True, None, "a\r\nb\nc"]
    headings = [*HEADINGS, "d", "e", "f", "g", "h"]

    [row] = read_xlsx([["Title"], [], headings, cells, []]).rows
    assert row == ["7", "2.5", "2026-12-07 09:14:02", "2026-03-14", "09:30:00", "Yes", "", "a\r\nb\nc"]


def test_the_sheet_with_the_best_known_headings_is_read_and_no_hidden_one():
    notes, nominations = [["How to use this"], ["a", "b"]], [HEADINGS, ROW]
    hidden = [[*HEADINGS, "Their email"], [*ROW, "x"]]

    def hide(book):
        book["Sheet 2"].sheet_state = "hidden"

    assert read_xlsx(notes, nominations, hidden, change=hide) == Sheet(HEADINGS, [ROW])


def unreadable(content, name="nominations.xlsx"):
    with pytest.raises(Unreadable) as refusal:
        read_sheet(content, name)
    return refusal.value.sentence


def test_what_is_no_spreadsheet_is_refused_with_what_to_do():
    assert unreadable(b"%PDF-1.7", "scan.pdf").startswith("The file must be a CSV or XLSX file.")
    assert unreadable(b"", "a.csv") == "The file is empty. Choose a file that has nominations in it."
    assert unreadable(b"\x89PNG\r\n\x1a\n\0\0\0", "a.csv").startswith("The letters in this file cannot be read.")
    assert unreadable(workbook([HEADINGS, ROW]), "a.csv").startswith("This is an Excel file with a name that ends")
    assert unreadable(b"Award,Nominee,Reason\n", "a.csv").startswith("The file has headings but no rows")
    assert unreadable(b"not a zip at all").startswith("The Excel file cannot be read.")
    assert unreadable(workbook([HEADINGS, ROW])[:900]).startswith("The Excel file cannot be read.")
    assert unreadable(workbook([])) == "The file is empty. Choose a file that has nominations in it."


def with_part(name, data):
    """A workbook with one of its parts replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([HEADINGS, ROW]))) as old, zipfile.ZipFile(file, "w", 8) as new:
        for part in old.namelist():
            new.writestr(part, data if part == name else old.read(part))
    return file.getvalue()


def test_a_file_that_would_swell_is_refused_before_it_does(monkeypatch):
    sheet = "xl/worksheets/sheet1.xml"
    begin = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    corner = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    bomb = begin + b" " * (limits.MOST_BYTES * 6)

    assert unreadable(with_part(sheet, begin + corner)).startswith("Something is written far to the right")
    assert unreadable(with_part(sheet, bomb)).startswith("The Excel file is too large once unpacked.")
    assert unreadable(with_part(sheet, b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + begin)).startswith(
        "The Excel file cannot be read."
    )
    assert unreadable(b"x" * (limits.MOST_BYTES + 1), "a.csv").startswith("The file must be smaller than 40 MB.")


def test_limits_of_rows_columns_and_cells_are_said():
    head = "Award,Nominee,Reason\n"

    assert unreadable((head + "a,b,c\n" * 20_001).encode(), "a.csv").startswith(
        "The file must have 20,000 rows or fewer"
    )
    assert len(read_csv(head + "a,b,c\n" * 20_000 + ",,\n" * 3_000).rows) == 20_000
    assert unreadable((head + "," * 200 + "x\n").encode(), "a.csv").startswith(
        "The file must have 100 columns or fewer"
    )
    assert unreadable((head + 'a,b,"' + "x" * 40_000 + '"\n').encode(), "a.csv").startswith("One cell holds more than")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx"]))
def test_no_bytes_stop_it(content, name):
    try:
        sheet = read_sheet(content, name)
    except Unreadable:
        return
    assert all(len(row) == len(sheet.headers) for row in sheet.rows)


STAMPS = {
    ("12/7/26 9:14:02", "12/14/26 9:00:13"): "mdy",
    ("07/12/2026 09:14", "14/12/2026 09:00"): "dmy",
    ("2/1/27 9:00:00", "2/2/27 9:00:00"): "",
    ("13/1/27 9:00:00", "1/13/27 9:00:00"): "",
    ("2026-12-07 09:14:02", "2026-12-14T09:00:13Z"): "dmy",
    ("12/7/26 9:14:02", "12/14/26 9:00:13", "22/01/2027 14:05"): "mdy",
}


@pytest.mark.parametrize("stamps", STAMPS, ids=" ".join)
def test_the_order_of_day_and_month_is_told_for_the_whole_column_or_asked(stamps):
    assert guess_dates(Sheet(["Completion time"], [[stamp] for stamp in stamps]), {"completed": 0}) == STAMPS[stamps]


PERIODS = {
    "14/03/2026": "", "2026-04-01": "", "3rd of May 2026": "", "Tuesday 5 May 2026": "", "May 5, 2026": "",
    "": "date_blank", "n/a": "date_unparsed", "whenever": "date_unparsed", "32/13/2026": "date_unparsed",
    "04/03/2026": "date_ambiguous", "5 May 26": "date_two_digit_year", "5/5/26": "date_two_digit_year",
    "46235": "date_excel_serial", "Dec-26": "date_spreadsheet_mangled", "2025/26": "date_academic_year",
    "May to June 2026": "date_range", "05/2026 - 07/2026": "date_range", "since 2020": "date_approximate",
    "over the summer": "date_approximate", "the last few months": "date_approximate", "2026": "date_approximate",
}  # fmt: skip


@pytest.mark.parametrize("said", PERIODS)
def test_how_a_date_is_written_is_said_and_nothing_is_made_up(said):
    assert period_code(said) == PERIODS[said]


MENDED = {
    ("nominee", " Ann  Elm\u200b "): (
        "Ann Elm",
        ["zero_width_removed", "whitespace_trimmed", "double_space_collapsed"],
    ),
    ("nominee", "Ann\nElm"): ("Ann Elm", ["line_break_replaced"]),
    ("nominee", "ZoÃ« Elm"): ("Zoë Elm", ["mojibake_repaired"]),
    ("nominee", "SÃO Elm"): ("SÃO Elm", []),
    ("nominee_email", "Ann@Elm.Example"): ("ann@elm.example", ["email_case_normalised"]),
    ("reason", "a\r\nb"): ("a\nb", ["newlines_normalised"]),
    ("reason", "a  b\tc"): ("a  b\tc", []),
    ("reason", "5 < 6 & 7 > 6"): ("5 < 6 & 7 > 6", []),
    ("reason", "Fish &amp; chips"): ("Fish & chips", ["html_entities_decoded"]),
    ("reason", "<p>One</p><p>two <b>three</b></p>"): ("One\n\ntwo three", ["html_stripped"]),
    ("reason", "a\0b"): ("ab", ["control_characters_removed"]),
    ("manager", "Ann <ann@elm.example>"): ("Ann <ann@elm.example>", []),
    ("nominator_phone", "+44 7700 900123"): ("+44 7700 900123", []),
}


@pytest.mark.parametrize("cell", MENDED, ids=lambda cell: repr(cell[1]))
def test_a_cell_is_mended_where_that_is_certain_and_each_mend_has_its_code(cell):
    assert mend(*cell) == MENDED[cell]


@pytest.mark.parametrize(
    ("headings", "known"),
    [
        (
            ["Timestamp", "Email Address", "Your full name", "Which category?", "Who would you like to nominate?",
             "Why do you think they should win?"],
            ["award", "completed", "nominator", "nominator_email", "nominee", "reason"],
        ),
        (
            ["Reference", "Award", "Nominee", "Their email address", "Judging copy", "First sent", "Status"],
            ["award", "id", "nominee", "nominee_email", "reason"],
        ),
        (["Last modified time", "Colour", ""], []),
    ],
    ids=["another form", "an export", "nothing known"],
)  # fmt: skip
def test_columns_are_known_by_their_headings(headings, known):
    assert sorted(guess_columns(headings)) == known

"""Files of lists: no text is lost, none becomes a formula, and no limit of a spreadsheet program cuts in silence."""

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import django_tables2 as tables
import openpyxl
import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import SafeString
from hypothesis import example, given
from hypothesis import strategies as st

from kit.exports import words_of
from kit.models import IdempotencyKey
from kit.spreadsheets import (
    BYTE_ORDER_MARK,
    LONGEST_CELL,
    TooLarge,
    clean_headings,
    csv_pieces,
    is_risky,
    plain_value,
    with_guard,
    without_guard,
)
from kit.tables import CommendTable, DayColumn, MomentColumn, NumberColumn, link_html, tag_html
from kit.workbooks import write_xlsx
from nominations.importing import read_sheet
from tests.kit.test_tables import KeyTable, make

# The signs that begin a formula, in every width, also behind blanks, marks of direction and apostrophes.
FORMULAS = [
    *(f"{sign}1+1" for sign in "=+-@＝＋－＠﹢﹣﹦﹫−"),
    "\t=1",
    "\r=1",
    "\n@SUM(A1)",
    "   =cmd|' /C calc'!A0",
    "\u200b=1",
    "\ufeff+1",
    "\u00a0-1",
    "'=1",
    "''=1",
    "=cmd@x.example",
]
HARMLESS = ["Nadia Fenwick", "'tis the season", "a=b", "3-4", "zoë@fellshire.example", "", "'", "½ = 0.5", "…"]
# What a person can store: all of Unicode but what XML has no place for and halves of pairs.
TEXT = st.text(
    st.characters(
        exclude_categories=["Cs"], exclude_characters=[*map(chr, {*range(32)} - {9, 10, 13}), "\ufffe", "\uffff"]
    ),
    max_size=60,
)


def as_csv(*rows, headings=("Reason", "Award")) -> bytes:
    """Return a CSV file of these rows."""
    return b"".join(csv_pieces(headings, rows))


def as_xlsx(*rows, headings=("Reason", "Award")) -> bytes:
    """Return an XLSX file of these rows."""
    file = io.BytesIO()
    write_xlsx(file, "Nominations", headings, rows)
    return file.getvalue()


def cells_of(content: bytes) -> list[str]:
    """Return every cell of a CSV file as a spreadsheet program takes it."""
    return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_a_text_in_both_files(text):
    written = cells_of(as_csv([text, "x"]))[2]
    assert (is_risky(text.lstrip("'")), written) == (True, f"'{text}")

    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([text, "x"])))
    assert [(cell.data_type, cell.hyperlink) for row in book.active.rows for cell in row] == [("s", None)] * 4


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_is_written_as_it_is(text):
    assert (with_guard(text), without_guard(text)) == (text, text)


def test_headings_are_guarded_too_and_differ():
    assert clean_headings(["=1", " A\tb ", "A b", ""]) == ["=1", "A b", "A b (2)", "Column"]
    assert as_csv(headings=["=1"]) == "\ufeff'=1\r\n".encode()


@given(TEXT)
@example("'=1")
@example("''")
@example("'\t'=")
def test_the_guard_comes_off_again(text):
    assert without_guard(with_guard(text)) == text
    assert not is_risky(with_guard(text))


@given(st.lists(TEXT.filter(str.strip), min_size=1, max_size=4))
@example(["\r\nTwo\rlines\n", "_x0041_", "_x000D_", "_x005F_x0041_", " \u2028 x\x85", '"a","b";c'])
@example(FORMULAS)
def test_no_text_loses_a_character_on_its_way_through_a_file(texts):
    rows = [[text, "Award of the year"] for text in texts]

    for content, name in ((as_csv(*rows), "list.csv"), (as_xlsx(*rows), "list.xlsx")):
        sheet = read_sheet(content, name)
        assert (sheet.headers, [row[0] for row in sheet.rows]) == (["Reason", "Award"], texts)


@given(TEXT)
@example("\n")
@example("  ")
def test_a_text_of_blanks_is_kept_too(text):
    sheet = read_sheet(as_xlsx([text, "x"]), "list.xlsx")

    assert sheet.rows == [[text, "x"]]


def test_what_xml_cannot_hold_is_shown_as_missing_and_what_utf8_cannot_hold_too():
    sheet = read_sheet(as_xlsx(["a\x00b\x1fc\ufffe\ud800", "x"]), "list.xlsx")

    assert sheet.rows == [["a\ufffdb\ufffdc\ufffd\ufffd", "x"]]
    assert cells_of(as_csv(["a\ud800", "x"]))[2] == "a\ufffd"


def test_a_text_longer_than_a_cell_is_refused_never_cut():
    assert read_sheet(as_xlsx(["a" * LONGEST_CELL, "x"]), "list.xlsx").rows[0][0] == "a" * LONGEST_CELL
    for text in ("a" * (LONGEST_CELL + 1), "😀" * (LONGEST_CELL // 2 + 1)):
        with pytest.raises(TooLarge, match="Download the list as CSV"):
            as_xlsx([text, "x"])
    assert len(cells_of(as_csv(["a" * 40_000, "x"]))[2]) == 40_000


def test_a_list_longer_than_a_spreadsheet_is_refused(monkeypatch):
    monkeypatch.setattr("kit.spreadsheets.MOST_ROWS", 3)

    assert len(read_sheet(as_xlsx(["a", "b"], ["c", "d"]), "list.xlsx").rows) == 2
    with pytest.raises(TooLarge, match="more rows than a spreadsheet can hold"):
        as_xlsx(["a", "b"], ["c", "d"], ["e", "f"])


def test_a_csv_file_is_what_excel_expects_and_begins_before_the_first_row_is_known():
    def rows():
        yield ["Zoë", 3]
        raise RuntimeError("the second row is never asked for")

    pieces = csv_pieces(["Name", "Points"], rows())

    assert next(pieces) == f"{BYTE_ORDER_MARK}Name,Points\r\n".encode()
    assert as_csv(["Zoë", 3], [None, Decimal("3.6000")])[len("\ufeffReason,Award\r\n".encode()) :] == (
        "Zoë,3\r\n,3.6000\r\n".encode()
    )


def test_figures_are_figures_and_days_sort():
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([3, Decimal("3.6")], ["3", None])))
    assert [[(c.data_type, c.value) for c in row] for row in book.active.iter_rows(min_row=2)] == [
        [("n", 3), ("n", 3.6)],
        [("s", "3"), ("n", None)],
    ]
    moment = datetime(2027, 6, 1, 16, 5, tzinfo=UTC)
    assert [plain_value(value) for value in (moment, date(2027, 6, 1), "x", 1, None)] == [
        "2027-06-01 16:05",
        "2027-06-01",
        "x",
        1,
        None,
    ]


def test_a_cell_is_read_as_its_words():
    listed = SafeString("<ul><li>Wei &amp; Zoë: <strong>3.6</strong></li><li>Ann</li></ul>")
    two_lines = SafeString('<span>Nadia<br><strong class="govuk-tag">Safe</strong></span>')

    assert words_of(link_html("RB27-0001", "/x", hidden="of Nadia")) == "RB27-0001"
    assert words_of(tag_html("<b>", "red")) == "<b>"
    assert (words_of(listed), words_of(two_lines)) == ("Wei & Zoë: 3.6; Ann", "Nadia; Safe")
    assert words_of("<b>as typed</b>") == "<b>as typed</b>"


def test_a_table_gives_its_columns_as_values_and_can_say_what_a_file_holds():
    class Rows(CommendTable):
        name = tables.Column("Who")
        total = NumberColumn("Total", decimals=2)
        on = DayColumn("On")
        at = MomentColumn("At")

        class Meta:
            exports = {"name": "Nominee", "total": "Total", "on": "On", "at": "At", "more": "More"}

        def render_name(self, value):
            return link_html(value, "/")

        def value_more(self, record):
            return record["more"]

    noon = datetime(2027, 6, 1, 11, tzinfo=UTC)
    record = {"name": "Wei", "total": Decimal("1234.5678"), "on": noon, "at": noon, "more": True}
    export = Rows([record]).export(RequestFactory().get("/"), "rows")

    assert export.headings == ["Nominee", "Total", "On", "At", "More"]
    assert list(export.values()) == [["Wei", Decimal("1234.5678"), "2027-06-01", "2027-06-01 12:00", True]]


@pytest.mark.django_db
def test_a_file_holds_every_row_in_the_order_of_the_page_at_the_same_cost_at_any_length():
    costs = []
    for more in (3, 297):
        make(more, body_hash=str(more), route=f"r{more}")
        with CaptureQueriesContext(connection) as queries:
            export = KeyTable(IdempotencyKey.objects.all()).export(RequestFactory().get("/?sort=-actor&page=2"), "keys")
            rows = list(export.values())
        costs.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
        names = sorted(IdempotencyKey.objects.values_list("actor", flat=True), reverse=True)
        assert [row[0] for row in rows] == names

    assert costs == [1, 1]
    assert export.asked == ["sort=-actor"]


def test_nothing_of_a_refused_file_stays_behind(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with pytest.raises(TooLarge):
        as_xlsx(["a", "b"], ["x" * 40_000, "y"])
    assert [path.name for path in tmp_path.iterdir() if re.search("openpyxl", path.name)] == []

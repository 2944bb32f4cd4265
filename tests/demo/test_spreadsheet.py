"""The messy spreadsheet of the demo: the file as it is, and the same in the weeks of a season that was moved."""

import csv
import io

from demo.spreadsheet import FILE, TIMES, moved_spreadsheet


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_unmoved_it_is_the_file_itself_cell_by_cell():
    assert rows_of(moved_spreadsheet(0)) == rows_of(FILE.read_bytes())


def test_moved_its_times_alone_are_others_each_in_the_form_in_which_it_was_written():
    before, after = rows_of(FILE.read_bytes()), rows_of(moved_spreadsheet(-10))

    assert [row["Start time"] for row in (after[0], *after[-2:])] == [
        "9/28/26 9:14:02",
        "13/11/2026 14:05",
        "2026-11-13T16:20:00Z",
    ]
    assert [{k: v for k, v in row.items() if k not in TIMES} for row in after] == [
        {k: v for k, v in row.items() if k not in TIMES} for row in before
    ]

"""Reading a downloaded list as a spreadsheet program does."""

import csv
import io

import openpyxl


def rows_of(response) -> list[dict[str, str]]:
    """Return the rows of a downloaded file as a spreadsheet program reads them."""
    content = b"".join(response.streaming_content)
    if "csv" in response["Content-Type"]:
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    headings, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}
    return [dict(zip([c.value for c in headings], [c.value or "" for c in row], strict=True)) for row in rows]

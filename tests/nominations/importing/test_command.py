"""The command that imports nominations, on the demo as its file has it."""

import io
import json
from datetime import datetime

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from awards.models import Season
from demo.source import FOLDER
from nominations.importing import read_sheet
from nominations.models import ImportBatch, ImportRow, Nomination
from notifications.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CSV = FOLDER / "nominations-import.csv"
EXPECTED = json.loads((FOLDER / "nominations-import.expected.json").read_text(encoding="utf-8"))
SLUG = "fellshire-social-care-awards-2027"
STAMPS = ("Start time", "Completion time")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo with the dates of its file, while the season can still take nominations; loaded once."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", at="nominating", no_shift=True, verbosity=0)
        yield Season.objects.get()
        transaction.set_rollback(True)


def run(file, capsys, **options):
    capsys.readouterr()
    call_command("import_nominations", str(file), season=SLUG, json=True, **options)
    return json.loads(capsys.readouterr().out)


def as_workbook(folder, *, real_cells):
    """Write the demo's file as XLSX: every cell a text, or dates and numbers as a spreadsheet holds them."""
    sheet = read_sheet(CSV.read_bytes(), CSV.name)
    book = openpyxl.Workbook()
    for line in [sheet.headers, *sheet.rows]:
        book.active.append(["" for _ in line])
        for place, text in enumerate(line):
            cell = book.active.cell(book.active.max_row, place + 1)
            cell.value = real_value(sheet.headers[place], text) if real_cells and line is not sheet.headers else text
            if cell.data_type == "f":
                cell.data_type = "s"
    path = folder / "nominations.xlsx"
    book.save(path)
    return path


def real_value(heading, text):
    if text.isdigit():
        return int(text)
    forms = ("%m/%d/%y %H:%M:%S",) if heading in STAMPS else ("%d/%m/%Y", "%Y-%m-%d")
    for form in forms:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return text


def test_each_row_of_the_demo_is_found_as_expected(loaded, capsys):
    found = run(CSV, capsys, dry_run=True)

    assert found == {"rows": EXPECTED["rows"], "counts": EXPECTED["counts"]}
    assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize("real_cells", [False, True], ids=("texts", "dates and numbers"))
def test_the_same_file_as_a_workbook_is_found_to_be_the_same(loaded, capsys, tmp_path, real_cells):
    found = run(as_workbook(tmp_path, real_cells=real_cells), capsys, dry_run=True)

    assert found == {"rows": EXPECTED["rows"], "counts": EXPECTED["counts"]}


def test_importing_makes_what_was_found_and_writes_to_nobody(loaded, capsys):
    messages, before = Message.objects.count(), Nomination.objects.count()

    report = run(CSV, capsys)

    made = Nomination.objects.filter(import_row__isnull=False)
    without_award = sum(row["category"] is None for row in EXPECTED["rows"])
    assert report["imported"] | {"by": ""} == {"submitted": 33, "on_hold": 22 - without_award, "by": ""}
    assert (made.filter(state="submitted").count(), made.filter(state="on_hold").count()) == (33, 22 - without_award)
    assert Nomination.objects.count() == before + made.count()
    assert Message.objects.count() == messages
    assert ImportRow.objects.exclude(sealed_values=b"").count() == 0


@pytest.mark.parametrize(
    ("option", "submitted", "on_hold"), [("take_held", 52, 0), ("leave_held", 33, 0)], ids=("taken", "left out")
)
def test_rows_to_decide_can_be_decided_as_one(loaded, capsys, option, submitted, on_hold):
    imported = run(CSV, capsys, **{option: True})["imported"]

    assert (imported["submitted"], imported["on_hold"]) == (submitted, on_hold)


def refusal_of(file, **options):
    batches, nominations = ImportBatch.objects.count(), Nomination.objects.count()
    with pytest.raises(CommandError) as refusal:
        call_command("import_nominations", str(file), **({"season": SLUG} | options))
    assert (ImportBatch.objects.count(), Nomination.objects.count()) == (batches, nominations)
    return str(refusal.value)


def test_a_season_that_takes_no_imports_is_left_alone_and_the_rows_are_still_told(loaded, capsys):
    Season.objects.filter(pk=loaded.pk).update(state="judging")

    capsys.readouterr()
    assert refusal_of(CSV, json=True) == (
        "Nominations can be imported from when the season is published until judging begins. Nothing was imported."
    )
    assert json.loads(capsys.readouterr().out)["counts"] == EXPECTED["counts"]


def test_what_cannot_be_done_is_said(loaded, tmp_path):
    text = tmp_path / "story.txt"
    text.write_text("hello")
    headless = tmp_path / "headless.csv"
    headless.write_text("Colour,Shape\nred,round\n")
    unclear = tmp_path / "unclear.csv"
    unclear.write_text("Award,Nominee,Reason,Completion time\nLearn,Ada Pell,Because,1/2/27 9:00\n")

    assert refusal_of(CSV, season="nowhere") == f"There is no season nowhere. Seasons here: {SLUG}."
    assert refusal_of(tmp_path / "absent.csv").endswith("cannot be read: No such file or directory.")
    assert refusal_of(text).startswith("The file must be a CSV or XLSX file.")
    assert refusal_of(headless).startswith("No column of the file is known for: Award, Who is nominated")
    assert refusal_of(unclear).startswith("It cannot be told whether day or month comes first.")
    assert refusal_of(CSV, by="nobody@fellshire.example").startswith("nobody@fellshire.example is no administrator")
    assert refusal_of(CSV, alias=["Learn=nothing"]).startswith("The season has no award nothing.")


def test_people_read_sentences(loaded, capsys):
    out = io.StringIO()
    call_command("import_nominations", str(CSV), season=SLUG, dry_run=True, stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[0] == "Row 1: ok, rb-safeguarding, 91 words."
    assert lines[-1] == ("60 rows: 33 ok, 22 need a decision, 5 rejected. Nothing was imported: this was a dry run.")

"""Spreadsheets of nominations for tests: a few rows, uploaded, matched and checked by an administrator."""

import csv
import io

from kit import clock, jobs
from kit.models import Job
from nominations.models import ImportBatch, ImportRow
from nominations.services import import_checking, importing
from nominations.services.import_sealing import BatchKey, RowText
from tests.world import WORDS

HEADINGS = ["Award", "Who are you nominating?", "Why should they win?", "Your name", "Your email", "Their email"]


REASON = WORDS.strip()


def row(award="Safeguarding Award", nominee="Wilma Ashdown", reason=REASON, name="Tom Writer", email=None, theirs=""):
    """Return the cells of a row in which nothing is wrong unless told otherwise."""
    address = f"{name.lower().replace(' ', '.')}@partner.example" if email is None else email
    return [award, nominee, reason, name, address, theirs]


def as_csv(rows) -> bytes:
    """Return the rows as a file."""
    file = io.StringIO()
    csv.writer(file).writerows([HEADINGS, *rows])
    return file.getvalue().encode("utf-8-sig")


def uploaded_import(season, by, rows) -> ImportBatch:
    """Return an import whose columns and awards are as guessed."""
    return importing.upload_file(season, content=as_csv(rows), file_name="nominations.csv", by=by)


def checked_import(season, by, rows) -> ImportBatch:
    """Return an import whose rows are checked."""
    return worked(import_checking.check_import(uploaded_import(season, by, rows), by=by))


def worked(batch: ImportBatch) -> ImportBatch:
    """Do what a worker would do for an import, and return it as it then stands."""
    batch = ImportBatch.objects.get(pk=batch.pk)
    while batch.job_id and jobs.work_on(batch.job_id):
        pass
    return ImportBatch.objects.select_related("season").get(pk=batch.pk)


def imported(season, by, rows) -> ImportBatch:
    """Return an import that is done."""
    return worked(importing.confirm_import(checked_import(season, by, rows), by=by))


def waiting_import(season, by) -> ImportBatch:
    """Return an import at which a worker is."""
    job = Job.objects.create(kind="import.write", about="import:0", started_by="", total=4, created_at=clock.now())
    return ImportBatch.objects.create(
        season=season,
        state="importing",
        file_name="long.csv",
        sealed_file=b"",
        sealed_key=b"",
        uploaded_by=by,
        confirmed_by=by,
        confirmed_at=clock.now(),
        job=job,
    )


def finished_import(season, by, nominations) -> ImportBatch:
    """Return an import that brought these nominations, without having been through its steps."""
    batch = ImportBatch.objects.create(
        season=season,
        state="imported",
        file_name="done.csv",
        sealed_file=b"",
        sealed_key=b"",
        uploaded_by=by,
        confirmed_by=by,
        confirmed_at=clock.now(),
        counts={"rows": len(nominations), "submitted": len(nominations)},
    )
    ImportRow.objects.bulk_create(
        ImportRow(batch=batch, number=n, key=str(n), sealed_values=b"", sealed_key=b"", verdict="ok", nomination=one)
        for n, one in enumerate(nominations, start=1)
    )
    return batch


def add_rows(batch: ImportBatch, count: int) -> None:
    """Write many checked rows at once, as if the file had been longer."""
    key, award = BatchKey.of(batch), batch.season.awards.first()
    first = batch.rows.count() + 1
    ImportRow.objects.bulk_create(
        ImportRow(
            batch=batch,
            number=number,
            key=str(number),
            sealed_values=key.seal(RowText(values={"nominee": f"Nominee {number}", "reason": WORDS})),
            sealed_key=b"",
            verdict="ok",
            issues=["date_blank"],
            award=award,
            words=120,
        )
        for number in range(first, first + count)
    )

"""Bringing nominations in a spreadsheet: upload, match, check, decide, confirm; and what comes after.

`import_checking` says what is found of each row, `import_writing` makes the nominations. Nothing is sent to anybody
by an import until an administrator chooses to (`tell_nominators`).
"""

from datetime import timedelta

from django.db import transaction

from awards.models import Season
from awards.roles import is_administrator
from kit import clock
from kit.jobs import start_job
from kit.models import Job
from kit.text import clean_line
from nominations.importing import FIELDS, Sheet, Unreadable, guess_awards, guess_columns, guess_dates, read_sheet
from nominations.models import ImportBatch, ImportRow
from nominations.services.import_context import context_of
from nominations.services.import_sealing import erase_import, open_file, seal_file
from nominations.states import ImportState, RowDecision
from people.models import Person
from workflow import SYSTEM, NotAllowed, NotNow, perform, record
from workflow.actors import Actor

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
KEPT_FOR = timedelta(days=30)  # a file that nobody has confirmed
BUSY = {Job.State.WAITING, Job.State.RUNNING}
REQUIRED = [name for name, field in FIELDS.items() if field.required]


@transaction.atomic
def upload_file(season: Season, *, content: bytes, file_name: str, by: Actor) -> ImportBatch:
    """Keep a spreadsheet, encrypted, with a first guess of which column and which award is which.

    Raises NotNow with a sentence for a file that cannot be imported; nothing of it is kept then.
    """
    if not isinstance(by, Person) or not is_administrator(season, by):
        raise NotAllowed(is_administrator.sentence)
    sheet = _readable(content, file_name)
    batch = ImportBatch(season=season, file_name=clean_line(file_name)[-200:] or "file", uploaded_by=by)
    seal_file(batch, content)
    batch.columns = guess_columns(sheet.headers)
    _guess(batch, sheet)
    batch.save()
    record(batch, "upload", by=by, data={"rows": len(sheet.rows), "bytes": len(content)})
    return batch


def _readable(content: bytes, file_name: str) -> Sheet:
    """Return what the file holds; raises NotNow with what to do about a file that cannot be imported."""
    if len(content) > MOST_BYTES:
        raise NotNow(f"The file must be smaller than {MOST_BYTES // 1024 // 1024} MB. Divide it into several.")
    try:
        sheet = read_sheet(content, file_name)
    except Unreadable as refusal:
        raise NotNow(refusal.sentence) from refusal
    if not sheet.rows:
        raise NotNow("The file has headings but no rows below them.")
    if len(sheet.rows) > MOST_ROWS:
        raise NotNow(f"The file has {len(sheet.rows):,} rows. Divide it into files of at most {MOST_ROWS:,}.")
    if len(sheet.headers) > MOST_COLUMNS:
        raise NotNow(f"The file has {len(sheet.headers)} columns. Leave at most {MOST_COLUMNS} in it.")
    return sheet


def sheet_of(batch: ImportBatch) -> Sheet:
    """Return what the file of an import holds; raises `kit.crypto.CannotOpen` once it is erased."""
    return read_sheet(open_file(batch), batch.file_name)


def award_names(batch: ImportBatch, sheet: Sheet) -> dict[str, int]:
    """Return each name of an award as the file writes it, with how often, the most frequent first."""
    index = batch.columns.get("award")
    found: dict[str, int] = {}
    for row in sheet.rows if index is not None else ():
        found[row[index]] = found.get(row[index], 0) + 1
    return dict(sorted(((n, c) for n, c in found.items() if n.strip()), key=lambda pair: -pair[1]))


def _guess(batch: ImportBatch, sheet: Sheet) -> None:
    """Guess which award each name means and how dates are written, from the columns as they are matched."""
    batch.awards = guess_awards(award_names(batch, sheet), context_of(batch.season))
    batch.dates = guess_dates(sheet, batch.columns)


@transaction.atomic
def match_columns(batch: ImportBatch, columns: dict[str, int], *, by: Actor) -> ImportBatch:
    """Keep which column of the file holds which answer, and guess the awards and the dates from it."""
    batch = for_change(batch, by, ImportState.UPLOADED, ImportState.CHECKED)
    if missing := [FIELDS[name].label for name in REQUIRED if name not in columns]:
        raise NotNow(f"Select the column for: {', '.join(missing)}.")
    if batch.state == ImportState.CHECKED:
        batch = perform(batch, "match_again", by=by)
    batch.columns = {name: int(index) for name, index in columns.items() if name in FIELDS}
    _guess(batch, sheet_of(batch))
    batch.save()
    record(batch, "match_columns", by=by, data={"columns": batch.columns})
    return batch


@transaction.atomic
def match_awards(batch: ImportBatch, awards: dict[str, str | None], *, dates: str = "", by: Actor) -> ImportBatch:
    """Keep which award each name in the file means (its key, or None for row by row) and how dates are written."""
    batch = for_change(batch, by, ImportState.UPLOADED, ImportState.CHECKED)
    if batch.state == ImportState.CHECKED:
        batch = perform(batch, "match_again", by=by)
    batch.awards = batch.awards | awards
    batch.dates = dates or batch.dates
    batch.save()
    record(batch, "match_awards", by=by, data={"awards": len(awards), "dates": batch.dates})
    return batch


@transaction.atomic
def decide_rows(batch: ImportBatch, rows, decision: str, *, by: Actor) -> int:
    """Choose what becomes of several rows (a QuerySet of this import's); returns how many were chosen for.

    A row without an award or a nominee is passed over unless it is left out: no nomination can be made of it yet.
    """
    batch = for_change(batch, by, ImportState.CHECKED)
    keys = ImportRow.objects.filter(batch=batch, pk__in=rows.values("pk"))
    if RowDecision(decision) in {RowDecision.TAKE, RowDecision.HOLD}:
        keys = keys.exclude(pk__in=ImportRow.objects.filter(batch=batch).that_cannot_be_chosen().values("pk"))
    count = ImportRow.objects.filter(pk__in=keys.values("pk")).update(decision=RowDecision(decision))
    record(batch, "decide_rows", by=by, data={"decision": str(decision), "rows": count})
    return count


@transaction.atomic
def decide_row(row: ImportRow, decision: str, *, by: Actor) -> ImportRow:
    """Choose what becomes of one row: import it, on hold, leave it out, or as it was found."""
    batch = for_change(row.batch, by, ImportState.CHECKED)
    row = ImportRow.objects.select_for_update().get(pk=row.pk)
    wants_it = RowDecision(decision) in {RowDecision.TAKE, RowDecision.HOLD}
    if wants_it and row.award_id is None:
        raise NotNow("Choose an award for this row first.")
    if wants_it and "nominee_blank" in row.issues:
        raise NotNow("Enter who is nominated in this row first.")
    row.decision = RowDecision(decision)
    row.save(update_fields=["decision"])
    record(batch, "decide_row", by=by, data={"row": row.number, "decision": str(decision)})
    return row


@transaction.atomic
def confirm_import(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Have the chosen rows imported by a worker, all of them or none. Asked twice, it is done once."""
    batch = for_change(batch, by, ImportState.CHECKED)
    total = batch.rows.to_be_imported().count()
    job = start_job("import.write", f"import:{batch.pk}", by=by, total=total)
    return perform(batch, "confirm", by=by, confirmed_by=by, job=job, data={"rows": total})


@transaction.atomic
def discard_import(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Forget a file and its rows without importing any of them; counts and codes stay."""
    if by is not SYSTEM:
        batch = for_change(batch, by, ImportState.UPLOADED, ImportState.CHECKED)
    batch = perform(batch, "discard", by=by)
    erase_import(batch)
    return batch


def discard_forgotten(now=None) -> int:
    """Discard files that nobody has confirmed for a month; returns how many."""
    left = [ImportState.UPLOADED, ImportState.CHECKED]
    old = ImportBatch.objects.filter(state__in=left, uploaded_at__lt=(now or clock.now()) - KEPT_FOR)
    done = 0
    for batch in old.defer("sealed_file").order_by("pk"):
        try:
            discard_import(batch, by=SYSTEM)
        except NotNow:
            continue
        done += 1
    return done


def tell_nominators(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Send every nominator of an import what was received, once."""
    return perform(batch, "tell_nominators", by=by, data={"nominations": batch.nominations_to_tell().count()})


def for_change(batch: ImportBatch, by: Actor, *states: str) -> ImportBatch:
    """Return the import locked, for an administrator of its season, while it is in one of `states` and not busy."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("season").get(pk=batch.pk)
    if not isinstance(by, Person) or not is_administrator(batch, by):
        raise NotAllowed(is_administrator.sentence)
    if batch.state not in states:
        raise NotNow(f"This cannot be done now: the import is {batch.get_state_display().lower()}.")
    if is_busy(batch):
        raise NotNow("The rows are being checked now. Wait until that is done.")
    return batch


def is_busy(batch: ImportBatch) -> bool:
    """Say whether a worker is at this import, or will be."""
    return batch.job_id is not None and Job.objects.filter(pk=batch.job_id, state__in=BUSY).exists()

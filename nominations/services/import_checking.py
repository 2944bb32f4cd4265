"""What an import finds of each row of a file, and of a row that somebody mends in place."""

from collections import Counter

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac

from kit.jobs import Tell, start_job, works_on
from kit.models import Job
from nominations.import_rules import STALE
from nominations.importing import FIELDS, RowCheck, Sheet, check_rows
from nominations.importing.stories import read_story
from nominations.models import ImportBatch, ImportRow
from nominations.services.import_context import context_of
from nominations.services.import_sealing import BatchKey, RowText
from nominations.services.importing import for_change, sheet_of
from nominations.states import ImportState
from workflow import SYSTEM, NotNow, perform, record
from workflow.actors import Actor

# More rows than this are checked by a worker, and mended without holding every row against every other again.
AT_ONCE = 300
ROWS_AT_ONCE = 500
ROWS_A_STEP = 1000  # of a job: ten seconds on a slow machine
REMEMBERED = 3600  # seconds
# What a row is found to share with other rows: a row that is checked by itself keeps it until all are checked again.
OF_SEVERAL_ROWS = ("duplicate_submission", "possible_same_person", "possible_same_team")


@transaction.atomic
def check_import(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Say what is found of every row: at once for a short file, by a worker for a long one.

    What was typed in place and what was chosen stays with its row.
    """
    batch = for_change(batch, by, ImportState.UPLOADED, ImportState.CHECKED)
    if not set(batch.columns) >= {"award", "nominee", "reason"}:
        raise NotNow("Match the columns of the file first: the award, who is nominated and why.")
    sheet = sheet_of(batch)
    if len(sheet.rows) <= AT_ONCE:
        return _keep(batch, sheet, _found(batch, sheet), by=by)
    batch.job = start_job("import.check", f"import:{batch.pk}", by=by, total=len(sheet.rows))
    batch.save(update_fields=["job"])
    return batch


@works_on("import.check", "Checking rows")
def check_in_background(job, tell) -> bool:
    """Check some rows of a long file, and at last all of them against each other.

    Screening takes most of the time, so each step screens some rows and remembers what it found; the last step
    holds every row against every other, and keeps what is found in one short transaction.
    """
    batch = ImportBatch.objects.select_related("season").get(pk=job.about.partition(":")[2])
    if batch.job_id != job.pk:
        return True
    sheet, stories = sheet_of(batch), Stories(batch)
    if job.done < len(sheet.rows):
        some = Sheet(sheet.headers, sheet.rows[job.done : job.done + ROWS_A_STEP])
        _checked(batch, some, {}, lambda done: tell(job.done + done), stories.read)
        Job.objects.filter(pk=job.pk).update(done=job.done + len(some.rows))
        return False
    found = _found(batch, sheet, stories.read)
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("season").get(pk=batch.pk)
        if batch.state in {ImportState.UPLOADED, ImportState.CHECKED}:
            _keep(batch, sheet, found, by=SYSTEM)
    return True


Found = tuple[list[RowCheck], dict[int, dict[str, str]]]


class Stories:
    """What was found in the words of each row, remembered from one step of a job to the next.

    Codes and offsets under a keyed digest of the words, never the words. What was forgotten is read again.
    """

    def __init__(self, batch: ImportBatch):
        self.salt = f"import:{batch.public_id}"

    def read(self, values: dict[str, str], known) -> tuple:
        """Return what `read_story` finds."""
        known = list(known)
        told = repr(([values.get(name, "") for name in ("reason", "citation", "anything_else")], known))
        digest = salted_hmac(self.salt, told.encode("utf-8", "surrogatepass"), algorithm="sha256").hexdigest()
        name = f"{self.salt}:{digest}"
        found = cache.get(name)
        if found is None:
            found = read_story(values, known)
            cache.set(name, found, REMEMBERED)
        return found


def _found(batch: ImportBatch, sheet: Sheet, read=read_story) -> Found:
    """Return what is found of each row, and what somebody has typed in place of its words, by number."""
    edited = {}
    if batch.rows.exists():
        key = BatchKey.of(batch)
        rows = batch.rows.exclude(sealed_values=b"").iterator(ROWS_AT_ONCE)
        edited = {row.number: text.edited for row in rows if (text := key.open(row)).edited}
    return _checked(batch, sheet, edited, read=read), edited


def _checked(
    batch: ImportBatch, sheet: Sheet, edited: dict, tell: Tell | None = None, read=read_story
) -> list[RowCheck]:
    # An award that somebody chose for a row is its full name there.
    own = {award.name: award.slug for award in batch.season.awards.all()}
    context = context_of(batch.season)
    return check_rows(sheet, batch.columns, own | batch.awards, batch.dates, context, edited, tell, read)


def _keep(batch: ImportBatch, sheet: Sheet, found: Found, *, by: Actor) -> ImportBatch:
    """Write what was found over what was found before."""
    checks, edited = found
    decisions = dict(batch.rows.exclude(decision="").values_list("number", "decision"))
    batch.rows.all().delete()
    key = BatchKey.of(batch)
    awards = dict(batch.season.awards.values_list("slug", "pk"))
    for start in range(0, len(checks), ROWS_AT_ONCE):
        ImportRow.objects.bulk_create(
            _row(batch, key, check, _as_it_came(batch, sheet.rows[check.number - 1]), edited, awards, decisions)
            for check in checks[start : start + ROWS_AT_ONCE]
        )
    return perform(batch, "find_issues", by=by, counts=counts_of(batch))


def _as_it_came(batch: ImportBatch, cells: list[str]) -> dict[str, str]:
    return {name: cells[index] for name, index in batch.columns.items()}


def _row(batch, key: BatchKey, check: RowCheck, original, edited, awards, decisions) -> ImportRow:
    text = RowText.of(check, edited.get(check.number, {}))
    text.original = original
    text.changed = [name for name, value in original.items() if check.values.get(name, "") != value]
    return ImportRow(
        batch=batch,
        number=check.number,
        key=check.key[:60],
        sealed_values=key.seal(text),
        verdict=check.status,
        issues=check.issues,
        decision=decisions.get(check.number, ""),
        award_id=awards.get(check.award),
        words=check.words,
        is_mended=bool(text.changed),
    )


def counts_of(batch: ImportBatch, *, stale: int = 0) -> dict:
    """Count the rows of an import by verdict and by what was found."""
    verdicts: Counter = Counter()
    issues: Counter = Counter()
    for verdict, codes in batch.rows.values_list("verdict", "issues"):
        verdicts[verdict] += 1
        issues.update({code.partition(":")[0] for code in codes})
    counted = {"rows": verdicts.total(), "ok": 0, "needs_decision": 0, "reject": 0}
    return counted | verdicts | {"issues": dict(sorted(issues.items())), STALE: stale}


@transaction.atomic
def edit_row(row: ImportRow, answers: dict[str, str], *, by: Actor) -> ImportRow:
    """Put what somebody typed in place of a row's words, and check it again.

    A short file is checked whole. In a long one the row is checked by itself; what it shares with other rows is
    found when the whole file is checked again, which a confirmation asks for.
    """
    batch = for_change(row.batch, by, ImportState.CHECKED)
    row = ImportRow.objects.get(pk=row.pk)
    key = BatchKey.of(batch)
    text = key.open(row)
    typed = {n: a for n, a in answers.items() if n in FIELDS and a.strip() != text.values.get(n, "").strip()}
    if not typed:
        return row
    edited = {row.number: text.edited | typed}
    record(batch, "edit_row", by=by, data={"row": row.number, "fields": sorted(typed)})
    if batch.rows.count() > AT_ONCE:
        return _edit_alone(batch, row, key, text, edited)
    sheet = sheet_of(batch)
    others = {r.number: t.edited for r in batch.rows.exclude(pk=row.pk) if (t := key.open(r)).edited}
    _keep(batch, sheet, (_checked(batch, sheet, others | edited), others | edited), by=by)
    return ImportRow.objects.get(batch=batch, number=row.number)


def _edit_alone(batch, row: ImportRow, key: BatchKey, text: RowText, edited) -> ImportRow:
    """Check one row of a long file by itself, and mark the import as one to be checked whole."""
    width = max(batch.columns.values()) + 1
    cells = [""] * width
    for name, index in batch.columns.items():
        cells[index] = text.original.get(name, "")
    sheet = Sheet([""] * width, [cells])
    check = _checked(batch, sheet, {1: edited[row.number]})[0]
    text_now = RowText.of(check, edited[row.number])
    text_now.original = text.original
    text_now.changed = [name for name, value in text.original.items() if check.values.get(name, "") != value]
    shared = [code for code in row.issues if code.startswith(OF_SEVERAL_ROWS)]
    awards = dict(batch.season.awards.values_list("slug", "pk"))
    row.sealed_values, row.verdict, row.words = key.seal(text_now), check.status, check.words
    row.issues = list(dict.fromkeys([*check.issues, *shared]))
    row.award_id, row.is_mended = awards.get(check.award), bool(text_now.changed)
    row.save()
    stale = batch.counts.get(STALE, 0) + 1
    batch.counts = counts_of(batch, stale=stale)
    batch.save(update_fields=["counts"])
    return row

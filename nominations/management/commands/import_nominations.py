"""Nominations from a spreadsheet, for whoever would rather type than click."""

import json as to_json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Count, Q

from awards.models import Season
from awards.roles import scope_of
from kit import clock, jobs
from kit.models import Job
from nominations.importing import (
    FIELDS,
    RowCheck,
    Sheet,
    Unreadable,
    check_rows,
    guess_awards,
    guess_columns,
    guess_dates,
    read_sheet,
    words_for,
)
from nominations.importing.reading import MOST_BYTES
from nominations.services import import_writing  # noqa: F401 - registers the job that writes
from nominations.services.import_checking import check_import
from nominations.services.import_context import context_of
from nominations.services.importing import confirm_import, decide_rows, match_awards, upload_file
from nominations.states import RowDecision, RowVerdict
from people.models import Person
from people.roles import Role
from workflow import Refused

STATUS_WORDS = {"ok": "ok", "needs_decision": "needs a decision", "reject": "rejected"}


class Command(BaseCommand):
    """Say what an import finds of each row, and import them: all or none."""

    help = (
        "Import nominations from a CSV or XLSX file: rows that are ok as submitted, rows that need a decision on hold, "
        "and no rejected row; all of them or, if anything goes wrong, none. Nothing is sent to anybody. "
        "Example: manage.py import_nominations nominations.csv --season fellshire-2027 --dry-run"
    )

    def add_arguments(self, parser):
        """Take the file, the season, and what differs from the usual."""
        parser.add_argument("file", help="a .csv or .xlsx file")
        parser.add_argument("--season", required=True, metavar="SLUG", help="the season, as in its address")
        parser.add_argument("--dry-run", action="store_true", help="say what is found, and change nothing")
        parser.add_argument("--json", action="store_true", help="print JSON instead of sentences")
        parser.add_argument("--by", metavar="EMAIL", help="the administrator to record; else the season's first one")
        parser.add_argument("--dates", choices=["mdy", "dmy"], help="how timestamps are written, if it cannot be told")
        parser.add_argument(
            "--alias", action="append", default=[], metavar="NAME=SLUG", help="another name of an award"
        )
        held = parser.add_mutually_exclusive_group()
        held.add_argument("--take-held", action="store_true", help="import rows that need a decision as submitted")
        held.add_argument("--leave-held", action="store_true", help="leave out rows that need a decision")

    def handle(self, *args, file, season, dry_run, json, **options):
        """Check the file, import it unless told otherwise, and report."""
        season = _season(season)
        content, name = _content(Path(file)), Path(file).name
        found = Found.of(season, content, name, options)
        checks = found.checks()
        report = {"rows": [_as_data(check) for check in checks], "counts": _counts(checks)}
        refusal = None
        if not dry_run:
            try:
                report["imported"] = _import(season, content, name, found, options)
            except CommandError as error:
                report["problem"], refusal = str(error), error
        if json:
            self.stdout.write(to_json.dumps(report, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join([*map(_as_sentence, checks), _summary(report)]))
        if refusal:
            raise refusal


class Found:
    """The file with its columns, awards and dates matched, each as far as it can be told."""

    def __init__(self, season: Season, sheet: Sheet, options):
        """Match what can be matched; raises CommandError for what only a person can say."""
        self.context = context_of(season, aliases=_aliases(season, options["alias"]))
        self.sheet, self.columns = sheet, guess_columns(sheet.headers)
        if missing := [field.label for name, field in FIELDS.items() if field.required and name not in self.columns]:
            raise CommandError(f"No column of the file is known for: {', '.join(missing)}. Rename its headings.")
        names = dict.fromkeys(row[self.columns["award"]] for row in sheet.rows)
        self.awards = guess_awards((name for name in names if name.strip()), self.context)
        self.dates = options["dates"] or guess_dates(sheet, self.columns)
        if not self.dates:
            raise CommandError("It cannot be told whether day or month comes first. Say --dates dmy or --dates mdy.")

    @classmethod
    def of(cls, season: Season, content: bytes, name: str, options) -> "Found":
        """Read the file, or say what is wrong with it."""
        try:
            return cls(season, read_sheet(content, name), options)
        except Unreadable as refusal:
            raise CommandError(refusal.sentence) from refusal

    def checks(self) -> list[RowCheck]:
        """Return what is found of each row."""
        return check_rows(self.sheet, self.columns, self.awards, self.dates, self.context)


def _season(slug: str) -> Season:
    season = Season.objects.filter(slug=slug).select_related("programme").first()
    if season is None:
        known = ", ".join(Season.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no season {slug}. Seasons here: {known}.")
    return season


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror or error}.") from None


def _aliases(season: Season, given: list[str]) -> dict[str, str]:
    aliases = dict(part.rpartition("=")[::2] for part in given)
    known = set(season.awards.values_list("slug", flat=True))
    if unknown := sorted(set(aliases.values()) - known):
        raise CommandError(f"The season has no award {', '.join(unknown)}. Its awards: {', '.join(sorted(known))}.")
    return aliases


def _administrator(season: Season, email: str | None) -> Person:
    """Return whom the import is recorded under."""
    now = clock.now()
    holding = Q(grants__role=Role.ADMINISTRATOR, grants__scope__in=[scope_of(season), ""], grants__starts_at__lte=now)
    current = Q(grants__ends_at__isnull=True) | Q(grants__ends_at__gt=now)
    people = Person.objects.filter(holding & current).order_by("grants__starts_at", "pk")
    person = (people.filter(email__iexact=email) if email else people).first()
    if person is None:
        whom = f"{email} is no administrator of this season" if email else "This season has no administrator"
        raise CommandError(f"{whom}, and an import is recorded under one. Nothing was imported.")
    return person


@transaction.atomic
def _import(season: Season, content: bytes, name: str, found: Found, options) -> dict[str, int]:
    """Import the rows as they are found and return how many became what; changes nothing if it cannot."""
    by = _administrator(season, options["by"])
    try:
        batch = upload_file(season, content=content, file_name=name, by=by)
        batch = match_awards(batch, found.awards, dates=found.dates, by=by)
        batch = _worked(check_import(batch, by=by))
        held = batch.rows.filter(verdict=RowVerdict.NEEDS_DECISION)
        if options["take_held"] or options["leave_held"]:
            decide_rows(batch, held, RowDecision.TAKE if options["take_held"] else RowDecision.LEAVE_OUT, by=by)
        batch = _worked(confirm_import(batch, by=by))
    except Refused as refusal:
        raise CommandError(f"{refusal.sentence} Nothing was imported.") from refusal
    states = batch.rows.filter(nomination__isnull=False).values_list("nomination__state")
    made = dict(states.order_by().annotate(Count("pk")))
    return {"submitted": made.get("submitted", 0), "on_hold": made.get("on_hold", 0), "by": by.email}


def _worked(batch):
    """Do now, in this transaction, what a worker would do later."""
    if batch.job_id is None:
        return batch
    while jobs.work_on(batch.job_id):
        pass
    job = Job.objects.get(pk=batch.job_id)
    if job.state != Job.State.DONE:
        raise CommandError(f"{job.problem or jobs.WENT_WRONG} Nothing was imported.")
    return type(batch).objects.select_related("season").get(pk=batch.pk)


def _as_data(check: RowCheck) -> dict:
    return {
        "id": int(check.key) if check.key.isascii() and check.key.isdigit() else check.key,
        "status": check.status,
        "category": check.award,
        "words": check.words,
        "issues": check.issues,
    }


def _counts(checks: list[RowCheck]) -> dict[str, int]:
    counts = {"rows": len(checks)} | dict.fromkeys(STATUS_WORDS, 0)
    for check in checks:
        counts[check.status] += 1
    return counts


def _as_sentence(check: RowCheck) -> str:
    found = "".join(f"\n    {words_for(code)} ({code})" for code in check.issues)
    return f"Row {check.key}: {STATUS_WORDS[check.status]}, {check.award or 'no award'}, {check.words} words.{found}"


def _summary(report: dict) -> str:
    counts, imported = report["counts"], report.get("imported")
    found = (
        f"{counts['rows']} rows: {counts['ok']} ok, {counts['needs_decision']} need a decision, "
        f"{counts['reject']} rejected."
    )
    if imported is None:
        return f"{found} Nothing was imported{'' if 'problem' in report else ': this was a dry run'}."
    return (
        f"{found} Imported: {imported['submitted']} as submitted and {imported['on_hold']} on hold, recorded under "
        f"{imported['by']}. Nobody was written to."
    )

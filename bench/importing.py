"""Measure an import: `python -m bench.importing --rows 16000 --database sqlite`.

Makes a spreadsheet of that many nominations with a seed, brings it into a season of its own database through the
product's services, and prints how many seconds reading, checking and writing took (by the
clock, and of the processor alone, which a busy machine changes less), how long the lock was held, and the most
memory it had. Figures stand in `docs/speed.md`.
"""

import argparse
import csv
import io
import json
import os
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.run import _database

HEADINGS = ["ID", "Start time", "Completion time", "Email", "Name", "Award", "Who are you nominating?",
            "Their job title or role", "Who do they work for?", "Their work email address",
            "How do you know them?", "Why should they win?"]  # fmt: skip
FIRST = ("Ada", "Ben", "Cleo", "Dev", "Ewa", "Finn", "Gita", "Hugh", "Ines", "Jude", "Kofi", "Lena", "Moses", "Nia")
LAST = ("Ashdown", "Brookes", "Carrow", "Dunmore", "Eastley", "Farrow", "Granby", "Hollis", "Iveson", "Jessop")
SAID = (
    "noticed early that something was wrong and asked the person what they wanted to happen next.",
    "brought the right people round one table and made sure that everybody was heard there.",
    "went back every week until trust had grown, and never gave up when doors stayed closed.",
    "trained the whole team afterwards so that others could do the same without being asked.",
    "wrote it all down plainly, so that the next worker could carry on where this one stopped.",
    "rang on 01632 960145 before each visit so that nobody was taken by surprise.",
)


def main() -> int:
    """Make the file, import it, print; 0 when every row that was to be imported is there."""
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="commend-bench-"))
    address, drop = _database(options.database, folder)
    os.environ.update(
        DATABASE_URL=address,
        COMMEND_VAR=str(folder),
        DJANGO_SETTINGS_MODULE="config.settings.rehearsal",
        COMMEND_LOG_LEVEL="error",
    )
    try:
        figures = measure(options.rows, options.seed)
    finally:
        drop()
    print(json.dumps(figures, indent=2) if options.json else _as_lines(figures))
    return 0 if figures["imported"] == figures["to_import"] else 1


def _options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=16000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="sqlite", help="sqlite, or the postgres:// address of a server")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def spreadsheet(rows: int, seed: int) -> bytes:
    """Return a CSV file of nominations: everybody nominates somebody else, in about eighty words."""
    chance = random.Random(seed)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    for number in range(1, rows + 1):
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}-{number:05d}".replace("0", "o")
        nominee = f"{chance.choice(FIRST)} {chance.choice(LAST)}{chr(97 + number % 26)}{number}"
        story = " ".join(f"They {chance.choice(SAID)}" for _ in range(5))
        sent = datetime.now(UTC) - timedelta(days=number % 5 + 1, minutes=number % 60)
        times = [(sent - timedelta(minutes=m)).strftime("%d/%m/%Y %H:%M:%S") for m in (20, 0)]
        writer.writerow(
            [number, *times, f"writer{number}@fellshire.example", name, f"Award {number % 8 + 1}", nominee,
             "Social worker", "Fellshire County Council", f"nominee{number}@fellshire.example", "Colleague", story]
        )  # fmt: skip
    return file.getvalue().encode("utf-8-sig")


def measure(rows: int, seed: int) -> dict:
    """Import a file of `rows` and return the figures."""
    import django

    django.setup()
    from django.core.management import call_command

    from bench.season import _season
    from nominations.models import Nomination
    from nominations.services import import_checking, import_writing, importing
    from people.models import Person
    from people.roles import Role
    from people.services import grant_role
    from workflow import SYSTEM

    call_command("migrate", interactive=False, verbosity=0)
    season, award = _season()
    season = _open(season, award)
    person = Person.objects.create(full_name="Who Imports", email="imports@fellshire.example")
    grant_role(person, Role.ADMINISTRATOR, scope=season.audit_scope, by=SYSTEM)
    person = Person.objects.get(pk=person.pk)
    content = spreadsheet(rows, seed)
    figures: dict = {"rows": rows, "bytes": len(content)}
    started = time.perf_counter(), time.process_time()

    def lap(name: str) -> None:
        """Note the seconds since the last lap: by the clock, and of this process's own work."""
        nonlocal started
        now = time.perf_counter(), time.process_time()
        figures[name] = {"seconds": round(now[0] - started[0], 1), "cpu": round(now[1] - started[1], 1)}
        started = now

    batch = importing.upload_file(season, content=content, file_name="bench.csv", by=person)
    lap("upload")
    batch = importing.match_awards(batch, batch.awards, dates="dmy", by=person)
    batch = import_checking.check_import(batch, by=person)
    while importing.is_busy(batch):
        _work(batch.job)
    batch.refresh_from_db()
    lap("check")
    figures["verdicts"] = {name: batch.counts[name] for name in ("ok", "needs_decision", "reject")}
    batch = importing.confirm_import(batch, by=person)
    figures["to_import"] = batch.rows.to_be_imported().count()
    started = time.perf_counter(), time.process_time()
    made = import_writing._prepare(batch, lambda done: None)
    people = import_writing.People(made)
    lap("prepare")
    import_writing._write(batch, made, people, lambda done: None)
    lap("lock")
    figures["imported"] = Nomination.objects.filter(import_row__batch=batch).count()
    figures["memory_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return figures


def _work(job) -> None:
    from kit import jobs
    from kit.models import Job

    jobs.work_on(job.pk)
    job = Job.objects.get(pk=job.pk)
    if job.state == Job.State.FAILED:
        raise SystemExit(job.problem)


def _open(season, award):
    """Return the season while it takes nominations, with eight awards."""
    from awards.models import Award, Milestone, Season
    from kit import clock

    window = {"starts_at": clock.now() - timedelta(days=10), "ends_at": clock.now() + timedelta(days=10)}
    Milestone.objects.update_or_create(season=season, key="nominations", defaults=window | {"name": "Nominations open"})
    Season.objects.filter(pk=season.pk).update(state="open")
    Award.objects.bulk_create(
        Award(
            season=season, slug=f"award-{n}", name=f"Award {n}", description="", scale=award.scale,
            nominee_type="individual", who_may_nominate=["staff"], order=n,
        )
        for n in range(1, 9)
    )  # fmt: skip
    return Season.objects.get(pk=season.pk)


def _as_lines(figures: dict) -> str:
    return "\n".join(f"{name:<12} {value}" for name, value in figures.items())


if __name__ == "__main__":
    sys.exit(main())

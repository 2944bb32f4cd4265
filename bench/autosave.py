"""Measure saving while judges type: `python -m bench.autosave --judges 50 --database sqlite`.

Builds a season with that many judges in a database of its own, serves it with gunicorn and two workers, and lets
every judge save a sheet of their own again and again: first all as fast as they can, then each with a pause as
somebody makes who types. Prints saves a second, p50 and p95 in milliseconds and how many failed, and counts what the
database holds afterwards. Figures stand in `docs/speed.md`.
"""

import argparse
import json
import os
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.run import _database

TOKEN = "a" * 32
VERSION = re.compile(r'name="version" value="(\d+)"')


def main() -> int:
    """Build, serve, save, print; 0 when nothing failed and every save is there."""
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
        rows = measure(options, folder)
    finally:
        drop()
    print(json.dumps(rows, indent=2) if options.json else _as_table(rows, options))
    return 0 if all(row["failed"] == row["lost"] == 0 for row in rows) else 1


def _options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judges", type=int, default=50)
    parser.add_argument("--saves", type=int, default=20, help="how often each of them saves")
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between two saves of one judge, on average")
    parser.add_argument("--database", default="sqlite", help="sqlite, or the postgres:// address of a server")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def measure(options, folder: Path) -> list[dict]:
    """Return a row for the crowd and a row for people who pause."""
    import django

    django.setup()
    from django.core.management import call_command

    from bench import season as seasons
    from bench.measure import Server

    call_command("migrate", interactive=False, verbosity=0)
    seasons.JUDGES = options.judges
    seasons.build(4)
    judges = [Judge(number) for number in range(2, options.judges + 2)]
    with Server(folder) as server:
        for judge in judges[:8]:
            judge.save(server)
        return [
            run("all at once", server, judges, options.saves, 0),
            run("with a pause", server, judges, options.saves, options.pause),
        ]


class Judge:
    """One judge at one entry's page, typing."""

    def __init__(self, number: int):
        from django.urls import reverse

        from bench.measure import Page, cookie_of
        from judging.models import ScoreSheet

        mine = ScoreSheet.objects.filter(member__person__email=f"bench.{number}@bench.example", state="open")
        self.sheet = mine.order_by("pk").first()
        address = reverse("judging:autosave", args=[self.sheet.public_id])
        self.page = Page("autosave", address, cookie_of(f"bench.{number}"))
        self.criteria = list(self.sheet.round.award.criteria.values_list("pk", flat=True))
        self.version, self.note, self.chance = 0, "", random.Random(number)
        self.times: list[float] = []
        self.failed = 0

    def save(self, server) -> None:
        """Type some more, and save it."""
        self.note = f"{self.note[-2000:]} and then they asked what mattered most"
        fields = {f"c{pk}": str(self.chance.randint(1, 5)) for pk in self.criteria}
        fields |= {"note_to_panel": self.note, "feedback": "", "version": str(self.version)}
        status, body, seconds = server.ask(self.page, fields | {"csrfmiddlewaretoken": TOKEN})
        found = VERSION.search(body.decode())
        self.times.append(seconds * 1000)
        if status == 200 and found and int(found[1]) == self.version + 1:
            self.version += 1
        else:
            self.failed += 1

    def work(self, server, saves: int, pause: float) -> None:
        """Save so many times."""
        for _ in range(saves):
            if pause:
                time.sleep(self.chance.uniform(0, 2 * pause))
            try:
                self.save(server)
            except OSError:
                self.failed += 1

    def is_lost(self) -> bool:
        """Say whether the database holds anything else than what was typed last."""
        self.sheet.refresh_from_db()
        return (self.sheet.version, self.sheet.note_to_panel) != (self.version, self.note.strip())


def run(name: str, server, judges: list[Judge], saves: int, pause: float) -> dict:
    """Let every judge work at the same time, and return what it took."""
    for judge in judges:
        judge.times, judge.failed = [], 0
    threads = [threading.Thread(target=judge.work, args=(server, saves, pause)) for judge in judges]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    times = sorted(t for judge in judges for t in judge.times)
    return {
        "name": name,
        "saves": len(times),
        "a_second": len(times) / seconds,
        "p50": statistics.median(times),
        "p95": times[int(len(times) * 0.95) - 1],
        "failed": sum(judge.failed for judge in judges),
        "lost": sum(judge.is_lost() for judge in judges),
    }


def _as_table(rows, options) -> str:
    lines = [f"{options.judges} judges, {options.saves} saves each, on {options.database}"]
    lines += [f"{'':<16}{'saves':>7}{'a second':>10}{'p50 ms':>9}{'p95 ms':>9}{'failed':>8}{'lost':>6}"]
    lines += [
        f"{r['name']:<16}{r['saves']:>7}{r['a_second']:>10.1f}{r['p50']:>9.0f}{r['p95']:>9.0f}{r['failed']:>8}{r['lost']:>6}"
        for r in rows
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

"""Play a whole season with synthetic people, and leave the real database as it was."""

import json

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from demo.rehearsal.stage import Stage, footprint


class Command(BaseCommand):
    help = (
        "Play a whole season through the real services on an accelerated clock, in a throw-away database. "
        "Example: manage.py rehearse --entries 200 --judges 12 --seed 1"
    )

    def add_arguments(self, parser):
        parser.add_argument("--entries", type=int, default=40, help="how many entries go before judges")
        parser.add_argument("--judges", type=int, default=8, help="how many judges there are, at least 4")
        parser.add_argument("--seed", type=int, default=1, help="the same seed plays the same season")
        parser.add_argument("--keep", action="store_true", help="keep the throw-away database and say where it is")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args, entries, judges, seed, keep, **options):
        if entries < 1 or judges < 4:
            raise CommandError("A season needs at least 1 entry and 4 judges.")
        before = footprint()
        with Stage(keep=keep) as stage:
            report = stage.play(entries=entries, judges=judges, seed=seed)
        report["residue"] = sum(1 for table, rows in footprint().items() if before.get(table) != rows)
        self.stdout.write(json.dumps(report, indent=2) if options["json"] else in_words(report, stage))
        faults = [name for name in ("duplicates", "lost", "residue") if report[name]]
        if report["invariants"] != "ok":
            faults.append("invariants")
        if faults:
            raise CommandError(f"The rehearsal found faults: {', '.join(faults)}.")


def in_words(report: dict, stage: Stage) -> str:
    """Return the report as lines for a person."""
    lines = [f"Seed {report['seed']}: {report['entries']} entries, {report['judges']} judges"]
    lines += [f"  {row['name']:<34}{row['seconds']:>8.2f} s" for row in report["stages"]]
    lines.append("Messages: " + ", ".join(f"{kind} {n}" for kind, n in report["messages"].items()))
    lines.append(f"Sent {report['sent']}, twice {report['duplicates']}, lost {report['lost']}")
    lines.append(f"Rows changed in the real database: {report['residue']}")
    lines.append(f"Invariants: {report['invariants']}")
    if stage.keep:
        lines.append(f"Kept: {stage.database_url}")
    return "\n".join(lines)

"""Solve a problem of who reads what, given as a file."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from judging.allocation import Unsound, allocate, problem_from_json

EXIT_SHORT = 3


class Command(BaseCommand):
    """Deal judges to entries without touching the database."""

    help = (
        "Deal judges to entries. FILE is JSON: "
        '{"entries": [{"id", "readers"}], "judges": [{"id", "max"}], "forbidden": [[entry, judge]], '
        '"fixed": [[entry, judge]], "current": [[entry, judge]], "groups": {entry or judge: name}, "seed"}. '
        "Exits with 3 when an entry is short of readers. Example: manage.py allocate problem.json --json"
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Take the file, and whether to print JSON."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="Print the answer as JSON")

    def handle(self, *args, file: Path, **options):
        """Solve it and print the answer."""
        try:
            answer = allocate(problem_from_json(json.loads(file.read_text(encoding="utf-8"))))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} is not JSON.") from error
        except Unsound as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(answer.as_json()) if options["json"] else _in_words(answer))
        if answer.short:
            sys.exit(EXIT_SHORT)


def _in_words(answer) -> str:
    loads = sorted(answer.loads.values())
    lines = [f"{entry}\t{judge}" for entry, judge in answer.pairs]
    lines.append(f"Each judge reads {loads[0]} to {loads[-1]}." if loads else "There are no judges.")
    lines.append(f"How well judges can be compared: {answer.overlap:.2f} of 1, in {answer.components} group(s).")
    if answer.moved:
        lines.append(f"Pairs given up: {answer.moved}.")
    lines += [f"{s.entry} lacks {s.missing}: {s.because}" for s in answer.short]
    return "\n".join(lines)

"""Does everything that must hold, hold?"""

import json
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


def rooms() -> list[str]:
    """Return the rooms of the house that state invariants, in the order in which they are installed."""
    names = [app.split(".")[0] for app in settings.ROOMS]
    return [name for name in names if find_spec(f"{name}.invariants")]


def breaches():
    """Yield (room, invariant, sentence) for everything that does not hold."""
    for room in rooms():
        for ask in import_module(f"{room}.invariants").INVARIANTS:
            for sentence in ask():
                yield room, ask.__name__, sentence


class Command(BaseCommand):
    """Check every invariant of every room against the database."""

    help = (
        "Check what must hold across all tables, and print each breach. Exits 1 if there is one. "
        "Example: manage.py check_integrity --json"
    )

    def add_arguments(self, parser):
        """Take --json."""
        parser.add_argument("--json", action="store_true", help="print JSON instead of sentences")

    def handle(self, *args, json: bool = False, **options):
        """Ask every invariant."""
        found = [{"room": room, "invariant": name, "breach": sentence} for room, name, sentence in breaches()]
        asked = sum(len(import_module(f"{room}.invariants").INVARIANTS) for room in rooms())
        self._print(found, asked, as_json=json)
        if found:
            raise CommandError(f"{len(found)} of what must hold does not.", returncode=1)

    def _print(self, found, asked, *, as_json):
        if as_json:
            self.stdout.write(json.dumps({"ok": not found, "invariants": asked, "breaches": found}))
            return
        for line in found:
            self.stdout.write(f"{line['room']}: {line['breach']} ({line['invariant']})")
        if not found:
            self.stdout.write(f"All {asked} invariants hold.")

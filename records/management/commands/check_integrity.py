"""Does everything that must hold, hold?"""

import json
from importlib import import_module

from django.core.management.base import BaseCommand, CommandError

from records.integrity import breaches, rooms


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

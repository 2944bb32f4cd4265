"""`manage.py doctor`: is everything up, in plain words."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from config import probes

EXAMPLE = "Example: manage.py doctor --json"


class Command(BaseCommand):
    """Ask everything that Commend leans on whether it answers; fail when something does not."""

    help = f"Say in plain words whether the database, the queue, the workers and the outbox are well. {EXAMPLE}"
    requires_system_checks = ()

    def add_arguments(self, parser):
        """One choice: for a person or for a program."""
        parser.add_argument("--json", action="store_true", help="print the same as JSON")

    def handle(self, *args, **options):
        """Ask, say, and end with 1 when something is wrong."""
        found = probes.everything()
        well = all(probe.up for probe in found)
        if options["json"]:
            body = {"status": "ok" if well else "unwell", "checks": [asdict(probe) for probe in found]}
            self.stdout.write(json.dumps(body, indent=2))
        else:
            for probe in found:
                self.stdout.write(f"{'ok  ' if probe.up else 'DOWN'}  {probe.sentence}")
        if not well:
            raise CommandError("Something needs attention." if options["json"] else "See what is down above.")

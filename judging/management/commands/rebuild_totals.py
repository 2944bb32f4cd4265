"""Recompute every stored total."""

import json

from django.core.management.base import BaseCommand

from judging.services.standings import rebuild_totals


class Command(BaseCommand):
    """Work out the totals of every sheet and every entry again, and the places of closed rounds."""

    help = "Recompute every stored total and place. Example: manage.py rebuild_totals --json"

    def add_arguments(self, parser):
        """Take --json."""
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args, **options):
        """Recompute, store, and say how many were not as they should be."""
        counts = rebuild_totals()
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        self.stdout.write(
            f"{counts['rounds']} rounds: {counts['sheets']} sheets, {counts['sheets_differed']} differed; "
            f"{counts['standings']} standings, {counts['standings_differed']} differed."
        )

"""`manage.py messages`: what is said to whom, from the code."""

import json

from django.core.management.base import BaseCommand

from notifications.document import document, reminder_rows, rows, silent_moves


class Command(BaseCommand):
    """Print the catalogue as the page `docs/messages.md` holds it. Example: manage.py messages > docs/messages.md"""

    help = __doc__

    def add_arguments(self, parser):
        """Take --json."""
        parser.add_argument("--json", action="store_true", help="print JSON instead of Markdown")

    def handle(self, *args, **options):
        """Print."""
        if options["json"]:
            whole = {"says": rows(), "reminders": reminder_rows(), "silent": silent_moves()}
            self.stdout.write(json.dumps(whole, indent=2))
        else:
            self.stdout.write(document(), ending="")

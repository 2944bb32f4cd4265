"""Print how each mode of a round counts, from the code."""

import json

from django.core.management.base import BaseCommand

from judging.modes import MODES
from judging.modes.guide import guide


class Command(BaseCommand):
    help = "Print how each mode of a round counts, with examples. Example: manage.py modes > docs/modes.md"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print each mode's recipe and method as JSON instead")

    def handle(self, *args, **options):
        if options["json"]:
            modes = {key: {"recipe": dict(mode.recipe), "method": mode.method} for key, mode in MODES.items()}
            self.stdout.write(json.dumps(modes, indent=2))
        else:
            self.stdout.write(guide(), ending="")

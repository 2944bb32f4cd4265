"""Print every lifecycle, from the code."""

import json

from django.core.management.base import BaseCommand

from workflow.machines import all_machines, document, table


class Command(BaseCommand):
    help = "Print every state machine as Mermaid, from the code. Example: manage.py lifecycles > docs/lifecycles.md"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print the moves as JSON instead")

    def handle(self, *args, **options):
        if options["json"]:
            machines = {model.machine: table(model) for model in all_machines()}
            self.stdout.write(json.dumps(machines, indent=2))
        else:
            self.stdout.write(document(), ending="")

"""Wrap every data key with the newest key of the environment."""

import json

from django.core.management.base import BaseCommand, CommandError

from nominations.services.keys import drop_unused_keys, rotate_keys


class Command(BaseCommand):
    """Wrap every data key with the newest key of the environment."""

    help = (
        "Wrap the key of every statement, import and pack with the first of COMMEND_STATEMENT_KEYS, in batches, while "
        "people work, and move keys that still stand beside their words into the table of keys; run again it goes "
        "on where it stopped. Exits 1 if a key cannot be opened. "
        "Example: manage.py rotate_keys --json"
    )

    def add_arguments(self, parser):
        """Take --json, --drop-unused and --batch."""
        parser.add_argument("--json", action="store_true", help="print JSON instead of sentences")
        parser.add_argument(
            "--drop-unused", action="store_true", help="delete keys that open no record, as a restore may leave them"
        )
        parser.add_argument("--batch", type=int, default=500, help="rows to a transaction (500)")

    def handle(self, *args, batch: int = 500, drop_unused: bool = False, **options):
        """Wrap them, and say how many there were of each kind."""
        if batch < 1:
            raise CommandError("--batch must be 1 or more.")
        found = {name: counts.as_dict() for name, counts in rotate_keys(batch=batch).items()}
        unreadable = sum(counts["unreadable"] for counts in found.values())
        dropped = drop_unused_keys() if drop_unused else 0
        if options["json"]:
            self.stdout.write(json.dumps({"ok": not unreadable, "tables": found, "dropped": dropped}))
        else:
            for name, counts in found.items():
                self.stdout.write(f"{name}: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
            if drop_unused:
                self.stdout.write(f"{dropped} keys that opened no record were deleted.")
        if unreadable:
            raise CommandError(f"{unreadable} keys are opened by none of COMMEND_STATEMENT_KEYS.", returncode=1)

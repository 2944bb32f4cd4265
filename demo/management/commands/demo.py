"""Load the reference season at a moment of its year."""

import json
import time
from datetime import date

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from awards.models import Programme
from demo.source import MOMENTS, shift_for
from demo.story import tell
from workflow.models import AuditEvent

DEMO_PROGRAMME = "fellshire-social-care-awards"


class Command(BaseCommand):
    help = (
        "Recreate the demo database with the reference season at a moment of its year. "
        "Example: manage.py demo --at deciding"
    )

    def add_arguments(self, parser):
        parser.add_argument("--at", choices=MOMENTS, default="judging", help="where in its year the season stands")
        days = parser.add_mutually_exclusive_group()
        days.add_argument("--today", type=date.fromisoformat, help="the day to take for today, as 2027-01-31")
        days.add_argument("--no-shift", action="store_true", help="keep the dates of the file")
        parser.add_argument("--json", action="store_true", help="print what was loaded as JSON")

    def handle(self, *args, at, today=None, no_shift=False, **options):
        self._refuse_real_data()
        begun = time.monotonic()
        today = date.fromisoformat(today) if isinstance(today, str) else today
        shift = shift_for(at, today=today, keep_dates=no_shift)
        with transaction.atomic():
            if AuditEvent.objects.exists() or Programme.objects.exists():
                # PostgreSQL empties no table on which a check still waits for the end of the transaction.
                connection.check_constraints()
                call_command("flush", interactive=False, verbosity=0)
            season = tell(shift)
        self._report(season, at, time.monotonic() - begun, as_json=options["json"])

    def _refuse_real_data(self):
        if not settings.DEMO_SIGN_IN:
            raise CommandError("This installation is not a demo. Loading the demo would erase it, so nothing was done.")
        if Programme.objects.exclude(slug=DEMO_PROGRAMME).exists():
            raise CommandError(
                "The database holds a programme that is not the demo's, so nothing was done. "
                "Point DATABASE_URL at an empty database."
            )

    def _report(self, season, moment, seconds, *, as_json):
        counts = {
            "season": season.slug,
            "state": season.state,
            "at": moment,
            "awards": season.awards.count(),
            "nominations": season.nominations.count(),
            "entries": season.entries.count(),
            "messages": season.messages.count(),
            "seconds": round(seconds, 1),
        }
        if as_json:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(
                f"{season} is {season.get_state_display().lower()}: {counts['awards']} awards, "
                f"{counts['nominations']} nominations, {counts['entries']} entries, "
                f"{counts['messages']} messages, in {counts['seconds']} seconds."
            )

"""The process in which a rehearsal plays: `python -m config.rehearsal DATABASE FOLDER ENTRIES JUDGES SEED`.

`manage.py rehearse` starts it. Database, queue and mail sink are its own; the last line it prints is the report.
"""

import json
import sys

from config import env


def main(database: str, folder: str, *numbers: str) -> int:
    """Make the tables, play the season and print its report as one line of JSON; 0 when it came to its end."""
    env.become(DATABASE_URL=database, COMMEND_VAR=folder, DJANGO_SETTINGS_MODULE="config.settings.rehearsal")
    import django

    django.setup()
    from django.core.management import call_command

    from demo.rehearsal.season import rehearse

    call_command("migrate", interactive=False, verbosity=0)
    entries, judges, seed = map(int, numbers)
    print(json.dumps(rehearse(entries=entries, judges=judges, seed=seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

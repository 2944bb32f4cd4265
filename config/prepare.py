"""What must be done once before the first page: tables, the cache's table, and in an empty demo the season.

`python -m config.prepare` is run by the supervisor before it starts anything that serves. It leaves beside the data
a list of the people that a visitor of the demo can be, for the supervisor to print.
"""

import sys
from pathlib import Path

from config import env

SIGN_INS = "sign-ins.txt"


def main() -> int:
    """Bring the database up to date and load the demo when it is empty; 0 when all went well."""
    env.choose_settings()
    env.declare_process("migrate")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import CommandError, call_command
    from django.db import OperationalError

    try:
        call_command("migrate", interactive=False, verbosity=0)
        if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
            call_command("createcachetable", verbosity=0)
        if settings.DEMO_SIGN_IN:
            load_demo()
            (settings.VAR / SIGN_INS).write_text(who_can_be(), encoding="utf-8")
    except CommandError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OperationalError as problem:
        print(f"The database does not answer as it should. Check DATABASE_URL. It said: {problem}", file=sys.stderr)
        return 1
    return 0


def load_demo() -> None:
    """Load the demo season, unless there is a season already: what a person did in it stays."""
    from django.core.management import call_command

    from awards.models import Season

    if Season.objects.exists():
        return
    print("Loading the demo season.", flush=True)
    day = env.get("COMMEND_DEMO_DATE")
    call_command("demo", at="judging", verbosity=0, **({"today": day} if day else {}))


def who_can_be() -> str:
    """The people that a visitor of the demo can be, a line each, by part of the journey."""
    from awards.models import Season
    from demo.cast import sign_ins

    lines = []
    for group in sign_ins(Season.objects.order_by("pk").first()):
        lines += ["", group.title, *(f"  {row.name:<28} {row.what}" for row in group.rows)]
    return "\n".join(lines)


def people_noted(var: Path) -> str:
    """What the last preparation noted of the people to be; empty when it noted nothing."""
    note = var / SIGN_INS
    return note.read_text(encoding="utf-8") if note.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())

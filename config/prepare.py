"""What must be done once before the first page: tables, the cache's table, and in an empty demo the season.

`python -m config.prepare` is run by the supervisor before it starts anything that serves.
"""

import sys

from config import env


def main() -> int:
    """Bring the database up to date and load the demo when it is empty; 0 when all went well."""
    env.choose_settings()
    env.declare_process("migrate")
    import django

    django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import CommandError, call_command, get_commands
    from django.db import OperationalError

    try:
        call_command("migrate", interactive=False, verbosity=0)
        if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
            call_command("createcachetable", verbosity=0)
        if "demo" in get_commands() and not apps.get_model("awards", "Season").objects.exists():
            print("Loading the demo season.", flush=True)
            day = env.get("COMMEND_DEMO_DATE")
            call_command("demo", at="judging", verbosity=0, **({"today": day} if day else {}))
    except CommandError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OperationalError as problem:
        print(
            f"The database does not answer as it should: {str(problem).strip()}. Check DATABASE_URL.", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The place where a rehearsal plays: its own database, queue and mail sink, in a process of its own."""

import json
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.db import connection

# Rows that come and go with anybody's visit; a rehearsal beside a running site must not be blamed for them.
VISITORS = {"django_session", "kit_idempotencykey", "django_cache", "commend_cache"}


def footprint() -> dict[str, tuple[int, int]]:
    """Return for each table of the real database how many rows it has and its highest number."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table in VISITORS:
                continue
            columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            highest = "MAX(id)" if "id" in columns else "0"
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT COUNT(*), {highest} FROM {name}")  # noqa: S608 - names from the database itself
            found[table] = cursor.fetchone()
    return found


class Stage:
    """A throw-away database beside the real one; gone when the block ends, unless it is to be kept."""

    def __init__(self, *, keep: bool):
        self.keep = keep
        self.name = f"commend_rehearsal_{uuid.uuid4().hex[:12]}"
        self.is_postgres = connection.vendor == "postgresql"
        self.folder = Path()
        self.database_url = ""

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="commend-rehearsal-"))
        if self.is_postgres:
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(self.name)}")
            self.database_url = self._beside_the_real_one()
        else:
            self.database_url = f"sqlite:///{self.folder / 'season.sqlite3'}"
        return self

    def __exit__(self, *exception):
        if self.keep:
            return
        if self.is_postgres:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(self.name)} WITH (FORCE)")
        for path in sorted(self.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        self.folder.rmdir()

    def _beside_the_real_one(self) -> str:
        real = settings.DATABASES["default"]
        login = real["USER"] + (f":{real['PASSWORD']}" if real["PASSWORD"] else "")
        host = f"{real['HOST']}:{real['PORT']}" if real["PORT"] else real["HOST"]
        if host.startswith("/"):
            return f"postgres://{login}@/{self.name}?host={host}"
        return f"postgres://{login}@{host}/{self.name}"

    def play(self, *, entries: int, judges: int, seed: int) -> dict:
        """Play the season and return its report; raises CommandError when it could not be played to its end."""
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [
                sys.executable,
                "-m",
                "config.rehearsal",
                self.database_url,
                str(self.folder),
                *map(str, (entries, judges, seed)),
            ],
            cwd=Path(__file__).resolve().parents[2],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CommandError("The rehearsal stopped before its end; what went wrong stands above.")
        return json.loads(done.stdout.splitlines()[-1])

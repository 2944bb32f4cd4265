"""What `make test` runs: the checks that need no database, then the tests in both columns.

The first column is SQLite with the embedded queue; it can run anywhere. The second is PostgreSQL with Redis, where
a server answers. What cannot run here is said first, with the command that would bring it; with CI=yes it fails.
What drives a browser or other processes waits more than it works, so it runs beside both.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import redis

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() in ("1", "yes", "true", "on")

CHECKS = {
    "Style": ["ruff", "check", "--quiet", "."],
    "Form": ["ruff", "format", "--quiet", "--check", "."],
    "Types": ["mypy", "--no-error-summary"],
    "Imports run one way": ["lint-imports", "--no-logo"],
    "Every change of a model has its migration": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "Production settings are safe": ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}

# Enough of a real installation to load its settings; nothing is connected to.
PRODUCTION = {
    "COMMEND_SETTINGS": "production",
    "COMMEND_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "COMMEND_STATEMENT_KEYS": "c2FtcGxlLWtleS1mb3ItdGhlLWRlcGxveS1jaGVjay4=",
    "COMMEND_BASE_URL": "https://awards.example.org",
    "DATABASE_URL": "postgres://commend@db.example.org/commend",
    "REDIS_URL": "rediss://redis.example.org:6379/0",
    "EMAIL_URL": "smtp+starttls://user:password@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Awards team <awards@example.org>",
}

SERVERS_TO_TRY = ("postgres:///postgres?host=/var/run/postgresql", "postgres://postgres@localhost:5432/postgres")
REDIS_TO_TRY = "redis://localhost:6379"
CLAIM = "commend-test-run"
NOTHING_SELECTED = 5


def run_checks() -> bool:
    """Run each check that needs no database; False at the first that fails, whose words are shown."""
    tools = Path(sys.executable).parent
    for name, (tool, *arguments) in CHECKS.items():
        extra = PRODUCTION if "--deploy" in arguments else {}
        done = subprocess.run(
            [tools / tool, *arguments], cwd=ROOT, env={**os.environ, **extra}, capture_output=True, text=True
        )
        print(f"{'ok    ' if done.returncode == 0 else 'FAILED'}  {name}", flush=True)
        if done.returncode:
            print(done.stdout + done.stderr)
            return False
    return True


def postgres() -> str | None:
    """A PostgreSQL server where databases may be made, or None."""
    named = os.environ.get("COMMEND_TEST_DATABASE_URL")
    for address in (named,) if named else SERVERS_TO_TRY:
        with suppress(psycopg.Error), psycopg.connect(address, connect_timeout=3) as link:
            may = link.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
            if may and may[0]:
                return address
    return None


@contextmanager
def redis_of_our_own() -> Iterator[str | None]:
    """The address of a Redis database that no other run uses (the next one is its cache), or None.

    Two runs on one machine must not take each other's messages; a claim lapses after an hour.
    """
    if named := os.environ.get("COMMEND_TEST_REDIS_URL"):
        yield named
        return
    for number in range(1, 15, 2):
        server = redis.Redis.from_url(f"{REDIS_TO_TRY}/{number}", socket_timeout=3)
        try:
            ours = server.set(CLAIM, os.getpid(), nx=True, ex=3600)
        except redis.RedisError:
            break
        if ours:
            try:
                yield f"{REDIS_TO_TRY}/{number}"
            finally:
                server.flushdb()
            return
    yield None


def start_tests(*arguments: str, output=None, **environment: str) -> subprocess.Popen:
    """Start pytest once, on this terminal or into the file `output`."""
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=output)


@contextmanager
def beside(*arguments: str, **environment: str) -> Iterator[Callable[[], int]]:
    """Run pytest in the background; what runs at once shares nothing.

    Yields what waits for its end, shows what it printed and returns its exit code: 0 where no test was selected.
    """
    with tempfile.TemporaryFile("w+") as output:
        column = start_tests(*arguments, output=output, **environment)

        def finish() -> int:
            code = column.wait()
            output.seek(0)
            print(output.read(), flush=True)
            return 0 if code == NOTHING_SELECTED else code

        try:
            yield finish
        finally:
            column.terminate()
            column.wait()


def main(arguments: list[str]) -> int:
    """Run everything that can run here; 0 when all of it passed. `arguments` go to pytest."""
    if not run_checks():
        return 1
    server = postgres()
    with redis_of_our_own() as queue:
        if not (server and queue):
            print("\nSkipped: the second column, PostgreSQL with Redis. To bring them:")
            print("  apt-get install postgresql redis-server, or docker run -p 5432:5432 and -p 6379:6379,")
            print("  then COMMEND_TEST_DATABASE_URL and COMMEND_TEST_REDIS_URL where they are not on this machine.")
            if IN_CI:
                print("In CI that is a failure.")
                return 1
        one_column = dict.fromkeys(("COMMEND_TEST_DATABASE_URL", "COMMEND_TEST_REDIS_URL"), "")
        if not (server and queue):
            print("\nSQLite with the embedded queue", flush=True)
            return start_tests(*arguments, **one_column).wait()
        both = {"COMMEND_TEST_DATABASE_URL": server, "COMMEND_TEST_REDIS_URL": queue}
        # What a browser shows, who may open what and where links lead do not depend on the database behind it.
        # Those are the slowest parts of the suite, and run once.
        on_postgres = beside("-m", "not browser and not pure and not once and not crawl", *arguments, **both)
        driven = beside("-m", "browser or processes or crawl", *arguments, **one_column)
        with on_postgres as finish_postgres, driven as finish_driven:
            print("\nSQLite with the embedded queue (all but what runs beside it, below)", flush=True)
            first = start_tests("-m", "not crawl and not browser and not processes", *arguments, **one_column).wait()
            print("\nA browser, other processes and the crawl, on SQLite with the embedded queue", flush=True)
            second = finish_driven()
            print("\nPostgreSQL with Redis (all but the browser, and what needs no database)", flush=True)
            third = finish_postgres()
        return next((code for code in (first, second, third) if code not in (0, NOTHING_SELECTED)), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

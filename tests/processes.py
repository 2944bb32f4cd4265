"""An installation for tests that need real processes: a database, a queue and a folder that nobody else has."""

import os
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

import psycopg
import redis

from config import brokers, env
from config.children import Child

START_WITHIN = 60  # seconds


def free_port() -> int:
    """A port of this machine that nothing listens on now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def wait_until(true, *, seconds: float = 30, because: str = ""):
    """What `true()` gives as soon as it is truthy; fails the test after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := true():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"Waited {seconds} s in vain{': ' * bool(because)}{because}.")


def alive(pid: int) -> bool:
    """Does a process with this id run (a zombie does not)?"""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


class Installation:
    """Web, worker and beat as somebody would run them, in the column that the suite runs in.

    Settings are the demo's; the database is an SQLite file or a PostgreSQL database of its own, the queue an
    embedded one or the column's Redis. `environment` can be changed until something is started.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.children: list[Child] = []
        self._database: tuple[str, str] | None = None
        self.port = free_port()
        unwanted = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")
        self.environment = {name: value for name, value in os.environ.items() if name not in unwanted}
        self.environment |= {
            "COMMEND_SETTINGS": "demo",
            "COMMEND_VAR": str(folder / "var"),
            "COMMEND_PORT": str(self.port),
            "COMMEND_BASE_URL": self.address,
            "PYTHONUNBUFFERED": "1",
            "DATABASE_URL": self._make_database(),
        }

    @property
    def address(self) -> str:
        """Where the web process listens once it is started."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def var(self) -> Path:
        """The installation's own folder."""
        return self.folder / "var"

    def _make_database(self) -> str:
        server = os.environ.get("COMMEND_TEST_DATABASE_URL")
        if not server:
            return f"sqlite:///{self.folder / 'test.sqlite3'}"
        name = f"commend_test_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(server, autocommit=True) as link:
            link.execute(f'CREATE DATABASE "{name}"')
        self._database = (server, name)
        before, _, after = server.partition("?")
        return before.rpartition("/")[0] + f"/{name}" + (f"?{after}" if after else "")

    def start_queue(self) -> str:
        """Start the queue (embedded, or the column's Redis on a queue database of its own); its address."""
        if address := os.environ.get("COMMEND_TEST_REDIS_URL"):
            # What an earlier test left unread is not ours to read.
            redis.Redis.from_url(address).flushdb()
            self.environment["REDIS_URL"] = address
            return address
        child, address = brokers.start(self.var)
        if child:
            self.children.append(child)
        self.environment["REDIS_URL"] = address
        return address

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        """Run one management command to its end; its output is in `stdout` and `stderr`."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=env.ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=check,
            timeout=300,
        )

    def start(self, name: str, *arguments: str) -> Child:
        """Start "web", "worker" or "beat"; the web is waited for."""
        python = sys.executable
        celery = [python, "-m", "celery", "--app", "config"]
        command = {
            "web": [python, "-m", "gunicorn", "-c", "config/gunicorn.py", "--bind", f"127.0.0.1:{self.port}"],
            "worker": [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"],
            "beat": [*celery, "beat"],
        }[name]
        child = Child(name, [*command, *arguments], self.var / "log" / f"{name}.log", self.environment)
        child.start()
        self.children.append(child)
        if name == "web":
            wait_until(self.answers, seconds=START_WITHIN, because=f"the web never answered; see {child.log}")
        return child

    def wait_for_worker(self) -> None:
        """Wait until a started worker takes messages."""
        wait_until(lambda: " ready." in self.log("worker"), seconds=START_WITHIN, because=self.log("worker")[-2000:])

    def answers(self) -> bool:
        """Does something listen at the address?"""
        with socket.socket() as link:
            return link.connect_ex(("127.0.0.1", self.port)) == 0

    def log(self, name: str) -> str:
        """What one process has said so far."""
        path = self.var / "log" / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def remove(self) -> None:
        """Stop every process, the queue last, and drop the database."""
        for child in reversed(self.children):
            child.ask_to_stop()
            child.wait_until_stopped()
        if self._database:
            server, name = self._database
            with psycopg.connect(server, autocommit=True) as link:
                link.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

"""`make run`, with real processes: it starts everything, keeps it alive, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from config import env
from tests.processes import alive, free_port, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.embedded]


class Run:
    """One supervisor in a folder of its own, as `make run` starts it."""

    def __init__(self, folder, **variables):
        self.folder = folder
        self.port = free_port()
        unwanted = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "COMMEND_BASE_URL")
        clean = {name: value for name, value in os.environ.items() if name not in unwanted}
        self.environment = {
            **clean,
            "COMMEND_SETTINGS": "demo",
            "COMMEND_VAR": str(folder),
            "COMMEND_PORT": str(self.port),
            **variables,
        }
        self.words = folder.with_suffix(".said")
        self.process = None

    def start(self):
        with self.words.open("wb") as words:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.run"], cwd=env.ROOT, env=self.environment, stdout=words, stderr=words
            )
        return self

    def started(self):
        over = lambda: self.process.poll() is not None  # noqa: E731 - read where it is used
        wait_until(lambda: "Commend is running" in self.said() or over(), seconds=120, because="it said nothing")
        assert "Commend is running" in self.said(), self.said()
        return self

    def said(self):
        return self.words.read_text(encoding="utf-8")

    def page(self, path="/healthz", port=None):
        with urllib.request.urlopen(f"http://127.0.0.1:{port or self.port}{path}", timeout=10) as reply:
            return reply.status

    def child(self, word):
        """The id of the child whose command holds this word, or None."""
        for pid in children(self.process.pid):
            if word in Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0"):
                return pid
        return None

    def family(self):
        """Every process below the supervisor."""
        found, waiting = [], [self.process.pid]
        while waiting:
            below = children(waiting.pop())
            found += below
            waiting += below
        return found

    def stop(self, sign=signal.SIGINT):
        if self.process.poll() is None:
            self.process.send_signal(sign)
        return self.process.wait(60)


def children(pid):
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder for the module: the demo is loaded once."""
    return tmp_path_factory.mktemp("run") / "var"


@pytest.fixture
def run(folder):
    supervisor = Run(folder)
    yield supervisor
    supervisor.stop()


def test_it_starts_everything_restarts_what_dies_and_stops_without_a_trace(run):
    run.start().started()
    assert run.page() == 200
    assert f"Commend is running at http://127.0.0.1:{run.port}\n" in run.said()

    worker = run.child("worker")
    os.kill(worker, signal.SIGKILL)
    again = wait_until(lambda: (pid := run.child("worker")) != worker and pid, because="the worker stayed away")
    web = run.child("gunicorn")
    os.kill(web, signal.SIGKILL)
    # The listening socket is the supervisor's: this request waits for the next web process.
    assert run.page() == 200
    wait_until(lambda: "Web started again." in run.said())
    assert re.findall(r"^(\w+) was stopped by signal 9", run.said(), re.M) == ["Worker", "Web"]
    assert alive(again)

    family = run.family()
    assert run.stop() == 0
    assert [pid for pid in family if alive(pid)] == []
    assert run.said().endswith("\nStopping.\n")


def test_a_second_start_keeps_what_there_is_and_a_second_copy_says_where_the_first_one_is(run, folder):
    keys = (folder / "secret-key").read_text(), (folder / "statement-keys").read_text()
    run.start().started()
    second = Run(folder.parent / "second", COMMEND_VAR=str(folder))
    second.start()

    assert second.process.wait(30) == 1
    assert second.said() == (
        f"Commend is already running from this folder, at http://127.0.0.1:{run.port}. "
        "Stop that one first, with Ctrl-C.\n"
    )
    assert "Loading the demo season." not in run.said()
    assert ((folder / "secret-key").read_text(), (folder / "statement-keys").read_text()) == keys


def test_a_taken_port_is_passed_over(run):
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", run.port))
        squatter.listen()
        run.start().started()
        said = run.said()
        taken = int(re.search(r"using (\d+)\.", said)[1])

        assert run.page(port=taken) == 200
        assert f"Port {run.port} is taken; using {taken}.\n" in said
        assert f"Commend is running at http://127.0.0.1:{taken}\n" in said


def test_killing_the_supervisor_itself_leaves_nothing_running(run):
    run.start().started()
    family = run.family()

    run.stop(signal.SIGKILL)

    wait_until(lambda: not [pid for pid in family if alive(pid)], because="something outlived the supervisor")


def test_without_any_server_a_bell_still_rings_over_a_folder_of_files(installation):
    installation.environment["REDIS_URL"] = f"filesystem://{installation.folder}/files"
    installation.manage("migrate", "--verbosity", "0")
    installation.start("worker")
    installation.wait_for_worker()

    ring = "from config import celery_app; celery_app.send_task('nobody.knows.this')"
    subprocess.run([sys.executable, "-c", ring], cwd=env.ROOT, env=installation.environment, check=True)

    # That the worker does not know the task shows that the bell reached it.
    heard = "Received unregistered task of type 'nobody.knows.this'"
    wait_until(lambda: heard in installation.log("worker"), because="the worker heard nothing")

"""The supervisor behind `make run`: one command that brings up the queue, the web, a worker and beat.

It keeps everything in one folder (COMMEND_VAR), starts again what dies, and stops everything on Ctrl-C.
"""

import errno
import fcntl
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from config import brokers, embedded, env
from config.children import Child
from config.prepare import people_noted

PORTS_TO_TRY = 50
FIRST_PAGE_WITHIN = 60.0  # seconds
GLANCE = 0.2  # seconds between two looks at the children


def say(sentence: str) -> None:
    """Print one line at once, also into a pipe."""
    print(sentence, flush=True)


class OnlyOne:
    """A lock on the folder: two supervisors would share a database, a queue and a port number."""

    def __init__(self, var: Path):
        var.mkdir(parents=True, exist_ok=True)
        self.file = (var / "run.lock").open("a+", encoding="utf-8")

    def take(self) -> str | None:
        """Take the lock; None when it is ours, else what the other supervisor wrote in it."""
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.file.seek(0)
            return self.file.read().strip() or "an address it has yet to choose"
        self.note("")
        return None

    def note(self, address: str) -> None:
        """Write down where this supervisor serves, for a second copy to say."""
        self.file.seek(0)
        self.file.truncate()
        self.file.write(address)
        self.file.flush()


def listen(host: str, first: int) -> socket.socket:
    """A listening socket on `first` or the next free port.

    It outlives the web process, so that a page asked for while that starts again waits instead of failing.
    """
    for port in range(first, min(first + PORTS_TO_TRY, 65536)):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        door = socket.socket(family)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
            door.listen(128)
        except OSError as problem:
            door.close()
            if problem.errno in (errno.EADDRINUSE, errno.EACCES):
                continue
            raise env.Misconfigured("COMMEND_BIND must be an address of this machine, such as 127.0.0.1.") from None
        if port != first:
            say(f"Port {first} is taken; using {port}.")
        return door
    raise env.Misconfigured(f"No port from {first} to {first + PORTS_TO_TRY - 1} is free. Set COMMEND_PORT to another.")


class Supervisor:
    """Everything that `make run` keeps alive."""

    def __init__(self, var: Path):
        self.var = var
        self.children: list[Child] = []
        self.stopping = False

    def run(self) -> int:
        """Start, watch and stop everything; the exit code."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._stop)
        lock = OnlyOne(self.var)
        if other := lock.take():
            say(f"Commend is already running from this folder, at {other}. Stop that one first, with Ctrl-C.")
            return 1
        try:
            return self._serve(lock)
        finally:
            self._stop_children()
            lock.note("")

    def _serve(self, lock: OnlyOne) -> int:
        """Bring everything up, then watch until asked to stop."""
        door = listen(env.get("COMMEND_BIND"), env.get("COMMEND_PORT"))
        address = "http://{}:{}".format(*self._shown(door))
        queue = self._start_queue()
        environment = env.for_child(REDIS_URL=queue, COMMEND_BASE_URL=self._base_url(address))
        if not self._prepare(environment):
            return 0 if self.stopping else 1
        self._start_serving(environment, door)
        if not self._wait_for_first_page(door) or self.stopping:
            return 0 if self.stopping else 1
        lock.note(address)
        self._greet(address)
        while not self.stopping:
            for child in self.children:
                if news := child.look_after(time.monotonic()):
                    say(news)
            time.sleep(GLANCE)
        return 0

    def _start_queue(self) -> str:
        """The queue's address: the one that the environment names, else one of our own."""
        if env.get("REDIS_URL"):
            return env.for_child()["REDIS_URL"]
        child, address = brokers.start(self.var)
        if child:
            self.children.append(child)
        else:
            say("No Valkey or Redis could be started: the queue is a folder of files, which is slower.")
        embedded.note_broker_address(self.var, address)
        return address

    def _prepare(self, environment: dict[str, str]) -> bool:
        """Tables and, when empty, the demo. Runs to its end before anything serves."""
        done = subprocess.Popen(
            [sys.executable, "-m", "config.prepare"], env=environment, cwd=env.ROOT, start_new_session=True
        )
        while done.poll() is None:
            if self.stopping:
                done.terminate()
            time.sleep(0.05)
        if done.returncode and not self.stopping:
            say("Commend could not be made ready; the lines above say why.")
        return done.returncode == 0

    def _start_serving(self, environment: dict[str, str], door: socket.socket) -> None:
        """Start the web, one worker and beat."""
        python, logs, fd = sys.executable, self.var / "log", door.fileno()
        celery = [python, "-m", "celery", "--app", "config"]
        web = [python, "-m", "gunicorn", "--config", "config/gunicorn.py", "--bind", f"fd://{fd}"]
        # One machine and one worker: nothing to gossip with.
        worker = [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"]
        for child in (
            Child("Web", web, logs / "web.log", environment, pass_fds=(fd,)),
            Child("Worker", worker, logs / "worker.log", environment),
            Child("Beat", [*celery, "beat"], logs / "beat.log", environment),
        ):
            child.start()
            self.children.append(child)

    def _wait_for_first_page(self, door: socket.socket) -> bool:
        """Wait until the site answers; False when it does not, with a sentence."""
        web = next(child for child in self.children if child.name == "Web")
        deadline = time.monotonic() + FIRST_PAGE_WITHIN
        while not self.stopping and time.monotonic() < deadline and web.pid:
            with suppress(OSError), urllib.request.urlopen(self._own_address(door) + "/healthz", timeout=1) as reply:  # noqa: S310 - our own address
                if reply.status == 200:
                    return True
            time.sleep(0.1)
        if not self.stopping:
            say(f"The site did not start. Its log says why: {web.log}")
        return False

    def _greet(self, address: str) -> None:
        """Say where everything is."""
        say("")
        say(f"Commend is running at {address}")
        if people := people_noted(self.var):
            say(f"\nAt {address}/demo/ you can be, with one click:\n{people}\n")
            say(f"Messages that would have been sent: {address}/demo/mailbox/")
        say(f"Data and logs are in {self.var}. Stop with Ctrl-C.")

    def _stop(self, signum, frame) -> None:
        """A signal arrived: leave the watch loop."""
        if not self.stopping:
            say("\nStopping.")
        self.stopping = True

    def _stop_children(self) -> None:
        """Stop beat, worker and web together, and the queue last: they still write to it."""
        queue = [child for child in self.children if child.name == "Queue"]
        others = [child for child in self.children if child.name != "Queue"]
        for group in (others, queue):
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.wait_until_stopped()

    @staticmethod
    def _shown(door: socket.socket) -> tuple[str, int]:
        """Host and port as a person types them."""
        host, port = door.getsockname()[:2]
        if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
            host = socket.gethostname()
        return (f"[{host}]" if ":" in host else host), port

    @classmethod
    def _own_address(cls, door: socket.socket) -> str:
        """Where this machine itself reaches the site."""
        host, port = door.getsockname()[:2]
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    @staticmethod
    def _base_url(address: str) -> str:
        """The address in links: the one the environment names, else where we listen."""
        return env.for_child().get("COMMEND_BASE_URL") or address


def main() -> int:
    """Run the supervisor under the settings that the environment names."""
    if env.choose_settings() == env.SETTINGS_BY_NAME["production"]:
        raise env.Misconfigured(
            "COMMEND_SETTINGS must be demo for this command; docs/production.md says how to start a real installation."
        )
    return Supervisor(env.get("COMMEND_VAR")).run()


if __name__ == "__main__":
    sys.exit(main())

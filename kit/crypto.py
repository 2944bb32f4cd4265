"""Text that only a person with a reason may read, kept under a key of its own.

Each record has its data key; the data key is wrapped by a key from the environment. Nothing but the wrapped key and
the environment's key together opens the text: destroy the wrapped key, and every copy of the text is unreadable.
Here text and keys are bytes that are handed in; `kit.keys` says where a record's wrapped key is kept.
"""

from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotOpen(Exception):
    """The text was erased, or none of the keys in the environment opens it."""


@dataclass(frozen=True)
class Sealed:
    """Encrypted text and the wrapped key that opens it."""

    text: bytes
    key: bytes


def _wrapper() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.STATEMENT_KEYS])


def seal(text: str, key: bytes = b"") -> Sealed:
    """Encrypt `text` under the data key that is wrapped in `key`, or under a fresh one.

    A fresh one is wrapped by the first of the environment's keys. Raises CannotOpen if none opens `key`.
    """
    if key:
        return Sealed(Fernet(unwrap(key)).encrypt(text.encode()), bytes(key))
    fresh = Fernet.generate_key()
    return Sealed(Fernet(fresh).encrypt(text.encode()), _wrapper().encrypt(fresh))


def unseal(sealed: Sealed) -> str:
    """Return the text of `sealed`; raises CannotOpen when its key is gone."""
    if not sealed.key:
        raise CannotOpen("This text has been erased")
    try:
        return Fernet(unwrap(sealed.key)).decrypt(bytes(sealed.text)).decode()
    except InvalidToken as error:
        raise CannotOpen("The key of this text belongs to another") from error


def unwrap(key: bytes) -> bytes:
    """Return the data key itself, for many texts that share one; raises CannotOpen if none opens it."""
    try:
        return _wrapper().decrypt(bytes(key))
    except InvalidToken as error:
        raise CannotOpen("None of the keys in COMMEND_STATEMENT_KEYS opens this text") from error


def rewrap(key: bytes) -> bytes:
    """Return a wrapped data key wrapped by the newest of the environment's keys; raises CannotOpen if none opens it."""
    try:
        return _wrapper().rotate(bytes(key))
    except InvalidToken as error:
        raise CannotOpen("None of the keys in COMMEND_STATEMENT_KEYS opens this text") from error


def is_newest(key: bytes) -> bool:
    """Say whether a wrapped data key is wrapped by the newest of the environment's keys already."""
    try:
        Fernet(settings.STATEMENT_KEYS[0]).decrypt(bytes(key))
    except InvalidToken:
        return False
    return True

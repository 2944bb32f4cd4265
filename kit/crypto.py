"""Text that only a person with a reason may read, kept under a key of its own.

Each record has its data key; the data key is wrapped by a key from the environment. Destroying the
wrapped key makes every copy of the record unreadable, those in old backups included.
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


def seal(text: str) -> Sealed:
    """Encrypt `text` under a fresh data key, itself wrapped by the first of the environment's keys."""
    key = Fernet.generate_key()
    return Sealed(Fernet(key).encrypt(text.encode()), _wrapper().encrypt(key))


def unseal(sealed: Sealed) -> str:
    """Return the text of `sealed`; raises CannotOpen when its key is gone."""
    if not sealed.key:
        raise CannotOpen("This text has been erased")
    try:
        return Fernet(_wrapper().decrypt(bytes(sealed.key))).decrypt(bytes(sealed.text)).decode()
    except InvalidToken as error:
        raise CannotOpen("None of the keys in COMMEND_STATEMENT_KEYS opens this text") from error


def rewrap(sealed: Sealed) -> Sealed:
    """Return the same text with its data key wrapped by the newest of the environment's keys."""
    return Sealed(sealed.text, _wrapper().rotate(bytes(sealed.key)))

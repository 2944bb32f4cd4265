"""Which addresses can be written to."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kit.text import clean_header

LONGEST_LOCAL_PART, LONGEST = 64, 254  # characters (RFC 5321)


def is_usable(address: str) -> bool:
    """Say whether `address` is one plain address that a mail server would take.

    Django's own check lets through a local part of any length and invisible characters in the domain.
    """
    if not address or len(address) > LONGEST or clean_header(address) != address:
        return False
    local, _, domain = address.rpartition("@")
    if len(local) > LONGEST_LOCAL_PART or "," in address or not domain.isprintable():
        return False
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True

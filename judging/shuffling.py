"""Each judge's own order of entries: random, fixed, and worked out by the database from numbers alone.

A polynomial over a prime field, with coefficients drawn from the judge's seed, gives each entry its place. The
order tells nothing of when an entry was made, does not move when another entry joins, and needs no stored list.
"""

import hashlib

from django.db.models import F

PRIME = 2**31 - 1


def coefficients(seed: int) -> tuple[int, int, int]:
    """Return three numbers drawn from a seed, small enough that no product leaves 64 bits."""
    digest = hashlib.sha256(f"commend-order:{seed}".encode()).digest()
    first, second, third = (int.from_bytes(digest[i : i + 8]) for i in (0, 8, 16))
    return 1 + first % (PRIME - 1), second % PRIME, third % (PRIME // 2)


def place_of(entry_id, seed: int):
    """Return the place of an entry in a judge's order; `entry_id` is a number, or a query expression for one."""
    a, b, c = coefficients(seed)
    scattered = (entry_id * a + b) % PRIME
    return (scattered * (scattered + c)) % PRIME


def in_own_order(sheets, seed: int):
    """Return a judge's sheets in their own order, each with its `turn`."""
    return sheets.annotate(turn=place_of(F("entry_id"), seed)).order_by("turn", "entry_id")

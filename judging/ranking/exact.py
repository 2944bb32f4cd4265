"""Arithmetic in which equal stays equal: whole numbers, a binary grid, and decimals rounded half up."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np

MOST_PLACES = 6
_GUARD = 6  # decimals beyond those that count: what a binary fraction is off by is far below them
_EXACT = 2.0**52


def whole(values: np.ndarray) -> tuple[np.ndarray, int] | None:
    """Return values x 10^k as whole numbers, and the least k for which they are; None where no k up to 6 will do.

    NaN becomes 0. The whole numbers are kept as floats below 2^52, in which sums and products are exact.
    """
    values = np.nan_to_num(np.asarray(values, dtype=float))
    for places in range(MOST_PLACES + 1):
        scaled = values * 10.0**places
        near = np.rint(scaled)
        if are_near(scaled, near):
            return (near, places) if np.abs(near).max(initial=0.0) < 2.0**40 else None
    return None


def are_near(values: np.ndarray, numbers: np.ndarray) -> bool:
    """Whether all values are these whole numbers, but for what a binary fraction is off by."""
    return bool(np.all(np.abs(values - numbers) <= np.clip(1e-12 * np.abs(numbers), 1e-12, 1e-6)))


def on_grid(values: np.ndarray, most: int, reach: float | None = None) -> np.ndarray:
    """Return the values moved to the nearest multiple of a power of two, so fine that nobody could tell.

    Sums of up to `most` of them, or of their differences, are then exact in any order: marks that are the same but
    for their order come to the same figure, and the steps of a correction add up to the last bit. `reach` is the
    greatest absolute value that takes part, if it is not among `values`.
    """
    values = np.asarray(values, dtype=float)
    reach = float(np.abs(values).max(initial=0.0)) if reach is None else reach
    if not reach > 0:
        return values + 0.0
    bits = 51 - int(np.ceil(np.log2(max(most, 1) + 1)))
    # A hair above: a reach of 16, but for its last bit, has the grid of 16.
    fine = 2.0 ** max(int(np.ceil(np.log2(reach * (1 + 1e-9)))) + 1 - bits, -900)
    return np.rint(values / fine) * fine + 0.0


def is_exact(total: float) -> bool:
    """Whether whole numbers up to this size add up without loss."""
    return abs(total) < _EXACT


def half_up(value: float, places: int) -> Decimal:
    """Return a figure as a decimal of so many places, half up (a half goes away from nought below nought).

    It is first taken to six further places: a figure that is exactly a half, but for the last bit of a binary
    fraction, counts as a half.
    """
    near = Decimal(f"{float(value):.{places + _GUARD}f}")
    return near.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0

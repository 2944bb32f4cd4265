"""The recipe: every choice by which marks become an order, as data that is frozen with a result."""

from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum

VERSION = 2


class Method(StrEnum):
    """How an entry's marks become one figure."""

    MEAN = "mean"
    MEDIAN = "median"
    TRIMMED = "trimmed"
    BORDA = "borda"
    Z = "z"
    ADJUSTED = "adjusted"
    ADJUSTED_FIXED = "adjusted-fixed"


NAMES = {
    Method.MEAN: "weighted mean",
    Method.MEDIAN: "median",
    Method.TRIMMED: "trimmed mean",
    Method.BORDA: "mean rank within each judge (Borda)",
    Method.Z: "marks standardised for each judge (z)",
    Method.ADJUSTED: "mean corrected for each judge’s severity",
    Method.ADJUSTED_FIXED: "mean corrected for each judge’s severity, without shrinkage",
}


# From here on the chance of whoever leads is clear, likely or narrow.
CLEAR, LIKELY, NARROW = 0.90, 0.75, 0.50


def word_for(p: float) -> str:
    """Return the word for the leader's chance to be first: clear, likely, narrow, or an open field."""
    if p >= CLEAR:
        return "clear"
    if p >= LIKELY:
        return "likely"
    return "narrow" if p >= NARROW else "open field"


@dataclass(frozen=True)
class Recipe:
    """What a ranking is made by. The same recipe and the same marks give the same bytes.

    `quorum` is the least number of counted sheets with which an entry has a rank; `trim_from` the least number that
    every ranked entry needs before one highest and one lowest are dropped; `places` how many decimals count when two
    figures are compared, rounded half up once at the end; `top` the k of "among the first k"; `draws` and `seed` how
    chances are drawn; `close_below` the chance below which the better of two is "too close to call"; `weight_shift`
    the share by which each weight is moved when sensitivity is asked.
    """

    method: Method = Method.MEAN
    version: int = VERSION
    quorum: int = 1
    trim_from: int = 5
    places: int = 4
    top: int = 3
    draws: int = 2000
    seed: int = 0
    close_below: float = 0.75
    weight_shift: float = 0.2

    def as_dict(self) -> dict:
        """Return it as plain data, as a frozen record keeps it."""
        return {**asdict(self), "method": str(self.method)}

    @classmethod
    def from_dict(cls, kept: dict) -> "Recipe":
        """Return the recipe that `as_dict` wrote; keys of a later version are left aside."""
        known = {f.name for f in fields(cls)}
        found = {key: value for key, value in kept.items() if key in known}
        return cls(**{**found, "method": Method(found.get("method", Method.MEAN))})

    def by(self, method: Method | str) -> "Recipe":
        """Return the same recipe with another method."""
        return replace(self, method=Method(method))

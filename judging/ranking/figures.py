"""An entry's figures (R12): total = sum over criteria of weight / 100 x mean of the counted judges' points.

Points are whole numbers on the award's own scale. The arithmetic is in fractions, so that nothing is rounded
before the end; a figure leaves as a Decimal of four places, half up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Criterion:
    """One criterion and its weight in hundredths; an award's weights add up to 100."""

    key: str
    weight: int


@dataclass(frozen=True)
class Sheet:
    """The points that one judge gave one entry, by criterion key. A criterion without a point is not in it."""

    judge: int
    points: Mapping[str, int]


@dataclass(frozen=True)
class Figures:
    """What the counted sheets make of one entry, in points of the scale; None where nothing counts.

    `means` holds the mean of each criterion that has a point, `lowest` and `highest` the sheets' own totals.
    """

    counted: int
    total: Decimal | None = None
    means: Mapping[str, Decimal] = field(default_factory=dict)
    lowest: Decimal | None = None
    highest: Decimal | None = None


def four_places(value: Fraction) -> Decimal:
    """Return a figure that is not negative as a Decimal of four places, half up."""
    return (Decimal(int(value * 10_000 + Fraction(1, 2))) * PLACES).quantize(PLACES)


def sheet_total(points: Mapping[str, int], criteria: Sequence[Criterion]) -> Decimal | None:
    """Return the sheet's own weighted mean; None while a criterion has no point (missing is not nought)."""
    if any(points.get(c.key) is None for c in criteria):
        return None
    return four_places(sum((Fraction(c.weight * points[c.key], 100) for c in criteria), Fraction(0)))


def figures_of(sheets: Iterable[Sheet], criteria: Sequence[Criterion]) -> Figures:
    """Return an entry's figures from its counted sheets (rule R12)."""
    sheets = list(sheets)
    means, total = {}, Fraction(0)
    for criterion in criteria:
        given = [s.points[criterion.key] for s in sheets if s.points.get(criterion.key) is not None]
        if given:
            mean = Fraction(sum(given), len(given))
            means[criterion.key] = four_places(mean)
            total += Fraction(criterion.weight, 100) * mean
    own = [t for s in sheets if (t := sheet_total(s.points, criteria)) is not None]
    return Figures(
        counted=len(sheets),
        total=four_places(total) if criteria and len(means) == len(criteria) else None,
        means=means,
        lowest=min(own, default=None),
        highest=max(own, default=None),
    )


def percent_of(total: Decimal | None, highest_point: int) -> Decimal | None:
    """Return a total as a percentage of the scale's highest point, two places half up."""
    if total is None or not highest_point:
        return None
    hundredths = Fraction(total) * 10_000 / highest_point
    return (Decimal(int(hundredths + Fraction(1, 2))) / 100).quantize(Decimal("0.01"))


def heaviest(criteria: Sequence[Criterion]) -> Criterion | None:
    """Return the criterion that weighs most; of equals, the one that comes first in the award's order."""
    return max(criteria, key=lambda c: c.weight, default=None)

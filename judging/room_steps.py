"""How one entry's figure is made, in steps that add up to the last digit that is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

PLACES = 4
UNIT = Decimal("0.0001")


@dataclass(frozen=True)
class Step:
    """One judge's part: what they gave, what is taken off for their severity (negative is strict), what is left."""

    judge: int
    given: Decimal
    severity: Decimal
    corrected: Decimal


def steps_to(adjusted: float, sheets: Iterable[tuple[int, Decimal, float]]) -> tuple[list[Step], Decimal]:
    """Return the steps by which one entry's sheets become its corrected score, and that score, all with four places.

    `sheets` are (judge, given, severity). given - severity = corrected holds in each step as it is printed, and the
    corrected figures have exactly the mean that is returned: what rounding leaves over goes to the steps that lost
    most by it, so that each stands within two units of the fourth place of what was worked out.
    """
    sheets = list(sheets)
    score = rounded(adjusted)
    exact = [given - Decimal(repr(float(severity))) for _, given, severity in sheets]
    floors = [value.quantize(UNIT, rounding=ROUND_FLOOR) for value in exact]
    over = int((len(sheets) * score - sum(floors, Decimal(0))) / UNIT)
    every, some = divmod(over, len(sheets)) if sheets else (0, 0)
    lost_most = sorted(range(len(sheets)), key=lambda n: (floors[n] - exact[n], n))[:some]
    steps = []
    for number, (judge, given, _) in enumerate(sheets):
        corrected = floors[number] + UNIT * (every + (number in lost_most))
        steps.append(Step(judge, given, given - corrected, corrected))
    return steps, score


def rounded(value: float) -> Decimal:
    """Return a figure with four places, rounded as it is for the order."""
    from judging.ranking.exact import half_up

    return half_up(value, PLACES)

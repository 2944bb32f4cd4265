"""Totals and places of one round: arrays in, dataclasses out, exact arithmetic, nothing of Django.

`figures_of` is rule R12 (the weighted mean of counted sheets), `rank` is rule R14 (how ties are settled).
"""

from judging.ranking.figures import (
    PLACES,
    Criterion,
    Figures,
    Sheet,
    figures_of,
    four_places,
    heaviest,
    percent_of,
    sheet_total,
)
from judging.ranking.order import (
    CHAIR,
    DISCUSSION,
    HEAVIEST,
    MORE_JUDGES,
    NOT_NEEDED,
    RECIPE,
    TIE_RULES,
    Contender,
    Place,
    Ranking,
    Result,
    Ruling,
    Step,
    TieResult,
    rank,
)

__all__ = [
    "CHAIR",
    "DISCUSSION",
    "HEAVIEST",
    "MORE_JUDGES",
    "NOT_NEEDED",
    "PLACES",
    "RECIPE",
    "TIE_RULES",
    "Contender",
    "Criterion",
    "Figures",
    "Place",
    "Ranking",
    "Result",
    "Ruling",
    "Sheet",
    "Step",
    "TieResult",
    "figures_of",
    "four_places",
    "heaviest",
    "percent_of",
    "rank",
    "sheet_total",
]

"""An order by one recipe: figures, who may have a rank, and ranks; what analysis and sensitivity both ask for."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from judging.ranking.methods import figures_by, ranks_of, usable
from judging.ranking.recipe import Method, Recipe
from judging.ranking.severity import fit_severity
from judging.ranking.shapes import Fit, Table
from judging.ranking.table import sheet_counts, sheet_scores

CORRECTS = frozenset({Method.ADJUSTED, Method.ADJUSTED_FIXED})


@dataclass(frozen=True, eq=False)
class Placement:
    """The order of a table's entries, (E,) each: figures (NaN where none), and whether they may be ranked.

    `places` is how many decimals of a figure count. `refusal` says why the recipe's method gave way to the mean, empty
    where it did not; `is_apart` that it did so because the ranked entries lie in parts of the panel that share no
    read.
    """

    table: Table
    figures: np.ndarray
    is_ranked: np.ndarray
    places: int
    refusal: str = ""
    is_apart: bool = False

    @cached_property
    def ranks(self) -> tuple[int | None, ...]:
        """The rank of each entry, None for one that has none; equals share a rank and the next is skipped."""
        return ranks_of(self.figures, self.is_ranked, self.places)

    @cached_property
    def order(self) -> list[int]:
        """The ranked entries by number, best first; equals in the order of their labels."""
        with_rank = [at for at, rank in enumerate(self.ranks) if rank is not None]
        return sorted(with_rank, key=lambda at: (self.ranks[at], at))

    @cached_property
    def first(self) -> tuple[Hashable, ...]:
        """The entries on the first place; only those near it are rounded, so that asking again and again is cheap."""
        near = np.flatnonzero(self.is_ranked)
        if not near.size:
            return ()
        near = near[self.figures[near] >= self.figures[near].max() - 10.0**-self.places]
        ranks = ranks_of(self.figures[near], np.ones(len(near), dtype=bool), self.places)
        return tuple(self.table.entries[at] for at, rank in zip(near, ranks, strict=True) if rank == 1)


def place(
    table: Table,
    recipe: Recipe,
    *,
    y: np.ndarray | None = None,
    fit: Fit | None = None,
    is_ranked: np.ndarray | None = None,
) -> Placement:
    """Return the order of the entries by a recipe.

    `y` (S,) and `fit` are worked out where they are not given. Without `is_ranked` (E,) the recipe's quorum says who
    has a rank, and a method that cannot be used gives way to the mean; with it, the caller has asked that already.
    Corrected figures are never compared between parts of a panel that share no read: the mean takes their place.
    """
    y = sheet_scores(table) if y is None else y
    counts = sheet_counts(table)
    refusal = usable(table, recipe, recipe.method) if is_ranked is None else ""
    ranked = counts >= max(recipe.quorum, 1) if is_ranked is None else is_ranked & (counts > 0)
    if recipe.method in CORRECTS and fit is None:
        fit = fit_for(table, y, recipe)
    is_apart = recipe.method in CORRECTS and parts_of(fit, ranked) > 1
    rule = recipe.by(Method.MEAN) if refusal or is_apart else recipe
    figures = figures_by(table, y, rule, fit)
    ranked = ranked & np.isfinite(figures)
    return Placement(table, figures, ranked, recipe.places, refusal, is_apart)


def fit_for(table: Table, y: np.ndarray, recipe: Recipe) -> Fit:
    """Return the severity model of a table: by REML, or by least squares where the recipe says so."""
    shrinks = recipe.method != Method.ADJUSTED_FIXED
    return fit_severity(table.entry_of, table.judge_of, y, len(table.entries), len(table.judges), shrinks=shrinks)


def parts_of(fit: Fit, which: np.ndarray) -> int:
    """Return how many parts of the panel the entries `which` (E,) of bool lie in."""
    return len(np.unique(fit.entry_component[which]))

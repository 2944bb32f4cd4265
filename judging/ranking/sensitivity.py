"""What would change who is first: another panel, other weights, another method, and how near the second is."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from judging.ranking.chances import Chances
from judging.ranking.methods import usable
from judging.ranking.placing import CORRECTS, Placement, fit_for, parts_of, place
from judging.ranking.recipe import Method, Recipe
from judging.ranking.shapes import Fit, LeftOut, Sensitivity, Shifted, Table
from judging.ranking.table import with_weights, without_judge

MOST_JUDGES = 50  # up to which each is left out in turn


def sensitivity_of(
    table: Table,
    y: np.ndarray,
    fit: Fit,
    recipe: Recipe,
    placed: Placement,
    chances: Chances | None = None,
) -> Sensitivity:
    """Return how firmly the first place stands; `placed` is the order by the recipe itself.

    The first place is kept when the same entries hold it, neither more nor fewer. Whoever has a rank keeps the right
    to one while something changes, as long as a sheet is left. The margin is in the recipe's own figures.
    """
    if not placed.first:
        return Sensitivity()
    margin, chance = _margin(placed, chances)
    return Sensitivity(
        first=placed.first,
        margin=margin,
        margin_chance=chance,
        left_out=_left_out(table, y, recipe, placed),
        shifted=_shifted(table, recipe, placed),
        ranks=_ranks(table, y, fit, recipe, placed),
    )


def _margin(placed: Placement, chances: Chances | None) -> tuple[float | None, float | None]:
    """Return by how much the first is ahead of the second, and the chance that it truly is."""
    if len(placed.order) < 2:
        return None, None
    first, second = placed.order[:2]
    shares = placed.ranks[first] == placed.ranks[second]
    margin = 0.0 if shares else float(placed.figures[first] - placed.figures[second])
    return margin, chances.beats(first, second) if chances else None


def _left_out(table: Table, y: np.ndarray, recipe: Recipe, placed: Placement) -> tuple[LeftOut, ...]:
    """Place the entries again without each judge in turn, if there are not too many of them."""
    if not 2 <= len(table.judges) <= MOST_JUDGES:
        return ()
    rule = _settled(recipe, placed)
    has_gaps = bool(np.isnan(table.points).any())
    found = []
    for at, judge in enumerate(table.judges):
        rest = without_judge(table, judge)
        # A gap is filled from what all sheets say, so that with gaps every sheet may change.
        scores = None if has_gaps else y[table.judge_of != at]
        first = place(rest, rule, y=scores, is_ranked=placed.is_ranked).first
        found.append(LeftOut(judge, first, first == placed.first))
    return tuple(found)


def _shifted(table: Table, recipe: Recipe, placed: Placement) -> tuple[Shifted, ...]:
    """Place the entries again with each weight moved up and down by the recipe's share."""
    if len(table.criteria) < 2:
        return ()
    rule = _settled(recipe, placed)
    found = []
    for criterion, weight in zip(table.criteria, table.weights.tolist(), strict=True):
        for factor in (1 - recipe.weight_shift, 1 + recipe.weight_shift):
            moved = with_weights(table, {criterion: weight * factor})
            first = place(moved, rule, is_ranked=placed.is_ranked).first
            found.append(Shifted(criterion, factor, first, first == placed.first))
    return tuple(found)


def _settled(recipe: Recipe, placed: Placement) -> Recipe:
    """Return the recipe by which the entries were placed in truth: the mean, where the method gave way to it."""
    return recipe.by(Method.MEAN) if placed.refusal or placed.is_apart else recipe


def _ranks(
    table: Table, y: np.ndarray, fit: Fit, recipe: Recipe, placed: Placement
) -> Mapping[str, Mapping[object, int | None]]:
    """Return the ranks under every method that can be used on this table, the recipe's own among them."""
    found = {}
    for method in Method:
        rule = replace(recipe, method=method)
        is_apart = method in CORRECTS and parts_of(fit, placed.is_ranked) > 1
        if is_apart or usable(table, rule, method):
            continue
        own = fit if (method == Method.ADJUSTED_FIXED) == (recipe.method == Method.ADJUSTED_FIXED) else None
        own = fit_for(table, y, rule) if own is None and method in CORRECTS else own
        ranks = place(table, rule, y=y, fit=own, is_ranked=placed.is_ranked).ranks
        found[str(method)] = dict(zip(table.entries, ranks, strict=True))
    return found

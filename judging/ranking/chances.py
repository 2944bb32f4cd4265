"""How sure the order is: chances by seeded draws from what the marks leave open (section 5 of the specification).

A chance here speaks of the noise of a panel, given the model; it says nothing of merit. It is the chance that another
panel without end would put an entry first, whatever method the recipe places by: where reads are uneven, the entry
with the best chance need not be the one with the best mean.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np

from judging.ranking.posterior import Posterior, posterior_of
from judging.ranking.recipe import Method, Recipe
from judging.ranking.shapes import Fit, Reliability, Table

_ALL_DRAWN = 2000  # entries up to which everybody is drawn, and the most that are drawn of a longer list
_NEAR = 6  # standard errors of the k-th place within which an entry of a longer list is drawn
_CLEAR_OF_REST = 3  # standard errors above those not drawn from which an entry's ranks are known
_AT_ONCE = 2_000_000  # cells of a block of draws
_MOST_READS = 99
_TARGET = 0.8


@dataclass(frozen=True, eq=False)
class Chances:
    """Chances of each entry (E,): to be first, to be among the first k; and the 90% interval of its rank.

    NaN where nothing can be said: the entry is not ranked, or its chances cannot be known. In a list of more than
    2,000 entries only those near the k-th place are drawn; the others have chances of nought, and no ranks.
    """

    p_first: np.ndarray
    p_top: np.ndarray
    rank_low: np.ndarray
    rank_high: np.ndarray
    posterior: Posterior | None = None

    @property
    def is_known(self) -> bool:
        """Say whether there is anything to tell."""
        return self.posterior is not None

    def of(self, entry: int) -> tuple[float | None, float | None, int | None, int | None]:
        """Return (p_first, p_top, rank_low, rank_high) of one entry by its number, None for what is not known."""
        p = [None if np.isnan(column[entry]) else float(column[entry]) for column in (self.p_first, self.p_top)]
        ranks = [None if np.isnan(column[entry]) else int(column[entry]) for column in (self.rank_low, self.rank_high)]
        return p[0], p[1], ranks[0], ranks[1]

    def beats(self, one: int, other: int) -> float | None:
        """Return the chance that entry `one` is better than `other`; below `recipe.close_below`: too close to call."""
        if self.posterior is None or np.isnan(self.p_first[one]) or np.isnan(self.p_first[other]):
            return None
        return self.posterior.chance_over(one, other)


def chances_of(
    table: Table, y: np.ndarray, fit: Fit, recipe: Recipe, is_ranked: np.ndarray, *, dealt_at_random: bool = False
) -> Chances:
    """Return the chances of the ranked entries (`is_ranked`, (E,) of bool), by `recipe.draws` draws from its seed.

    The same input gives the same bytes. Nothing is said (NaN) of a single entry, of one judge, where no entry has
    two sheets, or where the ranked entries lie in parts of the panel that share no read: whether one part is stricter
    cannot be known. `dealt_at_random` is the chair's word that entries fell to the parts by lot, which lets them be
    compared. Without noise (sigma = 0) the order is certain, and equals share their chance.
    """
    ranked = np.flatnonzero(np.asarray(is_ranked, bool) & np.isfinite(fit.adjusted))
    blank = [np.full(len(table.entries), np.nan) for _ in range(4)]
    apart = len(set(fit.entry_component[ranked].tolist())) > 1 and not dealt_at_random
    posterior = None if len(ranked) < 2 or apart else posterior_of(table, y, fit)
    if posterior is None:
        return Chances(*blank)
    found = _certain if posterior.sigma == 0 else _drawn
    for column, values in zip(blank, found(posterior, ranked, recipe), strict=True):
        column[ranked] = values
    return Chances(*blank, posterior)


def in_discussion(p_top: float) -> bool:
    """Say whether an entry lies where a panel should talk: its chance of the first k is neither slight nor secure."""
    return 0.1 <= p_top <= 0.9


def reliability_of(
    table: Table, y: np.ndarray, fit: Fit, recipe: Recipe | None = None, *, posterior: Posterior | None = None
) -> Reliability:
    """Return what another panel of the same size would say (section 5.2); None for what cannot be known.

    `expected` is rho = 1 - mean posterior variance / variance of entries. `single` is one sheet's reliability: judges'
    severities count as noise only where the recipe leaves them in and not everybody read everything. `reads_for_80`
    is the sheets an entry that would give rho = .80 (Spearman-Brown), None above 99. `acts_like` is the number of
    readers that would do as well without adjusting: k (tau2 + sigma2) / sigma2, and k itself on complete panels,
    where severities cancel out; None above 99 too. `posterior` spares the work where `chances_of` has it already.
    """
    posterior = posterior or posterior_of(table, y, fit)
    if posterior is None or posterior.entry_variance <= 0:
        return Reliability()
    between, complete = posterior.entry_variance, posterior.reads.is_complete
    tau2 = fit.tau2 if fit.tau2 is not None and np.isfinite(fit.tau2) else None
    is_adjusted = recipe is None or recipe.method in (Method.ADJUSTED, Method.ADJUSTED_FIXED)
    noise = fit.sigma2 if complete or is_adjusted else fit.sigma2 + (tau2 or 0.0)
    single = between / (between + noise)
    reads = 1 if single >= _TARGET else ceil(round(_TARGET * (1 - single) / (single * (1 - _TARGET)), 9))
    k = posterior.reads.sheets_each
    worth = k if complete else k * (1 + fit.delta) if tau2 is not None else None
    return Reliability(
        expected=float(np.clip(1 - posterior.mean_variance() / between, 0, 1)),
        single=float(single),
        reads_for_80=reads if reads <= _MOST_READS else None,
        acts_like=float(worth) if worth is not None and worth <= _MOST_READS else None,
    )


def close_pairs(
    table: Table, chances: Chances, order: list[int], recipe: Recipe
) -> list[tuple[Hashable, Hashable, float]]:
    """Return neighbours of an order that are too close to call: (ahead, behind, chance that the first is better).

    `order` numbers the ranked entries, best first. The label never changes an order.
    """
    found = []
    for one, other in pairwise(order):
        p = chances.beats(one, other)
        if p is not None and p < recipe.close_below:
            found.append((table.entries[one], table.entries[other], p))
    return found


def _certain(posterior: Posterior, ranked: np.ndarray, recipe: Recipe) -> tuple[np.ndarray, ...]:
    """Return chances without noise: 1 or 0, shared among equals."""
    figures = np.floor(posterior.theta[ranked] * 10.0**recipe.places + 0.5)
    ahead = np.array([np.sum(figures > mine) for mine in figures], float)
    equals = np.array([np.sum(figures == mine) for mine in figures], float)
    top = np.clip((recipe.top - ahead) / equals, 0, 1)
    return (ahead == 0) / equals, top, ahead + 1, ahead + 1


def _drawn(posterior: Posterior, ranked: np.ndarray, recipe: Recipe) -> tuple[np.ndarray, ...]:
    """Return chances as shares of draws; those of a long list who are far from the k-th place are not drawn."""
    near, has_ranks = _near(posterior, ranked, min(recipe.top, len(ranked)))
    which = ranked[near]
    ranks = _ranks(posterior, which, recipe)
    first, top, low, high = np.zeros(len(ranked)), np.zeros(len(ranked)), *np.full((2, len(ranked)), np.nan)
    first[near] = np.mean(ranks == 1, axis=0)
    top[near] = np.mean(ranks <= recipe.top, axis=0)
    ranks.sort(axis=0)
    last = len(ranks) - 1
    low[near] = ranks[int(np.floor(0.05 * last))]
    high[near] = ranks[int(np.ceil(0.95 * last))]
    low[~has_ranks], high[~has_ranks] = np.nan, np.nan
    return first, top, low, high


def _near(posterior: Posterior, ranked: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return which ranked entries are drawn, and which of these stand clear of all who are not (both of bool)."""
    count = len(ranked)
    if count <= _ALL_DRAWN:
        return np.ones(count, bool), np.ones(count, bool)
    theta, sd = posterior.theta[ranked], posterior.sd[ranked]
    order = np.argsort(-theta, kind="stable")
    bar = order[k - 1]
    near = theta >= theta[bar] - _NEAR * np.hypot(sd, sd[bar])
    most = np.zeros(count, bool)
    most[order[: max(_ALL_DRAWN, 4 * k)]] = True
    near &= most
    if near.all():
        return near, near
    rest = theta[~near].max(), sd[~near].max()
    return near, near & (theta >= rest[0] + _CLEAR_OF_REST * np.hypot(sd, rest[1]))


def _ranks(posterior: Posterior, which: np.ndarray, recipe: Recipe) -> np.ndarray:
    """Return the rank of each entry in each draw, (draws, len(which)), 1 for the best."""
    rng = np.random.Generator(np.random.PCG64(recipe.seed))
    ranks = np.empty((recipe.draws, len(which)), np.int32)
    places = np.arange(1, len(which) + 1, dtype=np.int32)
    block = max(1, _AT_ONCE // len(which))
    for start in range(0, recipe.draws, block):
        rows = slice(start, min(start + block, recipe.draws))
        drawn = posterior.draw(rng, rows.stop - rows.start, which)
        np.put_along_axis(ranks[rows], np.argsort(-drawn, axis=1), places, axis=1)
    return ranks

"""All that the marks of a round say, in one answer; every odd table gets one too, with its warnings."""

from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from judging.ranking.agreement import agreement_of
from judging.ranking.chances import Chances, chances_of, reliability_of
from judging.ranking.diagnostics import criterion_lines, judge_lines, odd_sheets, split_entries
from judging.ranking.linkage import linkage_of
from judging.ranking.placing import Placement, fit_for, parts_of, place
from judging.ranking.recipe import Method, Recipe
from judging.ranking.sensitivity import sensitivity_of
from judging.ranking.severity import intervals_of
from judging.ranking.shapes import EntryLine, Fit, Linkage, Result, Table
from judging.ranking.table import sheet_counts, sheet_scores

THIN_OVERLAP, THIN_SE = 0.5, 0.75  # below, and above in units of sigma: judges are hardly linked
FEW_JUDGES = 4


def analyse(table: Table, recipe: Recipe, *, deep: bool = True) -> Result:
    """Return the order of a table's entries by a recipe, and what stands behind it.

    Always there: figures, ranks, severities, standard errors, parts of the panel, warnings. With `deep` also chances,
    agreement, reliability, diagnostics of sheets, entries and criteria, and sensitivity. Entries come in the order of
    their ranks, then those without one by label; figures are in the marks' own unit and None where they do not exist.
    No table of marks raises: what cannot be said is left out, and `warnings` has the code of the reason
    (`words.WARNINGS`).
    """
    y = sheet_scores(table)
    if not len(y):
        return Result(method=str(recipe.method), recipe=recipe, entries=(), judges=(), warnings=("no_sheets",))
    fit = fit_for(table, y, recipe)
    placed = place(table, recipe, y=y, fit=fit)
    chances = chances_of(table, y, fit, recipe, placed.is_ranked) if deep else None
    result = Result(
        method=str(recipe.method),
        recipe=recipe,
        entries=_entries(table, fit, placed, chances),
        judges=judge_lines(table, y, fit),
        sigma2=fit.sigma2,
        tau2=_severity_variance(table, fit),
        linkage=linkage_of(table),
    )
    if deep:
        result = replace(
            result,
            agreement=agreement_of(table, y, _shrunk(table, y, fit, recipe), seed=recipe.seed),
            reliability=reliability_of(table, y, fit, recipe),
            sensitivity=sensitivity_of(table, y, fit, recipe, placed, chances),
            odd_sheets=odd_sheets(table, y, fit),
            split_entries=split_entries(table, y, fit),
            criteria=criterion_lines(table),
        )
    facts = _Facts(table, fit, placed, result.linkage, recipe, chances)
    return replace(result, warnings=tuple(code for code, holds in facts.all() if holds))


def _shrunk(table: Table, y: np.ndarray, fit: Fit, recipe: Recipe) -> Fit:
    """Return the fit with shrinkage: how far judges agree does not depend on how entries are placed."""
    return fit if np.isfinite(fit.delta) else fit_for(table, y, recipe.by(Method.ADJUSTED))


def _entries(table: Table, fit: Fit, placed: Placement, chances: Chances | None) -> tuple[EntryLine, ...]:
    """Return a line for each entry: in the order of ranks, then those without one by label."""
    blank = np.full(len(table.entries), np.nan)
    columns = [
        placed.figures,
        fit.raw,
        fit.adjusted,
        fit.se,
        *intervals_of(fit),
        *((chances.p_first, chances.p_top, chances.rank_low, chances.rank_high) if chances else [blank] * 4),
    ]
    counts, parts = sheet_counts(table).tolist(), fit.entry_component.tolist()
    score, raw, adjusted, se, low, high, first, top, best, worst = (_known(column) for column in columns)
    return tuple(
        EntryLine(
            entry=table.entries[at],
            score=score[at],
            raw=raw[at],
            rank=placed.ranks[at],
            sheets=counts[at],
            adjusted=adjusted[at],
            se=se[at],
            low=low[at],
            high=high[at],
            p_first=first[at],
            p_top=top[at],
            rank_low=None if best[at] is None else int(best[at]),
            rank_high=None if worst[at] is None else int(worst[at]),
            component=parts[at],
        )
        for at in [*placed.order, *(at for at, rank in enumerate(placed.ranks) if rank is None)]
    )


def _severity_variance(table: Table, fit: Fit) -> float | None:
    """Return the variance of judges' severities, by the fit or, of least squares, by moments; None where unknown.

    Henderson's method 3 (Biometrics 9:226, 1953): the reduction R in squares by the judges has the expectation
    tau2 (N - n) + sigma2 rank(A), so tau2 = (R - rank(A) sigma2) / (N - n), and nought where that is below it.
    """
    spare = len(table.entry_of) - int((sheet_counts(table) > 0).sum())
    if fit.tau2 is not None or fit.sigma2 is None or spare < 1:
        return fit.tau2
    given = fit.severity[table.judge_of]
    size = len(table.entries)
    means = np.bincount(table.entry_of, given, minlength=size) / np.maximum(sheet_counts(table), 1)
    reduction = float(((given - means[table.entry_of]) ** 2).sum())
    return max((reduction - (spare - fit.df) * fit.sigma2) / spare, 0.0)


def _known(column: np.ndarray) -> list[float | None]:
    """Return a column's figures, None for each that does not exist."""
    return [value if isfinite(value) else None for value in column.tolist()]


@dataclass(frozen=True, eq=False)
class _Facts:
    """What is asked of a table before its warnings are chosen."""

    table: Table
    fit: Fit
    placed: Placement
    linkage: Linkage
    recipe: Recipe
    chances: Chances | None

    def all(self) -> list[tuple[str, bool]]:
        """Return every code with whether it holds, the gravest first; the codes are those of `words.WARNINGS`."""
        counts, ranked = sheet_counts(self.table), self.placed.is_ranked
        judges = len(self.table.judges)
        repeats = bool((counts > 1).any())
        varies = self.fit.sigma2 is not None and self.fit.sigma2 > 0
        return [
            ("nobody_ranked", not ranked.any()),
            ("one_entry", len(self.table.entries) == 1),
            ("one_judge", judges == 1),
            ("read_once", not repeats and judges > 1),
            ("disconnected", self._is_apart(ranked)),
            ("trimmed_not_usable", bool(self.placed.refusal)),
            ("below_quorum", bool((~ranked).any()) and bool(ranked.any())),
            ("shared_first", len(self.placed.first) > 1),
            ("too_close", self._is_too_close()),
            ("leader_differs_by_chance", self._has_another_leader()),
            ("perfect_agreement", repeats and judges > 1 and not varies),
            ("no_severity_found", self.fit.df > 0 and varies and self.fit.is_flat),
            ("few_judges", 1 < judges < FEW_JUDGES),
            ("thin_link", self._is_thin()),
            ("unlinked_judge", self._has_unlinked(counts)),
            ("one_reader", bool((counts[ranked] == 1).any()) and repeats),
            ("unmarked_criteria", bool(np.isnan(self.table.points).any())),
        ]

    def _is_apart(self, ranked: np.ndarray) -> bool:
        """Whether entries that are compared lie in parts that share no read."""
        which = ranked if ranked.any() else self.fit.entry_component >= 0
        return parts_of(self.fit, which) > 1

    def _is_thin(self) -> bool:
        """Whether a panel in one piece hangs together by little; one in which all read all never does."""
        overlap, worst = self.linkage.overlap, self.linkage.worst_pair_se
        is_complete = len(self.table.entry_of) == len(self.table.entries) * len(self.table.judges)
        if is_complete or not overlap:
            return False
        return overlap < THIN_OVERLAP or (worst is not None and worst > THIN_SE)

    def _has_unlinked(self, counts: np.ndarray) -> bool:
        """Whether a judge has no entry in common with anybody, on a panel where others have."""
        shared = np.bincount(self.table.judge_of, counts[self.table.entry_of] > 1, minlength=len(self.table.judges))
        return bool((shared == 0).any() and (shared > 0).any())

    def _is_too_close(self) -> bool:
        if self.chances is None or len(self.placed.order) < 2 or len(self.placed.first) > 1:
            return False
        chance = self.chances.beats(*self.placed.order[:2])
        return chance is not None and chance < self.recipe.close_below

    def _has_another_leader(self) -> bool:
        """Whether an entry that is not placed first is likelier to be first than each that is."""
        if self.chances is None or not self.chances.is_known or not self.placed.order:
            return False
        p = np.nan_to_num(self.chances.p_first)
        ranks = np.array([rank or 0 for rank in self.placed.ranks])
        return bool(p[ranks != 1].max(initial=0.0) > p[ranks == 1].max(initial=0.0))

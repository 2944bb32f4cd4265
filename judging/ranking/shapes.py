"""What goes into a ranking and what comes out: arrays in, frozen dataclasses out."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

import numpy as np

from judging.ranking.recipe import Recipe


@dataclass(frozen=True)
class Mark:
    """One point that one judge gave one entry for one criterion; `weight` in any unit, the same for a criterion."""

    judge: Hashable
    entry: Hashable
    score: float
    criterion: Hashable = ""
    weight: float = 1.0


@dataclass(frozen=True, eq=False)
class Table:
    """Counted sheets as arrays: S sheets, E entries, J judges, C criteria.

    `entry_of` and `judge_of` (S,) are numbers into `entries` and `judges`, which are sorted, so that the order of the
    input does not matter; a sheet is one judge and one entry, and sheets are sorted by entry and then by judge.
    `points` (S, C) holds what was given, NaN where a criterion was not marked. `weights` (C,) are above nought. `low`
    and `high` are the ends of the scale, None where it is not known: scores are then taken as they stand.
    """

    entries: tuple[Hashable, ...]
    judges: tuple[Hashable, ...]
    criteria: tuple[Hashable, ...]
    entry_of: np.ndarray
    judge_of: np.ndarray
    points: np.ndarray
    weights: np.ndarray
    low: float | None = None
    high: float | None = None

    @property
    def unit(self) -> float:
        """A hundredth of the scale, in which thresholds are given; of the marks' own range where none is known."""
        if self.low is not None and self.high is not None:
            return (self.high - self.low) / 100
        given = self.points[~np.isnan(self.points)]
        return float(given.max() - given.min()) / 100 if given.size else 0.0


@dataclass(frozen=True, eq=False)
class Fit:
    """The severity model of `judging-science.md` section 3, eq. (2) to (7): y = entry + judge + rest.

    `adjusted` (E,) and `raw` (E,) are in the marks' own unit, NaN for an entry without sheets. `severity` (J,) is
    centred in each component so that sum m_j b_j = 0; negative is strict. `se` (E,) and `severity_se` (J,) are NaN
    where they cannot be known. `delta` = tau2 / sigma2, infinite without shrinkage. `entry_component` and
    `judge_component` number the parts of the panel that share no entry, the largest 0, as `Linkage` does; -1 is
    nobody's. `is_flat` says that nothing was corrected. `covariance` (J, J) is that of the severities' errors, in
    units of sigma2 (S of eq. 7).
    """

    adjusted: np.ndarray
    raw: np.ndarray
    severity: np.ndarray
    se: np.ndarray
    severity_se: np.ndarray
    sigma2: float | None
    tau2: float | None
    delta: float
    df: int
    entry_component: np.ndarray
    judge_component: np.ndarray
    is_flat: bool = False
    covariance: np.ndarray | None = None


@dataclass(frozen=True)
class EntryLine:
    """What the marks say of one entry. Figures are in the marks' own unit, None where they do not exist.

    `score` is the recipe's figure, `raw` the mean of its sheets, `adjusted` the corrected mean; `low` and `high` are
    the ends of the 90% interval of `adjusted`, `rank_low` and `rank_high` those of its rank.
    """

    entry: Hashable
    score: float | None
    raw: float | None
    rank: int | None
    sheets: int
    adjusted: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    p_first: float | None = None
    p_top: float | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    component: int = 0


@dataclass(frozen=True)
class JudgeLine:
    """How one judge's marks stand beside those of colleagues on the same entries; None where it cannot be said.

    `flags` are codes of `diagnostics.FLAGS`: prompts to look, never verdicts.
    """

    judge: Hashable
    severity: float | None
    sheets: int
    se: float | None = None
    spread: float | None = None
    consistency: float | None = None
    agreement: float | None = None
    flags: tuple[str, ...] = ()
    component: int = 0
    spread_ratio: float | None = None  # of the standard deviations of own and colleagues' scores
    flat_share: float | None = None  # of sheets with every criterion marked alike
    drift: float | None = None  # change of the residual with each further sheet, where an order was given


@dataclass(frozen=True)
class CriterionLine:
    """What one criterion did to the scores: `weight_share` as agreed, `influence_share` as it turned out, of 1.

    `mean` and `sd` of its marks over all sheets are in the marks' own unit, `rest` its correlation with the weighted
    rest. None where it cannot be said. `flags` are codes of `diagnostics.FLAGS`.
    """

    criterion: Hashable
    sheets: int
    weight_share: float
    mean: float | None = None
    sd: float | None = None
    rest: float | None = None
    influence_share: float | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Agreement:
    """How far judges agree; None where a figure does not exist."""

    alpha: Mapping[str, float | None] = field(default_factory=dict)  # nominal, ordinal, interval, ratio
    icc: Mapping[str, float | None] = field(default_factory=dict)  # A1, C1, Ak, Ck
    kendall_w: Mapping[str, float | None] = field(default_factory=dict)  # w, p
    interval: tuple[float, float] | None = None  # 95 % of alpha (interval), by resampled entries
    by_criterion: Mapping[Hashable, float | None] = field(default_factory=dict)  # alpha of each criterion's marks
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """Who is first when one judge is left out."""

    judge: Hashable
    first: tuple[Hashable, ...]
    keeps_first: bool


@dataclass(frozen=True)
class Shifted:
    """Who is first when one criterion's weight is moved."""

    criterion: Hashable
    factor: float
    first: tuple[Hashable, ...]
    keeps_first: bool


@dataclass(frozen=True)
class Sensitivity:
    """What would change who is first. `ranks` gives each entry's rank under each method that can be used."""

    first: tuple[Hashable, ...] = ()
    margin: float | None = None
    margin_chance: float | None = None
    left_out: tuple[LeftOut, ...] = ()
    shifted: tuple[Shifted, ...] = ()
    ranks: Mapping[str, Mapping[Hashable, int | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Bridge:
    """A read that would join two parts of a panel: this judge should read this entry."""

    judge: Hashable
    entry: Hashable


@dataclass(frozen=True)
class Linkage:
    """Which judges and entries hang together by shared reads, and how well (section 4)."""

    components: tuple[tuple[Hashable, ...], ...] = ()  # entries of each part, the largest first
    judges: tuple[tuple[Hashable, ...], ...] = ()  # judges of each part, in the same order
    overlap: float | None = None  # 0..1
    worst_pair_se: float | None = None  # of a difference of two severities, in units of sigma
    bridges: tuple[Bridge, ...] = ()


@dataclass(frozen=True)
class Reliability:
    """What another panel of the same size would say (section 5.2)."""

    expected: float | None = None  # rho
    single: float | None = None
    reads_for_80: int | None = None
    acts_like: float | None = None  # readers that adjusting is worth


@dataclass(frozen=True)
class Result:
    """A ranking with all that a panel asks of it. `warnings` are codes of `words.WARNINGS`."""

    method: str
    recipe: Recipe
    entries: tuple[EntryLine, ...]
    judges: tuple[JudgeLine, ...]
    sigma2: float | None = None
    tau2: float | None = None
    linkage: Linkage = Linkage()
    agreement: Agreement = Agreement()
    reliability: Reliability = Reliability()
    sensitivity: Sensitivity | None = None
    odd_sheets: tuple[tuple[Hashable, Hashable], ...] = ()  # (entry, judge) to ask about
    split_entries: tuple[Hashable, ...] = ()  # judges far apart beyond their severities
    criteria: tuple[CriterionLine, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def components(self) -> tuple[tuple[Hashable, ...], ...]:
        """The entries of each part of the panel."""
        return self.linkage.components

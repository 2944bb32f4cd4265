"""How far judges agree: published tables are met, and odd panels get an answer in careful words."""

from itertools import permutations

import numpy as np
import pytest
from scipy.stats import friedmanchisquare

from judging.ranking.agreement import METRICS, agreement_of, icc_of, kendall, krippendorff
from judging.ranking.agreement_words import strength_of
from judging.ranking.variances import entry_variance, reads_of
from tests.judging.ranking.panels import GONE, SHROUT_FLEISS, drawn, scored

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example E: twelve units, four observers.
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, GONE, GONE, GONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GONE, 3],
        [GONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GONE],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GONE],
    ]
).T
# Twenty persons' anxiety as three raters see it: the worked example of KendallW in the R package DescTools (reference
# page: W corrected for ties = 0.5396569), first of the package irr.
ANXIETY = np.array(
    [
        [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
        [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
        [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
    ]
).T


def by_the_book(values: np.ndarray, metric: str) -> float:
    """Krippendorff's alpha as his paper spells it out: coincidences of ordered pairs, then D_o and D_e."""
    units = [u[~np.isnan(u)] for u in values]
    found = np.unique(np.concatenate([u for u in units if len(u) > 1]))
    o = np.zeros((len(found), len(found)))
    for unit in units:
        for c, k in permutations(np.searchsorted(found, unit), 2):
            o[c, k] += 1 / (len(unit) - 1)
    n_c = o.sum(axis=1)
    apart = np.zeros_like(o)
    for c, k in np.ndindex(o.shape):
        inside = n_c[min(c, k) : max(c, k) + 1].sum() - (n_c[c] + n_c[k]) / 2
        ratio = (found[c] - found[k]) / (found[c] + found[k]) if found[c] + found[k] else 0
        gap = {"nominal": c != k, "ordinal": inside, "interval": found[c] - found[k], "ratio": ratio}[metric]
        apart[c, k] = float(gap) ** 2
    n = n_c.sum()
    return 1 - (o * apart).sum() / n / ((np.outer(n_c, n_c) * apart).sum() / (n * (n - 1)))


def figures(grid, **scale):
    table, y, fit = scored(grid, **scale)
    found = agreement_of(table, y, fit)
    return [*found.alpha.values(), *found.icc.values(), *found.kendall_w.values(), *(found.interval or ())]


def test_alpha_is_the_published_one_with_marks_missing():
    found = {metric: round(krippendorff(KRIPPENDORFF, metric), 3) for metric in METRICS}

    assert found == {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("seed", range(3))
def test_alpha_is_what_the_coincidence_matrix_gives(metric, seed):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 6, (9, 5)).astype(float)
    values[rng.random(values.shape) < 0.4] = GONE

    assert krippendorff(values, metric) == pytest.approx(by_the_book(values, metric), abs=1e-12)


@pytest.mark.parametrize("metric", METRICS)
def test_alpha_of_perfect_agreement_is_one(metric):
    assert krippendorff([[1, 1, 1], [2, 2, GONE], [5, GONE, 5], [GONE, GONE, 9]], metric) == pytest.approx(1)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize(
    "values",
    [
        [[3, 3], [3, 3]],
        [[1, GONE], [GONE, 2]],
        [[GONE, GONE]],
        np.zeros((0, 3)),
        [[0.1 + 0.2, 0.3], [0.3, 0.3]],
        [[1, 2, 5], [3, GONE, GONE]],
    ],
)
def test_alpha_is_not_made_up_where_nothing_could_differ(metric, values):
    assert krippendorff(values, metric) is None


def test_ratio_needs_marks_from_nought_up():
    assert krippendorff([[-1, 1], [2, 3]], "ratio") is None
    assert krippendorff([[0, 0], [2, 2]], "ratio") == 1


def test_an_unknown_metric_is_an_error():
    with pytest.raises(ValueError, match="circular"):
        krippendorff(KRIPPENDORFF, "circular")


def test_intraclass_correlations_are_shrout_and_fleisss():
    found = icc_of(*scored(SHROUT_FLEISS, low=1, high=10))

    assert {name: round(figure, 3) for name, figure in found.items()} == {
        "A1": 0.290,  # ICC(2,1)
        "C1": 0.715,  # ICC(3,1)
        "Ak": 0.620,  # ICC(2,4)
        "Ck": 0.909,  # ICC(3,4)
    }


@pytest.mark.parametrize("grid", [SHROUT_FLEISS, drawn(12, 5, 5, seed=4), drawn(30, 3, 3, seed=5)])
def test_both_estimators_meet_on_complete_panels(grid):
    """The variance components (REML) used where sheets are missing are those of the analysis of variance."""
    table, y, fit = scored(grid)
    between = entry_variance(reads_of(table), fit)

    found = icc_of(table, y, fit)
    assert between / (between + fit.sigma2) == pytest.approx(found["C1"])
    assert between / (between + fit.tau2 + fit.sigma2) == pytest.approx(found["A1"])


def test_one_missing_sheet_changes_little():
    grid = drawn(40, 5, 5, seed=6)
    whole = icc_of(*scored(grid))
    grid[0, 0] = GONE

    assert icc_of(*scored(grid)) == pytest.approx(whole, abs=0.02)


def test_the_mean_of_uneven_readers_counts_by_the_harmonic_mean():
    grid = drawn(20, 6, 6, seed=7)
    grid[:10, 2:] = GONE  # ten entries with two sheets, ten with six
    reads = reads_of(scored(grid)[0])

    assert (reads.is_complete, reads.sheets_each) == (False, pytest.approx(3))


def test_kendalls_w_is_the_published_one_with_ties():
    found = kendall(ANXIETY)

    assert found["w"] == pytest.approx(0.5396569, abs=5e-8)
    assert found["p"] == pytest.approx(friedmanchisquare(*ANXIETY).pvalue)


@pytest.mark.parametrize("values", [[[1, 2]], [[1], [2]], [[1, GONE], [2, 3]], [[4, 7], [4, 7]], np.zeros((0, 0))])
def test_kendalls_w_is_for_whole_panels_who_tell_entries_apart(values):
    assert kendall(values) == {"w": None, "p": None}


def test_judges_with_one_order_have_w_one():
    assert kendall([[1, 10, 4], [2, 20, 5], [3, 21, 6]])["w"] == pytest.approx(1)


@pytest.mark.parametrize("reads", [5, 3])
def test_neither_order_of_rows_nor_level_of_marks_matters(reads):
    grid = drawn(15, 5, reads, seed=8) / 2
    mixed = grid[np.random.default_rng(1).permutation(15)][:, [3, 0, 4, 1, 2]]
    plain, higher = figures(grid), figures(grid + 20)
    ratio = list(METRICS).index("ratio")  # the one metric with a true nought

    assert figures(mixed) == pytest.approx(plain)
    assert higher[:ratio] + higher[ratio + 1 :] == pytest.approx(plain[:ratio] + plain[ratio + 1 :])


def test_alpha_comes_with_an_interval_that_repeats():
    table, y, fit = scored(drawn(25, 5, 3, seed=9))
    found, again = agreement_of(table, y, fit, seed=3), agreement_of(table, y, fit, seed=3)
    low, high = found.interval

    assert found == again
    assert low < found.alpha["interval"] < high
    assert agreement_of(table, y, fit, seed=4).interval != found.interval


def test_criteria_are_measured_one_by_one():
    alike, apart = np.tile(np.arange(8.0), (3, 1)).T, drawn(8, 3, 3, seed=2)
    table, y, fit = scored(np.stack([alike, apart], axis=2))

    assert agreement_of(table, y, fit).by_criterion == {
        0: pytest.approx(1),
        1: pytest.approx(krippendorff(apart, "interval")),
    }


@pytest.mark.parametrize(
    ("figure", "word"), [(0.8, "strong"), (0.79, "fair"), (0.667, "fair"), (0.66, "weak"), (-1, "weak")]
)
def test_the_customary_words(figure, word):
    assert strength_of(figure) == word


def test_a_small_panel_is_told_how_little_it_shows():
    found = agreement_of(*scored([[6, 7, 5], [4, 6, 5], [8, 7, 9], [5, 3, 6]], high=10))

    assert found.words == (
        "Agreement between single sheets is weak by the customary cut-offs of 0.80 and 0.67 "
        "(Krippendorff’s alpha 0.53; 1 is perfect, 0 is chance).",
        "With other entries of the same kind, alpha could well lie between −0.35 and 0.64.",
        "The mean of 3 readers would be expected to correlate 0.75 with another such panel’s.",
        "Kendall’s W of the judges’ orders is 0.65, from 0 (no common order) to 1 (the same order).",
        "With 3 judges and 4 entries these figures say little.",
    )


def test_weak_agreement_of_many_readers_can_still_give_a_steady_mean():
    found = agreement_of(*scored(drawn(40, 7, 5, seed=12, noise=12)))

    assert found.alpha["interval"] < 0.667
    assert found.words[2].startswith("The mean of 5 readers would be expected to correlate 0.7")
    assert found.words[2].endswith("Single sheets differ, yet their mean is steadier than any one of them.")


@pytest.mark.parametrize("grid", [[[7]], [[7, 8]], [[7], [8]], [[7, GONE], [GONE, 8]], [[7, 7], [7, 7]]])
def test_panels_too_small_to_measure_get_an_answer(grid):
    found = agreement_of(*scored(grid, high=10))

    assert set(found.alpha.values()) | set(found.icc.values()) | set(found.kendall_w.values()) == {None}
    assert found.interval is None
    assert found.words == (
        "Agreement cannot be measured: too few entries have two sheets or more, or every score is the same.",
    )

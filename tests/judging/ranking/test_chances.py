"""How sure the order is: chances that add up, repeat, and keep silent where the marks cannot tell."""

import numpy as np
import pytest
from scipy.stats import norm

from judging.ranking.agreement import icc_of
from judging.ranking.chances import chances_of, close_pairs, in_discussion, reliability_of
from judging.ranking.posterior import posterior_of
from judging.ranking.recipe import Method, Recipe, word_for
from judging.ranking.severity import fit_severity
from judging.ranking.shapes import Reliability, Table
from tests.judging.ranking.panels import GONE, SHROUT_FLEISS, drawn, scored

PANELS = {
    "whole": drawn(10, 5, 5, seed=1),
    "dealt": drawn(24, 6, 3, seed=2),
    "uneven": np.where(np.arange(6) > np.arange(20)[:, None] % 5 + 1, GONE, drawn(20, 6, 6, seed=3)),
    "strict": drawn(15, 4, 2, seed=4, severity=12),
    "alike": drawn(12, 4, 3, seed=5, severity=0),
}


def told(grid, recipe=Recipe(seed=11), **more):  # noqa: B008 - a recipe is frozen
    table, y, fit = scored(grid)
    return chances_of(table, y, fit, recipe, np.ones(len(table.entries), bool), **more)


def columns(chances) -> list[np.ndarray]:
    return [chances.p_first, chances.p_top, chances.rank_low, chances.rank_high]


def by_conditioning(table, y, fit, between: float) -> tuple[np.ndarray, np.ndarray]:
    """Return centre and covariance of the entries by plain conditioning of one great normal distribution."""
    x = np.eye(len(table.entries))[table.entry_of]
    z = np.eye(len(table.judges))[table.judge_of]
    tau2 = max(fit.tau2, 1e-6 * fit.sigma2)
    whole = between * x @ x.T + tau2 * z @ z.T + fit.sigma2 * np.eye(len(y))
    gain = between * x.T @ np.linalg.inv(whole)
    mean = fit.adjusted.mean()
    return mean + gain @ (y - mean), between * (np.eye(x.shape[1]) - gain @ x)


@pytest.mark.parametrize("name", PANELS)
def test_what_is_left_open_is_the_conditional_distribution(name):
    table, y, fit = scored(PANELS[name])
    found = posterior_of(table, y, fit)
    theta, covariance = by_conditioning(table, y, fit, found.entry_variance)
    gap = theta[0] - theta[1]
    sd = np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])

    np.testing.assert_allclose(found.theta, theta, rtol=1e-9)
    np.testing.assert_allclose(fit.sigma2 * (np.diag(found.w) + found.load @ found.load.T), covariance, atol=1e-8)
    np.testing.assert_allclose(found.sd, np.sqrt(np.diag(covariance)), rtol=1e-8)
    assert found.chance_over(0, 1) == pytest.approx(norm.cdf(gap / sd))


def test_draws_have_the_spread_of_what_is_left_open():
    found = posterior_of(*scored(PANELS["strict"]))
    which = np.array([0, 3, 7])
    draws = found.draw(np.random.default_rng(1), 40_000, which)
    covariance = found.sigma**2 * (np.diag(found.w) + found.load @ found.load.T)[np.ix_(which, which)]

    np.testing.assert_allclose(draws.mean(axis=0), found.theta[which], atol=0.3)
    np.testing.assert_allclose(np.cov(draws.T), covariance, rtol=0.05, atol=0.05 * covariance.max())


@pytest.mark.parametrize("name", PANELS)
def test_chances_add_up(name):
    found = told(PANELS[name])

    assert found.p_first.sum() == pytest.approx(1)
    assert found.p_top.sum() == pytest.approx(3)
    assert (found.p_first <= found.p_top).all()
    assert (found.rank_low <= found.rank_high).all()


def test_the_better_entry_has_the_better_chance():
    found = told([[70, 72, 68], [60, 66, 61], [50, 49, 55], [20, 24, 21]])

    assert np.argsort(-found.p_top).tolist() == [0, 1, 2, 3]
    assert found.of(0) == (pytest.approx(0.99, abs=0.02), 1.0, 1, 1)
    assert found.of(3) == (0.0, 0.0, 4, 4)
    assert [word_for(found.p_first[0]), word_for(found.beats(1, 0))] == ["clear", "open field"]


def test_a_pairs_chance_is_that_of_the_draws():
    grid = drawn(2, 5, 5, seed=3, noise=20)
    found = told(grid, Recipe(seed=1, draws=20_000))

    assert found.beats(0, 1) == pytest.approx(found.p_first[0], abs=0.02)
    assert found.beats(0, 1) + found.beats(1, 0) == pytest.approx(1)


def test_the_same_marks_and_seed_give_the_same_bytes():
    once, again, other = told(PANELS["dealt"]), told(PANELS["dealt"]), told(PANELS["dealt"], Recipe(seed=12))

    assert [c.tobytes() for c in columns(once)] == [c.tobytes() for c in columns(again)]
    assert once.p_first.tobytes() != other.p_first.tobytes()
    np.testing.assert_allclose(once.p_top, other.p_top, atol=0.06)


def test_numbering_and_level_do_not_matter():
    order = np.random.default_rng(2).permutation(20)
    grid = PANELS["uneven"] / 2
    plain, mixed, higher = told(grid), told(grid[order][:, ::-1]), told(grid + 20)

    np.testing.assert_allclose(mixed.p_top, plain.p_top[order], atol=0.05)
    np.testing.assert_allclose(mixed.posterior.theta, plain.posterior.theta[order])
    np.testing.assert_allclose(higher.p_top, plain.p_top, atol=0.002)


def test_without_noise_the_order_is_certain_and_equals_share():
    found = told([[90, 90, 90], [70, 70, 70], [90, 90, 90], [80, 80, 80], [70, 70, 70]], Recipe(top=4))

    assert found.p_first.tolist() == [0.5, 0, 0.5, 0, 0]
    assert found.p_top.tolist() == [1, 0.5, 1, 1, 0.5]
    assert [found.rank_low.tolist(), found.rank_high.tolist()] == [[1, 4, 1, 3, 4]] * 2
    assert [found.beats(0, 1), found.beats(1, 0), found.beats(0, 2)] == [1, 0, 0.5]


@pytest.mark.parametrize(
    "grid",
    [
        [[70, 72, 71]],  # one entry
        [[70], [60], [65]],  # one judge
        [[70, GONE, GONE], [GONE, 60, GONE], [GONE, GONE, 65]],  # every entry read once
        [[70, 71, GONE, GONE], [60, 64, GONE, GONE], [GONE, GONE, 65, 63], [GONE, GONE, 80, 81]],  # two parts
    ],
)
def test_nothing_is_said_where_the_marks_cannot_tell(grid):
    found = told(grid)

    assert not found.is_known
    assert {found.of(entry) for entry in range(len(grid))} == {(None, None, None, None)}
    assert found.beats(0, len(grid) - 1) is None


def test_parts_can_be_compared_when_the_chair_says_they_were_dealt_by_lot():
    grid = [[70, 71, GONE, GONE], [60, 64, GONE, GONE], [GONE, GONE, 65, 63], [GONE, GONE, 80, 81]]

    assert told(grid, dealt_at_random=True).p_first.argmax() == 3


def test_entries_without_a_rank_have_no_chances():
    table, y, fit = scored(PANELS["uneven"])
    is_ranked = np.arange(20) >= 5
    found = chances_of(table, y, fit, Recipe(), is_ranked)

    assert np.isnan(found.p_first).tolist() == (~is_ranked).tolist()
    assert np.nansum(found.p_first) == pytest.approx(1)
    assert np.nanmax(found.rank_high) <= 15
    assert found.beats(0, 6) is None


def test_of_a_long_list_only_those_near_the_top_are_drawn():
    rng = np.random.default_rng(5)
    entry_of, judge_of = np.repeat(np.arange(4000), 4), np.tile(np.arange(4), 4000)
    y = 10 * rng.standard_normal(4000)[entry_of] + rng.standard_normal(len(entry_of))
    table = Table(tuple(range(4000)), (0, 1, 2, 3), ("",), entry_of, judge_of, y[:, None], np.ones(1))
    found = chances_of(table, y, fit_severity(entry_of, judge_of, y, 4000, 4), Recipe(draws=500), np.ones(4000, bool))
    leader = int(found.p_first.argmax())

    assert [found.p_first.sum(), found.p_top.sum()] == pytest.approx([1, 3])
    assert found.of(leader)[2] == 1
    assert found.of(int(found.posterior.theta.argmin())) == (0.0, 0.0, None, None)


def test_neighbours_too_close_to_call_are_named():
    table, y, fit = scored([[70, 72, 68, 71], [69, 72, 69, 70], [40, 44, 41, 43]])
    found = chances_of(table, y, fit, Recipe(), np.ones(3, bool))

    assert close_pairs(table, found, [0, 1, 2], Recipe()) == [(0, 1, pytest.approx(0.62, abs=0.1))]


@pytest.mark.parametrize(
    ("p", "word"),
    [(1, "clear"), (0.9, "clear"), (0.89, "likely"), (0.75, "likely"), (0.5, "narrow"), (0.49, "open field")],
)
def test_the_words_for_a_leader(p, word):
    assert word_for(p) == word


def test_the_discussion_zone():
    assert [in_discussion(p) for p in (0.05, 0.1, 0.5, 0.9, 0.95)] == [False, True, True, True, False]


def test_reliability_of_a_whole_panel_is_the_consistency_of_its_mean():
    panel = scored(SHROUT_FLEISS, low=1, high=10)
    found, icc = reliability_of(*panel), icc_of(*panel)

    assert [found.expected, found.single] == pytest.approx([icc["Ck"], icc["C1"]])
    assert [found.reads_for_80, found.acts_like] == [2, 4]  # 0.8 (1 - 0.715) / (0.715 x 0.2) = 1.6


def test_adjusting_is_worth_readers_where_readers_differ():
    panel = scored(PANELS["strict"])
    fit = panel[2]
    raw, adjusted = (reliability_of(*panel, Recipe(method=method)) for method in (Method.MEAN, Method.ADJUSTED))

    assert raw.acts_like == pytest.approx(2 * (fit.tau2 + fit.sigma2) / fit.sigma2)
    assert raw.single < adjusted.single
    assert raw.reads_for_80 > adjusted.reads_for_80


def test_no_worth_beyond_reason_is_stated():
    """Two judges who differ by the same amount on every entry they share, to the last mark."""
    grid = np.array([[10.0, 15], [30, 35], [50, 55], [70, GONE], [GONE, 95]])

    assert reliability_of(*scored(grid), Recipe(method=Method.ADJUSTED)).acts_like is None


def test_reliability_without_noise_is_whole():
    found = reliability_of(*scored([[90, 90], [70, 70], [80, 80]]))

    assert [found.expected, found.single, found.reads_for_80] == [1, 1, 1]


@pytest.mark.parametrize("grid", [[[70, 72]], [[70], [60]], [[70, 70], [70, 70]]])
def test_reliability_is_not_made_up(grid):
    assert reliability_of(*scored(grid)) == Reliability()


def test_a_panel_that_tells_nothing_apart_asks_for_no_number_of_readers():
    grid = 50 + np.random.default_rng(4).normal(0, 5, (30, 3)).round()

    assert reliability_of(*scored(grid)).reads_for_80 is None

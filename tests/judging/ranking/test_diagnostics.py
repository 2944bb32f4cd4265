"""What to look at: neutral prompts about judges, sheets, entries and criteria, silence where there is too little."""

import re

import numpy as np
import pytest

from judging.ranking.diagnostics import FLAGS, criterion_lines, judge_lines, odd_sheets, split_entries
from tests.judging.ranking.panels import GONE, SHROUT_FLEISS, drawn, scored

QUIET = drawn(24, 5, 5, seed=29, severity=0, noise=4)


def flags(grid, **more) -> list[tuple[str, ...]]:
    return [line.flags for line in judge_lines(*scored(grid), **more)]


def changed(change) -> np.ndarray:
    grid = QUIET.copy()
    change(grid)
    return grid


def test_a_panel_without_anything_odd_raises_no_flag():
    table, y, fit = scored(QUIET)

    assert flags(QUIET, order=np.arange(len(y))) == [()] * 5
    assert (odd_sheets(table, y, fit), split_entries(table, y, fit)) == ((), ())


@pytest.mark.parametrize(("shift", "flag"), [(-12, "lower-than-colleagues"), (12, "higher-than-colleagues")])
def test_a_judge_who_scores_lower_or_higher_is_a_prompt(shift, flag):
    grid = changed(lambda g: g.__setitem__((slice(None), 2), g[:, 2] + shift))
    line = judge_lines(*scored(grid))[2]

    assert line.flags == (flag,)
    assert line.severity == pytest.approx(0.8 * shift, abs=2)  # beside a mean that it is itself a fifth of
    assert line.se == pytest.approx(0.8, abs=0.2)


def test_a_small_difference_is_none():
    assert flags(changed(lambda g: g.__setitem__((slice(None), 2), g[:, 2] - 4))) == [()] * 5


def test_thresholds_go_with_the_scale():
    grid = changed(lambda g: g.__setitem__((slice(None), 2), g[:, 2] - 9))
    in_tens = [line.flags for line in judge_lines(*scored(grid / 10, high=10))]

    assert in_tens == flags(grid) == [(), (), ("lower-than-colleagues",), (), ()]


def test_a_judge_at_odds_with_everybody_is_less_predictable():
    def shuffle(grid):
        grid[:, 1] = np.random.default_rng(3).permutation(grid[:, 1])

    line = judge_lines(*scored(changed(shuffle)))[1]

    assert line.flags == ("less-predictable", "another-order")
    assert line.consistency > 2.5
    assert abs(line.agreement) < 0.2


def test_a_judge_who_always_meets_the_middle_is_more_predictable():
    grid = drawn(40, 5, 5, seed=22, severity=0, noise=8)
    grid[:, 4] = grid[:, :4].mean(axis=1)

    assert "more-predictable" in flags(grid)[4]


def test_colleagues_are_without_the_judges_own_marks():
    """Whoever orders the entries the other way round has a correlation of minus one, however few the colleagues."""
    up = np.arange(10.0) * 5
    lines = judge_lines(*scored(np.column_stack([up, up + 1, 60 - up])))

    assert lines[2].agreement == pytest.approx(-1)


@pytest.mark.parametrize(("factor", "flag"), [(0.2, "narrow-spread"), (2.6, "wide-spread")])
def test_a_judge_who_uses_less_or_more_of_the_scale(factor, flag):
    def stretch(grid):
        grid[:, 3] = 50 + factor * (grid[:, 3] - 50)

    line = judge_lines(*scored(changed(stretch), low=-100, high=200))[3]

    assert flag in line.flags
    assert line.spread == pytest.approx(factor, rel=0.25)
    assert line.spread_ratio == pytest.approx(factor, rel=0.25)


def test_the_slope_is_not_lowered_by_the_noise_of_colleagues():
    """With two readers a colleague's one mark is noisy; judges who are all alike still have a slope of about one."""
    lines = judge_lines(*scored(drawn(400, 4, 2, seed=23, severity=0, noise=10)))

    assert [line.spread for line in lines] == pytest.approx([1] * 4, abs=0.3)
    assert [line.flags for line in lines] == [()] * 4


def test_sheets_with_one_mark_throughout():
    rng = np.random.default_rng(24)
    grid = np.clip(np.round(QUIET[:, :, None] + rng.normal(0, 6, (24, 5, 3))), 0, 100)
    grid[:20, 0] = grid[:20, 0, :1]
    lines = judge_lines(*scored(grid))

    assert ["same-on-all-criteria" in line.flags for line in lines] == [True, False, False, False, False]
    assert lines[0].flat_share == pytest.approx(20 / 24)


def test_one_criterion_says_nothing_of_equal_marks():
    assert {line.flat_share for line in judge_lines(*scored(QUIET))} == {None}


def test_scores_that_move_with_the_order_of_reading():
    def tire(grid):
        grid[:, 2] += np.linspace(8, -8, 24)

    table, y, fit = scored(changed(tire))
    line = judge_lines(table, y, fit, order=table.entry_of * 60)[2]  # seconds, say: only the order counts

    assert line.flags == ("drifts",)
    assert line.drift == pytest.approx(-16 / 23 * 0.8, abs=0.2)
    assert judge_lines(table, y, fit)[2].drift is None


def test_a_slip_of_the_pen_is_asked_about():
    def slip(grid):
        grid[7, 3] = 9 if grid[7, 3] > 40 else 90

    table, y, fit = scored(changed(slip))

    assert odd_sheets(table, y, fit) == ((7, 3),)
    assert split_entries(table, y, fit) == (7,)


def test_of_two_readers_nobody_says_which_is_odd_but_the_entry_is_talked_over():
    grid = drawn(30, 4, 2, seed=25, severity=0, noise=3)
    first, second = np.flatnonzero(~np.isnan(grid[4]))
    grid[4, first], grid[4, second] = 20, 80
    table, y, fit = scored(grid)

    assert odd_sheets(table, y, fit) == ()
    assert split_entries(table, y, fit) == (4,)


def test_criteria_are_shown_by_weight_and_by_what_they_did():
    rng = np.random.default_rng(26)
    strong, dull = QUIET, np.full_like(QUIET, 70) + rng.integers(0, 2, QUIET.shape)
    table, _, _ = scored(np.stack([strong, dull], axis=2))
    lines = criterion_lines(table)

    assert [line.weight_share for line in lines] == [0.5, 0.5]
    assert [line.flags for line in lines] == [(), ("does-not-separate",)]
    assert lines[0].influence_share > 0.95
    assert sum(line.influence_share for line in lines) == pytest.approx(1)
    assert lines[1].mean == pytest.approx(70.5, abs=0.2)
    assert abs(lines[0].rest) < 0.3


def test_one_criterion_has_no_rest():
    line = criterion_lines(scored(SHROUT_FLEISS, low=1, high=10)[0])[0]

    assert (line.sheets, line.weight_share, line.rest, line.influence_share, line.flags) == (24, 1.0, None, None, ())


def test_a_small_panel_is_told_nothing_that_needs_more_sheets():
    lines = judge_lines(*scored([[6, 7, 5], [4, 6, 5], [8, 7, 9], [5, 3, 6]], high=10), order=np.arange(12))

    found = {(n.spread, n.spread_ratio, n.consistency, n.agreement, n.flat_share, n.drift, n.flags) for n in lines}
    assert found == {(None, None, None, None, None, None, ())}


@pytest.mark.parametrize(
    "grid",
    [
        [[70]],
        [[70, 72, 60]],
        [[70], [60], [65]],
        [[70, GONE], [GONE, 60]],
        [[90, 90], [70, 70], [80, 80]],
        [[50, 50], [50, 50]],
        [[70, 71, GONE, GONE], [60, 64, GONE, GONE], [GONE, GONE, 65, 63], [GONE, GONE, 80, 81]],
        np.column_stack([np.full(12, 50.0), drawn(12, 2, 2, seed=1)]),  # one judge with one constant score
    ],
)
def test_odd_panels_get_an_answer_without_flags_made_of_nothing(grid):
    table, y, fit = scored(grid)
    lines = judge_lines(table, y, fit, order=np.arange(len(y)))

    assert [line.sheets for line in lines] == np.sum(~np.isnan(np.asarray(grid, float)), axis=0).tolist()
    assert set().union(*(line.flags for line in lines)) <= {"more-predictable", "narrow-spread"}
    assert (odd_sheets(table, y, fit), split_entries(table, y, fit)) == ((), ())
    assert not any(value != value for line in lines for value in (line.severity, line.se, line.spread) if value)


@pytest.mark.parametrize("seed", range(30))
def test_no_panel_breaks_a_diagnosis_or_yields_a_figure_that_is_none(seed):
    rng = np.random.default_rng(seed)
    grid = rng.integers(0, rng.choice([2, 11, 101]), (rng.integers(1, 14), rng.integers(1, 7), 2)).astype(float)
    grid[rng.random(grid.shape[:2]) < rng.choice([0, 0.3, 0.7])] = GONE
    grid[rng.random(grid.shape) < 0.1] = GONE
    grid[0, 0, 0] = 1
    table, y, fit = scored(grid)
    lines = judge_lines(table, y, fit, order=rng.permutation(len(y)))
    parts = criterion_lines(table)
    odd_sheets(table, y, fit), split_entries(table, y, fit)

    told = [value for line in (*lines, *parts) for value in vars(line).values() if isinstance(value, float)]
    assert np.isfinite(told).all()
    assert set().union(*(line.flags for line in (*lines, *parts))) <= set(FLAGS)


def test_who_read_alone_cannot_be_called_strict():
    grid = np.column_stack([drawn(10, 3, 3, seed=2), np.full(10, GONE)])
    grid = np.vstack([grid, [[GONE, GONE, GONE, 10.0]] * 3])
    line = judge_lines(*scored(grid))[3]

    assert (line.severity, line.se, line.flags, line.component) == (None, None, (), 1)


def test_numbering_and_level_do_not_matter():
    grid = drawn(20, 5, 4, seed=27, severity=12, noise=5) / 2
    order = [3, 0, 4, 2, 1]
    plain, mixed, higher = (judge_lines(*scored(g)) for g in (grid, grid[::-1][:, order], grid + 30))

    def told(lines):
        return [(n.severity, n.se, n.spread, n.consistency, n.agreement, n.sheets) for n in lines]

    np.testing.assert_allclose(told(mixed), [told(plain)[j] for j in order])
    np.testing.assert_allclose(told(higher), told(plain))
    assert [n.flags for n in higher] == [n.flags for n in plain]
    assert any(n.flags for n in plain)


def test_words_are_neutral():
    said = " ".join(FLAGS.values()).lower()

    assert re.findall(r"\b(bias\w*|wrong|true|unfair|error|bad|fault)\b", said) == []

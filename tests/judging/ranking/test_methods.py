"""One figure for each entry, by each method, and places from figures."""

from decimal import Decimal
from fractions import Fraction
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging.ranking.exact import half_up, on_grid, whole
from judging.ranking.methods import figures_by, ranks_of, usable
from judging.ranking.recipe import Method, Recipe
from judging.ranking.severity import fit_severity
from judging.ranking.shapes import Mark
from judging.ranking.table import sheet_scores, table_of, without_judge

some = settings(deadline=None, derandomize=True, max_examples=40)
PLAIN = (Method.MEAN, Method.MEDIAN, Method.TRIMMED)


def table_from(rows):
    """Rows of entries; a gap is None; a judge is a column."""
    return table_of(
        Mark(f"j{j}", f"e{e}", score) for e, row in enumerate(rows) for j, score in enumerate(row) if score is not None
    )


def figures(rows, method, fit=None):
    table = table_from(rows)
    return figures_by(table, sheet_scores(table), Recipe(method=method), fit)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Method.MEAN, [5.8, 4]),
        (Method.MEDIAN, [6, 3.5]),
        (Method.TRIMMED, [18 / 3, 3.5]),
    ],
)
def test_the_plain_methods(method, expected):
    assert figures([[1, 10, 6, 4, 8], [2, 3, 4, 7, None]], method).tolist() == expected


def test_exactly_one_highest_and_one_lowest_are_dropped():
    assert figures([[9, 9, 9, 5, 5]], Method.TRIMMED).tolist() == [23 / 3]


def test_too_few_sheets_have_no_trimmed_mean():
    found = figures([[4, 6, None], [4, 6, 8]], Method.TRIMMED)

    assert np.isnan(found[0])
    assert found[1] == 6


def test_borda_is_the_mean_share_of_each_judges_own_list():
    """j0 lists three with a tie for first: (3 - .5) / 3 is the top share; a judge of one entry gives it a half."""
    found = figures([[8, None, 5], [8, 9, None], [2, 4, None]], Method.BORDA)

    shares = [[Fraction(4, 6), Fraction(1, 2)], [Fraction(4, 6), Fraction(3, 4)], [Fraction(1, 6), Fraction(1, 4)]]
    assert found.tolist() == pytest.approx([float(sum(s) / len(s)) for s in shares], abs=1e-12)


def test_z_is_in_each_judges_own_standard_deviations():
    found = figures([[2, 5], [4, 5], [9, 5]], Method.Z)

    own = np.array([2, 4, 9]) - 5
    assert found.tolist() == pytest.approx(((own / np.sqrt(np.mean(own**2))) / 2).tolist())


def test_a_judge_who_gives_everybody_the_same_counts_nought_in_z():
    assert figures([[0.1 + 0.2], [0.3]], Method.Z).tolist() == [0, 0]
    # Three times 0.1, divided by three, is not 0.1 in binary fractions.
    assert figures([[0.1]] * 3, Method.Z).tolist() == [0, 0, 0]


def test_corrected_figures_come_from_the_fit_of_their_kind():
    rows = [[4, 7, None], [5, None, 8], [None, 6, 7], [3, 6, 8], [6, 9, 9]]
    table = table_from(rows)
    y = sheet_scores(table)
    random, fixed = (
        fit_severity(table.entry_of, table.judge_of, y, len(table.entries), len(table.judges), shrinks=s)
        for s in (True, False)
    )

    assert not random.is_flat
    for fit in (None, random, fixed):
        assert figures(rows, Method.ADJUSTED, fit).tolist() == random.adjusted.tolist()
        assert figures(rows, Method.ADJUSTED_FIXED, fit).tolist() == fixed.adjusted.tolist()


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("rows", [[], [[5]], [[5, 7]], [[5], [7]], [[5, None], [None, 7]], [[5, 5], [5, 5]]])
def test_every_method_has_an_answer_for_odd_panels(rows, method):
    found = figures(rows, method)

    assert len(found) == len(rows)
    ranks = ranks_of(found, [True] * len(rows), 4)
    assert [rank is None for rank in ranks] == np.isnan(found).tolist()


def test_an_entry_that_nobody_marked_has_no_figure():
    table = without_judge(table_from([[5, 6], [None, 6]]), "j1")
    y = sheet_scores(table)
    for method in Method:
        assert np.isnan(figures_by(table, y, Recipe(method=method))[1])


def test_a_trimmed_mean_needs_enough_sheets_for_every_ranked_entry():
    table = table_from([[1, 2, 3, 4, 5], [1, 2, 3, 4, None], [1, 2, None, None, None]])

    def asked(**choices):
        return [usable(table, Recipe(**choices), method) for method in Method]

    one = "A trimmed mean needs at least 5 counted sheets for every ranked entry: 1 entry has fewer."
    two = "A trimmed mean needs at least 5 counted sheets for every ranked entry: 2 entries have fewer."
    assert asked(quorum=1) == ["", "", two, "", "", "", ""]
    assert asked(quorum=3) == ["", "", one, "", "", "", ""]
    assert asked(quorum=5) == asked(quorum=3, trim_from=4) == [""] * 7
    three = "A trimmed mean needs at least 3 counted sheets for every ranked entry: 1 entry has fewer."
    assert asked(trim_from=1) == ["", "", three, "", "", "", ""]


def test_places_are_1_2_2_4():
    assert ranks_of([7, 9, 7, 5], [True] * 4, 4) == (2, 1, 2, 4)


def test_who_is_not_ranked_has_no_place_and_takes_none():
    assert ranks_of([9, 8, nan, inf, 7], [False, True, True, True, True], 4) == (None, 1, None, None, 2)


@pytest.mark.parametrize(
    ("figure", "places", "expected"),
    [
        (2.675, 2, "2.68"),  # below it as a binary fraction
        (1.00005, 4, "1.0001"),
        (0.1 + 0.2, 1, "0.3"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (-0.00001, 4, "0.0000"),
        (76.43285, 4, "76.4329"),
        (76.432849999, 4, "76.4328"),
        (123456.78905, 4, "123456.7891"),
    ],
)
def test_a_half_goes_up_whatever_its_binary_fraction(figure, places, expected):
    assert str(half_up(figure, places)) == expected


def test_equal_is_equal_at_so_many_places():
    assert ranks_of([6.00004, 6.0, 5.99995, 5.99994], [True] * 4, 4) == (1, 1, 1, 4)
    assert ranks_of([6.4, 6.0, 5.5], [True] * 3, 0) == (1, 1, 1)
    assert ranks_of([0.1 + 0.2, 0.3], [True] * 2, 16) == (1, 1)


scores = st.lists(st.integers(1, 10), min_size=1, max_size=9)


@some
@given(st.lists(scores, min_size=1, max_size=6), st.integers(1, 99))
def test_plain_figures_of_whole_points_are_the_nearest_to_the_exact_fraction(sheets, weight):
    """Two criteria of short weights; each figure is rounded once, so equal fractions are equal figures."""
    marks, exact = [], []
    for e, points in enumerate(sheets):
        other = [(p * p + e) % 10 + 1 for p in points]
        own = [Fraction(weight * a + (100 - weight) * b, 100) for a, b in zip(points, other, strict=True)]
        exact.append(own)
        for j, (a, b) in enumerate(zip(points, other, strict=True)):
            marks += [Mark(j, e, a, "a", weight), Mark(j, e, b, "b", 100 - weight)]
    table = table_of(marks)
    y = sheet_scores(table)

    means, medians, trimmed = (figures_by(table, y, Recipe(method=m)).tolist() for m in PLAIN)

    assert y.tolist() == [float(score) for own in exact for score in own]
    assert means == [float(sum(own) / len(own)) for own in exact]
    middles = [sorted(own)[(len(own) - 1) // 2 :][: 2 - len(own) % 2] for own in exact]
    assert medians == [float(sum(middle) / len(middle)) for middle in middles]
    expected = [float((sum(own) - max(own) - min(own)) / (len(own) - 2)) if len(own) > 2 else nan for own in exact]
    assert trimmed == pytest.approx(expected, abs=0, rel=0, nan_ok=True)


@some
@given(
    st.lists(st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=4, max_size=4), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_marks_changes_no_figure(rows, rng):
    marks = [Mark(j, e, s) for e, row in enumerate(rows) for j, s in enumerate(row) if s is not None]
    one, other = table_of(marks), table_of(rng.sample(marks, len(marks)))

    for method in Method:
        recipe = Recipe(method=method)
        found = [figures_by(table, sheet_scores(table), recipe).tobytes() for table in (one, other)]
        assert found[0] == found[1]


@some
@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 10))
def test_marks_that_are_all_alike_tie_by_every_method(entries, judges, score):
    table = table_from([[score] * judges] * entries)

    for method in Method:
        found = figures_by(table, sheet_scores(table), Recipe(method=method))
        if not np.isnan(found).any():  # fewer than three judges have no trimmed mean
            assert ranks_of(found, [True] * entries, 4) == (1,) * entries


@some
@given(st.lists(st.permutations([3, 5, 6, 8, 10]), min_size=2, max_size=5))
def test_the_same_marks_in_another_order_of_judges_are_a_tie_in_raw_figures(rows):
    for method in PLAIN:
        assert len(set(figures(rows, method).tolist())) == 1


def test_short_decimals_are_found_and_others_are_not():
    numbers, places = whole(np.array([1.25, 3, nan]))

    assert (numbers.tolist(), places) == ([125, 300, 0], 2)
    assert whole(np.array([1 / 3])) is None
    assert whole(np.array([2.0**60])) is None
    assert whole(np.array([1e9 + 1 / 3])) is None
    assert half_up(Decimal("1.5"), 0) == 2


@some
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_sums_on_the_grid_are_exact_in_any_order(values, rng):
    grid = on_grid(np.array(values), len(values))

    assert np.abs(grid - values).max() <= max(map(abs, values)) * len(values) * 2.0**-47 + 1e-250
    total = sum(map(Fraction, grid.tolist()))
    assert Fraction(sum(rng.sample(grid.tolist(), len(values)))) == Fraction(sum(grid.tolist())) == total

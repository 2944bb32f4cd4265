"""What would change who is first."""

import pytest

from judging.ranking.analysis import analyse
from judging.ranking.recipe import Method, Recipe
from judging.ranking.shapes import LeftOut, Mark, Shifted
from judging.ranking.table import table_of


def sensitivity(rows, recipe=None, **kwargs):
    marks = [Mark(judge, entry, *more) for entry, judge, *more in rows]
    return analyse(table_of(marks), recipe or Recipe(**kwargs)).sensitivity


CLOSE = [("A", "P", 9), ("A", "Q", 5), ("A", "R", 5), ("B", "P", 4), ("B", "Q", 7), ("B", "R", 7)]


def test_one_judge_alone_can_hold_somebody_first():
    found = sensitivity(CLOSE)

    assert (found.first, found.margin) == (("A",), pytest.approx(1 / 3))
    assert found.left_out == (
        LeftOut("P", ("B",), keeps_first=False),
        LeftOut("Q", ("A",), keeps_first=True),
        LeftOut("R", ("A",), keeps_first=True),
    )


def test_a_first_place_that_comes_to_be_shared_is_not_kept():
    rows = [("A", "P", 5), ("A", "Q", 5), ("A", "R", 6), ("B", "P", 5), ("B", "Q", 5), ("B", "R", 5)]

    assert sensitivity(rows).left_out[2] == LeftOut("R", ("A", "B"), keeps_first=False)


def test_an_entry_that_only_the_absent_judge_read_has_no_rank_without_them():
    rows = [("A", "P", 9), ("B", "P", 4), ("B", "Q", 7), ("C", "Q", 3), ("C", "P", 5)]

    assert sensitivity(rows).left_out[0] == LeftOut("P", ("B",), keeps_first=False)


def test_a_quorum_of_the_whole_panel_does_not_leave_everybody_without_a_rank():
    assert [x.first for x in sensitivity(CLOSE, quorum=3).left_out] == [("B",), ("A",), ("A",)]


def test_a_trimmed_mean_is_tried_with_one_judge_fewer_than_it_needs():
    given = {"A": (1, 5, 6, 7, 9), "B": (9, 5, 5, 5, 1)}
    rows = [(e, j, s) for e, row in given.items() for j, s in zip("PQRST", row, strict=True)]

    found = sensitivity(rows, method=Method.TRIMMED)

    assert [(x.judge, x.first) for x in found.left_out] == [(j, ("A",)) for j in "PQRST"]


def test_each_weight_is_moved_up_and_down_by_a_fifth():
    # A leads by 4 x 50 - 4.4 x 45 = 2 hundredths of weight; either weight moved its wrong way turns that round.
    rows = [
        ("A", "P", 9, "Care", 50),
        ("A", "P", 5, "Cost", 45),
        ("B", "P", 5, "Care", 50),
        ("B", "P", 9.4, "Cost", 45),
    ]

    assert sensitivity(rows).shifted == (
        Shifted("Care", 0.8, ("B",), keeps_first=False),
        Shifted("Care", 1.2, ("A",), keeps_first=True),
        Shifted("Cost", 0.8, ("A",), keeps_first=True),
        Shifted("Cost", 1.2, ("B",), keeps_first=False),
    )
    assert {x.keeps_first for x in sensitivity(rows, weight_shift=0.001).shifted} == {True}


def test_one_criterion_has_no_weight_to_move():
    assert sensitivity(CLOSE).shifted == ()


def test_ranks_stand_side_by_side_for_each_method_that_can_be_used():
    found = sensitivity(CLOSE)

    assert {method: dict(ranks) for method, ranks in found.ranks.items()} == {
        "mean": {"A": 1, "B": 2},
        "median": {"A": 2, "B": 1},
        "borda": {"A": 2, "B": 1},
        "z": {"A": 2, "B": 1},
        "adjusted": {"A": 1, "B": 2},
        "adjusted-fixed": {"A": 1, "B": 2},
    }
    assert sorted(sensitivity(CLOSE, trim_from=3).ranks) == sorted([*found.ranks, "trimmed"])


def test_a_shared_first_place_has_no_margin_and_an_even_chance():
    rows = [("A", "P", 5), ("A", "Q", 7), ("B", "P", 7), ("B", "Q", 5), ("C", "P", 1), ("C", "Q", 2)]
    found = sensitivity(rows)

    assert (found.first, found.margin, found.margin_chance) == (("A", "B"), 0.0, pytest.approx(0.5))


def test_more_than_fifty_judges_are_not_left_out_one_by_one():
    rows = [(e, f"J{n}", (n * s) % 7) for n in range(51) for e, s in (("A", 2), ("B", 3))]

    assert sensitivity(rows).left_out == ()


def test_a_single_entry_has_nobody_to_be_ahead_of():
    found = sensitivity([("A", "P", 5), ("A", "Q", 7)])

    assert (found.first, found.margin, found.margin_chance) == (("A",), None, None)

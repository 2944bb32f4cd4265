"""Marks as a table: what is refused, how labels are ordered, and what a sheet with a gap comes to."""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging.ranking.shapes import Mark
from judging.ranking.table import (
    Unsound,
    rescaled,
    sheet_counts,
    sheet_scores,
    table_of,
    with_weights,
    without_judge,
)

some = settings(deadline=None, derandomize=True, max_examples=40)
MARKS = [
    Mark("Mei", "North", 8, "impact", 60),
    Mark("Mei", "North", 5, "reach", 40),
    Mark("Mei", "South", 6, "impact", 60),
    Mark("Mei", "South", 6, "reach", 40),
    Mark("Ada", "North", 4, "impact", 60),
    Mark("Ada", "North", 9, "reach", 40),
]


def as_bytes(table):
    arrays = (table.entry_of, table.judge_of, table.points, table.weights, sheet_scores(table))
    labels = (table.entries, table.judges, table.criteria, table.low, table.high)
    return labels, [(a.dtype, a.shape, a.tobytes()) for a in arrays]


def test_a_table_holds_one_row_for_each_sheet():
    table = table_of(MARKS, low=0, high=10)

    assert (table.entries, table.judges, table.criteria) == (("North", "South"), ("Ada", "Mei"), ("impact", "reach"))
    assert list(zip(table.entry_of.tolist(), table.judge_of.tolist(), strict=True)) == [(0, 0), (0, 1), (1, 1)]
    assert table.points.tolist() == [[4, 9], [8, 5], [6, 6]]
    assert table.weights.tolist() == [60, 40]
    assert (table.low, table.high, table.unit) == (0, 10, 0.1)
    assert sheet_scores(table).tolist() == [6, 6.8, 6]
    assert sheet_counts(table).tolist() == [2, 1]


def test_no_marks_are_an_empty_table():
    table = table_of([])

    assert (table.entries, table.judges, table.criteria) == ((), (), ())
    assert sheet_scores(table).tolist() == []
    assert sheet_counts(table).tolist() == []
    assert rescaled(table).points.shape == (0, 0)


@pytest.mark.parametrize(
    ("marks", "sentence"),
    [
        (
            [Mark("Mei", 1, 5, "reach"), Mark("Mei", 1, 6, "reach")],
            "The score of judge Mei for entry 1, criterion reach, is given twice.",
        ),
        ([Mark("Mei", 1, 5), Mark("Mei", 1, 5)], "The score of judge Mei for entry 1 is given twice."),
        ([Mark("Mei", 1, nan)], "The score of judge Mei for entry 1 is nan, which is no number."),
        ([Mark("Mei", 1, inf)], "The score of judge Mei for entry 1 is inf, which is no number."),
        ([Mark("Mei", 1, None)], "The score of judge Mei for entry 1 is None, which is no number."),
        ([Mark("Mei", 1, "good")], "The score of judge Mei for entry 1 is 'good', which is no number."),
        ([Mark("Mei", 1, 11)], "The score of judge Mei for entry 1 is 11, which is outside the scale of 0 to 10."),
        ([Mark("Mei", 1, -1)], "The score of judge Mei for entry 1 is -1, which is outside the scale of 0 to 10."),
        ([Mark("Mei", 1, 5, "reach", 0)], "The weight of criterion reach is 0; it must be a number above 0."),
        ([Mark("Mei", 1, 5, "", -1)], "The weight is -1; it must be a number above 0."),
        ([Mark("Mei", 1, 5, "", nan)], "The weight is nan; it must be a number above 0."),
        ([Mark("Mei", 1, 5, "", None)], "The weight is None; it must be a number above 0."),
        (
            [Mark("Mei", 1, 5, "reach", 40), Mark("Ada", 1, 5, "reach", 30)],
            "The weight of criterion reach is given as 30 and as 40; it can have one only.",
        ),
    ],
)
def test_marks_that_contradict_themselves_are_refused_with_a_sentence(marks, sentence):
    for order in (marks, marks[::-1]):
        with pytest.raises(Unsound) as refusal:
            table_of(order, low=0, high=10)

        assert refusal.value.sentence == str(refusal.value) == sentence


def test_a_scale_needs_two_ends():
    with pytest.raises(Unsound, match="A scale needs a lower and a higher end, not 10 to 10"):
        table_of(MARKS, low=10, high=10)


def test_labels_of_every_kind_have_one_order():
    labels = ["b", 10, None, ("x", 2), 2, "a", Decimal("2.5"), ("x", "a"), Fraction(1, 3), 7.25, ("x", 1), True]

    tables = []
    for seed in range(4):
        mixed = random.Random(seed).sample(labels, len(labels))
        tables.append(table_of([Mark("judge", label, 1) for label in mixed]).entries)

    expected = (Fraction(1, 3), True, 2, Decimal("2.5"), 7.25, 10, "a", "b", ("x", 1), ("x", 2), ("x", "a"), None)
    assert tables == [expected] * 4


def test_a_label_written_as_two_kinds_of_number_is_one_label():
    one = table_of([Mark(1, "e", 3), Mark(1.0, "f", 4)])
    other = table_of([Mark(1.0, "f", 4), Mark(1, "e", 3)])

    assert one.judges == other.judges == (1,)
    assert [type(label) for label in one.judges] == [type(label) for label in other.judges] == [int]


sheets = st.dictionaries(
    st.tuples(st.integers(0, 4), st.sampled_from("vwxyz"), st.sampled_from(["impact", "reach", "craft"])),
    st.integers(0, 10),
    min_size=1,
    max_size=30,
)
WEIGHTS = {"impact": 50, "reach": 20, "craft": 30}


def marks_of(given_):
    return [Mark(judge, entry, score, c, WEIGHTS[c]) for (judge, entry, c), score in given_.items()]


@some
@given(sheets, st.randoms(use_true_random=False))
def test_the_order_of_the_marks_matters_to_no_byte(given_, rng):
    marks = marks_of(given_)
    shuffled = rng.sample(marks, len(marks))

    assert as_bytes(table_of(shuffled, low=0, high=10)) == as_bytes(table_of(marks, low=0, high=10))


def exactly(given_):
    """Eq. (1) in fractions, from its words."""
    by_criterion = {
        c: [Fraction(s) for (_, _, own), s in given_.items() if own == c] for c in {c for _, _, c in given_}
    }
    mean = {c: sum(scores) / len(scores) for c, scores in by_criterion.items()}
    everything = sum(WEIGHTS[c] for c in mean)
    base = sum(WEIGHTS[c] * mean[c] for c in mean) / everything
    own = {}
    for (judge, entry, c), score in given_.items():
        own.setdefault((entry, judge), []).append((WEIGHTS[c], score - mean[c]))
    return [base + sum(w * off for w, off in own[k]) / sum(w for w, _ in own[k]) for k in sorted(own)]


@some
@given(sheets)
def test_a_sheet_comes_to_what_equation_1_says(given_):
    scores = sheet_scores(table_of(marks_of(given_)))

    assert scores.tolist() == pytest.approx([float(s) for s in exactly(given_)], abs=1e-12)


def test_skipping_a_hard_criterion_gains_nothing():
    """Everybody finds “craft” hard. Leaving it out would lift a plain mean of what is marked from 6.5 to 8."""
    hard = [Mark(j, "other", s, c, 1) for j in "abc" for c, s in (("impact", 8), ("craft", 5))]
    marked = [Mark("a", "mine", 8, "impact", 1), Mark("a", "mine", 5, "craft", 1)]

    everything = sheet_scores(table_of(hard + marked))
    skipped = sheet_scores(table_of(hard + marked[:1]))

    assert everything[0] == 6.5
    assert skipped[0] == pytest.approx(6.5, abs=1e-12)


def test_a_sheet_with_every_criterion_is_exact_to_the_last_bit():
    marks = [Mark(1, e, s, c, w) for e in "ab" for c, s, w in ((1, 7, 33), (2, 8, 33), (3, 9, 34))]

    assert sheet_scores(table_of(marks)).tolist() == [8.01, 8.01]


def test_weights_that_are_no_short_decimals_will_do():
    table = table_of([Mark(1, "e", 3, "a", 1 / 3), Mark(1, "e", 9, "b", 2 / 3)])

    assert sheet_scores(table).tolist() == pytest.approx([7])


def test_leaving_out_a_judge_keeps_every_entry():
    table = table_of(MARKS, low=0, high=10)

    rest = without_judge(table, "Mei")

    assert as_bytes(rest) == as_bytes(replace(table_of(MARKS[4:], low=0, high=10), entries=("North", "South")))
    with pytest.raises(KeyError):
        without_judge(table, "Zoe")


def test_a_criterion_that_nobody_marks_any_more_is_left_out():
    table = table_of([Mark(1, "e", 4, "a", 50), Mark(2, "e", 6, "a", 50), Mark(2, "e", 9, "b", 50)])

    assert sheet_scores(without_judge(table, 2)).tolist() == [4]


def test_weights_are_moved_by_name_or_all_at_once():
    table = table_of(MARKS)

    assert with_weights(table, {"reach": 48.0}).weights.tolist() == [60, 48]
    assert with_weights(table, [1, 1]).weights.tolist() == [1, 1]
    assert sheet_scores(with_weights(table, [1, 1])).tolist() == [6.5, 6.5, 6]
    for weights in ({"reach": 0}, [1, nan]):
        with pytest.raises(Unsound, match="The weight of criterion reach is"):
            with_weights(table, weights)


def test_marks_are_put_on_a_scale_of_0_to_100():
    known = rescaled(table_of(MARKS, low=0, high=10))
    unknown = rescaled(table_of(MARKS))
    alike = rescaled(table_of([Mark(1, "e", 4), Mark(2, "e", 4)]))

    assert (known.low, known.high, known.points.tolist()) == (0, 100, [[40, 90], [80, 50], [60, 60]])
    assert unknown.points.tolist() == [[0, 100], [80, 20], [40, 40]]
    assert alike.points.tolist() == [[0], [0]]


def test_a_gap_stays_a_gap():
    points = table_of([Mark(1, "e", 4, "a"), Mark(2, "e", 4, "b")]).points

    assert np.isnan(points).tolist() == [[False, True], [True, False]]

"""Plots as data: round axes, marks that never cover each other, figures in words for each row."""

import pytest

from judging.plots import (
    NEAR,
    Axis,
    Label,
    Tick,
    axis_of,
    dot_strip,
    intervals,
    judges_of,
    lanes,
    letter_of,
    severities,
)
from judging.ranking.shapes import EntryLine, JudgeLine

JUDGES = judges_of({11: "Beatrix", 12: "Cai", 13: "Dilys"})
FIRST, SECOND = Label(1, "RB27-0001", "Ada Pugh"), Label(2, "RB27-0002", "Bryn Cole")


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ((1.2875, 3.6), ("1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0")),
        ((3.2, 3.4), ("3.20", "3.25", "3.30", "3.35", "3.40")),
        ((12, 97), ("0", "20", "40", "60", "80", "100")),
        ((-0.31, 0.18), ("−0.4", "−0.3", "−0.2", "−0.1", "0.0", "0.1", "0.2")),
        ((2.0, 2.0), ("1.4", "1.6", "1.8", "2.0", "2.2", "2.4", "2.6")),
        ((), ("0.0", "0.2", "0.4", "0.6", "0.8", "1.0")),
    ],
)
def test_an_axis_runs_between_round_figures_with_few_lines(values, texts):
    axis = axis_of(values)

    assert tuple(tick.text for tick in axis.ticks) == texts
    assert (axis.ticks[0].at, axis.ticks[-1].at) == ("0.00%", "100.00%")


@pytest.mark.parametrize("low", [-7.3, 0.0, 0.001, 3.21, 412.0])
@pytest.mark.parametrize("span", [0.003, 0.07, 0.9, 1.0, 2.4, 9.9, 61.0])
def test_an_axis_holds_every_figure_and_never_more_than_seven_lines(low, span):
    axis = axis_of((low, low + span))

    assert axis.low <= low + 1e-9
    assert axis.high >= low + span - 1e-9
    assert 2 <= len(axis.ticks) <= 7
    assert len({tick.text for tick in axis.ticks}) == len(axis.ticks)


def test_marks_that_would_cover_each_other_stand_on_further_lines():
    assert lanes([50, 50, 50, 80]) == [0, 1, 2, 0]
    assert lanes([10, 10 + NEAR, 10 + NEAR / 2]) == [0, 0, 1]
    assert lanes([]) == []


def test_letters_go_on_after_z():
    assert [letter_of(n) for n in (0, 25, 26, 27, 51, 52)] == ["A", "Z", "AA", "AB", "AZ", "BA"]


def test_a_dot_strip_shows_each_judges_total_and_says_it():
    given = {1: {11: 3.0, 12: 3.0, 13: 2.0}, 2: {}}

    plot = dot_strip([FIRST, SECOND], given, {1: 2.6667, 2: None}, JUDGES, title="Marks", sentence="Each letter.")

    full, empty = plot.rows
    assert full.words == "Dilys 2.00, Beatrix 3.00, Cai 3.00, total 2.67".replace("total", "mean")
    assert [(m.judge.letter, m.at, m.y) for m in full.marks] == [
        ("C", "0.00%", 13),
        ("A", "100.00%", 13),
        ("B", "100.00%", 33),
    ]
    assert (full.mean, full.figure, full.height) == ("66.67%", "Mean 2.67", 46)
    assert (empty.words, empty.marks, empty.mean, empty.height) == ("no marks", (), "", 26)
    assert [judge.letter for judge in plot.judges] == ["A", "B", "C"]
    assert plot.has_means


def test_the_legend_names_only_judges_who_marked_an_entry_of_the_page():
    plot = dot_strip([FIRST], {1: {12: 3.0}}, {1: 3.0}, JUDGES, title="Marks", sentence="")

    assert [judge.name for judge in plot.judges] == ["Cai"]


def test_answers_are_said_in_their_own_words_on_an_axis_of_their_own():
    axis = Axis(0, 100, (Tick("0%", "Fail"), Tick("100%", "Pass")))
    words = {100: "Pass", 0: "Fail"}.get

    plot = dot_strip([FIRST], {1: {11: 100, 12: 0}}, {}, JUDGES, title="", sentence="", words=words, axis=axis)

    assert plot.rows[0].words == "Cai Fail, Beatrix Pass"
    assert not plot.has_means


def test_an_axis_may_run_from_worst_to_best():
    assert [Axis(4, 1).at(place) for place in (1, 2, 4)] == ["100.00%", "66.67%", "0.00%"]


def test_an_interval_plot_shows_the_score_as_marked_where_it_differs():
    lines = {
        1: EntryLine(1, 3.5, 3.4, 1, 3, adjusted=3.5, se=0.1, low=3.3, high=3.7),
        2: EntryLine(2, 3.0, 3.0, 2, 3, adjusted=3.0, se=None),
    }

    plot = intervals([FIRST, SECOND, Label(3, "RB27-0003")], lines, title="", sentence="", shows_raw=True)

    assert [row.words for row in plot.rows] == [
        "corrected score 3.50, 90% interval 3.30 to 3.70, as marked 3.40",
        "corrected score 3.00",
        "no score",
    ]
    assert [(row.low, row.middle, row.high, row.raw) for row in plot.rows] == [
        ("37.50%", "62.50%", "87.50%", "50.00%"),
        ("", "0.00%", "", ""),
        ("", "", "", ""),
    ]
    assert [row.is_empty for row in plot.rows] == [False, False, True]


def test_severities_stand_around_nought():
    lines = [
        JudgeLine(11, -0.25, 4, se=0.1),
        JudgeLine(12, 0.0, 4),
        JudgeLine(13, None, 1),
    ]

    plot = severities(lines, JUDGES, title="", sentence="")

    assert [(row.label.text, row.label.more, row.words) for row in plot.rows] == [
        ("A", "Beatrix", "−0.25, between −0.45 and −0.05"),
        ("B", "Cai", "0.00"),
    ]
    assert plot.zero == "100.00%"

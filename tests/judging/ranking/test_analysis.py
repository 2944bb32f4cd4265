"""All that the marks say: every odd table has an answer, and what must not matter does not."""

import json
import random

import pytest

from judging.ranking.analysis import analyse
from judging.ranking.printing import as_json, as_words
from judging.ranking.recipe import Method, Recipe
from judging.ranking.shapes import Mark
from judging.ranking.table import table_of
from judging.ranking.words import WARNINGS, describe

ADDITIVE = {"A": 8, "B": 7, "C": 6, "D": 3}
HABITS = {"P": -1, "Q": 0, "R": 1}

ODD = {
    "nothing": [],
    "one mark": [("A", "P", 3)],
    "one judge": [("A", "P", 3), ("B", "P", 5), ("C", "P", 5)],
    "one entry": [("A", "P", 3), ("A", "Q", 5)],
    "read once": [("A", "P", 3), ("B", "Q", 5), ("C", "Q", 1)],
    "all equal": [(e, j, 4) for e in "ABC" for j in "PQR"],
    "perfect agreement": [(e, j, s) for e, s in ADDITIVE.items() for j in "PQR"],
    "only habits differ": [(e, j, s + HABITS[j]) for e, s in ADDITIVE.items() for j in "PQR"],
    "a constant judge": [(e, j, s + (s * i) % 3) for e, s in ADDITIVE.items() for i, j in enumerate("PQ")]
    + [(e, "R", 5) for e in ADDITIVE],
    "two panels": [(e, j, n) for n, e in enumerate("ABCD") for j in ("PQ" if e in "AB" else "RS")],
    "a judge apart": [("A", "P", 3), ("A", "Q", 5), ("B", "P", 4), ("B", "Q", 4), ("C", "R", 9)],
    "one reader": [("A", "P", 3), ("A", "Q", 5), ("B", "P", 4), ("B", "Q", 2), ("C", "Q", 9)],
    "one sheet more": [("A", "P", 3), ("A", "Q", 5), ("B", "P", 4)],
    "below nought": [(e, j, -s * i) for e, s in ADDITIVE.items() for i, j in enumerate("PQR")],
    "huge": [(e, j, s * 1e11 + i) for e, s in ADDITIVE.items() for i, j in enumerate("PQR")],
    "tiny": [(e, j, s * 1e-9 * (i + 1)) for e, s in ADDITIVE.items() for i, j in enumerate("PQR")],
}  # fmt: skip


def table(rows, **scale):
    return table_of([Mark(judge, entry, score) for entry, judge, score in rows], **scale)


def panel(seed, entries=9, judges="PQRS", readers=3):
    chance = random.Random(seed)
    return [(f"e{e}", j, chance.randint(1, 10)) for e in range(entries) for j in chance.sample(judges, readers)]


def ranks(rows, method=Method.MEAN, **recipe):
    return {x.entry: x.rank for x in analyse(table(rows), Recipe(method=method, **recipe), deep=False).entries}


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("name", list(ODD))
def test_every_odd_table_has_an_answer_without_a_figure_that_is_no_number(name, method):
    result = analyse(table(ODD[name]), Recipe(method=method))

    answer = json.dumps(as_json(result), allow_nan=False)
    assert set(result.warnings) <= set(WARNINGS)
    assert sorted(x.entry for x in result.entries) == sorted({entry for entry, _, _ in ODD[name]})
    assert [x.rank for x in result.entries if x.rank is None] == []
    assert json.loads(answer)["entries"] == [] or as_words(result).startswith("Ranked by")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("nothing", ["no_sheets"]),
        ("one mark", ["one_entry", "one_judge"]),
        ("one judge", ["one_judge", "shared_first"]),
        ("one entry", ["one_entry", "few_judges"]),
        ("read once", ["read_once", "disconnected", "few_judges"]),
        ("all equal", ["shared_first", "perfect_agreement", "few_judges"]),
        ("perfect agreement", ["perfect_agreement", "few_judges"]),
        ("two panels", ["disconnected", "perfect_agreement"]),
        ("a judge apart", ["disconnected", "no_severity_found", "few_judges", "unlinked_judge", "one_reader"]),
        ("one reader", ["no_severity_found", "few_judges", "thin_link", "one_reader"]),
    ],
)
def test_each_odd_table_says_what_is_odd_the_gravest_first(name, codes):
    assert list(analyse(table(ODD[name]), Recipe()).warnings) == codes


def test_without_marks_in_two_hands_nothing_is_said_of_chance():
    for name in ("one judge", "read once"):
        result = analyse(table(ODD[name]), Recipe(method=Method.ADJUSTED))
        assert [(x.se, x.p_first, x.rank_low) for x in result.entries] == [(None, None, None)] * 3
        assert [x.score for x in result.entries] == [x.raw for x in result.entries]


def test_equal_marks_are_all_first():
    for method in Method:
        found = analyse(table(ODD["all equal"]), Recipe(method=method, trim_from=3))
        assert [(x.rank, x.entry) for x in found.entries] == [(1, "A"), (1, "B"), (1, "C")]
        assert [round(x.p_first, 4) for x in found.entries] == [0.3333] * 3


def test_judges_who_agree_exactly_leave_no_doubt():
    found = analyse(table(ODD["perfect agreement"]), Recipe())

    assert [(x.entry, x.rank, x.se, x.p_first) for x in found.entries] == [
        ("A", 1, 0.0, 1.0),
        ("B", 2, 0.0, 0.0),
        ("C", 3, 0.0, 0.0),
        ("D", 4, 0.0, 0.0),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_a_whole_panel_has_the_same_order_with_severities_taken_off(seed):
    rows = panel(seed, judges="PQR", readers=3)

    assert ranks(rows) == ranks(rows, Method.ADJUSTED) == ranks(rows, Method.ADJUSTED_FIXED)


@pytest.mark.parametrize("seed", range(6))
def test_a_judge_who_gives_everybody_more_changes_no_rank_by_least_squares(seed):
    rows = panel(seed)
    kinder = [(entry, judge, score + 4 * (judge == "Q")) for entry, judge, score in rows]

    assert ranks(rows, Method.ADJUSTED_FIXED) == ranks(kinder, Method.ADJUSTED_FIXED)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("method", [Method.MEAN, Method.ADJUSTED, Method.ADJUSTED_FIXED])
def test_a_further_judge_who_agrees_with_the_panel_reorders_nobody(seed, method):
    rows = panel(seed, judges="PQRS", readers=4)
    means = {x.entry: x.raw for x in analyse(table(rows), Recipe(), deep=False).entries}
    more = rows + [(entry, "Twin", mean) for entry, mean in means.items()]

    assert ranks(rows, method) == ranks(more, method)


@pytest.mark.parametrize("method", list(Method))
def test_neither_the_order_of_marks_nor_the_order_of_names_matters(method):
    rows = panel(3, readers=3)
    renamed = {"P": "S", "Q": "R", "R": "Q", "S": "P"}
    shuffled = random.Random(1).sample(rows, len(rows))
    recipe = Recipe(method=method, trim_from=3)

    expected = as_json(analyse(table(rows), recipe))
    assert as_json(analyse(table(shuffled), recipe)) == expected
    other = ranks([(e, renamed[j], s) for e, j, s in rows], method, trim_from=3)
    assert other == {line["entry"]: line["rank"] for line in expected["entries"]}


def test_an_entry_below_the_quorum_is_listed_after_the_others_and_counts_for_severity():
    rows = [*panel(2, entries=5), ("late", "P", 10)]
    found = analyse(table(rows), Recipe(method=Method.ADJUSTED, quorum=2))

    last = found.entries[-1]
    assert (last.entry, last.rank, last.sheets, last.p_first, last.raw) == ("late", None, 1, None, 10.0)
    assert sum(x.sheets for x in found.judges) == len(rows)
    assert "below_quorum" in found.warnings


def test_a_quorum_that_nobody_reaches_leaves_no_rank_and_says_so():
    found = analyse(table(ODD["perfect agreement"]), Recipe(quorum=9))

    assert [x.rank for x in found.entries] == [None] * 4
    assert "nobody_ranked" in found.warnings
    assert found.sensitivity.first == ()


def test_parts_that_never_meet_keep_their_corrected_means_and_are_placed_by_the_plain_ones():
    rows = [("A", "P", 8), ("A", "Q", 6), ("B", "P", 7), ("B", "Q", 4), ("C", "R", 3), ("C", "S", 9), ("D", "R", 2)]
    found = analyse(table(rows), Recipe(method=Method.ADJUSTED_FIXED))

    assert {x.entry: (x.score == x.raw, x.component) for x in found.entries} == {
        "A": (True, 0),
        "B": (True, 0),
        "C": (True, 1),
        "D": (True, 1),
    }
    assert found.entries[-1].adjusted != found.entries[-1].raw
    assert (found.warnings[0], found.components) == ("disconnected", (("A", "B"), ("C", "D")))
    assert sorted(found.sensitivity.ranks) == ["borda", "mean", "median", "z"]


def test_parts_do_not_matter_when_all_that_are_ranked_lie_in_one():
    rows = [*panel(1, entries=5), ("alone", "Z", 10)]
    found = analyse(table(rows), Recipe(method=Method.ADJUSTED_FIXED, quorum=2))

    assert "disconnected" not in found.warnings
    assert [x.score == x.adjusted for x in found.entries[:-1]] == [True] * 5


def test_a_trimmed_mean_that_cannot_be_used_gives_way_to_the_mean():
    found = analyse(table(ODD["only habits differ"]), Recipe(method=Method.TRIMMED))

    assert [x.score for x in found.entries] == [x.raw for x in found.entries]
    assert "trimmed_not_usable" in found.warnings


def test_the_one_read_alone_may_be_first_without_being_likeliest():
    often = [("often", j, 8) for j in "PQRST"]
    rest = [(f"e{n}", j, 3 + (n + i) % 5) for n in range(8) for i, j in enumerate("PQRST")]
    found = analyse(table([*often, *rest, ("once", "P", 8.5)]), Recipe())

    assert found.entries[0].entry == "once"
    assert "leader_differs_by_chance" in found.warnings
    assert "one_reader" in found.warnings


def test_least_squares_gives_the_variance_of_habits_by_moments():
    # Every judge reads every entry, so by hand: squares of judges 32, 2 df, of entries 2, of all 42, the rest 8, 6 df.
    # The mean square of judges has the expectation sigma2 + 4 tau2.
    rows = [("A", "P", 3), ("A", "Q", 5), ("A", "R", 7), ("B", "P", 4), ("B", "Q", 4), ("B", "R", 9),
            ("C", "P", 2), ("C", "Q", 6), ("C", "R", 6), ("D", "P", 3), ("D", "Q", 5), ("D", "R", 6)]  # fmt: skip
    found = analyse(table(rows), Recipe(method=Method.ADJUSTED_FIXED))

    assert found.sigma2 == pytest.approx(8 / 6)
    assert found.tau2 == pytest.approx((32 / 2 - 8 / 6) / 4)
    assert analyse(table(rows), Recipe(method=Method.ADJUSTED)).tau2 == pytest.approx(found.tau2)


def test_quick_answers_hold_the_same_order_and_leave_out_what_takes_time():
    rows = panel(5)
    deep, quick = (analyse(table(rows), Recipe(method=Method.ADJUSTED), deep=d) for d in (True, False))

    assert [(x.entry, x.score, x.rank, x.se) for x in deep.entries] == [
        (x.entry, x.score, x.rank, x.se) for x in quick.entries
    ]
    assert (quick.sensitivity, quick.entries[0].p_first, dict(quick.agreement.alpha)) == (None, None, {})


@pytest.mark.parametrize("method", list(Method))
def test_the_recipe_is_told_in_paragraphs_from_its_own_fields(method):
    recipe = Recipe(method=method, quorum=3, top=5, seed=71, draws=1500, trim_from=6)
    told = describe(recipe, criteria=[("Care", 30), ("Impact", 10)], scale=(0, 5), readers=4)

    who = "Each entry is read by 4 judges, who give it points from 0 to 5 for each criterion"
    assert told[0].startswith(f"{who}: Care (75%) and Impact (25%). ")
    assert ("at least 6 sheets" in " ".join(told)) is (method == Method.TRIMMED)
    assert (
        "An entry needs at least 3 counted sheets: with fewer, its figure is shown, but its place does not count."
        in told
    )
    assert "1,500 repetitions from a fixed starting number (71)" in told[-1]
    assert "among the first 5" in told[-1]


def test_the_recipe_of_marks_without_criteria_and_quorum_is_short():
    told = describe(Recipe())

    assert told[:3] == [
        "Each judge who may read an entry gives it points. That is the judge’s sheet for the entry.",
        "An entry’s figure is the mean of its sheets: every judge counts alike.",
        "Every entry with at least one counted sheet has a rank.",
    ]


@pytest.mark.parametrize("method", Method)
def test_how_far_judges_agree_does_not_depend_on_how_entries_are_placed(method):
    marks = [Mark("P", "A", 4), Mark("Q", "A", 3), Mark("Q", "B", 1), Mark("R", "B", 2), Mark("R", "C", 5)]
    table = table_of([*marks, Mark("P", "C", 5), Mark("P", "D", 2), Mark("R", "D", 3)])

    assert analyse(table, Recipe(method)).agreement == analyse(table, Recipe()).agreement
    assert None not in analyse(table, Recipe(method)).agreement.icc.values()

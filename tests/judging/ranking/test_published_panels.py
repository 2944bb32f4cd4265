"""Figures that others have published or computed, found again: real panels and textbook tables.

The panels are in `data/`, each with its source. Textbook tables stand here.
"""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from judging.ranking.exact import half_up
from judging.ranking.linkage import linkage_of
from judging.ranking.methods import figures_by, ranks_of
from judging.ranking.recipe import Method, Recipe
from judging.ranking.severity import difference_se, fit_severity
from judging.ranking.shapes import Mark
from judging.ranking.table import sheet_scores, table_of

DATA = Path(__file__).parent / "data"
TRIMMED = Recipe(method=Method.TRIMMED)


def panel(name):
    return json.loads((DATA / f"{name}.json").read_text())


def trimmed(rows):
    """The trimmed mean of each row of marks, through the table as a round would."""
    table = table_of(Mark(judge, entry, mark) for entry, row in enumerate(rows) for judge, mark in enumerate(row))
    return figures_by(table, sheet_scores(table), TRIMMED)


def fits(table):
    y = sheet_scores(table)
    size = len(table.entries), len(table.judges)
    return [fit_severity(table.entry_of, table.judge_of, y, *size, shrinks=shrinks) for shrinks in (True, False)]


def diving(name):
    """The dives of a file as a table: entries are dives, judges are numbers into the file's list."""
    found = panel(name)
    marks = [
        Mark(judge, entry, int(digit, 21) / 2)
        for entry, (letter, *digits) in enumerate(found["dives"])
        for judge, digit in zip(found["panels"][ord(letter) - ord("a")], digits, strict=True)
    ]
    return found, table_of(marks)


def centred(values):
    return values - np.mean(values)


def test_skating_panel_scores_are_those_of_the_protocol():
    """ISU European Championships 2017, men, short program: official scores of panel, totals and places."""
    found = panel("trimmed_isu_men_short_2017")

    scores = [
        [half_up(score, 2) for score in trimmed([skater[c] for skater in found["skaters"]])]
        for c in range(len(found["criteria"]))
    ]

    totals = [sum(panel_scores) for panel_scores in zip(*scores, strict=True)]
    ranks = ranks_of(totals, [True] * len(totals), 2)
    computed = [
        [*(float(s) for s in panel_scores), float(total), rank]
        for panel_scores, total, rank in zip(zip(*scores, strict=True), totals, ranks, strict=True)
    ]
    assert computed == found["expected"]


def test_halfpipe_runs_are_those_of_the_official_results():
    """Olympic men's snowboard halfpipe final 2026: of six judges exactly one highest and one lowest is dropped."""
    found = panel("trimmed_olympic_halfpipe_2026")

    scores = trimmed([marks for _, _, marks in found["runs"]])

    assert scores.tolist() == pytest.approx(found["expected"]["run_scores"], abs=found["tolerance"])
    best = defaultdict(float)
    for (rider, _, _), score in zip(found["runs"], scores, strict=True):
        best[rider] = max(best[rider], float(score))
    assert best == pytest.approx(found["expected"]["best"], abs=found["tolerance"])


def test_diving_totals_and_places_are_those_of_the_games():
    """Sydney 2000, men's 3 m springboard: five of seven marks, x 0.6 x difficulty, semi-final and final added up."""
    found = panel("trimmed_olympic_diving_2000")

    kept = trimmed([marks for *_, marks in found["dives"]])

    totals, by_dive = defaultdict(float), {}
    for (stage, diver, dive, difficulty, _), mean in zip(found["dives"], kept, strict=True):
        by_dive[diver, stage, dive] = mean * 5 * 0.6 * difficulty
        totals[diver] += by_dive[diver, stage, dive]
    expected = found["expected"]
    for diver, stage, dive, points in expected["published_dives"]:
        assert by_dive[diver, stage, dive] == pytest.approx(points, abs=found["tolerance"])
    for diver, points in expected["published_totals"].items():
        assert totals[diver] == pytest.approx(points, abs=found["tolerance"])
    finalists = {diver for diver, stage, _ in by_dive if stage == "Final"}
    ranks = ranks_of(list(totals.values()), [diver in finalists for diver in totals], 2)
    placed = {diver: rank for diver, rank in zip(totals, ranks, strict=True) if rank}
    assert placed == expected["published_final_rank"]


def test_severities_of_judges_who_do_not_all_meet():
    """Sydney 2000, all dives: 10,787 scores, 1,541 dives, 25 judges, seven to a dive; found by statsmodels and EM.

    The file centres severities so that they add up to nought; here they are weighted by sheets.
    """
    found, table = diving("incomplete_olympic_diving_2000_all")
    expected, near = found["expected"], found["tolerance"]["effects"]

    random, fixed = fits(table)

    assert fixed.sigma2 == pytest.approx(expected["sigma2_fixed"], abs=near)
    assert fixed.df == expected["df"]
    assert centred(fixed.severity) == pytest.approx(expected["judge_effects_fixed"], abs=near)
    assert random.sigma2 == pytest.approx(expected["reml"]["sigma2"], rel=found["tolerance"]["reml"])
    assert random.tau2 == pytest.approx(expected["reml"]["tau2_judge"], rel=found["tolerance"]["reml"])
    assert centred(random.severity) == pytest.approx(expected["judge_blup"], abs=near)
    for fit, name in ((random, "first_20_adjusted_judge_random"), (fixed, "first_20_adjusted_fixed")):
        assert fit.adjusted[:20] + fit.severity.mean() == pytest.approx(expected[name], abs=near)
    assert set(random.entry_component) == set(random.judge_component) == {0}
    assert expected["components"] == 1


def test_two_panels_that_never_judge_the_same_dive_are_told_apart():
    """Sydney 2000, women's 3 m semi-final: 57 dives before one panel of seven, 38 before another."""
    found, table = diving("disconnected_olympic_diving_w3m_semi")
    expected = found["expected"]

    random, fixed = fits(table)
    linked = linkage_of(table)

    assert len(linked.components) == expected["components"]
    assert [len(part) for part in linked.components] == expected["nominations_per_component"]
    assert linked.overlap == 0
    assert random.judge_component.tolist() == expected["component_of_judge"]
    effects = expected["judge_effects_fixed_zero_sum_within_component"]
    assert fixed.severity == pytest.approx(effects, abs=found["tolerance"]["effects"])
    assert fixed.sigma2 == pytest.approx(expected["sigma2_fixed"], abs=found["tolerance"]["effects"])
    assert fixed.df == expected["df"]
    assert len(table.entry_of) - fixed.df == expected["rank_of_design"]
    assert random.sigma2 == pytest.approx(expected["reml"]["sigma2"], rel=found["tolerance"]["reml"])
    assert random.tau2 == pytest.approx(expected["reml"]["tau2_judge"], rel=found["tolerance"]["reml"])


def test_the_catalysts_of_a_balanced_incomplete_block():
    """Montgomery, Design and Analysis of Experiments, example 4.5 (6th ed.), the catalyst experiment.

    Four catalysts in batches of three: adjusted effects -9/8, -7/8, -4/8, 20/8; error mean square 0.65 on 5 degrees
    of freedom; variance of a difference 2 k s2 / (lambda a) = 6 x 0.65 / 8. A catalyst is an entry, a batch a judge.
    """
    times = {1: {1: 73, 2: 74, 4: 71}, 2: {2: 75, 3: 67, 4: 72}, 3: {1: 73, 2: 75, 3: 68}, 4: {1: 75, 3: 72, 4: 75}}
    table = table_of(Mark(batch, catalyst, y) for catalyst, row in times.items() for batch, y in row.items())

    _, fixed = fits(table)

    assert fixed.adjusted - 72.5 == pytest.approx([-9 / 8, -7 / 8, -4 / 8, 20 / 8], abs=1e-12)
    assert fixed.sigma2 == pytest.approx(0.65, abs=1e-12)
    assert fixed.df == 5
    assert difference_se(fixed, table, 0, 3) == pytest.approx((6 * 0.65 / 8) ** 0.5, abs=1e-12)
    assert linkage_of(table).overlap == pytest.approx(1)  # balanced: all pairs are linked alike


def test_the_varieties_of_a_partially_balanced_incomplete_block():
    """Littell, Milliken, Stroup and Wolfinger, SAS System for Mixed Models (1996), data set 1.5.1, output 1.7.

    Fifteen treatments in fifteen blocks of four. REML estimates and standard errors as printed by D. Bates, “lme for
    SAS PROC MIXED users” (R package SASmixed), section PBIB: differences from treatment 9, and its own mean.
    """
    treatments = (
        (15, 9, 1, 13), (5, 7, 8, 1), (10, 1, 14, 2), (15, 11, 2, 3), (6, 15, 4, 7), (12, 4, 3, 1), (12, 14, 15, 8),
        (6, 3, 14, 5), (5, 4, 2, 13), (10, 12, 13, 6), (9, 7, 10, 3), (8, 6, 2, 9), (5, 9, 11, 12), (7, 13, 14, 11),
        (10, 4, 8, 11),
    )  # fmt: skip
    responses = (
        (2.4, 2.5, 2.6, 2.0), (2.7, 2.8, 2.4, 2.7), (2.6, 2.8, 2.4, 2.4), (3.4, 3.1, 2.1, 2.3), (4.1, 3.3, 3.3, 2.9),
        (3.4, 3.2, 2.8, 3.0), (3.2, 2.5, 2.4, 2.6), (2.3, 2.3, 2.4, 2.7), (2.8, 2.8, 2.6, 2.5), (2.5, 2.7, 2.8, 2.6),
        (2.6, 2.6, 2.3, 2.4), (2.7, 2.7, 2.5, 2.6), (3.0, 3.6, 3.2, 3.2), (3.0, 2.8, 2.4, 2.5), (2.4, 2.5, 3.2, 3.1),
    )  # fmt: skip
    differences = {
        1: -0.0737886, 2: -0.4859962, 3: -0.4363680, 4: -0.1074807, 5: -0.0864131, 6: 0.0193828, 7: -0.1023261,
        8: -0.1097056, 10: -0.4002495, 11: 0.0073879, 12: 0.1615103, 13: -0.2735419, 14: -0.4000000, 15: -0.0320781,
    }  # fmt: skip
    table = table_of(
        Mark(block, treatment, y)
        for block, pairs in enumerate(zip(treatments, responses, strict=True))
        for treatment, y in zip(*pairs, strict=True)
    )

    random, _ = fits(table)

    assert random.tau2 == pytest.approx(0.046522, abs=5e-7)
    assert random.sigma2 == pytest.approx(0.085559, abs=5e-7)
    found = {t: random.adjusted[t - 1] - random.adjusted[8] for t in differences}
    assert found == pytest.approx(differences, abs=1e-6)
    assert random.adjusted[8] + random.severity.mean() == pytest.approx(2.8913111, abs=1e-6)
    assert random.se == pytest.approx(0.1664127, abs=1e-6)
    errors = {t: difference_se(random, table, t - 1, 8) for t in differences}
    # Treatments 4 and 14 share no block with treatment 9.
    assert errors == pytest.approx({t: 0.2272003 if t in (4, 14) else 0.2220608 for t in differences}, abs=1e-6)

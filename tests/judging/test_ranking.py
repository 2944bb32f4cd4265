"""Totals by rule R12 and ties by rule R14, in exact figures."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from judging.ranking import (
    CHAIR,
    DISCUSSION,
    HEAVIEST,
    MORE_JUDGES,
    NOT_NEEDED,
    Contender,
    Criterion,
    Figures,
    Place,
    Result,
    Ruling,
    Sheet,
    Step,
    TieResult,
    figures_of,
    percent_of,
    rank,
    sheet_total,
)

CRITERIA = [Criterion("impact", 40), Criterion("personal", 25), Criterion("together", 20), Criterion("learning", 15)]
D = Decimal
# The worked shortlisting round of the reference season: points in the order of the criteria, judges by number.
WORKED = {
    "RB27-0001": {1: (4, 3, 4, 3), 2: (4, 3, 3, 3), 3: (4, 4, 3, 4), 4: (4, 3, 4, 3)},
    "RB27-0002": {1: (3, 4, 4, 4), 3: (2, 4, 4, 4), 4: (4, 4, 4, 4)},
    "RB27-0004": {1: (1, 2, 1, 1), 2: (2, 2, 1, 1), 3: (1, 1, 1, 1), 4: (1, 2, 1, 1)},
}
points = st.fixed_dictionaries({c.key: st.integers(1, 5) for c in CRITERIA})


def sheets_of(given):
    return [Sheet(j, dict(zip([c.key for c in CRITERIA], row, strict=True))) for j, row in given.items()]


def contender(number, label, sheets):
    found = figures_of(sheets, CRITERIA)
    own = {s.judge: sheet_total(s.points, CRITERIA) for s in sheets}
    return Contender(number, label, found.total, found.means, own)


def worked_round():
    return [contender(n, ref, sheets_of(given)) for n, (ref, given) in enumerate(WORKED.items(), start=1)]


def test_the_worked_round_gives_exactly_its_means_and_totals():
    found = {ref: figures_of(sheets_of(given), CRITERIA) for ref, given in WORKED.items()}

    assert found["RB27-0001"] == Figures(
        counted=4,
        total=D("3.6000"),
        means={"impact": D("4.0000"), "personal": D("3.2500"), "together": D("3.5000"), "learning": D("3.2500")},
        lowest=D("3.4000"),
        highest=D("3.8000"),
    )
    assert found["RB27-0002"] == Figures(
        counted=3,
        total=D("3.6000"),
        means={"impact": D("3.0000"), "personal": D("4.0000"), "together": D("4.0000"), "learning": D("4.0000")},
        lowest=D("3.2000"),
        highest=D("4.0000"),
    )
    assert found["RB27-0004"].total == D("1.2875")
    assert [str(percent_of(f.total, 4)) for f in found.values()] == ["90.00", "90.00", "32.19"]


def test_the_worked_tie_goes_to_the_higher_mean_on_the_heaviest_criterion():
    ranking = rank(worked_round(), CRITERIA, places_that_matter=3)

    assert ranking.places == (Place(1, 1, HEAVIEST), Place(2, 2, HEAVIEST), Place(3, 3))
    assert ranking.ties == (
        TieResult(
            D("3.6000"),
            1,
            ((1,), (2,)),
            (Step(HEAVIEST, Result.SETTLED, "Criterion impact (weight 40): 4.0000 against 3.0000"),),
            True,
        ),
    )


def test_the_shipped_example_holds_the_same_round():
    shipped = Path(__file__).parents[2] / "demo" / "data" / "randip-bhogal-2027.json"
    example = json.loads(shipped.read_text())["judging_example"]
    given = {}
    for row in example["scores"]:
        given.setdefault(row["nomination"], []).append(Sheet(row["judge"], row["scores"]))

    for expected in example["expected_results"]:
        found = figures_of(given[expected["nomination"]], CRITERIA)
        assert {k: str(v) for k, v in found.means.items()} == expected["criterion_means"]
        assert (str(found.total), str(percent_of(found.total, 4)), found.counted) == (
            expected["total"],
            expected["percent"],
            expected["judges_counted"],
        )


def test_a_missing_point_is_missing_and_not_nought():
    assert sheet_total({"impact": 4, "personal": 4, "together": 4}, CRITERIA) is None
    assert figures_of([Sheet(1, {"impact": 4})], CRITERIA).total is None
    assert figures_of([], CRITERIA) == Figures(0)


def equal(number, label, by_judge, total="3.0000", impact="3.0000"):
    rows = {j: D(t) for j, t in by_judge.items()}
    return Contender(number, label, D(total), {"impact": D(impact)}, rows)


def test_more_judges_ranking_it_higher_decides_when_the_heaviest_criterion_is_equal():
    one = equal(1, "A", {1: "3", 2: "3", 3: "1"})
    two = equal(2, "B", {1: "2", 2: "2", 3: "3", 4: "4"})

    tie = rank([one, two], CRITERIA).ties[0]

    assert tie.steps == (
        Step(HEAVIEST, Result.EQUAL, "Criterion impact (weight 40): 3.0000 each"),
        Step(MORE_JUDGES, Result.SETTLED, "2 judges rank A higher, 1 judge ranks B higher"),
    )
    assert tie.groups == ((1,), (2,))


def circle():
    return [
        equal(1, "A", {1: "3", 2: "1", 3: "2"}),
        equal(2, "B", {1: "2", 2: "3", 3: "1"}),
        equal(3, "C", {1: "1", 2: "2", 3: "3"}),
    ]


def test_a_circle_of_three_waits_for_the_panel_and_then_for_the_chair():
    everyone = frozenset({1, 2, 3})
    open_tie = rank(circle(), CRITERIA).ties[0]
    talked = Ruling(DISCUSSION, everyone, (), "We did not agree")
    chosen = Ruling(CHAIR, everyone, (2, 3, 1), "Breadth of the evidence")

    after_talk = rank(circle(), CRITERIA, rulings=[talked]).ties[0]
    ranking = rank(circle(), CRITERIA, rulings=[chosen, talked])

    assert (open_tie.is_settled, open_tie.groups) == (False, ((1, 2, 3),))
    assert [s.rule for s in open_tie.steps] == [HEAVIEST, MORE_JUDGES]
    assert (after_talk.is_settled, after_talk.steps[-1]) == (False, Step(DISCUSSION, Result.EQUAL, "We did not agree"))
    assert ranking.places == (Place(2, 1, CHAIR), Place(3, 2, CHAIR), Place(1, 3, CHAIR))
    assert ranking.ties[0].steps[-1] == Step(CHAIR, Result.SETTLED, "Breadth of the evidence")


def test_what_was_said_of_other_entries_settles_nothing():
    said = Ruling(CHAIR, frozenset({1, 2}), (2, 1), "Of two of them")

    assert rank(circle(), CRITERIA, rulings=[said]).ties[0].is_settled is False


def test_a_rule_can_part_a_larger_tie_in_part():
    rows = [equal(1, "A", {}, impact="4.0000"), equal(2, "B", {}), equal(3, "C", {})]

    ranking = rank(rows, CRITERIA)

    assert ranking.ties[0].groups == ((1,), (2, 3))
    assert ranking.ties[0].steps[0].result == Result.PARTLY
    assert ranking.places == (Place(1, 1, HEAVIEST), Place(2, 2), Place(3, 2))


def test_a_tie_below_the_shortlist_needs_no_order():
    first = equal(9, "Z", {}, total="4.0000")
    rows = [first, equal(1, "A", {}), equal(2, "B", {})]

    tie = rank(rows, CRITERIA, places_that_matter=1).ties[0]

    assert tie.is_settled is True
    assert tie.steps[-1].rule == NOT_NEEDED


def test_a_great_tie_is_placed_within_a_moment():
    many = [equal(n, f"E{n:05}", {1: "3", 2: "3"}) for n in range(4000)]

    assert len(rank(many, CRITERIA, places_that_matter=3).ties[0].groups) == 1


@given(st.lists(points, min_size=1, max_size=6))
def test_the_total_is_the_exact_weighted_mean_rounded_half_up_once(given_points):
    sheets = [Sheet(j, p) for j, p in enumerate(given_points)]
    exact = sum(
        Fraction(c.weight, 100) * Fraction(sum(p[c.key] for p in given_points), len(given_points)) for c in CRITERIA
    )

    total = figures_of(sheets, CRITERIA).total

    assert -Fraction(1, 20000) < Fraction(total) - exact <= Fraction(1, 20000)
    assert total == total.quantize(D("0.0001"))


@given(st.lists(points, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_sheets_come_does_not_matter(given_points, random):
    sheets = [Sheet(j, p) for j, p in enumerate(given_points)]
    mixed = random.sample(sheets, len(sheets))

    assert figures_of(mixed, CRITERIA) == figures_of(sheets, CRITERIA)


@given(st.lists(points, min_size=1, max_size=6), st.integers(1, 5))
def test_a_point_more_everywhere_is_a_point_more_in_the_total(given_points, more):
    before = figures_of([Sheet(j, p) for j, p in enumerate(given_points)], CRITERIA)
    after = figures_of([Sheet(j, {k: v + more for k, v in p.items()}) for j, p in enumerate(given_points)], CRITERIA)

    assert after.total == before.total + more
    assert (after.lowest, after.highest) == (before.lowest + more, before.highest + more)


@given(
    st.lists(st.dictionaries(st.integers(1, 4), points, max_size=4), min_size=1, max_size=7),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_entries_come_does_not_matter(rounds, random):
    rows = [
        contender(n, f"E{n}", [Sheet(j, p) for j, p in given_sheets.items()]) for n, given_sheets in enumerate(rounds)
    ]
    ranking = rank(rows, CRITERIA)

    assert rank(random.sample(rows, len(rows)), CRITERIA) == ranking
    assert sorted(p.entry for p in ranking.places) == list(range(len(rows)))
    totals = [next(r.total for r in rows if r.entry == p.entry) for p in ranking.places if p.position]
    assert totals == sorted(totals, reverse=True)

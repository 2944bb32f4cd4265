"""Which parts of a panel share no read, how well the rest hangs together, and reads that would join the parts."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging.ranking.linkage import READS_A_BRIDGE, comparison_matrix, components_of, linkage_of
from judging.ranking.severity import fit_severity
from judging.ranking.shapes import Bridge, Linkage, Mark
from judging.ranking.table import sheet_scores, table_of

some = settings(deadline=None, derandomize=True, max_examples=50)


def table_from(reads, score=5):
    """`reads` gives the entries of each judge."""
    return table_of(Mark(judge, entry, score) for judge, entries in reads.items() for entry in entries)


ROOMS = {"Ada": "abcd", "Ben": "abcd", "Cyn": "xyz", "Dev": "xy"}


def test_no_sheets_have_no_parts():
    assert linkage_of(table_of([])) == Linkage()


def test_one_judge_has_nobody_to_be_compared_with():
    assert linkage_of(table_from({"Ada": "ab"})) == Linkage(components=(("a", "b"),), judges=(("Ada",),))


def test_two_rooms_that_never_met_are_named_the_largest_first():
    linkage = linkage_of(table_from(ROOMS))

    assert linkage.components == (("a", "b", "c", "d"), ("x", "y", "z"))
    assert linkage.judges == (("Ada", "Ben"), ("Cyn", "Dev"))
    assert linkage.overlap == 0
    # Dev and Cyn share two entries: 1/2 + 1/2 of each.
    assert linkage.worst_pair_se == pytest.approx(1.0)


def test_bridges_are_read_by_whoever_has_least_and_spread_over_the_best_read_entries():
    """Dev has two sheets, Cyn three, Ada and Ben four; x and y have two readers, z one."""
    assert linkage_of(table_from(ROOMS)).bridges == (Bridge("Dev", "a"), Bridge("Cyn", "b"), Bridge("Dev", "c"))


def test_bridges_keep_off_forbidden_pairs_and_judges_without_time():
    forbidden = {("Ada", "x"), ("Ada", "y"), ("Ben", "x")}

    linkage = linkage_of(table_from(ROOMS), forbidden=forbidden, spare=["Ada", "Ben"])

    assert linkage.bridges == (Bridge("Ada", "z"), Bridge("Ben", "y"), Bridge("Ben", "z"))
    assert forbidden == {("Ada", "x"), ("Ada", "y"), ("Ben", "x")}


def test_where_every_bridge_is_forbidden_none_is_suggested():
    pairs = [(j, e) for j in ROOMS for e in "abcdxyz"]

    assert linkage_of(table_from(ROOMS), forbidden=pairs).bridges == ()


def test_a_full_panel_hangs_together_as_well_as_can_be():
    linkage = linkage_of(table_from(dict.fromkeys("ABC", "abcde")))

    assert linkage.overlap == pytest.approx(1)
    assert linkage.worst_pair_se == pytest.approx(sqrt(2 / 5))
    assert linkage.bridges == ()


def test_one_thin_bridge_shows():
    """Two rooms of two judges and six entries, joined by one entry that a judge of each reads."""
    reads = {"A": "abcdefz", "B": "abcdef", "C": "uvwxyz", "D": "uvwxy"}

    linkage = linkage_of(table_from(reads))

    assert len(linkage.components) == 1
    assert linkage.overlap < 0.5
    # B - A over six entries, A - C over one, C - D over five: variances add up along the chain.
    assert linkage.worst_pair_se == pytest.approx(sqrt(2 / 6 + 2 / 1 + 2 / 5))


def test_the_worst_pair_is_that_of_the_least_squares_errors():
    rng = np.random.default_rng(3)
    marks = [Mark(j, e, rng.normal()) for e in range(20) for j in rng.choice(6, 3, replace=False)]
    table = table_of(marks)
    fit = fit_severity(table.entry_of, table.judge_of, sheet_scores(table), 20, 6, shrinks=False)

    own = np.diag(fit.covariance)
    pairs = own[:, None] + own[None, :] - 2 * fit.covariance

    assert linkage_of(table).worst_pair_se == pytest.approx(sqrt(pairs.max()))


def test_nobody_without_a_sheet_belongs_to_a_part():
    of_entry, of_judge = components_of(np.array([1, 1, 3]), np.array([0, 2, 3]), 5, 4)

    assert of_entry.tolist() == [-1, 0, -1, 1, -1]
    assert of_judge.tolist() == [0, -1, 0, 1]


panels = st.dictionaries(
    st.sampled_from("ABCDEF"), st.sets(st.sampled_from("stuvwxyz"), min_size=1), min_size=1, max_size=6
)


@some
@given(panels)
def test_parts_are_what_is_reached_by_shared_reads(reads):
    linkage = linkage_of(table_from(reads))

    groups = []
    for judge, entries in reads.items():
        met = [g for g in groups if g[1] & entries]
        groups = [g for g in groups if g not in met]
        groups.append(({judge}.union(*(g[0] for g in met)), set(entries).union(*(g[1] for g in met))))
    groups.sort(key=lambda g: (-len(g[1]), min(g[1])))
    assert linkage.judges == tuple(tuple(sorted(judges)) for judges, _ in groups)
    assert linkage.components == tuple(tuple(sorted(entries)) for _, entries in groups)


@some
@given(panels)
def test_the_overlap_is_between_nought_and_one_and_nought_when_parts_are_apart(reads):
    linkage = linkage_of(table_from(reads))

    if len(reads) == 1:
        assert linkage.overlap is None
    elif len(linkage.components) > 1:
        assert linkage.overlap == 0
    else:
        assert 0 < linkage.overlap <= 1


@some
@given(panels, st.sets(st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("stuvwxyz")), max_size=12))
def test_the_suggested_bridges_join_the_parts_and_break_no_rule(reads, forbidden):
    linkage = linkage_of(table_from(reads), forbidden=forbidden)

    pairs = [(b.judge, b.entry) for b in linkage.bridges]
    assert len(set(pairs)) == len(pairs) <= READS_A_BRIDGE * (len(linkage.components) - 1)
    assert not set(pairs) & forbidden
    assert all(entry not in reads[judge] for judge, entry in pairs)
    joined = {judge: set(entries) | {e for j, e in pairs if j == judge} for judge, entries in reads.items()}
    if not forbidden:
        assert len(linkage_of(table_from(joined)).components) == 1


def test_the_comparison_matrix_is_that_of_eq_3():
    entry_of, judge_of = np.array([0, 0, 1, 1, 1, 2]), np.array([0, 1, 0, 1, 2, 2])
    reads = np.zeros((3, 3))
    reads[entry_of, judge_of] = 1

    expected = np.diag(reads.sum(axis=0)) - reads.T @ np.diag(1 / reads.sum(axis=1)) @ reads

    assert comparison_matrix(entry_of, judge_of, 3, 3) == pytest.approx(expected)
    assert expected @ np.ones(3) == pytest.approx([0, 0, 0])

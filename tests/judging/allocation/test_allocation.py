"""Who reads what: as much reading as any deal could give, evenly, repeatably, and as it was where it can stay."""

import dataclasses
import json
import random

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import lil_matrix
from scipy.sparse.csgraph import maximum_flow

from judging.allocation import EntryNeed, JudgeLimit, Problem, Shortage, Unsound, allocate, problem_from_json


def problem(readers, limits, forbidden=(), **more):
    entries = tuple(EntryNeed(f"e{i}", n) for i, n in enumerate(readers))
    judges = tuple(JudgeLimit(f"j{i}", n) for i, n in enumerate(limits))
    return Problem(entries, judges, frozenset(forbidden), **more)


@st.composite
def problems(draw):
    readers = draw(st.lists(st.integers(0, 4), max_size=8))
    limits = draw(st.lists(st.one_of(st.none(), st.integers(0, 5)), max_size=6))
    pairs = [(f"e{i}", f"j{j}") for i in range(len(readers)) for j in range(len(limits))]
    chosen = draw(st.lists(st.sampled_from(["", "", "forbidden", "current"]), min_size=len(pairs), max_size=len(pairs)))
    marked = {name: frozenset(p for p, c in zip(pairs, chosen, strict=True) if c == name) for name in set(chosen)}
    groups = draw(
        st.dictionaries(st.sampled_from([*(e for e, _ in pairs), *(j for _, j in pairs), "e0"]), st.just("x"))
    )
    return problem(
        readers,
        limits,
        marked.get("forbidden", ()),
        current=marked.get("current", frozenset()),
        groups=groups,
        seed=draw(st.integers(0, 3)),
    )


def allowed(asked):
    return [
        (e, j)
        for e in range(len(asked.entries))
        for j in range(len(asked.judges))
        if (asked.entries[e].id, asked.judges[j].id) not in asked.forbidden
        and (asked.groups.get(asked.entries[e].id, e) != asked.groups.get(asked.judges[j].id, "none"))
    ]


def most_reads(asked):
    """The most that any deal could give, by the library's maximum flow."""
    n, m = len(asked.entries), len(asked.judges)
    graph = lil_matrix((n + m + 2, n + m + 2), dtype=np.int32)
    for e, entry in enumerate(asked.entries):
        graph[0, 1 + e] = entry.readers
    for j, judge in enumerate(asked.judges):
        graph[1 + n + j, n + m + 1] = 99 if judge.max is None else judge.max
    for e, j in allowed(asked):
        graph[1 + e, 1 + n + j] = 1
    return maximum_flow(graph.tocsr(), 0, n + m + 1).flow_value


def least_squares_of_loads(asked):
    """The least sum of squared loads among deals with the most reads, by a linear program with convex costs."""
    pairs, m = allowed(asked), len(asked.judges)
    steps = [(j, k) for j, judge in enumerate(asked.judges) for k in range(min(judge.max or 99, 9))]
    steps = [(j, k) for j, k in steps if asked.judges[j].max != 0]
    cost = [0] * len(pairs) + [2 * k + 1 for _, k in steps]
    bounds, rows, limits = [(0, 1)] * len(cost), [], []
    for e, entry in enumerate(asked.entries):
        rows.append([1 if p[0] == e else 0 for p in pairs] + [0] * len(steps))
        limits.append(entry.readers)
    equal = [[1 if p[1] == j else 0 for p in pairs] + [-1 if s[0] == j else 0 for s in steps] for j in range(m)]
    equal.append([1] * len(pairs) + [0] * len(steps))
    found = linprog(cost, A_ub=rows, b_ub=limits, A_eq=equal, b_eq=[0] * m + [most_reads(asked)], bounds=bounds)
    return round(found.fun)


@settings(max_examples=150, deadline=None)
@given(problems())
def test_no_deal_could_give_more_and_no_limit_or_bar_is_broken(asked):
    answer = allocate(asked)

    pairs = set(answer.pairs)
    may = {(asked.entries[e].id, asked.judges[j].id) for e, j in allowed(asked)}
    assert len(pairs) == len(answer.pairs)
    assert pairs <= may
    assert all(j.max is None or answer.loads[j.id] <= j.max for j in asked.judges)
    reads = {e.id: sum(p[0] == e.id for p in pairs) for e in asked.entries}
    assert all(reads[e.id] <= e.readers for e in asked.entries)
    assert {s.entry: s.missing for s in answer.short} == {
        e.id: e.readers - reads[e.id] for e in asked.entries if reads[e.id] < e.readers
    }
    assert len(pairs) == most_reads(asked)
    assert answer.moved == len(asked.current - pairs)


@settings(max_examples=80, deadline=None)
@given(problems())
def test_loads_are_as_even_as_any_deal_could_make_them(asked):
    asked = dataclasses.replace(asked, current=frozenset())
    assume(allowed(asked) and any(judge.max != 0 for judge in asked.judges))

    loads = allocate(asked).loads.values()

    assert sum(load * load for load in loads) == least_squares_of_loads(asked)


@settings(max_examples=40, deadline=None)
@given(problems())
def test_the_same_seed_deals_the_same_and_order_makes_no_difference_to_what_is_possible(asked):
    turned = dataclasses.replace(asked, entries=asked.entries[::-1], judges=asked.judges[::-1])

    assert allocate(asked) == allocate(asked)
    assert len(allocate(turned).pairs) == len(allocate(asked).pairs)


def a_season(entries=60, judges=9, readers=3, seed=4):
    chance = random.Random(seed)
    bars = {(f"e{e}", f"j{j}") for e in range(entries) for j in range(judges) if chance.random() < 0.05}
    return problem([readers] * entries, [None] * judges, bars, seed=seed)


def test_judges_meet_often_enough_to_be_compared():
    answer = allocate(a_season())

    assert (answer.short, answer.components, max(answer.loads.values()) - min(answer.loads.values())) == ((), 1, 0)
    assert answer.overlap > 0.98


def test_a_late_interest_moves_that_pair_alone():
    asked = a_season()
    before = allocate(asked)
    barred = sorted(before.pairs)[::40]

    after = allocate(
        dataclasses.replace(asked, forbidden=asked.forbidden | set(barred), current=frozenset(before.pairs))
    )

    assert set(before.pairs) - set(after.pairs) == set(barred)
    assert (after.moved, after.short, len(after.pairs)) == (len(barred), (), len(before.pairs))


def test_a_judge_who_leaves_is_replaced_and_nobody_elses_entries_change():
    asked = a_season()
    before = allocate(asked)
    theirs = {pair for pair in before.pairs if pair[1] == "j0"}
    rest = tuple(j for j in asked.judges if j.id != "j0")

    after = allocate(
        Problem(
            asked.entries,
            rest,
            frozenset(p for p in asked.forbidden if p[1] != "j0"),
            current=frozenset(before.pairs) - theirs,
            seed=4,
        )
    )

    assert set(before.pairs) - set(after.pairs) == theirs
    assert (after.moved, after.short) == (0, ())


def test_what_has_begun_never_moves_even_to_fill_a_gap():
    asked = problem([1, 1], [1, 1], [("e1", "j1")], fixed=frozenset({("e0", "j0")}))

    answer = allocate(asked)

    assert answer.pairs == (("e0", "j0"),)
    assert answer.short == (
        Shortage(
            "e1", 1, "j0 is full: together they can take 1, and the 2 entries that they are needed for would take 2"
        ),
    )


def test_what_cannot_be_solved_says_which_judges_stand_in_the_way():
    barred = problem([2], [None, None, None], [("e0", "j0")], groups={"e0": "Linden Vale", "j1": "Linden Vale"})
    full = problem([2, 2, 1], [1, 1, 9], [("e0", "j2"), ("e1", "j2")])

    assert allocate(barred).short == (
        Shortage("e0", 1, "Only 1 judge may read it, and it needs 2: j0 is forbidden and j1 is of its own group."),
    )
    because = "j0 and j1 are full: together they can take 2, and {} that they are needed for would take {}"
    assert [(s.missing, s.because) for s in allocate(full).short] in (
        [(2, because.format("the 2 entries", 4))],
        [(1, because.format("the 2 entries", 3)), (1, because.format("the 2 entries", 3))],
    )


def test_panels_that_never_meet_are_joined_where_they_can_be_and_counted_where_not():
    apart = problem([2, 2], [None] * 4, [("e0", "j2"), ("e0", "j3"), ("e1", "j0"), ("e1", "j1")])

    answer = allocate(apart)

    assert (answer.components, answer.overlap, answer.short) == (2, 0.0, ())


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "The file must hold one object with entries and judges."),
        ({"judges": []}, "entries is missing."),
        ({"entries": [{"id": 1}], "judges": []}, "readers is missing."),
        ({"entries": [{"id": 1, "readers": "3"}], "judges": []}, "'3' is not a whole number."),
        (
            {"entries": [{"id": 1, "readers": 1}], "judges": [], "fixed": [[1, 2]]},
            "The pair 1, 2 in “fixed” names something that is not listed.",
        ),
        (
            {"entries": [{"id": 1, "readers": 1}] * 2, "judges": []},
            "Each entry and each judge may be named once only.",
        ),
        (
            {"entries": [{"id": 1, "readers": 1}], "judges": [{"id": 2}], "fixed": [[1, 2]], "forbidden": [[1, 2]]},
            "The pair 1, 2 is both fixed and forbidden.",
        ),
    ],
)
def test_a_problem_that_makes_no_sense_is_refused_in_words(data, sentence):
    with pytest.raises(Unsound) as refused:
        problem_from_json(data)

    assert str(refused.value) == sentence


def test_the_command_prints_the_answer_and_says_by_its_exit_code_whether_anything_is_short(tmp_path, capsys):
    file = tmp_path / "problem.json"
    file.write_text(json.dumps({"entries": [{"id": "a", "readers": 1}], "judges": [{"id": "x", "max": 1}], "seed": 7}))
    call_command("allocate", str(file), json=True)
    assert json.loads(capsys.readouterr().out) == {
        "pairs": [["a", "x"]],
        "short": [],
        "loads": {"x": 1},
        "components": 1,
        "overlap": 1.0,
        "moved": 0,
    }

    file.write_text(json.dumps({"entries": [{"id": "a", "readers": 2}], "judges": [{"id": "x"}]}))
    with pytest.raises(SystemExit) as ended:
        call_command("allocate", str(file))
    assert ended.value.code == 3
    assert "a lacks 1: Only 1 judge may read it, and it needs 2: there are no more judges." in capsys.readouterr().out

    with pytest.raises(CommandError, match="is not JSON"):
        call_command("allocate", __file__)

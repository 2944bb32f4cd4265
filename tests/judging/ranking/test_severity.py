"""What judges share says how strict each is: the estimates, their errors, and the steps that add up."""

from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import norm, t

from judging.ranking.methods import figures_by, ranks_of
from judging.ranking.recipe import Method, Recipe
from judging.ranking.severity import difference_se, fit_severity, intervals_of, steps_of
from judging.ranking.shapes import Mark
from judging.ranking.table import sheet_scores, table_of


def table_from(rows):
    """Rows of entries, columns of judges; a gap is None."""
    return table_of(
        Mark(f"j{j}", f"e{e}", score) for e, row in enumerate(rows) for j, score in enumerate(row) if score is not None
    )


def fit_of(table, y=None, *, shrinks=True):
    y = sheet_scores(table) if y is None else y
    return fit_severity(table.entry_of, table.judge_of, y, len(table.entries), len(table.judges), shrinks=shrinks)


def panel(seed, entries=14, judges=6, reads=3, tau=1.5, sigma=0.8):
    """A panel dealt at random, with a known truth."""
    rng = np.random.default_rng(seed)
    quality, severity = rng.normal(6, 1.5, entries), rng.normal(0, tau, judges)
    marks = [
        Mark(f"j{j}", e, quality[e] + severity[j] + rng.normal(0, sigma))
        for e in range(entries)
        for j in rng.choice(judges, reads, replace=False)
    ]
    return table_of(marks)


class Dense:
    """The same model written out in full: V = sigma2 I + tau2 Z Z', entries by generalised least squares."""

    def __init__(self, table):
        self.y = sheet_scores(table)
        self.x = np.eye(len(table.entries))[table.entry_of]
        self.z = np.eye(len(table.judges))[table.judge_of]

    def parts(self, sigma2, tau2):
        weight = np.linalg.inv(sigma2 * np.eye(len(self.y)) + tau2 * self.z @ self.z.T)
        cov = np.linalg.inv(self.x.T @ weight @ self.x)
        theta = cov @ self.x.T @ weight @ self.y
        return weight, cov, theta

    def cost(self, logs):
        sigma2, tau2 = np.exp(logs)
        weight, cov, theta = self.parts(sigma2, tau2)
        rest = self.y - self.x @ theta
        return -np.linalg.slogdet(weight)[1] - np.linalg.slogdet(cov)[1] + rest @ weight @ rest

    def reml(self):
        found = minimize(self.cost, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11})
        return np.exp(found.x)


@pytest.mark.parametrize("seed", range(3))
def test_variances_means_and_errors_are_those_of_the_model_written_out(seed):
    """Eq. (4) to (7) against dense REML and generalised least squares by numpy."""
    table = panel(seed)
    dense = Dense(table)

    fit = fit_of(table)

    assert [fit.sigma2, fit.tau2] == pytest.approx(dense.reml(), rel=1e-5)
    assert fit.delta == pytest.approx(fit.tau2 / fit.sigma2)
    weight, cov, theta = dense.parts(fit.sigma2, fit.tau2)
    predicted = fit.tau2 * dense.z.T @ weight @ (dense.y - dense.x @ theta)
    assert np.ptp(fit.adjusted - theta) == pytest.approx(0, abs=1e-9)
    assert np.ptp(fit.severity - predicted) == pytest.approx(0, abs=1e-9)
    assert fit.se == pytest.approx(np.sqrt(np.diag(cov)), rel=1e-9)
    for i, h in ((0, 1), (2, 9), (5, 13)):
        expected = sqrt(cov[i, i] + cov[h, h] - 2 * cov[i, h])
        assert difference_se(fit, table, i, h) == difference_se(fit, table, h, i) == pytest.approx(expected, rel=1e-9)
    joint = weight - weight @ dense.x @ cov @ dense.x.T @ weight
    errors = fit.tau2 * np.eye(6) - fit.tau2**2 * dense.z.T @ joint @ dense.z
    assert fit.severity_se == pytest.approx(np.sqrt(np.diag(errors)), rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_without_shrinkage_it_is_least_squares(seed):
    table = panel(seed, tau=0.3)
    y = sheet_scores(table)
    design = np.hstack([np.eye(len(table.entries))[table.entry_of], np.eye(len(table.judges))[table.judge_of]])

    fit = fit_of(table, shrinks=False)

    solution, *_ = np.linalg.lstsq(design, y)
    df = len(y) - np.linalg.matrix_rank(design)
    sigma2 = np.sum((y - design @ solution) ** 2) / df
    assert (fit.df, fit.delta, fit.tau2) == (df, np.inf, None)
    assert fit.sigma2 == pytest.approx(sigma2)
    assert np.ptp(fit.severity - solution[len(table.entries) :]) == pytest.approx(0, abs=1e-9)
    assert np.ptp(fit.adjusted - solution[: len(table.entries)]) == pytest.approx(0, abs=1e-9)
    # The errors are those of the figures as they are shown: severities centred by sheets.
    loads = np.bincount(table.judge_of) / len(y)
    shown = np.eye(len(design.T))
    shown[len(table.entries) :, len(table.entries) :] -= loads
    shown[: len(table.entries), len(table.entries) :] += loads
    cov = sigma2 * shown @ np.linalg.pinv(design.T @ design) @ shown.T
    errors = np.sqrt(np.diag(cov))
    assert fit.se == pytest.approx(errors[: len(table.entries)])
    assert fit.severity_se == pytest.approx(errors[len(table.entries) :])
    expected = sqrt(cov[0, 0] + cov[7, 7] - 2 * cov[0, 7])
    assert difference_se(fit, table, 0, 7) == pytest.approx(expected)


def test_severities_are_centred_by_sheets_and_negative_is_strict():
    rows = [[3, 7, None], [4, 8, 7], [5, 8, None], [4, 9, 8], [None, 6, 5]]
    fit = fit_of(table_from(rows))

    assert fit.severity[0] < 0 < fit.severity[1]
    assert fit.severity @ [4, 5, 3] == pytest.approx(0, abs=1e-12)
    counts = [2, 3, 2, 3, 2]
    assert fit.adjusted @ counts == pytest.approx(fit.raw @ counts, abs=1e-12)


def test_few_shared_reads_mean_a_small_correction():
    """Two judges are equally far below a colleague, one on eight shared entries, one on a single one."""
    rows = [[3, 7, None], [5, 7, None]] * 4 + [[None, 7, 4]]

    fit = fit_of(table_from(rows))

    assert fit.severity[1] - fit.severity[0] > fit.severity[1] - fit.severity[2] > 0
    assert fit.severity_se[2] > fit.severity_se[0]


@pytest.mark.parametrize("shrinks", [True, False])
def test_judges_who_share_nothing_have_no_severity(shrinks):
    rows = [[4, 7, None], [5, 7, None], [4, 8, None], [None, None, 9], [None, None, 3]]
    table = table_from(rows)

    fit = fit_of(table, shrinks=shrinks)

    assert fit.severity[2] == 0.0
    assert isnan(fit.severity_se[2])
    assert fit.severity[:2] @ [3, 3] == pytest.approx(0, abs=1e-12)
    assert fit.adjusted[3:].tolist() == [9, 3]
    assert (fit.entry_component.tolist(), fit.judge_component.tolist()) == ([0, 0, 0, 1, 1], [0, 0, 1])
    assert isnan(difference_se(fit, table, 0, 3))
    assert difference_se(fit, table, 3, 4) > 0


def test_each_part_of_a_panel_is_centred_for_itself():
    rows = [[4, 7, None, None], [5, 8, None, None], [6, 7, None, None], [None, None, 2, 9], [None, None, 1, 9]]

    fit = fit_of(table_from(rows), shrinks=False)

    assert fit.severity.reshape(2, 2).sum(axis=1) == pytest.approx([0, 0], abs=1e-12)
    assert fit.adjusted == pytest.approx([5.5, 6.5, 6.5, 5.5, 5])


def flat(fit):
    return fit.is_flat, fit.severity.any(), fit.adjusted.tolist() == fit.raw.tolist(), fit.sigma2, fit.tau2, fit.delta


@pytest.mark.parametrize(
    "rows",
    [[[5]], [[5], [7]], [[5, None], [None, 7]], [[5, None, None], [None, 7, None], [None, 8, None]]],
    ids=["one mark", "one judge", "two judges apart", "nobody meets"],
)
def test_where_no_entry_is_read_twice_nothing_is_corrected(rows):
    table = table_from(rows)
    for shrinks, delta in ((True, 0.0), (False, np.inf)):
        fit = fit_of(table, shrinks=shrinks)

        assert flat(fit) == (True, False, True, None, None, delta)
        assert np.isnan(fit.se).all()
        assert np.isnan(fit.severity_se).all()
        assert np.isnan(intervals_of(fit)).all()
        assert isnan(difference_se(fit, table, 0, len(rows) - 1))


@pytest.mark.parametrize("shrinks", [True, False])
def test_judges_who_always_agree_leave_no_doubt(shrinks):
    table = table_from([[5, 5, None], [0.7, 0.7, 0.7], [None, 9, 9]])

    fit = fit_of(table, shrinks=shrinks)

    assert flat(fit)[:4] == (True, False, True, 0.0)
    assert (fit.se.tolist(), fit.severity_se.tolist()) == ([0, 0, 0], [0, 0, 0])
    low, high = intervals_of(fit)
    assert low.tolist() == high.tolist() == fit.adjusted.tolist()
    assert difference_se(fit, table, 0, 1) == 0


def test_where_no_severity_shows_nothing_is_corrected():
    """Each judge is once above and once below: the rest is noise."""
    rows = [[4, 6], [6, 4], [5, 7], [7, 5]]
    fit = fit_of(table_from(rows))

    assert flat(fit) == (True, False, True, 2.0, 0.0, 0.0)
    assert fit.se == pytest.approx(1.0)
    assert np.isnan(fit.severity_se).all()


def test_one_entry_cannot_tell_severity_from_noise():
    fit = fit_of(table_from([[3, 6, 8]]))

    assert flat(fit) == (True, False, True, pytest.approx(19 / 3), 0.0, 0.0)
    assert fit.se == pytest.approx(sqrt(19 / 9))


def test_no_sheets_at_all():
    fit = fit_severity([], [], [], 2, 1)

    assert np.isnan(fit.adjusted).tolist() == np.isnan(fit.se).tolist() == [True, True]
    assert fit.severity.tolist() == [0]
    assert (fit.entry_component.tolist(), fit.judge_component.tolist()) == ([-1, -1], [-1])
    assert fit_severity([], [], [], 0, 0).adjusted.tolist() == []


def test_an_entry_and_a_judge_without_sheets_stay_in_their_places():
    table = panel(4)
    y = sheet_scores(table)
    fit = fit_severity(table.entry_of + 1, table.judge_of + 1, y, 16, 8)
    plain = fit_of(table)

    assert fit.adjusted[1:15].tolist() == pytest.approx(plain.adjusted.tolist())
    assert np.isnan(fit.adjusted[[0, 15]]).all()
    assert np.isnan(fit.se[[0, 15]]).all()
    assert fit.severity[[0, 7]].tolist() == [0, 0]
    assert np.isnan(fit.severity_se[[0, 7]]).all()
    assert (fit.entry_component[[0, 15]].tolist(), fit.judge_component[[0, 7]].tolist()) == ([-1, -1], [-1, -1])


def test_marks_that_the_model_explains_to_the_last():
    """Quality plus severity and nothing else: the corrected scores are the qualities, but for a constant."""
    quality, severity = [4, 6, 7, 5, 8], [-1, 0, 2]
    rows = [[q + b if (e + j) % 3 else None for j, b in enumerate(severity)] for e, q in enumerate(quality)]
    table = table_from(rows)

    random, fixed = fit_of(table), fit_of(table, shrinks=False)

    assert np.ptp(fixed.adjusted - quality) == pytest.approx(0, abs=1e-12)
    assert np.ptp(random.adjusted - quality) == pytest.approx(0, abs=1e-3)
    assert fixed.sigma2 == 0
    assert fixed.se.tolist() == [0] * 5
    assert not fixed.is_flat
    assert 0 < random.sigma2 < 1e-3


def test_an_entry_with_one_reader_is_corrected_by_that_reader():
    rows = [[4, 7], [5, 8], [4, 8], [6, 8], [5, None]]
    fit = fit_of(table_from(rows))

    assert fit.adjusted[4] == pytest.approx(5 - fit.severity[0])
    assert fit.se[4] > max(fit.se[:4])


def test_intervals_are_students_where_little_is_left():
    small, large = panel(1), panel(1, entries=60)
    for table, quantile in ((small, t.ppf(0.95, 42 - 14 - 5)), (large, norm.ppf(0.95))):
        fit = fit_of(table)
        low, high = intervals_of(fit)

        assert (high - low) / 2 == pytest.approx(quantile * fit.se)
        assert (high + low) / 2 == pytest.approx(fit.adjusted)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """90 % intervals of differences between entries, over 200 panels of a known truth; seeded."""
    rng = np.random.default_rng(7)
    held = []
    for _ in range(200):
        quality, severity = rng.normal(0, 1.5, 12), rng.normal(0, 1, 5)
        pairs = [(e, j) for e in range(12) for j in rng.choice(5, 3, replace=False)]
        table = table_of(Mark(j, e, quality[e] + severity[j] + rng.normal()) for e, j in pairs)
        fit = fit_of(table)
        for i, h in ((0, 1), (4, 9)):
            off = fit.adjusted[i] - fit.adjusted[h] - (quality[i] - quality[h])
            held.append(abs(off) <= t.ppf(0.95, fit.df) * difference_se(fit, table, i, h))

    assert 0.86 < np.mean(held) < 0.94


@pytest.mark.parametrize("shrinks", [True, False])
def test_the_steps_of_an_entry_add_up_to_the_last_bit(shrinks):
    rng = np.random.default_rng(5)
    table = panel(2)
    y = sheet_scores(table)
    fit = fit_of(table, shrinks=shrinks)

    for at, entry in enumerate(table.entries):
        steps = steps_of(fit, table, y, entry)
        own = table.entry_of == at
        assert [judge for judge, *_ in steps] == [table.judges[j] for j in table.judge_of[own]]
        assert [score for _, score, _, _ in steps] == pytest.approx(y[own].tolist(), abs=1e-12)
        for judge, score, severity, corrected in steps:
            assert severity == fit.severity[table.judges.index(judge)]
            assert score - severity == corrected
        corrected = rng.permutation([step[3] for step in steps]).tolist()
        assert sum(corrected) / len(corrected) == fit.adjusted[at]


def test_the_steps_of_a_flat_fit_are_the_marks_themselves():
    table = table_from([[4.4, 6.1], [6.1, 4.4]])
    fit = fit_of(table)

    assert steps_of(fit, table, sheet_scores(table), "e0") == [("j0", 4.4, 0.0, 4.4), ("j1", 6.1, 0.0, 6.1)]
    with pytest.raises(KeyError):
        steps_of(fit, table, sheet_scores(table), "e9")


@st.composite
def tables(draw, least=0):
    """Up to seven entries and five judges, any pattern of reads, whole points."""
    entries, judges = draw(st.integers(2, 7)), draw(st.integers(2, 5))
    cell = st.one_of(st.none(), st.integers(0, 10)) if least == 0 else st.integers(0, 10)
    rows = draw(st.lists(st.lists(cell, min_size=judges, max_size=judges), min_size=entries, max_size=entries))
    assume(all(any(score is not None for score in row) for row in rows))
    assume(all(any(row[j] is not None for row in rows) for j in range(judges)))
    return rows


kinds = st.booleans()
some = settings(deadline=None, derandomize=True, max_examples=40)


@some
@given(tables(), kinds, st.randoms(use_true_random=False))
def test_the_order_of_the_sheets_matters_to_no_byte(rows, shrinks, rng):
    table = table_from(rows)
    y = sheet_scores(table)
    order = rng.sample(range(len(y)), len(y))
    size = len(table.entries), len(table.judges)

    one = fit_severity(table.entry_of, table.judge_of, y, *size, shrinks=shrinks)
    other = fit_severity(table.entry_of[order], table.judge_of[order], y[order], *size, shrinks=shrinks)

    for name in one.__dataclass_fields__:
        mine, theirs = getattr(one, name), getattr(other, name)
        assert np.asarray(mine).tobytes() == np.asarray(theirs).tobytes(), name


@some
@given(tables(), kinds, st.randoms(use_true_random=False))
def test_other_names_move_the_figures_along(rows, shrinks, rng):
    """Eq. (6) knows no names: entries and judges that change places take their figures with them."""
    entries = rng.sample(range(len(rows)), len(rows))
    judges = rng.sample(range(len(rows[0])), len(rows[0]))

    one = fit_of(table_from(rows), shrinks=shrinks)
    other = fit_of(table_from([[rows[e][j] for j in judges] for e in entries]), shrinks=shrinks)

    assert other.adjusted == pytest.approx(one.adjusted[entries], abs=1e-6)
    assert other.severity == pytest.approx(one.severity[judges], abs=1e-6)
    assert other.se == pytest.approx(one.se[entries], abs=1e-6, nan_ok=True)


@some
@given(tables(), st.integers(-9, 9), st.data())
def test_a_judge_who_adds_a_constant_changes_only_a_constant_without_shrinkage(rows, constant, data):
    judge = data.draw(st.integers(0, len(rows[0]) - 1))
    moved = [[s + constant if j == judge and s is not None else s for j, s in enumerate(row)] for row in rows]

    one, other = (fit_of(table_from(r), shrinks=False) for r in (rows, moved))

    assume(len(set(one.entry_component)) == 1)
    change = other.adjusted - one.adjusted
    assert np.ptp(change) == pytest.approx(0, abs=1e-9)
    counts = [sum(s is not None for s in row) for row in rows]
    own = sum(row[judge] is not None for row in rows)
    assert change[0] == pytest.approx(constant * own / sum(counts), abs=1e-9)


@some
@given(tables(least=1), kinds)
def test_where_every_judge_marks_every_entry_the_order_is_that_of_the_raw_means(rows, shrinks):
    fit = fit_of(table_from(rows), shrinks=shrinks)

    assert fit.adjusted == pytest.approx(fit.raw, abs=1e-9)
    everybody = [True] * len(rows)
    assert ranks_of(fit.adjusted, everybody, 4) == ranks_of(fit.raw, everybody, 4)


@some
@given(tables(least=1))
def test_a_panel_in_which_every_judge_is_doubled_keeps_its_order(rows):
    doubled = [row + row for row in rows]
    for method in (Method.MEAN, Method.MEDIAN, Method.BORDA, Method.Z, Method.ADJUSTED, Method.ADJUSTED_FIXED):
        ranks = [
            ranks_of(figures_by(table, sheet_scores(table), Recipe(method=method)), [True] * len(rows), 4)
            for table in (table_from(rows), table_from(doubled))
        ]
        assert ranks[0] == ranks[1]


@some
@given(st.permutations([2, 4, 5, 7, 8, 9]), st.integers(1, 3))
def test_a_judge_who_agrees_with_the_panels_order_does_not_change_it(scores, others):
    rows = [[score] * others for score in scores]
    with_another = [[*row, row[0]] for row in rows]

    for method in (Method.MEAN, Method.MEDIAN, Method.BORDA, Method.Z, Method.ADJUSTED, Method.ADJUSTED_FIXED):
        ranks = [
            ranks_of(figures_by(table, sheet_scores(table), Recipe(method=method)), [True] * len(rows), 4)
            for table in (table_from(rows), table_from(with_another))
        ]
        assert ranks[0] == ranks[1]


@some
@given(tables(), kinds)
def test_whatever_the_panel_there_is_a_figure_for_every_entry(rows, shrinks):
    table = table_from(rows)
    fit = fit_of(table, shrinks=shrinks)

    assert np.isfinite(fit.adjusted).all()
    assert np.isfinite(fit.severity).all()
    assert None not in ranks_of(fit.adjusted, [True] * len(rows), 4)
    for part in set(fit.judge_component.tolist()):
        loads = np.bincount(table.judge_of, minlength=len(table.judges)) * (fit.judge_component == part)
        assert loads @ fit.severity == pytest.approx(0, abs=1e-9)
    alone = [list(fit.judge_component).count(part) == 1 for part in fit.judge_component]
    assert not fit.severity[alone].any()


@some
@given(st.permutations([2, 5, 7, 9]), st.permutations([2, 5, 7, 9]))
def test_the_same_marks_from_the_same_judges_in_another_order_tie_to_the_last_bit(one, other):
    rows = [one, other, [3, 5, 5, 8], [4, 6, None, 8], [1, None, 7, 7], [None, 6, 6, 9]]

    fit = fit_of(table_from(rows))

    assert fit.adjusted[0] == fit.adjusted[1]

"""Does the ranking find the best, is it honest about how sure it is, and how long does it take?

`python -m bench.ranking` runs all three; `--panels 600 recovery` or `--panels 300 chances` take the time that sharp
figures need, `speed` measures alone. Panels are simulated with a known truth, each from its own seed.
"""

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.stats import kendalltau

from judging.ranking.analysis import analyse
from judging.ranking.chances import chances_of
from judging.ranking.placing import place
from judging.ranking.recipe import Method, Recipe
from judging.ranking.severity import fit_severity
from judging.ranking.shapes import Mark, Table
from judging.ranking.table import sheet_scores, table_of

WEIGHTS = np.array([25.0, 20.0, 20.0, 20.0, 15.0])
HALO, CELL = 0.7, 0.9  # sheet noise of 0.81 standard deviations of quality after weighting
USUAL = (5.8, 1.4)  # points of the scale of 1 to 10: of a middling entry, and of a standard deviation more
CROWDED = (6.8, 1.7)  # where many of the best come up against the top of the scale
SEVERITIES = {"none": 0.0, "mild": 0.43, "strong": 0.9}


@dataclass(frozen=True)
class Design:
    """A panel: so many entries and judges, `least` to `most` readers an entry, dealt in a way of its own."""

    name: str
    entries: int
    judges: int
    least: int
    most: int
    way: str = "random"


DESIGNS = (
    Design("full 10x5", 10, 5, 5, 5),
    Design("full 25x3", 25, 3, 3, 3),
    Design("random 40x8 k3", 40, 8, 3, 3),
    Design("random 60x6 k2", 60, 6, 2, 2),
    Design("random 200x12 k3", 200, 12, 3, 3),
    Design("uneven 40x8 k1-5", 40, 8, 1, 5),
    Design("matched 40x8 k3", 40, 8, 3, 3, "matched"),
    Design("two panels 40x8 k3", 40, 8, 3, 3, "panels"),
    Design("panels + 6 anchors", 40, 8, 3, 3, "anchors"),
)


def simulated(design: Design, severity: float, seed: int, scale=USUAL) -> tuple[Table, np.ndarray]:
    """Return one panel's marks, whole numbers from 1 to 10, and each entry's true quality (E,)."""
    chance = np.random.default_rng([seed, int(severity * 100), *design.name.encode()])
    quality = chance.normal(size=design.entries)
    habit = chance.normal(size=design.judges)
    entry_of, judge_of = dealt(design, quality, habit, chance)
    sheets = len(entry_of)
    seen = quality[entry_of] + severity * habit[judge_of] + HALO * chance.normal(size=sheets)
    cells = seen[:, None] + CELL * chance.normal(size=(sheets, len(WEIGHTS)))
    points = np.clip(np.rint(scale[0] + scale[1] * cells), 1, 10)
    return table_from(entry_of, judge_of, points, design.entries, design.judges), quality


def table_from(entry_of, judge_of, points, entries: int, judges: int) -> Table:
    """Return arrays as a table, its labels in order."""
    order = np.lexsort((judge_of, entry_of))
    return Table(
        entries=tuple(f"e{n:05}" for n in range(entries)),
        judges=tuple(f"j{n:04}" for n in range(judges)),
        criteria=tuple(f"c{n}" for n in range(points.shape[1])),
        entry_of=entry_of[order],
        judge_of=judge_of[order],
        points=points[order],
        weights=WEIGHTS,
        low=1.0,
        high=10.0,
    )


def dealt(design: Design, quality, habit, chance) -> tuple[np.ndarray, np.ndarray]:
    """Return who reads what, (S,) and (S,): each entry in turn to the judges who have least, and like it most."""
    loads, pairs = np.zeros(design.judges), []
    half = design.judges // 2
    for turn, entry in enumerate(chance.permutation(design.entries)):
        wanted = int(chance.integers(design.least, design.most + 1))
        wish = loads + 1e-3 * chance.random(design.judges)
        if design.way == "matched":  # better entries meet stricter judges
            wish = 0.25 * loads + quality[entry] * habit + chance.gumbel(size=design.judges)
        if design.way in ("panels", "anchors"):
            wish = wish + 1e6 * ((np.arange(design.judges) < half) != (turn % 2 == 0))
        if design.way == "anchors" and turn < 6:
            wanted = design.judges
        readers = np.argsort(wish)[:wanted]
        loads[readers] += 1
        pairs += [(entry, judge) for judge in readers]
    rows = np.array(pairs)
    return rows[:, 0], rows[:, 1]


def recovery(panels: int) -> Iterator[str]:
    """Yield a row for each design and severity: true winners, true top three, and Kendall's tau by method."""
    methods = [m for m in Method if m != Method.TRIMMED]
    yield "| design / severity | " + " | ".join(str(m) for m in methods) + " |"
    yield "|---|" + "---|" * len(methods)
    for design in DESIGNS:
        for name, severity in SEVERITIES.items():
            found = {m: np.zeros(3) for m in methods}
            for seed in range(panels):
                table, quality = simulated(design, severity, seed)
                for method in methods:
                    found[method] += _found(table, quality, Recipe(method=method))
            cells = [_cell(found[m] / panels) for m in methods]
            yield f"| {design.name} / {name} | " + " | ".join(cells) + " |"


def _found(table: Table, quality: np.ndarray, recipe: Recipe) -> np.ndarray:
    """Return (winner found, share of the top three found, tau) of one panel; equals share what they hold together."""
    figures = np.round(place(table, recipe).figures, recipe.places)
    noise = np.random.default_rng(1).random(len(figures)) * 1e-9
    order, truth = np.argsort(-(figures + noise)), np.argsort(-quality)
    first = np.flatnonzero(figures == figures.max())
    winner = 1 / len(first) if truth[0] in first else 0.0
    return np.array([winner, len(set(order[:3]) & set(truth[:3])) / 3, kendalltau(figures, quality).statistic])


def _cell(found: np.ndarray) -> str:
    return f"{100 * found[0]:.0f} {100 * found[1]:.0f} {found[2]:.2f}".replace("0.", ".", 1)


def chances(panels: int) -> Iterator[str]:
    """Yield what was stated and how often it was so: of leaders to be first, and of entries to be in the top three."""
    yield "| design / severity | leader: stated / was first | Brier of P(first) |"
    yield "|---|---|---|"
    stated_top, was_top = [], []
    # Of panels that never meet nothing is stated.
    kinds = [(d, name, USUAL) for d in DESIGNS if d.way != "panels" for name in ("mild", "strong")]
    kinds += [(d, "mild, top marks crowded", CROWDED) for d in DESIGNS[:3]]
    for design, name, scale in kinds:
        rows = [_stated(design, SEVERITIES[name.split(",")[0]], seed, scale) for seed in range(panels)]
        said, was, brier = (np.mean([r[at] for r in rows]) for at in range(3))
        yield f"| {design.name} / {name} | {said:.2f} / {was:.2f} | {brier:.3f} |"
        if scale == USUAL:
            stated_top += [r[3] for r in rows]
            was_top += [r[4] for r in rows]
    yield ""
    yield "| P(among the first three), linked designs: stated | observed | entries |"
    yield "|---|---|---|"
    said, was = np.concatenate(stated_top), np.concatenate(was_top)
    for low, high in ((0.0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        inside = (said >= low) & (said < high)
        if inside.any():
            yield f"| {said[inside].mean():.2f} | {was[inside].mean():.2f} | {inside.sum():,} |"


def _stated(design: Design, severity: float, seed: int, scale):
    """Return the leader's chance and whether it was first, the Brier score, and chances and truth of the top three."""
    table, quality = simulated(design, severity, seed, scale)
    recipe = Recipe(method=Method.ADJUSTED, seed=seed)
    y = sheet_scores(table)
    fit = fit_severity(table.entry_of, table.judge_of, y, len(table.entries), len(table.judges))
    found = chances_of(table, y, fit, recipe, np.ones(len(quality), dtype=bool))
    first = np.nan_to_num(np.asarray(found.p_first, dtype=float))
    top = np.nan_to_num(np.asarray(found.p_top, dtype=float))
    truth = np.argsort(-quality)
    is_first, is_top = np.zeros(len(quality)), np.zeros(len(quality))
    is_first[truth[0]], is_top[truth[:3]] = 1, 1
    leader = int(np.argmax(first))
    return first[leader], is_first[leader], float(((first - is_first) ** 2).sum()), top, is_top


def speed() -> Iterator[str]:
    """Yield what each step of two rounds costs: a season's, and one large award's."""
    yield "| entries x judges x readers | step | CPU s | peak MiB |"
    yield "|---|---|---|---|"
    for design in (
        Design("500 x 12 x 3", 500, 12, 3, 3),
        Design("500 x 12, all read all", 500, 12, 12, 12),
        Design("16,000 x 200 x 5", 16_000, 200, 5, 5),
    ):
        table, _ = simulated(design, SEVERITIES["mild"], 1)
        recipe = Recipe(method=Method.ADJUSTED)
        y = sheet_scores(table)
        sheets = (table.entry_of, table.judge_of, y, design.entries, design.judges)
        fit = fit_severity(*sheets)
        everyone = np.ones(design.entries, dtype=bool)
        steps: list[tuple[str, Callable[[], object]]] = [
            ("table from marks", partial(table_of, _marks_of(table), low=1, high=10)),
            ("sheet figures", partial(sheet_scores, table)),
            ("fit and standard errors", partial(fit_severity, *sheets)),
            ("chances", partial(chances_of, table, y, fit, recipe, everyone)),
            ("the order alone", partial(analyse, table, recipe, deep=False)),
            ("everything", partial(analyse, table, recipe)),
        ]
        for name, step in steps:
            _, seconds = _timed(step)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            yield f"| {design.name} | {name} | {seconds:.3f} | {peak} |"


def _marks_of(table: Table) -> list[Mark]:
    return [
        Mark(table.judges[judge], table.entries[entry], float(score), criterion, float(weight))
        for judge, entry, row in zip(table.judge_of, table.entry_of, table.points, strict=True)
        for criterion, weight, score in zip(table.criteria, table.weights, row, strict=True)
    ]


def _timed(step: Callable[[], object]) -> tuple[object, float]:
    begun = time.process_time()
    answer = step()
    return answer, time.process_time() - begun


def main() -> None:
    """Print the tables that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=["recovery", "chances", "speed", []], help="all when none is named")
    parser.add_argument("--panels", type=int, default=100, help="simulated panels a row (100: about a minute)")
    options = parser.parse_args()
    parts = {"recovery": recovery, "chances": chances}
    for name in options.parts or ["recovery", "chances", "speed"]:
        print(f"\n{name}\n", flush=True)
        for line in speed() if name == "speed" else parts[name](options.panels):
            print(line, flush=True)


if __name__ == "__main__":
    main()

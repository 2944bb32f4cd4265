"""Working a locked result out again from its frozen record alone."""

from collections import defaultdict
from decimal import Decimal

from judging.methods import Ruled, criteria_in, digest_of, marks_in, ruled_by, seeded, severity_kept
from judging.modes import Given, Mode, Rule, mode_named
from judging.ranking import CHAIR, DISCUSSION, Contender, Figures, Ruling
from judging.ranking.recipe import Method, Recipe
from judging.states import RoundKind, RoundMode

# What a record that somebody has changed may be refused with on the way.
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_THEIR = {
    "figure": "its figure is not the one",
    "steps": "its steps are not those",
    "order": "its order is not the one",
    "outcome": "whether it is settled is not what was",
}


def differences(record: dict) -> list[str]:
    """Return what the record says that does not follow from its own sheets, one sentence a difference."""
    try:
        return _differences(record)
    except _UNREADABLE as error:
        return [f"The record cannot be worked out again, because it does not hold together: {error!r}"]


def _differences(record: dict) -> list[str]:
    mode, rule = mode_named(record.get("figures_mode", RoundMode.SCORE)), _rule_of(record)
    ruled, not_so = _ruled(record) if _has_method(record, mode) else (Ruled(Method.MEAN), [])
    rows = defaultdict(list)
    for given, row in zip(_given(record), record["sheets"], strict=True):
        rows[row["entry"]].append((given, row))
    counted = [given for pairs in rows.values() for given, _ in pairs]
    figures, totals = mode.figures(rule, counted), mode.totals(rule, counted)
    contenders, found = [], []
    numbers = {s["entry"]: n for n, s in enumerate(record["standings"])}
    for standing in record["standings"]:
        entry = standing["entry"]
        again = figures.get(entry, Figures(0))
        own = [(given, row, totals[given.sheet]) for given, row in rows[entry]]
        contender, wrong = _again(mode, standing, again, own, numbers[entry], ruled)
        contenders.append(contender)
        found += wrong
    found += [f"{entry} has sheets and no standing" for entry in sorted(set(rows) - set(numbers))]
    ranking = mode.place(
        rule,
        contenders,
        tie_rules=record["tie_rules"],
        rulings=_rulings(record, numbers),
        matter=record["shortlist_size"],
        is_final=record.get("figures_from") == RoundKind.FINAL,
    )
    names = {number: entry for entry, number in numbers.items()}
    return found + _places(record, ranking, names) + _ties(record, ranking, names) + not_so


def _rule_of(record: dict) -> Rule:
    return Rule(criteria=criteria_in(record), **record.get("rule", {}))


def _has_method(record: dict, mode: Mode) -> bool:
    """Say whether a method is part of the record: the first format knew of the mean alone."""
    return mode.scores_criteria and record.get("format", 1) > 1


def _ruled(record: dict) -> tuple[Ruled, list[str]]:
    """Work out what the places rest on; returns it with what differed."""
    marks, criteria, kept = marks_in(record), criteria_in(record), record["ranking"]
    recipe = Recipe.from_dict(record["recipe"])
    ruled = ruled_by(recipe, marks, criteria, record["scale"])
    again = {
        "the seed of the recipe": (recipe.seed, seeded(recipe, digest_of(marks, criteria, record["scale"])).seed),
        "the quorum of the recipe": (recipe.quorum, record["quorum"]),
        "the method": (kept["method"], str(ruled.method)),
        "the method that places entries": (kept["placed_by"], str(ruled.placed_by)),
        "the severity of judges": (kept["severity"], severity_kept(ruled.severity)),
    }
    if record["versions"]:
        weights = {c.key: c.weight for c in criteria}
        again["the weights of the last version"] = (record["versions"][-1]["weights"], weights)
    return ruled, [
        f"The record: {name} is {said}, recomputed {value}" for name, (said, value) in again.items() if said != value
    ]


def _given(record: dict) -> list[Given]:
    """Return the record's sheets as modes count them, each with its number in the record."""
    return [
        Given(number, s["judge"], s["entry"], s["points"], s.get("answer", ""), s.get("place"))
        for number, s in enumerate(record["sheets"])
    ]


def _again(mode, standing, figures, own, number, ruled) -> tuple[Contender, list[str]]:
    """Compare one entry's figures with what was worked out again; returns it as a contender, and what differed."""
    again = {
        "total": _text(figures.total),
        "counted": figures.counted,
        "lowest": _text(figures.lowest),
        "highest": _text(figures.highest),
        "means": {key: str(mean) for key, mean in figures.means.items()},
    }
    if "ranked_on" in standing or ruled.figures:
        again["ranked_on"] = None if figures.total is None else _text(ruled.figures.get(standing["entry"]))
    wrong = [
        f"{standing['entry']}: {name} is {standing[name]}, recomputed {value}"
        for name, value in again.items()
        if standing.get(name) != value
    ]
    by_judge = {}
    for given, row, total in own:
        if mode.compares(given.answer):
            by_judge[given.judge] = total
        if _text(total) != row["total"]:
            wrong.append(f"{standing['entry']}, judge {given.judge}: total is {row['total']}, recomputed {total}")
    said = standing["ranked_on"] if ruled.figures else standing["total"]
    total = None if said is None else Decimal(said)
    means = {key: Decimal(mean) for key, mean in standing["means"].items()}
    return Contender(number, standing["entry"], total, means, by_judge), wrong


def _rulings(record, numbers) -> list[Ruling]:
    return [
        Ruling(
            step["rule"],
            frozenset(numbers[e] for e in tie["entries"] if e in numbers),
            tuple(numbers[e] for e in step["order"]),
            step["detail"],
        )
        for tie in record["ties"]
        for step in tie["steps"]
        if step["rule"] in {DISCUSSION, CHAIR}
    ]


def _places(record, ranking, names) -> list[str]:
    again = {names[p.entry]: (p.position, p.settled_by) for p in ranking.places}
    return [
        f"{s['entry']}: place is {s['position']}, recomputed {again[s['entry']][0]}"
        for s in record["standings"]
        if (s["position"], s["settled_by"]) != again[s["entry"]]
    ]


def _ties(record, ranking, names) -> list[str]:
    kept = {tuple(tie["entries"]): _tie_kept(tie) for tie in record["ties"]}
    again = {
        tuple(sorted(names[e] for e in tie.entries)): {
            "figure": str(tie.total),
            "steps": [(s.rule, str(s.result), s.detail) for s in tie.steps],
            "order": [names[e] for e in tie.entries] if tie.is_settled else [],
            "outcome": tie.is_settled,
        }
        for tie in ranking.ties
    }
    found = []
    for entries in sorted(set(kept) | set(again)):
        mine, theirs = kept.get(entries, {}), again.get(entries, {})
        wrong = [name for name in ("figure", "steps", "order", "outcome") if mine.get(name) != theirs.get(name)]
        found += [f"Tie of {', '.join(entries)}: {_THEIR[name]} recomputed" for name in wrong]
    return found


def _tie_kept(tie: dict) -> dict:
    steps = [(s["rule"], s["result"], s["detail"]) for s in tie["steps"]]
    return {"figure": tie["total"], "steps": steps, "order": tie["order"], "outcome": tie["is_settled"]}


def _text(value) -> str | None:
    return None if value is None else str(value)

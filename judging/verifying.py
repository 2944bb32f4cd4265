"""Working a locked result out again from its frozen record alone."""

from collections import defaultdict
from decimal import Decimal

from judging.modes import Given, Rule, mode_named
from judging.ranking import CHAIR, DISCUSSION, Contender, Criterion, Figures, Ruling
from judging.states import RoundKind, RoundMode


def differences(record: dict) -> list[str]:
    """Return what the record says that does not follow from its own sheets, one sentence a difference."""
    mode, rule = mode_named(record.get("figures_mode", RoundMode.SCORE)), _rule_of(record)
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
        contender, wrong = _again(mode, standing, again, own, numbers[entry])
        contenders.append(contender)
        found += wrong
    ranking = mode.place(
        rule,
        contenders,
        tie_rules=record["tie_rules"],
        rulings=_rulings(record, numbers),
        matter=record["shortlist_size"],
        is_final=record.get("figures_from") == RoundKind.FINAL,
    )
    names = {number: entry for entry, number in numbers.items()}
    return found + _places(record, ranking, names) + _ties(record, ranking, names)


def _rule_of(record: dict) -> Rule:
    criteria = [Criterion(c["key"], c["weight"]) for c in record["criteria"]]
    return Rule(criteria=criteria, **record.get("rule", {}))


def _given(record: dict) -> list[Given]:
    """Return the record's sheets as modes count them, each with its number in the record."""
    return [
        Given(number, s["judge"], s["entry"], s["points"], s.get("answer", ""), s.get("place"))
        for number, s in enumerate(record["sheets"])
    ]


def _again(mode, standing, figures, own, number) -> tuple[Contender, list[str]]:
    """Compare one entry's figures with what was worked out again; returns it as a contender, and what differed."""
    again = {
        "total": _text(figures.total),
        "counted": figures.counted,
        "lowest": _text(figures.lowest),
        "highest": _text(figures.highest),
        "means": {key: str(mean) for key, mean in figures.means.items()},
    }
    wrong = [
        f"{standing['entry']}: {name} is {standing[name]}, recomputed {value}"
        for name, value in again.items()
        if standing[name] != value
    ]
    by_judge = {}
    for given, row, total in own:
        if mode.compares(given.answer):
            by_judge[given.judge] = total
        if _text(total) != row["total"]:
            wrong.append(f"{standing['entry']}, judge {given.judge}: total is {row['total']}, recomputed {total}")
    total = None if standing["total"] is None else Decimal(standing["total"])
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
    kept = {
        tuple(tie["entries"]): [(s["rule"], s["result"], s["detail"]) for s in tie["steps"]] for tie in record["ties"]
    }
    again = {
        tuple(sorted(names[e] for e in tie.entries)): [(s.rule, str(s.result), s.detail) for s in tie.steps]
        for tie in ranking.ties
    }
    return [
        f"Tie of {', '.join(entries)}: its steps are not those recomputed"
        for entries in sorted(set(kept) | set(again))
        if kept.get(entries) != again.get(entries)
    ]


def _text(value) -> str | None:
    return None if value is None else str(value)

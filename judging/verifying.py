"""Working a locked result out again from its frozen record alone."""

from decimal import Decimal

from judging.ranking import CHAIR, DISCUSSION, Contender, Criterion, Ruling, Sheet, figures_of, rank, sheet_total


def differences(record: dict) -> list[str]:
    """Return what the record says that does not follow from its own sheets, one sentence a difference."""
    criteria = [Criterion(c["key"], c["weight"]) for c in record["criteria"]]
    contenders, found = [], []
    numbers = {s["entry"]: n for n, s in enumerate(record["standings"])}
    for standing in record["standings"]:
        contender, wrong = _again(record, standing, criteria, numbers[standing["entry"]])
        contenders.append(contender)
        found += wrong
    ranking = rank(
        contenders,
        criteria,
        tie_rules=record["tie_rules"],
        rulings=_rulings(record, numbers),
        places_that_matter=record["shortlist_size"],
    )
    names = {number: entry for entry, number in numbers.items()}
    return found + _places(record, ranking, names) + _ties(record, ranking, names)


def _again(record, standing, criteria, number) -> tuple[Contender, list[str]]:
    """Work one entry's figures out again; returns it as a contender, and what differed."""
    rows = [s for s in record["sheets"] if s["entry"] == standing["entry"]]
    figures = figures_of([Sheet(s["judge"], s["points"]) for s in rows], criteria)
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
    for sheet in rows:
        own = sheet_total(sheet["points"], criteria)
        by_judge[sheet["judge"]] = own
        if _text(own) != sheet["total"]:
            wrong.append(f"{standing['entry']}, judge {sheet['judge']}: total is {sheet['total']}, recomputed {own}")
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

"""The full version of a decision pack: everything in the frozen record, with names."""

from collections import Counter
from collections.abc import Mapping

from judging.deciding import CLASS
from judging.decision_pack_blocks import (
    NONE,
    Names,
    check_section,
    coverage_section,
    items,
    lower,
    method_section,
    order_words,
    prose,
    rule_name,
    seats_in,
    section,
    signatures_of,
    table,
    text,
    unsaid,
)
from judging.models import Decision
from judging.states import Outcome, PassAnswer, Presence
from judging.words import RESULTS, RULES


def full_sections(decision: Decision, names: Names) -> list[dict]:
    """Return the sections of the full version."""
    record = decision.record
    signed = [[capacity, name, at] for capacity, name, at in signatures_of(decision)]
    return [
        _decided(record, names),
        method_section(record, names, with_words=True),
        _panel(record, names),
        coverage_section(record),
        _figures(record, names),
        _ties(record, names),
        section("Signatures", table("Who signed, as what, and when", ["As", "Name", "When"], signed, wide=(1,))),
        check_section(decision),
        _marks(record, names),
    ]


def _decided(record: Mapping, names: Names) -> dict:
    choice = record["decision"]
    placed = {s["entry"]: s for s in record["standings"]}

    def order(pair):
        entry, outcome = pair
        return CLASS[Outcome(outcome)], placed.get(entry, {}).get("position") or float("inf"), entry

    rows = [
        [entry, names.nominees.get(entry, NONE), Outcome(outcome).label, placed.get(entry, {}).get("position") or NONE]
        for entry, outcome in sorted(choice["outcomes"].items(), key=order)
    ]
    return section(
        "What was decided",
        text(order_words(record)),
        table("Each entry with its outcome and its place", ["Entry", "Nominee", "Outcome", "Place"], rows, wide=(1,)),
        prose("Reason", choice["reason"]),
        prose("Minutes", choice["minutes"]),
    )


def _panel(record: Mapping, names: Names) -> dict:
    read = Counter(sheet["judge"] for sheet in record["sheets"])
    said = {row["judge"]: row for row in record.get("attendance", [])}
    rows, missing = [], unsaid(record)
    for seat in sorted(seats_in(record), key=lambda seat: names.judges.get(seat, "")):
        row = said.get(seat, {})
        away = {r["entry"] for r in record["recusals"] if r["judge"] == seat} | set(row.get("interests", []))
        where = Presence(row["presence"]).label if row else missing
        rows.append([names.judges.get(seat, NONE), where, read[seat], ", ".join(sorted(away)) or NONE])
    head = ["Judge", "When the panel decided", "Entries marked", "Takes no part in"]
    return section(
        "The panel, and its interests",
        table("Each judge", head, rows, wide=(0, 1, 3)),
        prose("Others present", record.get("others_present", "")),
    )


def _figures(record: Mapping, names: Names) -> dict:
    rule = rule_name(record)
    rows = []
    for s in sorted(record["standings"], key=lambda s: (s["position"] or float("inf"), s["entry"])):
        row = [s["position"] or NONE, s["entry"], names.nominees.get(s["entry"], NONE), s["total"] or NONE]
        row += [s.get("ranked_on") or NONE] if rule else []
        row += [f"{s['counted']} of {s['expected']}", s["lowest"] or NONE, s["highest"] or NONE]
        rows.append(row)
    head = ["Place", "Entry", "Nominee", "Total", *(["Placed by"] if rule else []), "Counted", "Lowest", "Highest"]
    severity = record.get("ranking", {}).get("severity") or {}
    strict = [[names.judges.get(j["judge"], NONE), j["severity"]] for j in severity.get("judges", [])]
    caption = "How strict each judge was, in points of the scale; below nought is strict"
    return section(
        "The figures",
        text(f"Entries are placed by the {rule}. The total is the weighted mean." if rule else ""),
        table("Each entry by its place; lowest and highest are of one judge’s sheet", head, rows, wide=(2,)),
        table(caption, ["Judge", "Strictness"], strict, wide=(0,)),
    )


def _ties(record: Mapping, names: Names) -> dict:
    if not record["ties"]:
        return section("Ties", text("No tie had to be settled."))
    blocks = []
    for tie in record["ties"]:
        who = ", ".join(f"{e} {names.nominees.get(e, '')}".strip() for e in tie["entries"])
        blocks.append(text(f"Equal at {tie['total']}: {who}."))
        blocks.append(items(*[_step(step) for step in tie["steps"]]))
        blocks.append(text(f"In this order: {', '.join(tie['order'])}." if tie["order"] else ""))
    return section("Ties", *blocks)


def _step(step: Mapping) -> str:
    said = f"{RULES.get(step['rule'], step['rule'])}: {lower(RESULTS.get(step['result'], step['result']))}."
    return f"{said} {step['detail']}".strip()


def _marks(record: Mapping, names: Names) -> dict:
    rows = [
        [sheet["entry"], names.judges.get(sheet["judge"], NONE), given_words(sheet, names), sheet["total"]]
        for sheet in sorted(record["sheets"], key=lambda s: (s["entry"], names.judges.get(s["judge"], "")))
    ]
    head = ["Entry", "Judge", "Given", "Sheet total"]
    return section("Every mark", table("What each judge gave each entry", head, rows, wide=(1, 2, 2)))


def given_words(sheet: Mapping, names: Names) -> str:
    """Return what one judge gave one entry, in the words of the round's mode."""
    if sheet.get("answer"):
        return PassAnswer(sheet["answer"]).label
    if "place" in sheet:
        return f"Place {sheet['place']}" if sheet["place"] else "Not among the best"
    return ", ".join(f"{names.criteria.get(key, key)} {value}" for key, value in sheet["points"].items())

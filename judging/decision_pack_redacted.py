"""What the redacted version of a decision pack may say.

No judge and no nominee is named. Entries with the better outcome stand with their reference and, where at least three
judges were counted, their total; all others are counted and never listed. Nothing that anybody typed is in it, and no
figure from which one judge's marks, or one other entry's total, could be worked out.
"""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from django.utils.crypto import salted_hmac

from judging.decision_pack_blocks import (
    NONE,
    Names,
    check_section,
    coverage_section,
    lower,
    method_section,
    order_words,
    rule_name,
    seats_in,
    section,
    signatures_of,
    table,
    text,
    unsaid,
)
from judging.models import Decision
from judging.modes.base import two_places
from judging.ranking import NOT_NEEDED
from judging.states import Outcome, Presence
from judging.words import RULES
from kit.templatetags.commend import count_noun

FEWEST = 3  # judges behind a figure, and entries behind a mean of several
BETTER = {Outcome.SHORTLISTED, Outcome.WINNER, Outcome.JOINT_WINNER}
TOO_FEW = "Not shown: fewer than 3 judges"


def redacted_sections(decision: Decision, names: Names) -> list[dict]:
    """Return the sections of the redacted version."""
    record = decision.record
    signed = [[capacity, at] for capacity, _name, at in signatures_of(decision)]
    return [
        _decided(record),
        method_section(record, names, with_words=False),
        _panel(decision),
        coverage_section(record),
        _others(record),
        _ties(record),
        section("Signatures", table("As what somebody signed, and when", ["As", "When"], signed, wide=(0,))),
        check_section(decision),
    ]


def letters_of(decision: Decision) -> dict[int, str]:
    """Return a letter for each seat, in an order that follows from a secret and so tells nothing of the panel."""

    def key(seat: int) -> str:
        return salted_hmac("judging.decision_pack", f"{decision.record_hash}:{seat}", algorithm="sha256").hexdigest()

    return {seat: _letter(number) for number, seat in enumerate(sorted(seats_in(decision.record), key=key))}


def _letter(number: int) -> str:
    before, last = divmod(number, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)


def _decided(record: Mapping) -> dict:
    outcomes, rule = record["decision"]["outcomes"], rule_name(record)
    placed = {s["entry"]: s for s in record["standings"]}
    better = sorted(entry for entry, outcome in outcomes.items() if outcome in BETTER)
    rows = []
    for entry in better:
        s = placed.get(entry, {})
        row = [entry, Outcome(outcomes[entry]).label, _shown(s, "total")]
        rows.append(row + ([_shown(s, "ranked_on")] if rule else []))
    rest = Counter(Outcome(outcome).label for outcome in outcomes.values() if outcome not in BETTER)
    others = [f"{label}: {count_noun(count, 'entry,entries')}." for label, count in sorted(rest.items())]
    head = ["Entry", "Outcome", "Total", *(["Placed by"] if rule else [])]
    return section(
        "What was decided",
        text(order_words(record)),
        table("Entries by their references, in no order of merit", head, rows, wide=(1,)),
        text(f"Entries are placed by the {rule}. The total is the weighted mean." if rule and rows else ""),
        text(*others),
    )


def _shown(standing: Mapping, name: str) -> str:
    if standing.get(name) is None:
        return NONE
    return str(two_places(Decimal(standing[name]))) if standing["counted"] >= FEWEST else TOO_FEW


def _panel(decision: Decision) -> dict:
    record, letters = decision.record, letters_of(decision)
    read = Counter(sheet["judge"] for sheet in record["sheets"])
    away = Counter(row["judge"] for row in record["recusals"])
    said = {row["judge"]: Presence(row["presence"]).label for row in record.get("attendance", [])}
    rows = [
        [f"Judge {letter}", said.get(seat, unsaid(record)), read[seat], away[seat]] for seat, letter in letters.items()
    ]
    head = ["Judge", "When the panel decided", "Entries marked", "Took no part in"]
    return section(
        "The panel, and its interests",
        text("The letters stand in an order that says nothing of the judges."),
        table("Each judge, without a name", head, rows, wide=(0, 1)),
    )


def _others(record: Mapping) -> dict:
    outcomes = record["decision"]["outcomes"]
    # Those of this decision alone: with the pack of the round before, a mean over more could be taken apart.
    worse = {entry for entry, outcome in outcomes.items() if outcome not in BETTER}
    rest = [s for s in record["standings"] if s["entry"] in worse and s["total"] is not None]
    if not rest:
        return section("All other entries", text("There is no other entry with a total."))
    if len(rest) < FEWEST or min(s["counted"] for s in rest) < FEWEST:
        return section(
            "All other entries",
            text(
                f"{count_noun(len(rest), 'other entry,other entries')}. Figures are left out because they are so few."
            ),
        )
    mean = two_places(sum(Decimal(s["total"]) for s in rest) / len(rest))
    return section("All other entries", text(f"The mean total of the other {len(rest)} entries is {mean}."))


def _ties(record: Mapping) -> dict:
    found = [text(_tie(tie)) for tie in record["ties"]]
    return section("Ties", *found) if found else section("Ties", text("No tie had to be settled."))


def _tie(tie: Mapping) -> str:
    asked = [step["rule"] for step in tie["steps"]]
    many = count_noun(len(tie["entries"]), "entry,entries")
    if asked[-1:] == [NOT_NEEDED]:
        return f"A tie of {many}: their order made no difference to the outcome."
    rules = [RULES.get(rule, rule) for rule in asked]
    return f"A tie of {many}. Asked, in this order: {', '.join(lower(words) for words in rules)}."

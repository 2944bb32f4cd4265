"""What the two versions of a decision pack share: kinds of blocks, how things are called, and common sections.

A section is {"title", "blocks"}; a block is of one kind: "text", "list", "prose", "facts", "code" or "table".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from awards.models import Criterion
from judging.deciding import order_followed
from judging.models import Decision, PanelMember
from judging.modes import Mode, Rule, mode_named
from judging.ranking.recipe import NAMES, Method
from judging.states import RoundMode
from judging.words import RULES
from kit.templatetags.commend import count_noun, moment
from nominations.models import Entry
from people.models import Person
from workflow.signoffs import standing

NONE = "–"


@dataclass(frozen=True)
class Names:
    """How judges (by seat), nominees (by reference) and criteria (by key) are called when a pack is made."""

    judges: Mapping[int, str]
    nominees: Mapping[str, str]
    criteria: Mapping[str, str]


def names_of(decision: Decision, *, of_people: bool) -> Names:
    """Look up how the keys of a decision's record are called now, and its seats and references where wanted."""
    record, award = decision.record, decision.round.award
    criteria = dict(Criterion.objects.filter(award=award).values_list("key", "name"))
    if not of_people:
        return Names({}, {}, criteria)
    judges = PanelMember.objects.filter(pk__in=seats_in(record)).values_list("pk", "person__full_name")
    wanted = [s["entry"] for s in record["standings"]]
    nominees = Entry.objects.filter(award=award, reference__in=wanted).values_list("reference", "nominee__name")
    return Names(dict(judges), dict(nominees), criteria)


def seats_in(record: Mapping) -> list[int]:
    """Return every seat that a record names, in their own order."""
    rows = [*record["sheets"], *record["recusals"], *record.get("attendance", [])]
    return sorted({row["judge"] for row in rows})


def unsaid(record: Mapping) -> str:
    """Return what stands where nobody said of a judge where they were."""
    return "Not on the panel any more" if record.get("attendance") else "Not recorded"


def section(title: str, *blocks: dict) -> dict:
    """Return a section; blocks that are empty are left out."""
    return {"title": title, "blocks": [block for block in blocks if block]}


def text(*lines: str) -> dict:
    """Return paragraphs of our own words."""
    kept = [line for line in lines if line]
    return {"kind": "text", "lines": kept} if kept else {}


def items(*lines: str) -> dict:
    """Return a list."""
    return {"kind": "list", "lines": list(lines)} if lines else {}


def prose(title: str, words: str) -> dict:
    """Return what somebody typed, under a heading, with its paragraphs and lines."""
    paragraphs = [[line for line in part.split("\n") if line.strip()] for part in words.split("\n\n")]
    paragraphs = [lines for lines in paragraphs if lines]
    return {"kind": "prose", "title": title, "paragraphs": paragraphs} if paragraphs else {}


def facts(*rows: tuple[str, str]) -> dict:
    """Return names with values."""
    return {"kind": "facts", "rows": [{"key": key, "value": value} for key, value in rows]} if rows else {}


def table(caption: str, head: list[str], rows: list[list], *, wide: tuple[int, ...] = ()) -> dict:
    """Return a table; the columns of `wide` share the room, one that stands there twice has twice as much."""
    cells = [[str(cell) for cell in row] for row in rows]
    parts = [wide.count(column) for column in range(len(head))]
    return {"kind": "table", "caption": caption, "head": head, "rows": cells, "parts": parts} if cells else {}


def method_section(record: Mapping, names: Names, *, with_words: bool) -> dict:
    """Return how marks became places: the method, the criteria, the scale, and each version of the round.

    Without `with_words` what people wrote is left out, and the number that the marks gave to the draws.
    """
    mode, recipe = mode_named(record.get("figures_mode", RoundMode.SCORE)), record["recipe"]
    if mode.scores_criteria:
        paragraphs = list(recipe.get("description") or [recipe["text"]])
    else:
        paragraphs = [*mode.public_words(Rule(**record["rule"])), recipe["text"]]
    if not with_words:
        paragraphs = [words for words in paragraphs if f"({recipe.get('seed')})" not in words]
    if record["mode"] == RoundMode.MEETING:
        paragraphs.insert(0, "The panel met on the figures of the round before. No further marks were given.")
    fallback, rules = record.get("ranking", {}).get("fallback", ""), _rules(record, mode)
    return section(
        "How the figures were worked out",
        text(*paragraphs, fallback),
        *(_criteria(record, names) if mode.scores_criteria else ()),
        _versions(record, names, with_words=with_words) if mode.scores_criteria else {},
        text(f"Rules for equal figures, in this order: {', then '.join(rules)}." if rules else ""),
    )


def _criteria(record: Mapping, names: Names) -> tuple[dict, dict]:
    rows = [[names.criteria.get(c["key"], c["key"]), f"{c['weight']}%"] for c in record["criteria"]]
    scale = ", ".join(str(point) for point in record["scale"])
    return table("Criteria and weights", ["Criterion", "Weight"], rows), text(f"Points on the scale: {scale}.")


def _rules(record: Mapping, mode: Mode) -> list[str]:
    return [lower(RULES.get(rule, rule)) for rule in record["tie_rules"] if rule not in mode.without_rules]


def lower(words: str) -> str:
    """Return words as they stand within a sentence."""
    return words[:1].lower() + words[1:]


def _versions(record: Mapping, names: Names, *, with_words: bool) -> dict:
    rows = []
    for version in record["versions"]:
        weights = ", ".join(f"{names.criteria.get(key, key)} {weight}%" for key, weight in version["weights"].items())
        said = version["reason"].strip()
        reason = said if with_words else "Recorded"
        rows.append([version["number"], version["judges"], weights or NONE, reason if said else NONE])
    head = ["Version", "Judges", "Weights", "Reason"]
    return table("What the round was judged by: each version since scoring opened", head, rows, wide=(2, 3))


def coverage_section(record: Mapping) -> dict:
    """Return how many judges were needed and how many were counted."""
    counted = [s["counted"] for s in record["standings"]]
    if not counted:
        return section("Quorum and coverage", text("No entry has a counted mark."))
    below = sum(n < record["quorum"] for n in counted)
    least, most = min(counted), max(counted)
    read = f"by {count_noun(least, 'judge')}" if least == most else f"by {least} to {most} judges"
    return section(
        "Quorum and coverage",
        text(
            f"At least {count_noun(record['quorum'], 'judge')} had to be counted for each entry.",
            f"{count_noun(len(counted), 'entry,entries')} took part in all. Each was counted {read}.",
            f"{count_noun(below, 'entry,entries')} stood below the quorum."
            if below
            else "No entry stood below the quorum.",
            f"{count_noun(len(record['sheets']), 'sheet')} counted. A judge who has an interest in an entry takes no "
            f"part in it: that set aside {count_noun(len(record['recusals']), 'sheet')}.",
        ),
    )


def check_section(decision: Decision) -> dict:
    """Return the hash of the record and how to check it."""
    award, season = decision.round.award.slug, decision.round.season.slug
    return section(
        "The record, and how to check it",
        text(
            "When the decision was locked, marks, method, figures, ties, attendance and decision were frozen as one "
            "record. Its SHA-256, of the record as JSON with sorted keys and no spaces, is:",
        ),
        {"kind": "code", "words": decision.record_hash},
        text("Whoever runs Commend works the result out again from the record alone, and compares, with:"),
        {"kind": "code", "words": f"manage.py verify_result {award} --season {season}"},
        text("It says “no difference”, or names each figure that does not follow from the marks."),
    )


def signatures_of(decision: Decision) -> list[tuple[str, str, str]]:
    """Return the capacity, the name and the time of each who signed just this record."""
    signed = list(standing(decision, "lock").filter(fingerprint=decision.record_hash).order_by("at", "pk"))
    people = Person.objects.in_bulk([s.person_id for s in signed])
    zone = decision.round.season.time_zone
    return [(s.capacity.capitalize(), str(people.get(s.person_id, NONE)), moment(s.at, zone)) for s in signed]


def order_words(record: Mapping) -> str:
    """Return whether the order of the figures was followed."""
    if record["decision"]["no_award"]:
        return "No award is made, for a recorded reason."
    if order_followed(record):
        return "The decision follows the order of the figures."
    return "The decision does not follow the order of the figures. The panel recorded why."


def rule_name(record: Mapping) -> str:
    """Return what the entries were placed by, where it is not the mean; empty otherwise."""
    placed_by = record.get("ranking", {}).get("placed_by", Method.MEAN)
    return "" if placed_by == Method.MEAN else NAMES[Method(placed_by)]

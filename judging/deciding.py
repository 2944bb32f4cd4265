"""What a decision says and whether it may stand: facts only, changed by `services/deciding.py`."""

import hashlib
import json
from collections.abc import Hashable, Mapping

from judging.attendance import attendance_of
from judging.counting import rule_of, settings_of
from judging.methods import criteria_in, digest_of, kept_of, marks_in, ruled_by, seeded, severity_kept
from judging.models import Decision, Round, Standing
from judging.modes import Mode, Rule, mode_named
from judging.ranking import CHAIR, DISCUSSION
from judging.ranking.words import describe
from judging.room import rule_recipe
from judging.states import Outcome, RoundKind, RoundMode, SheetState
from judging.versions import criteria_of, history_of, points_of
from nominations.models import Entry
from nominations.states import EntryState

NAMED = (
    Outcome.SHORTLISTED,
    Outcome.WINNER,
    Outcome.JOINT_WINNER,
    Outcome.HIGHLY_COMMENDED,
    Outcome.FINALIST,
)
# Better outcomes first: nobody of a later class may stand before somebody of an earlier one in the totals.
CLASS = {
    Outcome.SHORTLISTED: 0,
    Outcome.NOT_SHORTLISTED: 1,
    Outcome.WINNER: 0,
    Outcome.JOINT_WINNER: 0,
    Outcome.HIGHLY_COMMENDED: 1,
    Outcome.FINALIST: 2,
}
OUTCOMES = {
    RoundKind.SHORTLISTING: (Outcome.SHORTLISTED, Outcome.NOT_SHORTLISTED),
    RoundKind.FINAL: (Outcome.WINNER, Outcome.JOINT_WINNER, Outcome.HIGHLY_COMMENDED, Outcome.FINALIST),
}
# What a record holds and how: 1 had no such number, no method and no attendance.
RECORD_FORMAT = 2
_BEFORE_FINAL = [EntryState.SHORTLISTED, EntryState.IN_FINAL, EntryState.CLOSED]


def entries_of(round_: Round):
    """Return the entries that a round decides on: live ones with figures; in a final, those on the shortlist."""
    live = Entry.objects.live().filter(award=round_.award_id)
    if round_.kind == RoundKind.FINAL:
        hidden = {"state": EntryState.HIDDEN, "hidden_from__in": ["shortlisted", "in_final"]}
        return live.filter(state__in=_BEFORE_FINAL) | live.filter(**hidden)
    return live.filter(standings__round=round_.figures)


def outcomes_of(decision: Decision) -> dict[int, str]:
    """Return what the decision says, by entry."""
    return dict(decision.lines.values_list("entry_id", "outcome"))


def is_complete(decision: Decision) -> bool:
    """Say whether each live entry of the round has an outcome that its kind of round knows, or no award is made."""
    return missing_of(decision.round, outcomes_of(decision), decision.no_award) == ""


def missing_of(round_: Round, outcomes: dict[int, str], no_award: bool) -> str:
    """Return what a choice still lacks, as a sentence; empty when it is whole."""
    live = set(entries_of(round_).values_list("pk", flat=True))
    if set(outcomes) - live:
        return "An entry that you chose is no longer taking part. Record the decision again."
    chosen = list(outcomes.values())
    if no_award:
        won = {Outcome.WINNER, Outcome.JOINT_WINNER, Outcome.SHORTLISTED} & set(chosen)
        return "You cannot choose somebody and make no award." if won else ""
    if live - set(outcomes):
        return "Choose an outcome for every entry, or record that no award is made."
    if round_.kind == RoundKind.SHORTLISTING:
        return "" if Outcome.SHORTLISTED in chosen else "Shortlist at least one entry, or record that no award is made."
    winners, joint = chosen.count(Outcome.WINNER), chosen.count(Outcome.JOINT_WINNER)
    if (winners, joint) == (1, 0) or (winners == 0 and joint > 1):
        return ""
    if winners + joint == 0:
        return "Choose a winner, or record that no award is made."
    return "Choose one winner, or at least two joint winners."


def follows_order(decision: Decision) -> bool:
    """Say whether the decision follows the order of totals (R15); making no award never does."""
    return is_in_order(decision.round, outcomes_of(decision), decision.no_award)


def is_in_order(round_: Round, outcomes: dict[int, str], no_award: bool) -> bool:
    """Say whether nobody with a lesser outcome stands before somebody with a better one."""
    if no_award:
        return False
    if round_.kind == RoundKind.SHORTLISTING and round_.figures.mode_of.has_bar:
        return _is_by_the_bar(round_, outcomes)
    figures = Standing.objects.filter(round=round_.figures, entry__in=list(outcomes))
    return places_hold(dict(figures.values_list("entry_id", "position")), outcomes)


def order_followed(record: Mapping) -> bool:
    """Say whether the decision of a frozen record follows the order of its figures, as `is_in_order` said it."""
    outcomes = record["decision"]["outcomes"]
    if record["decision"]["no_award"]:
        return False
    mode = mode_named(record.get("figures_mode", RoundMode.SCORE))
    if record["round"] == RoundKind.SHORTLISTING and mode.has_bar:
        return bar_holds(mode, Rule(**record["rule"]), {s["entry"]: s["means"] for s in record["standings"]}, outcomes)
    return places_hold({s["entry"]: s["position"] for s in record["standings"]}, outcomes)


def places_hold(places: Mapping, outcomes: Mapping[Hashable, str]) -> bool:
    """Say whether nobody with a lesser outcome has a place before somebody with a better one."""
    last: dict[int, float] = {}
    first: dict[int, float] = {}
    for entry, outcome in outcomes.items():
        place = places.get(entry) or float("inf")
        level = CLASS[Outcome(outcome)]
        last[level] = max(last.get(level, 0), place)
        first[level] = min(first.get(level, float("inf")), place)
    levels = sorted(last)
    return all(last[better] <= first[worse] for i, better in enumerate(levels) for worse in levels[i + 1 :])


def _is_by_the_bar(round_: Round, outcomes: dict[int, str]) -> bool:
    """Say whether just those entries are shortlisted that the round's own bar lets go on."""
    means = dict(Standing.objects.filter(round=round_.figures, entry__in=list(outcomes)).values_list("entry", "means"))
    return bar_holds(round_.figures.mode_of, rule_of(round_.figures), means, outcomes)


def bar_holds(mode: Mode, rule: Rule, means: Mapping, outcomes: Mapping[Hashable, str]) -> bool:
    """Say whether just those are shortlisted whose figures reach the bar."""
    return all(
        (outcome == Outcome.SHORTLISTED) == bool(mode.goes_on(rule, means.get(entry, {})))
        for entry, outcome in outcomes.items()
    )


def entries_below_quorum(round_: Round) -> list[Standing]:
    """Return the standings of live entries of the round that too few judges were counted for (R11)."""
    figures = round_.figures
    return list(
        Standing.objects.filter(round=figures, counted__lt=figures.quorum, entry__in=entries_of(round_).values("pk"))
    )


def named_entries(decision: Decision) -> list[Entry]:
    """Return the entries that somebody will be told well of, each of which the HR adviser must have cleared (R16)."""
    lines = decision.lines.filter(outcome__in=NAMED).select_related("entry__suitability").order_by("pk")
    return [line.entry for line in lines]


def unready_entries(round_: Round) -> list[Entry]:
    """Return the entries that cannot be decided on yet: being checked, or waiting for a nomination."""
    return list(entries_of(round_).filter(state__in=[EntryState.HIDDEN, EntryState.WAITING]).order_by("reference"))


def record_of(decision: Decision) -> dict:
    """Return what the panel saw and decided, as plain data: references and numbers, no names.

    Everything that the result rests on is in it, so that `verifying.differences` can work it out again.
    """
    round_, figures = decision.round, decision.round.figures
    award, mode = round_.award, figures.mode_of
    reference = dict(Entry.objects.live().filter(award=award, standings__round=figures).values_list("pk", "reference"))
    criteria = criteria_of(figures)
    record = {
        "format": RECORD_FORMAT,
        "recipe": {**mode.recipe, "text": mode.method},
        "award": award.slug,
        "round": round_.kind,
        "mode": round_.mode,
        "figures_from": figures.kind,
        "figures_mode": figures.mode,
        "rule": settings_of(figures).settings(),
        "criteria": [{"key": c.key, "weight": c.weight} for c in criteria],
        "versions": history_of(figures),
        "scale": points_of(figures),
        "quorum": figures.quorum,
        "shortlist_size": award.shortlist_size,
        "tie_rules": list(award.tie_rules),
        "sheets": _sheets(figures, reference),
        "recusals": _recusals(figures, reference),
        "standings": _standings(figures, reference),
        "ties": _ties(figures, reference),
        "attendance": attendance_of(decision),
        "others_present": decision.others_present,
        "decision": _choice(decision),
    }
    return record | _method(figures, record, criteria) if mode.scores_criteria else record


def _choice(decision: Decision) -> dict:
    lines = decision.lines.select_related("entry").order_by("entry__reference")
    return {
        "no_award": decision.no_award,
        "reason": decision.reason,
        "minutes": decision.minutes,
        "outcomes": {line.entry.reference: line.outcome for line in lines},
    }


def _method(figures: Round, record: dict, criteria) -> dict:
    """Return the recipe in full, and what the places rest on: worked out from the record, as it will be again."""
    weighed, marks = criteria_in(record), marks_in(record)
    recipe = seeded(rule_recipe(figures), digest_of(marks, weighed, record["scale"]))
    ruled = ruled_by(recipe, marks, weighed, record["scale"])
    ends = (min(record["scale"]), max(record["scale"])) if record["scale"] else None
    named = [(c.name, c.weight) for c in criteria]
    words = describe(recipe, criteria=named, scale=ends, readers=figures.readers)
    return {
        "recipe": {**record["recipe"], **kept_of(recipe, figures.mode_of.recipe), "description": words},
        "ranking": {
            "method": str(ruled.method),
            "placed_by": str(ruled.placed_by),
            "fallback": ruled.fallback,
            "severity": severity_kept(ruled.severity),
        },
    }


def hash_of(record: dict) -> str:
    """Return the SHA-256 of a record as canonical JSON."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(decision: Decision) -> str:
    """Return the hash of what would be frozen now: the thing that people sign."""
    return hash_of(record_of(decision))


def _sheets(figures: Round, reference: dict[int, str]) -> list[dict]:
    points: dict[int, dict] = {}
    sheets = figures.sheets.filter(state=SheetState.SUBMITTED, entry__in=list(reference))
    rows = sheets.order_by("entry__reference", "member_id", "pk").values_list(
        "pk", "entry_id", "member_id", "version", "total", "answer", "place", "scores__criterion__key", "scores__value"
    )
    for pk, entry, member, revision, total, answer, place, key, value in rows:
        if pk not in points:
            sheet = {"entry": reference[entry], "judge": member, "revision": revision, "total": str(total)}
            sheet["points"] = {}
            points[pk] = sheet | figures.mode_of.kept(answer, place)
        sheet = points[pk]
        if key is not None:
            sheet["points"][key] = value
    return list(points.values())


def _recusals(figures: Round, reference: dict[int, str]) -> list[dict]:
    rows = figures.sheets.filter(state=SheetState.RECUSED, entry__in=list(reference))
    return [
        {"entry": reference[entry], "judge": member}
        for entry, member in rows.order_by("entry__reference", "member_id").values_list("entry_id", "member_id")
    ]


def _text(value) -> str | None:
    return None if value is None else str(value)


def _standings(figures: Round, reference: dict[int, str]) -> list[dict]:
    rows = figures.standings.filter(entry__in=list(reference)).order_by("entry__reference")
    return [
        {
            "entry": reference[s.entry_id],
            "total": _text(s.total),
            "ranked_on": _text(s.ranked_on),
            "counted": s.counted,
            "expected": s.expected,
            "lowest": _text(s.lowest),
            "highest": _text(s.highest),
            "means": s.means,
            "position": s.position,
            "settled_by": s.settled_by,
        }
        for s in rows
    ]


def _ties(figures: Round, reference: dict[int, str]) -> list[dict]:
    found = []
    for tie in figures.ties.prefetch_related("entries").order_by("-total", "pk"):
        steps = [
            {**step, "order": [reference[e] for e in step.get("order", []) if e in reference]}
            if step["rule"] in {DISCUSSION, CHAIR}
            else step
            for step in tie.steps
        ]
        found.append(
            {
                "entries": sorted(reference.get(e.pk, e.reference) for e in tie.entries.all()),
                "total": str(tie.total),
                "steps": steps,
                "order": [reference[e] for e in tie.order if e in reference],
                "is_settled": tie.is_settled,
            }
        )
    return found

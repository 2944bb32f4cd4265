"""The order of a round (R14): by total, then by the tie rules in turn, each step kept in words.

Entries tie when their totals are equal at four places. A rule may part a tie altogether, in part or not at all;
the next rule is asked only for those who are still together. Two rules are people's: a discussion of the panel
that was recorded, and the chair's choice. What they said comes in as `Ruling`s.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from judging.ranking.figures import Criterion, heaviest

RECIPE = {"name": "weighted mean of counted judges", "version": 1, "places": 4, "rounding": "half up"}

HEAVIEST = "higher_mean_on_highest_weight_criterion"
MORE_JUDGES = "more_judges_ranking_higher"
DISCUSSION = "panel_discussion_recorded"
CHAIR = "chair_decides_with_reason"
NOT_NEEDED = "order_not_needed"
TIE_RULES = (HEAVIEST, MORE_JUDGES, DISCUSSION, CHAIR)
_SHOWN = 8


class Result(StrEnum):
    """What one rule made of a tie."""

    SETTLED = "settled"
    PARTLY = "partly"
    EQUAL = "equal"


@dataclass(frozen=True)
class Contender:
    """One entry as it comes to be placed: its figures, and each counted judge's own total for it."""

    entry: int
    label: str
    total: Decimal | None
    means: Mapping[str, Decimal] = field(default_factory=dict)
    by_judge: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Ruling:
    """What people said of a tie: the rule they spoke under, and the entries in their order, best first.

    An empty order says that they talked and did not agree.
    """

    rule: str
    entries: frozenset[int]
    order: tuple[int, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class Step:
    """What one rule said of one tie."""

    rule: str
    result: Result
    detail: str


@dataclass(frozen=True)
class TieResult:
    """Entries with equal totals: `groups` are best first, with several entries where they are still equal."""

    total: Decimal
    first_place: int
    groups: tuple[tuple[int, ...], ...]
    steps: tuple[Step, ...]
    is_settled: bool

    @property
    def entries(self) -> tuple[int, ...]:
        """Every entry of the tie, in the order reached so far."""
        return tuple(e for group in self.groups for e in group)


@dataclass(frozen=True)
class Place:
    """Where an entry stands, from 1; None without a total. `settled_by` names the rule that parted it from a tie."""

    entry: int
    position: int | None
    settled_by: str = ""


@dataclass(frozen=True)
class Ranking:
    """Every entry's place, best first, and the ties on the way."""

    places: tuple[Place, ...]
    ties: tuple[TieResult, ...]


def rank(
    contenders: Iterable[Contender],
    criteria: Sequence[Criterion],
    *,
    tie_rules: Sequence[str] = TIE_RULES,
    rulings: Iterable[Ruling] = (),
    places_that_matter: int | None = None,
) -> Ranking:
    """Place the contenders (rules R12 and R14); the order in which they are given does not matter.

    A tie wholly below the first `places_that_matter` counts as settled although its entries share a place:
    nothing hangs on their order.
    """
    said = {(r.rule, r.entries): r for r in rulings}
    rows = sorted(contenders, key=lambda c: (c.label, c.entry))
    with_total = sorted((c for c in rows if c.total is not None), key=lambda c: c.total, reverse=True)
    places, ties, next_place = [], [], 1
    for total, members in groupby(with_total, key=lambda c: c.total):
        group = list(members)
        if len(group) == 1:
            places.append(Place(group[0].entry, next_place))
        else:
            tie, placed = _settle(group, total, next_place, criteria, tie_rules, said, places_that_matter)
            ties.append(tie)
            places += placed
        next_place += len(group)
    places += [Place(c.entry, None) for c in rows if c.total is None]
    return Ranking(tuple(places), tuple(ties))


def _settle(group, total, first, criteria, tie_rules, said, matter) -> tuple[TieResult, list[Place]]:
    """Ask the rules in turn about one tie."""
    everyone = frozenset(c.entry for c in group)
    groups, steps, parted_by = [group], [], {}
    for rule in tie_rules:
        if all(len(g) == 1 for g in groups):
            break
        answer = _ask(rule, groups, criteria, said.get((rule, everyone)))
        if answer is None:
            break
        parted, detail = answer
        for group_ in parted:
            if len(group_) == 1:
                parted_by.setdefault(group_[0].entry, rule)
        steps.append(Step(rule, _result(groups, parted), detail))
        groups = parted
    settled, place = True, first
    placed = []
    for group_ in groups:
        if len(group_) > 1 and (matter is None or place <= matter):
            settled = False
        placed += [Place(c.entry, place, parted_by.get(c.entry, "")) for c in group_]
        place += len(group_)
    if settled and any(len(g) > 1 for g in groups):
        detail = f"They share a place below the first {matter}, where their order changes nothing"
        steps.append(Step(NOT_NEEDED, Result.SETTLED, detail))
    numbers = tuple(tuple(c.entry for c in g) for g in groups)
    return TieResult(total, first, numbers, tuple(steps), settled), placed


def _result(before, after) -> Result:
    if all(len(g) == 1 for g in after):
        return Result.SETTLED
    return Result.PARTLY if len(after) > len(before) else Result.EQUAL


def _ask(rule: str, groups, criteria, ruling: Ruling | None):
    """Return the groups as `rule` parts them and its words, or None when it waits for people."""
    if rule == HEAVIEST:
        return _by_heaviest(groups, criteria)
    if rule == MORE_JUDGES:
        return _by_judges(groups)
    if ruling is None:
        return None
    at = {entry: number for number, entry in enumerate(ruling.order)}
    if not ruling.order:
        return groups, ruling.detail
    return [[c] for g in groups for c in sorted(g, key=lambda c: at.get(c.entry, len(at)))], ruling.detail


def _part(group, value) -> list[list]:
    """Part a group by a value, highest first; equals keep their order."""
    by_value = sorted(group, key=value, reverse=True)
    return [list(members) for _, members in groupby(by_value, key=value)]


def _by_heaviest(groups, criteria):
    criterion = heaviest(criteria)
    parted, means = [], []
    for group in groups:
        if len(group) == 1:
            parted.append(group)
            continue
        for equals in _part(group, lambda c: c.means[criterion.key]):
            parted.append(equals)
            means.append(f"{equals[0].means[criterion.key]:.4f}")
    head = f"Criterion {criterion.key} (weight {criterion.weight}): "
    return parted, head + (_against(means) if len(means) > 1 else f"{means[0]} each")


def _against(values: list[str]) -> str:
    shown = " against ".join(values[:_SHOWN])
    return shown if len(values) <= _SHOWN else f"{shown} and {len(values) - _SHOWN} more"


def _by_judges(groups):
    parted, words = [], []
    for group in groups:
        if len(group) == 1:
            parted.append(group)
            continue
        parted += _majority(group)
        words.append(_pair_words(group) if len(group) == 2 else _group_words(group))
    shown = "; ".join(words[:_SHOWN])
    return parted, shown if len(words) <= _SHOWN else f"{shown}; and {len(words) - _SHOWN} more groups"


def _majority(group) -> list[list]:
    """Part a group by how many of the others each is placed above by more judges; again among those still equal."""
    scores = _wins(group)
    parted = _part(group, lambda c: scores[c.entry])
    if len(parted) == 1:
        return parted
    return [g for part in parted for g in (_majority(part) if len(part) > 1 else [part])]


def _wins(group) -> dict[int, int]:
    """Return for each entry: the others it beats, less those that beat it, pair by pair.

    Entries that every judge marked alike are compared once for all of them, so that a great tie stays quick.
    """
    alike: dict[tuple, list] = {}
    for contender in group:
        alike.setdefault(tuple(sorted(contender.by_judge.items())), []).append(contender)
    kinds = [(members[0].by_judge, members) for members in alike.values()]
    score = [0] * len(kinds)
    for i, (mine, members) in enumerate(kinds):
        for j in range(i + 1, len(kinds)):
            theirs, others = kinds[j]
            ahead, behind = _higher(mine, theirs)
            if ahead != behind:
                sign = 1 if ahead > behind else -1
                score[i] += sign * len(others)
                score[j] -= sign * len(members)
    return {c.entry: score[i] for i, (_, members) in enumerate(kinds) for c in members}


def _higher(mine: Mapping[int, Decimal], theirs: Mapping[int, Decimal]) -> tuple[int, int]:
    """Count the judges who placed the first higher and those who placed the second higher, of those who scored both."""
    ahead = behind = 0
    for judge, own in mine.items():
        other = theirs.get(judge)
        if other is None or own == other:
            continue
        if own > other:
            ahead += 1
        else:
            behind += 1
    return ahead, behind


def _judges(count: int) -> str:
    return "1 judge ranks" if count == 1 else f"{count} judges rank"


def _pair_words(group) -> str:
    one, two = group
    ahead, behind = _higher(one.by_judge, two.by_judge)
    if behind > ahead:
        one, two, ahead, behind = two, one, behind, ahead
    return f"{_judges(ahead)} {one.label} higher, {_judges(behind)} {two.label} higher"


def _group_words(group) -> str:
    scores = _wins(group)
    ordered = sorted(group, key=lambda c: (-scores[c.entry], c.label))
    shown = ", ".join(f"{c.label} {scores[c.entry]:+d}" for c in ordered[:_SHOWN])
    more = f" and {len(ordered) - _SHOWN} more" if len(ordered) > _SHOWN else ""
    return f"Pair by pair, pairs won by more judges less pairs lost: {shown}{more}"

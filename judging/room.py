"""The deciding room: what the marks of a round say, for those who may see it once scoring is over.

Who may see it is asked by whoever calls. Nothing here gives a figure before the close: in a small panel one would
tell what a colleague gave.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.cache import cache

from judging.counting import rule_of
from judging.methods import Marks, Ruled, digest_of, kept_of, ruled_by, seeded, table_of_marks
from judging.models import PanelMember, Round
from judging.ranking import Criterion
from judging.ranking.recipe import NAMES, Method, Recipe
from judging.states import RoundKind, SheetState
from judging.versions import points_of
from kit import clock
from nominations.models import Entry

if TYPE_CHECKING:
    from judging.ranking.shapes import Result, Table

_TOP = 3
_KEPT_FOR = 7 * 24 * 3600  # seconds; the key changes with every mark
_SHAPE = 1  # raise it when what is kept in the cache changes its shape


@dataclass(frozen=True)
class Inputs:
    """What the figures of a round are made of: the counted sheets of live entries, its weights and its points."""

    marks: list[Marks]
    criteria: list[Criterion]
    points: list[int]
    entry_of: dict[str, int]  # the entry's number by its reference

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all of it."""
        return digest_of(self.marks, self.criteria, self.points)


@dataclass(frozen=True)
class Names:
    """How entries and judges of a round are called: by an entry's number, and by a seat's."""

    references: dict[int, str]
    nominees: dict[int, str]
    judges: dict[int, str]


def inputs_of(round_: Round) -> Inputs:
    """Return what the figures of a round are made of; of a meeting, those of the round before it."""
    figures = round_.figures
    sheets = figures.sheets.filter(state=SheetState.SUBMITTED, entry__in=Entry.objects.live().values("pk"))
    rows = sheets.order_by("pk").values_list(
        "pk", "entry_id", "entry__reference", "member_id", "scores__criterion__key", "scores__value"
    )
    criteria = list(rule_of(figures).criteria)
    wanted = {c.key for c in criteria}
    found: dict[int, Marks] = {}
    entry_of: dict[str, int] = {}
    for pk, entry, reference, member, key, value in rows:
        entry_of[reference] = entry
        marks = found.setdefault(pk, Marks(reference, member, {}))
        if key in wanted:
            marks.points[key] = value
    return Inputs(list(found.values()), criteria, points_of(figures), entry_of)


def rule_recipe(round_: Round) -> Recipe:
    """Return by what a round places its entries, without the seed that only its marks give; no query of its own."""
    figures = round_.figures
    top = round_.award.shortlist_size if round_.kind == RoundKind.SHORTLISTING else _TOP
    return Recipe(method=Method(figures.method), quorum=figures.quorum, top=top)


def rule_kept(round_: Round) -> dict:
    """Return what a version of the round keeps of how its marks become an order, as plain data."""
    mode = round_.mode_of
    chosen = kept_of(rule_recipe(round_), mode.recipe) if mode.scores_criteria else mode.recipe
    return {**{name: value for name, value in chosen.items() if name != "seed"}, "tie_rules": round_.award.tie_rules}


def recipe_of(round_: Round) -> Recipe:
    """Return the recipe of a round, with the seed of the marks that it holds now."""
    return seeded(rule_recipe(round_), inputs_of(round_).digest)


def table_for(round_: Round) -> "Table | None":
    """Return the counted marks as arrays; None in a mode without criteria, and before scoring is over.

    Entries are named by their number, judges by their seat, criteria by their key.
    """
    return _table(inputs_of(round_)) if _has_figures(round_) else None


def result_for(round_: Round) -> "Result | None":
    """Return all that the marks say; None in a mode without criteria, and before scoring is over.

    Kept in the cache under the hash of the marks, the weights, the points and the recipe.
    """
    if not _has_figures(round_):
        return None
    inputs = inputs_of(round_)
    recipe = seeded(rule_recipe(round_), inputs.digest)
    key = _key(inputs, recipe)
    result = cache.get(key)
    if result is None:
        from judging.ranking.analysis import analyse

        result = analyse(_table(inputs), recipe, deep=True)
        cache.set(key, result, _KEPT_FOR)
    return result


def ruled_for(round_: Round) -> Ruled:
    """Return what the round places its entries by, and why the mean does where its own method cannot."""
    figures = round_.figures
    if not figures.mode_of.scores_criteria or figures.method == Method.MEAN:
        return Ruled(Method.MEAN)
    inputs = inputs_of(figures)
    return ruled_by(rule_recipe(figures), inputs.marks, inputs.criteria, inputs.points)


def has_own_figures(round_: Round) -> bool:
    """Say whether a settled round places its entries by figures of its own method; no query where that is the mean."""
    if round_.method == Method.MEAN or not round_.mode_of.scores_criteria:
        return False
    return round_.standings.filter(ranked_on__isnull=False).exists()


def placed_words(round_: Round) -> str:
    """Return by which figure a settled round places its entries, or why not by its own; empty for the mean."""
    figures = round_.figures
    if has_own_figures(figures):
        return f"Entries are placed by a figure of their own, and not by the total: {NAMES[Method(figures.method)]}."
    return ruled_for(figures).fallback


def names_of(round_: Round) -> Names:
    """Return how the live entries and the judges of a round are called."""
    figures = round_.figures
    entries = Entry.objects.live().filter(award=figures.award_id, standings__round=figures)
    rows = list(entries.values_list("pk", "reference", "nominee__name"))
    seats = PanelMember.objects.filter(panel=figures.panel_id).values_list("pk", "person__full_name")
    return Names(
        references={pk: reference for pk, reference, _ in rows},
        nominees={pk: name for pk, _, name in rows},
        judges=dict(seats),
    )


def _has_figures(round_: Round) -> bool:
    figures = round_.figures
    return figures.mode_of.scores_criteria and figures.is_over(clock.now())


def _table(inputs: Inputs) -> "Table":
    return table_of_marks(inputs.marks, inputs.criteria, inputs.points, label=inputs.entry_of.__getitem__)


def _key(inputs: Inputs, recipe: Recipe) -> str:
    """Return the name under which a result is kept; entries are numbers in it, so their numbers are in the hash."""
    kept = [_SHAPE, inputs.digest, sorted(inputs.entry_of.items()), recipe.as_dict()]
    return "judging.room." + hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()

"""What the totals page shows: read in a handful of queries, already as text, and only what the reader may know.

The round comes from `Round.objects.visible_to` and is over: what is left to hide is the entries of the reader's
interest. Asking the whole of `Standing.objects.visible_to` again for each figure would double the page's cost; a
test shows that both give the same rows.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, Subquery, prefetch_related_objects

from awards.models import Criterion
from judging import ranking
from judging.counting import rule_of
from judging.models import Round, ScoreSheet, Standing, Tie
from judging.modes import Mode, Rule
from judging.querysets import without_interest
from judging.ranking import NOT_NEEDED
from judging.states import SheetState
from judging.versions import criteria_of, highest_point_of, scale_points_of
from nominations.models import Entry
from nominations.states import EntryState

WIDE = 2  # points of the scale
OUT = [EntryState.WITHDRAWN, EntryState.NOT_PROCEEDING]


@dataclass
class SheetLine:
    """One judge's part in one entry."""

    judge: str
    state: str
    total: str = ""
    points: dict[str, int] = field(default_factory=dict)
    note: str = ""
    answer: str = ""
    place: int | None = None
    is_from_paper: bool = False


@dataclass
class Key:
    """What the figures of a round are made of."""

    criteria: list[Criterion]
    highest_point: int
    quorum: int
    mode: Mode
    rule: Rule

    def words(self, total) -> str:
        """Return a total as people say it; empty without one."""
        return self.mode.total_words(total, self.highest_point)

    def goes_on(self, standing) -> bool | None:
        """Say whether an entry reaches the round's bar; None where there is none."""
        return self.mode.goes_on(self.rule, standing.means)

    def explained(self) -> list[str]:
        """Return how totals are worked out, in paragraphs."""
        return self.mode.panel_words(self.rule, self)


def key_of(figures: Round) -> Key:
    """Return criteria, highest point and quorum of a round, with its mode and what it is judged by."""
    mode = figures.mode_of
    if not mode.scores_criteria:
        return Key([], 0, figures.quorum, mode, rule_of(figures))
    top = scale_points_of(figures).order_by("-value").values("value")[:1]
    criteria = criteria_of(figures, top=Subquery(top))
    rule = Rule([ranking.Criterion(c.key, c.weight) for c in criteria])
    return Key(criteria, highest_point_of(criteria), figures.quorum, mode, rule)


def standings_for(person, figures: Round):
    """Return the standings of a round that `person` may read, best first; entries that fell out are left out."""
    mine = without_interest(person, award=figures.award_id)
    rows = Standing.objects.filter(mine, round=figures).exclude(entry__state__in=OUT)
    return (
        rows.select_related("entry__nominee")
        .only(
            "total",
            "counted",
            "expected",
            "lowest",
            "highest",
            "means",
            "ranked_on",
            "position",
            "settled_by",
            "entry__reference",
            "entry__nominee__name",
            "entry__state",
        )
        .ranked()
    )


def hidden_places(person, figures: Round) -> list[int]:
    """Return the places of entries that `person` may not know of, so that the others move up."""
    shut = ~without_interest(person, award=figures.award_id)
    hidden = Standing.objects.filter(shut, round=figures, position__isnull=False)
    return sorted(hidden.order_by().values_list("position", flat=True))


def place_of(standing: Standing, hidden: list[int]) -> int | None:
    """Return the place as if the entries that the reader may not know of were not there."""
    if standing.position is None:
        return None
    return standing.position - sum(place < standing.position for place in hidden)


def sheets_of(figures: Round, entries, *, names_recused: bool) -> dict[int, list[SheetLine]]:
    """Return each judge's part in each of these entries; who took no part only for those who steer the panel.

    `entries` are those of standings that the reader may see.
    """
    rows = ScoreSheet.objects.filter(round=figures, entry__in=list(entries))
    if not names_recused:
        rows = rows.exclude(state=SheetState.RECUSED)
    rows = rows.order_by("-member__is_chair", "member_id", "pk").values_list(
        "pk",
        "entry_id",
        "member__person__full_name",
        "state",
        "total",
        "note_to_panel",
        "answer",
        "place",
        "is_from_paper",
        "scores__criterion__key",
        "scores__value",
    )
    lines: dict[int, SheetLine] = {}
    found = defaultdict(list)
    for pk, entry, judge, state, total, note, answer, place, on_paper, key, value in rows:
        line = lines.get(pk)
        if line is None:
            counts = state == SheetState.SUBMITTED
            given = (str(total), {}, note, answer, place, on_paper) if counts else ()
            line = lines[pk] = SheetLine(judge, state, *given)
            found[entry].append(line)
        if key is not None and state == SheetState.SUBMITTED:
            line.points[key] = value
    return found


def wide_criteria(lines: list[SheetLine], criteria: list[Criterion]) -> list[str]:
    """Return the criteria on which the counted judges are two points or more apart, as words."""
    wide = []
    for criterion in criteria:
        given = [line.points[criterion.key] for line in lines if criterion.key in line.points]
        if given and max(given) - min(given) >= WIDE:
            wide.append(f"{criterion.name}: {min(given)} to {max(given)}")
    return wide


def ties_for(person, figures: Round, entries=None) -> list[Tie]:
    """Return the ties of a round that `person` may read, those with an entry on the page when one is given.

    A tie with an entry that they may not know of is left out whole: its sentences speak of that entry. So is
    one whose order changes nothing: below the shortlist hundreds may share a place.
    """
    through = Tie.entries.through.objects.filter(tie=OuterRef("pk"))
    rows = figures.ties.filter(~Exists(through.exclude(without_interest(person, award=figures.award_id))))
    if entries is not None:
        rows = rows.filter(Exists(through.filter(entry__in=list(entries))))
    ties = [tie for tie in rows.select_related("settled_by") if not _needs_no_order(tie)]
    entries_with_names = Entry.objects.select_related("nominee").only("reference", "nominee__name")
    prefetch_related_objects(ties, Prefetch("entries", queryset=entries_with_names))
    return ties


def _needs_no_order(tie: Tie) -> bool:
    return any(step["rule"] == NOT_NEEDED for step in tie.steps)

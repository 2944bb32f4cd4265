"""Every sheet of a round as a file, for those who steer its panel, once the round is over.

One question to the database, whose rows are passed on as they come: a line a sheet, with a column for each criterion.
What the reader may not know of is left out as on the totals page.
"""

from django.db.models import F, FilteredRelation, Q

from judging.figures import OUT, key_of
from judging.models import Round, ScoreSheet
from judging.querysets import without_interest
from judging.states import SheetState
from kit.exports import Export
from nominations.states import EntryState

FACTS = (
    "entry__reference",
    "entry__nominee__name",
    "member__person__full_name",
    "state",
    "total",
    "entry__state",
    "note_to_panel",
)
STATES = {state.value: str(state.label) for state in SheetState}


def sheets_export(person, figures: Round) -> Export:
    """Return the sheets of a round that is over, in the order of entries and judges."""
    mode, criteria = figures.mode_of, key_of(figures).criteria
    points = {
        f"points_{criterion.pk}": FilteredRelation("scores", condition=Q(scores__criterion=criterion.pk))
        for criterion in criteria
    }
    rows = (
        ScoreSheet.objects.filter(without_interest(person, award=figures.award_id), round=figures)
        .exclude(entry__state__in=OUT)
        .annotate(**points)
        .order_by("entry__reference", F("member__is_chair").desc(), "member_id", "pk")
        .values_list(*FACTS, *([mode.field] if mode.field else [f"{name}__value" for name in points]))
    )
    return Export(
        name="score-sheets",
        title="Score sheets",
        headings=["Entry", "Nominee", "Judge", "State", "Total", *mode.export_headings(criteria), "Note to the panel"],
        rows=rows,
        cells=lambda piece: map(_line, piece),
        scope="round__season",
    )


def _line(row) -> list:
    """Return one sheet as a line; what was not handed in is not compared, so its points are not given.

    Nor is a note on an entry that is hidden: it may repeat what is being checked.
    """
    reference, nominee, judge, state, total, entry_state, note, *points = row
    if state != SheetState.SUBMITTED:
        total, note, points = None, "", [None] * len(points)
    if entry_state == EntryState.HIDDEN:
        note = ""
    return [reference, nominee, judge, STATES[state], total, *points, note]

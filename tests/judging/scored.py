"""The worked round of the reference season in the small world: four judges, three entries, one recusal, one tie."""

from datetime import timedelta

from judging.models import Round, Score, ScoreSheet
from judging.ranking import Criterion, sheet_total
from judging.services.standings import refresh_round
from judging.states import RoundState, SheetState
from kit import clock
from nominations.models import Interest, InterestSource
from nominations.states import EntryState
from tests.world import make_entry, make_round

# By entry: the points of the four judges in the order of the criteria; None where a judge takes no part.
WORKED = (
    ("Joanna Ashcroft", ((4, 3, 4, 3), (4, 3, 3, 3), (4, 4, 3, 4), (4, 3, 4, 3))),
    ("Marek Zielinski", ((3, 4, 4, 4), None, (2, 4, 4, 4), (4, 4, 4, 4))),
    ("Keziah Brightwater", ((1, 2, 1, 1), (2, 2, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1))),
)


def give(round_, entry, member, points, *, state=SheetState.SUBMITTED, note="Clear before and after.") -> ScoreSheet:
    """Return the sheet of one judge with these points, in the order of the award's criteria."""
    criteria = list(round_.award.criteria.all())
    by_key = {c.key: v for c, v in zip(criteria, points, strict=True)}
    sheet = ScoreSheet.objects.create(
        round=round_,
        entry=entry,
        member=member,
        state=state,
        total=sheet_total(by_key, [Criterion(c.key, c.weight) for c in criteria]),
        submitted_at=clock.now() if state == SheetState.SUBMITTED else None,
        note_to_panel=note,
    )
    Score.objects.bulk_create([Score(sheet=sheet, criterion=c, value=by_key[c.key]) for c in criteria])
    return sheet


def recuse(round_, entry, member) -> ScoreSheet:
    """Return the sheet of a judge whose declared interest keeps them from the entry."""
    interest = Interest.objects.create(
        entry=entry, person=member.person, source=InterestSource.DECLARED, kind="works_in_same_service"
    )
    return ScoreSheet.objects.create(
        round=round_, entry=entry, member=member, state=SheetState.RECUSED, recused_for=interest
    )


def scored_round(award, people, *, worked=WORKED, state=RoundState.CLOSED, **fields) -> Round:
    """Return the award's first round with the worked sheets; closed unless told otherwise, places not settled."""
    members = ["judge", "second_judge", "third_judge"]
    over = state in {RoundState.CLOSED, RoundState.DELIBERATING, RoundState.DECIDED}
    fields = {"opens_in": timedelta(days=-9), "closes_in": timedelta(hours=-1 if over else 48)} | fields
    round_ = make_round(award, chair=people["chair"], judges=[people[m] for m in members], state=state, **fields)
    seats = list(round_.panel.members.order_by("pk"))
    for name, rows in worked:
        entry = make_entry(
            award,
            nominator=people["nominator"],
            reviewer=people["reviewer"],
            endorser=people["endorser"],
            nominee=name,
            state=EntryState.IN_ROUND,
        )
        for member, points in zip(seats, rows, strict=True):
            if points is None:
                recuse(round_, entry, member)
            else:
                give(round_, entry, member, points)
    refresh_round(round_)
    return round_

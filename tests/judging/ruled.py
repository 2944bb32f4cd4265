"""Closed rounds in which judges read different entries, placed by a method of their own."""

from collections.abc import Mapping
from datetime import timedelta

from judging.models import Round
from judging.services.standings import refresh_round
from judging.states import RoundState
from nominations.states import EntryState
from tests.judging.scored import give
from tests.world import make_entry, make_round

JUDGES = ("chair", "judge", "second_judge", "third_judge")

# By entry: what each judge gave every criterion. `judge` is strict and `second_judge` is kind.
SHARED_OUT = {
    "Joanna Ashcroft": {"chair": 4, "judge": 2},
    "Marek Zielinski": {"chair": 3, "second_judge": 4},
    "Keziah Brightwater": {"chair": 3, "judge": 2, "second_judge": 4},
    "Tomos Griffiths": {"chair": 2, "judge": 1, "second_judge": 3},
}
# What one judge gives above another is known from Keziah alone: two points.
BY_HAND = {
    "Joanna Ashcroft": {"judge": 2},
    "Marek Zielinski": {"second_judge": 3},
    "Keziah Brightwater": {"judge": 2, "second_judge": 4},
}
# Nobody reads what somebody of the other half reads.
APART = {
    "Joanna Ashcroft": {"chair": 4, "judge": 3},
    "Marek Zielinski": {"chair": 3, "judge": 3},
    "Keziah Brightwater": {"second_judge": 2, "third_judge": 1},
}


def ruled_round(
    award, people, marks: Mapping[str, Mapping[str, int | tuple]], *, method: str, quorum: int = 1, **fields
) -> Round:
    """Return the award's first round with these sheets; closed unless told otherwise, places not settled."""
    state = fields.pop("state", RoundState.CLOSED)
    is_over = state in {RoundState.CLOSED, RoundState.DELIBERATING, RoundState.DECIDED}
    times = {"opens_in": timedelta(days=-9), "closes_in": timedelta(hours=-1 if is_over else 48)}
    judges = [people[role] for role in JUDGES[1:]]
    round_ = make_round(award, chair=people["chair"], judges=judges, state=state, **times, method=method, **fields)
    Round.objects.filter(pk=round_.pk).update(quorum=quorum)
    round_.quorum = quorum
    seats = dict(zip(JUDGES, round_.panel.members.order_by("pk"), strict=True))
    for name, given in marks.items():
        who = {"nominator": people["nominator"], "reviewer": people["reviewer"], "endorser": people["endorser"]}
        entry = make_entry(award, nominee=name, state=EntryState.IN_ROUND, **who)
        for role, points in given.items():
            give(round_, entry, seats[role], points if isinstance(points, tuple) else (points,) * 4)
    refresh_round(round_)
    return round_

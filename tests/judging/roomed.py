"""Rounds for the deciding room: shared out among judges of differing strictness, closed and placed; always the same."""

from datetime import timedelta
from random import Random

from judging.models import PanelMember, Round, Score, ScoreSheet
from judging.ranking import Criterion, sheet_total
from judging.services.places import settle_round
from judging.services.standings import refresh_round
from judging.states import MemberState, RoundState, SheetState
from kit import clock
from nominations.states import EntryState
from tests.world import make_entry, make_person, make_round


def dealt_round(award, people, *, entries=9, judges=5, reads=3, seed=4, names=None, **fields) -> Round:
    """Return a closed round in which each entry was read by `reads` of the judges, some stricter than others."""
    random = Random(seed)
    crowd = [people["judge"], people["second_judge"], people["third_judge"]]
    crowd += [make_person(f"Judge Number {n}") for n in range(5, judges + 1)]
    round_ = make_round(
        award,
        chair=people["chair"],
        judges=crowd[: judges - 1],
        state=RoundState.CLOSED,
        **{"opens_in": timedelta(days=-9), "closes_in": timedelta(hours=-1)} | fields,
    )
    PanelMember.objects.filter(panel=round_.panel).update(state=MemberState.FINISHED)
    seats = list(round_.panel.members.order_by("pk"))
    strict = {seat.pk: random.choice((-1.0, -0.4, 0.0, 0.3, 0.8)) for seat in seats}
    for number in range(entries):
        entry = make_entry(
            award,
            nominator=people["nominator"],
            reviewer=people["reviewer"],
            endorser=people["endorser"],
            nominee=names[number] if names else f"Nominee Number {number + 1}",
            state=EntryState.IN_ROUND,
        )
        merit = random.gauss(2.6, 0.7)
        for place in range(reads):
            seat = seats[(number + place * (1 + number // len(seats))) % len(seats)]
            _mark(round_, entry, seat, [random.gauss(merit + strict[seat.pk], 0.5) for _ in range(4)])
    refresh_round(round_)
    settle_round(round_)
    return Round.objects.get(pk=round_.pk)


def _mark(round_, entry, seat, points) -> None:
    """Let a judge mark an entry once: whoever has read it already is left aside."""
    if ScoreSheet.objects.filter(round=round_, entry=entry, member=seat).exists():
        return
    criteria = list(round_.award.criteria.all())
    given = {c.key: max(1, min(4, round(p))) for c, p in zip(criteria, points, strict=True)}
    sheet = ScoreSheet.objects.create(
        round=round_,
        entry=entry,
        member=seat,
        state=SheetState.SUBMITTED,
        total=sheet_total(given, [Criterion(c.key, c.weight) for c in criteria]),
        submitted_at=clock.now(),
        note_to_panel="Clear before and after.",
    )
    Score.objects.bulk_create([Score(sheet=sheet, criterion=c, value=given[c.key]) for c in criteria])

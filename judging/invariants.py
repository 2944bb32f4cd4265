"""What must hold across the rows of judging, whatever the code does. Each yields one sentence a breach."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from django.db.models import Exists, F, OuterRef, Q, Sum

from judging import frozen, method_checks
from judging.counting import blank, figures_from, given_in, rule_of, sheet_rows, totals_of_sheets
from judging.deciding import hash_of
from judging.models import Decision, Round, RoundCriterion, ScoreSheet, Standing, Tie
from judging.modes import scoring_modes, taking_marks
from judging.querysets import ASIDE
from judging.services.standings import FIELDS, SETTLED
from judging.states import DecisionState, MemberState, RoundState, SheetState
from judging.versions import read_measure
from nominations.models import Entry, Interest
from workflow.signoffs import is_signed

_UNFINISHED = [SheetState.OPEN, SheetState.IN_PROGRESS, SheetState.REOPENED]


def sheet_totals_are_right() -> Iterator[str]:
    """The total of each sheet is the weighted mean of its points."""
    for round_ in Round.objects.select_related("award").iterator():
        wanted = totals_of_sheets(round_)
        for pk, total in round_.sheets.order_by("pk").values_list("pk", "total"):
            if total != wanted[pk]:
                yield f"Sheet {pk}: its total is {total} and should be {wanted[pk]}."


def standings_are_right() -> Iterator[str]:
    """The figures of each standing follow from the counted sheets."""
    for round_ in Round.objects.iterator():
        wanted = figures_from(sheet_rows(ScoreSheet.objects.filter(round=round_)), round_)
        seen = set()
        for standing in round_.standings.order_by("pk"):
            seen.add(standing.entry_id)
            fields = wanted.get(standing.entry_id, blank())
            wrong = [name for name in FIELDS if getattr(standing, name) != fields[name]]
            if wrong:
                yield f"Standing {standing.pk}: {', '.join(wrong)} do not follow from its sheets."
        for entry in sorted(set(wanted) - seen):
            yield f"Round {round_.pk}: entry {entry} has sheets and no standing."


def no_counted_sheet_has_an_interest() -> Iterator[str]:
    """Nobody's marks count, or may still be given, for an entry of their interest."""
    theirs = Interest.objects.filter(person=OuterRef("member__person"), ruling="recused")
    shut = theirs.filter(
        Q(entry=OuterRef("entry")) | Q(entry__award=OuterRef("round__award"), entry__award__interest_bars_award=True)
    )
    sheets = ScoreSheet.objects.filter(Exists(shut)).exclude(round__state=RoundState.DECIDED)
    for pk, state in sheets.exclude(state__in=ASIDE).values_list("pk", "state"):
        word = "counts" if state == SheetState.SUBMITTED else "is open" if state in _UNFINISHED else "stands"
        yield f"Sheet {pk} {word} although its judge has an interest in the entry."


def submitted_sheets_are_whole() -> Iterator[str]:
    """Each counted sheet holds what its round's mode asks: a point of the scale for every criterion, or an answer."""
    points = defaultdict(set)
    allowed = {}
    for round_ in Round.objects.filter(mode__in=scoring_modes()):
        measure = read_measure(round_)
        allowed[round_.pk] = set(measure.values)
        points[round_.pk] = {c.pk for c in measure.criteria}
    given = defaultdict(dict)
    where = {}
    rows = ScoreSheet.objects.filter(state=SheetState.SUBMITTED, round__mode__in=scoring_modes()).order_by("pk")
    for pk, round_, criterion, value in rows.values_list(
        "pk", "round_id", "scores__criterion_id", "scores__value"
    ).iterator(chunk_size=5000):
        where[pk] = round_
        if criterion is not None:
            given[pk][criterion] = value
    for pk, round_ in where.items():
        if set(given[pk]) != points[round_]:
            yield f"Sheet {pk} is submitted and lacks a criterion."
        elif not set(given[pk].values()) <= allowed[round_]:
            yield f"Sheet {pk} holds a point that is not on the scale."
    for round_ in Round.objects.filter(mode__in=taking_marks()).exclude(mode__in=scoring_modes()).order_by("pk"):
        found = given_in(sheet_rows(round_.sheets.filter(state=SheetState.SUBMITTED)), set())
        yield from round_.mode_of.faults(rule_of(round_), [found[pk][1] for pk in sorted(found)])


def locked_decisions_are_signed() -> Iterator[str]:
    """Each locked decision has two distinct signers of the right capacities, and its record matches its hash."""
    for decision in Decision.objects.filter(state=DecisionState.LOCKED).order_by("pk"):
        if hash_of(decision.record) != decision.record_hash:
            yield f"Decision {decision.pk}: its record does not match its hash."
        if not is_signed(decision, "lock", ("chair", "administrator"), decision.record_hash):
            yield f"Decision {decision.pk} is locked without the names of a chair and an administrator under it."
        if decision.round.state != RoundState.DECIDED:
            yield f"Decision {decision.pk} is locked and its round is {decision.round.state}."


def places_follow_totals() -> Iterator[str]:
    """In a settled round every live entry with a total has a place, and places follow the figure that ranks."""
    live = Entry.objects.live().values("pk")
    for round_ in Round.objects.filter(state__in=SETTLED, mode__in=taking_marks()).order_by("pk"):
        standings = round_.standings.filter(entry__in=live).ranked()
        found = standings.values_list("pk", "total", "ranked_on", "position")
        rows = [(pk, total if own is None else own, position) for pk, total, own, position in found]
        placed = [row for row in rows if row[2] is not None]
        for pk, total, position in rows:
            if (total is None) != (position is None):
                yield f"Standing {pk} has total {total} and place {position}."
        for (_, before, _), (pk, after, _) in pairwise(placed):
            if before is not None and after is not None and before < after:
                yield f"Standing {pk} stands below one with a lower total."
    early = Standing.objects.filter(position__isnull=False).exclude(round__state__in=SETTLED)
    for pk in early.values_list("pk", flat=True):
        yield f"Standing {pk} has a place although its round has not closed."
    for pk in Tie.objects.filter(is_settled=True, order=[]).values_list("pk", flat=True):
        yield f"Tie {pk} is settled without an order."


def rounds_agree_with_their_sheets() -> Iterator[str]:
    """No sheet exists before its round opens, and none belongs to another panel or award."""
    early = ScoreSheet.objects.filter(round__state__in=[RoundState.PLANNED, RoundState.DECLARING])
    early = early.exclude(state=SheetState.RECUSED).exclude(state=SheetState.VOID)
    for pk in early.values_list("pk", flat=True):
        yield f"Sheet {pk} exists although its round has not opened."
    astray = ScoreSheet.objects.exclude(member__panel=F("round__panel")) | ScoreSheet.objects.exclude(
        entry__award=F("round__award")
    )
    for pk in astray.values_list("pk", flat=True):
        yield f"Sheet {pk} belongs to another panel or award than its round."
    gone = ScoreSheet.objects.filter(
        Q(member__state=MemberState.STOOD_DOWN), state__in=[*_UNFINISHED, SheetState.SUBMITTED]
    ).exclude(round__state=RoundState.DECIDED)
    for pk in gone.values_list("pk", flat=True):
        yield f"Sheet {pk} still counts although its judge has left the panel."


def own_criteria_make_a_hundred() -> Iterator[str]:
    """A round that chooses its criteria weighs them 100 in all, of its award, on a scale of its season."""
    own = RoundCriterion.objects.order_by("round").values("round").annotate(sum=Sum("weight"))
    for row in own.exclude(sum=100):
        yield f"Round {row['round']}: the weights of its own criteria add up to {row['sum']}."
    astray = RoundCriterion.objects.exclude(criterion__award=F("round__award")).order_by("pk")
    for pk, round_ in astray.values_list("criterion", "round"):
        yield f"Round {round_}: criterion {pk} is of another award."
    for pk in Round.objects.filter(scale__isnull=False).exclude(scale__season=F("season")).values_list("pk", flat=True):
        yield f"Round {pk} is scored on another season's scale."


INVARIANTS = [
    own_criteria_make_a_hundred,
    sheet_totals_are_right,
    standings_are_right,
    no_counted_sheet_has_an_interest,
    submitted_sheets_are_whole,
    locked_decisions_are_signed,
    places_follow_totals,
    rounds_agree_with_their_sheets,
    *frozen.INVARIANTS,
    *method_checks.INVARIANTS,
]

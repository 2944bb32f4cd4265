"""The places of a closed round and its ties (R14), worked out from stored totals, or by the round's own method."""

from collections import Counter
from decimal import Decimal

from django.db import transaction

from judging.counting import rule_of
from judging.methods import Ruled
from judging.models import Round, ScoreSheet, Standing, Tie
from judging.ranking import (
    CHAIR,
    DISCUSSION,
    TIE_RULES,
    Contender,
    Ranking,
    Ruling,
    TieResult,
)
from judging.room import ruled_for
from judging.states import RoundKind, SheetState
from kit import clock
from nominations.models import Entry
from nominations.states import EntryState

_OUT = [EntryState.WITHDRAWN, EntryState.NOT_PROCEEDING]
_BATCH = 500
_FEW = 400
_NOT_READ = [f"entry__{f.attname}" for f in Entry._meta.concrete_fields if f.name not in {"id", "reference", "state"}]


@transaction.atomic(savepoint=False)
def settle_round(round_: Round) -> int:
    """Give each live entry of a closed round its place and keep what each tie rule said.

    Safe to repeat: what people said of a tie stays as long as the same entries are tied. Returns how many
    standings moved. Entries that fell out have no place.
    """
    standings = list(
        Standing.objects.select_for_update(of=("self",))
        .filter(round=round_)
        .select_related("entry")
        .defer(*_NOT_READ)
        .order_by("pk")
    )
    live = [s for s in standings if s.entry.state not in _OUT]
    ties = {tie.pk: tie for tie in Tie.objects.filter(round=round_)}
    members = _members_of_ties(round_)
    ruled = ruled_for(round_)
    ranking = rank_of(round_, live, [r for pk, tie in ties.items() for r in rulings_of(tie, members[pk])], ruled)
    moved = _store_places(standings, ranking, {s.pk: ranked_on(s, ruled) for s in live})
    _store_ties(round_, ranking, {members[pk]: tie for pk, tie in ties.items()})
    return moved


@transaction.atomic(savepoint=False)
def unsettle_round(round_: Round) -> None:
    """Forget the places of a round that is scored again; what each tie rule said falls away with them."""
    Tie.objects.filter(round=round_).delete()
    placed = Standing.objects.filter(round=round_, position__isnull=False)
    placed.update(position=None, settled_by="", ranked_on=None)


def ranked_on(standing: Standing, ruled: Ruled) -> Decimal | None:
    """Return the figure that the round's own method gives an entry; None where its total places it, or nothing does."""
    return None if standing.total is None else ruled.figures.get(standing.entry.reference)


def rank_of(round_: Round, standings: list[Standing], rulings: list[Ruling], ruled: Ruled) -> Ranking:
    """Return the ranking of these standings, each with its `entry`, by what the round places its entries by."""
    mode, rule = round_.mode_of, rule_of(round_)
    figures = {s.entry_id: ranked_on(s, ruled) if ruled.figures else s.total for s in standings}
    by_judge = _totals_of_tied(round_, figures)
    contenders = [
        Contender(
            entry=s.entry_id,
            label=s.entry.reference,
            total=figures[s.entry_id],
            means={key: Decimal(mean) for key, mean in s.means.items()},
            by_judge=by_judge.get(s.entry_id, {}),
        )
        for s in standings
    ]
    return mode.place(
        rule,
        contenders,
        tie_rules=round_.award.tie_rules or TIE_RULES,
        rulings=rulings,
        matter=places_that_matter(round_),
        is_final=round_.kind == RoundKind.FINAL,
    )


def places_that_matter(round_: Round) -> int:
    """Return down to which place the order of a round has a consequence: the length of the shortlist."""
    return round_.award.shortlist_size


def _totals_of_tied(round_: Round, figures: dict[int, Decimal | None]) -> dict[int, dict]:
    """Return each judge's own total for the entries whose figure another entry has too."""
    often = Counter(figure for figure in figures.values() if figure is not None)
    tied = {entry for entry, figure in figures.items() if figure is not None and often[figure] > 1}
    if not tied:
        return {}
    sheets = ScoreSheet.objects.filter(round=round_, state=SheetState.SUBMITTED, total__isnull=False).order_by()
    if len(tied) <= _FEW:
        sheets = sheets.filter(entry__in=tied)
    found: dict[int, dict] = {}
    compares = round_.mode_of.compares
    rows = sheets.values_list("entry_id", "member_id", "total", "answer")
    for entry, member, total, answer in rows.iterator(chunk_size=5000):
        if entry in tied and compares(answer):
            found.setdefault(entry, {})[member] = total
    return found


def _members_of_ties(round_: Round) -> dict[int, frozenset[int]]:
    found: dict[int, set] = {pk: set() for pk in Tie.objects.filter(round=round_).values_list("pk", flat=True)}
    through = Tie.entries.through.objects.filter(tie__round=round_).values_list("tie_id", "entry_id")
    for tie, entry in through:
        found[tie].add(entry)
    return {tie: frozenset(entries) for tie, entries in found.items()}


def rulings_of(tie: Tie, members: frozenset[int]) -> list[Ruling]:
    """Return what people said of a tie, as the ranking takes it."""
    return [
        Ruling(step["rule"], members, tuple(step.get("order", ())), step["detail"])
        for step in tie.steps
        if step["rule"] in {DISCUSSION, CHAIR}
    ]


def _store_places(standings: list[Standing], ranking: Ranking, figures: dict[int, Decimal | None]) -> int:
    place_of = {p.entry: p for p in ranking.places}
    moved = []
    for standing in standings:
        place = place_of.get(standing.entry_id)
        position, settled_by = (place.position, place.settled_by) if place else (None, "")
        wanted = (position, settled_by, figures.get(standing.pk))
        if (standing.position, standing.settled_by, standing.ranked_on) != wanted:
            standing.position, standing.settled_by, standing.ranked_on = wanted
            moved.append(standing)
    # The rows are there and locked, so each "insert" is an update; a great round takes a tenth of the time so.
    stored = ["position", "settled_by", "ranked_on"]
    Standing.objects.bulk_create(
        moved, update_conflicts=True, unique_fields=["id"], update_fields=stored, batch_size=_BATCH
    )
    return len(moved)


def steps_of(result: TieResult, orders: dict[str, list[int]]) -> list[dict]:
    """Return a tie's steps as they are stored; a person's rule keeps the order that was given."""
    steps = []
    for step in result.steps:
        kept = {"rule": step.rule, "result": str(step.result), "detail": step.detail}
        if step.rule in {DISCUSSION, CHAIR}:
            kept["order"] = list(orders.get(step.rule, ()))
        steps.append(kept)
    return steps


def _store_ties(round_: Round, ranking: Ranking, existing: dict[frozenset, Tie]) -> None:
    fresh, changed, kept = [], [], set()
    for result in ranking.ties:
        members = frozenset(result.entries)
        tie = existing.get(members)
        orders = {r.rule: list(r.order) for r in rulings_of(tie, members)} if tie else {}
        fields = {
            "total": result.total,
            "steps": steps_of(result, orders),
            "order": list(result.entries) if result.is_settled else [],
            "is_settled": result.is_settled,
        }
        if tie is None:
            fresh.append((Tie(round=round_, at=clock.now(), **fields), members))
            continue
        kept.add(tie.pk)
        if any(getattr(tie, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(tie, name, value)
            changed.append(tie)
    gone = [tie.pk for tie in existing.values() if tie.pk not in kept]
    if gone:
        Tie.objects.filter(pk__in=gone).delete()
    Tie.objects.bulk_update(changed, ["total", "steps", "order", "is_settled"], batch_size=_BATCH)
    Tie.objects.bulk_create([tie for tie, _ in fresh], batch_size=_BATCH)
    through = Tie.entries.through
    rows = [through(tie_id=tie.pk, entry_id=entry) for tie, members in fresh for entry in sorted(members)]
    through.objects.bulk_create(rows, batch_size=_BATCH)

"""A round whose entries are shared out, as a problem for the solver: who may read what, and what stands already."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Count, Max

from judging.allocation import EntryNeed, JudgeLimit, Problem, allocate
from judging.models import Round, RoundVersion, ScoreSheet
from judging.services.dealing import barred_pairs, entries_to_deal
from judging.states import AllocationState, SheetState
from nominations.models import Entry

Pairs = set[tuple[int, int]]  # entry, seat

LARGEST_SEED = 2**31 - 2
# Its judge will not read it, whatever is dealt.
CLOSED_TO_ITS_JUDGE = (SheetState.RECUSED, SheetState.VOID, SheetState.ABSTAINED)


def seed_of(round_: Round, dealt: int) -> int:
    """Return the seed by which the sheets of a round are dealt on from the `dealt` that are there.

    It follows from the round's public number and the version in force, so that a dealing can be repeated by whoever
    doubts it, and nobody can try seeds until they like what comes.
    """
    number = RoundVersion.objects.filter(round=round_.pk).aggregate(last=Max("number"))["last"] or 0
    digest = hashlib.sha256(f"{round_.public_id}:{number}:{dealt}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % LARGEST_SEED


def problem_of(round_: Round, *, seed: int) -> Problem:
    """Return the round as a problem for the solver: who may read what, what has begun and what was sent.

    Before the first sheet is made, what was applied last counts as sent.
    """
    seats = list(round_.panel.members.sitting().select_related("person").order_by("pk"))
    entries = list(entries_to_deal(round_).select_related("nominee__person").order_by("pk"))
    keys, places = {e.pk for e in entries}, {s.pk for s in seats}
    states, untouched = sheets_of(round_)
    pairs = {pair: state for pair, state in states.items() if pair[0] in keys and pair[1] in places}
    closed = {pair for pair, state in pairs.items() if state in CLOSED_TO_ITS_JUDGE}
    current = pairs.keys() & untouched
    fixed = pairs.keys() - closed - current
    if not states:
        current = {(e, m) for e, m in applied_pairs(round_) if e in keys and m in places}
    barred = barred_pairs(round_, seats, entries)
    # What was begun before the interest came up is set aside by the interest, not by the deal.
    kept = fixed | (current - barred)
    return Problem(
        tuple(EntryNeed(f"e{e.pk}", n) for e, n in _needs(round_, entries, kept)),
        tuple(JudgeLimit(f"j{s.pk}", s.reads_at_most) for s in seats),
        forbidden=_named((barred | closed) - fixed),
        fixed=_named(fixed),
        current=_named(current - barred),
        groups=teams_of(seats, entries),
        seed=seed,
    )


def sheets_of(round_: Round) -> tuple[dict[tuple[int, int], str], Pairs]:
    """Return the state of each sheet of the round by entry and seat, and the pairs that nobody has touched."""
    sheets = ScoreSheet.objects.filter(round=round_).order_by()
    states = {(e, m): state for e, m, state in sheets.values_list("entry_id", "member_id", "state")}
    return states, set(sheets.untouched().values_list("entry_id", "member_id"))


def _needs(round_: Round, entries, kept: Pairs):
    """Return how many readers each entry needs: once judges were sent their entries, nobody loses one as surplus."""
    readers = Counter(entry for entry, _seat in kept) if round_.has_opened else Counter()
    return [(entry, max(round_.readers or 0, readers[entry.pk])) for entry in entries]


def _named(pairs: Iterable[tuple[int, int]]) -> frozenset[tuple[str, str]]:
    return frozenset((f"e{entry}", f"j{seat}") for entry, seat in pairs)


def numbers_of(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """Return pairs of the solver as numbers of entries and seats."""
    return {(int(entry[1:]), int(judge[1:])) for entry, judge in pairs}


def teams_of(seats, entries) -> dict[str, str]:
    """Return the teams of judges and nominees: nobody reads about a colleague of their own team."""
    groups = {f"j{s.pk}": f"team {s.person.team_id}" for s in seats if s.person.team_id}
    for entry in entries:
        person = entry.nominee.person
        if person is not None and person.team_id:
            groups[f"e{entry.pk}"] = f"team {person.team_id}"
    return groups


def applied_pairs(round_: Round) -> Pairs:
    """Return the pairs of the allocation that was applied last, before any sheet is made of them."""
    last = round_.allocations.filter(state=AllocationState.APPLIED).order_by("-applied_at", "-pk").first()
    return numbers_of(last.answer["pairs"]) if last else set()


def loads_of(round_: Round) -> Counter:
    """Return how many entries each seat reads, by the sheets, or before any is made by what was applied."""
    if not round_.has_opened:
        return Counter(seat for _entry, seat in applied_pairs(round_))
    live = Entry.objects.filter(award=round_.award_id).live()
    sheets = ScoreSheet.objects.filter(round=round_, entry__in=live.values("pk")).exclude(state__in=CLOSED_TO_ITS_JUDGE)
    return Counter(dict(sheets.order_by().values_list("member").annotate(n=Count("pk"))))


def deal_out(round_: Round, *, seed: int) -> Pairs:
    """Return who should read what now: what is missing is filled, and nothing that a judge was sent moves.

    What could be filled only by moving something stays short, for an administrator to work out.
    """
    problem = problem_of(round_, seed=seed)
    if ScoreSheet.objects.filter(round=round_).exists():
        problem = replace(problem, fixed=problem.fixed | problem.current, current=frozenset())
    return numbers_of(allocate(problem).pairs)


def fingerprint_of(problem: Problem) -> dict:
    """Return what a proposal rests on, without its seed, in a form that can be kept and compared."""
    return {
        "entries": [[e.id, e.readers] for e in problem.entries],
        "judges": [[j.id, j.max] for j in problem.judges],
        **{name: sorted(map(list, getattr(problem, name))) for name in ("forbidden", "fixed", "current")},
        "groups": dict(sorted(problem.groups.items())),
    }

"""Sharing entries out among the judges of a round: worked out, looked at, applied as one, undone as one.

In a round with `readers` each entry is read by so many judges. What stands is the sheets; before scoring opens it is
the allocation that was applied last. What a judge has begun never moves; what they were sent moves only where nothing
else helps, unless whoever asks wants it dealt afresh.
"""

import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from django.db import transaction

from awards.roles import is_administrator
from judging.allocation import Answer, Problem, allocate
from judging.models import Allocation, PanelMember, Round, ScoreSheet
from judging.rules import has_interest_in_award
from judging.services.dealing import barred_pairs, entries_to_deal, make_sheets
from judging.services.lists import telling_whose_list_changes
from judging.services.locking import hold_rounds
from judging.services.sharing import LARGEST_SEED, Pairs, fingerprint_of, numbers_of, problem_of
from judging.services.sheets import follow_member
from judging.services.standings import refresh_round
from judging.states import AllocationState, RoundState
from kit import clock
from kit.jobs import start_job, works_on
from people.models import Person
from workflow import SYSTEM, NotAllowed, NotNow, Refused, perform, record
from workflow.actors import Actor

# Entries times judges: more than this is worked out by a worker, with its progress shown.
AT_ONCE = 100_000
AFRESH = "afresh"
STALE = "Something has changed since this was worked out. Work it out again."
_UNDECIDED = [AllocationState.WORKING, AllocationState.PROPOSED]


@transaction.atomic
def propose_allocation(round_: Round, *, by: Actor, seed: int | None = None, is_afresh: bool = False) -> Allocation:
    """Work out who should read what, for somebody to look at; nothing changes for any judge yet.

    A large round is left to a worker, and the allocation is WORKING until then. `is_afresh` deals what nobody has
    begun anew; else only gaps are filled. Raises NotAllowed for anybody but an administrator without an interest in
    the award, NotNow for a round in which all read all, or whose scoring is over.
    """
    refuse_unless_theirs(round_, by)
    hold_rounds(round_.award_id)
    round_ = fresh_round(round_.pk)
    refuse_unless_shared(round_)
    for older in round_.allocations.filter(state__in=_UNDECIDED):
        perform(older, "discard", by=by)
    entries, seats = entries_to_deal(round_).count(), round_.panel.members.sitting().count()
    if not entries or not seats:
        raise NotNow("There are no entries to share out, or no judges to read them.")
    seed = secrets.randbelow(LARGEST_SEED) if seed is None else seed
    allocation = Allocation.objects.create(
        round=round_, seed=seed, problem={AFRESH: is_afresh}, made_by_id=by.pk, made_at=clock.now()
    )
    record(allocation, "work_out", by=by, data={"seed": seed, AFRESH: is_afresh})
    if entries * seats <= AT_ONCE:
        return _work_out(allocation, by=by)
    allocation.job = start_job("allocation.work_out", f"allocation:{allocation.pk}", by=by, total=entries)
    allocation.save(update_fields=["job"])
    return allocation


def _give_up(job) -> None:
    """Leave aside what could not be worked out."""
    for allocation in Allocation.objects.filter(job=job, state=AllocationState.WORKING):
        perform(allocation, "discard", by=SYSTEM, data={"job": job.pk})


@works_on("allocation.work_out", "Working out who reads what", gave_up=_give_up)
def work_out_in_background(job, tell) -> bool:
    """Work out a large round; one that was put aside meanwhile is left so."""
    allocation = Allocation.objects.select_related("round__award", "round__panel").filter(job=job).first()
    if allocation is not None and allocation.state == AllocationState.WORKING:
        try:
            _work_out(allocation, by=SYSTEM, tell=tell)
        except Refused:
            # Put aside by somebody while it was worked out.
            return True
    return True


def _work_out(allocation: Allocation, *, by: Actor, tell: Callable[[int], None] = lambda done: None) -> Allocation:
    """Solve it, and show the answer. Nothing is held while it is solved: applying asks whether all still stands."""
    is_afresh = allocation.problem[AFRESH]
    problem = problem_of(allocation.round, seed=allocation.seed)
    answer = allocate(replace(problem, current=frozenset()) if is_afresh else problem, tell)
    with transaction.atomic():
        basis = fingerprint_of(problem) | {AFRESH: is_afresh}
        return perform(allocation, "propose", by=by, answer=_answer(problem, answer), problem=basis)


def _answer(problem: Problem, answer: Answer) -> dict:
    """Return the answer with what it changes, what judges read before, and who can be compared with whom."""
    after, before = numbers_of(answer.pairs), numbers_of(problem.fixed | problem.current)
    return answer.as_json() | {
        "added": sorted(map(list, after - before)),
        "removed": sorted(map(list, before - after)),
        "before": dict(Counter(f"j{seat}" for _entry, seat in before)),
        "counts": {"added": len(after - before), "removed": len(before - after)},
        "groups": _groups_of(after),
    }


def _groups_of(pairs: Pairs) -> list[list[int]]:
    """Return the groups of seats that share entries, directly or through others; who reads nothing is left out."""
    first: dict[int, int] = {}
    group: dict[int, set[int]] = {}
    for entry, seat in sorted(pairs):
        mine = group.setdefault(seat, {seat})
        theirs = group[first.setdefault(entry, seat)]
        if mine is not theirs:
            mine |= theirs
            group |= dict.fromkeys(mine, mine)
    return sorted({tuple(sorted(seats)) for seats in group.values()})


@transaction.atomic
def apply_allocation(allocation: Allocation, *, by: Actor, accepts_shortages: bool = False) -> Allocation:
    """Let a proposal hold: sheets are made and untouched ones taken away, all in one.

    Raises NotNow when people, interests or sheets have changed since it was worked out, and where entries stay
    short of readers unless that is accepted.
    """
    hold_rounds(allocation.round.award_id, entries={entry for entry, _ in allocation.answer.get("added", ())})
    round_ = fresh_round(allocation.round_id)
    refuse_unless_shared(round_)
    allocation = Allocation.objects.select_related("round__award").get(pk=allocation.pk)
    if allocation.state == AllocationState.PROPOSED:
        if is_stale(allocation, round_):
            raise NotNow(STALE)
        if allocation.answer["short"] and not accepts_shortages:
            raise NotNow(
                "Some entries stay short of readers. Say that you accept that, or change what stands in the way."
            )
    codes = {name: len(allocation.answer[name]) for name in ("added", "removed", "short") if allocation.answer}
    allocation = perform(allocation, "apply", by=by, data=codes)
    if round_.state == RoundState.SCORING:
        change_sheets(round_, add=pairs_of(allocation, "added"), take=pairs_of(allocation, "removed"))
    return allocation


def is_stale(allocation: Allocation, round_: Round) -> bool:
    """Say whether people, interests or sheets have changed since a proposal was worked out."""
    basis = {key: value for key, value in allocation.problem.items() if key != AFRESH}
    return fingerprint_of(problem_of(round_, seed=allocation.seed)) != basis


@transaction.atomic
def discard_allocation(allocation: Allocation, *, by: Actor) -> Allocation:
    """Leave a proposal aside."""
    refuse_unless_theirs(allocation.round, by)
    return perform(allocation, "discard", by=by)


@transaction.atomic
def undo_allocation(allocation: Allocation, *, by: Actor, reason: str) -> tuple[Allocation, int]:
    """Take a whole allocation back; sheets that a judge has begun stay. Returns it with how many stayed.

    Raises NotNow when a later allocation stands on it.
    """
    back = {entry for entry, _ in allocation.answer.get("removed", ())}
    hold_rounds(allocation.round.award_id, entries=back)
    round_ = fresh_round(allocation.round_id)
    later = round_.allocations.filter(state=AllocationState.APPLIED, pk__gt=allocation.pk)
    if later.exists():
        raise NotNow("A later allocation stands on this one. Undo that one first.")
    allocation = perform(allocation, "undo", by=by, reason=reason.strip())
    if round_.state != RoundState.SCORING:
        return allocation, 0
    added = pairs_of(allocation, "added")
    change_sheets(round_, add=pairs_of(allocation, "removed"), take=added)
    left = ScoreSheet.objects.filter(round=round_).expected().values_list("entry_id", "member_id")
    return allocation, len(added & set(left))


def refuse_unless_theirs(round_: Round, by: Actor) -> None:
    """Raise NotAllowed for anybody but an administrator without an interest in any entry of the award."""
    if not is_administrator(round_, by):
        raise NotAllowed(is_administrator.sentence)
    if not isinstance(by, Person) or has_interest_in_award(by, round_.award):
        raise NotAllowed("You have an interest in an entry of this award, so you do not say who reads what.")


def refuse_unless_shared(round_: Round) -> None:
    """Raise NotNow for a round in which all read all, or whose scoring is over."""
    if round_.readers is None:
        raise NotNow("In this round every judge reads every entry.")
    if round_.is_over(clock.now()):
        raise NotNow("Scoring is over, so who reads what cannot change any more.")


def fresh_round(round_id: int) -> Round:
    """Return the round as it stands; whoever changes it holds it already."""
    return Round.objects.select_related("award", "panel", "season").get(pk=round_id)


def pairs_of(allocation: Allocation, name: str) -> Pairs:
    """Return the pairs that an allocation adds or removes."""
    return {(entry, seat) for entry, seat in allocation.answer[name]}


def change_sheets(round_: Round, *, add: Pairs, take: Pairs) -> None:
    """Make and take away sheets; what an interest bars is not made, what has begun is not taken.

    Nobody is given a sheet who has left the panel, whatever an older allocation says.
    """
    with telling_whose_list_changes(round_, entries={entry for entry, _seat in add | take}):
        _change_sheets(round_, add, take)


def _change_sheets(round_: Round, add: Pairs, take: Pairs) -> None:
    _take_away(round_, take)
    seats = {m.pk: m for m in round_.panel.members.sitting().select_related("person")}
    entries = list(entries_to_deal(round_).filter(pk__in={e for e, _m in add}))
    known = {e.pk for e in entries}
    barred = barred_pairs(round_, list(seats.values()), entries)
    made = [pair for pair in sorted(add - barred) if pair[0] in known and pair[1] in seats]
    make_sheets(round_, made)
    refresh_round(round_)
    for seat in sorted({s for _e, s in add | take} & set(seats)):
        follow_member(PanelMember.objects.get(pk=seat))


def _take_away(round_: Round, pairs: Pairs) -> None:
    """Take away the sheets that nobody has begun; one that its judge saves at this very moment is theirs."""
    untouched = ScoreSheet.objects.filter(round=round_).untouched()
    wanted = {pk: (e, m) for pk, e, m in untouched.values_list("pk", "entry_id", "member_id") if (e, m) in pairs}
    held = ScoreSheet.objects.select_for_update(of=("self",), skip_locked=True).filter(version=0, pk__in=wanted)
    keys = list(held.order_by("pk").values_list("pk", flat=True))
    ScoreSheet.objects.filter(pk__in=keys).untouched().delete()

"""What an administrator settles by hand: how many read each entry, how much a judge reads, and single pairs."""

from collections.abc import Iterable

from django.db import transaction

from judging.models import Allocation, PanelMember, Round, ScoreSheet
from judging.services.allocating import (
    change_sheets,
    fresh_round,
    refuse_unless_shared,
    refuse_unless_theirs,
)
from judging.services.dealing import barred_pairs, entries_to_deal
from judging.services.locking import hold_rounds
from judging.services.sharing import Pairs, applied_pairs, loads_of, teams_of
from judging.states import AllocationState, RoundState
from kit import clock
from nominations.models import Entry
from workflow import NotNow, perform, record
from workflow.actors import Actor

BY_HAND = "by_hand"
MOST_READERS = 50


@transaction.atomic
def set_readers(round_: Round, *, readers: int | None, by: Actor) -> Round:
    """Say how many judges read each entry of a round, before its scoring opens; None lets every judge read all."""
    refuse_unless_theirs(round_, by)
    hold_rounds(round_.award_id)
    round_ = fresh_round(round_.pk)
    if round_.has_opened or round_.is_over(clock.now()):
        raise NotNow("Scoring has opened, so the number of readers stays as it is.")
    if readers is not None and not 1 <= readers <= MOST_READERS:
        raise NotNow(f"Enter a number between 1 and {MOST_READERS}.")
    if readers == round_.readers:
        return round_
    for proposal in round_.allocations.filter(state__in=[AllocationState.WORKING, AllocationState.PROPOSED]):
        perform(proposal, "discard", by=by)
    codes = {"before": round_.readers, "readers": readers}
    round_.readers = readers
    round_.save(update_fields=["readers"])
    record(round_, "set_readers", by=by, data=codes)
    return round_


@transaction.atomic
def limit_reading(round_: Round, *, member: PanelMember, reads_at_most: int | None, by: Actor) -> PanelMember:
    """Say how many entries a judge can read where entries are shared out; None takes the limit away.

    What the judge has already stays theirs until somebody works out anew who reads what.
    """
    refuse_unless_theirs(round_, by)
    hold_rounds(round_.award_id)
    member = round_.panel.members.select_for_update(of=("self",)).get(pk=member.pk)
    if member.reads_at_most != reads_at_most:
        codes = {"before": member.reads_at_most, "reads_at_most": reads_at_most}
        member.reads_at_most = reads_at_most
        member.save(update_fields=["reads_at_most"])
        record(member, "limit_reading", by=by, data=codes)
    return member


@transaction.atomic
def give_entry(round_: Round, *, entry: Entry, member: PanelMember, by: Actor) -> Allocation:
    """Let one judge read one entry of a round that shares them out; undone like any other allocation.

    Raises NotNow with the reason for a judge who may not read it, has it already, or has no room for it.
    """
    refuse_unless_theirs(round_, by)
    hold_rounds(round_.award_id, entries=[entry.pk])
    round_ = fresh_round(round_.pk)
    refuse_unless_shared(round_)
    if sentence := why_not(round_, entry=entry, seats=[member]).get(member.pk):
        raise NotNow(sentence)
    return _by_hand(round_, "give_entry", add={(entry.pk, member.pk)}, take=set(), by=by)


def why_not(round_: Round, *, entry: Entry, seats: Iterable[PanelMember]) -> dict[int, str]:
    """Return by seat why a judge cannot be given an entry, in a fixed number of queries; others can."""
    keys = [seat.pk for seat in seats]
    sitting = {s.pk: s for s in round_.panel.members.sitting().select_related("person").filter(pk__in=keys)}
    row = entries_to_deal(round_).select_related("nominee__person").filter(pk=entry.pk).first()
    if row is None:
        return dict.fromkeys(keys, "This entry is not before the panel of this round.")
    barred = barred_pairs(round_, list(sitting.values()), [row])
    teams = teams_of(list(sitting.values()), [row])
    has = set(ScoreSheet.objects.filter(round=round_, entry=entry).values_list("member_id", flat=True))
    if not round_.has_opened:
        has = {seat for key, seat in applied_pairs(round_) if key == entry.pk}
    loads = loads_of(round_)

    def reason(key: int) -> str:
        seat = sitting.get(key)
        if seat is None:
            return "This person does not judge with this panel now."
        if (entry.pk, key) in barred:
            return "This judge takes no part in this entry."
        if f"e{entry.pk}" in teams and teams.get(f"j{key}") == teams[f"e{entry.pk}"]:
            return "This judge works in the nominee’s own team."
        if key in has:
            return "This judge has this entry already."
        if seat.reads_at_most is not None and loads[key] >= seat.reads_at_most:
            return "This judge has as many entries as they can read. Change their limit first."
        return ""

    return {key: sentence for key in keys if (sentence := reason(key))}


@transaction.atomic
def take_entry(round_: Round, *, entry: Entry, member: PanelMember, by: Actor) -> Allocation:
    """Take an entry that a judge has not begun from them, by hand; undone like any other allocation."""
    refuse_unless_theirs(round_, by)
    hold_rounds(round_.award_id, entries=[entry.pk])
    round_ = fresh_round(round_.pk)
    refuse_unless_shared(round_)
    pair = (entry.pk, member.pk)
    if round_.has_opened:
        theirs = ScoreSheet.objects.filter(round=round_, entry=entry, member=member)
        can_go = theirs.untouched().exists()
    else:
        can_go = pair in applied_pairs(round_)
    if not can_go:
        raise NotNow("The judge has begun this entry, or does not have it, so it cannot be taken from them.")
    return _by_hand(round_, "take_entry", add=set(), take={pair}, by=by)


def _by_hand(round_: Round, verb: str, *, add: Pairs, take: Pairs, by: Actor) -> Allocation:
    """Keep one pair that somebody gave or took as an allocation of its own, so that it shows and can be undone."""
    answer = {"added": sorted(map(list, add)), "removed": sorted(map(list, take)), "short": []}
    answer["counts"] = {"added": len(add), "removed": len(take)}
    # Once there are sheets, they say who reads what.
    after = set() if round_.has_opened else (applied_pairs(round_) | add) - take
    answer["pairs"] = [[f"e{e}", f"j{m}"] for e, m in sorted(after)]
    allocation = Allocation.objects.create(round=round_, seed=0, made_by_id=by.pk, made_at=clock.now())
    allocation = perform(allocation, "propose", by=by, answer=answer, problem={BY_HAND: True})
    allocation = perform(allocation, "apply", by=by, data={"added": len(add), "removed": len(take), "short": 0})
    if round_.state == RoundState.SCORING:
        change_sheets(round_, add=add, take=take)
    [(entry, seat)] = add | take
    record(round_, verb, by=by, data={"entry": entry, "seat": seat})
    return allocation

"""Giving each judge a sheet for each entry."""

from collections.abc import Iterable

from django.db import transaction

from judging.models import PanelMember, Round, ScoreSheet, Standing
from judging.querysets import ASIDE
from judging.services.dealing import bars, entries_of, make_sheets
from judging.services.locking import hold_rounds, hold_sheets
from judging.services.sharing import deal_out, seed_of
from judging.services.sheets import recuse_sheet
from nominations.models import Entry, Interest
from workflow import SYSTEM, record

_BATCH = 1000


@transaction.atomic
def hand_out_sheets(
    round_: Round, *, entries: Iterable[Entry] | None = None, members: Iterable[PanelMember] | None = None
) -> int:
    """Make the sheets that are missing for each sitting judge and entry; returns how many were made.

    A sheet whose judge an interest shuts out is set aside at once. Whoever calls refreshes the standings.
    """
    hold_rounds(round_.award_id)
    members = list(round_.panel.members.sitting() if members is None else members)
    wanted = entries_of(round_) if entries is None else entries_of(round_).filter(pk__in=[e.pk for e in entries])
    keys = list(wanted.order_by("pk").values_list("pk", flat=True))
    theirs = ScoreSheet.objects.filter(round=round_, member__in=members)
    if entries is not None:
        theirs = theirs.filter(entry__in=keys)
    have = set(theirs.values_list("entry_id", "member_id"))
    seed = None if round_.readers is None else seed_of(round_, len(have))
    missing = [pair for pair in _pairs_for(round_, keys, members, seed) if pair not in have]
    make_sheets(round_, missing)
    _set_aside(round_, members, wanted)
    codes = {"sheets": len(missing)}
    if seed is not None:
        # An entry that nobody can read is still one that the panel has to answer for.
        Standing.objects.bulk_create([Standing(round=round_, entry_id=e) for e in keys], _BATCH, ignore_conflicts=True)
        codes["seed"] = seed
    if missing:
        record(round_, "hand_out", by=SYSTEM, data=codes)
    return len(missing)


def _pairs_for(round_: Round, keys: list[int], members: list[PanelMember], seed: int | None) -> list[tuple[int, int]]:
    """Return who should have which entry: everybody everything, or what the round's allocation deals."""
    if seed is None:
        return [(e, m.pk) for e in keys for m in members]
    wanted, seats = set(keys), {m.pk for m in members}
    return sorted(pair for pair in deal_out(round_, seed=seed) if pair[0] in wanted and pair[1] in seats)


def _set_aside(round_: Round, members: list[PanelMember], entries) -> None:
    """Recuse each of the judges from the sheets of entries that an interest keeps them out of."""
    found = bars(round_, members, set(entries.values_list("pk", flat=True)))
    if not found:
        return
    interests = Interest.objects.in_bulk(set(found.values()))
    reasons = {pair: interests[pk] for pair, pk in found.items()}
    sheets = ScoreSheet.objects.filter(
        round=round_, member__in={seat for _e, seat in reasons}, entry__in={e for e, _seat in reasons}
    ).exclude(state__in=ASIDE)
    for sheet in hold_sheets(sheets):
        if (sheet.entry_id, sheet.member_id) in reasons:
            recuse_sheet(sheet, interest=reasons[sheet.entry_id, sheet.member_id], by=SYSTEM)

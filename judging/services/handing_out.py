"""Giving each judge a sheet for each entry."""

from collections.abc import Iterable

from django.db.models import Q

from judging.models import PanelMember, Round, ScoreSheet
from judging.querysets import ASIDE
from judging.services.sheets import recuse_sheet
from judging.states import RoundKind
from nominations.models import Entry, Interest
from nominations.states import EntryState
from workflow import SYSTEM, record

_BATCH = 1000


def entries_of(round_: Round):
    """Return the entries that the round's panel scores, those hidden for a check included."""
    stage = EntryState.IN_FINAL if round_.kind == RoundKind.FINAL else EntryState.IN_ROUND
    hidden = Q(state=EntryState.HIDDEN, hidden_from=stage)
    return Entry.objects.filter(Q(state=stage) | hidden, award=round_.award_id)


def hand_out_sheets(
    round_: Round, *, entries: Iterable[Entry] | None = None, members: Iterable[PanelMember] | None = None
) -> int:
    """Make the sheets that are missing for each sitting judge and entry; returns how many were made.

    A sheet whose judge an interest shuts out is set aside at once. Whoever calls refreshes the standings.
    """
    members = list(round_.panel.members.sitting() if members is None else members)
    wanted = entries_of(round_) if entries is None else entries_of(round_).filter(pk__in=[e.pk for e in entries])
    keys = list(wanted.order_by("pk").values_list("pk", flat=True))
    theirs = ScoreSheet.objects.filter(round=round_, member__in=members)
    if entries is not None:
        theirs = theirs.filter(entry__in=keys)
    have = set(theirs.values_list("entry_id", "member_id"))
    missing = [(e, m) for e in keys for m in members if (e, m.pk) not in have]
    ScoreSheet.objects.bulk_create(
        [ScoreSheet(round=round_, entry_id=e, member=m) for e, m in missing], batch_size=_BATCH, ignore_conflicts=True
    )
    _set_aside(round_, members, wanted)
    if missing:
        record(round_, "hand_out", by=SYSTEM, data={"sheets": len(missing)})
    return len(missing)


def _set_aside(round_: Round, members: list[PanelMember], entries) -> None:
    """Recuse each of the judges from the sheets of entries that an interest keeps them out of."""
    seat_of = {m.person_id: m.pk for m in members}
    interests = Interest.objects.filter(person__in=seat_of, ruling="recused", entry__in=entries.values("pk"))
    reasons = {(i.entry_id, seat_of[i.person_id]): i for i in interests.order_by("-pk")}
    if not reasons:
        return
    sheets = ScoreSheet.objects.filter(
        round=round_, member__in={seat for _e, seat in reasons}, entry__in={e for e, _seat in reasons}
    ).exclude(state__in=ASIDE)
    for sheet in sheets:
        if (sheet.entry_id, sheet.member_id) in reasons:
            recuse_sheet(sheet, interest=reasons[sheet.entry_id, sheet.member_id], by=SYSTEM)

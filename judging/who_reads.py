"""Who reads what, in words and figures for the pages of administrators."""

import re
from collections import Counter

from django.db.models import F

from judging.models import Allocation, Round, ScoreSheet, Standing
from judging.services.dealing import entries_to_deal
from judging.services.sharing import CLOSED_TO_ITS_JUDGE, applied_pairs, loads_of
from kit.templatetags.commend import count_noun
from nominations.models import Entry

WELL, FAIRLY = 0.8, 0.5  # of the most that judges could share (judging-science, section 9)
_ID = re.compile(r"\b([ej])(\d+)\b")
_SAID = (
    (" is forbidden", " takes no part in it"),
    (" are forbidden", " take no part in it"),
    (" is of its own group", " works in the nominee’s own team"),
    (" are of its own group", " work in the nominee’s own team"),
)


def seat_rows(round_: Round) -> list[dict]:
    """Return the judges who sit, and whoever else still has entries, with their limits and loads."""
    loads, sits = loads_of(round_), set(round_.panel.members.sitting().values_list("pk", flat=True))
    seats = [s for s in round_.panel.members.select_related("person") if s.pk in sits or loads[s.pk]]
    most = max([loads[s.pk] for s in seats], default=0)
    return [
        {"pk": s.pk, "name": s.person.full_name, "limit": s.reads_at_most, "load": loads[s.pk], "most": most or 1}
        for s in seats
    ]


def readers_by_entry(round_: Round, entries) -> dict[int, list[int]]:
    """Return the seats that read each of a few entries."""
    keys = {e.pk for e in entries}
    found: dict[int, list[int]] = {key: [] for key in keys}
    if round_.has_opened:
        sheets = ScoreSheet.objects.filter(round=round_, entry__in=keys).exclude(state__in=CLOSED_TO_ITS_JUDGE)
        pairs = sheets.order_by("member").values_list("entry", "member")
    else:
        pairs = sorted(pair for pair in applied_pairs(round_) if pair[0] in keys)
    for entry, seat in pairs:
        found[entry].append(seat)
    return found


def short_standings(rounds):
    """Return the stored figures of entries that fewer judges read than their round says."""
    live = Entry.objects.live().values("pk")
    return Standing.objects.filter(round__in=rounds, entry__in=live, expected__lt=F("round__readers"))


def count_short(round_: Round) -> int:
    """Count the entries that stand short of readers; before anything is dealt none does."""
    if round_.readers is None:
        return 0
    if round_.has_opened:
        return short_standings([round_.pk]).count()
    readers = Counter(entry for entry, _seat in applied_pairs(round_))
    if not readers:
        return 0
    return sum(readers[key] < round_.readers for key in entries_to_deal(round_).values_list("pk", flat=True))


def short_words(round_: Round, count: int) -> str:
    """Say how many entries stand short of readers; nothing where none does."""
    if not count:
        return ""
    verb = "is" if count == 1 else "are"
    return f"{count_noun(count, 'entry,entries')} {verb} read by fewer than {count_noun(round_.readers, 'judge')}."


def quorum_warning(round_: Round) -> str:
    """Say that fewer judges read each entry than its quorum asks for; nothing where enough do."""
    if round_.readers is None or round_.readers >= round_.quorum:
        return ""
    return (
        f"Each entry is read by {count_noun(round_.readers, 'judge')}, and its quorum is {round_.quorum}. "
        "Results could not be locked."
    )


class Names:
    """The names of the judges and entries that a page speaks of, read in two queries."""

    def __init__(self, round_: Round, entries):
        seats = round_.panel.members.values_list("pk", "person__full_name")
        rows = Entry.objects.filter(pk__in=set(entries), award=round_.award_id)
        self.judges = dict(seats)
        self.entries = {pk: f"{ref} {name}" for pk, ref, name in rows.values_list("pk", "reference", "nominee__name")}

    def judge(self, seat: int) -> str:
        """Name a judge."""
        return self.judges.get(seat, "A judge who has left")

    def entry(self, key: int) -> str:
        """Name an entry by its reference and its nominee."""
        return self.entries.get(key, "An entry that is gone")

    def said(self, because: str) -> str:
        """Write the solver's reason with names, as the end of a sentence."""
        if because.startswith(("Only", "No judge")):
            because = because[0].lower() + because[1:]
        for theirs, ours in _SAID:
            because = because.replace(theirs, ours)

        def name(found) -> str:
            number = int(found[2])
            return self.judge(number) if found[1] == "j" else self.entry(number)

        return _ID.sub(name, because.rstrip("."))


def compared_words(answer: dict, names: Names) -> dict:
    """Say how well judges can be compared: a sentence, the groups that share no entry, and whether that is a worry."""
    groups = [[names.judge(seat) for seat in seats] for seats in answer.get("groups", ())]
    if not groups:
        return {"sentence": "", "groups": [], "is_worry": False}
    if len(groups) > 1:
        sentence = "These groups of judges share no entry, so they cannot be compared with each other:"
        return {"sentence": sentence, "groups": groups, "is_worry": True}
    if len(groups[0]) == 1:
        return {"sentence": "Only one judge reads, so there is nobody to compare.", "groups": [], "is_worry": False}
    if answer["overlap"] >= WELL:
        return {"sentence": "Judges can be compared well.", "groups": [], "is_worry": False}
    if answer["overlap"] >= FAIRLY:
        sentence = "Judges can be compared, with some doubt: some of them share few entries."
        return {"sentence": sentence, "groups": [], "is_worry": False}
    sentence = "Judges can hardly be compared: many of them share few entries or none."
    return {"sentence": sentence, "groups": [], "is_worry": True}


def load_changes(allocation: Allocation, names: Names) -> list[dict]:
    """Return what each judge reads before and after a proposal, with their limit as it was worked out."""
    answer = allocation.answer
    before = answer.get("before", {})
    limits = dict(allocation.problem.get("judges", ()))
    after = answer.get("loads", {})
    most = max(after.values(), default=0) or 1
    rows = [
        {"name": names.judge(int(j[1:])), "before": before.get(j, 0), "after": n, "limit": limits.get(j), "most": most}
        for j, n in after.items()
    ]
    return sorted(rows, key=lambda row: row["name"])


def changes_of(allocation: Allocation) -> list[tuple[str, int, int]]:
    """Return each pair that an allocation adds or removes, by entry."""
    added = [("added", e, s) for e, s in allocation.answer.get("added", ())]
    removed = [("removed", e, s) for e, s in allocation.answer.get("removed", ())]
    return sorted(added + removed, key=lambda change: (change[1], change[0], change[2]))

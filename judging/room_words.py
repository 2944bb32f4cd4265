"""What a panel should know of its figures before it talks, in words: neutral, cautious, and never about merit.

`names` is what `judging.room.names_of` gives. A sentence about an entry or a judge without a name there is left out.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from judging.plots import signed, two
from judging.ranking.recipe import NARROW, Method, word_for

if TYPE_CHECKING:
    from judging.ranking.shapes import EntryLine, JudgeLine, Result
    from judging.room import Names

# Between these, a chance to be among the first k says that the entry should be talked about.
ZONE = (0.10, 0.90)
MOST_NAMED = 5
# Under this share of a hundredth of the scale, a correction is "about average".
AVERAGE = 1.0
# Said with names by a sentence of their own.
NAMED = {
    "disconnected",
    "shared_first",
    "too_close",
    "leader_differs_by_chance",
    "below_quorum",
    "one_reader",
}
# Without these there is nothing further to say.
ENDS = ("no_sheets", "nobody_ranked")

# What a method is called in a list of several.
METHODS = {
    Method.MEAN: "mean",
    Method.MEDIAN: "median",
    Method.TRIMMED: "trimmed mean",
    Method.BORDA: "mean rank (Borda)",
    Method.Z: "standardised marks (z)",
    Method.ADJUSTED: "corrected mean",
    Method.ADJUSTED_FIXED: "mean corrected in full",
}

CAUTIOUSLY = "is estimated cautiously, so that few reads mean a small correction, and is taken off"
ABOUT_CHANCES = (
    "A chance says how far these marks can be relied on: how often an entry would come so far if judges like these "
    "read the same entries again. It says nothing of what an entry deserves."
)


def flags_of(
    result: "Result", names: "Names", *, criteria: Mapping[str, str] | None = None, edge: bool = True
) -> list[str]:
    """Return what the panel should know, one sentence each, the weightiest first.

    `criteria` are names by key; `edge` says whether it matters who is among the first k (a shortlist).
    """
    from judging.ranking.words import WARNINGS

    said = _Said(result, names, criteria or {})
    stops = [WARNINGS[code] for code in ENDS if code in result.warnings]
    if stops:
        return [*stops, *said.below_quorum()]
    found = [
        *said.groups(),
        *said.first_place(),
        *(said.edge() if edge else ()),
        *said.judges_left_out(),
        *said.weights_moved(),
        *said.other_methods(),
        *said.likelier(),
        *said.below_quorum(),
        *said.one_reader(),
        *said.split(),
        *said.odd(),
    ]
    return found + [WARNINGS[code] for code in result.warnings if code in WARNINGS and code not in NAMED]


class _Said:
    """The sentences about one result, each a question of its own."""

    def __init__(self, result, names, criteria):
        self.result, self.names, self.criteria = result, names, criteria
        self.lines = {line.entry: line for line in result.entries}
        self.ranked = sorted((x for x in result.entries if x.rank is not None), key=lambda x: x.rank)

    def entry(self, key: Hashable) -> str:
        return self.names.references.get(key, "")

    def entries(self, keys: Iterable[Hashable]) -> list[str]:
        return sorted(filter(None, map(self.entry, keys)))

    def judge(self, key: Hashable) -> str:
        return self.names.judges.get(key, "")

    def criterion(self, key: Hashable) -> str:
        return self.criteria.get(key, str(key))

    @property
    def first(self) -> list[str]:
        """The references of who is first; empty if one of them may not be named."""
        keys = [x.entry for x in self.ranked if x.rank == 1]
        found = self.entries(keys)
        return found if len(found) == len(keys) else []

    def groups(self) -> Iterator[str]:
        """Groups of entries that share no judge."""
        parts = [p for p in (self.entries(keys) for keys in self.result.components) if p]
        if "disconnected" in self.result.warnings and len(parts) > 1:
            count = "two" if len(parts) == 2 else len(parts)
            listed = "; ".join(some(part) for part in parts[:MOST_NAMED])
            yield f"These {count} groups of entries share no judge: they cannot be compared. {listed}."
            # Which reads would join them is not said here: a judge may have an interest in what they have not read.
            yield "If judges of one group also read entries of another, they could be compared."

    def first_place(self) -> Iterator[str]:
        """Whether the first place can be told apart from the second."""
        first, sure = self.first, self.result.sensitivity
        if not first:
            return
        if len(first) > 1:
            yield f"{some(first)} have the same figure, so only the rules for ties can part them: discuss them."
            return
        if sure is None or sure.margin_chance is None or len(self.ranked) < 2:
            return
        seconds = [self.entry(x.entry) for x in self.ranked if x.rank == self.ranked[1].rank]
        if not all(seconds):
            return
        if sure.margin_chance < self.result.recipe.close_below:
            yield f"{some([*first, *seconds])} are closer than this panel can tell apart: discuss them."
        elif sure.margin is not None:
            by = f"{two(sure.margin)} {'point' if two(sure.margin) == '1.00' else 'points'}"
            chance = percent(sure.margin_chance)
            yield f"{first[0]} is ahead of {some(seconds)} by {by}; the chance that it is ahead is {chance}."

    def edge(self) -> Iterator[str]:
        """Who may or may not belong among the first k."""
        top = self.result.recipe.top
        if len(self.ranked) <= top:
            return
        zone = [x.entry for x in self.ranked if x.p_top is not None and ZONE[0] < x.p_top < ZONE[1]]
        found = self.entries(zone)
        if len(found) == 1:
            yield f"{found[0]} may or may not belong among the first {top}: discuss it."
        elif found:
            yield f"{some(found)} may or may not belong among the first {top}: discuss them."

    def judges_left_out(self) -> Iterator[str]:
        """Whether one judge alone decides who is first."""
        sure, first = self.result.sensitivity, self.first
        if sure is None or not sure.left_out or not first:
            return
        changed = [x for x in sure.left_out if not x.keeps_first]
        if not changed:
            yield f"Leave out any one judge and {some(first)} {stays(first)} first."
        if len(first) > 1 or len(changed) > 2:
            if judges := list(filter(None, (self.judge(out.judge) for out in changed))):
                yield f"Leaving out one judge can change who is first: {some(judges, 'or')}."
            return
        for out in changed:
            if (judge := self.judge(out.judge)) and (then := self.entries(out.first)):
                yield f"Leave out {judge} and {some(then)} would be first."

    def weights_moved(self) -> Iterator[str]:
        """Whether one weight alone decides who is first."""
        sure, first = self.result.sensitivity, self.first
        if sure is None or not sure.shifted or not first:
            return
        changed = [x for x in sure.shifted if not x.keeps_first]
        share = fifth(self.result.recipe.weight_shift)
        if not changed:
            yield f"Moving any one weight by {share} changes nothing: {some(first)} {stays(first)} first."
        if len(first) > 1 or len(changed) > 2:
            names = dict.fromkeys(self.criterion(moved.criterion) for moved in changed)
            if names:
                yield f"Moving one weight by {share} can change who is first: {some(list(names), 'or')}."
            return
        for moved in changed:
            if then := self.entries(moved.first):
                way = "more" if moved.factor > 1 else "less"
                yield f"Let {self.criterion(moved.criterion)} count {share} {way} and {some(then)} would be first."

    def other_methods(self) -> Iterator[str]:
        """Whether another way to count would put somebody else first."""
        sure, first = self.result.sensitivity, self.first
        if sure is None or not first:
            return
        others: dict[tuple[str, ...], list[str]] = {}
        for method, ranks in sure.ranks.items():
            keys = [entry for entry, rank in ranks.items() if rank == 1]
            then = tuple(self.entries(keys))
            if method != self.result.method and keys and len(then) == len(keys) and set(then) != set(first):
                others.setdefault(then, []).append(METHODS[Method(method)])
        for then, methods in others.items():
            other = "another method" if len(methods) == 1 else "other methods"
            yield f"{some(then)} would be first by {other}: {some(methods)}."
        if len(sure.ranks) > 1 and not others and len(first) == 1:
            yield f"{first[0]} is first by every method that can be used here."

    def likelier(self) -> Iterator[str]:
        """Whether another entry than the first is likelier to be first."""
        if "leader_differs_by_chance" not in self.result.warnings or not self.first:
            return
        best = max((x for x in self.ranked if x.p_first is not None), key=lambda x: x.p_first, default=None)
        if best is not None and best.rank != 1 and (name := self.entry(best.entry)):
            yield (
                f"{name} is likelier to be first than {some(self.first)}, which stands first with fewer or more uneven "
                "reads. One more read of each would help before anything is decided."
            )

    def below_quorum(self) -> Iterator[str]:
        """Who has too few sheets to have a place."""
        quorum = self.result.recipe.quorum
        if found := self.entries(x.entry for x in self.result.entries if x.sheets < quorum):
            have, them = ("has", "it") if len(found) == 1 else ("have", "them")
            yield f"{some(found)} {have} fewer than {quorum} counted judges, so chances and ranges leave {them} out."

    def one_reader(self) -> Iterator[str]:
        """Who rests on one judge alone."""
        if found := self.entries(x.entry for x in self.ranked if x.sheets == 1):
            rests = "rests" if len(found) == 1 else "each rest"
            yield f"{some(found)} {rests} on one judge alone."

    def split(self) -> Iterator[str]:
        """On whom judges are far apart."""
        if found := self.entries(self.result.split_entries):
            yield f"Judges are far apart on {some(found)}, more than how strict they are explains: discuss why."

    def odd(self) -> Iterator[str]:
        """Marks to ask about: they may be slips of the pen."""
        for entry, judge in self.result.odd_sheets[:MOST_NAMED]:
            if (name := self.entry(entry)) and (who := self.judge(judge)):
                yield f"Ask {who} about the marks for {name}: they stand far from all the others. It may be a slip."


def some(names: Sequence[str], joint: str = "and") -> str:
    """Join names with commas and "and"; of many, the first few and how many more."""
    if len(names) > MOST_NAMED + 1:
        return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} more"
    return f" {joint} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def stays(names: Sequence[str]) -> str:
    """Return the verb for one name or several."""
    return "stays" if len(names) == 1 else "stay"


def fifth(share: float) -> str:
    """Return a share of a weight as people say it."""
    return {0.2: "a fifth", 0.25: "a quarter", 0.1: "a tenth", 0.5: "a half"}.get(share, f"{100 * share:g}%")


def percent(chance: float | None) -> str:
    """Write a chance in whole per cent, never as certain: "under 1%", "over 99%"; nothing where there is none."""
    if chance is None:
        return ""
    if chance < 0.005:
        return "under 1%"
    if chance > 0.995:
        return "over 99%"
    return f"{int(100 * chance + 0.5)}%"


def chance_words(chance: float | None, *, leads: bool = False) -> str:
    """Write a chance with its word; below a half the word says something only of who leads."""
    if chance is None:
        return ""
    word = word_for(chance) if leads or chance >= NARROW else ""
    return f"{percent(chance)} ({word})" if word else percent(chance)


def places_words(line: "EntryLine") -> str:
    """Return the 90% range of an entry's place: "2 to 6", or "2" where it is one place."""
    if line.rank_low is None or line.rank_high is None:
        return ""
    return str(line.rank_low) if line.rank_low == line.rank_high else f"{line.rank_low} to {line.rank_high}"


def severity_words(line: "JudgeLine", unit: float) -> str:
    """Say how a judge's marks stand beside those of colleagues on the same entries; `unit` is 1% of the scale."""
    if line.severity is None:
        return "Cannot be estimated: no entry is shared with a colleague"
    within = line.se is not None and abs(line.severity) <= 1.96 * line.se
    size = two(abs(line.severity))
    if abs(line.severity) < AVERAGE * unit or size == "0.00":
        return "About the same as colleagues on the same entries"
    side = "below" if line.severity < 0 else "above"
    words = f"{size} {side} colleagues on the same entries"
    return f"{words}, which may be chance" if within else words


def severity_range(line: "JudgeLine") -> str:
    """Return the 95% interval of a judge's severity; nothing where it is not known."""
    if line.severity is None or line.se is None:
        return ""
    reach = 1.96 * line.se
    return f"{signed(line.severity - reach)} to {signed(line.severity + reach)}"


def about_correcting(result: "Result", names: "Names", moves: Mapping[Hashable, int]) -> list[str]:
    """Say what correcting for severity rests on and what it does, as paragraphs; `moves` are places won by entry."""
    counts = sorted(line.sheets for line in result.entries)
    if not counts or len(result.judges) < 2:
        return []
    reads = str(counts[0]) if counts[0] == counts[-1] else f"{counts[0]} to {counts[-1]}"
    said = [f"Each entry was read by {reads} of {len(result.judges)} judges."]
    in_full = result.method == Method.ADJUSTED_FIXED
    if not result.tau2 and not in_full:
        said.append("These marks show no difference in strictness beyond chance, so nothing is corrected.")
        return [" ".join(said)]
    if result.tau2:
        said.append(f"Judges differ in strictness by about {two(result.tau2**0.5)} points up or down.")
    habit = "is taken off in full" if in_full else CAUTIOUSLY
    said.append(
        f"Judges are compared only on entries that they share. Each judge’s habit {habit}. If everybody had read "
        "everything, this would change no place."
    )
    far = sum(abs(moved) >= 2 for moved in moves.values())
    some_moved = sum(moved != 0 for moved in moves.values())
    if moves and not some_moved:
        said.append("It changes no place.")
    elif moves:
        few = f"{some_moved} of {len(moves)} entries" if len(moves) > 1 else "1 entry"
        said.append(f"It moves {few}, {far or 'none'} of them by two places or more, and {_leader(result, names)}.")
    return [" ".join(said)]


def _leader(result: "Result", names: "Names") -> str:
    """Say whether correcting changes who is first."""
    known = [x for x in result.entries if x.rank is not None and x.raw is not None and x.adjusted is not None]
    raw, corrected = (_leaders(known, figure) for figure in ("raw", "adjusted"))
    named = [some(sorted(filter(None, map(names.references.get, keys)))) for keys in (raw, corrected)]
    if raw == corrected or not all(named):
        return "who is first stays the same" if raw == corrected else "who is first changes"
    return f"who is first changes from {named[0]} to {named[1]}"


def _leaders(lines: Sequence["EntryLine"], figure: str) -> set[Hashable]:
    best = max(round(getattr(line, figure), 4) for line in lines)
    return {line.entry for line in lines if round(getattr(line, figure), 4) == best}


def about_reliability(result: "Result") -> list[str]:
    """Say what correcting is worth, and how many readers would be needed."""
    found, said = result.reliability, []
    counts = [line.sheets for line in result.entries if line.sheets]
    if found.acts_like is not None and counts:
        have = sum(counts) / len(counts)
        if found.acts_like - have >= 0.05:
            said.append(
                f"Correcting was like having {found.acts_like:.1f} readers for each entry instead of {have:.3g}."
            )
    if found.reads_for_80 is not None:
        readers = f"{found.reads_for_80} {'reader' if found.reads_for_80 == 1 else 'readers'}"
        said.append(f"For a reliability of 0.80, each entry needs {readers}.")
    return said


def step_words(name: str, given, severity, corrected) -> str:
    """Say one judge's step as a clause: "Priya gave 3.5000 (0.2000 below colleagues on the same entries → 3.7000)"."""
    if not severity:
        return f"{name} gave {given} (nothing to correct)"
    side = "below" if severity < 0 else "above"
    return f"{name} gave {given} ({abs(severity)} {side} colleagues on the same entries → {corrected})"

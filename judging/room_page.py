"""What the page "What the scores say" is put together from: rows read for one page of entries, sums, and words."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from judging.models import Round, ScoreSheet, Standing
from judging.modes.pass_fail import VALUE
from judging.plots import Axis, Judge, Label, Plot, Tick, dot_strip, intervals, judges_of, severities, two
from judging.room_steps import rounded
from judging.states import PassAnswer, RoundMode, SheetState
from nominations.states import EntryState

MOST_PLACES = 6


@dataclass(frozen=True)
class Given:
    """What each judge gave each entry of a page, as figures on one line, and how such a figure is said."""

    by_entry: Mapping[int, Mapping[int, Decimal]]
    means: Mapping[int, Decimal | None]
    axis: Axis | None = None
    names: Mapping[Decimal, str] | None = None

    def words(self, value) -> str:
        """Write one judge's figure."""
        if self.names is not None:
            return self.names.get(value, f"{two(value)}%")
        return two(value)

    def exactly(self, value) -> str:
        """Write one judge's figure as a table shows it."""
        return self.names.get(value, str(value)) if self.names is not None else str(value)


def hidden_in(figures: Round) -> list[int]:
    """Return the entries that are being checked: nothing is said of them for now."""
    rows = Standing.objects.filter(round=figures, entry__state=EntryState.HIDDEN)
    return list(rows.order_by().values_list("entry_id", flat=True))


def judges_in(figures: Round, names: Mapping[int, str]) -> dict[int, Judge]:
    """Return the judges whose sheets count, the chair first, each with a letter that they keep on every page."""
    rows = ScoreSheet.objects.filter(round=figures, state=SheetState.SUBMITTED)
    seats = rows.order_by("-member__is_chair", "member_id").values_list("member_id", flat=True).distinct()
    return judges_of({seat: names.get(seat, "") for seat in seats})


def given_on(figures: Round, standings: Sequence[Standing]) -> Given:
    """Return what judges gave the entries of one page; one query."""
    rows = ScoreSheet.objects.filter(
        round=figures, state=SheetState.SUBMITTED, entry__in=[s.entry_id for s in standings]
    ).values_list("entry_id", "member_id", "total", "answer", "place")
    found: dict[int, dict[int, Decimal]] = {s.entry_id: {} for s in standings}
    means = {s.entry_id: s.total for s in standings}
    if figures.mode == RoundMode.RANK:
        last = figures.rank_top + 1
        for entry, member, _, _, place in rows:
            found[entry][member] = Decimal(place or last)
        return Given(found, {}, _places_axis(figures.rank_top), {Decimal(last): "not placed"} | _ordinals(last))
    if figures.mode == RoundMode.PASS:
        for entry, member, _, answer, _ in rows:
            if answer in VALUE:
                found[entry][member] = VALUE[answer]
        names = {VALUE[answer]: PassAnswer(answer).label for answer in VALUE}
        ticks = tuple(Tick(f"{value}%", name) for value, name in names.items())
        return Given(found, means, Axis(0, 100, ticks), names)
    for entry, member, total, _, _ in rows:
        if total is not None:
            found[entry][member] = total
    return Given(found, means)


def _ordinals(last: int) -> dict[Decimal, str]:
    return {Decimal(place): f"place {place}" for place in range(1, last)}


def _places_axis(top: int) -> Axis:
    """Return an axis of places with the first at the right, where the best stands on every other plot."""
    axis = Axis(top + 1, 1)
    step = -(-top // MOST_PLACES)
    ticks = [Tick(axis.at(place), str(place)) for place in range(1, top + 1, step)]
    return Axis(axis.low, axis.high, (Tick(axis.at(top + 1), "None"), *reversed(ticks)))


def labels_of(standings: Iterable[Standing], round_: Round, *, links: bool) -> list[Label]:
    """Return what the rows of a page are called, with the way to how each figure is made."""
    return [
        Label(
            s.entry_id,
            s.entry.reference,
            s.entry.nominee.name,
            reverse("panel:figures-entry", args=[round_.public_id, s.entry.public_id]) if links else "",
        )
        for s in standings
    ]


def ranks_of(figures: Mapping[Hashable, float]) -> dict[Hashable, int]:
    """Return standard competition ranks (1, 2, 2, 4) of figures, compared with four places."""
    order = sorted(((rounded(value), key) for key, value in figures.items()), key=lambda pair: -pair[0])
    ranks: dict[Hashable, int] = {}
    for number, (value, key) in enumerate(order, start=1):
        before = order[number - 2] if number > 1 else None
        ranks[key] = ranks[before[1]] if before and before[0] == value else number
    return ranks


def is_corrected(lines: Iterable) -> bool:
    """Say whether correcting for severity changes any figure as it is shown."""
    return any(
        line.adjusted is not None and line.raw is not None and rounded(line.adjusted) != rounded(line.raw)
        for line in lines
    )


def moves_of(result) -> dict[Hashable, int]:
    """Return how many places correcting wins (above nought) or loses each entry; none where parts share no judge."""
    if "disconnected" in result.warnings:
        return {}
    known = [x for x in result.entries if x.rank is not None and x.raw is not None and x.adjusted is not None]
    raw, corrected = ranks_of({x.entry: x.raw for x in known}), ranks_of({x.entry: x.adjusted for x in known})
    return {entry: raw[entry] - corrected[entry] for entry in raw}


def marks_plot(labels: Sequence[Label], given: Given, judges: Mapping[int, Judge]) -> Plot:
    """Return the dot strip of a page of entries."""
    kinds = {
        True: "Each letter is one judge’s own total for the entry; the line is the entry’s total.",
        False: "Each letter is the place that one judge gave the entry; the first place is at the right.",
    }
    if given.means and given.names:
        sentence = "Each letter is one judge’s answer; the line is the share of passes among passes and fails."
    else:
        sentence = kinds[bool(given.means)]
    apart = [(label, _range(given.by_entry[label.key])) for label in labels if given.by_entry.get(label.key)]
    if len(apart) > 1 and given.names is None:
        widest, by = max(apart, key=lambda pair: pair[1])
        sentence += f" Judges are furthest apart on {widest.text}, by {two(by)}."
    return dot_strip(
        labels,
        given.by_entry,
        given.means,
        judges,
        title="Each judge’s marks",
        sentence=sentence,
        words=given.words,
        mean_words="total" if given.names is None else "passes",
        axis=given.axis,
    )


def _range(given: Mapping[int, Decimal]) -> Decimal:
    return max(given.values()) - min(given.values())


def scores_plot(labels: Sequence[Label], lines: Mapping, *, shows_raw: bool) -> Plot | None:
    """Return the interval plot of a page of entries; None where no interval is known."""
    known = [lines[label.key] for label in labels if label.key in lines]
    known = [line for line in known if line.low is not None]
    if not known:
        return None
    best = max([line for line in known if line.rank is not None] or known, key=lambda line: line.adjusted)
    name = next(label.text for label in labels if label.key == best.entry)
    what = "corrected score" if shows_raw else "score"
    sentence = (
        f"Each bar is a {what} with the range that holds it nine times in ten: the shorter the bar, the surer the "
        f"score. The highest here is {name}."
    )
    title = "Corrected scores with 90% intervals" if shows_raw else "Scores with 90% intervals"
    return intervals(labels, lines, title=title, sentence=sentence, shows_raw=shows_raw)


def judges_plot(result, judges: Mapping[int, Judge]) -> Plot | None:
    """Return the plot of how strict judges are beside colleagues; None where fewer than two can be compared."""
    known = [line for line in result.judges if line.severity is not None and line.judge in judges]
    if len(known) < 2 or all(abs(line.severity) < 1e-9 for line in known):
        return None
    known.sort(key=lambda line: line.severity)
    low, high = judges[known[0].judge].name, judges[known[-1].judge].name
    sentence = (
        "Each bar says how far a judge’s marks stand below or above those of colleagues on the same entries, with the "
        f"range that holds it 95 times in a hundred. {low} marks lowest here and {high} highest."
    )
    return severities(known, judges, title="How strict judges are", sentence=sentence)

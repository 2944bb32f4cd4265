"""Plots of a round as data for templates: where each mark stands, in per cent of the width, top to bottom in pixels.

Nothing is scaled, so that letters keep their size on a phone and on a projector: across, everything is a share of
the width; down, a row is as high as its marks need. Each row is an image of its own with its figures in words, so
that who cannot see it hears the same.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10

# Marks of judges that are closer than this share of the width stand one above the other; 19 px of a 266 px strip.
NEAR = 7.2
LANE = 20
MARGIN = 13
COLOURS = 6
MOST_TICKS = 6
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Tick:
    """A line across all rows, with its figure above them."""

    at: str
    text: str


@dataclass(frozen=True)
class Axis:
    """The stretch of figures that a plot shows, in the marks' own unit, and its lines."""

    low: float
    high: float
    ticks: tuple[Tick, ...] = ()

    def share(self, value) -> float:
        """Return where `value` stands, as a per cent of the width."""
        return 100 * (float(value) - self.low) / (self.high - self.low) + 0.0

    def at(self, value) -> str:
        """Return where `value` stands, as an attribute of SVG."""
        return f"{self.share(value):.2f}%"


@dataclass(frozen=True)
class Judge:
    """A judge as the plots show them: a letter and one of a few colours; the letter alone tells them apart."""

    key: Hashable
    name: str
    letter: str
    colour: int


@dataclass(frozen=True)
class Label:
    """What a row is called: its reference or name, further words, and the address of its own page."""

    key: Hashable
    text: str
    more: str = ""
    url: str = ""


@dataclass(frozen=True)
class Mark:
    """One judge's figure in a row."""

    at: str
    y: int
    judge: Judge

    @property
    def baseline(self) -> int:
        """Where the letter stands on."""
        return self.y + 4


@dataclass(frozen=True)
class Row:
    """One row of a plot. `words` are its figures, said to who does not see them; places are attributes of SVG."""

    label: Label
    height: int
    words: str
    figure: str = ""
    marks: tuple[Mark, ...] = ()
    mean: str = ""
    low: str = ""
    high: str = ""
    middle: str = ""
    raw: str = ""
    y: int = field(default=16)

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to draw."""
        return not (self.marks or self.mean or self.middle)


@dataclass(frozen=True)
class Plot:
    """A plot: its rows, its axis, who is who, and one sentence that says what it shows."""

    name: str
    title: str
    sentence: str
    axis: Axis
    rows: tuple[Row, ...]
    judges: tuple[Judge, ...] = ()
    shows_raw: bool = False
    zero: str = ""

    @property
    def has_means(self) -> bool:
        """Say whether any row has a line at its total."""
        return any(row.mean for row in self.rows)


def judges_of(names: Mapping[Hashable, str]) -> dict[Hashable, Judge]:
    """Return the judges of a round in the order given, with letters A to Z, then AA, AB and so on."""
    return {
        key: Judge(key, name, letter_of(number), number % COLOURS + 1)
        for number, (key, name) in enumerate(names.items())
    }


def letter_of(number: int) -> str:
    """Return the letter of the judge with this number, from nought."""
    more, last = divmod(number, len(_LETTERS))
    return (letter_of(more - 1) if more else "") + _LETTERS[last]


def axis_of(values: Iterable[float], *, with_zero: bool = False) -> Axis:
    """Return an axis that holds all `values` between two round figures, with at most seven lines."""
    found = [float(v) for v in values if v is not None] + ([0.0] if with_zero else [])
    low, high = min(found, default=0.0), max(found, default=1.0)
    if high - low < 1e-9:
        low, high = low - 0.5, high + 0.5
    step = _step(high - low)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    while last - first > MOST_TICKS:
        step = _step((last - first) * step)
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    decimals = max(0, -floor(log10(step) + 1e-9)) + (1 if _has_half(step) else 0)
    axis = Axis(first * step, last * step)
    ticks = [Tick(axis.at(n * step), _figure(n * step, decimals)) for n in range(first, last + 1)]
    return Axis(axis.low, axis.high, tuple(ticks))


def _step(span: float) -> float:
    """Return the smallest round step of which `MOST_TICKS` span it: 1, 2, 2.5 or 5 times a power of ten."""
    rough = span / MOST_TICKS
    power = 10 ** floor(log10(rough))
    return next(power * f for f in (1, 2, 2.5, 5, 10) if power * f >= rough - 1e-12)


def _has_half(step: float) -> bool:
    return abs(step / 10 ** floor(log10(step) + 1e-9) - 2.5) < 1e-6


def _figure(value: float, decimals: int) -> str:
    """Write a figure with a minus sign that screen readers and narrow columns know, and never a nought below nought."""
    written = f"{abs(value):.{decimals}f}"
    return f"−{written}" if value < 0 and float(written) else written


def lanes(shares: Sequence[float], near: float = NEAR) -> list[int]:
    """Return for each place, from left to right, the first line on which it stands clear of the one before."""
    ends: list[float] = []
    found = [0] * len(shares)
    for number in sorted(range(len(shares)), key=lambda n: shares[n]):
        lane = next((i for i, end in enumerate(ends) if shares[number] - end >= near - 1e-9), len(ends))
        ends[lane : lane + 1] = [shares[number]]
        found[number] = lane
    return found


def dot_strip(
    labels: Sequence[Label],
    given: Mapping[Hashable, Mapping[Hashable, float]],
    means: Mapping[Hashable, float | None],
    judges: Mapping[Hashable, Judge],
    *,
    title: str,
    sentence: str,
    words=None,
    mean_words: str = "mean",
    axis: Axis | None = None,
) -> Plot:
    """Return each judge's own figure for each entry as a mark with their letter, the mean as a line.

    `given` holds a figure by entry and judge, `means` one by entry. `words` writes a figure, two decimals unless told.
    """
    words = words or two
    if axis is None:
        every = [v for row in given.values() for v in row.values()]
        axis = axis_of([*every, *(m for m in means.values() if m is not None)])

    def row(label: Label) -> Row:
        found = sorted(given.get(label.key, {}).items(), key=lambda pair: (float(pair[1]), judges[pair[0]].letter))
        mean = means.get(label.key)
        marks = _marks(found, judges, axis)
        height = 2 * MARGIN + max((m.y - MARGIN for m in marks), default=0)
        said = [f"{judges[key].name} {words(value)}" for key, value in found]
        if mean is not None:
            said.append(f"{mean_words} {words(mean)}")
        shown_mean = (
            {} if mean is None else {"figure": f"{mean_words.capitalize()} {words(mean)}", "mean": axis.at(mean)}
        )
        return Row(label, height, ", ".join(said) or "no marks", marks=marks, **shown_mean)

    shown = {key for label in labels for key in given.get(label.key, {})}
    who = tuple(judge for key, judge in judges.items() if key in shown)
    return Plot("dots", title, sentence, axis, tuple(map(row, labels)), who)


def _marks(found: Sequence, judges: Mapping, axis: Axis) -> tuple[Mark, ...]:
    places = lanes([axis.share(value) for _, value in found])
    return tuple(
        Mark(axis.at(value), MARGIN + LANE * lane, judges[key])
        for (key, value), lane in zip(found, places, strict=True)
    )


def intervals(labels: Sequence[Label], lines: Mapping, *, title: str, sentence: str, shows_raw: bool) -> Plot:
    """Return the corrected score of each entry with its 90% interval, and the raw one beside it where they differ.

    `lines` holds an `EntryLine` by entry.
    """
    found = [lines[label.key] for label in labels if label.key in lines]
    drawn = [v for line in found for v in (line.adjusted, line.low, line.high, line.raw if shows_raw else None)]
    axis = axis_of([v for v in drawn if v is not None])
    rows = tuple(_interval(label, lines.get(label.key), axis, shows_raw) for label in labels)
    return Plot("intervals", title, sentence, axis, rows, shows_raw=shows_raw)


def _interval(label: Label, line, axis: Axis, shows_raw: bool) -> Row:
    if line is None or line.adjusted is None:
        return Row(label, 32, "no score")
    apart = shows_raw and line.raw is not None and two(line.raw) != two(line.adjusted)
    said = [f"{'corrected score' if shows_raw else 'score'} {two(line.adjusted)}"]
    if line.low is not None:
        said.append(f"90% interval {two(line.low)} to {two(line.high)}")
    if apart:
        said.append(f"as marked {two(line.raw)}")
    return Row(
        label,
        32,
        ", ".join(said),
        figure=two(line.adjusted),
        low=axis.at(line.low) if line.low is not None else "",
        high=axis.at(line.high) if line.low is not None else "",
        middle=axis.at(line.adjusted),
        raw=axis.at(line.raw) if apart else "",
    )


def severities(lines: Sequence, judges: Mapping[Hashable, Judge], *, title: str, sentence: str) -> Plot:
    """Return how far each judge's marks stand below or above those of colleagues on the same entries.

    `lines` are `JudgeLine`s; below nought is lower. The interval is 1.96 standard errors to each side.
    """
    known = [line for line in lines if line.severity is not None and line.judge in judges]
    ends = {line.judge: _ends(line) for line in known}
    axis = axis_of([v for line in known for v in (line.severity, *ends[line.judge])], with_zero=True)
    rows = tuple(_severity(line, judges[line.judge], ends[line.judge], axis) for line in known)
    return Plot("severities", title, sentence, axis, rows, zero=axis.at(0))


def _ends(line) -> tuple[float, ...]:
    return () if line.se is None else (line.severity - 1.96 * line.se, line.severity + 1.96 * line.se)


def _severity(line, judge: Judge, ends: tuple[float, ...], axis: Axis) -> Row:
    said = signed(line.severity) + (f", between {signed(ends[0])} and {signed(ends[1])}" if ends else "")
    low, high = (axis.at(ends[0]), axis.at(ends[1])) if ends else ("", "")
    label = Label(line.judge, judge.letter, judge.name)
    return Row(label, 32, said, figure=signed(line.severity), low=low, high=high, middle=axis.at(line.severity))


def two(value) -> str:
    """Write a figure with two decimals, half up."""
    from kit.templatetags.commend import places

    return places(value, 2).replace("-", "−")


def signed(value) -> str:
    """Write a figure with two decimals and its sign; nought has none."""
    written = two(abs(value))
    if not float(written):
        return written
    return f"+{written}" if value > 0 else f"−{written}"

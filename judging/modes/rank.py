"""Rank: each judge puts the best k of the entries they read in order; Borda with ties averaged.

Of the m entries that a judge handed in, rank r gives m - r points. Those that they did not place share the mean
of the points that are left, and equal places share the mean of theirs. So that judges who read more or fewer
entries weigh the same, the points become the mid-rank share

    (points + 1/2) / m  =  1 - (rank - 1/2) / m

which lies between 0 and 1, and the total of an entry is its mean over the judges who handed in an order with it
(judging-science, section 2, Borda).
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from judging.modes.base import Mode
from judging.modes.comments import CommentsForm
from judging.ranking import Figures, four_places
from judging.states import RoundMode

HALF = Fraction(1, 2)
WIDE = Decimal("0.5")


def mid_ranks(places: Mapping[Hashable, int | None]) -> dict[Hashable, Fraction]:
    """Return each entry's rank from 1: equal places, and all without one at the end, share the mean of their ranks."""
    last = max((p for p in places.values() if p is not None), default=0) + 1
    ordered = sorted(places, key=lambda e: last if places[e] is None else places[e])
    ranks: dict[Hashable, Fraction] = {}
    before = 0
    for _, members in groupby(ordered, key=lambda e: last if places[e] is None else places[e]):
        group = list(members)
        for entry in group:
            ranks[entry] = before + Fraction(len(group) + 1, 2)
        before += len(group)
    return ranks


def shares(places: Mapping[Hashable, int | None]) -> dict[Hashable, Fraction]:
    """Return each entry's mid-rank share in one judge's order, exactly."""
    return {entry: 1 - (rank - HALF) / len(places) for entry, rank in mid_ranks(places).items()}


class Rank(Mode):
    """Each judge orders their best entries."""

    key = RoundMode.RANK
    counts_together = True
    submits_order = True
    recipe = {"name": "Borda as mean mid-rank share", "version": 1, "places": 4, "rounding": "half up"}
    method = (
        "Each counted judge puts their best entries in order. Of the m entries that the judge handed in, rank r gives "
        "m - r points; entries without a place share the mean of the points left, equal places the mean of theirs. "
        "The judge's share for an entry is (points + 1/2) / m. The total is the mean of the counted judges' shares, "
        "rounded half up to four places at the end. Entries with equal totals are parted by the tie rules, in order."
    )
    ask = "Leave a note if you like. You put all entries in order on a page of their own."
    gives = "your notes"
    changes = "your order"
    gave_nothing = "You left no notes on this entry."
    submit_route = "judging:order"
    submit_words = "Put your best in order"
    incomplete = "Put the entries in order before you submit."
    not_complete = "The entry is not in your order yet."
    field = "place"
    figure_heading = "In words"

    def form(self, data=None, *, sheet, marks=None):
        """Return the form for the two comments."""
        if data is not None:
            return CommentsForm(data)
        comments = {"note_to_panel": marks.note_to_panel, "feedback": marks.feedback}
        return CommentsForm(initial={"version": sheet.version} | comments)

    def practice_form(self, data=None):
        """Return the form for the two comments: one entry alone has no place."""
        return CommentsForm(data, initial={"version": 0})

    def totals(self, rule, counted):
        """Return k for a judge's first, k - 1 for their second, and nought without a place; None before an order.

        It says which of two entries a judge placed higher, and rests on nothing but the sheet itself.
        """
        worth = {g.sheet: rule.rank_top + 1 - g.place if g.place else 0 for g in counted}
        return {g.sheet: four_places(Fraction(max(worth[g.sheet], 0))) if g.is_handed_in else None for g in counted}

    def figures(self, rule, counted):
        """Return each entry's mean share, and how many judges placed it."""
        values, placed = defaultdict(list), Counter()
        for entry, place, value in self._values(counted).values():
            values[entry].append(value)
            placed[entry] += place is not None
        return {
            entry: Figures(
                counted=len(given),
                total=four_places(sum(given, Fraction(0)) / len(given)),
                means={"placed": Decimal(placed[entry])},
                lowest=four_places(min(given)),
                highest=four_places(max(given)),
            )
            for entry, given in values.items()
        }

    def _values(self, counted) -> dict:
        """Return (entry, place, share) by sheet."""
        by_judge = defaultdict(list)
        for g in counted:
            by_judge[g.judge].append(g)
        found = {}
        for given in by_judge.values():
            value = shares({g.sheet: g.place for g in given})
            found.update({g.sheet: (g.entry, g.place, value[g.sheet]) for g in given})
        return found

    def marks_as_rows(self, marks, sheet):
        """Return the place in the judge's order."""
        return [{"key": "Your place for it", "value": str(sheet.place) if sheet.place else "Not among your best"}]

    def kept(self, answer, place):
        """Return the place, or None."""
        return {"place": place}

    def total_words(self, total, highest_point=0):
        """Return the mean share."""
        return "" if total is None else f"Borda {total}"

    def line_words(self, line, criteria):
        """Return the judge's place."""
        return f"place {line.place}" if line.place else "not placed"

    def is_wide(self, spread):
        """Half of the whole range or more."""
        return spread >= WIDE

    def panel_words(self, rule, key):
        """Return how places become a total."""
        return [
            f"Each judge put their best {rule.rank_top} in order. Of the entries that a judge read, the first gets the "
            "most and the last the least; those without a place share what is left. A judge who read more entries "
            "weighs no more than one who read fewer: each place becomes a share between 0 and 1.",
            "The total, named Borda after its inventor, is the mean of the judges’ shares. Entries are marked as wide "
            f"where the shares of two judges are {WIDE} or more apart.",
        ]

    def saved_words(self, name, done):
        """Return that the notes are kept."""
        return f"Your notes on {name} are {done}."

    def task_words(self, is_final):
        """Return what the work is called."""
        return "Put the best finalists in order" if is_final else "Put the best entries in order"

    def has_marks(self, marks):
        """There is always a place, or none, to show."""
        return True

    def judge_words(self, rule):
        """Return what is asked."""
        return f"You read the entries and put your best {rule.rank_top} in order."

    def public_words(self, rule):
        """Return the rule, with an example of eight entries and three places."""
        value = shares({n: n if n <= 3 else None for n in range(1, 9)})
        first, second, third, rest = (four_places(value[n]) for n in (1, 2, 3, 4))
        return [
            f"Each judge puts their best {rule.rank_top} of the entries that they read in order. Each place becomes a "
            "share between 0 and 1, the entries without a place share what is left, and an entry’s total is the mean "
            "over the judges (a Borda count with ties averaged). Judges who read fewer entries weigh the same.",
            f"For example: a judge reads eight entries and places three. Their first gets {first}, their second "
            f"{second}, their third {third} and each of the other five {rest}.",
        ]

    def export_headings(self, criteria):
        """Return one column."""
        return ["Place"]

    def guide(self):
        """Return the chapter of the guide: one judge's order, two judges who read unlike numbers, and equal places."""
        return _GUIDE.format(
            eight=_table({f"Entry {n}": n if n <= 3 else None for n in range(1, 9)}),
            four=_table({f"Entry {n}": n if n <= 2 else None for n in range(1, 5)}),
            equal=_table({"Entry 1": 1, "Entry 2": 2, "Entry 3": 2, "Entry 4": None}),
            mean=_mean_example(),
        )

    def faults(self, rule, counted):
        """Yield each counted sheet whose place cannot be, or is another's too."""
        taken = set()
        for g in counted:
            if g.place is not None and (g.judge, g.place) in taken:
                yield f"Sheet {g.sheet} has place {g.place}, which its judge gave another entry too."
            taken.add((g.judge, g.place))
            if g.place is not None and not 1 <= g.place <= rule.rank_top:
                yield f"Sheet {g.sheet} has place {g.place}, which is not among the best {rule.rank_top}."


def _table(places: dict) -> str:
    rank, value, m = mid_ranks(places), shares(places), len(places)
    rows = [
        f"| {entry} | {places[entry] or 'none'} | {_plain(rank[entry])} | {_plain(m - rank[entry])} | {value[entry]} "
        f"| {four_places(value[entry])} |"
        for entry in places
    ]
    head = "| Entry | Place given | Rank | Points | Share, exactly | Share |\n| --- | --- | --- | --- | --- | --- |\n"
    return head + "\n".join(rows)


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{Decimal(value.numerator) / value.denominator:f}"


def _mean_example() -> str:
    first = shares({n: n if n <= 3 else None for n in range(1, 9)})[2]
    second = shares({n: n if n <= 2 else None for n in range(1, 5)})[1]
    return f"({first} + {second}) / 2 = {(first + second) / 2}, shown as Borda {four_places((first + second) / 2)}"


_GUIDE = """Each judge puts the best k of the entries that they read in order. Of the m entries that a judge handed
in, rank r gives m - r points (Borda). Entries without a place share the mean of the points that are left; equal places
share the mean of theirs. Judges may have handed in unlike numbers of entries, because of interests or because
the round is allocated. So that they weigh the same, the points become the mid-rank share

    (points + 1/2) / m  =  1 - (rank - 1/2) / m

and the total of an entry is the mean of its shares, in exact fractions, rounded half up to four places at the
end. Equal totals are parted by the tie rules after the heaviest criterion: how many judges placed one above the
other, the panel’s discussion, the chair. The shares assume that judges read entries that are equally good on
the whole; where an allocation follows the subject, the panel should bear that in mind.

A judge hands in a whole order at once and may change it until scoring closes. An entry that is hidden for a
check keeps the place that a judge gave it before; nobody else’s entry can have that place meanwhile, and an
entry that nobody has placed yet waits outside the order. When an entry is withdrawn, or a judge turns out to
have an interest in it, it leaves that order and those below it move up. No comment is asked, because an order
has no top or bottom score.

A judge who read eight entries and placed three:

{eight}

A judge who read four and placed two:

{four}

An entry that the first judge placed second and the second judge first: {mean}.

Two entries with the same place share the ranks between them:

{equal}"""


RANK = Rank()

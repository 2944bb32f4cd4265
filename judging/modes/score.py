"""Score: each judge gives each criterion a point; the total is their weighted mean (R12)."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

from judging.modes.base import Mode
from judging.ranking import RECIPE, Sheet, figures_of, four_places, percent_of, sheet_total
from judging.states import RoundMode

WIDE = 2  # points of the scale


class Score(Mode):
    """One point of the scale for each criterion."""

    key = RoundMode.SCORE
    scores_criteria = True
    without_rules = frozenset()
    recipe = RECIPE
    method = (
        "Each counted judge gives each criterion one point on the scale. The total is the sum over the criteria of "
        "weight / 100 times the mean of the counted judges' points, rounded half up to four places at the end. "
        "Entries with equal totals are parted by the tie rules, in order."
    )
    ask = "Choose one point for each criterion."
    incomplete = "Score every criterion before you submit."
    wordless = "Add a note or feedback: you gave a top or bottom score (rule R13)."
    not_complete = "A criterion has no point, or a top or bottom score has no note or feedback."

    def form(self, data=None, *, sheet, marks=None):
        """Return the form with every criterion's points."""
        from judging.forms import SheetForm

        measure = _measure_of(sheet)
        return SheetForm.of(sheet, marks, measure) if data is None else SheetForm(data, measure=measure)

    def totals(self, rule, counted):
        """Return each sheet's own weighted mean."""
        return {g.sheet: sheet_total(g.points, rule.criteria) for g in counted}

    def figures(self, rule, counted):
        """Return each entry's weighted mean of its counted sheets."""
        sheets = defaultdict(list)
        for g in counted:
            sheets[g.entry].append(Sheet(g.judge, g.points))
        return {entry: figures_of(given, rule.criteria) for entry, given in sheets.items()}

    def needs_words(self, values, answer, ends):
        """A top or bottom point comes with words."""
        return bool(set(values) & set(ends))

    def marks_as_rows(self, marks, sheet):
        """Return the point of each criterion."""
        measure = _measure_of(sheet)
        given = [(c.name, measure.labels.get(marks.points.get(c.pk), "No point given")) for c in measure.criteria]
        return [{"key": name, "value": value} for name, value in given]

    def has_marks(self, marks):
        """Say whether any criterion has a point."""
        return bool(marks.points)

    def total_words(self, total, highest_point=0):
        """Return the share of the highest point."""
        found = percent_of(total, highest_point)
        return "" if found is None else f"{found}%"

    def line_words(self, line, criteria):
        """Return the points in the order of the criteria."""
        return ", ".join([f"{c.name} {line.points[c.key]}" for c in criteria if c.key in line.points])

    def is_wide(self, spread):
        """Two points or more."""
        return spread >= WIDE

    def panel_words(self, rule, key):
        """Return the weights and what the percentage is of."""
        weights = ", ".join(f"{c.name} {c.weight}%" for c in key.criteria)
        return [
            "For each criterion, the points of the counted judges are averaged. Each average counts by its weight: "
            f"{weights}. The total has four places; the percentage is of the highest point, {key.highest_point}.",
            "The spread is the range between the judges’ own totals. A criterion is marked where judges are "
            f"{WIDE} points or more apart.",
        ]

    def judge_words(self, rule):
        """Return what is asked."""
        return "You give each criterion a point of the scale."

    def public_words(self, rule):
        """Return how marks are put together, with an example."""
        return [
            "Judges give each question of the award a mark. For each question the judges’ marks are averaged, and each "
            "average counts by the weight of its question.",
            f"For example: a question that counts for 40% and is marked 4, 4 and 3 adds {added((4, 4, 3), 40)}; one "
            f"that counts for 25% and is marked 3, 2 and 2 adds {added((3, 2, 2), 25)}.",
        ]

    def export_headings(self, criteria):
        """Return a column for each criterion."""
        return [c.name for c in criteria]

    def guide(self):
        """Return the chapter of the guide."""
        return (
            "Each judge gives each criterion one point of the scale. The total of an entry is\n\n"
            "    sum over the criteria of weight / 100 x mean of the counted judges’ points\n\n"
            "in exact fractions, rounded half up to four places at the end. Equal totals are parted by the award’s tie "
            "rules. A top or bottom point needs a note or feedback where the season says so.\n\n"
            f"Example: marks of 4, 4 and 3 on a criterion that weighs 40 add {added((4, 4, 3), 40)}; marks of 3, "
            f"2 and 2 on one that weighs 25 add {added((3, 2, 2), 25)}."
        )


def _measure_of(sheet):
    # Modes know nothing of the database until a page asks them for one.
    from judging.versions import measure_of

    return measure_of(sheet.round)


def added(values: tuple[int, ...], weight: int) -> Decimal:
    """Return what one criterion adds to a total."""
    return four_places(Fraction(sum(values) * weight, len(values) * 100))


SCORE = Score()

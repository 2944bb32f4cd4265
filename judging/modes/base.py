"""What every mode of a round answers: the one protocol that pages, services and records ask."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from judging.ranking import HEAVIEST, Contender, Criterion, Figures, Ranking, Ruling, rank


@dataclass(frozen=True)
class Rule:
    """What one round is judged by, as far as its mode counts with it."""

    criteria: Sequence[Criterion] = ()
    pass_answers: int = 0
    pass_percent: int = 0
    rank_top: int = 0

    def settings(self) -> dict[str, int]:
        """Return what a frozen record keeps besides the criteria."""
        return {
            "pass_answers": self.pass_answers,
            "pass_percent": self.pass_percent,
            "rank_top": self.rank_top,
        }


@dataclass(frozen=True)
class Given:
    """What one judge gave one entry: points by criterion key, an answer, or a place (1 the best)."""

    sheet: Hashable
    judge: Hashable
    entry: Hashable
    points: Mapping[str, int] = field(default_factory=dict)
    answer: str = ""
    place: int | None = None
    is_handed_in: bool = True


class Mode:
    """One way in which a panel comes to its figures. A mode holds no state: there is one of each."""

    key = ""
    # Judges hand in sheets; otherwise the panel decides on another round's figures.
    takes_marks = True
    # A judge gives each criterion a point of the scale.
    scores_criteria = False
    # What a judge gave one entry counts only beside what they gave the others.
    counts_together = False
    # A judge hands in one order of all entries and not sheet by sheet: the address of `submit` shows that page.
    submits_order = False
    # The answers that a judge may give on an entry's page, where the mode asks for one.
    answers: frozenset[str] = frozenset()
    # The rules of R14 that mean nothing here.
    without_rules: frozenset[str] = frozenset({HEAVIEST})
    recipe: Mapping = {}
    # The sentence of the frozen record.
    method = ""
    # A shortlist is the entries that reach the round's own bar, and not the first so many.
    has_bar = False
    # What a decision did not do when it needs a reason (R15).
    not_followed = "the order of totals is not followed"
    # The field of a sheet that holds what a judge gave, where it is one answer.
    field = ""
    # What a judge is asked on an entry's page, and what keeps their sheet from being submitted.
    ask = ""
    gives = "your scores"
    changes = "your scores"
    gave_nothing = "You gave no scores for this entry."
    incomplete = "Finish this entry before you submit."
    wordless = "Add a note or feedback (rule R13)."
    not_complete = "An answer is missing."
    figure_heading = "Percent"
    # Where a judge goes to hand in, and what the way there is called.
    submit_route = "judging:submit"
    submit_words = "Check and submit"

    def form(self, data=None, *, sheet, marks=None):
        """Return the form of a judge's entry page, bound to `data` or filled from `marks`."""
        raise NotImplementedError

    def practice_form(self, data=None):
        """Return the form of the practice entry, in a mode that asks for no points."""
        raise NotImplementedError

    def practice_rows(self, form) -> list[dict]:
        """Return what was given on the practice entry, beside the comments, as rows to read."""
        return []

    def totals(self, rule: Rule, counted: Iterable[Given]) -> dict[Hashable, Decimal | None]:
        """Return each sheet's own total; None while it holds too little."""
        raise NotImplementedError

    def figures(self, rule: Rule, counted: Iterable[Given]) -> dict[Hashable, Figures]:
        """Return the figures of each entry from its counted sheets; the order of the sheets does not matter."""
        raise NotImplementedError

    def place(
        self,
        rule: Rule,
        contenders: Iterable[Contender],
        *,
        tie_rules: Sequence[str],
        rulings: Iterable[Ruling],
        matter: int,
        is_final: bool,
    ) -> Ranking:
        """Place the entries of a closed round (R14)."""
        asked = [name for name in tie_rules if name not in self.without_rules]
        return rank(contenders, rule.criteria, tie_rules=asked, rulings=rulings, places_that_matter=matter)

    def compares(self, answer: str) -> bool:
        """Say whether a sheet with this answer places its entry among the judge's others, for a tie."""
        return True

    def needs_words(self, values: Iterable[int], answer: str, ends: Iterable[int]) -> bool:
        """Say whether what was given asks for a note or feedback (R13)."""
        return False

    def kept(self, answer: str, place: int | None) -> dict:
        """Return what a frozen record keeps of a sheet besides its points."""
        return {}

    def goes_on(self, rule: Rule, means: Mapping) -> bool | None:
        """Say whether an entry goes on by the round's own bar; None where there is no bar."""
        return None

    def marks_as_rows(self, marks, sheet) -> list[dict]:
        """Return what a sheet holds, beside its comments, as rows to read."""
        return []

    def has_marks(self, marks) -> bool:
        """Say whether a judge has given anything but words."""
        return False

    def total_words(self, total: Decimal | None, highest_point: int = 0) -> str:
        """Return an entry's total as people say it; empty without one."""
        raise NotImplementedError

    def line_words(self, line, criteria) -> str:
        """Return what one judge gave, as it stands beside their total."""
        return ""

    def is_wide(self, spread: Decimal) -> bool:
        """Say whether the judges are far apart."""
        return False

    def panel_words(self, rule: Rule, key) -> list[str]:
        """Return how totals are worked out, as paragraphs for the panel."""
        return []

    def saved_words(self, name, done: str) -> str:
        """Return what a judge reads when a sheet is saved or submitted."""
        return f"Your scores for {name} are {done}."

    def task_words(self, is_final: bool) -> str:
        """Return what a judge's start page calls this part of their work."""
        return "Score the finalists" if is_final else "Score the entries"

    def judge_words(self, rule: Rule) -> str:
        """Return what a judge does in a round of this mode, as one sentence for their list."""
        return ""

    def public_words(self, rule: Rule) -> list[str]:
        """Return how the marks are put together, as sentences for the public page, with an example."""
        return []

    def guide(self) -> str:
        """Return the mode's chapter of docs/modes.md, its examples worked out as they are counted."""
        return ""

    def export_headings(self, criteria) -> list[str]:
        """Return the columns of what judges gave in the file of every sheet."""
        return []

    def faults(self, rule: Rule, counted: Sequence[Given]) -> Iterable[str]:
        """Yield one sentence for each counted sheet that could not have been submitted."""
        return ()


def two_places(value: Decimal) -> Decimal:
    """Return a figure with two places, half up, as it is shown."""
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

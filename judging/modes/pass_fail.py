"""Pass, unsure or fail, for long lists.

An entry goes on when at least N judges answered pass or fail, and

    passes x 100 >= P x (passes + fails)

in whole numbers. "Unsure" counts as neither. The total is the percentage of passes among the passes and fails.
"""

from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from django import forms

from judging.modes.base import Mode, two_places
from judging.modes.comments import CommentsForm
from judging.ranking import Figures, Place, Ranking, four_places
from judging.states import PassAnswer, RoundMode

# What a sheet's own total says; an unsure one stands in the middle and is never counted.
VALUE = {
    PassAnswer.PASS: Decimal("100.0000"),
    PassAnswer.UNSURE: Decimal("50.0000"),
    PassAnswer.FAIL: Decimal("0.0000"),
}
COUNTED = (PassAnswer.PASS, PassAnswer.FAIL)
_HINTS = {
    PassAnswer.PASS: "It should go on.",
    PassAnswer.UNSURE: "You cannot say. It counts neither for nor against.",
    PassAnswer.FAIL: "It should not go on. Say why in a note or in feedback.",
}


def share(passes: int, fails: int) -> Fraction:
    """Return how many of a hundred passes and fails are passes; there is at least one."""
    return Fraction(passes * 100, passes + fails)


def reaches(passes: int, fails: int, *, answers: int, percent: int) -> bool:
    """Say whether an entry goes on, in whole numbers alone."""
    given = passes + fails
    return given >= answers and given > 0 and passes * 100 >= percent * given


def least_passes(given: int, percent: int) -> int:
    """Return how many of so many answers must be passes."""
    return -(-percent * given // 100)


def _shown(passes: int, fails: int) -> Decimal:
    return two_places(four_places(share(passes, fails)))


class PassForm(CommentsForm):
    """A judge's answer for one entry, and two kinds of comment. Everything may be left open until it is submitted."""

    answer = forms.ChoiceField(
        label="Should this entry go on?",
        widget=forms.RadioSelect,
        choices=PassAnswer.choices,
        required=False,
        error_messages={"invalid_choice": "Select pass, unsure or fail"},
    )
    field_order = ["answer"]
    look = CommentsForm.look | {
        "answer": {"label_size": "m", "hints": {key.value: words for key, words in _HINTS.items()}}
    }

    def add_what_is_missing(self, comment_at_extremes: bool) -> bool:
        """Say what must still be answered before the sheet can be submitted; returns whether anything must."""
        answer = self.cleaned_data.get("answer")
        if not answer:
            self.add_error("answer", "Select pass, unsure or fail")
        has_words = self.cleaned_data.get("note_to_panel") or self.cleaned_data.get("feedback")
        if comment_at_extremes and answer == PassAnswer.FAIL and not has_words:
            self.add_error("note_to_panel", "Enter a note or feedback, because you answered fail")
        return bool(self.errors)


class PassFail(Mode):
    """Each judge answers pass, unsure or fail."""

    key = RoundMode.PASS
    recipe = {"name": "share of passes among pass and fail", "version": 1, "places": 4, "rounding": "half up"}
    method = (
        "Each counted judge answers pass, unsure or fail. The total is the percentage of passes among the passes and "
        "fails, rounded half up to four places; none below the least number of answers. An entry goes on when at least "
        "that many judges answered pass or fail and passes times 100 is at least the percentage times passes plus "
        "fails, in whole numbers. Unsure counts as neither. In a shortlisting round equal totals share a place."
    )
    ask = "Answer pass, unsure or fail."
    gives = "your answer"
    changes = "your answers"
    gave_nothing = "You gave no answer for this entry."
    incomplete = "Answer pass, unsure or fail before you submit."
    wordless = "Add a note or feedback: you answered fail (rule R13)."
    not_complete = "There is no answer, or a fail has no note or feedback."
    figure_heading = "In words"
    has_bar = True
    not_followed = "the shortlist is not the entries that go on"
    field = "answer"
    answers = frozenset(PassAnswer.values)

    def form(self, data=None, *, sheet, marks=None):
        """Return the form with the three answers."""
        if data is not None:
            return PassForm(data)
        comments = {"note_to_panel": marks.note_to_panel, "feedback": marks.feedback}
        return PassForm(initial={"answer": marks.answer, "version": sheet.version} | comments)

    def practice_form(self, data=None):
        """Return the form with the three answers."""
        return PassForm(data, initial={"version": 0})

    def practice_rows(self, form):
        """Return the answer."""
        return [{"key": "Your answer", "value": PassAnswer(form.cleaned_data["answer"]).label}]

    def totals(self, rule, counted):
        """Return 100 for a pass and 0 for a fail; None without an answer."""
        return {g.sheet: VALUE[PassAnswer(g.answer)] if g.answer else None for g in counted}

    def figures(self, rule, counted):
        """Return each entry's share of passes, and how often each answer was given."""
        answers: dict = defaultdict(Counter)
        for g in counted:
            answers[g.entry][g.answer] += 1
        return {entry: self._figures(rule, given) for entry, given in answers.items()}

    def _figures(self, rule, given: Counter) -> Figures:
        passes, fails = given[PassAnswer.PASS], given[PassAnswer.FAIL]
        decisive = [VALUE[answer] for answer in COUNTED if given[answer]]
        enough = passes + fails >= max(rule.pass_answers, 1)
        return Figures(
            counted=sum(given.values()),
            total=four_places(share(passes, fails)) if enough else None,
            means={answer.value: Decimal(given[answer]) for answer in PassAnswer},
            lowest=min(decisive, default=None),
            highest=max(decisive, default=None),
        )

    def place(self, rule, contenders, *, tie_rules, rulings, matter, is_final):
        """Let equal shares share a place: all that reach the bar go on, whatever their order. A final asks R14."""
        if is_final:
            more = {"tie_rules": tie_rules, "rulings": rulings, "matter": matter, "is_final": True}
            return super().place(rule, contenders, **more)
        rows = sorted(contenders, key=lambda c: (c.label, c.entry))
        placed, next_place = [], 1
        with_total = sorted((c for c in rows if c.total is not None), key=lambda c: c.total, reverse=True)
        for _, members in groupby(with_total, key=lambda c: c.total):
            group = list(members)
            placed += [Place(c.entry, next_place) for c in group]
            next_place += len(group)
        placed += [Place(c.entry, None) for c in rows if c.total is None]
        return Ranking(tuple(placed), ())

    def compares(self, answer):
        """An unsure judge places the entry neither above nor below another."""
        return answer != PassAnswer.UNSURE

    def needs_words(self, values, answer, ends):
        """A fail comes with words."""
        return answer == PassAnswer.FAIL

    def kept(self, answer, place):
        """Return the answer."""
        return {"answer": answer}

    def goes_on(self, rule, means):
        """Say whether the entry reaches the bar."""
        passes, fails = (int(Decimal(str(means.get(answer.value, 0)))) for answer in COUNTED)
        return reaches(passes, fails, answers=rule.pass_answers, percent=rule.pass_percent)

    def marks_as_rows(self, marks, sheet):
        """Return the answer."""
        return [{"key": "Your answer", "value": PassAnswer(marks.answer).label if marks.answer else "No answer given"}]

    def has_marks(self, marks):
        """Say whether there is an answer."""
        return bool(marks.answer)

    def total_words(self, total, highest_point=0):
        """Return the share of passes."""
        return "" if total is None else f"{two_places(total)}% of answers pass"

    def line_words(self, line, criteria):
        """Return the answer."""
        return PassAnswer(line.answer).label if line.answer else ""

    def is_wide(self, spread):
        """Some passed it and some failed it."""
        return spread > 0

    def panel_words(self, rule, key):
        """Return the bar."""
        return [
            f"An entry goes on when at least {rule.pass_answers} judges answered pass or fail, and at least "
            f"{rule.pass_percent}% of those answers are pass. Unsure counts as neither.",
            "The total is the percentage of passes among passes and fails; entries with too few answers have none. "
            "Entries are marked as wide where some judges answered pass and some fail.",
        ]

    def saved_words(self, name, done):
        """Return that the answer is kept."""
        return f"Your answer for {name} is {done}."

    def task_words(self, is_final):
        """Return what the work is called."""
        return "Pass or fail the finalists" if is_final else "Pass or fail the entries"

    def judge_words(self, rule):
        """Return what is asked."""
        return "You answer pass, unsure or fail for each entry."

    def public_words(self, rule):
        """Return the bar, with the least number of passes for the least number of answers."""
        given, percent = rule.pass_answers, rule.pass_percent
        least = least_passes(given, percent)
        words = f"For example: of {given} answers, {least} must be pass ({_shown(least, given - least)}%)"
        below = least - 1
        if below > 0:
            words += f"; {below} would not be enough ({_shown(below, given - below)}%)"
        return [
            f"Each judge answers pass, unsure or fail. An entry goes on when at least {given} judges have answered "
            f"pass or fail, and at least {percent}% of those answers are pass. Unsure counts as neither.",
            words + ".",
        ]

    def export_headings(self, criteria):
        """Return one column."""
        return ["Answer"]

    def guide(self):
        """Return the chapter of the guide, with cases at and beside the bar."""
        rows = []
        for passes, unsure, fails in ((2, 0, 1), (3, 0, 2), (3, 4, 2), (2, 3, 0), (3, 0, 3), (199, 0, 101)):
            on = reaches(passes, fails, answers=3, percent=60)
            given = passes + fails
            said = f"{_shown(passes, fails)}%" if given >= 3 else "none"
            rows.append(
                f"| {passes} | {unsure} | {fails} | {given} | {said} | {'goes on' if on else 'does not go on'} |"
            )
        return (
            "For long lists. Each judge answers pass, unsure or fail. An entry goes on when at least N judges answered "
            "pass or fail, and\n\n"
            "    passes x 100 >= P x (passes + fails)\n\n"
            "in whole numbers: nothing is rounded before it is compared. “Unsure” counts as neither. The total is the "
            "percentage of passes among passes and fails, to four places half up; below N answers there is none. In a "
            "shortlisting round entries with equal totals share a place and the tie rules are not asked, because all "
            "that reach the bar go on; in a final the rules after the heaviest criterion are asked. A shortlist that "
            "is not those that reach the bar needs a reason. A fail needs a note or feedback where the season asks "
            "for comments at extremes.\n\n"
            "With N = 3 and P = 60:\n\n"
            "| Pass | Unsure | Fail | Answers that count | Total | Result |\n| --- | --- | --- | --- | --- | --- |\n"
            + "\n".join(rows)
        )

    def faults(self, rule, counted):
        """Yield each counted sheet without an answer."""
        for g in counted:
            if g.answer not in PassAnswer.values:
                yield f"Sheet {g.sheet} is submitted and has no answer."


PASS = PassFail()

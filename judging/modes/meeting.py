"""Meeting: no new marks; the panel decides on the figures of the round before."""

from judging.modes.base import Mode
from judging.states import RoundMode


class Meeting(Mode):
    """The panel meets on another round's figures."""

    key = RoundMode.MEETING
    takes_marks = False
    method = "The panel decided on the figures of the round before; no further marks were given."

    def totals(self, rule, counted):
        """Return nothing: there are no sheets."""
        return {}

    def figures(self, rule, counted):
        """Return nothing: there are no sheets."""
        return {}

    def total_words(self, total, highest_point=0):
        """Return nothing: the figures are of the round before, in its own words."""
        return ""

    def public_words(self, rule):
        """Return what the panel does."""
        return ["The panel meets and decides on the marks of the round before. No further marks are given."]

    def guide(self):
        """Return the chapter of the guide."""
        return (
            "No marks are given. The panel meets on the figures of the round before, in the words of that round’s own "
            "mode, and decides."
        )


MEETING = Meeting()

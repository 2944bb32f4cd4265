"""How a round's panel comes to its figures: one module a mode, behind one small protocol (`base.Mode`).

A further mode is one module here, its name in `judging.states.RoundMode` and its line in `MODES`. Everything else
asks `round_.mode_of`. Modes know nothing of the database: sheets come in as `Given`, figures leave as dataclasses.
"""

from judging.modes.base import Given, Mode, Rule
from judging.modes.meeting import MEETING
from judging.modes.pass_fail import PASS
from judging.modes.rank import RANK
from judging.modes.score import SCORE

MODES: dict[str, Mode] = {str(mode.key): mode for mode in (SCORE, PASS, RANK, MEETING)}

__all__ = ["MODES", "Given", "Mode", "Rule", "meeting_modes", "mode_named", "scoring_modes", "taking_marks"]


def mode_named(key: str) -> Mode:
    """Return the mode of this name."""
    return MODES[str(key)]


def taking_marks() -> list[str]:
    """Return the names of the modes in which judges hand in sheets."""
    return [key for key, mode in MODES.items() if mode.takes_marks]


def meeting_modes() -> list[str]:
    """Return the names of the modes that decide on another round's figures."""
    return [key for key, mode in MODES.items() if not mode.takes_marks]


def scoring_modes() -> list[str]:
    """Return the names of the modes in which judges give each criterion a point."""
    return [key for key, mode in MODES.items() if mode.scores_criteria]

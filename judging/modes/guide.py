"""docs/modes.md, written by the modes themselves, so that its examples are what is counted."""

from judging.modes import MODES
from judging.states import RoundMode

_HEAD = """# How a round's panel comes to its figures

A round has a mode. The mode says what judges give, when a sheet is complete, how an entry's total is counted, how
places are settled and how all that is told. This page is written by the code (`manage.py modes > docs/modes.md`), and
its examples are worked out by the functions that count.

A further mode is one module in `judging/modes/`, its name in `judging.states.RoundMode`, and its line in `MODES`. It
answers `judging.modes.base.Mode`; pages, services, records and exports ask `round.mode_of`.
"""


def guide() -> str:
    """Return the guide."""
    chapters = [f"## {RoundMode(key).label}\n\n{mode.guide()}\n" for key, mode in MODES.items()]
    return "\n".join([_HEAD, *chapters])

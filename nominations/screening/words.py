"""The words that tell a name from what only looks like one.

The lists are text files beside this module. First names are written down there because the packages that hold such
lists are under the GPL, need gigabytes of memory, or are no longer kept. Nothing depends on a list being complete: a
name that is missing is still found behind a title, before an initial, after "her friend" or "called", and wherever it
comes again.
"""

from pathlib import Path

from nominations.screening.folding import fold

_LISTS = Path(__file__).parent / "lists"


def word_set(words: str) -> frozenset[str]:
    """Return the words of a sentence as a set, as they are."""
    return frozenset(words.split())


def _lines(name: str) -> list[str]:
    lines = (_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _folded(name: str) -> frozenset[str]:
    return frozenset(fold(word) for line in _lines(name) for word in line.split())


FIRST_NAMES = _folded("first_names")
UNSURE_NAMES = _folded("unsure_names")
SURNAMES = _folded("surnames")
NOT_NAMES = _folded("not_names")
LETTERED = _folded("lettered")
THINGS = _folded("things")
NOT_PERSONS = frozenset(_lines("not_persons"))
SHORT_FOR = {short: tuple(full.split()) for short, _, full in (line.partition(": ") for line in _lines("short_for"))}

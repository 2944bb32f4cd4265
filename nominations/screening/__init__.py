"""Finds what may identify a person in a text: text in, findings out. No Django, no network, nothing stored.

`screen(text, known=names)` answers with findings in the order of the text, none overlapping another. `known` are the
names that belong on the nomination (nominee, nominator, team and its members, awards, organisation): they are never
flagged, however they are typed, nor is a part of one ("Tomasz" of "Tomasz Brzozowski-Hale").

`subjects(text)` answers with what a text may be about, as a hint for a person: never a finding, never a decision.
"""

from nominations.screening.finding import CERTAIN, LIKELY, Finding
from nominations.screening.screen import screen
from nominations.screening.subjects import SUBJECTS, subjects

__all__ = ["CERTAIN", "LIKELY", "SUBJECTS", "Finding", "screen", "subjects"]

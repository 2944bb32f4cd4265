"""A text as words, and which of them may together be a name."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from nominations.screening.folding import fold
from nominations.screening.known import Known
from nominations.screening.words import NOT_NAMES, NOT_PERSONS, SHORT_FOR, SURNAMES, UNSURE_NAMES, word_set

_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f])"
_WORD = re.compile(rf"{_LETTER}+(?:['-]{_LETTER}+)*")
_POSSESSIVE = re.compile(r"'s$|'$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:;\"“”•*]|\n\s*\n|\n\s*-|^-")
PARTICLES = word_set("van von de der den del della da di la le bin binti ibn al el ap ab st mac ó o nic ní")
_MOST_WORDS = 4


@dataclass(slots=True)
class Word:
    """One word of the text: what it is, its ends, what stands before it, and whether it begins a sentence."""

    text: str
    start: int
    end: int
    gap: str
    folded: str

    @property
    def is_capital(self) -> bool:
        """Whether it is written as a name is: a capital and small letters, or several capitals with small ones."""
        return self.text[0].isupper() and len(self.text) > 1 and not self.text.isupper()

    @property
    def is_shouted(self) -> bool:
        """Whether it is all in capitals."""
        return len(self.text) > 2 and self.text.isupper()

    @property
    def is_letter(self) -> bool:
        """Whether it is one capital letter."""
        return len(self.text) == 1 and self.text.isupper()

    @property
    def begins(self) -> bool:
        """Whether a sentence begins here."""
        return bool(_SENTENCE_END.search(self.gap)) or self.start == 0

    @property
    def follows(self) -> bool:
        """Whether only a space or one line end parts it from the word before."""
        return self.gap in (" ", "\n", "  ", " \n", "\n ")


class Page:
    """The words of a text, those inside other findings left out."""

    def __init__(self, text: str, known: Known, taken: Iterable[tuple[int, int]]):
        """Cut `text` into words."""
        self.text, self.known = text, known
        self.words: list[Word] = []
        spans = sorted(taken)
        end = 0
        for match in _WORD.finditer(text):
            while spans and spans[0][1] <= match.start():
                spans.pop(0)
            if spans and spans[0][0] < match.end():
                continue
            cut = _POSSESSIVE.sub("", match[0]) if "'" in match[0] else match[0]
            self.words.append(Word(cut, match.start(), match.start() + len(cut), text[end : match.start()], fold(cut)))
            end = match.end()
        self.things = self._find_things()

    def _find_things(self) -> set[int]:
        """Return the places of words that together are a shop, a story or somebody famous."""
        pairs = enumerate(itertools.pairwise(word.folded for word in self.words))
        return {place for at, pair in pairs if " ".join(pair) in NOT_PERSONS for place in (at, at + 1)}

    def before(self, place: int, reach: int = 60) -> str:
        """Return what stands before the word at `place`."""
        start = self.words[place].start
        return self.text[max(0, start - reach) : start]

    def run(self, place: int, most: int = _MOST_WORDS, *, shouted: bool = False) -> int:
        """Return the place after the last of the words from `place` on that may together be one name."""
        at, last = place, place
        while at < len(self.words) and at - place < most:
            word = self.words[at]
            if at > place and not (word.follows or (self.words[at - 1].is_letter and word.gap in (". ", "."))):
                break
            if self._may_be_named(word, at == place, shouted=shouted):
                last = at + 1
            elif not (word.folded in PARTICLES or (word.is_letter and word.text != "I")):
                break
            at += 1
        return last

    def _may_be_named(self, word: Word, is_first: bool, *, shouted: bool) -> bool:
        if word.folded in NOT_NAMES and not (is_first and word.folded in UNSURE_NAMES | SURNAMES):
            return False
        return word.is_capital or (shouted and word.is_shouted)

    def words_of(self, first: int, last: int) -> str:
        """Return the words from `first` up to `last` as they stand."""
        return self.text[self.words[first].start : self.words[last - 1].end]

    def belongs(self, first: int, last: int) -> bool:
        """Whether these words name somebody who is on the nomination, short forms of their names included."""
        words = self.words[first:last]
        return self.known.has_name(self.words_of(first, last)) or all(
            len(word.text) > 1 and self.is_ours(word) for word in words
        )

    def is_ours(self, word: Word) -> bool:
        """Whether one word is a part, or a short form, of a name on the nomination."""
        known = self.known
        return (
            known.has_short_for(word.text)
            or not known.parts.isdisjoint(SHORT_FOR.get(word.folded, ()))
            or any(word.folded in SHORT_FOR.get(part, ()) for part in known.parts)
        )

"""The names that belong on a nomination, compared as people type them."""

from collections.abc import Iterable

from nominations.screening.folding import fold
from nominations.screening.words import word_set

_TITLES = frozenset({"mr", "mrs", "miss", "ms", "mx", "dr", "doctor", "prof", "professor", "sir", "dame", "rev"})
_FEW = 3
# In a known phrase with one of these, the other words name no person.
_OF_MANY = word_set(
    "team teams award awards council county service services home homes homecare care trust group hospital school "
    "college university partnership project hub charity society panel forum hospice clinic year"
)
_SMALL = frozenset({"and", "the", "of", "for", "in", "at", "to", "a", "an", "or", "with"})


class Known:
    """What is never flagged: whole phrases, and parts of a name."""

    def __init__(self, phrases: Iterable[str]):
        """Fold each phrase once."""
        folded = [fold(phrase) for phrase in phrases if phrase]
        self.phrases = frozenset(phrase for phrase in folded if phrase)
        self._squeezed = frozenset(phrase.replace(" ", "") for phrase in self.phrases)
        self._parts = [frozenset(phrase.split()) - _SMALL for phrase in self.phrases]
        self._people = [parts for parts in self._parts if parts.isdisjoint(_OF_MANY)]
        self.parts = frozenset().union(*self._people)

    def __bool__(self) -> bool:
        """Whether anything is known at all."""
        return bool(self.phrases)

    def has_phrase(self, words: str) -> bool:
        """Whether `words` as a whole are one of the phrases, spaces aside."""
        return bool(self.phrases) and fold(words).replace(" ", "") in self._squeezed

    def has_name(self, words: str) -> bool:
        """Whether every part of the name `words` belongs to one known name or phrase; initials count as parts."""
        return self.has_phrase(words) or _is_within(words, self._parts)

    def has_person(self, words: str) -> bool:
        """Whether `words`, found behind a title, name somebody known: "Mrs Stone" is not the Stone Lane Team."""
        return self.has_phrase(words) or _is_within(words, self._people)

    def has_short_for(self, word: str) -> bool:
        """Whether `word` is how friends may call somebody known: the beginning or the end of one of their names."""
        folded = fold(word)
        if folded in self.parts or self.has_name(word):
            return True
        return len(folded) >= _FEW and any(
            len(part) > len(folded) and (part.startswith(folded) or part.endswith(folded)) for part in self.parts
        )


def _is_within(words: str, names: list[frozenset[str]]) -> bool:
    parts = [part for part in fold(words).split() if part not in _TITLES and part not in _SMALL]
    is_word = any(len(part) > 1 for part in parts)
    return is_word and any(all(_is_part(part, name) for part in parts) for name in names)


def _is_part(part: str, name: frozenset[str]) -> bool:
    """Whether `part` is a part of the name, or the initial of one."""
    return part in name or (len(part) == 1 and any(whole.startswith(part) for whole in name))

"""Words without what people type differently: case, accents, apostrophes, hyphens."""

import re
import unicodedata

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"})
_APOSTROPHES = re.compile("['’‘ʼ`´′]")
_NOT_WORD = re.compile(r"[\W_]+")


def fold(words: str) -> str:
    """Return `words` without case, accents, apostrophes and hyphens, with single spaces."""
    if words.isascii() and words.isalpha():
        return words.lower()
    plain = unicodedata.normalize("NFKD", words.casefold().translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub("", plain)).strip()

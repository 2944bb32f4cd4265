"""A text as the detectors read it, and the way back to the text as it was typed.

People type numbers as words ("nine nine nine, oh four one"), with non-breaking spaces, with dashes of many kinds and
with the digits of other keyboards. Each detector would need to know; instead the text is written out plainly once, and
every place of the plain text remembers which characters it came from.
"""

import re

_PLAIN = str.maketrans(
    dict.fromkeys("\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t", " ")
    | dict.fromkeys("‐‑‒–—―−﹣－\xad", "-")
    | dict.fromkeys("‘’‛ʼ′´`＇", "'")
    | {"\uff20": "@", "\uff0e": ".", "\uff0f": "/", "\uff1a": ":", "\r": "\n", "\u2028": "\n", "\u2029": "\n"}
)
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_OTHER_DIGIT = re.compile(r"[^\W\D0-9]")

_DIGITS = {
    "zero": "0", "oh": "0", "nought": "0", "naught": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_WORD = rf"(?:(?:(?:double|triple|treble)[ -]+)?(?:{'|'.join(_DIGITS)}|o|\d{{1,6}}))"
_SPELLED = re.compile(rf"(?<!\w){_WORD}(?:[ ,.\n-]{{1,3}}{_WORD})+(?!\w)", re.IGNORECASE)
_PART = re.compile(rf"(?:(double|triple|treble)[ -]+)?({'|'.join(_DIGITS)}|o|\d{{1,6}})(?!\w)", re.IGNORECASE)
_FEWEST_WORDS = 4
_LONG = 8


class Reading:
    """One text, plainly written, with the way back."""

    def __init__(self, text: str):
        """Write `text` out plainly."""
        self.text = text
        plain = _OTHER_DIGIT.sub(lambda m: str(int(m[0])) if m[0].isdecimal() else m[0], text.translate(_PLAIN))
        self._starts: list[int] | None = None
        self._ends: list[int] | None = None
        if _INVISIBLE.search(plain) or _is_spelled(plain):
            plain = self._write_out(plain)
        self.plain = plain

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the plain text's [start, end) stands in the text as typed."""
        if self._starts is None or start >= end:
            return start, end
        return self._starts[start], self._ends[end - 1]

    def _write_out(self, plain: str) -> str:
        written, starts, ends = [], [], []

        def put(character: str, start: int, end: int) -> None:
            written.append(character)
            starts.append(start)
            ends.append(end)

        def copy(start: int, end: int) -> None:
            for place in range(start, end):
                if not _INVISIBLE.match(plain[place]):
                    put(plain[place], place, place + 1)

        done = 0
        for run in _SPELLED.finditer(plain):
            parts = list(_PART.finditer(plain, run.start(), run.end()))
            if not _is_number(parts):
                continue
            copy(done, run.start())
            for part in parts:
                if part[2].isdigit():
                    copy(part.start(2), part.end(2))
                else:
                    for digit in _digits_of(part):
                        put(digit, part.start(), part.end())
            done = run.end()
        copy(done, len(plain))
        self._starts, self._ends = starts, ends
        return "".join(written)


def _is_spelled(plain: str) -> bool:
    return any(_is_number(list(_PART.finditer(plain, *run.span()))) for run in _SPELLED.finditer(plain))


def _is_number(parts: list[re.Match]) -> bool:
    """Whether a run of digit words is a number read out, and not "one or two"; digits alone need no writing out."""
    words = sum(1 for part in parts if not part[2].isdigit())
    long = sum(len(part[2]) if part[2].isdigit() else 1 for part in parts) >= _LONG
    return words >= _FEWEST_WORDS or (words >= _FEWEST_WORDS - 1 and long)


def _digits_of(part: re.Match) -> str:
    digit = "0" if part[2] in "oO" else _DIGITS[part[2].lower()]
    return digit * {"double": 2, "triple": 3, "treble": 3}.get((part[1] or "").lower(), 1)

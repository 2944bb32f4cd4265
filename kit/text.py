"""Cleaning, counting and comparing what people type."""

import re
import unicodedata

# Zero-width and bidirectional controls, and fillers that look like nothing but pass as letters.
INVISIBLE = dict.fromkeys(
    [
        0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0,
        *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
    ]
)  # fmt: skip
# What a browser takes for a space; `str.split` knows a few more and one fewer, and the two counts would differ.
_WORD = re.compile("[^\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ`´-‐‑‒–—", ""))


def clean_line(text: str) -> str:
    """Return `text` as one line as its writer meant it: composed, trimmed, without control characters."""
    composed = unicodedata.normalize("NFC", text or "")
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in composed)
    return re.sub(r"\s+", " ", kept).strip()


def clean_header(text: str, limit: int = 200) -> str:
    """Return `text` fit for a mail header: one line, nothing invisible, at most `limit` characters."""
    return clean_line(clean_line(text).translate(INVISIBLE))[:limit].rstrip()


def is_visible(text: str) -> bool:
    """Say whether `text` holds at least one character that a reader can see."""
    seen = (text or "").translate(INVISIBLE)
    return any(unicodedata.category(c)[0] not in "CZ" for c in seen)


def count_words(text: str) -> int:
    """Count runs of non-space characters, as the page's own counter does."""
    return len(_WORD.findall(text or ""))


def fold(text: str) -> str:
    """Return the form of a name that is compared: no accents, case, apostrophes, hyphens or invisible marks."""
    plain = unicodedata.normalize("NFKD", (text or "").translate(INVISIBLE))
    bare = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return re.sub(r"\s+", " ", bare.translate(_APOSTROPHES)).strip()

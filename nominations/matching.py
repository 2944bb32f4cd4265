"""Names of nominees as they are compared: the same person or team, however it was typed.

Pure: text in, text out. A key only finds what may be the same; whether it is, a person decides.
"""

import re
import unicodedata

from kit.text import clean_header

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʻʹ`´‛′"))
_DOTS = dict.fromkeys(map(ord, ".·․"))
# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i", "ɓ": "b", "ɗ": "d",
        "ƙ": "k", "ə": "a", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "&": " and ", "+": " and ",
    }
)  # fmt: skip
# The classes of marks that make another letter of an alphabet; an accent only says how a letter sounds.
_MAKES_A_LETTER = frozenset({0, 7, 8, 9})
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_QUOTED = re.compile(r"[\"“”„«][^\"“”„«»]*[\"“”»]|(?<!\S)['‘’](?=\w)[^'‘’]*['’](?!\S)")
_DESCRIBED = re.compile(r"\s*:\s*|\s+[-‐‑‒–—]+\s+")
_TITLES = frozenset(
    [
        *("mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "rev", "revd", "reverend"),
        *("cllr", "councillor", "sir", "dame", "lord", "lady"),
    ]
)
_HONOURS = frozenset(["mbe", "obe", "cbe", "kbe", "dbe", "bem", "phd"])
_OF_A_SURNAME = frozenset({"o", "mc", "mac"})
_BEFORE_A_TEAM = frozenset({"the", "team"})
_AFTER_A_TEAM = frozenset({"team", "crew"})


def match_key(name: str) -> str:
    """Return the form of a person's name in which two ways of typing it are equal; empty when it has no letters.

    Accents, case, apostrophes, full stops, emoji and marks of direction are put aside, hyphens are spaces, and
    so are nicknames in quotes or brackets, titles before a full name, honours after it, and the order of
    "Surname, First name".
    """
    name = clean_header(name)
    for aside in (_QUOTED.sub(" ", _BRACKETED.sub(" ", name)), _BRACKETED.sub(" ", name), name):
        if key := " ".join(_without_titles(_words(_turned(aside)))):
            return key
    return ""


def team_key(name: str) -> str:
    """Return the form of a team's or a household's name in which two ways of typing it are equal.

    As for a person, and without "the", "team" and "crew" around it and without a description in brackets or
    after a colon or a dash, so long as something is left.
    """
    name = clean_header(name)
    bare, _ = _described(name)
    for part in (bare, _BRACKETED.sub(" ", name), name):
        words = _words(part)
        if shorter := _without_team(words):
            return " ".join(shorter)
    return " ".join(_words(name))


def is_likely_same(a: str, b: str, *, team: bool = False) -> bool:
    """Say whether two names are probably of one nominee; of a team, when neither describes another one.

    "Home First (Ellerdon)" and "Home First" may be one team, "Home First (Wexley)" is another than the first.
    """
    if not team:
        key = match_key(a)
        return bool(key) and key == match_key(b)
    key = team_key(a)
    if not key or key != team_key(b):
        return False
    own, other = (team_key(_described(clean_header(name))[1]) for name in (a, b))
    return not own or not other or own == other


def _words(text: str) -> list[str]:
    """Return the words of a name as plain letters and figures."""
    bare = text.translate(_APOSTROPHES).translate(_DOTS)
    bare = unicodedata.normalize("NFKD", bare).casefold().translate(_PLAIN)
    kept = []
    for c in unicodedata.normalize("NFKD", bare):
        category = unicodedata.category(c)
        if category[0] in "LN" or (category in {"Mn", "Mc"} and _is_part_of_a_letter(c)):
            kept.append(c)
        elif category[0] != "M" and category != "Cf":
            kept.append(" ")
    return _joined_surnames(unicodedata.normalize("NFC", "".join(kept)).split())


def _is_part_of_a_letter(mark: str) -> bool:
    """Say whether a mark makes another letter, and is no accent and no wish for how an emoji looks."""
    return unicodedata.combining(mark) in _MAKES_A_LETTER and not unicodedata.name(mark, "").startswith("VARIATION")


def _joined_surnames(words: list[str]) -> list[str]:
    """Return the words with "O Rourke" and "Mc Donald" as one, as they are with an apostrophe or without a gap."""
    joined: list[str] = []
    for word in words:
        if len(joined) > 1 and joined[-1] in _OF_A_SURNAME:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _turned(name: str) -> str:
    """Return "Surname, First name" the other way round, unless what follows the comma is an honour."""
    before, comma, after = name.partition(",")
    if not comma or "," in after or not before.strip() or not after.strip():
        return name
    return f"{before} {after}" if _HONOURS.issuperset(_words(after)) else f"{after} {before}"


def _without_titles(words: list[str]) -> list[str]:
    """Return the words of a name without titles and honours, so long as a full name is left."""
    while len(words) > 2 and words[0] in _TITLES:
        words = words[1:]
    while len(words) > 2 and words[-1] in _HONOURS:
        words = words[:-1]
    return words


def _without_team(words: list[str]) -> list[str]:
    """Return the words of a team's name without those that every team could have."""
    while words and words[0] in _BEFORE_A_TEAM:
        words = words[1:]
    while words and words[-1] in _AFTER_A_TEAM:
        words = words[:-1]
    return words


def _described(name: str) -> tuple[str, str]:
    """Return a team's name and what describes it: words in brackets, or after a colon or a dash."""
    in_brackets = " ".join(found.strip("()[]{}") for found in _BRACKETED.findall(name))
    before, *after = _DESCRIBED.split(_BRACKETED.sub(" ", name), maxsplit=1)
    if not _without_team(_words(before)):
        return _BRACKETED.sub(" ", name), in_brackets
    return before, " ".join([*after, in_brackets]).strip()

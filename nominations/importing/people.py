"""Who is meant: a person, a team or a household; its members; the line manager; and who the nominator is to them."""

import re
import unicodedata
from dataclasses import dataclass

from kit.text import clean_line, fold
from nominations.importing.context import AwardFacts
from nominations.matching import match_key

EMAIL = re.compile(r"[^@\s<>(),;:\"]+@[^@\s<>(),;:\"]+\.[^@\s<>(),;:\".]{2,}")
NOBODY = frozenset(
    [
        "anonymous", "anon", "none", "na", "nil", "nobody", "unknown", "withheld", "noreply", "no-reply", "private",
        "confidential", "not", "given",
    ]
)  # fmt: skip
_TEST_NAMES = frozenset({"test", "testing", "test test", "tester", "test nominee", "test person", "asdf", "xxx", "aaa"})
_TEST_TEXT = re.compile(
    r"(this is )?(just )?(a |only a )?test(ing)?( row| entry| nomination| form)?\b.{0,40}", re.DOTALL
)
_GROUP = re.compile(
    r"\b(team|group|partnership|committee|service|hub|network|forum|crew|unit|panel|board|staff|collective|"
    r"steering|cafe|choir|ward|department|office|project|programme|squad|desk)\b",
    re.IGNORECASE,
)
_IS_GROUP = re.compile(r"(?:[\w-]+ )?(?:team|group)(?: of .*)?", re.IGNORECASE)
_AND = re.compile(r"\s+(?:&|\+|and)\s+", re.IGNORECASE)
_JOB_WORDS = frozenset(
    [
        "registered", "manager", "managers", "line", "team", "leader", "lead", "head", "of", "service", "director",
        "supervisor", "deputy", "assistant", "senior", "the", "my", "our", "their", "her", "his", "a", "an",
        "practice", "principal", "area", "locality", "unit", "home", "ward", "matron", "owner", "coordinator",
        "not", "sure", "dont", "know", "do", "unsure", "unknown", "none", "na", "nil", "tbc", "tbd", "no", "one",
        "nobody", "various", "vacant", "same", "as", "above",
    ]
)  # fmt: skip
_ME = frozenset({"me", "i am", "myself", "i do", "its me", "self", "me i am", "i manage them", "i am their manager"})
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u23e9-\u23fa]")


@dataclass(frozen=True)
class Member:
    """Somebody named as a member of a team or household."""

    name: str
    role: str = ""
    employer: str = ""


def is_email(text: str) -> bool:
    """Say whether a text is one address that can be written to."""
    return bool(EMAIL.fullmatch(text))


def is_nobody(text: str) -> bool:
    """Say whether what stands for somebody's name or address names nobody."""
    return not fold(text) or all(word in NOBODY for word in re.findall(r"[\w-]+", clean_line(text).casefold()))


def is_test(nominee: str, reason: str) -> bool:
    """Say whether a row was sent to try the form."""
    if fold(nominee) in _TEST_NAMES:
        return True
    text = clean_line(reason).casefold().strip(" .!") if len(reason) < 100 else ""
    return bool(_TEST_TEXT.fullmatch(text) and len(text.split()) <= 6)


def kind_of(values: dict[str, str], award: AwardFacts | None) -> str:
    """Return whether a row is about a person, a team or a household."""
    said = values.get("nominee_kind", "").casefold()
    for kind, words in (
        ("household", "household family couple"),
        ("team", "team group"),
        ("person", "person individual"),
    ):
        if any(word in said for word in words.split()):
            return kind
    kind = award.nominee_type if award else "either"
    if kind != "either":
        return "team" if kind == "team" else "person"
    name = values.get("nominee", "")
    if values.get("members") or _GROUP.search(name) or _IS_GROUP.fullmatch(values.get("role", "")):
        return "team"
    return "household" if is_household(name, award) else "person"


def is_household(name: str, award: AwardFacts | None) -> bool:
    """Say whether a name is of people who share one: "Agnes & Winston Pomfret-Daley"; or of two, where homes count."""
    parts = _AND.split(_without_marks(name))
    if len(parts) != 2 or not all(parts):
        return False
    shares = len(parts[0].split()) == 1 and len(parts[1].split()) > 1
    return shares or (award is not None and "household" in award.pool.casefold())


def nominees_in(name: str, kind: str) -> list[str]:
    """Return the names in an answer that should hold one; only what nobody could take for one name is parted."""
    parts = [part.strip(" ,") for part in re.split(r"[;\n]|\s/\s", name) if part.strip(" ,")]
    if kind == "team" or len(parts) > 1:
        return parts
    if kind == "person":
        pieces = _AND.split(_without_marks(name)) if "," not in name else re.split(r",|\band\b|&", _without_marks(name))
        pieces = [piece.strip() for piece in pieces if piece.strip()]
        shares = len(pieces) == 2 and "," not in name and len(pieces[1].split()) > 1
        if len(pieces) > 1 and (shares or all(len(piece.split()) > 1 for piece in pieces)):
            return pieces
    return parts


def household_members(name: str) -> tuple[Member, ...]:
    """Return the people of a household, each with the name that they share."""
    first, *rest = _AND.split(_without_marks(name))
    if not rest:
        return ()
    shared = rest[-1].split()[-1] if len(first.split()) == 1 and len(rest[-1].split()) > 1 else ""
    return (Member(f"{first} {shared}".strip()), *(Member(other) for other in rest))


def _without_marks(name: str) -> str:
    return clean_line(_EMOJI.sub("", name))


def has_emoji(name: str) -> bool:
    """Say whether a name holds a picture."""
    return bool(_EMOJI.search(name))


def mixes_directions(name: str) -> bool:
    """Say whether a name is written in both directions."""
    ways = {unicodedata.bidirectional(c) for c in name}
    return "L" in ways and bool(ways & {"R", "AL"})


def is_all_capitals(name: str) -> bool:
    """Say whether a full name is shouted."""
    return name.isupper() and sum(c.isalpha() for c in name) > 4 and len(name.split()) > 1


_WITHHELD = re.compile(
    r"\b(withheld|held by|confidential|on request|anonymous|not (?:be )?(?:named|shared)|private)\b", re.I
)
_EVERYONE = re.compile(
    r"(?:(?:the )?(?:whole|entire|full) team|all(?: of (?:them|us|the team)| staff| the team)?|every ?(?:one|body)"
    r"(?: in the team)?|various|too many(?: to (?:list|name|mention))?|see above|as above|n/?a|none|many|team)\W*",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:and |plus |\+ ?)?(?:\d+|several|many|some|a few|two|three|four|five|six) (?:others?|more)\b|\betc\b", re.I
)


def members_of(text: str) -> tuple[tuple[Member, ...], str]:
    """Return the members that an answer lists, and the code for what is noteworthy of the list."""
    if not text.strip():
        return (), "team_members_missing"
    if _WITHHELD.search(text):
        return (), "team_members_withheld"
    if _EVERYONE.fullmatch(text.strip()):
        return (), "team_members_unusable"
    mark = next((mark for mark in (";", "\n") if mark in text), ",")
    pieces = [piece.strip(" ,;.\t") for piece in re.split(rf"[{mark}\n](?![^()]*\))", text)]
    if len([p for p in pieces if p]) == 1:
        pieces = [piece.strip() for piece in re.split(r",|\band\b|&", text)]
    named = [piece for piece in pieces if piece and not _OTHERS.search(piece)]
    if not named:
        return (), "team_members_unusable"
    members = tuple(_member(piece, by_line=mark == "\n") for piece in named)
    if len(named) < len([piece for piece in pieces if piece]):
        return members, "team_members_incomplete"
    return members, "team_members_parsed_with_brackets" if "(" in text else ""


def _member(piece: str, *, by_line: bool) -> Member:
    """Return a member; on a line of their own, what follows commas is the role and the employer."""
    piece = re.sub(r"^(?:and|&|[-*•·]|\d+[.)])\s+", "", clean_line(piece))
    found = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", piece)
    if found:
        return Member(found[1], role=found[2])
    parts = [part.strip() for part in piece.split(",")] if by_line else [piece]
    return Member(parts[0], ", ".join(parts[1:-1] or parts[1:]), parts[-1] if len(parts) > 2 else "")


@dataclass(frozen=True)
class Manager:
    """The line manager that a row names: their name, their address, and the code for what is noteworthy of it."""

    name: str = ""
    email: str = ""
    code: str = ""


def manager_of(values: dict[str, str]) -> Manager:
    """Return whom a row gives as line manager; "me" is the nominator."""
    said = values.get("manager", "")
    address = EMAIL.search(said)
    email = (values.get("manager_email") or (address[0] if address else "")).lower()
    name = clean_line(re.sub(r"[<(\[]\s*[>)\]]", "", EMAIL.sub("", said))).strip(" ,;:-")
    words = re.findall(r"[^\W\d_]+", fold(name))
    if not words:
        return Manager("", email)
    if " ".join(words) in _ME:
        return Manager(values.get("nominator", ""), values.get("nominator_email", ""), "line_manager_is_nominator")
    if all(word in _JOB_WORDS for word in words):
        return Manager("", email, "line_manager_not_a_name")
    return Manager(name, email)


def short_key(name: str, kind: str) -> str:
    """Return what a nominee is called in a code: the first name, or the name that a household shares."""
    if kind == "household":
        return "-".join(match_key(_without_marks(name).split()[-1]).split()) if _without_marks(name) else ""
    return next(iter(match_key(name).split()), "")


def full_key(name: str) -> str:
    """Return the whole name as a code writes it, where the short one would be somebody else's too."""
    return "-".join(match_key(name).split())

"""Names of people who are not on the nomination.

A name is found by what stands around it: a title, an initial, a word such as "her friend" or "called", a first name
that is nothing else in English, or that it came before in the same text. None of this is certain.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nominations.screening.finding import LIKELY, Finding
from nominations.screening.folding import fold
from nominations.screening.known import Known
from nominations.screening.page import PARTICLES, Page
from nominations.screening.words import (
    FIRST_NAMES,
    LETTERED,
    NOT_NAMES,
    NOT_PERSONS,
    SURNAMES,
    THINGS,
    UNSURE_NAMES,
    word_set,
)

_TITLES = frozenset({"mr", "mrs", "miss", "ms", "mx", "dr"})
_LESS_USUAL = word_set(
    "Doctor Prof Professor Dame Rev Reverend Auntie Aunty Aunt Uncle Sgt Sergeant PC DC Nurse Judge HHJ Sister Father "
    "Councillor Cllr"
)
_SMALL_TITLES = frozenset({"mr", "mrs"})
_SMALL = _SMALL_TITLES | {"dr"}
_AFTER_SMALL_TITLE = word_set(
    "and or was is has had said never who the a in at of for to from with then now came went also motivator "
    "bean men right whippy"
)

_PEOPLE = (
    r"son|daughter|mum|mother|mam|dad|father|sister|brother|wife|husband|friend|neighbour|nephew|niece|cousin|nan|nana|"
    r"gran|granny|grandma|grandmother|grandad|grandfather|grandson|granddaughter|stepson|stepdaughter|stepdad|stepmum|"
    r"boy|girl|baby|child|toddler|teenager|lad|lady|gentleman|man|woman|resident|patient|client|tenant|pupil|student|"
    r"service user|young person|twins?|widow|widower|fiancé|fiancée|girlfriend|boyfriend|person|someone|somebody|ex"
)
_CALLED = re.compile(rf"\b(?:{_PEOPLE})\b[^.!?\n]{{0,30}}?\b(?:called|named|known as)\s+$", re.IGNORECASE)
_NAME_IS = re.compile(r"\b(?:her|his|their|whose|first) names? (?:is|was|are|were)\s+$", re.IGNORECASE)
_RELATED = re.compile(
    r"\b(?i:(?:her|his|my|their|our|the|a|an|this|that|little|old|young|late|elderly|eldest|youngest|best|'s)\s+){1,3}"
    rf"(?:{_PEOPLE}|partner)(?:'s name is|,)?\s+$"
    r"|\b(?i:baby|toddler|little)\s$"
    r"|'s (?:son|daughter|mum|dad|sister|brother|wife|husband|friend|neighbour|partner|nephew|niece)(?:,)?\s+$"
)
_YOUNG = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"1[0-7]|[1-9])"
)
_CHILDHOOD = re.compile(
    r"\b(?:child|boy|girl|baby|babies|toddler|pupil|foster(?:ed|s|ing)?|infant|twins?|"
    rf"(?:aged?|age of) (?:just |only )?{_YOUNG}(?!\d)"
    rf"|who (?:is|was) (?:just |only )?{_YOUNG}\b|{_YOUNG}[ -]years?[ -]old|(?:[1-9]|1[0-8]) months old)\b",
    re.IGNORECASE,
)
_I_AM = re.compile(r"\b(?:I am|I'm|this is|am called)\s$", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:^|[\n.(;-]\s*|\bthe )(?:client|patient|service user|resident|customer|child|name|full name|signed|re):\s?$",
    re.IGNORECASE,
)
_CHILD_NEAR = 45
_MONTH_BEFORE = re.compile(
    r"\b(?:in|last|next|since|until|till|by|this|early|late|mid|from|during|of|to|every|and|\d(?:st|nd|rd|th)?)[ -]$",
    re.IGNORECASE,
)
_MONTHS = frozenset({"may", "june", "april", "august", "jan"})
_SAINT = re.compile(r"\b(?:St|Saint|King|Queen|Prince|Princess|Lord|Pope)\.?\s$")
_LONG = 3


@dataclass(frozen=True)
class Name:
    """A name found: which words of the text, and why."""

    first: int
    last: int
    why: str
    titled: bool = False


def find(text: str, known: Known, taken: Iterable[tuple[int, int]]) -> list[Finding]:
    """Return the names in `text` of people who are not `known`, outside the spans that are `taken`."""
    page = Page(text, known, taken)
    found: list[Name] = []
    done = -1
    for place in range(len(page.words)):
        text = page.words[place].text
        if place < done or place in page.things or not (text[0].isupper() or text in _SMALL):
            continue
        name = next(filter(None, (detect(page, place) for detect in _DETECTORS)), None)
        if name:
            found.append(name)
            done = name.last
    parts = _parts(page, found)
    return [_finding(page, name, parts) for name in found] + list(_repeats(page, found, parts))


def _parts(page: Page, found: list[Name]) -> dict[str, str]:
    """Return each part of each name found with what kind of name it is of: a child's, if it once is."""
    parts: dict[str, str] = {}
    for name in found:
        kind = _kind(page, name)
        for word in page.words[name.first : name.last]:
            is_part = len(word.text) >= _LONG and not _is_title(word.text) and word.folded not in PARTICLES | {"and"}
            if is_part and not page.is_ours(word):
                parts[word.folded] = "child_name" if "child_name" in (kind, parts.get(word.folded)) else kind
    return parts


def _finding(page: Page, name: Name, parts: dict[str, str]) -> Finding:
    kinds = [] if name.titled else [parts.get(word.folded) for word in page.words[name.first : name.last]]
    kind = "child_name" if "child_name" in kinds else "person_name"
    return Finding(kind, page.words[name.first].start, page.words[name.last - 1].end, LIKELY, name.why)


def _kind(page: Page, name: Name) -> str:
    """A child's, if childhood is spoken of close by and the name has no title."""
    if name.titled:
        return "person_name"
    start, end = page.words[name.first].start, page.words[name.last - 1].end
    before = re.split(r"[.!?]\s", page.text[max(0, start - _CHILD_NEAR) : start])[-1]
    after = re.split(r"[.!?]\s", page.text[end : end + _CHILD_NEAR])[0]
    return "child_name" if _CHILDHOOD.search(before) or _CHILDHOOD.search(after) else "person_name"


def _titled(page: Page, place: int) -> Name | None:
    """Mrs Edith Rawcliffe-Stone, Mr and Mrs Stone, mrs stone; not Mr A."""
    if not _is_title(page.words[place].text):
        return None
    at = place + 1
    if at + 1 < len(page.words) and _joins(page, at) and _is_title(page.words[at + 1].text):
        at += 2
    elif at < len(page.words) and re.fullmatch(r" ?& ?", page.words[at].gap) and _is_title(page.words[at].text):
        at += 1
    if at >= len(page.words) or page.words[at].gap not in (" ", ". ", ".", "\n", ".\n", "  ", ".  "):
        return None
    if page.words[place].text.islower() and page.words[at].text.islower():
        last = _small_name(page, place, at)
    else:
        last = page.run(at, shouted=page.words[place].text != "MS")
    if (
        last <= at
        or page.known.has_person(page.words_of(at, last))
        or not any(len(word.text) > 1 for word in page.words[at:last])
    ):
        return None
    if fold(f"{page.words[place].text} {page.words[at].text}") in NOT_PERSONS:
        return None
    return Name(place, last, "A title with a name.", titled=True)


def _is_title(word: str) -> bool:
    if word in _SMALL or word in _LESS_USUAL:
        return True
    return word[0].isupper() and word.lower() in _TITLES and word not in ("MS", "MX", "DR", "MISS")


def _joins(page: Page, at: int) -> bool:
    return page.words[at].folded == "and" and page.words[at].gap in (" ", ". ") and page.words[at + 1].follows


def _small_name(page: Page, place: int, at: int) -> int:
    """Names after a title in small letters, themselves in small letters: one word, or a first name and one more."""
    if page.words[place].text == "dr":
        return at + (page.words[at].folded in SURNAMES)
    if page.words[place].text not in _SMALL_TITLES or page.words[at].folded in _AFTER_SMALL_TITLE:
        return at
    if len(page.words[at].text) < _LONG:
        return at
    more = at + 1
    is_first_name = page.words[at].folded in FIRST_NAMES
    if is_first_name and more < len(page.words) and page.words[more].follows:
        return more + 1 if page.words[more].folded not in _AFTER_SMALL_TITLE else more
    return more


def _lettered(page: Page, place: int) -> Name | None:
    """Kayden P; not Plan B, not Resident A."""
    first = page.words[place]
    if place + 1 >= len(page.words) or not first.is_capital or len(first.text) < _LONG:
        return None
    letter = page.words[place + 1]
    if not (letter.is_letter and letter.gap == " ") or re.match(
        r"[\w&/+-]|'(?!s\b)|\.\w", page.text[letter.end : letter.end + 2]
    ):
        return None
    is_listed = _is_first_name(first.folded) or first.folded.split()[0] in UNSURE_NAMES
    if first.folded in LETTERED or first.folded in NOT_NAMES or page.is_ours(first):
        return None
    if letter.text in "IA" and not _is_first_name(first.folded):
        return None
    if not is_listed and (first.begins or first.folded in THINGS):
        return None
    if letter.text == "I" and not re.match(r"[.,;)]|$", page.text[letter.end :]):
        return None
    return Name(place, place + 2, "A first name with an initial.")


def _introduced(page: Page, place: int) -> Name | None:
    """Her friend Jean, a boy called Kayden, her name is Edith, I am Deepa Raman, client: E Rawcliffe."""
    word = page.words[place]
    before = page.before(place)
    if _LABEL.search(before):
        last = page.run(place)
        return _unless_ours(page, place, last, "A name behind a label for one.")
    if not (word.is_capital and (word.follows or word.gap == ", ")) or word.folded in THINGS:
        return None
    last = page.run(place, most=3)
    if _I_AM.search(before):
        return _unless_ours(page, place, last, "A name behind the words I am.") if last > place + 1 else None
    is_named = _CALLED.search(before) or _NAME_IS.search(before)
    if is_named or (word.folded not in NOT_NAMES and _RELATED.search(before)):
        return _unless_ours(page, place, last, "A name behind a word for a person.")
    return None


def _is_joined(page: Page, place: int) -> bool:
    """Whether "and" joins the word to a first name before it: "Len and Iris"."""
    if place < 2 or page.words[place - 1].text != "and":
        return False
    other = page.words[place - 2]
    return other.is_capital and _is_first_name(other.folded) and page.words[place].follows


def _unless_ours(page: Page, place: int, last: int, why: str) -> Name | None:
    """The words from `place` up to `last` as a name, if they are words at all and name nobody who belongs."""
    if not any(len(word.text) > 1 for word in page.words[place:last]):
        return None
    return None if page.belongs(place, last) or _is_thing(page, place, last) else Name(place, last, why)


def _listed(page: Page, place: int) -> Name | None:
    """A first name that people have, alone or with a surname."""
    word = page.words[place]
    if not word.is_capital:
        return None
    is_name, may_be = _is_first_name(word.folded), word.folded in UNSURE_NAMES
    if not (is_name or may_be) or page.is_ours(word) or _SAINT.search(page.before(place, 12)):
        return None
    last = page.run(place, most=3)
    if last == place or _is_thing(page, place, last) or page.belongs(place, last):
        return None
    if last > place + 1:
        surname = page.words[last - 1]
        if is_name or surname.folded in SURNAMES or "-" in surname.text or not word.begins:
            return Name(place, last, "A first name with a surname.")
        return None
    if page.known and (is_name or _is_joined(page, place)):
        return Name(place, last, "A first name that is not on the nomination.")
    return None


def _initialled(page: Page, place: int) -> Name | None:
    """T. Ackersley; not "vitamin D. Patients", not "Mr A. Everybody", not "A. Aims, B. Means" in a list."""
    letter = page.words[place]
    if not letter.is_letter or letter.text == "I" or not page.text.startswith(". ", letter.end):
        return None
    earlier = page.words[place - 1] if place and not letter.begins else None
    if earlier and (earlier.is_capital or earlier.folded in LETTERED or earlier.folded in ("a", "an", "and", "or")):
        return None
    last = page.run(place, most=4)
    surname = page.words[last - 1]
    if last <= place + 1 or not surname.is_capital:
        return None
    begins_line = not page.text[: letter.start].rpartition("\n")[2].strip()
    if begins_line and page.text[surname.end :].partition("\n")[0].strip(" ,."):
        return None
    return _unless_ours(page, place, last, "An initial with a surname.")


def _is_first_name(folded: str) -> bool:
    return folded in FIRST_NAMES or (" " in folded and folded.split()[0] in FIRST_NAMES)


def _is_thing(page: Page, first: int, last: int) -> bool:
    """Whether the words name a ward, a law, a shop or somebody in a story."""
    words = [word.folded for word in page.words[first:last]]
    if any(word in THINGS for word in words[1:]):
        return True
    following = page.words[last] if last < len(page.words) else None
    if following and following.follows and following.is_capital and following.folded in THINGS:
        return True
    if (
        following
        and page.text[page.words[last - 1].end : following.start].startswith("'s ")
        and following.folded in THINGS
    ):
        return following.is_capital
    return len(words) > 1 and any(f"{a} {b}" in NOT_PERSONS for a, b in itertools.pairwise(words))


def _repeats(page: Page, found: list[Name], parts: dict[str, str]) -> Iterator[Finding]:
    """Yield the places where a part of a name that was found stands again."""
    if not parts:
        return
    held = {place for name in found for place in range(name.first, name.last)}
    place = 0
    while place < len(page.words):
        last = place
        while last < len(page.words) and last not in held and _is_again(page, last, parts):
            if last > place and not page.words[last].follows:
                break
            last += 1
        if last > place:
            why = "A name that also stands elsewhere in the text."
            yield Finding(
                parts[page.words[place].folded], page.words[place].start, page.words[last - 1].end, LIKELY, why
            )
        place = max(last, place + 1)


def _is_again(page: Page, place: int, parts: dict[str, str]) -> bool:
    word = page.words[place]
    if word.folded not in parts:
        return False
    if word.folded in _MONTHS and _MONTH_BEFORE.search(page.before(place, 12)):
        return False
    if word.folded in NOT_NAMES | UNSURE_NAMES | SURNAMES and word.begins and not _stands_as_name(page, place):
        return False
    if word.text[0].isupper():
        return True
    return word.folded in FIRST_NAMES


def _stands_as_name(page: Page, place: int) -> bool:
    """Whether a word that may begin any sentence is followed as a person is: by a verb of the third person."""
    after = page.text[page.words[place].end : page.words[place].end + 8]
    return bool(re.match(r"'s\b| (?:was|is|had|has|said|did|\w+ed\b|now|and)", after))


_DETECTORS = (_titled, _lettered, _introduced, _listed, _initialled)

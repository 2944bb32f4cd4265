"""Postcodes and street addresses."""

import re
from collections.abc import Iterator

from nominations.screening.finding import CERTAIN, LIKELY, Finding
from nominations.screening.words import word_set

_AREAS = word_set(
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E "
    "EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS "
    "LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR "
    "SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
_POSTCODE = re.compile(
    r"(?<![^\W_])(?P<area>[A-Z]{1,2})(?P<district>\d[A-Z\d]?)(?P<gap>(?:[ ./-]|\n){0,3})"
    r"(?P<inward>\d[ABD-HJLNP-UW-Z]{2})"
    r"(?![^\W_])",
    re.IGNORECASE,
)
_UNITS = word_set("st nd rd th hr hrs yr yrs wk bn ft lb px gb tb nn pp ps")

_TYPES = (
    "Road|Rd|Street|Avenue|Ave|Lane|Ln|Close|Crescent|Cres|Drive|Way|Gardens|Gdns|Grove|Terrace|Mews|Place|Court|"
    "Square|Hill|Hollow|Rise|Bank|Walk|View|Park|Row|Green|Croft|Meadows?|Fold|Garth|Gate|Drove|Dale|End|Parade|Yard|"
    "Wharf|Quay|Chase|Mount|Vale|Ridge|Path|Alley|Brow|Cottages?|Lodge|Flats|Buildings|Broadway|Heights|Orchards?|"
    "Paddocks?|Nook|Wynd|Loan|Brae|Fields?|Common|Copse|Spinney|Side|Villas|House|Tower|Bridge|Lea|Leys|Holme|Beck"
)
_PLAIN_TYPES = (
    "road|rd|street|avenue|ave|lane|close|crescent|drive|gardens|grove|terrace|mews|hollow|rise|croft|way|court"
)
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][^\W\d_]{0,30}(?:['-][^\W\d_]{1,30}){0,3}'?"
_ADDRESS = re.compile(
    r"(?<![\w£$.,/:-])(?:[Ff]lat |[Aa]partment |[Aa]pt |[Uu]nit )?(?P<number>\d{1,4}[A-Za-z]?(?:\s?-\s?\d{1,4})?)"
    r"(?:\s?,\s?(?:\d{1,4}[a-z]?\s)?|\s)"
    rf"(?P<street>(?:(?:St\.?|The|of|the|{_CAPITAL})\s){{1,4}}?(?:{_TYPES}|{_TYPES.upper()}))(?![\w'-])"
)
_SMALL = (
    "in|on|the|a|an|of|per|for|to|by|from|and|our|my|people|staff|"
    "days?|weeks?|hours?|minutes?|times?|years?|miles?|months?"
)
_LOWER_ADDRESS = re.compile(
    r"\b(?:address(?: is| was|:)?|(?:lives?|lived|living|home|house|flat|staying|him|her|them) at|moved to|at)\s"
    rf"(?P<address>(?:flat \d{{1,3}}[a-z]?,? )?\d{{1,4}}[a-z]?,?\s(?:(?!(?:{_SMALL})\b)[a-z']+\s){{1,3}}?"
    rf"(?:{_PLAIN_TYPES}))(?![\w-])",
    re.IGNORECASE,
)
_NAMED_STREET = re.compile(
    r"\b(?i:lives?|lived|living|moved|home|house|bungalow|flat|address|back)"
    r"(?:\s[\w'-]+){0,6}?\s(?:on|at|in|to|off|is)\s"
    rf"(?P<address>(?:(?:The\s)?{_CAPITAL}\s(?:{_CAPITAL}\s)?(?:Cottage|Farm|House|Lodge|Bungalow|Barn)\s?,\s?)?"
    rf"(?:{_CAPITAL}\s){{1,3}}?(?:Road|Rd|Street|Avenue|Ave|Lane|Close|Crescent|Drive|Gardens|Grove|Terrace|Mews|"
    r"Hollow|Rise|Croft|Row|Cottage|Farm))(?![\w'-])"
)
_NAMED_HOUSE = re.compile(
    rf"\b(?P<address>(?:{_CAPITAL}\s){{1,2}}(?:Cottage|Farm|House|Lodge|Bungalow|Barn)\s?,\s?(?:{_CAPITAL}\s){{1,2}}?"
    r"(?:Road|Rd|Street|Avenue|Ave|Lane|Close|Crescent|Drive|Gardens|Grove|Terrace|Hollow|Rise|Croft|Row))(?![\w'-])"
)
_TOWN = re.compile(
    rf"(?:\s?,\s?|\s?\n\s?|\s(?:in|at)\s|\s){_CAPITAL}(?![\w'])"
    rf"(?:[ -](?:on|upon|under|le|{_CAPITAL})(?![\w'])){{0,2}}"
)
_NUMBERED_THING = re.compile(
    r"\b(?:section|sections|s|part|parts|article|articles|schedule|stage|level|grade|band|regulation|rule|phase|year|"
    r"chapter|act|standard|ward|page|item|appendix|table|week|day|unit|class|group|team|june|july|may|march|april|"
    r"january|february|august|september|october|november|december|since|by|in|until|of all|than)[. ]*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_NOT_STREETS = re.compile(
    r"(?i)\s(?:care home|nursing home|residential home|day centre|hospital|surgery|school|primary|academy|residents|"
    r"volunteers|staff|carers|sessions?|events?|workers|people|reports?|hearings?|orders?|statements?|users|team|award|"
    r"awards|festival|project|clubs?|groups?|challenge)\b"
)
_NOT_NAMES = word_set(
    "Family Crown County Magistrates Supreme Memory Sponsored Charity Open Full Half One Two Best "
    "Social Care Safeguarding Community Adult Adults Children Childrens Easter Food Data "
    "Business Home Local National Every Health Mental Good"
)
_SENTENCE_WORDS = word_set(
    "The She He They We It In On At And But When After Before Her His Their Our My Mr Mrs Miss Ms Dr This "
    "That There Then Since Because For With From To I Tel Phone Email NHS DOB"
)


def find(text: str) -> Iterator[Finding]:
    """Yield the postcodes and street addresses of `text`."""
    postcodes = list(_postcodes(text))
    yield from postcodes
    yield from _addresses(text, {f.start for f in postcodes})


def _postcodes(text: str) -> Iterator[Finding]:
    for match in _POSTCODE.finditer(text):
        if match["area"].upper() in _AREAS and not _is_measure(match):
            yield Finding("uk_postcode", *match.span(), CERTAIN, "The form of a full postcode.")


def _is_measure(match: re.Match) -> bool:
    """Whether the second half is an ordinal or a measure ("KS2 3rd"): small letters that postcodes seldom have."""
    letters = match["inward"][1:]
    return letters in _UNITS and (match["area"].isupper() or bool(match["gap"]))


def _addresses(text: str, postcodes: set[int]) -> Iterator[Finding]:
    for match in _ADDRESS.finditer(text):
        end = _with_town(text, match.end(), postcodes)
        has_postcode = _comes_postcode(text, end, postcodes)
        if has_postcode or _is_street(text, match):
            yield Finding("street_address", match.start(), end, LIKELY, "A number and the name of a street.")
    for match in _LOWER_ADDRESS.finditer(text):
        start, end = match.span("address")
        why = "A number and the name of a street, after a word for living there."
        yield Finding("street_address", start, end, LIKELY, why)
    named = (match for pattern in (_NAMED_STREET, _NAMED_HOUSE) for match in pattern.finditer(text))
    for match in named:
        start, end = match.span("address")
        if not _NOT_STREETS.match(text, end):
            end = _with_town(text, end, postcodes)
            yield Finding(
                "street_address", start, end, LIKELY, "The name of a street, with a house or a word for living there."
            )


def _is_street(text: str, match: re.Match) -> bool:
    before = text[max(0, match.start() - 16) : match.start()]
    first = match["street"].split()[0]
    is_year = bool(_YEAR.fullmatch(match["number"]))
    return not (
        is_year or first in _NOT_NAMES or _NUMBERED_THING.search(before) or _NOT_STREETS.match(text, match.end())
    )


def _with_town(text: str, end: int, postcodes: set[int]) -> int:
    """Return where the address ends, the town after it included: after a comma, or with the postcode behind it."""
    town = _TOWN.match(text, end)
    if not town:
        return end
    words = town[0].replace(",", " ").split()
    if any(word in _SENTENCE_WORDS for word in words) or (town[0].isupper() and len(words[-1]) < 4):
        return end
    if "," in town[0] or _comes_postcode(text, town.end(), postcodes):
        return town.end()
    return end


def _comes_postcode(text: str, end: int, postcodes: set[int]) -> bool:
    return any(place in postcodes and not text[end:place].strip(" ,.\n") for place in range(end, end + 5))

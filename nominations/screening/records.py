"""Numbers of case records and of courts."""

import re
from collections.abc import Iterator

from nominations.screening.finding import CERTAIN, LIKELY, Finding

_SYSTEMS = (
    r"LAS|LCS|EHM|Mosaic|Liquid ?logic|Care ?First|Care ?Director|Care ?Notes|Eclipse|SystmOne|System ?One|RiO|EMIS|"
    r"Frameworki|Framework-i|Azeus|ContrOCC|CRN|UCN|Paris|Capita ?One|Charms|AIS|ICS|OLM|MRN|UPN|CHI"
)
_NUMBER_WORD = (
    r"(?:IDs?|identifier|numbers?|num|nos?|nr|ref(?:erence)?s?|records?|case|file|client|person|was|is|of|the)\b"
)
_LINK = rf"[\s:#.,=()/-]*(?:{_NUMBER_WORD}[\s:#.=()-]*){{0,4}}(?:for (?:\w+ ){{1,3}}(?:is|was) )?"
_END = r"(?![^\W_]|[.,/]\d|%)"
_NUMBER = rf"(?P<number>(?:[A-Z]{{1,3}}[-/ ]?)?(?:\d{{5,10}}|\d{{1,5}}(?:[ /.-]\d{{1,5}}){{1,3}})){_END}"

_OF_SYSTEM = re.compile(rf"(?<![^\W_])(?:{_SYSTEMS}){_LINK}{_NUMBER}", re.IGNORECASE)
_OWNER = (
    r"case|record|file|client|person|customer|service[ -]user|patient|hospital|crime|incident|police|referral|"
    r"social care|social services|council|safeguarding|pupil|resident|swift"
)
_OF_CASE = re.compile(
    rf"(?<![^\W_])(?:(?:{_OWNER})\s+){{0,2}}"
    rf"(?:IDs?|ref(?:erence)?s?|case|records?|(?:{_OWNER})\s+(?:numbers?|nos?|num)){_LINK}{_NUMBER}",
    re.IGNORECASE,
)
_OTHER_THING = re.compile(
    r"\b(?:in|just in|one|every|each|any|job|vacancy|course|invoice|order|charity|company|asset|stock|room|booking|"
    r"purchase|ticket|grant|tender|contract|policy|budget|photo|procurement|product|serial|model|post|lottery|world|show|display|book|suit)"
    r"[ -]*$",
    re.IGNORECASE,
)
_LONG_YEARS = re.compile(
    r"\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|\d{4}[-/ .](?:\d{2}|\d{4})|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{2}|\d{4})"
)

_FAMILY_COURT = re.compile(
    r"(?<![^\W_])[A-Z]{2}[ /.-]{0,3}\d{2}[ /.-]{0,3}[CPDFZ][ /.-]{0,3}\d(?:[ ]?\d){4}(?![^\W_])", re.IGNORECASE
)
_PROTECTION = re.compile(r"(?<![^\W_])COP[\s:#.-]{0,3}\d{6,8}[TW]?(?![^\W_])", re.IGNORECASE)
_CITATION = re.compile(
    r"\[(?:19|20)\d{2}\] ?(?:EW(?:HC|FC|COP|CA)|UK(?:SC|UT|FTT))(?: (?:Civ|Crim))? ?\d{1,5}"
    r"(?: ?\((?:Fam|Admin|B|T\d|KB|QB|Ch)\))?",
    re.IGNORECASE,
)
_HIGH_COURT = re.compile(r"(?<![^\W_])(?:CO|AC)/\d{1,5}/20\d{2}(?!\d)")
_COUNTY_COURT = re.compile(r"(?<![^\W_])[A-Z]\d{2}[A-Z]{2}\d{3}(?![^\W_])")
_OF_COURT = re.compile(
    r"(?:\b(?:court|claim|hearing|tribunal|court of protection)\b[\s:#.,()-]{0,9}){1,3}"
    r"(?:(?:case|claim|order|file|number|num|no|ref|reference|is|was)\b[\s:#.,()-]*){1,4}"
    rf"(?P<number>(?=[^ ]*\d)[A-Z0-9]{{2,4}}(?:[/ -]?[A-Z0-9]{{2,8}})?|\d{{5,10}}){_END}",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[Finding]:
    """Yield the case record numbers and court case numbers of `text`."""
    yield from _court_numbers(text)
    yield from _case_numbers(text)


def _case_numbers(text: str) -> Iterator[Finding]:
    of_system = {match.end("number") for match in _OF_SYSTEM.finditer(text)}
    for match in _OF_SYSTEM.finditer(text):
        if _is_long_enough(match["number"]):
            why = "A number beside the name of a case recording system."
            yield Finding("case_reference", *match.span(), CERTAIN, why)
    for match in _OF_CASE.finditer(text):
        before = text[max(0, match.start() - 20) : match.start()]
        if match.end("number") in of_system:
            continue
        if _is_long_enough(match["number"]) and not _OTHER_THING.search(before) and not _is_amount(match):
            why = "A number beside a word such as case, record, reference or ID."
            end = match.end() + ("(" in match[0] and text.startswith(")", match.end()))
            yield Finding("case_reference", match.start(), end, CERTAIN, why)


def _is_amount(match: re.Match) -> bool:
    """Whether "case of 20000" or "record 12500" counts something, with no word or sign that makes it a reference."""
    word, between = re.match(r"(\w+)(.*)", match[0][: match.start("number") - match.start()], re.DOTALL).groups()
    if word.lower() not in ("case", "record", "records") or between.strip(" \n"):
        return between.split() == ["of"]
    return word.lower() != "case" or match["number"].endswith("000")


def _court_numbers(text: str) -> Iterator[Finding]:
    for pattern in (_FAMILY_COURT, _PROTECTION, _CITATION, _HIGH_COURT):
        for match in pattern.finditer(text):
            yield Finding("court_case_number", *match.span(), CERTAIN, "The form of a court's case number.")
    for match in _OF_COURT.finditer(text):
        if sum(c.isdigit() for c in match["number"]) >= 5:
            why = "A number beside the words court, claim or hearing."
            yield Finding("court_case_number", *match.span("number"), CERTAIN, why)
    for match in _COUNTY_COURT.finditer(text):
        yield Finding("court_case_number", *match.span(), LIKELY, "The form of a county court's claim number.")


def _is_long_enough(number: str) -> bool:
    digits = sum(c.isdigit() for c in number)
    return 5 <= digits <= 10 and not _LONG_YEARS.fullmatch(number)

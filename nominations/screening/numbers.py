"""NHS numbers and National Insurance numbers."""

import re
from collections.abc import Iterator

from stdnum.gb import nhs

from nominations.screening.finding import CERTAIN, LIKELY, Finding
from nominations.screening.words import word_set

_GAP = r"[ .\n-]{0,3}"
_WIDE_GAP = r"[ .\n/_-]{0,3}"
_NHS = re.compile(rf"(?<![\w£$+/])(?<!\d[.,-])\d{{3}}{_WIDE_GAP}\d{{3}}{_WIDE_GAP}\d{{4}}(?![\w%]|[.,/]\d|-\d)")
_NEAR_NHS = re.compile(
    rf"(?:\bNHS|\bN\.H\.S\.?|\bNational Health Service)[\s:#.,()-]*"
    rf"(?:(?:patient|number|num|no|nr|id|is|was|ref|reference)[\s:#.,()-]*){{0,4}}"
    rf"(?P<number>\d(?:{_GAP}\d){{7,11}})(?![\w%]|[.,/]\d)",
    re.IGNORECASE,
)
_NHS_AFTER = re.compile(rf"(?<![\w£$+/])(?P<number>\d(?:{_GAP}\d){{9}})[\s,(:-]{{0,3}}NHS\b", re.IGNORECASE)

_NI = re.compile(
    rf"(?<![^\W_])(?P<prefix>[A-Z]{_WIDE_GAP}[A-Z]){_WIDE_GAP}\d(?:{_WIDE_GAP}\d){{5}}{_WIDE_GAP}"
    r"(?P<suffix>[A-D])(?![^\W_])",
    re.IGNORECASE,
)
_NEAR_NI = re.compile(
    r"\b(?:NI|NINO|N\.I\.|national insurance)\b[\s:#.,()-]*(?:(?:number|num|no|nr|is|was)\b[\s:#.,()-]*){0,3}"
    rf"(?P<number>(?:[A-Z]{{2}}{_GAP})?\d{{2}}{_GAP}\d{{2}}{_GAP}\d{{2}}(?:{_GAP}[A-Z])?)(?![^\W_])",
    re.IGNORECASE,
)
_NEVER_GIVEN = frozenset({"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"})
_SMALL_WORDS = word_set(
    "ah am an as at be by eh er go ha he hi ho la ma me my no oh ok or os ow ox oz pa pm re so to us we ye yo"
)


def find(text: str) -> Iterator[Finding]:
    """Yield the NHS and National Insurance numbers of `text`."""
    yield from _nhs_numbers(text)
    yield from _ni_numbers(text)


def _nhs_numbers(text: str) -> Iterator[Finding]:
    for match in _NHS.finditer(text):
        if nhs.is_valid(_digits(match[0])):
            yield Finding("nhs_number", *match.span(), CERTAIN, "Ten digits with the check digit of an NHS number.")
    for pattern in (_NEAR_NHS, _NHS_AFTER):
        for match in pattern.finditer(text):
            yield _beside_nhs(*match.span("number"), _digits(match["number"]))


def _beside_nhs(start: int, end: int, digits: str) -> Finding:
    if nhs.is_valid(digits):
        return Finding("nhs_number", start, end, CERTAIN, "Ten digits with the check digit of an NHS number.")
    if len(digits) == 10:
        why = "Ten digits beside the letters NHS; the check digit does not fit, so one may be mistyped."
        return Finding("nhs_number", start, end, CERTAIN, why, "checksum_fails")
    why = "A long number beside the letters NHS, though not of ten digits."
    return Finding("nhs_number", start, end, LIKELY, why, "wrong_length")


def _ni_numbers(text: str) -> Iterator[Finding]:
    for match in _NI.finditer(text):
        if _may_be_given(match["prefix"], match[0]):
            why = "Two letters, six digits and a letter: the form of a National Insurance number."
            yield Finding("ni_number", *match.span(), CERTAIN, why)
    for match in _NEAR_NI.finditer(text):
        why = "A number beside the letters NI or the words National Insurance."
        yield Finding("ni_number", *match.span("number"), CERTAIN, why, "wrong_form")


def _may_be_given(prefix: str, whole: str) -> bool:
    letters = re.sub(r"[^A-Za-z]", "", prefix)
    if letters.upper() == "QQ":
        return True
    if letters.lower() == letters and letters in _SMALL_WORDS and not whole.isalnum():
        return False
    first, second = letters.upper()
    return first not in "DFIQUV" and second not in "DFIOQUV" and letters.upper() not in _NEVER_GIVEN


def _digits(words: str) -> str:
    return re.sub(r"\D", "", words)

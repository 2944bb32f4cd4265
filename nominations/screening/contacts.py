"""E-mail addresses and telephone numbers."""

import re
from collections.abc import Iterator

import phonenumbers

from nominations.screening.finding import CERTAIN, LIKELY, Finding

_HOST = r"[^\W_](?:[\w-]{0,62}[^\W_])?"
_EMAIL = re.compile(rf"(?<![\w.+-])[\w.+%&*!#$/=?^{{|}}~'-]{{1,64}}@{_HOST}(?:\.{_HOST}){{1,6}}")
_SPACED_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}(?: ?@ |  ?@ ?){_HOST}(?: ?\. ?{_HOST}){{0,3}}"
    r"\.(?:com|org|net|uk|example|info|me|eu)\b",
    re.IGNORECASE,
)
_AT = r"(?: ?[\[({]? ?at ?[\])}]? ?)"
_DOT = r"(?: ?[\[({]? ?dot ?[\])}]? ?)"
_TOP = r"(?:com|org|net|uk|co|gov|nhs|ac|example|info|eu|io|me)"
_SPOKEN_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{2,64}}(?:{_DOT}[\w+-]{{1,64}}){{0,3}}(?<=\w){_AT}(?!the\b|a\b|an\b|this\b|that\b)"
    rf"(?<=[ \])}}]){_HOST}(?:(?:{_DOT}|\.){_HOST}){{0,3}}{_DOT}{_TOP}\b",
    re.IGNORECASE,
)

_SEPARATOR = r"(?:[ ()./-]|\n(?!\n)){0,3}"
_PHONE = re.compile(
    rf"(?<![\w£$.,/+-])(?:\(?\+|\(?00(?=[1-9]))[1-9](?:{_SEPARATOR}\d){{8,13}}(?!\d)"
    rf"|(?<![\w£$,/+-])(?<!\d\.)\(?0(?:{_SEPARATOR}\d){{9,10}}(?!\d)"
)
_SHORT_PHONE = re.compile(
    r"\b(?:ring|call|phone|telephone|tel|mobile|mob|landline|text|whatsapp|extension|ext)\b[.:]?"
    r"(?: (?:me|us|her|him|them|number|no|num|is|on|at|back)\b[.:]?){0,4} ?"
    r"(?P<number>\d{3}[ -]?\d{3,4})(?![\w%]|[.,/-]\d)",
    re.IGNORECASE,
)


def find(text: str) -> Iterator[Finding]:
    """Yield the e-mail addresses and telephone numbers of `text`."""
    yield from _emails(text)
    yield from _phones(text)


def _emails(text: str) -> Iterator[Finding]:
    if "@" in text:
        for match in _EMAIL.finditer(text):
            start = match.start() + len(match[0]) - len(match[0].lstrip("'!#*?/"))
            if text[start] != "@":
                yield Finding("email", start, match.end(), CERTAIN, "The form of an email address.")
        for match in _SPACED_EMAIL.finditer(text):
            yield Finding("email", *match.span(), CERTAIN, "The form of an email address, with spaces.")
    for match in _SPOKEN_EMAIL.finditer(text):
        yield Finding("email", *match.span(), LIKELY, "An email address with its signs written as words.")


def _phones(text: str) -> Iterator[Finding]:
    for match in _PHONE.finditer(text):
        start, end = match.span()
        if match[0].startswith("(") and ")" not in match[0]:
            start += 1
        if _is_possible(text[start:end]):
            yield Finding("phone", start, end, CERTAIN, "The form of a telephone number.")
    for match in _SHORT_PHONE.finditer(text):
        why = "A short number beside a word such as ring, call or tel."
        yield Finding("phone", *match.span("number"), LIKELY, why)


def _is_possible(words: str) -> bool:
    """Whether the numbering plan has numbers of this length; the ranges kept for drama are not in use, so no more."""
    try:
        number = phonenumbers.parse(words.replace("\n", " "), "GB")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number)

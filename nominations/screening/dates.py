"""Dates of birth: a date beside a word that says so. A date alone is nobody's."""

import re
from collections.abc import Iterator

from nominations.screening.finding import CERTAIN, LIKELY, Finding

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_ORDINAL = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth"
)
_DAY = rf"(?:(?:0?[1-9]|[12]\d|3[01])(?: ?(?:st|nd|rd|th))?|{_ORDINAL})"
_SPOKEN_YEAR = (
    r"(?:nineteen|twenty|two thousand(?: and)?)(?:[ -](?:hundred|oh|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|one|two|three|four|five|six|seven|eight|nine)){1,2}"
)
_YEAR = rf"(?:(?:18|19|20)\d{{2}}|'?\d{{2}}(?!\d|[:.]\d)|{_SPOKEN_YEAR})"
_SEP = r"\s?[./|\\ -]\s?"
_NUMERIC = rf"\d{{1,2}}{_SEP}\d{{1,2}}{_SEP}(?:(?:18|19|20)\d{{2}}|'?\d{{2}})"
_BACKWARD = rf"(?:18|19|20)\d{{2}}{_SEP}\d{{1,2}}{_SEP}\d{{1,2}}"
_WORDED = rf"{_DAY}[\s,.-]{{1,2}}(?:day of |of )?{_MONTH}(?:[\s,-]{{1,2}}(?:in )?{_YEAR})?"
_TURNED = rf"{_MONTH}[\s-](?:the )?{_DAY}(?!\d)(?:[\s,]{{1,2}}{_YEAR})?"
_TIGHT = r"\d{1,2}(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:\d{4}|\d\d)"
_DATE = re.compile(
    rf"(?<![\w£])(?:(?P<numeric>{_NUMERIC})|(?P<backward>{_BACKWARD})|(?P<worded>{_WORDED})|(?P<turned>{_TURNED})"
    rf"|(?P<month>{_MONTH}[\s,]{{1,2}}(?:of )?(?:19|20)\d{{2}})|(?P<tight>{_TIGHT})"
    r"|(?P<solid>\d{8}|\d{6}))(?![\w£%])",
    re.IGNORECASE,
)

_DOB = r"d\.? ?o\.? ?b\b\.?|b\.(?=\s?$)|date of birth|birth ?dates?|dates? of birth|birthdate"
_BEFORE = re.compile(
    rf"(?<![^\W_])(?:(?P<dob>{_DOB})|(?P<born>born\b)|(?P<aged>aged?\b)|(?P<birthday>birthdays?\b))", re.IGNORECASE
)
_BESIDE = re.compile(
    r"[\s:=;,.()\[\]#-]*(?:(?:is|was|being|recorded|noted|listed|shown|given|of|on|in|the|are|as|it|to be|day|"
    r"falls|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b[\s:=,.()#-]*){0,4}",
    re.IGNORECASE,
)
_BORN_SOMEWHERE = re.compile(r"[^.!?;\n]{0,40}(?:\b(?:on|in|the)\s|[(,]\s?)(?:the )?", re.IGNORECASE)
_AGE = re.compile(
    r"\s(?:of\s)?[\w-]{1,15}(?:[ -](?:months|years)(?:[ -]old)?)?[\s,;]*[(\[,][\s(]*|[\s,(]+", re.IGNORECASE
)
_AFTER = re.compile(
    rf"\s?[(\[]\s?(?:(?:her|his|their|my) )?(?:{_DOB})\s?[)\]]"
    rf"|,? (?:{_DOB})(?!\W{{0,3}}\d|\W{{0,2}}(?:is|was))"
    rf"|,? (?:is|was|being) (?:her|his|their|the|my|\w+'s) (?:{_DOB}|birthday)\b",
    re.IGNORECASE,
)
_THING = re.compile(
    r"\b(?:idea|project|team|service|group|scheme|hub|club|partnership|programme|award|initiative|network|charity|"
    r"caf[eé]|campaign|app|pilot|toolkit|newsletter|garden|podcast|forum|choir|bank|centre|huddle|plan)\b[^.!?]{0,30}$",
    re.IGNORECASE,
)
_TURNED_AGE = re.compile(r"\b(?:turn(?:ed|s)?) (?:\d{1,3}|[a-z]+(?:-[a-z]+)?) on (?:the )?$", re.IGNORECASE)
_REACH = 60


def find(text: str) -> Iterator[Finding]:
    """Yield the dates of `text` that are said to be somebody's birth."""
    if not re.search(r"born|birth|aged?\b|turn|\bb\.|d\W{0,2}o\W{0,2}b", text, re.IGNORECASE):
        return
    for match in _DATE.finditer(text):
        if not _is_a_date(match):
            continue
        why = _why(text, match)
        if why is None:
            continue
        whole = match["month"] is None and why[1]
        end = match.end() - match[0].endswith(".")
        yield Finding("date_of_birth", match.start(), end, CERTAIN if whole else LIKELY, why[0])


def _why(text: str, date: re.Match) -> tuple[str, bool] | None:
    """Return the reason to take `date` for a date of birth and whether it is plain, or None."""
    if _AFTER.match(text, date.end()):
        return "A date called a date of birth.", True
    before = text[max(0, date.start() - _REACH) : date.start()]
    if _TURNED_AGE.search(before) and not _THING.search(before):
        return "The day on which somebody turned an age.", False
    cues = list(_BEFORE.finditer(before))
    if not cues:
        return None
    cue, between = cues[-1], before[cues[-1].end() :]
    beside = bool(_BESIDE.fullmatch(between))
    if cue["dob"]:
        return ("A date beside the words date of birth.", True) if beside else None
    if date["solid"]:
        return None
    if cue["born"]:
        is_thing = _THING.search(text[max(0, date.start() - 2 * _REACH) : date.start() - len(before) + cue.start()])
        near = beside or _BORN_SOMEWHERE.fullmatch(between)
        return ("A date beside the word born.", True) if near and not is_thing else None
    if cue["aged"]:
        return ("A date beside an age.", _has_year(date)) if _AGE.fullmatch(between) and _has_year(date) else None
    is_thing = _THING.search(before[: cue.start()]) or re.search(
        r"'s (?:first|second|1st|2nd) $", before[: cue.start()]
    )
    return ("A date beside the word birthday.", False) if beside and not is_thing else None


def _is_a_date(match: re.Match) -> bool:
    """Whether day and month are possible, whichever comes first."""
    if match["solid"]:
        digits = match["solid"]
        return _possible(digits[:2], digits[2:4]) or (len(digits) == 8 and _possible(digits[6:], digits[4:6]))
    if match["numeric"]:
        day, month, _ = re.findall(r"\d+", match["numeric"])
        return _possible(day, month)
    if match["backward"]:
        _, month, day = re.findall(r"\d+", match["backward"])
        return _possible(day, month)
    return True


def _possible(day: str, month: str) -> bool:
    first, second = int(day), int(month)
    return 1 <= min(first, second) <= 12 and 1 <= max(first, second) <= 31


def _has_year(date: re.Match) -> bool:
    return bool(date["numeric"] or date["backward"] or re.search(r"\d{4}|'\d\d", date[0]))

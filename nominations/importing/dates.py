"""When a row was sent, and when the work that it tells of happened."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nominations.importing.reading import Sheet

EXCEL_BEGINS = datetime.fromisoformat("1899-12-30")
SERIALS = range(30_000, 60_000)  # 1982 to 2064
_STAMP = re.compile(
    r"(?P<a>\d{1,4})[/.-](?P<b>\d{1,2})[/.-](?P<c>\d{2,4})"
    r"(?:(?:\s*,?\s+|T)(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:\.\d+)?)?\s*(?P<half>[ap]m)?)?",
    re.IGNORECASE,
)
_ISO = re.compile(r"\d{4}-\d\d-\d\dT")


@dataclass(frozen=True)
class Moment:
    """A timestamp as it was read: the moment, how it was written, and what else it could have meant."""

    at: datetime | None
    form: str = ""  # mdy, dmy, iso, plain (year first, or a date cell), serial; "" when nobody can read it
    other: datetime | None = None


def guess_dates(sheet: Sheet, columns: dict[str, int]) -> str:
    """Return how the whole file writes its timestamps: "mdy", "dmy", or "" when nobody can tell and one must ask."""
    shapes = _shapes(_stamps(sheet, columns))
    if not shapes:
        return "dmy"
    main = max(shapes.values(), key=lambda proofs: sum(proofs.values()))
    if main["mdy"] and main["dmy"]:
        return ""
    if main["mdy"] or main["dmy"]:
        return "mdy" if main["mdy"] else "dmy"
    return ""


def _stamps(sheet: Sheet, columns: dict[str, int]) -> list[str]:
    places = [columns[name] for name in ("started", "completed") if name in columns]
    return [row[place].strip() for row in sheet.rows for place in places if row[place].strip()]


def _shapes(stamps: list[str]) -> dict[tuple, Counter]:
    """Return what proves the order of day and month in each shape that stamps have: digits of the year, seconds."""
    shapes: dict[tuple, Counter] = {}
    for stamp in stamps:
        if (found := _STAMP.fullmatch(stamp)) and len(found["a"]) <= 2:
            shapes.setdefault(_shape(found), Counter())[_proof(found)] += 1
    return shapes


def _shape(found: re.Match) -> tuple:
    return len(found["c"]), found["h"] is not None, found["s"] is not None, found["half"] is not None


def _proof(found: re.Match) -> str:
    first, second = int(found["a"]), int(found["b"])
    if first > 12 >= second:
        return "dmy"
    return "mdy" if second > 12 >= first else "either"


@dataclass
class Timestamps:
    """Reads the timestamps of one file, each in the light of the others."""

    sheet: Sheet
    columns: dict[str, int]
    order: str
    zone: ZoneInfo
    main: str = field(init=False)

    def __post_init__(self):
        stamps = _stamps(self.sheet, self.columns)
        self._shapes = _shapes(stamps)
        forms = Counter(self._form(stamp) for stamp in stamps)
        most = forms.most_common(1)
        self.main = (self.order if most[0][0] == "slashes" else most[0][0]) if most else ""

    def _form(self, stamp: str) -> str:
        found = _STAMP.fullmatch(stamp)
        if found and len(found["a"]) <= 2:
            return "slashes"
        return self.read(stamp).form

    def read(self, text: str) -> Moment:
        """Return the moment that a timestamp means."""
        text = text.strip()
        try:
            return self._read(text)
        except (ValueError, OverflowError):
            return Moment(None)

    def _read(self, text: str) -> Moment:
        if _ISO.match(text) or re.search(r"\d{4}-\d\d-\d\d .*[Z+]", text):
            return Moment(self._placed(datetime.fromisoformat(text)), "iso")
        if re.fullmatch(r"\d{5}(\.\d+)?", text) and int(float(text)) in SERIALS:
            whole = EXCEL_BEGINS + timedelta(seconds=round(float(text) * 86_400))
            return Moment(self._placed(whole), "serial")
        found = _STAMP.fullmatch(text)
        if not found:
            return Moment(None)
        if len(found["a"]) == 4:
            return Moment(self._placed(_moment(found, "ymd")), "plain")
        order = _proof(found)
        if order != "either":
            return Moment(self._placed(_moment(found, order)), order)
        order, certain = self._order_of(found)
        other = _moment(found, "dmy" if order == "mdy" else "mdy")
        doubt = None if certain or found["a"] == found["b"] else self._placed(other)
        return Moment(self._placed(_moment(found, order)), order, doubt)

    def _order_of(self, found: re.Match) -> tuple[str, bool]:
        """Return the order of day and month of a stamp that does not prove its own, and whether that is certain."""
        own = self._shapes.get(_shape(found), Counter())
        if bool(own["mdy"]) != bool(own["dmy"]):
            return ("mdy" if own["mdy"] else "dmy"), True
        main = max(self._shapes.values(), key=lambda proofs: sum(proofs.values()), default=own)
        return self.order or "dmy", bool(self.order) and main is own

    def _placed(self, moment: datetime) -> datetime:
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)


def _moment(found: re.Match, order: str) -> datetime:
    a, b, c = int(found["a"]), int(found["b"]), int(found["c"])
    year, month, day = {"ymd": (a, b, c), "mdy": (c, a, b), "dmy": (c, b, a)}[order]
    hour = int(found["h"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    whole_year = year + 2000 if year < 100 else year
    clock = time(hour, int(found["m"] or 0), int(found["s"] or 0))
    return datetime.combine(date(whole_year, month, day), clock)


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?"
_WRITTEN = re.compile(
    rf"{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+('?\d{{2}}|\d{{4}})|{_MONTH}\s+{_DAY},?\s+('?\d{{2}}|\d{{4}})"
)
_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[t ]\d{1,2}:\d\d.*)?")
_MANGLED = re.compile(rf"{_MONTH}-\d\d|\d{{1,2}}-{_MONTH}")
_ACADEMIC = re.compile(r"(20\d\d)\s*[/-]\s*(?:20)?(\d\d)")
_POINT = rf"(?:\b{_MONTH}(?![a-z])|\b(?:19|20)\d\d\b|\b\d{{1,2}}/\d{{2,4}}\b)"
_END = rf"(?:{_POINT}|\b(?:now|date|present|today|current|ongoing)\b)"
_RANGE = re.compile(
    rf"{_POINT}[^-]{{0,12}}?(?:\s*-\s*|\s+(?:to|until|till|through)\s+)[^-]{{0,12}}?{_END}|\bbetween\b.*\band\b"
)
_VAGUE = re.compile(
    rf"{_POINT}|'\d\d\b|\b(?:spring|summer|autumn|winter|easter|christmas|ramadan|eid|diwali|ongoing|on going|"
    r"continuous(?:ly)?|throughout|daily|weekly|monthly|yearly|annual(?:ly)?|years?|months?|weeks?|today|yesterday|"
    r"recent(?:ly)?|now|currently|term|lockdown|pandemic|since|weekends?|mondays?|tuesdays?|wednesdays?|thursdays?|"
    r"fridays?|saturdays?|sundays?)\b"
)


def period_code(text: str) -> str:
    """Return the code for how an answer to "when did this happen?" is written; empty for one certain day."""
    said = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    said = " ".join(re.sub("[‐‑‒–—−]", "-", said).split()).strip(" .;,")
    if not said:
        return "date_blank"
    if _YEAR_FIRST.fullmatch(said):
        return ""
    if figures := _FIGURES.fullmatch(said):
        return _code_of_figures(figures)
    if written := _WRITTEN.fullmatch(said):
        year = written[2] or written[4]
        return "" if len(year) == 4 else "date_two_digit_year"
    if re.fullmatch(r"\d{5}", said) and int(said) in SERIALS:
        return "date_excel_serial"
    if _MANGLED.fullmatch(said):
        return "date_spreadsheet_mangled"
    if (years := _ACADEMIC.fullmatch(said)) and (int(years[1]) + 1) % 100 == int(years[2]):
        return "date_academic_year"
    if _RANGE.search(said):
        return "date_range"
    return "date_approximate" if _VAGUE.search(said) else "date_unparsed"


def _code_of_figures(found: re.Match) -> str:
    day, month, year = (int(part) for part in found.groups())
    if len(found[3]) == 2:
        return "date_two_digit_year"
    if day <= 12 and month <= 12 and day != month:
        return "date_ambiguous"
    try:
        date(year, month, day) if month <= 12 else date(year, day, month)
    except ValueError:
        return "date_unparsed"
    return ""

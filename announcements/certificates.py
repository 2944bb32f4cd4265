"""Who has a certificate, and what it says: by the clock, and from what is locked and public alone.

Nothing of a certificate is stored. Its check number is worked out from what it certifies, so that the same
certificate bears the same number each time, and one that says something else bears another.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from announcements.models import Release
from announcements.results import GONE, UNNAMED
from announcements.states import Stage
from judging.models import DecisionLine
from judging.states import DecisionState, Outcome, RoundKind
from kit.pdf import MissingGlyphs, compile_pdf, missing_characters, printable_in
from nominations.models import Entry
from nominations.states import EntryState

PRESENTED = "This certificate is presented to"
NUMBERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's 32: none that is easily taken for another
SIGNS = 8  # of five bits each

# An entry that no judge could read was never told of, fell out, or is counted in another one.
_NEVER_JUDGED = (EntryState.WAITING, EntryState.JOINED)


class Honour(StrEnum):
    """What a certificate is for, highest first."""

    WINNER = "Winner"
    JOINT_WINNER = "Joint winner"
    HIGHLY_COMMENDED = "Highly commended"
    FINALIST = "Finalist"
    NOMINEE = "Nominated for this award"


HONOURS = {
    Outcome.WINNER: Honour.WINNER,
    Outcome.JOINT_WINNER: Honour.JOINT_WINNER,
    Outcome.HIGHLY_COMMENDED: Honour.HIGHLY_COMMENDED,
    Outcome.FINALIST: Honour.FINALIST,
}


@dataclass(frozen=True)
class Certificate:
    """One certificate in words: nothing on it but these."""

    entry: int
    number: str
    organisation: str
    season: str
    award: str
    honour: str
    name: str
    date: str

    @property
    def signature(self) -> str:
        """Who stands behind it."""
        return f"For {self.organisation}"

    @property
    def number_words(self) -> str:
        """The check number as it is printed."""
        return f"Check number {self.number}"

    @property
    def presented(self) -> str:
        """The words before the name."""
        return PRESENTED

    def as_data(self) -> dict[str, str]:
        """Return what the template of the PDF reads."""
        said = ("organisation", "season", "award", "honour", "name", "date", "signature", "number_words", "presented")
        return {field: getattr(self, field) for field in said}


def check_number(entry: Entry, honour: Honour) -> str:
    """Return the number of a certificate, such as "K7QF-2M9D": 40 bits of SHA-256 over the entry's code and the honour.

    It names nobody and cannot be guessed from outside. The name is not part of it: a corrected spelling keeps it.
    """
    digest = hashlib.sha256(f"commend-certificate:{entry.public_id}:{honour.name}".encode()).digest()
    bits = int.from_bytes(digest[:5], "big")
    signs = "".join(NUMBERS[bits >> 5 * place & 31] for place in reversed(range(SIGNS)))
    return f"{signs[:4]}-{signs[4:]}"


def entries_with_certificate(release: Release, now: datetime):
    """Return the entries that have a certificate of `release` at `now`, in the order of awards and references.

    None before its minute, while it or its season is paused, or of a shortlist.
    """
    if release.stage != Stage.RESULT or not release.is_public(now):
        return Entry.objects.none()
    return _certified(Entry.objects.filter(award__in=release.awards.all()))


def _certified(entries):
    waited = Q(state=EntryState.HIDDEN, hidden_from=EntryState.WAITING)
    judged = entries.exclude(state__in=[*GONE, *_NEVER_JUDGED]).exclude(waited)
    return judged.order_by("award__order", "award", "reference", "pk")


def certificates_of(release: Release, now: datetime, *, among: Iterable[int] | None = None) -> list[Certificate]:
    """Return the certificates of a release at `now`, of the entries numbered in `among` or of all; three questions."""
    entries = entries_with_certificate(release, now)
    return _certificates(entries if among is None else entries.filter(pk__in=list(among)), release)


def certificate_for(entry: Entry, now: datetime) -> tuple[Certificate, Release] | None:
    """Return the certificate of one entry and the release that made it public; None where there is none at `now`."""
    public = Release.objects.public(now).filter(stage=Stage.RESULT, awards=entry.award_id)
    release = public.select_related("season__programme").first()
    if release is None:
        return None
    found = _certificates(_certified(Entry.objects.filter(pk=entry.pk)), release)
    return (found[0], release) if found else None


def _certificates(entries, release: Release) -> list[Certificate]:
    season = release.season
    local = release.goes_public_at.astimezone(ZoneInfo(season.time_zone))
    date = f"{local.day} {local:%B %Y}"
    rows = list(entries.select_related("award", "nominee", "event_details"))
    honours = _honours(rows)
    return [
        Certificate(
            entry=entry.pk,
            number=check_number(entry, honours[entry.pk]),
            organisation=season.programme.organisation_name,
            season=_season_words(season),
            award=entry.award.name,
            honour=str(honours[entry.pk]),
            name=name_on(entry),
            date=date,
        )
        for entry in rows
    ]


def _season_words(season) -> str:
    """Return the season's name, after the programme's where it does not hold it."""
    programme = season.programme.name
    return season.name if programme in season.name else f"{programme}: {season.name}"


def name_on(entry: Entry) -> str:
    """Return the nominee's name as they want it written; else as they were nominated."""
    details = getattr(entry, "event_details", None)
    return (details.written_name if details else "").strip() or entry.nominee.name.strip() or UNNAMED


def _honours(entries: list[Entry]) -> dict[int, Honour]:
    """Return what each entry's certificate is for: what the locked final decision says, else that it was nominated."""
    lines = DecisionLine.objects.filter(
        entry__in=[entry.pk for entry in entries],
        decision__state=DecisionState.LOCKED,
        decision__round__kind=RoundKind.FINAL,
        decision__round__award=F("entry__award"),
    )
    said = {
        number: _honour(outcome, no_award)
        for number, outcome, no_award in lines.values_list("entry", "outcome", "decision__no_award")
    }
    return {entry.pk: said.get(entry.pk, Honour.NOMINEE) for entry in entries}


def _honour(outcome: str, no_award: bool) -> Honour:
    honour = HONOURS.get(Outcome(outcome), Honour.NOMINEE)
    # As on the public page: where no award is made, nobody has won it.
    return Honour.FINALIST if no_award and honour in {Honour.WINNER, Honour.JOINT_WINNER} else honour


def fingerprint_of(certificates: Iterable[Certificate]) -> str:
    """Return a digest of all that these certificates say, keyed so that nobody can try names against it."""
    told = json.dumps([asdict(one) for one in certificates])
    return salted_hmac("announcements.certificates", told, algorithm="sha256").hexdigest()


def is_printable(certificate: Certificate) -> bool:
    """Say whether the fonts of the PDF have a shape for all of it."""
    return not missing_characters(printable_in(certificate.as_data()).values())


def as_pdf(certificates: list[Certificate], release: Release) -> bytes:
    """Set certificates as one tagged PDF (PDF/UA-1), a page each on A4 across.

    Its date is the release's minute, so that the same certificates make the same file. Raises MissingGlyphs.
    """
    one = certificates[0] if len(certificates) == 1 else None
    title = f"Certificate: {one.name}, {one.award}" if one else f"Certificates: {certificates[0].award}"
    data = {"title": title, "certificates": [certificate.as_data() for certificate in certificates]}
    return compile_pdf("certificate.typ", printable_in(data), at=release.goes_public_at.replace(microsecond=0))


__all__ = ["Certificate", "Honour", "MissingGlyphs", "as_pdf", "certificate_for", "certificates_of"]

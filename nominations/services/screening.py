"""Finding what may identify somebody in the words of a nomination, and keeping what was said of each phrase.

The finding itself is the pure package `nominations.screening`; here are the names it must not flag, and the flags
that it leaves on the nomination. No phrase is stored: a flag knows only where it stands.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from awards.models import Award
from kit.text import fold
from nominations.identifiers import KIND_WORDS
from nominations.models import Flag, Nomination, SecondReview, Statement
from nominations.rules import THROUGH
from nominations.screening import Finding, screen, subjects
from nominations.services.redaction import clusters, find_phrase, preview_text
from nominations.states import NominationState, Screening
from workflow import NotNow, record
from workflow.actors import Actor

STILL_WRITTEN = {NominationState.DRAFT, NominationState.RETURNED}
DECIDED = {Screening.CLEAR, Screening.REDACTED}
LONGEST_SCREENED = 3000  # words
# What a text may be about that makes a second person read it.
READ_TWICE = {
    "child": SecondReview.CHILD,
    "court": SecondReview.COURT,
    "family_proceedings": SecondReview.COURT,
    "sexual_harm": SecondReview.SEXUAL_HARM,
}


def names_known(nomination: Nomination) -> list[str]:
    """Return the names that belong on the nomination and are never flagged, whole or in part."""
    season = nomination.season
    awards = Award.objects.filter(season=season).values_list("name", flat=True)
    return [*_names_of_season(season), *awards, *_names_on(nomination)]


def names_known_by_entry(entries) -> dict[int, list[str]]:
    """Return the names that belong on each entry, by its key: those of all its nominations, in a fixed few queries."""
    keys = [entry.pk for entry in entries]
    nominations = Nomination.objects.filter(entry__in=keys).select_related("nominee", "season__programme")
    found: dict[int, list[str]] = {key: [] for key in keys}
    awards: dict[int, list[str]] = defaultdict(list)
    for season, name in Award.objects.filter(season__entries__in=keys).distinct().values_list("season", "name"):
        awards[season].append(name)
    for nomination in nominations.prefetch_related("nominee__members"):
        season = nomination.season
        found[nomination.entry_id] += [*_names_of_season(season), *awards[season.pk], *_names_on(nomination)]
    return found


def _names_of_season(season) -> list[str]:
    programme = season.programme
    return [programme.name, programme.organisation_name, season.name]


def _names_on(nomination: Nomination) -> list[str]:
    nominee = nomination.nominee
    members = [name for member in nominee.members.all() for name in (member.name, member.employer)]
    own = (nominee.name, nominee.organisation_name, nomination.nominator_name, nomination.nominator_organisation)
    return [name for name in (*own, nomination.endorser_name, *members) if name]


def screen_statement(nomination: Nomination, text: str) -> list[Finding]:
    """Return what may identify somebody in `text`, which is or becomes part of this nomination."""
    return screen(text, known=names_known(nomination)) if text.strip() else []


def name_kinds(kinds) -> str:
    """Return kinds of identifiers as a list in words: "NHS number, Postcode and Street address"."""
    words = sorted({KIND_WORDS.get(kind, "Detail") for kind in kinds})
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


@transaction.atomic
def refresh_flags(nomination: Nomination, *, by: Actor, hints: bool = True) -> int:
    """Look through the statement anew and renew its flags; returns how many are to be decided.

    What was ruled of a phrase that still stands, and what its writer said of it, is kept. With `hints`, what the
    text may be about adds to the reasons why two people must read it. Raises `kit.crypto.CannotOpen` once the
    statement is erased.
    """
    locked = Nomination.objects.select_for_update(of=("self",)).select_related("nominee", "season__programme")
    fresh = locked.get(pk=nomination.pk)
    still_open = renew_flags(fresh, by=by, hints=hints)
    nomination.screening, nomination.second_review_for = fresh.screening, fresh.second_review_for
    return still_open


def renew_flags(nomination: Nomination, *, by: Actor, before: str | None = None, hints: bool = True) -> int:
    """Do what `refresh_flags` says for a row that the caller has locked.

    `before` is the text that the flags were made for, where it has been written anew since.
    """
    statement = Statement.objects.filter(nomination=nomination).first()
    if statement is None:
        return 0
    text = statement.read()
    old = list(nomination.flags.all())
    # What is too long to be sent in any case is looked through once it is shorter: screening takes its time.
    most = max(LONGEST_SCREENED, nomination.season.statement_max_words)
    is_endless = nomination.state in STILL_WRITTEN and (statement.words > most or len(text) > 20 * most)
    flags = [] if is_endless else _matched(nomination, text, old, text if before is None else before)
    _settle_by_redactions(nomination, statement, flags)
    _store(old, flags)
    still_open = sum(flag.ruling == Flag.Ruling.OPEN for flag in flags)
    _mark(nomination, still_open, subjects(text) if hints else ())
    if flags and nomination.state not in STILL_WRITTEN:
        certain = sum(flag.certainty == Flag.Certainty.CERTAIN for flag in flags)
        record(nomination, "screen", by=by, data={"flags": len(flags), "certain": certain})
    return still_open


def _matched(nomination, text: str, old: list[Flag], before: str) -> list[Flag]:
    """Return a flag for each phrase found in `text`: the old row of the same kind and phrase, moved, or a new one."""
    waiting: dict[tuple, list[Flag]] = defaultdict(list)
    for flag in old:
        waiting[flag.kind, fold(before[flag.start : flag.end])].append(flag)
    said = {key: rows[-1] for key, rows in waiting.items()}
    flags = []
    for found in screen_statement(nomination, text):
        key = found.kind, fold(text[found.start : found.end])
        flag = waiting[key].pop(0) if waiting[key] else _like(nomination, found.kind, said.get(key))
        flag.start, flag.end, flag.why = found.start, found.end, found.why[:200]
        if flag.certainty != Flag.Certainty.PERSON:
            flag.certainty = found.certainty
        flags.append(flag)
    return sorted([*flags, *_of_people(text, before, waiting)], key=lambda flag: flag.start)


def _like(nomination, kind: str, other: Flag | None) -> Flag:
    """Return a new flag; of a phrase that was flagged elsewhere in the text it says what that one says."""
    flag = Flag(nomination=nomination, kind=kind)
    if other is not None:
        flag.ruling, flag.ruled_by_id = other.ruling, other.ruled_by_id
        flag.writer_choice, flag.kept_because = other.writer_choice, other.kept_because
    return flag


def _of_people(text: str, before: str, waiting) -> list[Flag]:
    """Return the flags that a person put down, each where its phrase now stands; those whose phrase is gone go too."""
    mine = [flag for rows in waiting.values() for flag in rows if flag.certainty == Flag.Certainty.PERSON]
    if before == text:
        return mine
    kept, taken = [], set()
    for flag in mine:
        places = [(s, e) for s, e in find_phrase(text, before[flag.start : flag.end]) if (flag.kind, s) not in taken]
        if places:
            flag.start, flag.end = min(places, key=lambda place: abs(place[0] - flag.start))
            taken.add((flag.kind, flag.start))
            kept.append(flag)
    return kept


def _settle_by_redactions(nomination, statement, flags: list[Flag]) -> None:
    """What is taken out of this very text is decided; what was taken out of an earlier one is to decide anew."""
    live = [r for r in nomination.redactions.all() if r.made_at >= statement.updated_at] if flags else []
    spans = clusters(live)
    for flag in flags:
        is_covered = any(start <= flag.start and flag.end <= end for start, end, _ in spans)
        if is_covered and flag.ruling != Flag.Ruling.REDACTED:
            flag.ruling, flag.ruled_by_id = Flag.Ruling.REDACTED, live[-1].made_by_id
        elif not is_covered and flag.ruling == Flag.Ruling.REDACTED:
            flag.ruling, flag.ruled_by_id = Flag.Ruling.OPEN, None


def _store(old: list[Flag], flags: list[Flag]) -> None:
    kept = {flag.pk for flag in flags if flag.pk}
    gone = [flag.pk for flag in old if flag.pk not in kept]
    if gone:
        Flag.objects.filter(pk__in=gone).delete()
    if kept:
        columns = ["start", "end", "certainty", "why", "ruling", "ruled_by"]
        Flag.objects.bulk_update([flag for flag in flags if flag.pk], columns)
    Flag.objects.bulk_create([flag for flag in flags if not flag.pk])


def _mark(nomination: Nomination, still_open: int, about) -> None:
    """Note whether something is to be decided, and, of what was sent, why two people must read it."""
    was = nomination.screening, list(nomination.second_review_for)
    if nomination.state not in THROUGH or nomination.screening not in DECIDED:
        nomination.screening = Screening.FLAGGED if still_open else Screening.NOT_CHECKED
    if nomination.state not in STILL_WRITTEN:
        reasons = {*nomination.second_review_for, *(READ_TWICE[subject] for subject in about if subject in READ_TWICE)}
        nomination.second_review_for = [why for why in SecondReview.values if why in reasons]
    if was != (nomination.screening, nomination.second_review_for):
        nomination.save(update_fields=["screening", "second_review_for"])


@dataclass(frozen=True)
class Left:
    """A phrase that is left in a text for others to read: what it may be, where it stands, and why."""

    kind: str
    phrase: str
    start: int
    end: int
    why: str
    is_certain: bool


def left_in(text: str, known: list[str]) -> list[Left]:
    """Return what may identify somebody in a text that is about to be read or published."""
    return [Left(f.kind, text[f.start : f.end], f.start, f.end, f.why, f.is_certain) for f in screen(text, known=known)]


class StillIdentifies(NotNow):
    """The copy that judges would read holds something certain that no reviewer has ruled on."""


def refuse_certain_identifiers(nomination: Nomination) -> None:
    """Raise StillIdentifies while the judging copy holds a certain identifier that nobody ruled harmless (P1)."""
    text = nomination.statement.read()
    harmless = {
        (flag.kind, fold(text[flag.start : flag.end]))
        for flag in nomination.flags.all()
        if flag.ruling == Flag.Ruling.NOT_IDENTIFYING
    }
    left = [one for one in left_in(preview_text(nomination), names_known(nomination)) if one.is_certain]
    kinds = [one.kind for one in left if (one.kind, fold(one.phrase)) not in harmless]
    if kinds:
        raise StillIdentifies(
            f"The judging copy still holds what identifies somebody: {name_kinds(kinds)}. "
            "Redact it, or say on its flag that it is not an identifier."
        )

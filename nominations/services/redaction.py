"""Making the judging copy: finding phrases, taking them out, and what the text then says.

Offsets count characters of the statement as typed. A phrase is stored nowhere: only where it stands.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction

from kit import clock
from kit.text import clean_line, count_words, fold, is_visible
from nominations.models import Flag, JudgingCopy, Nomination, Redaction, RedactionLabel
from nominations.services.holding import hold_for_change
from nominations.services.signing import drop_stale_names
from nominations.states import EntryState, NominationState, Screening
from workflow import NotNow, record
from workflow.actors import Actor

LONGEST_LABEL = 60
# What may stand unseen between two letters, and the shapes that apostrophes and hyphens take.
_UNSEEN = "[\u00ad\u034f\u200b-\u200f\u2060-\u2064\ufeff]*"
_APOSTROPHES = "'’‘ʼ`´"
_HYPHENS = "-‐‑‒–—"
_WORD_GOES_ON = r"\w\u0300-\u036f"

OPEN_STATES = {NominationState.SUBMITTED, NominationState.ON_HOLD}
THROUGH_STATES = {NominationState.ACCEPTED, NominationState.MERGED}

LABEL_OF_KIND = {
    "person_name": RedactionLabel.NAME,
    "child_name": RedactionLabel.NAME,
    "date_of_birth": RedactionLabel.DATE,
    "street_address": RedactionLabel.ADDRESS,
    "uk_postcode": RedactionLabel.ADDRESS,
    "nhs_number": RedactionLabel.NUMBER,
    "ni_number": RedactionLabel.NUMBER,
    "case_reference": RedactionLabel.NUMBER,
    "court_case_number": RedactionLabel.NUMBER,
    "phone": RedactionLabel.NUMBER,
    "email": RedactionLabel.ADDRESS,
    "school": RedactionLabel.PLACE,
    "health_information": RedactionLabel.HEALTH,
    "family_proceedings": RedactionLabel.LEGAL,
}


@dataclass(frozen=True)
class Piece:
    """A run of the statement that is shown in one way.

    `label` stands in its place for judges when it is taken out; `flags` are the flags that cover it.
    """

    text: str
    label: str = ""
    flags: tuple[int, ...] = ()


def find_phrase(text: str, phrase: str) -> list[list[int]]:
    """Return [start, end) of every place where `phrase` stands in `text` as whole words.

    Capitals do not matter, accents do. White space of any length matches white space; the shapes of
    apostrophes and hyphens, and marks that nobody sees, make no difference.
    """
    phrase = clean_line(phrase)
    if not is_visible(phrase):
        return []
    shapes = {unicodedata.normalize(form, phrase) for form in ("NFC", "NFD")}
    pattern = "|".join(_pattern(shape) for shape in sorted(shapes, key=len, reverse=True))
    return [[m.start(), m.end()] for m in re.finditer(pattern, text, re.IGNORECASE)]


def _pattern(phrase: str) -> str:
    pieces = []
    for letter in phrase:
        if letter.isspace():
            pieces.append(r"\s+")
        elif letter in _APOSTROPHES:
            pieces.append(f"[{_APOSTROPHES}]")
        elif letter in _HYPHENS:
            pieces.append(f"[{_HYPHENS}]")
        else:
            pieces.append(re.escape(letter))
    before = f"(?<![{_WORD_GOES_ON}])" if _is_of_a_word(phrase[0]) else ""
    after = f"(?![{_WORD_GOES_ON}])" if _is_of_a_word(phrase[-1]) else "(?![\u0300-\u036f])"
    return f"{before}{_UNSEEN.join(pieces)}{after}"


def _is_of_a_word(letter: str) -> bool:
    return letter == "_" or letter.isalnum() or bool(unicodedata.combining(letter))


def clusters(redactions) -> list[tuple[int, int, str]]:
    """Return (start, end, label) of what is taken out, in order and without overlaps.

    Where redactions overlap, everything that any of them covers goes, and the label of the longest
    single span stands in its place; of two that are equally long, the first made.
    """
    spans = sorted(
        (start, end, order, redaction.label)
        for order, redaction in enumerate(redactions)
        for start, end in redaction.spans
    )
    found: list[dict] = []
    for start, end, order, label in spans:
        weight = (end - start, -order)
        if found and start < found[-1]["end"]:
            last = found[-1]
            last["end"] = max(last["end"], end)
            if weight > last["weight"]:
                last.update(weight=weight, label=label)
        else:
            found.append({"start": start, "end": end, "weight": weight, "label": label})
    return [(c["start"], c["end"], c["label"]) for c in found]


def redacted(text: str, redactions) -> str:
    """Return `text` with every redaction's label in place of what it covers."""
    parts, at = [], 0
    for start, end, label in clusters(redactions):
        parts += [text[at:start], label]
        at = end
    return "".join([*parts, text[at:]])


def pieces(text: str, redactions, flags=()) -> list[Piece]:
    """Return `text` cut where a redaction or a flag starts or ends, so that a page can mark each run.

    `flags` are (number, start, end). A redaction's label is on the last run of what it covers.
    """
    taken = clusters(redactions)
    cuts = {0, len(text)}
    cuts.update(edge for start, end, _label in taken for edge in (start, end))
    cuts.update(edge for _n, start, end in flags for edge in (start, min(end, len(text))))
    edges = sorted(cut for cut in cuts if cut <= len(text))
    found = []
    for start, end in pairwise(edges):
        label = next((label for s, e, label in taken if s <= start and end <= e), "")
        over = tuple(number for number, s, e in flags if s <= start and end <= e)
        found.append(Piece(text[start:end], label, over))
    return found


def preview_text(nomination: Nomination) -> str:
    """Return the text as judges would read it now; raises `kit.crypto.CannotOpen` once the original is erased."""
    return redacted(nomination.statement.read(), nomination.redactions.all())


@transaction.atomic
def add_redaction(nomination: Nomination, *, phrase: str, label: str, by: Actor) -> Redaction:
    """Take a phrase out of the judging copy at every place where it stands.

    `label` is one of `RedactionLabel`, or a short wording of the reviewer's own. Raises NotNow when the
    phrase is not in the statement, the nomination is past changing, or somebody else has taken it.
    """
    nomination = _open_for_redaction(nomination, by)
    text = nomination.statement.read()
    spans = find_phrase(text, phrase)
    if not spans:
        raise NotNow("The statement does not contain this phrase. Check the spelling and the accents.")
    return _write(nomination, spans, _as_label(label, phrase), text, by)


@transaction.atomic
def redact_flag(flag: Flag, *, by: Actor, label: str = "") -> Redaction:
    """Take out what a flag points at, everywhere it stands, and settle every open flag that this covers."""
    nomination = _open_for_redaction(flag.nomination, by)
    text = nomination.statement.read()
    spans = find_phrase(text, text[flag.start : flag.end]) or []
    if [flag.start, flag.end] not in spans:
        spans = sorted([*spans, [flag.start, flag.end]])
    return _write(nomination, spans, label or LABEL_OF_KIND.get(flag.kind, RedactionLabel.DETAIL), text, by)


@transaction.atomic
def rule_on_flag(flag: Flag, *, ruling: Flag.Ruling, by: Actor) -> Flag:
    """Say that a flagged phrase identifies nobody, or that its nominator is to be asked; or decide it anew."""
    nomination = _open_for_redaction(flag.nomination, by)
    if ruling == Flag.Ruling.REDACTED:
        raise NotNow("Take the phrase out instead.")
    flag.ruling, flag.ruled_by = ruling, None if ruling == Flag.Ruling.OPEN else getattr(by, "person", by)
    flag.save(update_fields=["ruling", "ruled_by"])
    record(nomination, "rule_on_flag", by=by, data={"flag": flag.pk, "ruling": str(ruling)})
    return flag


@transaction.atomic
def remove_redaction(redaction: Redaction, *, by: Actor) -> None:
    """Put back what a redaction took out, and open its flags again."""
    nomination = _open_for_redaction(redaction.nomination, by)
    spans = redaction.spans
    record(nomination, "remove_redaction", by=by, data={"places": len(spans)})
    redaction.delete()
    for flag in nomination.flags.filter(ruling=Flag.Ruling.REDACTED):
        if not _is_covered(flag, nomination.redactions.all()):
            flag.ruling, flag.ruled_by = Flag.Ruling.OPEN, None
            flag.save(update_fields=["ruling", "ruled_by"])
    _refresh_copy(nomination, by)


def write_judging_copy(nomination: Nomination, *, by: Actor) -> JudgingCopy:
    """Store the text as judges read it, approved now by `by`."""
    text = preview_text(nomination)
    copy, _ = JudgingCopy.objects.update_or_create(
        nomination=nomination,
        defaults={
            "text": text,
            "words": count_words(text),
            "approved_by_id": by.pk,
            "approved_at": clock.now(),
        },
    )
    return copy


def drop_stale_redactions(nomination: Nomination) -> int:
    """Forget redactions that were made before the statement was last written; returns how many.

    Their offsets belong to a text that is gone, and would take out the wrong words. What they settled is to be
    decided anew.
    """
    statement = getattr(nomination, "statement", None)
    if statement is None:
        return 0
    stale = nomination.redactions.filter(made_at__lt=statement.updated_at)
    if not stale:
        return 0
    nomination.flags.filter(ruling=Flag.Ruling.REDACTED).update(ruling=Flag.Ruling.OPEN, ruled_by=None)
    nomination.flags.filter(end__gt=len(statement.read())).delete()
    return stale.delete()[0]


def _open_for_redaction(nomination: Nomination, by: Actor) -> Nomination:
    """Return the locked nomination if its judging copy may be changed now by `by`."""
    nomination = hold_for_change(nomination, by=by)
    if nomination.state in OPEN_STATES:
        return nomination
    is_out_of_sight = nomination.entry_id and nomination.entry.state in {EntryState.WAITING, EntryState.HIDDEN}
    if nomination.state in THROUGH_STATES and is_out_of_sight:
        return nomination
    if nomination.state in THROUGH_STATES:
        raise NotNow("Judges can read this entry. Hide it from them before you change the judging copy.")
    raise NotNow(f"The judging copy cannot be changed: this nomination is {nomination.get_state_display().lower()}.")


def _as_label(label: str, phrase: str) -> str:
    label = clean_line(label)
    if label in RedactionLabel.values:
        return label
    inside = label.strip("[] ")
    if not is_visible(inside):
        raise NotNow("Select what to put in its place, or enter a short wording.")
    if len(inside) > LONGEST_LABEL - 2:
        raise NotNow(f"The wording in its place must be {LONGEST_LABEL - 2} characters or less.")
    if find_phrase(fold(inside), fold(phrase)):
        raise NotNow("The wording in its place must not repeat what you take out.")
    return f"[{inside}]"


def _write(nomination, spans, label, text, by) -> Redaction:
    redaction = Redaction.objects.create(
        nomination=nomination, label=label, spans=spans, made_by_id=by.pk, made_at=clock.now()
    )
    record(nomination, "add_redaction", by=by, data={"places": len(spans)})
    for flag in nomination.flags.exclude(ruling=Flag.Ruling.REDACTED):
        if _is_covered(flag, nomination.redactions.all()):
            flag.ruling, flag.ruled_by_id = Flag.Ruling.REDACTED, by.pk
            flag.save(update_fields=["ruling", "ruled_by"])
    _refresh_copy(nomination, by)
    return redaction


def _refresh_copy(nomination, by) -> None:
    drop_stale_names(nomination, preview_text, by=by)
    if nomination.state in THROUGH_STATES:
        write_judging_copy(nomination, by=by)
        nomination.screening = Screening.REDACTED if nomination.redactions.exists() else Screening.CLEAR
        nomination.save(update_fields=["screening"])


def _is_covered(flag: Flag, redactions) -> bool:
    return any(start <= flag.start and flag.end <= end for start, end, _label in clusters(redactions))

"""What a nominator answers where their words may identify somebody: take it out, or keep it and say why.

Nothing here stops anybody: a phrase that gets no answer is noted as not answered, and a reviewer decides.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from kit.templatetags.commend import count_noun
from kit.text import count_words, fold
from nominations.identifiers import KIND_WORDS
from nominations.models import Flag, Nomination, RedactionLabel, Statement
from nominations.services.drafts import open_for_writing, save_statement
from nominations.services.redaction import LABEL_OF_KIND, find_phrase, redacted
from nominations.services.screening import left_in, names_known
from nominations.states import KeptBecause, WriterChoice
from workflow import record
from workflow.actors import Actor

# A sentence ends where one stops and white space or the end follows, or at a new line.
_SENTENCE_ENDS = re.compile(r"[.!?][)\"'’”]*(?=\s|$)|\n")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Mx|Dr|St|Prof|Rev|No|[A-Z])|\bd\.o\.b|\be\.g|\bi\.e)\.$", re.IGNORECASE)
LONGEST_CONTEXT = 240
LONGEST_CITATION = 5000  # characters that are looked through on the nominator's page


@dataclass(frozen=True)
class Passage:
    """A phrase in the sentence in which it first stands: what is before it, the phrase, what follows."""

    before: str
    phrase: str
    after: str


@dataclass(frozen=True)
class Phrase:
    """One phrase of the statement that may identify somebody, wherever it stands, and what its writer said of it."""

    flags: tuple[Flag, ...]
    passage: Passage
    places: int
    label: str

    @property
    def pk(self) -> int:
        """The number that names it on a page: that of its first flag."""
        return self.flags[0].pk

    @property
    def kind(self) -> str:
        """What it may be, in words."""
        return words_for(self.flags[0].kind)

    @property
    def why(self) -> str:
        """Why it was flagged, as a sentence."""
        return self.flags[0].why

    @property
    def is_asked(self) -> bool:
        """Whether a reviewer asks about it."""
        return any(flag.ruling == Flag.Ruling.ASKED for flag in self.flags)

    @property
    def is_kept(self) -> bool:
        """Whether its writer keeps it."""
        return all(flag.writer_choice == WriterChoice.KEPT for flag in self.flags)

    @property
    def kept_because(self) -> str:
        """The code of why it is kept."""
        return self.flags[0].kept_because

    @property
    def answer_to_writer(self) -> str:
        """What its writer said, for their own page."""
        if not self.is_kept:
            return "You have not said what to do with it. The awards team decides."
        return f"You keep it: {self.flags[0].get_kept_because_display()}" if self.kept_because else "You keep it"


def words_for(kind: str) -> str:
    """Return what a kind of identifier is called."""
    return KIND_WORDS.get(kind) or kind.replace("_", " ").capitalize()


def answer_of(flag: Flag) -> str:
    """Return what the nominator said of a flagged phrase, for the awards team."""
    if flag.writer_choice != WriterChoice.KEPT:
        return WriterChoice.NOT_ANSWERED.label
    if not flag.kept_because:
        return f"{WriterChoice.KEPT.label}, without a reason"
    return f"{WriterChoice.KEPT.label}: {flag.get_kept_because_display()}"


def in_its_sentence(text: str, start: int, end: int) -> Passage:
    """Return the phrase at [start, end) of `text` with the rest of its sentence, cut at a word where that is long."""
    first, last = 0, len(text)
    for stop in _SENTENCE_ENDS.finditer(text):
        if _ABBREVIATION.search(text[: stop.end()][-8:]) and stop.group()[:1] == ".":
            continue
        if stop.end() <= start:
            first = stop.end()
        elif stop.start() >= end:
            last = stop.end()
            break
    before, after = text[first:start].lstrip(), text[end:last].rstrip()
    if len(before) > LONGEST_CONTEXT:
        before = "… " + before[-LONGEST_CONTEXT:].partition(" ")[2]
    if len(after) > LONGEST_CONTEXT:
        after = after[:LONGEST_CONTEXT].rpartition(" ")[0] + " …"
    return Passage(before, text[start:end], after)


def flagged_phrases(nomination: Nomination) -> list[Phrase]:
    """Return the phrases that the nominator is asked about, in the order of the statement.

    A phrase that stands in several places is one; what a reviewer has decided is not asked about.
    """
    statement = Statement.objects.filter(nomination=nomination).first()
    asked = [Flag.Ruling.OPEN, Flag.Ruling.ASKED]
    flags = list(nomination.flags.filter(ruling__in=asked)) if statement else []
    return _phrases(statement.read(), flags) if flags else []


def asked_phrases(nomination: Nomination) -> list[Phrase]:
    """Return the phrases that a reviewer asks the nominator about."""
    return [phrase for phrase in flagged_phrases(nomination) if phrase.is_asked]


def _phrases(text: str, flags: list[Flag]) -> list[Phrase]:
    same: dict[tuple, list[Flag]] = defaultdict(list)
    for flag in flags:
        if flag.end <= len(text):
            same[flag.kind, fold(text[flag.start : flag.end])].append(flag)
    return [
        Phrase(
            flags=tuple(rows),
            passage=in_its_sentence(text, rows[0].start, rows[0].end),
            places=len(_spans(text, rows)),
            label=str(LABEL_OF_KIND.get(rows[0].kind, RedactionLabel.DETAIL)),
        )
        for rows in same.values()
    ]


def _spans(text: str, flags) -> list[list[int]]:
    """Return every place where what these flags point at stands, those of the flags themselves included."""
    first = flags[0]
    spans = {tuple(span) for span in find_phrase(text, text[first.start : first.end])}
    spans.update((flag.start, flag.end) for flag in flags)
    return [list(span) for span in sorted(spans)]


@dataclass(frozen=True)
class TakenOut:
    """Places of a text and the label that stands there instead."""

    label: str
    spans: list[list[int]]


def take_out(text: str, phrases) -> tuple[str, int]:
    """Return `text` with the label of each phrase wherever that stands, and in how many places that is."""
    taken = [TakenOut(phrase.label, _spans(text, phrase.flags)) for phrase in phrases]
    return redacted(text, taken), sum(len(one.spans) for one in taken)


@dataclass(frozen=True)
class Answered:
    """What came of the answers: phrases taken out, in how many places, and words of the statement then."""

    removed: int
    places: int
    words: int

    @property
    def sentence(self) -> str:
        """Say what was done; nothing where nothing was."""
        if not self.removed:
            return ""
        phrases = count_noun(self.removed, "phrase")
        return f"We have removed {phrases} from your statement, in {count_noun(self.places, 'place')}."


@transaction.atomic
def answer_flags(nomination: Nomination, *, remove: set[int], keep: dict[int, str], by: Actor) -> Answered:
    """Keep what the nominator says of flagged phrases, and take out of the statement what they want out of it.

    Phrases are named by `Phrase.pk`; one that is gone by now, because the text was changed elsewhere, is passed
    over. `keep` gives the code of why each is kept, "" for no reason.
    """
    draft = open_for_writing(nomination, by)
    phrases = {phrase.pk: phrase for phrase in flagged_phrases(draft)}
    for pk, because in keep.items():
        if pk in phrases:
            own = [flag.pk for flag in phrases[pk].flags]
            because = because if because in KeptBecause.values else ""
            draft.flags.filter(pk__in=own).update(writer_choice=WriterChoice.KEPT, kept_because=because)
    out = [phrase for pk, phrase in phrases.items() if pk in remove]
    if not out:
        return Answered(0, 0, 0)
    text, places = take_out(draft.statement.read(), out)
    save_statement(draft, text, by=by)
    record(draft, "remove_flagged", by=by, data={"phrases": len(out), "places": places})
    return Answered(len(out), places, count_words(text))


def citation_passages(nomination: Nomination) -> list[tuple[Passage, str, str]]:
    """Return what may identify somebody in the sentence that may be published: where it stands, what, and why."""
    citation = nomination.citation[:LONGEST_CITATION]
    found = left_in(citation, names_known(nomination)) if citation.strip() else []
    return [(in_its_sentence(citation, one.start, one.end), words_for(one.kind), one.why) for one in found]

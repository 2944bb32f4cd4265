"""What a judge's pack holds: nothing but what their own pages show them now, in their own order.

The same data goes into the PDF and the web page. Its fingerprint says whether a pack that was made earlier still
holds just that.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from judging.forms import role_of
from judging.models import PanelMember, Round, ScoreSheet
from judging.services.reading import sheets_in_order
from judging.states import PackKind, PassAnswer
from judging.versions import read_measure
from kit.pdf import compile_pdf, printable_in
from kit.templatetags.commend import count_noun, day, moment
from nominations.models import JudgingCopy
from nominations.states import EntryState

AT_ONCE = 250  # entries whose copies are read together
CHECKED = {EntryState.HIDDEN, EntryState.WAITING}
BEING_CHECKED = "An entry is being checked"
COMMENTS = ("Note to the panel", "Feedback that may be shared")


@dataclass(frozen=True)
class Reading:
    """What one judge reads in one round at one moment."""

    round: Round
    member: PanelMember
    entries: list[dict]
    answer: dict

    def fingerprint(self) -> str:
        """Return a digest of all of it, keyed so that nobody can try texts against it."""
        told = [str(self.member.person), self.round.award.name, self.answer, self.entries]
        return salted_hmac("judging.pack", json.dumps(told), algorithm="sha256").hexdigest()


def sheets_to_read(round_: Round, member: PanelMember):
    """Return the sheets whose entries a pack holds, in the judge's own order."""
    return sheets_in_order(round_, member)


def read_for(round_: Round, member: PanelMember, tell: Callable[[int], None] = lambda done: None) -> Reading:
    """Gather what the judge may read now; the number of queries grows with every 250 entries only."""
    sheets: list[ScoreSheet] = list(sheets_to_read(round_, member))
    entries: list[dict] = []
    for start in range(0, len(sheets), AT_ONCE):
        some = sheets[start : start + AT_ONCE]
        copies = _copies([s.entry_id for s in some if s.entry.state not in CHECKED])
        entries += [_entry(sheet, copies[sheet.entry_id]) for sheet in some]
        tell(len(entries))
    return Reading(round_, member, entries, _answer(round_))


def _copies(entries: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for entry, text in JudgingCopy.objects.of_entries(entries).values_list("nomination__entry", "text"):
        found[entry].append(text)
    return found


def _entry(sheet: ScoreSheet, texts: list[str]) -> dict:
    """Return one entry; of one that is being checked nothing is told, not even its name."""
    if sheet.entry.state in CHECKED:
        return {"id": sheet.entry_id, "checked": True}
    return {
        "id": sheet.entry_id,
        "checked": False,
        "name": str(sheet.entry.nominee),
        "role": role_of(sheet.entry),
        "texts": texts,
    }


def _answer(round_: Round) -> dict:
    """Return what the judge is asked of each entry, as the round's mode asks it."""
    mode = round_.mode_of
    if mode.scores_criteria:
        measure = read_measure(round_)
        criteria = [
            {
                "name": c.name,
                "question": f"{c.question} Counts for {c.weight}%.".strip(),
                "points": [{"label": measure.labels[p.value], "anchor": c.anchor_for(p)} for p in measure.points],
            }
            for c in measure.criteria
        ]
        words = "Tick one point for each criterion."
        return {"kind": "points", "title": "Your scores", "words": words, "criteria": criteria}
    if mode.answers:
        choices = [answer.label for answer in PassAnswer if answer.value in mode.answers]
        return {"kind": "choices", "title": "Your answer", "words": "Tick one answer.", "choices": choices}
    words = "Write its place in your order, 1 for the best. Leave it empty for those that you do not put in order."
    return {"kind": "place", "title": "Your order", "words": words}


def as_data(reading: Reading, kind: str, made_at: datetime) -> dict:
    """Return all that a pack says."""
    round_, zone = reading.round, reading.round.season.time_zone
    name, total = str(reading.member.person), len(reading.entries)
    closes = f"{moment(round_.closes_at, zone)}. If this is moved, your page says so."
    return {
        "title": f"Judging pack: {round_.award.name}",
        "award": round_.award.name,
        "round": round_.get_kind_display(),
        "large": kind == PackKind.LARGE_PRINT,
        "watermark": f"Made for {name} on {day(made_at, zone)}. Not to be passed on.",
        "being_checked": BEING_CHECKED,
        "facts": [
            {"key": "Made for", "value": name},
            {"key": "Scoring closes", "value": closes},
            {"key": "In this pack", "value": f"{count_noun(total, 'entry,entries')}, in your own order"},
        ],
        "guidance": _guidance(round_, name),
        "entries": [shown(entry, number, total) for number, entry in enumerate(reading.entries, start=1)],
        "answer": reading.answer,
        "comments": list(COMMENTS),
    }


def _guidance(round_: Round, name: str) -> list[dict]:
    season = round_.season
    ways = [
        "Enter your scores on your own page before scoring closes. That is the surest way.",
        f"Or send these pages back to the awards team at {season.awards_mailbox} in good time: they enter your scores "
        "and mark them as sent on paper.",
    ]
    if season.phone:
        ways.append(f"Ring {season.phone} if you need help or more time.")
    return [
        {"title": "How to send your scores", "lines": [reading_words(round_), *ways]},
        {
            "title": "Before you read",
            "lines": [
                "Judge what is written, not what you know. Do not search for or discuss the people in the entries "
                "outside the panel.",
                "If you know somebody in an entry, stop reading it and tell us before you go on.",
                f"This pack was made for {name} alone. Do not pass it on, and destroy it when judging is over.",
            ],
        },
    ]


def reading_words(round_: Round) -> str:
    """Return in one sentence what is asked of the judge."""
    mode = round_.mode_of
    if mode.scores_criteria:
        return "For each entry, tick one point for each criterion and say why in the boxes below."
    return "For each entry, give one answer and say why in the boxes below." if mode.answers else mode.ask


def shown(entry: dict, number: int, total: int) -> dict:
    """Return one entry as it stands in a pack."""
    head = {"number": f"Entry {number} of {total}", "anchor": f"entry-{number}", "checked": entry["checked"]}
    if entry["checked"]:
        return head
    many = len(entry["texts"]) > 1
    copies = [
        {"title": f"What was written, text {i}" if many else "What was written", "paragraphs": _paragraphs(text)}
        for i, text in enumerate(entry["texts"], start=1)
    ]
    return head | {"name": entry["name"], "lines": [entry["role"]] if entry["role"] else [], "copies": copies}


def _paragraphs(text: str) -> list[list[str]]:
    """Return a text as paragraphs of lines."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    blocks = [block.split("\n") for block in "\n".join(lines).split("\n\n")]
    return [[line for line in lines if line] for lines in blocks if any(lines)]


def as_pdf(data: dict, made_at: datetime) -> bytes:
    """Set the pack as tagged PDF; raises `kit.pdf.MissingGlyphs` where the fonts cannot show all of it."""
    return compile_pdf("pack.typ", printable_in(data), at=made_at.replace(microsecond=0))


def as_html(data: dict) -> bytes:
    """Write the pack as one web page that needs nothing else."""
    return render_to_string("judging/pack.html", {"pack": data}).encode()

"""How well screening finds each kind in the corpus beside this file, as a table for people.

`python -m tests.nominations.screening.measure` prints the table; with `--write` it puts it into docs/screening.md.
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from nominations.screening import screen

CORPUS = Path(__file__).parent / "corpus.jsonl"
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "screening.md"
BEGIN, END = "<!-- figures begin -->", "<!-- figures end -->"

# The names on the nomination that every sentence of the corpus is taken from.
KNOWN = (
    "Nadia Fenwick-Oyelaran",
    "Tomasz Brzozowski-Hale",
    "Siobhán O’Rourke-Patel",
    "Priya Castellane",
    "Ellerdon Home First Team",
    "Fellshire County Council",
    "Fellshire",
    "Randip Bhogal Safeguarding Award",
)


@dataclass(frozen=True)
class Figures:
    """Of one kind: how many there are, how many of them were found, and how many findings were wrong."""

    kind: str
    expected: int
    found: int
    wrong: int

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.found / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        """The share of what was found that is there."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0


def sentences() -> list[dict]:
    """Return the corpus: a text and, by kind, the spans that a person would take out."""
    return [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def expected_of(sentence: dict) -> set[tuple[str, int, int]]:
    """Return what should be found in one sentence."""
    return {(kind, start, end) for kind, spans in sentence["spans"].items() for start, end in spans}


def found_in(sentence: dict) -> set[tuple[str, int, int]]:
    """Return what screening finds in one sentence."""
    return {(f.kind, f.start, f.end) for f in screen(sentence["text"], known=KNOWN)}


def figures() -> dict[str, Figures]:
    """Return the figures of each kind; a finding counts only with the very kind and span."""
    expected, right, wrong = Counter(), Counter(), Counter()
    for sentence in sentences():
        should, does = expected_of(sentence), found_in(sentence)
        expected.update(kind for kind, *_ in should)
        right.update(kind for kind, *_ in should & does)
        wrong.update(kind for kind, *_ in does - should)
    return {kind: Figures(kind, expected[kind], right[kind], wrong[kind]) for kind in sorted(expected | wrong)}


def table(by_kind: dict[str, Figures]) -> str:
    """Return the figures as a table in Markdown."""
    corpus = sentences()
    with_some = sum(1 for sentence in corpus if sentence["spans"])
    rows = [
        f"{len(corpus)} sentences: {with_some} with identifiers, {len(corpus) - with_some} near misses.",
        "",
        "| Kind | In the corpus | Found | Wrongly found | Precision | Recall |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    rows += [
        f"| {f.kind} | {f.expected} | {f.found} | {f.wrong} | {f.precision:.2f} | {f.recall:.2f} |"
        for f in by_kind.values()
    ]
    return "\n".join(rows)


def mistakes() -> list[str]:
    """Return each sentence that is not screened as a person would, with what is missed and what is wrong."""
    lines = []
    for sentence in sentences():
        should, does = expected_of(sentence), found_in(sentence)
        text = sentence["text"]
        if should != does:
            missed = [(kind, text[start:end]) for kind, start, end in sorted(should - does)]
            wrong = [(kind, text[start:end]) for kind, start, end in sorted(does - should)]
            lines.append(f"{text!r}\n    missed {missed}\n    wrong  {wrong}")
    return lines


def write() -> None:
    """Put the table into the document."""
    before, rest = DOCUMENT.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table(figures())}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    if "--write" in sys.argv:
        write()
    print("\n".join(mistakes()))
    print(table(figures()))

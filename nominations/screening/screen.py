"""Runs every detector over a text and settles who has which words."""

from collections.abc import Iterable

from nominations.screening import contacts, dates, names, numbers, places, records
from nominations.screening.finding import CERTAIN, Finding
from nominations.screening.known import Known
from nominations.screening.reading import Reading

_TOLD_BY_FORM = frozenset({"nhs_number", "court_case_number", "ni_number"})


def screen(text: str, known: Iterable[str] = ()) -> list[Finding]:
    """Return what may identify a person in `text`, in its order, no two findings over the same words.

    `known` are names and phrases that belong on the nomination and are never flagged.
    """
    reading = Reading(text)
    belongs = Known(known)
    found = [
        finding
        for detector in (numbers, records, contacts, dates, places)
        for finding in detector.find(reading.plain)
        if not belongs.has_phrase(reading.plain[finding.start : finding.end])
    ]
    found = settle(found)
    found = settle(found + names.find(reading.plain, belongs, taken=[(f.start, f.end) for f in found]))
    return [_as_typed(reading, finding) for finding in found]


def settle(found: Iterable[Finding]) -> list[Finding]:
    """Return `found` in order without overlaps: the certain before the likely, then the longer, then the earlier.

    A number that is told by its own form is that, whatever word stands beside it ("record 999 041 7725").
    """
    kept: list[Finding] = []
    for finding in sorted(
        found, key=lambda f: (f.kind not in _TOLD_BY_FORM, f.certainty != CERTAIN, f.start - f.end, f.start, f.kind)
    ):
        if all(finding.end <= other.start or other.end <= finding.start for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda f: f.start)


def _as_typed(reading: Reading, finding: Finding) -> Finding:
    start, end = reading.span(finding.start, finding.end)
    return Finding(finding.kind, start, end, finding.certainty, finding.why, finding.detail)

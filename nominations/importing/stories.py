"""What screening finds in the words of a row, as the codes of an import."""

import re
from collections.abc import Iterable

from nominations.importing.people import Manager, Member
from nominations.screening import Finding, screen, subjects

# Numbers that are one person's alone come first, then where somebody lives, how to reach them, and names.
ORDER = (
    "nhs_number", "ni_number", "date_of_birth", "uk_postcode", "street_address", "case_reference", "court_case_number",
    "phone", "email", "child_name", "person_name",
)  # fmt: skip
SUBJECTS = {
    "safeguarding_concern": "possible_safeguarding_concern",
    "health_own_words": "special_category:health_own_words",
    "access_request": "access_request",
    "family_proceedings": "reviewer:family_proceedings",
}
# How far before its postcode an address may begin.
ONE_ADDRESS = 40


def read_story(values: dict[str, str], known: Iterable[str]) -> tuple[tuple[Finding, ...], list[str]]:
    """Return what may identify somebody in the reason of a row, and a code for each kind of it and each subject."""
    reason = values.get("reason", "")
    findings = tuple(screen(reason, known))
    hints = subjects(reason) | subjects(values.get("citation", "")) | subjects(values.get("anything_else", ""))
    codes = dict.fromkeys(_identifier_codes(findings, reason))
    return findings, [*codes, *(code for hint, code in SUBJECTS.items() if hint in hints)]


def known_names(values: dict[str, str], members: Iterable[Member], manager: Manager) -> list[str]:
    """Return the names that belong on the nomination of a row."""
    named = [values.get("nominee", ""), values.get("nominator", ""), values.get("employer", ""), manager.name]
    return [name for name in (*named, *(member.name for member in members)) if name]


def _identifier_codes(findings: tuple[Finding, ...], reason: str) -> list[str]:
    kinds = sorted(findings, key=lambda f: ORDER.index(f.kind) if f.kind in ORDER else len(ORDER))
    return [
        f"possible_identifier:{f.kind}{f'_{f.detail}' if f.detail else ''}"
        for f in kinds
        if not (f.kind == "street_address" and _has_its_postcode(f, findings, reason))
    ]


def _has_its_postcode(address: Finding, findings: tuple[Finding, ...], reason: str) -> bool:
    """Say whether an address leads up to its postcode: the two are one thing to find."""
    return any(
        other.kind == "uk_postcode"
        and 0 <= other.start - address.end <= ONE_ADDRESS
        and not re.search(r"[.!?]\s", reason[address.end : other.start])
        for other in findings
    )

"""Who is put forward, in whose words, and who has a stake in it."""

from nominations.models.endorsement import Endorsement
from nominations.models.entry import Consent, Entry, Interest, InterestKind, InterestSource, Ruling
from nominations.models.nomination import (
    Nomination,
    Nominee,
    NomineeKind,
    NomineeMember,
    ReferenceCounter,
    Relationship,
)
from nominations.models.statement import Flag, JudgingCopy, Redaction, RedactionLabel, Statement

__all__ = [
    "Consent",
    "Endorsement",
    "Entry",
    "Flag",
    "Interest",
    "InterestKind",
    "InterestSource",
    "JudgingCopy",
    "Nomination",
    "Nominee",
    "NomineeKind",
    "NomineeMember",
    "Redaction",
    "RedactionLabel",
    "ReferenceCounter",
    "Relationship",
    "Ruling",
    "Statement",
]

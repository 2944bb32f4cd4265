"""Who is put forward, in whose words, and who has a stake in it."""

from nominations.models.concern import Concern, PassedOnHow
from nominations.models.endorsement import Endorsement
from nominations.models.entry import Consent, Entry, Interest, InterestKind, InterestSource, Ruling
from nominations.models.importing import ImportBatch, ImportRow
from nominations.models.nomination import (
    Nomination,
    ReferenceCounter,
    Relationship,
    SecondReview,
)
from nominations.models.nominee import Nominee, NomineeKind, NomineeMember
from nominations.models.proposal import AwardProposal
from nominations.models.statement import Flag, JudgingCopy, Redaction, RedactionLabel, Statement

__all__ = [
    "AwardProposal",
    "Concern",
    "Consent",
    "Endorsement",
    "Entry",
    "Flag",
    "ImportBatch",
    "ImportRow",
    "Interest",
    "InterestKind",
    "InterestSource",
    "JudgingCopy",
    "Nomination",
    "Nominee",
    "NomineeKind",
    "NomineeMember",
    "PassedOnHow",
    "Redaction",
    "RedactionLabel",
    "ReferenceCounter",
    "Relationship",
    "Ruling",
    "SecondReview",
    "Statement",
]

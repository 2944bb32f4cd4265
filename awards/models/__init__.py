"""What can be won, when, and by which rules."""

from awards.models.award import Award, Criterion, NominatorKind, NomineeType, Scale, ScalePoint
from awards.models.season import Milestone, Programme, Season

__all__ = [
    "Award",
    "Criterion",
    "Milestone",
    "NominatorKind",
    "NomineeType",
    "Programme",
    "Scale",
    "ScalePoint",
    "Season",
]

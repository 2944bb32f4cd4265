"""Who judges what, what they gave, and what was decided."""

from judging.models.allocation import Allocation
from judging.models.decision import Attendance, Decision, DecisionLine, DecisionPack, SuitabilityCheck
from judging.models.pack import Pack
from judging.models.panel import Declaration, Panel, PanelMember
from judging.models.panel_changes import PanelChange
from judging.models.round import Round, RoundCriterion, RoundVersion
from judging.models.sheet import LateMarks, Score, ScoreSheet
from judging.models.standing import Standing, Tie
from judging.models.weights import WeightChange

__all__ = [
    "Allocation",
    "Attendance",
    "Decision",
    "DecisionLine",
    "DecisionPack",
    "Declaration",
    "LateMarks",
    "Pack",
    "Panel",
    "PanelChange",
    "PanelMember",
    "Round",
    "RoundCriterion",
    "RoundVersion",
    "Score",
    "ScoreSheet",
    "Standing",
    "SuitabilityCheck",
    "Tie",
    "WeightChange",
]

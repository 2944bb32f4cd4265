"""Who judges what, what they gave, and what was decided."""

from judging.models.allocation import Allocation
from judging.models.decision import Decision, DecisionLine, SuitabilityCheck
from judging.models.pack import Pack
from judging.models.panel import Declaration, Panel, PanelMember, Round, RoundVersion
from judging.models.sheet import LateMarks, Score, ScoreSheet
from judging.models.standing import Standing, Tie
from judging.models.weights import WeightChange

__all__ = [
    "Allocation",
    "Decision",
    "DecisionLine",
    "Declaration",
    "LateMarks",
    "Pack",
    "Panel",
    "PanelMember",
    "Round",
    "RoundVersion",
    "Score",
    "ScoreSheet",
    "Standing",
    "SuitabilityCheck",
    "Tie",
    "WeightChange",
]

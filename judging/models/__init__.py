"""Who judges what, what they gave, and what was decided."""

from judging.models.decision import Decision, DecisionLine, SuitabilityCheck
from judging.models.panel import Declaration, Panel, PanelMember, Round
from judging.models.sheet import Score, ScoreSheet
from judging.models.standing import Standing, Tie

__all__ = [
    "Decision",
    "DecisionLine",
    "Declaration",
    "Panel",
    "PanelMember",
    "Round",
    "Score",
    "ScoreSheet",
    "Standing",
    "SuitabilityCheck",
    "Tie",
]

"""Words of judging as its pages say them."""

from judging.ranking import CHAIR, DISCUSSION, HEAVIEST, MORE_JUDGES, NOT_NEEDED
from judging.states import AllocationState, MemberState, Outcome, RoundState, SheetState, Suitability

RULES = {
    HEAVIEST: "Higher mean on the heaviest criterion",
    MORE_JUDGES: "More judges ranking it higher",
    DISCUSSION: "Panel discussion",
    CHAIR: "The chair’s decision",
    NOT_NEEDED: "Order not needed",
}
RESULTS = {"settled": "Settled", "partly": "Settled in part", "equal": "Still equal"}
RESULT_COLOURS = {"settled": "green", "partly": "yellow", "equal": "grey"}
ROUND_COLOURS = {
    RoundState.PLANNED: "grey",
    RoundState.DECLARING: "yellow",
    RoundState.SCORING: "blue",
    RoundState.CLOSED: "purple",
    RoundState.DELIBERATING: "orange",
    RoundState.DECIDED: "green",
}
SHEET_COLOURS = {
    SheetState.OPEN: "grey",
    SheetState.IN_PROGRESS: "yellow",
    SheetState.SUBMITTED: "green",
    SheetState.RECUSED: "purple",
    SheetState.ABSTAINED: "purple",
    SheetState.REOPENED: "orange",
    SheetState.VOID: "red",
}
MEMBER_COLOURS = {
    MemberState.INVITED: "yellow",
    MemberState.ACCEPTED: "yellow",
    MemberState.DECLARED: "blue",
    MemberState.SCORING: "blue",
    MemberState.FINISHED: "green",
    MemberState.DECLINED: "red",
    MemberState.STOOD_DOWN: "grey",
}
ALLOCATION_COLOURS = {
    AllocationState.WORKING: "blue",
    AllocationState.PROPOSED: "yellow",
    AllocationState.APPLIED: "green",
    AllocationState.UNDONE: "purple",
    AllocationState.DISCARDED: "grey",
}
OUTCOME_COLOURS = {
    Outcome.SHORTLISTED: "green",
    Outcome.NOT_SHORTLISTED: "grey",
    Outcome.WINNER: "green",
    Outcome.JOINT_WINNER: "green",
    Outcome.HIGHLY_COMMENDED: "teal",
    Outcome.FINALIST: "blue",
}
# What stands beside an entry that no judge can open for now.
BEING_CHECKED = ("Being checked", "orange")
# What an administrator reads of a check: never more than whether the entry goes on.
CHECKS = {
    Suitability.AWAITING: ("Waiting for an answer", "yellow"),
    Suitability.CLEAR: ("Clear", "green"),
    Suitability.DO_NOT_PROCEED: ("Not proceeding", "grey"),
}

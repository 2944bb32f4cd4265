"""Who reads what in a round whose entries are shared out: proposed, applied as one, undone as one."""

from django.db import models

from awards.roles import is_administrator, is_the_system
from judging import rules
from judging.models.round import OfRound, Round
from judging.states import AllocationState
from kit import clock
from kit.models import Job, PublicIdModel
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class Allocation(OfRound, PublicIdModel, Lifecycle):
    """One proposal of who reads what. It holds numbers of entries and seats, never names."""

    machine = "allocation"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="allocations")
    state = StateField(choices=AllocationState.choices, default=AllocationState.WORKING)
    seed = models.PositiveIntegerField()
    problem = models.JSONField(default=dict)
    answer = models.JSONField(default=dict)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [legal_states(AllocationState, "allocation_state")]

    def __str__(self):
        return f"Allocation {self.pk} of {self.round_id}"

    @transition(state, AllocationState.WORKING, AllocationState.PROPOSED, permission=is_the_system | is_administrator)
    def propose(self, *, answer, problem):
        """Show what was worked out, and what it rests on."""
        self.answer, self.problem = answer, problem

    @transition(
        state,
        AllocationState.PROPOSED,
        AllocationState.APPLIED,
        permission=is_administrator & rules.has_no_interest_in_allocation,
        conditions=[rules.round_can_be_allocated],
    )
    def apply(self):
        """Give the judges their sheets."""
        self.applied_at = self.now

    @transition(
        state,
        AllocationState.APPLIED,
        AllocationState.UNDONE,
        permission=is_administrator & rules.has_no_interest_in_allocation,
        conditions=[rules.round_can_be_allocated],
        needs_reason=True,
    )
    def undo(self):
        """Take back, as one, the sheets that nobody has begun."""
        self.ended_at = self.now

    @transition(
        state,
        [AllocationState.WORKING, AllocationState.PROPOSED],
        AllocationState.DISCARDED,
        permission=is_the_system | is_administrator,
    )
    def discard(self):
        """Leave it aside."""
        self.ended_at = self.now

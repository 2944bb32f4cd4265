"""Another award that a reviewer proposes for a nomination (R7)."""

from datetime import timedelta

from django.db import models

from awards.models import Award
from awards.roles import is_the_system
from kit import clock
from kit.models import PublicIdModel
from nominations import rules
from nominations.models.nomination import Nomination, OfNomination
from nominations.states import ProposalState
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class AwardProposal(OfNomination, PublicIdModel, Lifecycle):
    """A nomination may fit another award better; its nominator is told and can object."""

    machine = "award_proposal"
    asked_with = ("nomination__season", "nomination__nominee")

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="proposals")
    state = StateField(choices=ProposalState.choices, default=ProposalState.PROPOSED)
    from_award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="+")
    to_award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(help_text="Why, as the nominator reads it")
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    answer_by = models.DateTimeField(help_text="It moves then, unless the nominator objects")
    answered_at = models.DateTimeField(null=True, blank=True)

    PERSONAL_FIELDS = ("note",)

    class Meta:
        ordering = ["pk"]
        constraints = [
            legal_states(ProposalState, "award_proposal_state"),
            models.UniqueConstraint(
                fields=["nomination"], condition=models.Q(state=ProposalState.PROPOSED), name="award_proposal_one_open"
            ),
            models.CheckConstraint(
                condition=~models.Q(from_award=models.F("to_award")), name="award_proposal_of_another"
            ),
        ]

    def __str__(self):
        return f"{self.nomination} to {self.to_award}"

    @property
    def last_day(self):
        """A moment of the last day on which its nominator can answer; `answer_by` is the midnight that ends it."""
        return self.answer_by - timedelta(minutes=1)

    @transition(
        state,
        ProposalState.PROPOSED,
        ProposalState.MOVED,
        permission=rules.may_answer_proposal | rules.is_the_clock_after_the_date,
        conditions=[rules.is_still_being_checked],
    )
    def move(self):
        """Move it, because its nominator agreed or has not objected in time."""
        self.answered_at = self.now

    @transition(
        state,
        ProposalState.PROPOSED,
        ProposalState.OBJECTED,
        permission=rules.may_answer_proposal,
        conditions=[rules.is_still_being_checked, rules.there_is_time_to_answer],
    )
    def object(self):
        """Keep it in the award that its nominator chose."""
        self.answered_at = self.now

    @transition(
        state,
        ProposalState.PROPOSED,
        ProposalState.TAKEN_BACK,
        permission=rules.may_review_nomination | is_the_system,
    )
    def take_back(self):
        """Propose it no longer."""

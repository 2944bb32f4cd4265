"""A senior person confirms the facts of a nomination and that nothing stands in the way."""

from django.db import models

from awards.roles import is_administrator, is_the_system
from kit.models import PublicIdModel
from nominations import rules
from nominations.models.nomination import Nomination, OfNomination
from nominations.querysets import EndorsementQuerySet
from nominations.states import ENDORSEMENT_PUBLIC, EndorsementState
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class Endorsement(OfNomination, PublicIdModel, Lifecycle):
    """One person asked to endorse one nomination. Why they decline is never stored."""

    machine = "endorsement"

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="endorsements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="endorsements")
    state = StateField(choices=EndorsementState.choices, default=EndorsementState.REQUESTED)
    requested_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    successor = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="predecessor"
    )

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            legal_states(EndorsementState, "endorsement_state"),
            models.UniqueConstraint(
                fields=["nomination"],
                condition=models.Q(state=EndorsementState.REQUESTED),
                name="endorsement_one_open",
            ),
        ]

    def __str__(self):
        return f"Endorsement of {self.nomination}"

    @property
    def public_label(self) -> str:
        """The word for its state that the endorser reads."""
        return ENDORSEMENT_PUBLIC[EndorsementState(self.state)]

    @transition(
        state,
        [EndorsementState.REQUESTED, EndorsementState.EXPIRED],
        EndorsementState.GIVEN,
        permission=rules.is_endorser,
        conditions=[rules.nomination_still_stands],
    )
    def give(self):
        """Confirm the four things."""
        self.answered_at = self.now

    @transition(
        state,
        EndorsementState.REQUESTED,
        EndorsementState.GIVEN,
        permission=is_the_system | rules.may_review_nomination,
        conditions=[rules.endorser_is_nominator],
    )
    def count_nomination(self):
        """Take the line manager's own nomination as their endorsement (R4)."""
        self.answered_at = self.now

    @transition(state, EndorsementState.REQUESTED, EndorsementState.DECLINED, permission=rules.is_endorser)
    def decline(self):
        """Say no; nobody asks why."""
        self.answered_at = self.now

    @transition(
        state,
        EndorsementState.REQUESTED,
        EndorsementState.EXPIRED,
        permission=is_the_system,
        conditions=[rules.answer_date_has_passed],
    )
    def expire(self):
        """Stop waiting; an administrator names somebody else or waives."""

    @transition(
        state,
        [EndorsementState.REQUESTED, EndorsementState.DECLINED, EndorsementState.EXPIRED],
        EndorsementState.WAIVED,
        permission=is_administrator & rules.has_no_stake_in_nomination,
        needs_reason=True,
    )
    def waive(self):
        """Do without it, for a recorded reason."""
        self.answered_at = self.now

    @transition(
        state,
        [EndorsementState.REQUESTED, EndorsementState.DECLINED, EndorsementState.EXPIRED],
        EndorsementState.REASSIGNED,
        permission=(is_administrator & rules.has_no_stake_in_nomination) | rules.is_endorser,
    )
    def reassign(self):
        """Ask somebody else instead."""
        self.answered_at = self.now

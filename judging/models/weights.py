"""New weights for a round whose scoring has opened: proposed by one person, in force when a second one signs."""

from django.db import models

from awards.roles import is_administrator
from judging import rules
from judging.models.round import OfRound, Round, RoundVersion
from judging.states import WeightChangeState
from kit import clock
from kit.models import PublicIdModel
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class WeightChange(OfRound, PublicIdModel, Lifecycle):
    """One proposal to weigh the criteria of a round anew, and nothing else.

    `weights` is a list of {"id", "key", "weight"}; `base` the number of the version that it was proposed on. When it
    takes effect `version` is the new one, and `before` keeps the totals and ties that the older weights made.
    """

    machine = "weight_change"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="weight_changes")
    state = StateField(choices=WeightChangeState.choices, default=WeightChangeState.PROPOSED)
    weights = models.JSONField()
    base = models.PositiveSmallIntegerField()
    reason = models.TextField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.OneToOneField(
        RoundVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="change", editable=False
    )
    before = models.JSONField(default=dict, editable=False)

    PERSONAL_FIELDS = ("reason", "before")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            legal_states(WeightChangeState, "weight_change_state"),
            models.UniqueConstraint(
                fields=["round"], condition=models.Q(state=WeightChangeState.PROPOSED), name="weight_change_one_open"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=WeightChangeState.IN_FORCE) | models.Q(version__isnull=False),
                name="weight_change_in_force_has_version",
            ),
        ]

    def __str__(self):
        return f"Weights of {self.round_id} on version {self.base}"

    @transition(
        state,
        WeightChangeState.PROPOSED,
        WeightChangeState.IN_FORCE,
        permission=(rules.is_chair_of_change | is_administrator) & rules.has_no_interest_in_change,
        conditions=[rules.change_can_still_be_made, rules.change_is_signed_by_two],
    )
    def take_effect(self, *, version, before):
        """Weigh the round by it; two people have put their names to it."""
        self.version, self.before = version, before
        self.settled_at = self.now

    @transition(
        state,
        WeightChangeState.PROPOSED,
        WeightChangeState.TAKEN_BACK,
        permission=(rules.is_chair_of_change | is_administrator) & rules.has_no_interest_in_change,
    )
    def take_back(self):
        """Leave the weights as they are."""
        self.settled_at = self.now

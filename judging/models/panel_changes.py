"""Somebody who is to join a panel after scoring opened: proposed by one person, invited when a second one signs."""

from django.db import models

from awards.roles import is_administrator
from judging import rules
from judging.models.panel import PanelMember
from judging.models.round import OfRound, Round
from judging.states import PanelChangeState
from kit import clock
from kit.models import PublicIdModel
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class PanelChange(OfRound, PublicIdModel, Lifecycle):
    """One proposal that somebody joins the panel of a round that has opened, and nothing else.

    When it takes effect `member` is the seat that was made of it.
    """

    machine = "panel_change"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="panel_changes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", help_text="Who is to join")
    is_chair = models.BooleanField(default=False)
    is_reserve = models.BooleanField(default=False)
    state = StateField(choices=PanelChangeState.choices, default=PanelChangeState.PROPOSED)
    reason = models.TextField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    member = models.OneToOneField(
        PanelMember, on_delete=models.PROTECT, null=True, blank=True, related_name="change", editable=False
    )

    PERSONAL_FIELDS = ("reason",)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            legal_states(PanelChangeState, "panel_change_state"),
            models.UniqueConstraint(
                fields=["round", "person"],
                condition=models.Q(state=PanelChangeState.PROPOSED),
                name="panel_change_one_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PanelChangeState.IN_FORCE) | models.Q(member__isnull=False),
                name="panel_change_in_force_has_seat",
            ),
        ]

    def __str__(self):
        return f"Person {self.person_id} for the panel of {self.round_id}"

    @transition(
        state,
        PanelChangeState.PROPOSED,
        PanelChangeState.IN_FORCE,
        permission=(rules.is_chair_of_change | is_administrator)
        & rules.has_no_interest_in_panel_change
        & rules.joins_not_themselves,
        conditions=[rules.panel_can_still_change, rules.panel_change_is_signed_by_two],
    )
    def take_effect(self, *, member):
        """Invite them; two people have put their names to it."""
        self.member = member
        self.settled_at = self.now

    @transition(
        state,
        PanelChangeState.PROPOSED,
        PanelChangeState.TAKEN_BACK,
        permission=(rules.is_chair_of_change | is_administrator) & rules.has_no_interest_in_panel_change,
    )
    def take_back(self):
        """Leave the panel as it is."""
        self.settled_at = self.now

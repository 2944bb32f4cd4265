"""A worry about somebody's safety that a reviewer found in a nomination: that there is one, never what it is."""

from django.db import models

from kit import clock
from kit.models import PublicIdModel
from nominations import rules
from nominations.models.nomination import Nomination, OfNomination
from nominations.querysets import ConcernQuerySet
from nominations.states import ConcernState
from people.models import Person
from workflow.fields import Lifecycle, StateField, legal_states
from workflow.transitions import transition


class PassedOnHow(models.TextChoices):
    """How a concern reached those who act on it."""

    PHONE = "phone", "By phone"
    IN_PERSON = "in_person", "In person"
    REFERRAL = "referral", "With the service's own referral form"


class Concern(OfNomination, PublicIdModel, Lifecycle):
    """One safeguarding concern about one nomination. The concern itself is recorded elsewhere, never here."""

    machine = "concern"
    asked_with = ("nomination__season", "nomination__nominee")

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="concerns")
    state = StateField(choices=ConcernState.choices, default=ConcernState.RAISED)
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(default=clock.now)
    passed_on_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    passed_on_at = models.DateTimeField(null=True, blank=True)
    passed_on_how = models.CharField(max_length=12, choices=PassedOnHow.choices, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            legal_states(ConcernState, "concern_state"),
            models.UniqueConstraint(
                fields=["nomination"], condition=~models.Q(state=ConcernState.SETTLED), name="concern_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(state=ConcernState.RAISED)
                | models.Q(passed_on_by__isnull=False, passed_on_at__isnull=False),
                name="concern_passed_on_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ConcernState.SETTLED, settled_by__isnull=False)
                | (~models.Q(state=ConcernState.SETTLED) & models.Q(settled_by__isnull=True)),
                name="concern_settled_by_somebody",
            ),
        ]

    def __str__(self):
        return f"Concern about {self.nomination}"

    @transition(state, ConcernState.RAISED, ConcernState.PASSED_ON, permission=rules.may_pass_on)
    def pass_on(self, *, how, person):
        """Note who told those who act on it, and how; never what was told."""
        self.passed_on_how, self.passed_on_by, self.passed_on_at = how, person, self.now

    @transition(state, ConcernState.PASSED_ON, ConcernState.SETTLED, permission=rules.may_settle)
    def settle(self, *, person):
        """Say that it is dealt with, so that the nomination may go on."""
        self.settled_by, self.settled_at = person, self.now

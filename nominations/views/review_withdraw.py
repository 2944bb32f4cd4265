"""Taking a nomination out of the awards after nominations have closed, at its nominator's wish."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from nominations.forms.review import ReasonForm
from nominations.models import Entry, Nomination
from nominations.services.sending import withdraw_nomination
from nominations.views.review_base import DeedPage, StaffPage
from people.roles import Role
from workflow import may


class WithdrawNomination(StaffPage, DeedPage):
    """Until closing a nominator withdraws alone; after it they ask the awards team, whose page this is."""

    roles = (Role.ADMINISTRATOR,)
    form_class = ReasonForm
    title = "Withdraw this nomination"
    lead = "Nominators withdraw their own nominations until nominations close. After that they ask the awards team."
    button, kind = "Withdraw nomination", "warning"
    warning = "It takes no further part. If no other nomination is in its entry, the entry is withdrawn too."

    @cached_property
    def nomination(self) -> Nomination:
        """The nomination of the address, among those that count in an entry the reader may know of."""
        seen = Nomination.objects.administered_by(self.person).filter(entry__in=Entry.objects.visible_to(self.person))
        return get_object_or_404(
            seen.select_related("season", "award", "nominee", "entry"), public_id=self.kwargs["public_id"]
        )

    @property
    def back_url(self) -> str:
        """The entry that it counts in."""
        return reverse("review:entry", args=[self.nomination.entry.public_id])

    def sentence_against(self) -> str:
        """Say so when it is already out, or when its nominator can still do it."""
        answer = may(self.nomination, "withdraw", self.person)
        return "" if answer else answer.sentence

    def post(self, request, *args, **kwargs):
        """Answer as the question does when there is nothing to ask any more."""
        if self.sentence_against():
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def do(self, form):
        """Withdraw it."""
        withdrawn = withdraw_nomination(self.nomination, by=self.person, reason=form.cleaned_data["reason"])
        return f"{withdrawn.reference} is withdrawn."

    def get_context_data(self, **kwargs):
        """Say which one it is."""
        return super().get_context_data(
            caption=f"{self.nomination.reference}, {self.nomination.nominee.name}", **kwargs
        )

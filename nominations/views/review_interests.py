"""Declared interests, for the chairs and administrators who rule on them."""

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from kit.tables import FilteredTableMixin
from nominations.forms.review import RulingForm
from nominations.models import Interest
from nominations.services.interests import awards_chaired_by, rulable_by, rule_on_interest
from nominations.tables import InterestTable
from nominations.views.review_base import DeedPage, StaffPage
from people.roles import Role


class RulerPage(StaffPage):
    """A page for those who rule on declared interests: administrators, and the chairs of panels."""

    roles = (Role.ADMINISTRATOR,)

    def is_for(self, person) -> bool:
        """Let in the chair of any panel of a season that is not over."""
        return super().is_for(person) or bool(awards_chaired_by(person))


class Interests(RulerPage, FilteredTableMixin, TemplateView):
    """The declared interests on which the reader may rule."""

    template_name = "nominations/review_interests.html"
    table_class = InterestTable
    export_name, export_scope = "interests", "entry__season"

    def get_queryset(self):
        """Return them, those that shut somebody out first."""
        rows = rulable_by(self.person).select_related("person", "entry__nominee", "entry__award", "entry__season")
        return rows.order_by(F("ruled_at").asc(nulls_first=True), "noticed_at", "pk")


class RuleOnInterest(RulerPage, DeedPage):
    """Decide what a declared interest means."""

    template_name = "nominations/review_interest.html"
    form_class = RulingForm
    title = "Decide on a declared interest"
    button = "Save decision"
    back_url = reverse_lazy("review:interests")

    @cached_property
    def interest(self) -> Interest:
        """The declared interest of the address, if the reader may rule on it."""
        rows = rulable_by(self.person).select_related("person", "entry__nominee", "entry__award", "entry__season")
        return get_object_or_404(rows, pk=self.kwargs["pk"], entry__public_id=self.kwargs["public_id"])

    def get_initial(self):
        """Start from what holds now."""
        return {"ruling": self.interest.ruling} if self.interest.ruled_at else {}

    def do(self, form):
        """Rule on it."""
        rule_on_interest(self.interest, by=self.person, **form.cleaned_data)
        return f"Your decision on the interest of {self.interest.person.full_name} has been saved."

    def get_context_data(self, **kwargs):
        """Show what was declared."""
        return super().get_context_data(interest=self.interest, entry=self.interest.entry, **kwargs)

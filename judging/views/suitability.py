"""Names before the HR adviser (R16)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView

from awards.roles import season_ids
from judging.deciding import named_entries
from judging.models import Decision, SuitabilityCheck
from judging.panel_forms import CheckForm, ConfirmForm
from judging.services.suitability import answer_suitability, ask_suitability
from judging.states import Suitability
from judging.tables import ChecksTable
from judging.views.decide import DecisionPage
from judging.views.panel import DeedView, PanelPage
from kit.idempotency import OncePerKeyMixin
from kit.tables import FilteredTableMixin
from kit.templatetags.commend import count_noun
from people.roles import Role
from workflow import NotAllowed, NotNow, Refused


class AskChecks(DeedView, DecisionPage):
    """The administrator asks for everybody whom the decision names."""

    def do(self) -> str:
        """Ask for those who were not asked before."""
        if not self.administers:
            raise NotAllowed("Only an administrator of this season can do this.")
        decision = Decision.objects.filter(round=self.round_).first()
        entries = named_entries(decision) if decision else []
        new = [e for e in entries if getattr(e, "suitability", None) is None]
        if not new:
            raise NotNow("There is nobody to ask about.")
        ask_suitability(new, by=self.person)
        return f"The HR adviser is asked about {count_noun(len(new), 'name')}."


class AdviserPage(PanelPage):
    """A page for HR advisers alone: names and awards, and nothing else."""

    def dispatch(self, request, *args, **kwargs):
        """To everybody else the page does not exist."""
        seasons, everywhere = season_ids(self.person, Role.HR_ADVISER)
        if not (seasons or everywhere):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def back_url(self) -> str:
        """The list."""
        return reverse("panel:checks")

    def checks(self):
        """Return the checks that the reader may answer, with the columns that are shown."""
        rows = SuitabilityCheck.objects.asked_of(self.person)
        return rows.select_related("entry__nominee", "entry__award").only(
            "public_id", "answer", "answered_at", "asked_at", "entry__nominee__name", "entry__award__name"
        )


class Checks(AdviserPage, FilteredTableMixin, TemplateView):
    """The names that wait for an answer, and those that have one."""

    template_name = "judging/panel_checks.html"
    table_class = ChecksTable
    export_name, export_scope = "suitability-checks", "entry__season"

    def get_queryset(self):
        """Return the names, those that wait for an answer first."""
        return self.checks().order_by("answered_at", "entry__nominee__name", "pk")


class Check(OncePerKeyMixin, AdviserPage, TemplateView):
    """One name, and the two answers; “do not proceed” asks once more."""

    template_name = "judging/panel_check.html"

    def dispatch(self, request, *args, **kwargs):
        """Find the check."""
        self.check = get_object_or_404(self.checks(), public_id=kwargs["public_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Show the name and the question."""
        is_open = self.check.answer == Suitability.AWAITING
        kwargs.setdefault("form", CheckForm() if is_open else None)
        return super().get_context_data(check=self.check, is_open=is_open, back_url=self.back_url, **kwargs)

    def post(self, request, *args, **kwargs):
        """Ask again before the answer that stops an entry; keep the other at once."""
        form = CheckForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        answer = form.cleaned_data["answer"]
        sure = ConfirmForm(request.POST if "is_sure_asked" in request.POST else None)
        if answer == Suitability.DO_NOT_PROCEED and not sure.is_valid():
            context = self.get_context_data(form=sure, is_confirming=True)
            return self.render_to_response(context)
        try:
            answer_suitability(self.check, answer=answer, by=self.person)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, "Your answer is kept.")
        return redirect(self.back_url)

"""Typing in what came by phone or on paper."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from awards.models import Season
from awards.states import SeasonState
from kit.idempotency import OncePerKeyMixin
from nominations import rules
from nominations.forms.transcribe import TranscribeForm
from nominations.models import Nomination
from nominations.services.sending import AlreadyNominated, OwnNomination
from nominations.services.transcribing import transcribe_nomination
from nominations.states import NominationState
from nominations.views.review_base import StaffPage
from people.roles import Role
from workflow import Refused

TEAM = (Role.ADMINISTRATOR, Role.REVIEWER)


class TeamOnly(StaffPage):
    """A page for administrators and reviewers."""

    roles = TEAM

    def seasons(self):
        """Return the seasons for which the reader may type in nominations now."""
        mine = Season.objects.run_by(self.person, *TEAM).filter(state__in=rules.TAKES_PAPER)
        return mine.select_related("programme").order_by("-year", "name", "pk")


class ChooseSeason(TeamOnly, TemplateView):
    """For which season, where there is more than one."""

    template_name = "nominations/transcribe_seasons.html"

    def get(self, request, *args, **kwargs):
        """Go straight to the only one."""
        self.found = list(self.seasons())
        if len(self.found) == 1:
            return redirect("review:transcribe_in", self.found[0].slug)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add the seasons."""
        return super().get_context_data(seasons=self.found, **kwargs)


class Transcribe(TeamOnly, OncePerKeyMixin, FormView):
    """One long page with every question of a nomination."""

    template_name = "nominations/transcribe.html"
    form_class = TranscribeForm

    @cached_property
    def season(self) -> Season:
        """The season of the address, among those that the reader works for."""
        mine = Season.objects.run_by(self.person, *TEAM).exclude(state=SeasonState.DRAFT)
        return get_object_or_404(mine, slug=self.kwargs["season"])

    def get_form_kwargs(self):
        """Tell the form which season's awards there are."""
        return super().get_form_kwargs() | {"season": self.season}

    def get_context_data(self, **kwargs):
        """Say how long nominations were open."""
        is_open = self.season.state in rules.TAKES_PAPER and self.season.paused_at is None
        window = self.season.window("nominations")
        return super().get_context_data(
            season=self.season,
            window=window,
            is_open=is_open and window is not None,
            back_url=reverse("review:entries"),
            **kwargs,
        )

    def form_valid(self, form):
        """Take it in, or say what stands against it and keep what was typed."""
        award = form.cleaned_data["award"]
        try:
            made = transcribe_nomination(award, form.on_paper(), by=self.person)
        except AlreadyNominated as refusal:
            form.add_error("nominee_name", f"The same person has nominated them already: {self.name_of(refusal)}")
        except OwnNomination:
            form.add_error("nominee_name", "People cannot nominate themselves for this award")
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(self.request, self.done(made))
            return redirect("review:transcribe_in", self.season.slug)
        return self.form_invalid(form)

    def name_of(self, refusal: AlreadyNominated) -> str:
        """Return the reference of the earlier nomination, if it has one."""
        return refusal.nomination.reference or "it is kept as a late draft"

    def done(self, nomination: Nomination) -> str:
        """Say what has become of it, and whether its nominator hears of it."""
        if nomination.state == NominationState.DRAFT:
            return (
                "It reached you after nominations closed. It is kept as a late draft, which an administrator can admit."
            )
        copy = "A copy goes to its nominator." if nomination.nominator_email else "Tell its nominator this number."
        return f"The nomination is taken in as {nomination.reference}. {copy}"

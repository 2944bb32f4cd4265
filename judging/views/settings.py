"""How one round is judged and when: settled before scoring opens, by administrators without an interest."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView

from judging.models import Round
from judging.querysets import administered
from judging.rules import has_interest_in_award
from judging.services.settings import INTEREST, TOO_LATE, save_settings
from judging.settings_forms import SettingsForm
from judging.settings_words import changes_of, rows_of, rows_of_award
from judging.settled import award_is_settled, is_settled, warnings_of
from judging.versions import can_be_weighed_anew
from judging.views.panel import RoundPage
from kit.idempotency import OncePerKeyMixin
from workflow import NotAllowed, Refused


class Settings(OncePerKeyMixin, RoundPage, FormView):
    """The settings of a round as a form, and once scoring has opened as rows to read."""

    template_name = "judging/panel_settings.html"
    form_class = SettingsForm

    @property
    def rounds(self):
        """The rounds that the reader administers: a chair has no part in this."""
        return Round.objects.filter(administered(self.person))

    def dispatch(self, request, *args, **kwargs):
        """Not found comes before refused."""
        if has_interest_in_award(self.person, self.round_.award):
            return self.refuse(INTEREST)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def is_settled(self) -> bool:
        """Say whether scoring has opened."""
        return is_settled(self.round_, self.now)

    @cached_property
    def award_is_settled(self) -> bool:
        """Say whether scoring of any round of the award has opened."""
        return award_is_settled(self.round_.award, self.now)

    def get_form_kwargs(self):
        """Ask of this round, and of its award while nothing of it has opened."""
        takes = {"round_": self.round_, "now": self.now, "takes_award": not self.award_is_settled}
        asked = super().get_form_kwargs()
        # What holds now the form reads from the round itself.
        asked.pop("initial")
        return asked | takes

    def get_context_data(self, **kwargs):
        """Show the form, or the rows; and what was changed so far."""
        round_ = self.round_
        if self.is_settled:
            kwargs["form"] = None
        context = {
            **self.frame("settings"),
            "is_settled": self.is_settled,
            "award_is_settled": self.award_is_settled,
            "warnings": [] if self.is_settled else warnings_of(round_, self.now),
            "rows": rows_of(round_) if self.is_settled else [],
            "award_rows": rows_of_award(round_.award) if self.award_is_settled else [],
            "changes": changes_of(round_),
            "takes_marks": round_.mode_of.takes_marks,
            "can_weigh_anew": can_be_weighed_anew(round_),
        }
        return super().get_context_data(**context, **kwargs)

    def post(self, request, *args, **kwargs):
        """Say why not once scoring has opened."""
        if self.is_settled:
            messages.error(request, TOO_LATE)
            return redirect(self.address)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        """Save, or keep what was typed and say why not."""
        try:
            changed = save_settings(self.round_, wanted=form.wanted(), for_award=form.for_award(), by=self.person)
        except NotAllowed as refusal:
            return self.refuse(refusal.sentence)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return self.form_invalid(form)
        messages.success(self.request, "The settings are saved." if changed else "Nothing was changed.")
        return redirect(self.address)

    @property
    def address(self) -> str:
        """The page itself."""
        return reverse("panel:settings", args=[self.round_.public_id])

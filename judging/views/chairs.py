"""Naming a judge who acts as chair while the chair of a panel cannot, and ending it."""

from django.contrib import messages
from django.shortcuts import redirect

from judging.panel_forms import ActingChairForm, ReasonForm
from judging.rules import has_interest_in_award, panel_has_clear_chair
from judging.services.chairs import acting_chairs, end_acting_chair, name_acting_chair, who_may_act
from judging.views.panel import AskingPage, RoundPage

INTEREST = "You have an interest in an entry of this award, so you do not change its panel."


def chair_of(round_, *, changes_panel: bool) -> dict | None:
    """Return what the round's page says of a chair who cannot chair, for those who may change that; else None.

    A chair with an interest that the records show is not told of it, so this is for administrators alone.
    """
    if not changes_panel:
        return None
    acting = acting_chairs(round_.panel).first()
    can_chair = panel_has_clear_chair(round_.panel)
    if can_chair and acting is None:
        return None
    return {"acting": acting.person.full_name if acting else "", "is_back": can_chair}


class ChairPage(RoundPage, AskingPage):
    """A page about who chairs, for administrators without an interest in the award."""

    @property
    def caption(self) -> str:
        """The award."""
        return self.round_.award.name

    def dispatch(self, request, *args, **kwargs):
        """Refuse those who know the round but may not change its panel, each with a sentence."""
        if not self.administers:
            return self.refuse("Only an administrator of this season can do this.")
        if has_interest_in_award(self.person, self.round_.award):
            return self.refuse(INTEREST)
        if sentence := self.why_not():
            messages.error(request, sentence)
            return redirect(self.back_url)
        return super().dispatch(request, *args, **kwargs)

    def why_not(self) -> str:
        """Return why there is nothing to choose now; empty when there is."""
        raise NotImplementedError


class NameActingChair(ChairPage):
    """Choose who acts as chair, and say why."""

    form_class = ActingChairForm
    title, button = "Choose an acting chair", "Save acting chair"
    lead = (
        "The chair takes no part in an entry of this award, or has left the panel. Until that changes the judge whom "
        "you choose deliberates, settles ties, rules on interests and signs in the chair’s place. Only judges "
        "without an interest in any entry of the award are shown."
    )

    def why_not(self) -> str:
        """Say when nobody can be named."""
        if who_may_act(self.round_.panel).exists():
            return ""
        if panel_has_clear_chair(self.round_.panel):
            return "The chair sits on this panel and has no interest in its award, so nobody acts in their place."
        return "No other judge on this panel is free of interests in this award. Call up a reserve first."

    def get_form_kwargs(self):
        """Offer the judges who may act."""
        return {**super().get_form_kwargs(), "seats": who_may_act(self.round_.panel)}

    def do(self, form) -> str:
        """Name them."""
        seat = name_acting_chair(form.cleaned_data["member"], reason=form.cleaned_data["reason"], by=self.person)
        return f"{seat.person.full_name} now acts as chair of this panel."


class EndActingChair(ChairPage):
    """Let nobody act as chair any more."""

    form_class = ReasonForm
    title, button = "End acting as chair", "End acting as chair"

    def why_not(self) -> str:
        """Say when nobody acts."""
        return "" if acting_chairs(self.round_.panel).exists() else "Nobody acts as chair of this panel."

    @property
    def lead(self) -> str:
        """Who acts now."""
        names = ", ".join(seat.person.full_name for seat in acting_chairs(self.round_.panel))
        return f"{names} acts as chair of this panel now."

    def do(self, form) -> str:
        """End it."""
        end_acting_chair(self.round_.panel, reason=form.cleaned_data["reason"], by=self.person)
        return "Nobody acts as chair of this panel any more."

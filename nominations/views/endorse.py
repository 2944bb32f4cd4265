"""The endorser's one page. Opening it changes nothing."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views import View

from nominations.forms.others import AnotherEndorserForm, EndorseForm
from nominations.models import Endorsement, JudgingCopy
from nominations.rules import nomination_still_stands
from nominations.services import endorsing
from nominations.states import EndorsementState
from nominations.views.pages import page_address
from people.links import bearer_of
from people.viewing import person_of, sign_in_if_missing
from workflow import Refused

OPEN = {EndorsementState.REQUESTED, EndorsementState.EXPIRED}


@method_decorator([login_not_required, sign_in_if_missing], name="dispatch")
class EndorsePage(View):
    """A page for the person who was asked, by link or signed in."""

    def dispatch(self, request, pk):
        """Find the endorsement among those that this reader was asked for."""
        self.actor = bearer_of(request, "endorse", Endorsement(pk=pk)) or person_of(request)
        rows = Endorsement.objects.select_related("nomination__season", "nomination__award", "nomination__nominee")
        self.endorsement = get_object_or_404(rows.asked_of(self.actor), pk=pk)
        return super().dispatch(request, pk)

    @property
    def is_open(self) -> bool:
        """Whether an answer can be given now."""
        return self.endorsement.state in OPEN and nomination_still_stands(self.endorsement)

    def show(self, template: str, **more):
        """Answer with a page about the endorsement."""
        nomination = self.endorsement.nomination
        context = {
            "endorsement": self.endorsement,
            "nominee": nomination.nominee,
            "award": nomination.award,
            "season": nomination.season,
        }
        return render(self.request, template, context | more)


class Endorse(EndorsePage):
    """Who, which award, the judging copy, four things to confirm; then endorse, or do not."""

    def get(self, request, pk):
        return self._ask(EndorseForm()) if self.is_open else self._done()

    def post(self, request, pk):
        if not self.is_open:
            return redirect("nominations:endorse", pk)
        form = EndorseForm(request.POST)
        declines = request.POST.get("answer") == "decline"
        try:
            if declines:
                endorsing.decline_endorsement(self.endorsement, by=self.actor)
            elif form.is_valid():
                endorsing.give_endorsement(self.endorsement, by=self.actor)
            else:
                return self._ask(form)
        except Refused:
            # Answered a moment ago in another window, or taken away: the page says how it stands now.
            pass
        return redirect("nominations:endorse", pk)

    def _ask(self, form):
        nomination = self.endorsement.nomination
        return self.show(
            "nominations/endorse.html",
            form=form,
            copy=JudgingCopy.objects.filter(nomination=nomination).first(),
            members=nomination.nominee.members.all(),
            can_decline=self.endorsement.state == EndorsementState.REQUESTED,
            privacy_url=page_address("awards:privacy", nomination.season),
        )

    def _done(self):
        return self.show("nominations/endorse_done.html", is_standing=nomination_still_stands(self.endorsement))


class AnotherEndorser(EndorsePage):
    """“I am not the right person”: who is?"""

    def get(self, request, pk):
        if not self.is_open:
            return redirect("nominations:endorse", pk)
        return self.show("nominations/endorse_another.html", form=AnotherEndorserForm())

    def post(self, request, pk):
        if not self.is_open:
            return redirect("nominations:endorse", pk)
        form = AnotherEndorserForm(request.POST)
        if form.is_valid():
            try:
                endorsing.name_another_endorser(self.endorsement, by=self.actor, **form.cleaned_data)
                return redirect("nominations:endorse", pk)
            except Refused as refusal:
                form.add_error("email", refusal.sentence)
        return self.show("nominations/endorse_another.html", form=form)

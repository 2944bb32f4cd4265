"""Another award that is proposed: the page on which a nominator agrees or keeps theirs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from kit.idempotency import OncePerKeyMixin, new_key
from nominations.models import Nomination
from nominations.services.proposing import agree_to_move, keep_award
from nominations.states import ProposalState
from people.links import bearer_of
from people.viewing import person_of, sign_in_if_missing
from workflow import Refused, may


@method_decorator([login_not_required, sign_in_if_missing], name="dispatch")
class Proposal(OncePerKeyMixin, View):
    """Two awards, the reviewer's note, and two buttons; opening it changes nothing."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, public_id):
        """Find the proposal: only its nominator, signed in or by the link that was sent to them, goes on."""
        known = Nomination.objects.filter(public_id=public_id).first()
        self.person = person_of(request)
        self.writer = self.person or (known and bearer_of(request, "draft", known))
        mine = Nomination.objects.written_by(self.writer).filter(public_id=public_id)
        nomination = get_object_or_404(mine.select_related("season", "nominee"))
        proposals = nomination.proposals.select_related("from_award", "to_award", "nomination__season")
        self.proposal = proposals.order_by("-pk").first()
        if self.proposal is None:
            raise Http404
        return super().dispatch(request, public_id)

    def get(self, request, public_id):
        """Ask, or say how it was answered."""
        proposal = self.proposal
        context = {
            "proposal": proposal,
            "nomination": proposal.nomination,
            "season": proposal.nomination.season,
            "is_open": bool(may(proposal, "object", self.writer)),
            "is_signed_in": self.person is not None,
            "idempotency_key": new_key(),
        }
        return render(request, "nominations/proposal.html", context)

    def post(self, request, public_id):
        """Keep the answer, once."""
        try:
            if request.POST.get("answer") == "agree":
                agree_to_move(self.proposal, by=self.writer)
                messages.success(request, _("Your nomination has moved"))
            elif request.POST.get("answer") == "keep":
                keep_award(self.proposal, by=self.writer)
                messages.success(request, _("Your nomination stays where it is"))
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        return redirect("nominations:proposal", public_id)


def address_of_open_proposal(nomination: Nomination) -> str:
    """Return the address at which its nominator answers about another award, "" while nobody asks."""
    if not nomination.proposals.filter(state=ProposalState.PROPOSED).exists():
        return ""
    return reverse("nominations:proposal", args=[nomination.public_id])

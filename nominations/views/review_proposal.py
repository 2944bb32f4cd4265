"""The reviewer's side of another award: proposing it, taking it back, and what was answered."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from kit.templatetags.commend import day
from nominations.forms.proposal import ProposeForm
from nominations.models import AwardProposal, Nomination
from nominations.services.proposing import awards_to_propose, propose_award, take_proposal_back
from nominations.states import ProposalState
from nominations.views.review_base import DeedView, NominationPage
from nominations.views.review_outcomes import OutcomePage

COLOURS = {
    ProposalState.PROPOSED: "yellow",
    ProposalState.MOVED: "green",
    ProposalState.OBJECTED: "orange",
    ProposalState.TAKEN_BACK: "grey",
}


class Propose(OutcomePage):
    """Ask the nominator whether it may move to another award."""

    form_class = ProposeForm
    title = "Propose another award"
    lead = (
        "The nominator is told, and has 5 working days to object. If they agree or do not answer, the nomination "
        "moves. You cannot accept it before that."
    )
    button = "Propose this award"

    @cached_property
    def awards(self) -> list:
        """The awards that it could move to."""
        return awards_to_propose(self.nomination)

    def sentence_against(self):
        """Say why nothing can be proposed now."""
        if not self.awards:
            return "No other award takes this nomination."
        if self.nomination.proposals.filter(state=ProposalState.PROPOSED).exists():
            return "Another award is proposed for it already."
        return super().sentence_against()

    def get_form_kwargs(self):
        """Offer the awards that it could move to."""
        return super().get_form_kwargs() | {"awards": self.awards}

    def do(self, form):
        """Propose it."""
        award, note = form.chosen, form.cleaned_data["note"]
        made = propose_award(self.nomination, to_award=award, note=note, by=self.person)
        until = day(made.last_day, self.nomination.season.time_zone)
        return f"The nominator is asked about {award}. They can answer until the end of {until}."


class ProposeNoMore(NominationPage, DeedView):
    """Propose the other award no longer."""

    def do(self):
        """Take it back."""
        open_ = self.nomination.proposals.filter(state=ProposalState.PROPOSED)
        take_proposal_back(get_object_or_404(open_), by=self.person)
        return "The proposal has been taken back. The nomination stays in its award."


def proposals_of(nomination: Nomination) -> list[dict]:
    """Return what was proposed for a nomination, latest first, as the reviewer's screen says it."""
    rows = nomination.proposals.select_related("from_award", "to_award", "nomination__season").order_by("-pk")
    return [
        {
            "proposal": row,
            "is_open": row.state == ProposalState.PROPOSED,
            "words": _words(row),
            "colour": COLOURS[row.state],
        }
        for row in rows
    ]


def _words(proposal: AwardProposal) -> str:
    zone = proposal.nomination.season.time_zone
    if proposal.state == ProposalState.PROPOSED:
        until = day(proposal.last_day, zone)
        return f"The nominator can object until the end of {until}. If they do not, it moves to {proposal.to_award}."
    said = {
        ProposalState.MOVED: f"It moved here from {proposal.from_award}.",
        ProposalState.OBJECTED: f"The nominator kept it in {proposal.from_award}, rather than move it to "
        f"{proposal.to_award}.",
        ProposalState.TAKEN_BACK: f"{proposal.to_award} was proposed, and taken back.",
    }
    return said[proposal.state]

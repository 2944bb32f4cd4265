"""Signing a decision as two people after a last look at all that is locked, and opening it again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView

from judging.attendance import interests_of
from judging.deciding import CLASS, fingerprint, follows_order, unready_entries
from judging.models import Decision, Round, Standing
from judging.panel_forms import ReasonForm
from judging.rules import chair_and_administrator_signed
from judging.services.deciding import sign_decision, unlock_decision
from judging.states import DecisionState, Outcome, Presence
from judging.views.panel import AskingPage, PanelPage
from judging.words import OUTCOME_COLOURS
from kit.idempotency import OncePerKeyMixin
from people.models import Person
from workflow import NotAllowed, Refused
from workflow.door import check_allowed
from workflow.signoffs import standing
from workflow.transitions import find_transition

SIGNED = "You have signed. A second person must sign before the decision is locked."
LOCKED = "You have signed. The decision is locked."


def signatures_of(decision: Decision) -> list[dict]:
    """Return who has put their name to what is decided now, and when."""
    mark = decision.record_hash or fingerprint(decision)
    names = list(standing(decision, "lock").filter(fingerprint=mark).order_by("at", "pk"))
    people = Person.objects.in_bulk([n.person_id for n in names])
    return [
        {
            "person_id": n.person_id,
            "name": people[n.person_id].full_name,
            "capacity": n.capacity.capitalize(),
            "at": n.at,
        }
        for n in names
    ]


def unlocks_of(decision: Decision) -> list[str]:
    """Return the names of those who want the locked decision open again."""
    people = Person.objects.in_bulk(list(standing(decision, "unlock").values_list("person_id", flat=True)))
    return sorted(p.full_name for p in people.values())


def obstacles_to(decision: Decision) -> list[str]:
    """Return every sentence that keeps the decision from being signed now."""
    conditions = find_transition(decision, "lock").custom["conditions"]
    found = [c.sentence(decision) for c in conditions if c is not chair_and_administrator_signed and not c(decision)]
    if unready := unready_entries(decision.round):
        found.append("Some entries are still being checked: " + ", ".join(e.reference for e in unready) + ".")
    return found


def presences_of(decision: Decision) -> list[dict]:
    """Return where each judge was, as the page says it, in the order of the panel."""
    rows = list(decision.attendance.select_related("member__person").order_by("-member__is_chair", "member_id"))
    tied = interests_of(decision.round, [row.member_id for row in rows])
    found = []
    for row in rows:
        words = Presence(row.presence).label
        if tied[row.member_id]:
            words += f" ({', '.join(tied[row.member_id])})"
        found.append({"key": row.member.person.full_name, "value": words})
    return found


def facts_of(decision: Decision) -> list[dict]:
    """Return what was recorded beside the outcomes."""
    order = "Followed" if follows_order(decision) else "Not followed"
    award = [{"key": "Award", "value": "No award is made"}] if decision.no_award else []
    return [
        *award,
        {"key": "Order of the totals", "value": order},
        {"key": "Reason", "value": decision.reason or "None given"},
        {"key": "Minutes", "value": decision.minutes or "None"},
        {"key": "Others present", "value": decision.others_present or "Nobody"},
    ]


def chosen_in(decision: Decision) -> list[dict]:
    """Return what a decision says of each entry, the best outcomes first, with place and total."""
    lines = list(decision.lines.select_related("entry__nominee"))
    figures = Standing.objects.filter(round=decision.round.figures, entry__in=[line.entry_id for line in lines])
    placed = {s.entry_id: s for s in figures}
    rows = [
        {
            "reference": line.entry.reference,
            "name": line.entry.nominee.name,
            "place": placed[line.entry_id].position or "No place",
            "total": "No score" if placed[line.entry_id].total is None else str(placed[line.entry_id].total),
            "outcome": line.get_outcome_display(),
            "colour": OUTCOME_COLOURS[Outcome(line.outcome)],
            "order": (CLASS[Outcome(line.outcome)], placed[line.entry_id].position or float("inf"), line.entry_id),
        }
        for line in lines
        if line.entry_id in placed
    ]
    return sorted(rows, key=lambda row: row["order"])


class OfDecision(PanelPage):
    """A deed on one decision."""

    @property
    def decision(self) -> Decision:
        """The decision of the address; 404 for those who may not know of it."""
        if "_decision" not in self.__dict__:
            rows = Decision.objects.filter(round__in=Round.objects.visible_to(self.person).values("pk"))
            rows = rows.select_related("round__award__season", "round__panel", "round__figures_from")
            self._decision = get_object_or_404(rows, public_id=self.kwargs["public_id"])
        return self._decision

    @property
    def back_url(self) -> str:
        """The round's decision."""
        return reverse("panel:decide", args=[self.decision.round.public_id])


class Sign(OncePerKeyMixin, OfDecision, TemplateView):
    """A last look at all that is locked, and then one's name under it."""

    template_name = "judging/panel_sign.html"

    def get(self, request, *args, **kwargs):
        """Show what would be locked; back to the decision while it cannot be signed."""
        decision = self.decision
        is_locked = decision.state == DecisionState.LOCKED
        try:
            check_allowed(decision, "unlock" if is_locked else "lock", self.person)
        except NotAllowed as refusal:
            return self.refuse(refusal.sentence)
        signed = any(s["person_id"] == self.person.pk for s in signatures_of(decision))
        if is_locked or signed or obstacles_to(decision):
            return redirect(self.back_url)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Read the decision as it stands, with the mark by which a change is noticed."""
        decision, round_ = self.decision, self.decision.round
        signatures = signatures_of(decision)
        return super().get_context_data(
            decision=decision,
            award=round_.award,
            zone=round_.season.time_zone,
            back_url=self.back_url,
            chosen=chosen_in(decision),
            facts=facts_of(decision),
            presences=presences_of(decision),
            signatures=signatures,
            seen=fingerprint(decision),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        """Sign it; the second name locks it."""
        try:
            decision = sign_decision(self.decision, by=self.person, seen=request.POST.get("seen", ""))
        except NotAllowed as refusal:
            return self.refuse(refusal.sentence)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, LOCKED if decision.state == DecisionState.LOCKED else SIGNED)
        return redirect(self.back_url)


class Unlock(OfDecision, AskingPage):
    """Ask that a locked decision be opened again."""

    form_class = ReasonForm
    title = "Open the locked decision again"
    lead = (
        "Two people must ask before a locked decision is opened again. The frozen record, its packs and both "
        "signatures fall away."
    )
    button, kind = "Ask to open it again", "warning"

    @property
    def caption(self) -> str:
        """The award."""
        return self.decision.round.award.name

    def dispatch(self, request, *args, **kwargs):
        """Refuse those who may not."""
        if self.decision.state == DecisionState.LOCKED:
            try:
                check_allowed(self.decision, "unlock", self.person)
            except NotAllowed as refusal:
                return self.refuse(refusal.sentence)
        return super().dispatch(request, *args, **kwargs)

    def do(self, form) -> str:
        """Ask."""
        decision = unlock_decision(self.decision, reason=form.cleaned_data["reason"], by=self.person)
        if decision.state == DecisionState.LOCKED:
            return "You have asked for it. A second person must ask too."
        return "The decision is open again."

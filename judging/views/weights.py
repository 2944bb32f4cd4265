"""How a round is judged, version by version, and asking for other weights as two people."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from judging.models import PanelMember, Round, WeightChange
from judging.panel_forms import WeightsForm
from judging.rules import has_interest_in_award
from judging.services.versions import INTEREST, propose_weights, sign_weights, take_back_weights
from judging.states import WeightChangeState
from judging.versions import can_be_weighed_anew, criteria_of
from judging.views.panel import AskingPage, DeedView, PanelPage, RoundPage
from kit.idempotency import OncePerKeyMixin
from kit.templatetags.commend import moment
from people.models import Person
from workflow.signoffs import standing

NOT_YET = "Scoring has not opened yet. Criteria, weights and panel are fixed when it does."


class History(OncePerKeyMixin, RoundPage, TemplateView):
    """Every version of what a round is judged by, the newest first, and the proposal that waits for a second name."""

    template_name = "judging/panel_history.html"

    def get_context_data(self, **kwargs):
        """Read the versions, the changes that made some of them, and the names of the seats."""
        round_ = self.round_
        is_free = not has_interest_in_award(self.person, round_.award)
        changes = list(round_.weight_changes.select_related("proposed_by", "version"))
        proposed = next((c for c in changes if c.state == WeightChangeState.PROPOSED), None)
        context = {
            **self.frame("history"),
            "versions": versions_of(round_, changes, shows_figures=is_free and round_.is_over(self.now)),
            "weighs": round_.mode_of.scores_criteria,
            "proposed": proposed and self.asked(proposed, is_free),
            "can_propose": is_free and self.administers and can_be_weighed_anew(round_),
        }
        return super().get_context_data(**context, **kwargs)

    def asked(self, change: WeightChange, is_free: bool) -> dict:
        """Return a proposal as the page tells it, with what the reader can do about it."""
        weights = {w["id"]: w["weight"] for w in change.weights}
        signed = standing(change, "take_effect").filter(person_id=self.person.pk).exists()
        return {
            "change": change,
            "rows": [
                {"name": c.name, "before": c.weight, "after": weights.get(c.pk, "")} for c in criteria_of(change.round)
            ],
            "at": moment(change.proposed_at, self.round_.season.time_zone),
            "has_signed": signed,
            "can_sign": is_free and not signed,
            "can_take_back": is_free,
        }


def versions_of(round_: Round, changes: list[WeightChange], *, shows_figures: bool) -> list[dict]:
    """Return the versions of a round, newest first, each with what changed and the figures that it ended."""
    zone = round_.season.time_zone
    made_by = {change.version_id: change for change in changes if change.version_id}
    names = dict(PanelMember.objects.filter(panel=round_.panel_id).values_list("pk", "person__full_name"))
    found, seats, weights = [], None, None
    for version in round_.versions.select_related("made_by").order_by("number"):
        judges, weighed = set(version.judges), [c["weight"] for c in version.criteria]
        change = made_by.get(version.pk)
        found.append(
            {
                "number": version.number,
                "at": moment(version.made_at, zone),
                "by": _who(version, change),
                "reason": version.reason,
                "weights": [{"key": c["name"], "value": f"{c['weight']}%"} for c in version.criteria],
                "is_weighed_anew": weights is not None and weighed != weights,
                "judges": len(judges),
                "joined": sorted(names.get(pk, "") for pk in judges - (judges if seats is None else seats)),
                "left": sorted(names.get(pk, "") for pk in (seats or set()) - judges),
                "names": sorted(names.get(pk, "") for pk in judges),
                "before": _figures(change) if change and shows_figures else None,
            }
        )
        seats, weights = judges, weighed
    return found[::-1]


def _who(version, change: WeightChange | None) -> str:
    if change is None:
        return version.made_by.full_name if version.made_by else "Commend, by the calendar"
    signed = list(standing(change, "take_effect").order_by("pk").values_list("person_id", flat=True))
    names = dict(Person.objects.filter(pk__in=signed).values_list("pk", "full_name"))
    return " and ".join(names[pk] for pk in signed if pk in names)


def _figures(change: WeightChange) -> dict:
    """Return the totals that stood until the change, best first."""
    rows = sorted(change.before.get("standings", ()), key=lambda s: (s["position"] or float("inf"), s["entry"]))
    return {"rows": rows, "ties": change.before.get("ties", ())}


class Propose(RoundPage, AskingPage):
    """Ask that the criteria count differently; a second person signs."""

    form_class = WeightsForm
    title, button = "Change the weights", "Ask for these weights"
    lead = (
        "Weights were fixed when scoring opened. New ones hold only when a second person, the chair or another "
        "administrator, has signed them. All totals are then worked out again, every judge is told, and the earlier "
        "weights and totals are kept."
    )

    @property
    def back_url(self) -> str:
        """The round's history."""
        return reverse("panel:history", args=[self.round_.public_id])

    @property
    def caption(self) -> str:
        """The award."""
        return self.round_.award.name

    def dispatch(self, request, *args, **kwargs):
        """Administrators alone, and none with an interest; nothing to ask where weights cannot change."""
        if not self.administers:
            return self.refuse("Only an administrator of this season can do this.")
        if has_interest_in_award(self.person, self.round_.award):
            return self.refuse(INTEREST)
        if not can_be_weighed_anew(self.round_):
            return self.refuse(
                "The decision of this round is locked, so its weights stay as they are."
                if self.round_.has_opened
                else NOT_YET
            )
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        """Ask for the weight of each criterion, as it is now to begin with."""
        return {**super().get_form_kwargs(), "criteria": criteria_of(self.round_)}

    def do(self, form) -> str:
        """Ask."""
        propose_weights(self.round_, weights=form.weights(), reason=form.cleaned_data["reason"], by=self.person)
        return "A second person must now sign these weights."


class OfChange(DeedView, PanelPage):
    """A deed on a proposal for new weights, of a round that the reader steers."""

    @property
    def change(self) -> WeightChange:
        """The proposal of the address."""
        if "_change" not in self.__dict__:
            rows = WeightChange.objects.filter(round__in=Round.objects.steered_by(self.person).values("pk"))
            self._change = get_object_or_404(rows.select_related("round"), public_id=self.kwargs["public_id"])
        return self._change

    @property
    def back_url(self) -> str:
        """The round's history."""
        return reverse("panel:history", args=[self.change.round.public_id])


class SignWeights(OfChange):
    """Put a second name under new weights."""

    def do(self) -> str:
        """Sign."""
        change = sign_weights(self.change, by=self.person)
        if change.state == WeightChangeState.IN_FORCE:
            return "The new weights hold. All totals are worked out again, and the judges are told."
        return "You have signed. A second person must sign too."


class TakeBackWeights(OfChange):
    """Leave the weights as they are."""

    def do(self) -> str:
        """Take the proposal back."""
        take_back_weights(self.change, by=self.person)
        return "The weights stay as they are."

"""Adding a judge: found in the directory, seated at once before scoring opens, and by two people afterwards."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView

from judging.joining import is_frozen, ties_of
from judging.joining_forms import FindPersonForm, SeatForm
from judging.models import PanelChange, PanelMember, Round
from judging.rules import has_interest_in_award, is_administrator_of, panel_can_still_change
from judging.services.interests import is_put_forward
from judging.services.joining import judges_asked_for, propose_judge, sign_judge, take_back_judge
from judging.services.seats import seat_judge
from judging.states import PanelChangeState, RoundState
from judging.views.chairs import INTEREST
from judging.views.panel import AskingPage, DeedView, PanelPage, RoundPage
from kit.templatetags.commend import count_noun, moment
from kit.text import fold
from people.models import Person
from workflow.signoffs import standing

SHOWN = 20
DECIDED = "The decision of this round is locked, so its panel stays as it is."
TWO_PEOPLE = (
    "Scoring has opened, so the panel is fixed. A new judge needs a reason and two people: you ask, and the chair or "
    "another administrator signs. The invitation is sent then."
)
SIMPLE = "They are sent an invitation, and take the seat when they accept it."


class OfPanel(RoundPage):
    """A page that changes a panel: for administrators without an interest in the award, until it is decided."""

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
        if self.round_.state == RoundState.DECIDED:
            messages.error(request, DECIDED)
            return redirect(self.back_url)
        return super().dispatch(request, *args, **kwargs)


class AddJudge(OfPanel, TemplateView):
    """Find somebody in the directory."""

    template_name = "judging/panel_add_judge.html"

    def get_context_data(self, **kwargs):
        """Show whom the words find, and who of them has a place already."""
        form = FindPersonForm(self.request.GET if "q" in self.request.GET else None)
        found = list(find_people(form.cleaned_data["q"])[: SHOWN + 1]) if form.is_valid() else []
        seats = dict(
            PanelMember.objects.filter(panel=self.round_.panel_id, person__in=found).values_list("person", "state")
        )
        people = [{"person": one, "place": _place(seats.get(one.pk)), "url": self.url_of(one)} for one in found]
        context = {
            **self.frame("round"),
            "form": form,
            "people": people[:SHOWN],
            "is_more": len(found) > SHOWN,
            "searched": form.is_bound and form.is_valid(),
            "lead": TWO_PEOPLE if is_frozen(self.round_.panel) else SIMPLE,
            "caption": self.caption,
            "back_url": self.back_url,
        }
        return super().get_context_data(**context, **kwargs)

    def url_of(self, person: Person) -> str:
        """Return the page on which they are added."""
        return reverse("panel:add-this-judge", args=[self.round_.public_id, person.public_id])


def find_people(words: str):
    """Return the people whose name or address holds these words, by name."""
    holds = Q(folded_name__contains=fold(words)) | Q(email__icontains=words)
    return Person.objects.filter(holds).select_related("organisation").order_by("full_name", "pk")


def _place(state: str | None) -> str:
    if state is None:
        return ""
    if state in {"declined", "stood_down"}:
        return "Has declined or left this panel"
    return "Has a place on this panel"


class AddThisJudge(OfPanel, AskingPage):
    """Look at what ties somebody to the award's entries, and invite them or ask a second person."""

    template_name = "judging/panel_add_this_judge.html"
    form_class = SeatForm

    @property
    def candidate(self) -> Person:
        """Whom the address names."""
        if "_candidate" not in self.__dict__:
            rows = Person.objects.select_related("organisation", "team")
            self._candidate = get_object_or_404(rows, public_id=self.kwargs["person_id"])
        return self._candidate

    @property
    def needs_two(self) -> bool:
        """Say whether a second person has to sign."""
        return is_frozen(self.round_.panel)

    @property
    def title(self) -> str:
        """Whom it is about."""
        return f"Add {self.candidate.full_name}"

    @property
    def lead(self) -> str:
        """What follows."""
        return TWO_PEOPLE if self.needs_two else SIMPLE

    @property
    def button(self) -> str:
        """What the button does."""
        return "Ask for this judge" if self.needs_two else "Send the invitation"

    def get_form_kwargs(self):
        """Ask for a reason once the panel is fixed, and offer the chair where there is none."""
        takes_chair = not self.round_.panel.members.filter(is_chair=True).exists()
        return {**super().get_form_kwargs(), "needs_reason": self.needs_two, "takes_chair": takes_chair}

    def get_initial(self):
        """Most are judges."""
        return {**super().get_initial(), "part": SeatForm.JUDGE}

    def get_context_data(self, **kwargs):
        """Show who they are, and which entries they would take no part in."""
        one, award = self.candidate, self.round_.award
        ties = ties_of(one, award)
        facts = [
            {"key": "Email address", "value": one.email or "None"},
            {"key": "Job", "value": one.job_title or "Not known"},
            {"key": "Employer", "value": str(one.organisation or "Not known")},
        ]
        return super().get_context_data(
            facts=facts,
            ties=[{"key": f"{e.reference} {e.nominee.name}", "value": ", ".join(kinds)} for e, kinds in ties.items()],
            is_nominee=is_put_forward(one, award),
            has_place=self.round_.panel.members.filter(person=one).exists(),
            **kwargs,
        )

    def do(self, form) -> str:
        """Invite them, or ask for it."""
        name, part = self.candidate.full_name, form.as_what()
        if not self.needs_two:
            seat_judge(self.round_.panel, self.candidate, **part, by=self.person)
            return f"{name} is invited to this panel."
        propose_judge(self.round_, self.candidate, **part, reason=form.cleaned_data["reason"], by=self.person)
        return f"A second person must now sign before {name} is invited."


def waiting_changes(round_: Round, person: Person) -> list[dict]:
    """Return who is asked for on the round's panel, with what the reader may know and do; none for the interested.

    Administrators read what ties somebody to which entry. The chair, who reads nobody's nominator, reads how many.
    """
    waiting = list(judges_asked_for(round_))
    if not waiting or has_interest_in_award(person, round_.award):
        return []
    runs, found = is_administrator_of(person, round_.season), []
    for change in waiting:
        change.round = round_
        ties = ties_of(change.person, round_.award)
        lines = [f"{e.reference} {e.nominee.name}: {', '.join(kinds)}" for e, kinds in ties.items()] if runs else []
        signed = standing(change, "take_effect").filter(person_id=person.pk).exists()
        found.append(
            {
                "change": change,
                "part": _part(change),
                "at": moment(change.proposed_at, round_.season.time_zone),
                "out_of": count_noun(len(ties), "entry,entries") if ties else "",
                "lines": lines,
                "has_signed": signed,
                "is_too_late": not panel_can_still_change(change),
                "can_sign": not signed and change.person_id != person.pk and panel_can_still_change(change),
            }
        )
    return found


def _part(change: PanelChange) -> str:
    return "chair" if change.is_chair else "reserve" if change.is_reserve else "judge"


class OfChange(DeedView, PanelPage):
    """A deed on a proposal that somebody joins, on a panel that the reader steers."""

    @property
    def change(self) -> PanelChange:
        """The proposal of the address."""
        if "_change" not in self.__dict__:
            rows = PanelChange.objects.filter(round__in=Round.objects.steered_by(self.person).values("pk"))
            rows = rows.select_related("round__award", "person")
            self._change = get_object_or_404(rows, public_id=self.kwargs["public_id"])
        return self._change

    @property
    def back_url(self) -> str:
        """The round's page."""
        return reverse("panel:round", args=[self.change.round.public_id])


class SignJudge(OfChange):
    """Put a second name under it."""

    def do(self) -> str:
        """Sign."""
        change = sign_judge(self.change, by=self.person)
        if change.state == PanelChangeState.IN_FORCE:
            return f"{change.person.full_name} is invited to this panel."
        return "You have signed. A second person must sign too."


class TakeBackJudge(OfChange):
    """Leave the panel as it is."""

    def do(self) -> str:
        """Take the proposal back."""
        take_back_judge(self.change, by=self.person)
        return "The panel stays as it is."

"""Declaring interests against a list of names, before any statement opens."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from judging.forms import NameForm, role_of
from judging.models import PanelMember
from judging.services.interests import declare_interests, may_declare, names_to_declare, names_unanswered
from judging.services.reading import answers_of, seats_of
from judging.states import DeclarationAnswer, MemberState
from judging.views.leaving import TellsWhoLeft
from kit.idempotency import OncePerKeyMixin
from workflow import Refused

NAMES_A_PAGE = 25
ANSWERS_A_PAGE = 50
_NOT_SEATED = [MemberState.INVITED, MemberState.STOOD_DOWN]


class Declare(OncePerKeyMixin, TellsWhoLeft, TemplateView):
    """The list of names: those still to answer for, and what was answered."""

    template_name = "judging/judge_declare.html"

    @cached_property
    def seat(self) -> PanelMember:
        """The judge's own seat, once it is taken."""
        seats = seats_of(self.request.user.person).exclude(state__in=_NOT_SEATED)
        return get_object_or_404(seats, pk=self.kwargs["pk"])

    def seat_left(self, seats):
        """The same seat, after its judge has left."""
        return seats.filter(pk=self.kwargs["pk"]).first()

    def check_there_is_a_list(self) -> None:
        """Find nothing before names are asked about, unless something was answered already."""
        if not may_declare(self.seat) and not answers_of(self.seat).exists():
            raise Http404

    @cached_property
    def unanswered(self):
        """The names still to answer for; building the question asks one of its own, so it is built once."""
        return names_unanswered(self.seat)

    def names(self, public_ids: list[str] | None = None):
        """Return the names to ask about: the first ones left, or those that the page was sent with."""
        if public_ids is None:
            asked = self.unanswered[:NAMES_A_PAGE]
        else:
            try:
                asked = names_to_declare(self.seat).filter(public_id__in=public_ids[:NAMES_A_PAGE])
            except (ValidationError, ValueError):
                raise Http404 from None
        return asked.prefetch_related("nominee__members")

    def get(self, request, *args, **kwargs):
        self.check_there_is_a_list()
        changed = request.GET.get("change")
        names = [changed] if changed else None
        forms = [NameForm(entry=entry, initial=self.said_before(entry)) for entry in self.names(names)]
        if changed and not forms:
            raise Http404
        return self.render_to_response(self.get_context_data(name_forms=forms, is_change=bool(changed)))

    def said_before(self, entry) -> dict:
        """Return what the judge said of a name before, for a page that changes it."""
        said = answers_of(self.seat).filter(entry=entry).first()
        return {"answer": said.answer, "kind": said.kind, "note": said.note} if said else {}

    def post(self, request, *args, **kwargs):
        self.check_there_is_a_list()
        forms = [NameForm(request.POST, entry=entry) for entry in self.names(request.POST.getlist("name"))]
        if not forms:
            return redirect(request.path)
        # Every form is asked, so that the page shows every fault at once.
        if [form for form in forms if not form.is_valid()]:
            return self.render_to_response(self.get_context_data(name_forms=forms, forms=forms))
        answers = {form.entry: form.said() for form in forms}
        try:
            declare_interests(self.seat, answers=answers, by=request.user.person)
        except Refused as refusal:
            forms[0].add_error(None, refusal.sentence)
            return self.render_to_response(self.get_context_data(name_forms=forms, forms=forms), status=403)
        if names_unanswered(self.seat).exists():
            messages.success(request, "Your answers are saved. There are more names to answer for.")
            return redirect(request.path)
        messages.success(request, "You have declared your interests. Thank you.")
        return redirect("judging:mine") if self.seat.practised_at else redirect("judging:briefing", self.seat.pk)

    def get_context_data(self, **kwargs):
        answered = Paginator(answers_of(self.seat).prefetch_related("entry__nominee__members"), ANSWERS_A_PAGE)
        page = answered.get_page(self.request.GET.get("page"))
        return super().get_context_data(
            seat=self.seat,
            left=self.unanswered.count(),
            page=page,
            answers=[answer_row(said) for said in page.object_list],
            **kwargs,
        )


def answer_row(said) -> dict:
    """Return one line of what was answered; only "no interest" can be changed by the judge alone."""
    is_none = said.answer == DeclarationAnswer.NONE
    return {
        "name": str(said.entry.nominee),
        "role": role_of(said.entry),
        "answer": said.get_kind_display() if said.kind and not is_none else said.get_answer_display(),
        "takes_no_part": said.is_out,
        "change_url": f"?change={said.entry.public_id}" if is_none and not said.is_out else "",
    }

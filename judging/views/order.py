"""A judge's whole order on one page, in the modes that ask for one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from judging.forms import role_of
from judging.order_forms import PER_PAGE, OrderForm, Row
from judging.services.late_orders import keep_late_order, late_order_of
from judging.services.ordering import (
    OrderOvertaken,
    kept_places,
    places_to_give,
    sheets_being_checked,
    sheets_to_order,
    submit_order,
)
from judging.services.reading import progress_in
from judging.shuffling import in_own_order
from judging.states import MemberState, SheetState
from judging.views.judge import OfRound
from kit import clock
from kit.idempotency import OncePerKeyMixin
from kit.templatetags.commend import moment
from workflow import Refused


class Order(OncePerKeyMixin, OfRound, TemplateView):
    """Put the best entries in order by choosing a place beside each name."""

    template_name = "judging/judge_order.html"

    def needs_key(self, request) -> bool:
        """Only the button that submits has an effect; the others turn pages."""
        return request.method == "POST" and "page" not in request.POST

    @cached_property
    def rows(self) -> list[Row]:
        """The entries that the judge may read, in their own order."""
        sheets = sheets_to_order(self.round, self.member).select_related("entry__nominee")
        return [
            Row(s.pk, str(s.entry.nominee), role_of(s.entry), reverse("judging:sheet", args=[s.public_id]), s.place)
            for s in in_own_order(sheets, self.member.shuffle_seed)
        ]

    @cached_property
    def free(self) -> list[int]:
        """The places that can be given now."""
        return places_to_give(self.round, len(self.rows), kept_places(self.round, self.member))

    def get(self, request, *args, **kwargs):
        """Show the order as it stands."""
        if not self.round.mode_of.submits_order:
            return redirect("judging:submit", self.round.public_id)
        if self.member.state == MemberState.ACCEPTED:
            return redirect("judging:declare", self.member.pk)
        return self.show(self.form(at=self.page_number(request.GET.get("page"))), request.GET.get("page"))

    def post(self, request, *args, **kwargs):
        """Turn a page, or submit the whole order."""
        if not self.round.mode_of.submits_order:
            return redirect("judging:submit", self.round.public_id)
        turn = request.POST.get("page")
        if turn:
            number = self.page_number(turn)
            form = self.form(initial_from=request.POST, at=number)
            return self.show(form, number)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show_faults(form)
        try:
            places = form.places()
            changed = submit_order(self.round, self.member, places=places, over=form.opened_with(), by=self.person)
        except OrderOvertaken as refusal:
            return self.show_both(refusal)
        except Refused as refusal:
            if late := self.keep_late(places):
                messages.warning(request, late)
                return redirect("judging:order", self.round.public_id)
            form.add_error(None, refusal.sentence)
            return self.show_faults(form, status=403)
        messages.success(request, "Your order is submitted." if changed else "Your order stands as it was.")
        return redirect("judging:list", self.round.public_id)

    @property
    def person(self):
        """The judge."""
        return self.request.user.person

    def keep_late(self, places) -> str:
        """Keep an order that came after the close and return what to say of it; empty where it is not for lateness."""
        try:
            kept = keep_late_order(self.round, self.member, places=places, by=self.person)
        except Refused:
            return ""
        closed = f"Scoring closed at {moment(self.round.closes_at, self.round.season.time_zone)}."
        if not kept:
            return f"{closed} Your order stands as it was."
        return f"{closed} We have kept this order, and the chair can decide whether it counts."

    def late(self) -> dict | None:
        """Return the order that was sent after the close, as its judge reads it."""
        late = late_order_of(self.round, self.member) if self.round.is_over(clock.now()) else []
        if not late:
            return None
        placed = [{"key": str(one.place), "value": str(one.sheet.entry.nominee)} for one in late if one.place]
        at = moment(max(one.kept_at for one in late), self.round.season.time_zone)
        return {"rows": placed, "at": at, "counts": any(one.admitted_at for one in late)}

    def form(self, data=None, *, initial_from=None, at: int = 1, saved=None) -> OrderForm:
        """Return the form with one page of names, filled from a page that was turned where there is one."""
        form = OrderForm(data, rows=self.rows, free=self.free, at=at, saved=saved)
        if initial_from is not None:
            form.initial["was"] = initial_from.get("was", "")
            for name in form.fields:
                if name != "was":
                    form.initial[name] = initial_from.get(name, "")
        return form

    def page_number(self, wanted) -> int:
        """Return the number of a page that there is."""
        return Paginator(self.rows, PER_PAGE).get_page(wanted).number

    def show_faults(self, form: OrderForm, *, status: int = 200):
        """Show the page of the first fault, with what was chosen on all."""
        wrong = [n for n, row in enumerate(self.rows) if f"s{row.sheet}" in form.errors]
        number = wrong[0] // PER_PAGE + 1 if wrong else 1
        if number > 1:
            again = self.form(self.request.POST, at=number)
            again.is_valid()
            form = again
        return self.show(form, number, status=status)

    def show_both(self, refusal: OrderOvertaken):
        """Show what was chosen, and beside each name what is saved by now; submitting again replaces that."""
        del self.rows
        data = self.request.POST.copy()
        data["was"] = self.form().initial["was"]
        form = self.form(data, saved={row.sheet: row.place for row in self.rows})
        form.is_valid()
        form.add_error(None, refusal.sentence)
        return self.show(form, 1, status=409)

    def show(self, form: OrderForm, number, *, status: int = 200):
        """Answer with one page of names."""
        page = Paginator(self.rows, PER_PAGE).get_page(number)
        now, zone = clock.now(), self.round.season.time_zone
        is_open = self.round.takes_scores(now)
        checked = sheets_being_checked(self.round, self.member).select_related("entry__nominee")
        context = self.get_context_data(
            form=form,
            round=self.round,
            page=page,
            shown=form.shown(list(page.object_list)),
            elsewhere=form.chosen_elsewhere(list(page.object_list)),
            top=len(self.free),
            checked=[_checked_words(sheet) for sheet in checked.order_by("pk")],
            unanswered=self.unanswered,
            can_change=is_open or _has_reopened(self.round, self.member),
            closed=moment(self.round.closes_at, zone) if self.round.is_over(now) else "",
            late=self.late(),
            progress=progress_in(self.round, self.member),
            member=self.member,
        )
        return self.render_to_response(context, status=status)


def _checked_words(sheet) -> str:
    name = str(sheet.entry.nominee)
    if sheet.place and sheet.state == SheetState.SUBMITTED:
        return f"{name} keeps its place, number {sheet.place}"
    return f"{name} can be placed once it is back"


def _has_reopened(round_, member) -> bool:
    return sheets_to_order(round_, member).filter(state=SheetState.REOPENED).exists()

"""A judge's start page, their place on a panel, their list of entries, and submitting them together."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from judging.forms import SeatForm, role_of
from judging.models import PanelMember, Round, ScoreSheet
from judging.modes import taking_marks
from judging.rules import asks_for_words
from judging.services.briefing import time_needed
from judging.services.interests import names_unanswered
from judging.services.reading import (
    Progress,
    progress_by_round,
    progress_in,
    seats_of,
    sheets_in_order,
    unanswered_by_award,
)
from judging.services.seats import accept_seat, decline_seat
from judging.services.sheets import submit_sheets
from judging.states import MemberState, SheetState
from judging.views.leaving import TellsWhoLeft
from judging.views.words import SHEET_TAGS, work_of
from judging.words import BEING_CHECKED
from kit import clock
from kit.idempotency import OncePerKeyMixin
from nominations.states import EntryState
from workflow import Refused

PAGE_SIZE = 50
CHECKED = {EntryState.HIDDEN, EntryState.WAITING}


class Mine(TemplateView):
    """Where a judge starts: each panel they sit on, and what they do next."""

    template_name = "judging/judge_mine.html"

    def get_context_data(self, **kwargs):
        person = self.request.user.person
        seats = list(seats_of(person))
        progress, unanswered = (progress_by_round(person), unanswered_by_award(person)) if seats else ({}, {})
        now = clock.now()
        panels = [work_of(seat, progress, unanswered.get(seat.panel.award_id, 0), now) for seat in seats]
        return super().get_context_data(panels=panels, **kwargs)


class SeatPage(OncePerKeyMixin, FormView):
    """Take a place on a panel, or say no to it."""

    template_name = "judging/judge_seat.html"
    form_class = SeatForm

    @cached_property
    def seat(self) -> PanelMember:
        """The judge's own seat."""
        return get_object_or_404(seats_of(self.request.user.person), pk=self.kwargs["pk"])

    def get(self, request, *args, **kwargs):
        if self.seat.state != MemberState.INVITED:
            return redirect("judging:mine")
        return super().get(request, *args, **kwargs)

    def get_initial(self):
        return {"access_needs": self.seat.person.access_needs}

    def get_context_data(self, **kwargs):
        rounds = [r for r in self.seat.panel.rounds.all() if r.mode_of.takes_marks]
        more = {"season": self.seat.season, "time": time_needed(self.seat)}
        return super().get_context_data(seat=self.seat, rounds=rounds, **more, **kwargs)

    def form_valid(self, form):
        person, accepts = self.request.user.person, self.request.POST.get("answer") != "decline"
        try:
            if accepts:
                accept_seat(self.seat, access_needs=form.cleaned_data["access_needs"], by=person)
            else:
                decline_seat(self.seat, by=person)
        except Refused as refusal:
            messages.error(self.request, refusal.sentence)
        else:
            thanks = "You are on the panel. Thank you." if accepts else "You declined. Thank you for telling us."
            messages.success(self.request, thanks)
        return redirect("judging:mine")


class OfRound(TellsWhoLeft):
    """A page about one round in which the person judges."""

    def seat_left(self, seats):
        """The seat on its panel that the person has left."""
        return seats.filter(panel__rounds__public_id=self.kwargs["public_id"]).first()

    @cached_property
    def round(self) -> Round:
        """The round; one in which they do not sit is not there."""
        rounds = Round.objects.judged_by(self.request.user).select_related("award", "season", "panel")
        return get_object_or_404(rounds, public_id=self.kwargs["public_id"], mode__in=taking_marks())

    @cached_property
    def member(self) -> PanelMember:
        """Their seat on its panel."""
        seats = PanelMember.objects.select_related("person", "panel")
        return seats.get(panel=self.round.panel_id, person=self.request.user.person)

    @cached_property
    def unanswered(self) -> int:
        """How many names they have still to answer for."""
        return names_unanswered(self.member).count()


class _Counted(Paginator):
    """Pages of a list whose length is known already."""

    def __init__(self, *args, length: int, **kwargs):
        self.count = length
        super().__init__(*args, **kwargs)


class EntryList(OfRound, TemplateView):
    """The judge's entries in their own order, with how far they are."""

    template_name = "judging/judge_list.html"

    def can_submit(self, progress: Progress) -> bool:
        """Say whether there is something to hand in."""
        return bool(progress.total) if self.round.mode_of.submits_order else bool(progress.begun)

    def get(self, request, *args, **kwargs):
        if self.member.state == MemberState.ACCEPTED:
            return redirect("judging:declare", self.member.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        progress = progress_in(self.round, self.member)
        pages = _Counted(sheets_in_order(self.round, self.member), PAGE_SIZE, length=progress.total)
        page = pages.get_page(self.request.GET.get("page"))
        now = clock.now()
        return super().get_context_data(
            round=self.round,
            member=self.member,
            progress=progress,
            page=page,
            rows=[row_of(sheet) for sheet in page.object_list],
            unanswered=self.unanswered,
            is_open=self.round.takes_scores(now),
            is_over=self.round.is_over(now),
            can_submit_all=self.can_submit(progress) and self.round.takes_scores(now),
            mode=self.round.mode_of,
            submit_url=reverse(self.round.mode_of.submit_route, args=[self.round.public_id]),
            **kwargs,
        )


def row_of(sheet: ScoreSheet) -> dict:
    """Return one line of the list; an entry that is being checked has no address."""
    is_checked = sheet.entry.state in CHECKED
    text, colour = BEING_CHECKED if is_checked else SHEET_TAGS[SheetState(sheet.state)]
    return {
        "name": str(sheet.entry.nominee),
        "role": role_of(sheet.entry),
        "url": "" if is_checked else reverse("judging:sheet", args=[sheet.public_id]),
        "text": text,
        "colour": colour,
    }


class SubmitAll(OncePerKeyMixin, OfRound, TemplateView):
    """Check what is ready, and submit it together."""

    template_name = "judging/judge_submit.html"

    def get(self, request, *args, **kwargs):
        """Show the check; an order of all entries is handed in on its own page."""
        if self.round.mode_of.submits_order:
            return redirect("judging:order", self.round.public_id)
        return super().get(request, *args, **kwargs)

    @cached_property
    def begun(self) -> list[ScoreSheet]:
        """The sheets that hold marks and are not submitted, in the judge's own order."""
        sheets = sheets_in_order(self.round, self.member).exclude(entry__state__in=CHECKED)
        begun = sheets.filter(state__in=[SheetState.IN_PROGRESS, SheetState.REOPENED]).defer(None)
        return list(begun.select_related("entry__nominee", "member__person").prefetch_related("scores"))

    def get_context_data(self, **kwargs):
        ready = [sheet for sheet in self.begun if is_ready(sheet, self.round)]
        rest = [sheet for sheet in self.begun if sheet not in ready]
        progress: Progress = progress_in(self.round, self.member)
        return super().get_context_data(
            round=self.round,
            ready=[row_of(sheet) for sheet in ready],
            rest=[row_of(sheet) for sheet in rest],
            untouched=progress.total - progress.submitted - len(self.begun),
            progress=progress,
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        ready = [sheet for sheet in self.begun if is_ready(sheet, self.round)]
        done, refused = submit_sheets(self.member, ready, by=request.user.person)
        if done:
            messages.success(request, f"You submitted {done} {'entry' if done == 1 else 'entries'}.")
        for sentence in sorted(set(refused)):
            messages.warning(request, sentence)
        return redirect("judging:list", self.round.public_id)


def is_ready(sheet: ScoreSheet, round_: Round) -> bool:
    """Say whether every criterion has its point, and a top or bottom one its words."""
    if sheet.total is None:
        return False
    needs_words = round_.season.comment_at_extremes and asks_for_words(sheet)
    return not needs_words or bool(sheet.note_to_panel.strip() or sheet.feedback.strip())

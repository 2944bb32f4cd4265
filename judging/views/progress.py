"""Who has scored and what is missing: states only, never a mark (law 4), for chairs and administrators."""

from collections import defaultdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, Sum
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView

from awards.models import Season
from judging.models import PanelMember, Round, ScoreSheet, Standing
from judging.panel_forms import ExtendForm, ReasonForm
from judging.querysets import SITTING, without_interest
from judging.rules import has_interest_in_award
from judging.services.rounds import extend_round, start_declaring
from judging.services.seats import call_up_reserve, stand_down_judge
from judging.services.sheets import admit_late_sheet, reopen_sheet
from judging.states import MemberState, RoundMode, RoundState, SheetState
from judging.tables import ProgressTable
from judging.views.panel import AskingPage, DeedView, PanelPage, RoundPage
from judging.words import MEMBER_COLOURS, ROUND_COLOURS, SHEET_COLOURS
from kit.idempotency import OncePerKeyMixin
from kit.tables import PER_PAGE
from kit.templatetags.commend import moment
from nominations.models import Entry
from workflow import may

WAITING = [MemberState.INVITED, MemberState.ACCEPTED]
_ASIDE = [SheetState.RECUSED, SheetState.VOID, SheetState.ABSTAINED]


class Progress(PanelPage, TemplateView):
    """The rounds of one season, with how far each has come."""

    template_name = "judging/panel_progress.html"

    def get_context_data(self, **kwargs):
        """Read the rounds that this person steers, and the counts of each in one query."""
        steered = Round.objects.steered_by(self.person)
        season = get_object_or_404(
            Season.objects.filter(Q(pk__in=steered.values("season")) | Q(pk__in=self._run())),
            slug=self.kwargs["slug"],
        )
        rows = steered.filter(season=season).select_related("award", "figures_from")
        table = ProgressTable(rows.order_by("award__order", "award__pk", "opens_at", "pk")).configure(self.request)
        table.page.object_list = list(table.page.object_list)
        rounds = [row.record for row in table.page.object_list]
        table.prepare(
            sums=sums_of(self.person, rounds),
            undeclared=undeclared_of(rounds),
            now=self.now,
            zone=season.time_zone,
        )
        return super().get_context_data(season=season, table=table, **kwargs)

    def _run(self):
        from people.roles import Role

        return Season.objects.run_by(self.person, Role.ADMINISTRATOR).values("pk")


def sums_of(person, rounds) -> dict[int, dict]:
    """Return for each round the submitted and due sheets and the entries short of quorum, as `person` may know."""
    rows = Standing.objects.filter(
        without_interest(person), round__in=rounds, entry__in=Entry.objects.live().values("pk")
    )
    found = (
        rows.order_by()
        .values("round")
        .annotate(
            submitted=Sum("counted"),
            due=Sum("expected"),
            below=Count("pk", filter=Q(expected__lt=F("round__quorum"))),
            below_counted=Count("pk", filter=Q(counted__lt=F("round__quorum"))),
        )
    )
    return {row["round"]: row for row in found}


def undeclared_of(rounds) -> dict[int, int]:
    """Return by panel how many judges have not declared their interests."""
    seats = PanelMember.objects.filter(panel__in={r.panel_id for r in rounds}, state__in=WAITING, is_reserve=False)
    return dict(seats.order_by().values("panel").annotate(n=Count("pk")).values_list("panel", "n"))


class RoundProgress(OncePerKeyMixin, RoundPage, TemplateView):
    """Judges by entries: who has scored what, in states alone."""

    template_name = "judging/panel_round.html"

    @property
    def back_url(self) -> str:
        """The season's rounds."""
        return reverse("panel:progress", args=[self.round_.season.slug])

    def get_context_data(self, **kwargs):
        """Read the seats with their counts, one page of entries, and the states of their sheets."""
        round_ = self.round_
        seats = seats_of(self.person, round_)
        is_open = round_.state != RoundState.DECIDED
        changes_panel = is_open and self.administers and not has_interest_in_award(self.person, round_.award)
        entries = Paginator(self._entries(), PER_PAGE).get_page(self.request.GET.get("page"))
        rows = self._rows(list(entries.object_list), [s for s in seats if s["sits"]])
        sums = sums_of(self.person, [round_]).get(round_.pk)
        below = (sums["below_counted"] if round_.is_over(self.now) else sums["below"]) if sums else 0
        context = {
            **self.frame("round"),
            "seats": seats,
            "sitting": [s for s in seats if s["sits"]],
            "entries": entries,
            "rows": rows,
            "sums": sums,
            "below": below,
            "undeclared": [s for s in seats if s["is_waiting"]],
            "state": (round_.get_state_display(), ROUND_COLOURS[round_.state]),
            "is_meeting": round_.mode == RoundMode.MEETING,
            "can_declare": self.administers and bool(may(round_, "start_declaring", self.person, now=self.now)),
            "can_extend": self.administers
            and round_.mode == RoundMode.SCORE
            and round_.state in {RoundState.DECLARING, RoundState.SCORING, RoundState.CLOSED},
            "changes_panel": changes_panel,
            "reserve": next((s for s in seats if s["is_reserve"]), None) if changes_panel else None,
        }
        return super().get_context_data(**context, **kwargs)

    def _entries(self):
        rows = Entry.objects.live().without_interest_of(self.person)
        rows = rows.filter(standings__round=self.round_).select_related("nominee")
        return rows.only("public_id", "reference", "nominee__name").order_by("reference", "pk")

    def _rows(self, entries, seats) -> list[dict]:
        cells = defaultdict(dict)
        sheets = ScoreSheet.objects.tracked_by(self.person).filter(round=self.round_, entry__in=entries)
        for public_id, entry, member, state in sheets.values_list("public_id", "entry_id", "member_id", "state"):
            cells[entry][member] = {
                "text": SheetState(state).label,
                "colour": SHEET_COLOURS[SheetState(state)],
                "url": reverse("panel:sheet", args=[public_id]),
            }
        return [
            {"entry": e, "cells": [{**cells[e.pk].get(s["pk"], {}), "judge": s["name"]} for s in seats]}
            for e in entries
        ]


def seats_of(person, round_: Round) -> list[dict]:
    """Return the panel's seats with how many sheets each has handed in, of those that `person` may know of."""
    sheets = ScoreSheet.objects.tracked_by(person).filter(round=round_, entry__in=Entry.objects.live().values("pk"))
    counts = {
        row["member"]: row
        for row in sheets.order_by()
        .values("member")
        .annotate(
            done=Count("pk", filter=Q(state=SheetState.SUBMITTED)),
            expected=Count("pk", filter=~Q(state__in=_ASIDE)),
            aside=Count("pk", filter=Q(state=SheetState.RECUSED)),
        )
    }
    rows = []
    for seat in round_.panel.members.select_related("person"):
        count = counts.get(seat.pk, {"done": 0, "expected": 0, "aside": 0})
        rows.append(
            {
                "pk": seat.pk,
                "name": seat.person.full_name,
                "role": "Chair" if seat.is_chair else "Reserve" if seat.is_reserve else "Judge",
                "state": seat.get_state_display(),
                "colour": MEMBER_COLOURS[seat.state],
                "done": count["done"],
                "expected": count["expected"],
                "aside": count["aside"],
                "is_reserve": seat.is_reserve,
                "sits": (seat.state in SITTING and not seat.is_reserve) or count["done"] > 0,
                "is_waiting": seat.state in WAITING and not seat.is_reserve,
                "can_stand_down": seat.state not in {MemberState.DECLINED, MemberState.STOOD_DOWN},
            }
        )
    return rows


class StartDeclaring(DeedView, RoundPage):
    """Show the panel the list of names."""

    def do(self) -> str:
        """Start."""
        start_declaring(self.round_, by=self.person)
        return "The judges are asked to declare their interests."


class CallUpReserve(DeedView, RoundPage):
    """Bring the reserve in."""

    def do(self) -> str:
        """Call them up."""
        member = call_up_reserve(self.round_.panel, by=self.person)
        return f"{member.person.full_name} now judges with this panel."


class Extend(RoundPage, AskingPage):
    """A later closing minute."""

    form_class = ExtendForm
    title, button = "Extend scoring", "Extend scoring"
    lead = "Judges can score until the new closing time, and their reminders are planned again from it."

    @property
    def caption(self) -> str:
        """The award."""
        return self.round_.award.name

    def dispatch(self, request, *args, **kwargs):
        """Administrators alone."""
        if not self.administers:
            return self.refuse("Only an administrator of this season can do this.")
        return super().dispatch(request, *args, **kwargs)

    def do(self, form) -> str:
        """Move it."""
        closes_at = form.closes_at(self.round_.season.time_zone)
        extend_round(self.round_, closes_at=closes_at, reason=form.cleaned_data["reason"], by=self.person)
        return "Scoring is extended."


class StandDown(RoundPage, AskingPage):
    """A judge leaves the panel."""

    form_class = ReasonForm
    button, kind = "Stand this judge down", "warning"
    warning = "Their sheets in rounds that are not decided will no longer count."

    @property
    def member(self) -> PanelMember:
        """The seat of the address, on this round's panel."""
        if "_member" not in self.__dict__:
            rows = self.round_.panel.members.select_related("person")
            self._member = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self._member

    @property
    def title(self) -> str:
        """Whom it is about."""
        return f"Stand {self.member.person.full_name} down"

    @property
    def caption(self) -> str:
        """The award."""
        return self.round_.award.name

    def dispatch(self, request, *args, **kwargs):
        """Administrators alone, and none with an interest in what the panel judges."""
        self.member  # noqa: B018 - not found comes before refused
        if not self.administers:
            return self.refuse("Only an administrator of this season can do this.")
        if has_interest_in_award(self.person, self.round_.award):
            return self.refuse("You have an interest in an entry of this award, so you do not change its panel.")
        return super().dispatch(request, *args, **kwargs)

    def do(self, form) -> str:
        """Stand them down."""
        stand_down_judge(self.member, reason=form.cleaned_data["reason"], by=self.person)
        return f"{self.member.person.full_name} no longer judges with this panel."


class SheetPage(PanelPage):
    """A page about one sheet that its reader may follow, not read."""

    @property
    def sheet(self) -> ScoreSheet:
        """The sheet of the address, unless its entry is of the reader's interest."""
        if "_sheet" not in self.__dict__:
            rows = ScoreSheet.objects.tracked_by(self.person).select_related(
                "round__award", "round__season", "round__panel", "member__person", "entry__nominee"
            )
            self._sheet = get_object_or_404(rows.defer("note_to_panel", "feedback"), public_id=self.kwargs["public_id"])
        return self._sheet

    @property
    def back_url(self) -> str:
        """The round."""
        return reverse("panel:round", args=[self.sheet.round.public_id])


class SheetProgress(SheetPage, TemplateView):
    """How far one sheet has come, and what can be done about it: no mark, no comment."""

    template_name = "judging/panel_sheet.html"

    def get_context_data(self, **kwargs):
        """Show state and times, and the deeds that are possible now."""
        sheet = self.sheet
        deeds = []
        if may(sheet, "reopen", self.person, now=self.now):
            deeds.append({"text": "Open it again", "url": reverse("panel:sheet-reopen", args=[sheet.public_id])})
        if may(sheet, "admit_late", self.person, now=self.now):
            deeds.append(
                {"text": "Count it although it is late", "url": reverse("panel:sheet-admit", args=[sheet.public_id])}
            )
        zone = sheet.round.season.time_zone
        rows = [
            {"key": "Judge", "value": sheet.member.person.full_name},
            {"key": "Entry", "value": f"{sheet.entry.reference} {sheet.entry.nominee.name}"},
            {"key": "State", "value": sheet.get_state_display()},
        ]
        times = (("Last saved", sheet.saved_at), ("Submitted", sheet.submitted_at))
        rows += [{"key": key, "value": moment(at, zone)} for key, at in times if at]
        return super().get_context_data(sheet=sheet, rows=rows, deeds=deeds, back_url=self.back_url, **kwargs)


class SheetDeed(SheetPage, AskingPage):
    """A deed on one sheet, with its reason."""

    form_class = ReasonForm
    move = ""

    @property
    def caption(self) -> str:
        """Whose sheet."""
        return f"{self.sheet.member.person.full_name}, {self.sheet.entry.reference}"

    def get(self, request, *args, **kwargs):
        """Say at once when it cannot be done."""
        answer = may(self.sheet, self.move, self.person, now=self.now)
        if not answer:
            messages.error(request, answer.sentence)
            return redirect(self.back_url)
        return super().get(request, *args, **kwargs)


class ReopenSheet(SheetDeed):
    """Give a submitted sheet back to its judge."""

    move = "reopen"
    title, button = "Open this sheet again", "Open it again"
    lead = "The judge can change it and submits it again. Until then it does not count."

    def do(self, form) -> str:
        """Open it."""
        reopen_sheet(self.sheet, reason=form.cleaned_data["reason"], by=self.person)
        return "The sheet is open again for its judge."


class AdmitSheet(SheetDeed):
    """Count a complete sheet that was not submitted in time."""

    move = "admit_late"
    title, button = "Count this sheet", "Count it"
    lead = "Every criterion is scored, but the judge did not submit it before scoring closed."

    def do(self, form) -> str:
        """Count it."""
        admit_late_sheet(self.sheet, reason=form.cleaned_data["reason"], by=self.person)
        return "The sheet now counts."

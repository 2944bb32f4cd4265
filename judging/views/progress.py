"""Who has scored and what is missing: states only, never a mark (law 4), for chairs and administrators."""

from collections import defaultdict

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from awards.models import Season
from judging.models import PanelMember, Round, ScoreSheet, Standing
from judging.panel_forms import ExtendForm, ReasonForm
from judging.querysets import SITTING, without_interest
from judging.rules import has_interest_in_award, is_administrator_of
from judging.services.packs import takes_packs
from judging.services.rounds import extend_round, start_declaring
from judging.services.seats import call_up_reserve, stand_down_judge
from judging.states import MemberState, RoundState, SheetState
from judging.tables import ProgressTable
from judging.views.chairs import chair_of
from judging.views.joining import waiting_changes
from judging.views.panel import AskingPage, DeedView, PanelPage, RoundPage
from judging.who_reads import quorum_warning, short_words
from judging.words import MEMBER_COLOURS, ROUND_COLOURS, SHEET_COLOURS
from kit.exports import ExportMixin
from kit.idempotency import OncePerKeyMixin
from kit.tables import PER_PAGE
from nominations.models import Entry, Interest
from nominations.services.interests import awaiting_ruling_by
from workflow import may

WAITING = [MemberState.INVITED, MemberState.ACCEPTED]
_ASIDE = [SheetState.RECUSED, SheetState.VOID, SheetState.ABSTAINED]
_CELLS = 120
# What each state says of a judge and an entry; never how the judge scored it.
LEGEND = [
    (SheetState(state).label, SHEET_COLOURS[SheetState(state)], words)
    for state, words in (
        ("open", "The judge has not begun."),
        ("in_progress", "Something is saved and not submitted."),
        ("submitted", "It counts. “From paper”: an administrator typed what the judge gave on paper."),
        ("reopened", "Given back to the judge; it counts when it is submitted again."),
        ("abstained", "The judge gives no marks for this entry."),
        ("recused", "An interest keeps the judge from this entry."),
        ("void", "It counts no more."),
    )
]


class Progress(PanelPage, ExportMixin, TemplateView):
    """The rounds of one season, with how far each has come."""

    template_name = "judging/panel_progress.html"
    export_name = "panels"

    def get_context_data(self, **kwargs):
        """Read the rounds that this person steers, and the counts of each in one query."""
        table = self.table().configure(self.request)
        table.page.object_list = list(table.page.object_list)
        self.prepare(table, [row.record for row in table.page.object_list])
        table.downloads = self.downloads()
        return super().get_context_data(season=self.season, table=table, **kwargs)

    def get_export(self, which):
        """Return the rounds for a file."""
        if which:
            return None
        table = self.table()
        table.gather = lambda rounds: self.prepare(table, rounds)
        return table.export(self.request, self.export_name, "season")

    @cached_property
    def season(self) -> Season:
        """The season of the address, if the reader steers a round in it or runs it."""
        steered = Round.objects.steered_by(self.person)
        return get_object_or_404(
            Season.objects.filter(Q(pk__in=steered.values("season")) | Q(pk__in=self._run())),
            slug=self.kwargs["slug"],
        )

    def table(self) -> ProgressTable:
        """Return the list of rounds."""
        rows = Round.objects.steered_by(self.person).filter(season=self.season)
        rows = rows.select_related("award", "figures_from")
        return ProgressTable(rows.order_by("award__order", "award__pk", "opens_at", "pk"))

    def prepare(self, table, rounds) -> None:
        """Read the counts of these rounds."""
        table.prepare(
            sums=sums_of(self.person, rounds),
            undeclared=undeclared_of(rounds),
            now=self.now,
            zone=self.season.time_zone,
            to_set_up=to_set_up(self.person, self.season, rounds),
        )

    def _run(self):
        from people.roles import Role

        return Season.objects.run_by(self.person, Role.ADMINISTRATOR).values("pk")


def sums_of(person, rounds) -> dict[int, dict]:
    """Return for each round the sheets submitted and due, and the entries short of quorum or of readers.

    Of what `person` may know alone.
    """
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
            short=Count("pk", filter=Q(expected__lt=F("round__readers"))),
        )
    )
    return {row["round"]: row for row in found}


def to_set_up(person, season: Season, rounds) -> frozenset[int]:
    """Return the rounds whose settings `person` may still change: an administrator without an interest."""
    if not is_administrator_of(person, season):
        return frozenset()
    theirs = Interest.objects.shutting_out(person).filter(entry__season=season)
    shut = set(theirs.values_list("entry__award", flat=True))
    return frozenset(r.pk for r in rounds if not r.has_opened and r.award_id not in shut)


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
        sitting = [s for s in seats if s["sits"]]
        entries = Paginator(self._entries(), rows_for(len(sitting))).get_page(self.request.GET.get("page"))
        rows = self._rows(list(entries.object_list), sitting)
        sums = sums_of(self.person, [round_]).get(round_.pk)
        below = (sums["below_counted"] if round_.is_over(self.now) else sums["below"]) if sums else 0
        context = {
            **self.frame("round"),
            "seats": seats,
            "sitting": sitting,
            "legend": LEGEND,
            **self._reminders(seats),
            "entries": entries,
            "rows": rows,
            "sums": sums,
            "below": below,
            "short": short_words(round_, sums["short"] if sums and not round_.is_over(self.now) else 0),
            "few_readers": "" if round_.is_over(self.now) else quorum_warning(round_),
            "undeclared": [s for s in seats if s["is_waiting"]],
            "state": (round_.get_state_display(), ROUND_COLOURS[round_.state]),
            "is_meeting": not round_.mode_of.takes_marks,
            "can_declare": self.administers and bool(may(round_, "start_declaring", self.person, now=self.now)),
            "can_extend": self.administers
            and round_.mode_of.takes_marks
            and round_.state in {RoundState.DECLARING, RoundState.SCORING, RoundState.CLOSED},
            "changes_panel": changes_panel,
            "asked_for": waiting_changes(round_, self.person),
            "chair": chair_of(round_, changes_panel=changes_panel),
            "interests_waiting": awaiting_ruling_by(self.person, round_.award).count(),
            "reserve": next((s for s in seats if s["is_reserve"]), None) if changes_panel else None,
        }
        return super().get_context_data(**context, **kwargs)

    def _reminders(self, seats) -> dict[str, bool]:
        """Say what the reader can remind judges of now."""
        round_ = self.round_
        is_free = round_.season.paused_at is None and not has_interest_in_award(self.person, round_.award)
        asks = round_.state in {RoundState.DECLARING, RoundState.SCORING} and not round_.is_over(self.now)
        return {
            "can_remind": is_free and round_.takes_scores(self.now) and any(s["done"] < s["expected"] for s in seats),
            "can_remind_to_declare": is_free and asks and any(s["is_waiting"] for s in seats),
        }

    def _entries(self):
        rows = Entry.objects.live().filter(without_interest(self.person, "pk", award=self.round_.award_id))
        rows = rows.filter(standings__round=self.round_).select_related("nominee")
        return rows.only("public_id", "reference", "state", "nominee__name").order_by("reference", "pk")

    def _rows(self, entries, seats) -> list[dict]:
        cells = defaultdict(dict)
        sheets = ScoreSheet.objects.tracked_by(self.person).filter(round=self.round_, entry__in=entries)
        columns = ("public_id", "entry_id", "member_id", "state", "is_from_paper")
        for public_id, entry, member, state, on_paper in sheets.values_list(*columns):
            cells[entry][member] = {
                "state": state,
                "text": SheetState(state).label + (", from paper" if on_paper else ""),
                "colour": SHEET_COLOURS[SheetState(state)],
                "url": reverse("panel:sheet", args=[public_id]),
            }
        return [
            {
                "entry": e,
                "cells": [{**cells[e.pk].get(s["pk"], {}), "judge": s["name"]} for s in seats],
                "done": sum(cell["state"] == SheetState.SUBMITTED for cell in cells[e.pk].values()),
                "expected": sum(cell["state"] not in _ASIDE for cell in cells[e.pk].values()),
            }
            for e in entries
        ]


def rows_for(judges: int) -> int:
    """Return how many entries stand on a page of the map: fewer where there are many judges, to stay light."""
    return max(5, min(PER_PAGE, _CELLS // max(1, judges)))


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
                "role": _part_of(seat),
                "state": seat.get_state_display(),
                "colour": MEMBER_COLOURS[seat.state],
                "done": count["done"],
                "expected": count["expected"],
                "aside": count["aside"],
                "is_reserve": seat.is_reserve,
                "sits": (seat.state in SITTING and not seat.is_reserve) or count["done"] > 0,
                "is_waiting": seat.state in WAITING and not seat.is_reserve,
                "takes_packs": takes_packs(seat),
                "can_stand_down": seat.state not in {MemberState.DECLINED, MemberState.STOOD_DOWN},
            }
        )
    return rows


def _part_of(seat: PanelMember) -> str:
    if seat.is_chair:
        return "Chair"
    if seat.acts_as_chair:
        return "Acting chair"
    return "Reserve" if seat.is_reserve else "Judge"


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

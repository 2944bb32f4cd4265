"""Totals of a round that is over, its ties, and how each was settled."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView

from judging.figures import hidden_places, key_of, sheets_of, standings_for, ties_for
from judging.models import Round, Tie
from judging.panel_forms import TieForm
from judging.ranking import CHAIR, DISCUSSION
from judging.ranking.recipe import NAMES, Method
from judging.room import has_own_figures, placed_words
from judging.rules import has_interest_in_award, is_chair
from judging.services.deciding import record_discussion, settle_tie
from judging.sheet_exports import sheets_export
from judging.states import RoundState, SheetState
from judging.tables import totals_table
from judging.views.panel import AskingPage, RoundPage
from judging.words import RESULT_COLOURS, RESULTS, RULES
from kit.exports import ExportMixin
from nominations.states import EntryState

_SHOWN = 20
OPEN = "Scoring is still open. Totals are shown to the panel once it has closed."


class Totals(RoundPage, ExportMixin, TemplateView):
    """The ranking of a round, for its panel, its chair and administrators."""

    template_name = "judging/panel_totals.html"
    export_name = "totals"
    further_exports = {
        "sheets": {"csv": "Download every sheet as CSV", "xlsx": "Download every sheet as a spreadsheet"}
    }

    def may_export(self) -> bool:
        """Let only those who steer the panel take its figures away; its judges read them here."""
        return self.steers

    def get_export(self, which):
        """Return the totals, or every sheet, for a file."""
        if which == "sheets":
            return sheets_export(self.person, self.round_)
        if which:
            return None
        table = totals_table(self.round_, standings_for(self.person, self.round_))
        key, hidden = key_of(self.round_), hidden_places(self.person, self.round_)
        table.gather = lambda standings: table.prepare(
            key=key,
            sheets=sheets_of(self.round_, [standing.entry_id for standing in standings], names_recused=True),
            hidden=hidden,
            ties=[],
        )
        return table.export(self.request, self.export_name, "round__season")

    @property
    def rounds(self):
        """Everybody on the panel may read totals once the round is over."""
        return Round.objects.visible_to(self.person)

    @property
    def back_url(self) -> str:
        """Where the reader came from: their own list, or the season's rounds."""
        if self.steers:
            return reverse("panel:progress", args=[self.round_.season.slug])
        return reverse("judging:mine")

    @property
    def steers(self) -> bool:
        """Say whether the reader chairs the panel or runs the season."""
        return self.administers or self._chairs

    @property
    def _chairs(self) -> bool:
        if "_is_chair" not in self.__dict__:
            self._is_chair = is_chair(self.person, self.round_.panel)
        return self._is_chair

    def get(self, request, *args, **kwargs):
        """Show nothing before the closing minute, whatever the label says."""
        if not self.round_.mode_of.takes_marks:
            return redirect("panel:totals", self.round_.figures.public_id)
        if not self.round_.is_over(self.now):
            return self.refuse(OPEN)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Read one page of standings, then what belongs to them, one query a concern."""
        round_ = self.round_
        table = totals_table(round_, standings_for(self.person, round_)).configure(self.request)
        table.page.object_list = list(table.page.object_list)
        entries = [row.record.entry_id for row in table.page.object_list]
        sheets = sheets_of(round_, entries, names_recused=self.steers)
        ties = ties_for(self.person, round_, entries)
        key = key_of(round_)
        method = NAMES[Method(round_.method)] if has_own_figures(round_) else ""
        table.prepare(key=key, sheets=sheets, hidden=hidden_places(self.person, round_), ties=ties)
        table.downloads = self.all_downloads()
        notes = [
            {
                "entry": row.record.entry,
                "lines": [line for line in sheets.get(row.record.entry_id, ()) if line.note.strip()],
            }
            for row in table.page.object_list
            # What somebody noted may repeat what is being checked.
            if row.record.entry.state != EntryState.HIDDEN
        ]
        context = {
            **(self.frame("totals") if self.steers else self._plain_frame()),
            "table": table,
            "key": key,
            "placed": placed_words(round_),
            "ties": [tie_words(tie, round_, may_settle=self.steers, method=method) for tie in ties],
            "notes": [note for note in notes if note["lines"]],
            "recused": recused_words(table, sheets),
            "steers": self.steers,
        }
        return super().get_context_data(**context, **kwargs)

    def _plain_frame(self) -> dict:
        frame = self.frame("totals")
        return {**frame, "tabs": []}


def recused_words(table, sheets) -> list[str]:
    """Return who took no part in what, for the entries on the page."""
    return [
        f"{line.judge} takes no part in {row.record.entry.reference}"
        for row in table.page.object_list
        for line in sheets.get(row.record.entry_id, ())
        if line.state == SheetState.RECUSED
    ]


def tie_words(tie: Tie, round_: Round, *, may_settle: bool, method: str = "") -> dict:
    """Return a tie as the page tells it: who, and what each rule said in turn; `method` names a figure of its own."""
    entries = {e.pk: e for e in tie.entries.all()}
    order = [entries[pk] for pk in tie.order if pk in entries] or sorted(entries.values(), key=lambda e: e.reference)
    steps = [
        {
            "rule": RULES.get(step["rule"], step["rule"]),
            "result": RESULTS[step["result"]],
            "colour": RESULT_COLOURS[step["result"]],
            "detail": step["detail"],
        }
        for step in tie.steps
    ]
    can = may_settle and not tie.is_settled and round_.state in {RoundState.CLOSED, RoundState.DELIBERATING}
    return {
        "names": [f"{e.reference} {e.nominee.name}" for e in order[:_SHOWN]],
        "more": max(len(order) - _SHOWN, 0),
        "total": f"{tie.total} ({method})" if method else str(tie.total),
        "is_settled": tie.is_settled,
        "steps": steps,
        "by": tie.settled_by.full_name if tie.settled_by else "",
        "url": reverse("panel:tie", args=[round_.public_id, tie.pk]) if can else "",
    }


class SettleTie(RoundPage, AskingPage):
    """Record what the panel said of a tie, or the chair's choice (R14)."""

    form_class = TieForm
    button = "Record"

    @property
    def back_url(self) -> str:
        """The totals."""
        return reverse("panel:totals", args=[self.round_.public_id])

    @property
    def tie(self) -> Tie:
        """The tie of the address, unless it holds an entry that the reader may not know of."""
        if "_tie" not in self.__dict__:
            seen = {tie.pk: tie for tie in ties_for(self.person, self.round_)}
            self._tie = seen.get(self.kwargs["pk"]) or get_object_or_404(Tie.objects.none())
        return self._tie

    @property
    def by_chair(self) -> bool:
        """Say whether the next word is the chair's: the panel has talked and did not agree."""
        rules = self.round_.award.tie_rules
        talked = any(step["rule"] == DISCUSSION for step in self.tie.steps)
        return CHAIR in rules and (talked or DISCUSSION not in rules)

    @property
    def title(self) -> str:
        """What is asked now."""
        return "Settle the tie" if self.by_chair else "Record the panel’s discussion"

    @property
    def caption(self) -> str:
        """The award."""
        return self.round_.award.name

    @property
    def lead(self) -> str:
        """Why it is asked."""
        if self.by_chair:
            return "The panel discussed the tie and did not agree. The chair chooses the order and gives a reason."
        return "The rules before could not settle this tie. Record what the panel said, and the order if it agreed."

    def dispatch(self, request, *args, **kwargs):
        """Answer only after the close, and nobody with an interest."""
        if not self.round_.is_over(self.now):
            return self.refuse(OPEN)
        if has_interest_in_award(self.person, self.round_.award):
            return self.refuse("You have an interest in an entry of this award, so you take no part in its decision.")
        self.tie  # noqa: B018 - a tie that cannot be seen is not found, for a POST too
        if self.by_chair and not is_chair(self.person, self.round_.panel):
            return self.refuse("Only the chair of this panel can settle a tie by choice.")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        """Ask for the place of each tied entry."""
        entries = sorted(self.tie.entries.all(), key=lambda e: e.reference)
        return {**super().get_form_kwargs(), "entries": entries, "by_chair": self.by_chair}

    def do(self, form) -> str:
        """Record it."""
        order, words = form.order(), form.cleaned_data["words"]
        if self.by_chair:
            settle_tie(self.tie, order=order, reason=words, by=self.person)
            return "The tie is settled."
        tie = record_discussion(self.tie, order=order, note=words, by=self.person)
        if tie.is_settled:
            return "The discussion is recorded and the tie is settled."
        return "The discussion is recorded. The chair now settles the tie."

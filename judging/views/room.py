"""What the scores say: the page that a panel talks over before it decides, and how one entry's figure is made.

For the chair and administrators without an interest, once scoring is over, like the decision itself.
"""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from judging.figures import key_of, standings_for
from judging.methods import CORRECTED
from judging.models import ScoreSheet
from judging.ranking.recipe import NAMES, Method
from judging.room import names_of, result_for
from judging.room_page import (
    given_on,
    hidden_in,
    is_corrected,
    judges_in,
    judges_plot,
    labels_of,
    marks_plot,
    moves_of,
    scores_plot,
)
from judging.room_steps import steps_to
from judging.room_tables import (
    RankedTable,
    agreement_table,
    criteria_table,
    interval_table,
    judge_table,
    left_out_table,
    marks_table,
    methods_table,
    steps_table,
    unbroken,
    weights_table,
)
from judging.room_words import (
    ABOUT_CHANCES,
    about_correcting,
    about_reliability,
    chance_words,
    flags_of,
    places_words,
    some,
    step_words,
)
from judging.states import RoundKind, SheetState
from judging.versions import points_of
from judging.views.decide import DecisionPage
from kit.templatetags.commend import count_noun
from nominations.states import EntryState

_FIELDS = (
    "total",
    "counted",
    "expected",
    "lowest",
    "highest",
    "position",
    "ranked_on",
    "entry__public_id",
    "entry__reference",
    "entry__nominee__name",
    "entry__state",
)


class RoomPage(DecisionPage):
    """A page of the deciding room, on the figures of the round or of the one that it meets on."""

    @property
    def standings(self):
        """The entries that stand and are not being checked, best first."""
        rows = standings_for(self.person, self.figures).exclude(entry__state=EntryState.HIDDEN)
        return rows.only(*_FIELDS)

    @property
    def figures(self):
        """The round whose marks these are."""
        figures = self.round_.figures
        figures.award, figures.season = self.round_.award, self.round_.season
        return figures

    def names(self, hidden=()):
        """How entries and judges are called, without the entries that are being checked."""
        names = names_of(self.round_)
        for entry in hidden:
            names.references.pop(entry, None)
            names.nominees.pop(entry, None)
        return names


class Room(RoomPage, TemplateView):
    """What the scores say of a round."""

    template_name = "judging/room.html"

    def get_context_data(self, **kwargs):
        """Read one page of entries, and what the marks of the whole round say."""
        figures, result = self.figures, result_for(self.round_)
        hidden = hidden_in(figures)
        names, key = self.names(hidden), key_of(figures)
        judges = judges_in(figures, names.judges)
        table = RankedTable(self.standings).configure(self.request)
        page = table.page.object_list = list(table.page.object_list)
        standings = [row.record for row in page]
        labels = labels_of(standings, self.round_, links=result is not None)
        given = given_on(figures, standings)
        context = {
            **self.frame("figures"),
            "table": table,
            "key": key,
            "hidden": count_noun(len(hidden), "entry,entries") if hidden else "",
            "marks": marks_plot(labels, given, judges),
            "marks_table": marks_table(labels, given.by_entry, given.means, judges, given.exactly),
            "has_sheets": bool(judges),
            "result": result,
        }
        if result is None:
            _leave_out(table, {"ranked_on", "corrected", "reach", "first", "top", "spread"})
            table.prepare(key=key, round_=self.round_)
        else:
            context |= self._said(result, names, key, judges, labels, table)
        return super().get_context_data(**context, **kwargs)

    def _said(self, result, names, key, judges, labels, table) -> dict:
        """Return what there is of a round whose judges gave points."""
        from judging.ranking.words import describe

        figures, points = self.figures, points_of(self.figures)
        lines = {line.entry: line for line in result.entries}
        criteria = {c.key: c.name for c in key.criteria}
        # Parts that share no judge are corrected each for itself: side by side the figures would mislead.
        is_parted = "disconnected" in result.warnings
        shows_raw, moves = is_corrected(result.entries) and not is_parted, moves_of(result)
        unused = self._unused(result, lines, table, shows_raw)
        _leave_out(table, unused)
        table.prepare(key=key, round_=self.round_, lines=lines, moves=moves if shows_raw else {}, top=result.recipe.top)
        ends = (points[0], points[-1]) if points else None
        unit = (ends[1] - ends[0]) / 100 if ends else 0.0
        name, shortlists = names.references.get, self.round_.kind == RoundKind.SHORTLISTING
        return {
            "flags": list(map(unbroken, flags_of(result, names, criteria=criteria, edge=shortlists))),
            "about_chances": "" if "first" in unused else ABOUT_CHANCES,
            "method": NAMES[Method(figures.method)],
            "corrects": figures.method in CORRECTED,
            "is_parted": is_parted,
            "scores": None if is_parted else scores_plot(labels, lines, shows_raw=shows_raw),
            "scores_table": interval_table(labels, lines, shows_raw=shows_raw),
            "severities": judges_plot(result, judges),
            "judge_table": judge_table(result.judges, judges, unit),
            "criteria_table": self._criteria(result, criteria),
            "correcting": list(map(unbroken, about_correcting(result, names, moves))),
            "agreement": [*result.agreement.words, *about_reliability(result)],
            "agreement_table": agreement_table(result.agreement, result.reliability),
            **_changes(result, criteria, judges, labels, name),
            "recipe": describe(
                result.recipe,
                criteria=[(c.name, c.weight) for c in key.criteria],
                quorum=key.quorum,
                scale=ends,
                readers=figures.readers,
            ),
            "shows_raw": shows_raw,
        }

    def _criteria(self, result, criteria):
        if len(result.criteria) < 2:
            return ""
        return criteria_table(result.criteria, criteria, result.agreement.by_criterion)

    def _unused(self, result, lines, table, shows_raw) -> set[str]:
        """Return the columns that would say nothing, or the same as another."""
        chances = [x for x in lines.values() if x.p_first is not None]
        unused = set() if chances else {"reach", "first", "top"}
        if len(lines) <= result.recipe.top:
            unused.add("top")
        if not shows_raw:
            unused.add("corrected")
        has_own = any(row.record.ranked_on is not None for row in table.page.object_list)
        if not has_own or (shows_raw and self.figures.method in CORRECTED):
            unused.add("ranked_on")
        return unused


def _leave_out(table, columns) -> None:
    for column in columns:
        table.columns.hide(column)


def _changes(result, criteria, judges, labels, name) -> dict:
    """Return the tables of what would change who is first."""
    sure = result.sensitivity
    if sure is None:
        return {}
    first = some(list(filter(None, map(name, sure.first))))
    return {
        "first": unbroken(first),
        "is_robust": bool(first) and all(x.keeps_first for x in (*sure.left_out, *sure.shifted)),
        "left_out": left_out_table(sure, judges, name),
        "weights": weights_table(sure, criteria, name, result.recipe.weight_shift),
        "methods": methods_table(sure, labels, result.method),
    }


class RoomEntry(RoomPage, TemplateView):
    """How the figure of one entry is made."""

    template_name = "judging/room_entry.html"

    @property
    def back_url(self) -> str:
        """What the scores say of all."""
        return reverse("panel:figures", args=[self.round_.public_id])

    def get_context_data(self, **kwargs):
        """Read the entry's sheets and what the round's marks say of it."""
        standing = get_object_or_404(self.standings, entry__public_id=self.kwargs["entry_id"])
        result = result_for(self.round_)
        if result is None:
            raise Http404  # in a mode without criteria the figure is made as the totals page says
        key, names = key_of(self.figures), self.names()
        line = next((x for x in result.entries if x.entry == standing.entry_id), None)
        steps, score = self._steps(standing, line, result)
        named = [names.judges.get(step.judge, "") for step in steps]
        points = self._points(standing, key)
        is_flat = all(step.severity == 0 for step in steps)
        rows = [
            {
                "judge": who,
                "points": points.get(step.judge, ""),
                "given": str(step.given),
                "correction": _off(step.severity),
                "corrected": str(step.corrected),
            }
            for who, step in zip(named, steps, strict=True)
        ]
        context = {
            **self.frame("figures"),
            "standing": standing,
            "entry": standing.entry,
            "key": key,
            "line": line,
            "steps": steps_table(rows, is_flat=is_flat),
            "sentence": "; ".join(
                step_words(who, step.given, step.severity, step.corrected)
                for who, step in zip(named, steps, strict=True)
            ),
            "is_flat": is_flat,
            "is_parted": "disconnected" in result.warnings,
            "score": score,
            **(self._where(line, result) if line else {}),
            "method": NAMES[Method(self.figures.method)],
        }
        return super().get_context_data(**context, **kwargs)

    def _where(self, line, result) -> dict:
        """Return how sure the entry's place is, in words."""
        return {
            "reach": places_words(line),
            "first": chance_words(line.p_first, leads=line.rank == 1),
            "top": chance_words(line.p_top),
            "how_many": result.recipe.top,
            "ranked": sum(x.rank is not None for x in result.entries),
            "about_chances": ABOUT_CHANCES,
        }

    def _steps(self, standing, line, result):
        if line is None or line.adjusted is None:
            return [], None
        severity = {x.judge: x.severity or 0.0 for x in result.judges}
        rows = ScoreSheet.objects.filter(
            round=self.figures, entry=standing.entry_id, state=SheetState.SUBMITTED, total__isnull=False
        )
        rows = rows.order_by("-member__is_chair", "member_id").values_list("member_id", "total")
        return steps_to(line.adjusted, [(member, total, severity.get(member, 0.0)) for member, total in rows])

    def _points(self, standing, key) -> dict[int, str]:
        """Return what each judge gave for each criterion, in words, by seat."""
        rows = ScoreSheet.objects.filter(round=self.figures, entry=standing.entry_id, state=SheetState.SUBMITTED)
        found: dict[int, dict[str, int]] = {}
        for member, criterion, value in rows.values_list("member_id", "scores__criterion__key", "scores__value"):
            found.setdefault(member, {})[criterion] = value
        return {
            member: ", ".join(f"{c.name} {given[c.key]}" for c in key.criteria if c.key in given)
            for member, given in found.items()
        }


def _off(severity) -> str:
    """Write what is taken off: a strict judge's marks go up."""
    if not severity:
        return "0.0000"
    return f"+{-severity}" if severity < 0 else f"−{severity}"

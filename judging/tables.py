"""The lists of the panel's side of judging. Cells are written in Python: no query and no template runs for one."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from judging.figures import place_of, wide_criteria
from judging.ranking import percent_of
from judging.room import has_own_figures
from judging.states import SheetState
from judging.words import BEING_CHECKED, ROUND_COLOURS
from kit.forms.html import element, joined
from kit.spreadsheets import moment_in
from kit.tables import CommendTable, link_html, tag_html
from kit.templatetags.commend import count_noun, moment
from nominations.states import EntryState


def progress_html(label: str, value: int, total: int):
    """Write a progress bar for a cell."""
    text = f"{value} of {total}"
    bar = element(
        "progress",
        {"class": "commend-progress__bar", "aria-label": label, "value": str(value), "max": str(total or 1)},
        text,
    )
    words = element("p", {"class": "commend-progress__text"}, element("span", {}, text))
    return element("div", {"class": "commend-progress"}, words, bar)


class TotalsTable(CommendTable):
    """Stored totals, best first, with each judge's part in them."""

    place = tables.Column("Place", accessor="pk")
    entry = tables.Column("Entry", accessor="entry__reference")
    total = tables.Column("Total", empty_values=())
    percent = tables.Column("Percent", accessor="total")
    counted = tables.Column("Judges counted", accessor="counted")
    judges = tables.Column("Each judge", accessor="pk", attrs={"td": {"class": "commend-panel__wide"}})
    spread = tables.Column("Spread", accessor="highest")

    class Meta:
        caption = "Totals, best first"
        header_column = "entry"
        empty_title = "No totals"
        empty_text = "No entry has a score in this round."
        noun = "entry,entries"
        exports = {
            "place": "Place",
            "entry": "Entry",
            "nominee": "Nominee",
            "total": "Total",
            "percent": "Percent",
            "counted": "Judges counted",
            "expected": "Judges expected",
            "judges": "Each judge",
            "spread": "Spread",
            "wide": "Judges far apart on",
        }

    def value_place(self, record):
        """The place as a figure, nothing where there is none."""
        return place_of(record, self.hidden)

    def value_entry(self, record):
        """The reference alone; the name has a column of its own in a file."""
        return record.entry.reference

    def value_nominee(self, record):
        """The name."""
        return record.entry.nominee.name

    def value_total(self, record):
        """The exact total."""
        return record.total

    def value_percent(self, record):
        """The total as people say it; the share of the highest point without its sign."""
        if self.key.mode.scores_criteria:
            return percent_of(record.total, self.key.highest_point)
        return self.key.words(record.total)

    def value_counted(self, record):
        """How many judges count."""
        return record.counted

    def value_expected(self, record):
        """How many should."""
        return record.expected

    def value_spread(self, record):
        """The range of the sheets' totals, where there are any."""
        return None if record.highest is None else record.highest - record.lowest

    def value_wide(self, record):
        """The criteria on which judges are far apart."""
        return "; ".join(wide_criteria(self.sheets.get(record.entry_id, []), self.key.criteria))

    def prepare(self, *, key, sheets, hidden, ties):
        """Take what the cells are made of, for the page that is shown."""
        self.key, self.sheets, self.hidden = key, sheets, hidden
        self.columns["percent"].column.verbose_name = key.mode.figure_heading
        self.tied = {entry.pk for tie in ties for entry in tie.entries.all()}
        return self

    def render_place(self, record):
        """The place, and the rule that parted it from a tie."""
        place = place_of(record, self.hidden)
        if place is None:
            return "No place"
        if record.entry_id in self.tied:
            return format_html('{} <span class="govuk-body-s">(tie)</span>', place)
        return str(place)

    def render_entry(self, record):
        """Reference and name, and whether it is hidden from its judges now."""
        entry = record.entry
        named = format_html('{} <span class="commend-panel__name">{}</span>', entry.reference, entry.nominee.name)
        return joined(named, " ", tag_html(*BEING_CHECKED)) if entry.state == EntryState.HIDDEN else named

    def render_total(self, record):
        """Four places, and two as they are shown elsewhere."""
        if record.total is None:
            return "No score"
        return format_html('<strong class="govuk-!-font-tabular-numbers">{}</strong>', str(record.total))

    def render_percent(self, record):
        """The share of the highest point."""
        return self.key.words(record.total)

    def render_counted(self, record):
        """Counted of expected, with a warning below quorum."""
        words = f"{record.counted} of {record.expected}"
        if record.counted >= self.key.quorum:
            return words
        return joined(words, " ", tag_html("Below quorum", "red"))

    def render_judges(self, record):
        """Each judge's own total and points, in the order of the criteria."""
        lines = self.sheets.get(record.entry_id, ())
        return element("ul", {"class": "commend-panel__judges"}, *map(self._line, lines))

    def _line(self, line):
        if line.state == SheetState.RECUSED:
            return format_html("<li>{} takes no part</li>", line.judge)
        if not line.total:
            return format_html("<li>{}: {}</li>", line.judge, SheetState(line.state).label.lower())
        points, paper = self.key.mode.line_words(line, self.key.criteria), ", from paper" if line.is_from_paper else ""
        if not self.key.mode.scores_criteria:
            return format_html("<li>{}: <strong>{}</strong>{}</li>", line.judge, points, paper)
        return format_html("<li>{}: <strong>{}</strong> ({}){}</li>", line.judge, line.total, points, paper)

    def render_spread(self, record):
        """The range of the sheets' totals, and the criteria on which judges are far apart."""
        spread = record.highest - record.lowest
        marks = [tag_html("Wide", "orange")] if self.key.mode.is_wide(spread) else []
        lines = self.sheets.get(record.entry_id, [])
        marks += [tag_html(wide, "yellow") for wide in wide_criteria(lines, self.key.criteria)]
        return element("div", {}, str(spread), *[element("div", {}, mark) for mark in marks])


class MethodTotalsTable(TotalsTable):
    """The same in a round that places its entries by another figure than the total."""

    ranked_on = tables.Column("Figure that places it", empty_values=())

    class Meta(TotalsTable.Meta):
        sequence = ("place", "entry", "ranked_on", "...")
        exports = {
            "place": "Place",
            "entry": "Entry",
            "nominee": "Nominee",
            "ranked_on": "Figure that places it",
            **TotalsTable.Meta.exports,
        }

    def value_ranked_on(self, record):
        """The exact figure."""
        return record.ranked_on

    def render_ranked_on(self, record):
        """Four places."""
        if record.ranked_on is None:
            return "None"
        return format_html('<strong class="govuk-!-font-tabular-numbers">{}</strong>', str(record.ranked_on))


def totals_table(round_, standings) -> TotalsTable:
    """Return the list of totals of a round, with the figure of its own method where it has one."""
    return (MethodTotalsTable if has_own_figures(round_) else TotalsTable)(standings)


class ProgressTable(CommendTable):
    """The rounds of a season that the reader steers."""

    award = tables.Column("Award", accessor="award__name")
    kind = tables.Column("Round")
    state = tables.Column("State")
    sheets = tables.Column("Sheets submitted", accessor="pk")
    missing = tables.Column("What is missing", accessor="pk")
    closes = tables.Column("Closes", accessor="closes_at")

    class Meta:
        caption = "Rounds"
        header_column = "award"
        empty_title = "No rounds yet"
        empty_text = "Rounds show here once the panels are planned."
        noun = "round"
        exports = {
            "award": "Award",
            "kind": "Round",
            "state": "State",
            "submitted": "Sheets submitted",
            "due": "Sheets due",
            "missing": "What is missing",
            "closes": "Closes",
        }

    def value_submitted(self, record):
        """How many sheets are submitted, once there are any."""
        return (self.sums.get(record.pk) or {}).get("submitted")

    def value_due(self, record):
        """How many sheets are due."""
        return (self.sums.get(record.pk) or {}).get("due")

    def value_closes(self, record):
        """The closing minute in the season's zone, in the order that sorts."""
        return moment_in(record.closes_at, self.zone) if record.mode_of.takes_marks else ""

    def prepare(self, *, sums, undeclared, now, zone, to_set_up=frozenset()):
        """Take the counts by round and by panel, and the rounds that the reader can still set up."""
        self.sums, self.undeclared, self.now, self.zone, self.to_set_up = sums, undeclared, now, zone, to_set_up
        return self

    def render_award(self, record):
        """A way to who has scored."""
        url = reverse("panel:round", args=[record.public_id])
        return link_html(record.award.name, url, hidden=record.get_kind_display())

    def render_state(self, record):
        """The state, or closed once the clock says so."""
        if record.state == "scoring" and record.is_over(self.now):
            return tag_html("Closing", "purple")
        return tag_html(record.get_state_display(), ROUND_COLOURS[record.state])

    def render_sheets(self, record):
        """A bar of submitted sheets."""
        sums = self.sums.get(record.pk)
        if record.pk in self.to_set_up:
            words = "Not opened" if record.mode_of.takes_marks else "Meets on the round before"
            url = reverse("panel:settings", args=[record.public_id])
            hidden = f"of {record.award.name}, {record.get_kind_display().lower()}"
            return format_html("{}. {}", words, link_html("Settings", url, hidden=hidden))
        if not record.mode_of.takes_marks:
            return "Meets on the round before"
        if not sums:
            return "Not opened"
        return progress_html(f"Sheets submitted for {record.award.name}", sums["submitted"], sums["due"])

    def render_missing(self, record):
        """What keeps the round from being finished."""
        words = []
        waiting = self.undeclared.get(record.panel_id, 0)
        if waiting and record.state in {"planned", "declaring", "scoring"}:
            words.append(tag_html(f"{count_noun(waiting, 'judge')} not declared", "yellow"))
        sums = self.sums.get(record.pk)
        if sums:
            missing = sums["due"] - sums["submitted"]
            if missing and record.state == "scoring":
                words.append(tag_html(count_noun(missing, "sheet"), "grey"))
            below = sums["below_counted"] if record.is_over(self.now) else sums["below"]
            if below:
                words.append(tag_html(f"{count_noun(below, 'entry,entries')} below quorum", "red"))
            if sums["short"] and not record.is_over(self.now):
                words.append(tag_html(f"{count_noun(sums['short'], 'entry,entries')} short of readers", "orange"))
        return format_html_join(" ", "{}", ((w,) for w in words)) if words else "Nothing"

    def render_closes(self, record):
        """The closing minute in the season's zone."""
        return moment(record.closes_at, self.zone) if record.mode_of.takes_marks else ""


class ChecksTable(CommendTable):
    """The names before the HR adviser: a name, an award and the answer, and nothing else."""

    name = tables.Column("Name", accessor="entry__nominee__name")
    award = tables.Column("Award", accessor="entry__award__name")
    answer = tables.Column("Answer")

    class Meta:
        caption = "Names to check"
        header_column = "name"
        empty_title = "No names to check"
        empty_text = "Names show here when the awards team asks."
        noun = "name"

    def render_name(self, record):
        """A way to the question."""
        return link_html(record.entry.nominee.name, reverse("panel:check", args=[record.public_id]))

    def render_answer(self, record):
        """What was answered."""
        colours = {"awaiting": "yellow", "clear": "green", "do_not_proceed": "grey"}
        return tag_html(record.get_answer_display(), colours[record.answer])

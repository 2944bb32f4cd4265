"""The tables of the page "What the scores say": the same figures as its plots, and what has no plot."""

import re
from collections.abc import Mapping, Sequence

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from judging.plots import Judge, two
from judging.ranking.recipe import Method
from judging.room_words import METHODS, chance_words, fifth, places_words, severity_range, severity_words, some
from kit.forms.html import element, joined
from kit.tables import CommendTable, NumberColumn, link_html, tag_html
from kit.templatetags.commend import places

_REFERENCE = re.compile(r"(\b\w+-\d{3,}\b)")


class RankedTable(CommendTable):
    """The entries by place, with what the marks say of each."""

    place = tables.Column("Place", accessor="pk")
    entry = tables.Column("Entry", accessor="entry__reference", attrs={"td": {"class": "commend-room__entry"}})
    total = NumberColumn("Total", empty_values=())
    ranked_on = NumberColumn("Figure that places it")
    corrected = tables.Column("Corrected", accessor="pk")
    counted = tables.Column("Judges counted", accessor="counted")
    spread = NumberColumn("Spread", accessor="highest")
    reach = tables.Column("90% range of places", accessor="pk")
    first = tables.Column("Chance of first", accessor="pk")
    top = tables.Column("Chance of first k", accessor="pk")

    class Meta:
        caption = "Entries by place, with what their marks say"
        header_column = "entry"
        noun = "entry,entries"

    def prepare(self, *, key, round_, lines=None, moves=None, top=0):
        """Take what the cells are made of: `lines` and `moves` (places won or lost by correcting) by entry."""
        self.key, self.round_, self.lines, self.moves = key, round_, lines or {}, moves or {}
        self.columns["top"].column.verbose_name = f"Chance of first {top}"
        return self

    def render_place(self, record):
        """The place after ties."""
        return str(record.position) if record.position else "No place"

    def render_entry(self, record):
        """A way to how its figure is made."""
        entry = record.entry
        named = format_html('<span class="commend-panel__name">{}</span>', entry.nominee.name)
        if not self.lines:
            return format_html("{} {}", entry.reference, named)
        url = reverse("panel:figures-entry", args=[self.round_.public_id, entry.public_id])
        return joined(link_html(entry.reference, url), " ", named)

    def render_total(self, record):
        """Four places, as they count; how people say it in a mode without criteria."""
        if record.total is None:
            return "No score"
        if not self.key.mode.scores_criteria:
            return self.key.words(record.total)
        return element("strong", {"class": "govuk-!-font-tabular-numbers"}, str(record.total))

    def render_ranked_on(self, record):
        """The figure of the round’s own method."""
        return str(record.ranked_on)

    def render_corrected(self, record):
        """The corrected score, and the places won or lost by it."""
        line = self.lines.get(record.entry_id)
        if line is None or line.adjusted is None:
            return ""
        moved = self.moves.get(record.entry_id, 0)
        words = f"{'up' if moved > 0 else 'down'} {abs(moved)} {'place' if abs(moved) == 1 else 'places'}"
        figure = places(line.adjusted, 4)
        return element("div", {}, figure, element("div", {}, tag_html(words, "yellow"))) if moved else figure

    def render_counted(self, record):
        """Counted of expected, with a warning below quorum."""
        words = f"{record.counted} of {record.expected}"
        return words if record.counted >= self.key.quorum else joined(words, " ", tag_html("Below quorum", "red"))

    def render_spread(self, record):
        """The range of the sheets’ totals."""
        return str(record.highest - record.lowest)

    def render_reach(self, record):
        """The 90% range of its place."""
        line = self.lines.get(record.entry_id)
        return places_words(line) if line else ""

    def render_first(self, record):
        """The chance to be first."""
        line = self.lines.get(record.entry_id)
        return chance_words(line.p_first, leads=line.rank == 1) if line else ""

    def render_top(self, record):
        """The chance to be among the first k."""
        line = self.lines.get(record.entry_id)
        return chance_words(line.p_top) if line else ""


class WideTable(CommendTable):
    """A table of short cells that stay side by side, in a region that scrolls."""

    class Meta:
        cards = False


def table_html(caption: str, headings: Mapping[str, str], rows: Sequence[Mapping], *, cards: bool = True) -> SafeString:
    """Write a table of plain rows: a heading by name, the first names the row; "" where there are no rows."""
    if not rows:
        return SafeString("")
    columns = [(name, tables.Column(heading, accessor=name)) for name, heading in headings.items()]
    table = (CommendTable if cards else WideTable)(rows, extra_columns=columns)
    table.caption = caption
    return table.as_commend


def marks_table(labels, given, means, judges: Mapping, words) -> SafeString:
    """Write each judge's own figure for each entry, and the total of the entry."""
    rows = [
        {
            "entry": f"{label.text} {label.more}".strip(),
            "total": "" if means.get(label.key) is None else str(means[label.key]),
            "judges": element(
                "ul",
                {"class": "commend-panel__judges"},
                *[
                    element("li", {}, f"{judge.letter} {judge.name}: {words(given[label.key][key])}")
                    for key, judge in judges.items()
                    if key in given.get(label.key, {})
                ],
            ),
        }
        for label in labels
    ]
    headings = {"entry": "Entry", "total": "Total", "judges": "Each judge"}
    if not any(row["total"] for row in rows):
        del headings["total"]
    return table_html("Each judge’s own total for each entry", headings, rows)


def interval_table(labels, lines: Mapping, *, shows_raw: bool) -> SafeString:
    """Write the scores of the page's entries with their 90% intervals."""
    rows = []
    for label in labels:
        line = lines.get(label.key)
        if line is not None and line.adjusted is not None:
            rows.append(
                {
                    "entry": f"{label.text} {label.more}".strip(),
                    "raw": places(line.raw, 4),
                    "adjusted": places(line.adjusted, 4),
                    "reach": "" if line.low is None else f"{two(line.low)} to {two(line.high)}",
                }
            )
    headings = {"entry": "Entry", "raw": "As marked", "adjusted": "Corrected", "reach": "90% interval"}
    if not shows_raw:
        del headings["adjusted"]
    return table_html("Scores with their 90% intervals", headings, rows)


def judge_table(lines, judges: Mapping, unit: float) -> SafeString:
    """Write how each judge's marks stand beside those of colleagues, and what is worth a look."""
    from judging.ranking.diagnostics import FLAGS

    rows = [
        {
            "judge": f"{judges[line.judge].letter} {judges[line.judge].name}",
            "sheets": str(line.sheets),
            "severity": severity_words(line, unit),
            "reach": severity_range(line),
            "spread": "" if line.spread is None else two(line.spread),
            "consistency": "" if line.consistency is None else two(line.consistency),
            "agreement": "" if line.agreement is None else two(line.agreement),
            "look": element(
                "ul", {"class": "commend-panel__judges"}, *[element("li", {}, FLAGS[f]) for f in line.flags]
            )
            if line.flags
            else "Nothing",
        }
        for line in lines
        if line.judge in judges
    ]
    headings = {
        "judge": "Judge",
        "sheets": "Sheets",
        "severity": "Level of marks",
        "reach": "95% range",
        "spread": "Spread",
        "consistency": "Consistency",
        "agreement": "Goes with the others",
        "look": "Worth a look",
    }
    shown = {
        name: heading
        for name, heading in headings.items()
        if name not in {"reach", "spread", "consistency", "agreement"} or any(row[name] for row in rows)
    }
    return table_html("Judges beside their colleagues", shown, rows)


def criteria_table(lines, criteria: Mapping[str, str], agreement: Mapping) -> SafeString:
    """Write how much each criterion counts and moved the scores, how far judges agree on it, what is worth a look."""
    from judging.ranking.diagnostics import FLAGS

    rows = [
        {
            "criterion": criteria.get(line.criterion, str(line.criterion)),
            "weight": share(line.weight_share),
            "influence": share(line.influence_share),
            "mean": "" if line.mean is None else two(line.mean),
            "agreement": "" if agreement.get(line.criterion) is None else two(agreement[line.criterion]),
            "look": " ".join(FLAGS[f] for f in line.flags) or "Nothing",
        }
        for line in in_order(lines, criteria)
    ]
    headings = {
        "criterion": "Criterion",
        "weight": "Weight",
        "influence": "Part of the differences",
        "mean": "Mean mark",
        "agreement": "Agreement (alpha)",
        "look": "Worth a look",
    }
    shown = {name: heading for name, heading in headings.items() if any(row[name] for row in rows)}
    return table_html("What each criterion did", shown, rows)


def left_out_table(sensitivity, judges: Mapping[object, Judge], name) -> SafeString:
    """Write who would be first without each judge; "" where nobody’s leaving changes it."""
    if all(out.keeps_first for out in sensitivity.left_out):
        return SafeString("")
    rows = [
        {
            "judge": f"{judges[out.judge].letter} {judges[out.judge].name}",
            "first": _then(out, name),
        }
        for out in sensitivity.left_out
        if out.judge in judges
    ]
    headings = {"judge": "Left out", "first": "Then first"}
    return table_html("Who would be first without each judge", headings, rows, cards=False)


def _then(changed, name) -> SafeString:
    """Write who is first then, and whether that is a change."""
    words = unbroken(some(list(filter(None, map(name, changed.first)))) or "Nobody")
    return words if changed.keeps_first else joined(words, " ", tag_html("Changes", "yellow"))


def weights_table(sensitivity, criteria: Mapping[str, str], name, share: float) -> SafeString:
    """Write who would be first if one criterion counted less or more; "" where it is always the same."""
    if all(moved.keeps_first for moved in sensitivity.shifted):
        return SafeString("")
    found: dict = {}
    for moved in in_order(sensitivity.shifted, criteria):
        found.setdefault(moved.criterion, {})["more" if moved.factor > 1 else "less"] = _then(moved, name)
    rows = [{"criterion": criteria.get(key, str(key)), **cells} for key, cells in found.items()]
    words = fifth(share)
    headings = {"criterion": "Criterion", "less": f"First if it counts {words} less", "more": f"First if {words} more"}
    return table_html("Who would be first if one weight moved", headings, rows, cards=False)


def methods_table(sensitivity, labels, current: str) -> SafeString:
    """Write the place of each of the page's entries under each method that can be used."""
    methods = {m: ranks for m, ranks in sensitivity.ranks.items() if any(ranks.get(label.key) for label in labels)}
    if len(methods) < 2:
        return SafeString("")
    headings = {"entry": "Entry"}
    for method in methods:
        used = " (used here)" if method == current else ""
        headings[method.replace("-", "_")] = f"{first_up(METHODS[Method(method)])}{used}"
    rows = [
        {
            "entry": unbroken(label.text),
            **{m.replace("-", "_"): str(ranks.get(label.key) or "–") for m, ranks in methods.items()},
        }
        for label in labels
    ]
    return table_html("Places under each method", headings, rows, cards=False)


def agreement_table(agreement, reliability) -> SafeString:
    """Write the figures of agreement, each with what it says."""
    alpha, icc, whole = agreement.alpha, agreement.icc, agreement.kendall_w
    reach = agreement.interval
    about = f" (95%: {two(reach[0])} to {two(reach[1])})" if reach else ""
    wanted = (
        ("Krippendorff’s alpha", alpha.get("interval"), "How far single marks agree; 1 is perfect, 0 is chance", about),
        ("ICC, one judge", icc.get("A1"), "How far one judge’s mark would be repeated by another", ""),
        ("ICC, one judge, levels aside", icc.get("C1"), "The same when how strict judges are is set aside", ""),
        ("ICC, the mean of the panel", icc.get("Ak"), "How far the panel’s mean would be repeated", ""),
        ("ICC, the mean, levels aside", icc.get("Ck"), "The same when how strict judges are is set aside", ""),
        ("Kendall’s W", whole.get("w"), "How far judges put entries in the same order, from 0 to 1", ""),
        ("Reliability", reliability.expected, "Expected correlation with another panel of the same size", ""),
    )
    rows = [
        {"figure": figure, "value": two(value) + more, "meaning": meaning}
        for figure, value, meaning, more in wanted
        if value is not None
    ]
    return table_html("Figures of agreement", {"figure": "Figure", "value": "Value", "meaning": "What it says"}, rows)


def steps_table(steps: Sequence[Mapping], *, is_flat: bool) -> SafeString:
    """Write the steps by which one entry's figure is made, as text; `is_flat` where nothing is corrected."""
    headings = {
        "judge": "Judge",
        "points": "Points",
        "given": "Gave",
        "correction": "Correction",
        "corrected": "Corrected",
    }
    if is_flat:
        headings = {"judge": "Judge", "points": "Points", "given": "Gave"}
    return table_html("How the figure is made, judge by judge", headings, steps)


def unbroken(sentence: str) -> SafeString:
    """Write a sentence in which references are never cut in two at the end of a line."""
    pieces = _REFERENCE.split(sentence)
    return joined(*[element("span", {"class": "commend-nowrap"}, x) if n % 2 else x for n, x in enumerate(pieces)])


def in_order(lines, criteria: Mapping[str, str]) -> list:
    """Put lines about criteria in the order in which the award asks them."""
    places = {key: number for number, key in enumerate(criteria)}
    return sorted(lines, key=lambda line: places.get(line.criterion, len(places)))


def share(part: float | None) -> str:
    """Write a share of 1 in whole per cent; nothing where there is none."""
    return "" if part is None else f"{int(100 * part + 0.5)}%"


def first_up(words: str) -> str:
    """Write words with a capital letter first, and the others as they are."""
    return words[:1].upper() + words[1:]

"""A result as the JSON and the table that `manage.py rank` prints; the keys of the JSON are fixed."""

import math
from collections.abc import Iterable, Sequence

from judging.ranking.recipe import NAMES, Method
from judging.ranking.shapes import CriterionLine, EntryLine, JudgeLine, Result, Sensitivity
from judging.ranking.words import WARNINGS

DIGITS = 12  # significant; what is beyond depends on the processor
WIDEST = 40
ALPHAS = ("nominal", "ordinal", "interval", "ratio")
ICCS = ("A1", "C1", "Ak", "Ck")


def as_json(result: Result) -> dict:
    """Return a result as plain data; a figure that does not exist is None, never NaN."""
    agreement, linkage, reliability = result.agreement, result.linkage, result.reliability
    return {
        "method": result.method,
        "recipe": result.recipe.as_dict(),
        "entries": [_entry(line) for line in result.entries],
        "judges": [_judge(line) for line in result.judges],
        "variance": {"sigma2": _figure(result.sigma2), "tau2": _figure(result.tau2)},
        "components": [list(part) for part in result.components],
        "agreement": {
            "alpha": {name: _figure(agreement.alpha.get(name)) for name in ALPHAS},
            "icc": {name: _figure(agreement.icc.get(name)) for name in ICCS},
            "kendall_w": {name: _figure(agreement.kendall_w.get(name)) for name in ("w", "p")},
            "alpha_interval": [_figure(end) for end in agreement.interval] if agreement.interval else None,
            "alpha_by_criterion": [
                {"criterion": criterion, "alpha": _figure(alpha)} for criterion, alpha in agreement.by_criterion.items()
            ],
        },
        "warnings": list(result.warnings),
        "overlap": _figure(linkage.overlap),
        "bridges": [{"judge": bridge.judge, "entry": bridge.entry} for bridge in linkage.bridges],
        "reliability": {
            "expected": _figure(reliability.expected),
            "single": _figure(reliability.single),
            "reads_for_80": reliability.reads_for_80,
            "acts_like": _figure(reliability.acts_like),
        },
        "diagnostics": {
            "odd_sheets": [{"entry": entry, "judge": judge} for entry, judge in result.odd_sheets],
            "split_entries": list(result.split_entries),
            "criteria": [_criterion(line) for line in result.criteria],
        },
        "sensitivity": _sensitivity(result.sensitivity) if result.sensitivity else None,
    }


def _figure(value: float | None) -> float | None:
    """Return a number of twelve significant digits, None for what is not a number."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.{DIGITS}g}") + 0.0


def _entry(line: EntryLine) -> dict:
    return {
        "entry": line.entry,
        "score": _figure(line.score),
        "raw": _figure(line.raw),
        "rank": line.rank,
        "sheets": line.sheets,
        "se": _figure(line.se),
        "p_first": _figure(line.p_first),
        "p_top": _figure(line.p_top),
        "adjusted": _figure(line.adjusted),
        "interval": None if line.low is None else [_figure(line.low), _figure(line.high)],
        "rank_interval": None if line.rank_low is None else [line.rank_low, line.rank_high],
        "component": line.component,
    }


def _judge(line: JudgeLine) -> dict:
    return {
        "judge": line.judge,
        "severity": _figure(line.severity),
        "sheets": line.sheets,
        "se": _figure(line.se),
        "spread": _figure(line.spread),
        "consistency": _figure(line.consistency),
        "agreement": _figure(line.agreement),
        "flags": list(line.flags),
        "component": line.component,
    }


def _criterion(line: CriterionLine) -> dict:
    return {
        "criterion": line.criterion,
        "weight_share": _figure(line.weight_share),
        "influence_share": _figure(line.influence_share),
        "mean": _figure(line.mean),
        "sd": _figure(line.sd),
        "rest": _figure(line.rest),
        "flags": list(line.flags),
    }


def _sensitivity(found: Sensitivity) -> dict:
    return {
        "first": list(found.first),
        "margin": _figure(found.margin),
        "margin_chance": _figure(found.margin_chance),
        "left_out": [{"judge": x.judge, "first": list(x.first), "keeps_first": x.keeps_first} for x in found.left_out],
        "shifted": [
            {
                "criterion": x.criterion,
                "factor": _figure(x.factor),
                "first": list(x.first),
                "keeps_first": x.keeps_first,
            }
            for x in found.shifted
        ],
        "ranks": {
            method: [{"entry": entry, "rank": rank} for entry, rank in ranks.items()]
            for method, ranks in found.ranks.items()
        },
    }


def as_words(result: Result) -> str:
    """Return a result as tables and sentences for a terminal."""
    parts = [f"Ranked by {NAMES[Method(result.method)]}."]
    if result.entries:
        parts += [_entry_table(result), _judge_table(result)]
        parts.append("\n".join(_sure_words(result)))
        parts.append("\n".join(result.agreement.words))
    parts.append("\n".join(WARNINGS[code] for code in result.warnings))
    return "\n\n".join(part for part in parts if part)


def _entry_table(result: Result) -> str:
    top = f"First {result.recipe.top}"
    head = ("Rank", "Entry", "Score", "Mean", "Adjusted", "±", "Sheets", "First", top)
    rows = [
        (
            "–" if line.rank is None else str(line.rank),
            _shown(line.entry),
            _points(line.score, 4),
            _points(line.raw),
            _points(line.adjusted),
            _points(line.se),
            str(line.sheets),
            _percent(line.p_first),
            _percent(line.p_top),
        )
        for line in result.entries
    ]
    return _table(head, rows, text=(1,))


def _judge_table(result: Result) -> str:
    head = ("Judge", "Sheets", "Severity", "±")
    rows = [(_shown(x.judge), str(x.sheets), _signed(x.severity), _points(x.se)) for x in result.judges]
    note = "Severity is how far a judge stands from colleagues on the same entries; below nought is stricter."
    return _table(head, rows, text=(0,)) + "\n" + note


def _sure_words(result: Result) -> Iterable[str]:
    found = result.sensitivity
    if found is None or not found.first:
        return
    if found.margin is not None:
        chance = (
            "" if found.margin_chance is None else f", with a chance of {_percent(found.margin_chance)} to be ahead"
        )
        yield f"The first is {_points(found.margin)} ahead of the second{chance}."
    if found.left_out:
        kept = sum(x.keeps_first for x in found.left_out)
        yield f"With any one judge left out, the first place stays as it is in {kept} of {len(found.left_out)} cases."
    if found.shifted:
        kept = sum(x.keeps_first for x in found.shifted)
        yield f"With any one weight moved, the first place stays as it is in {kept} of {len(found.shifted)} cases."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], *, text: Sequence[int]) -> str:
    """Return rows in columns: texts to the left, figures to the right."""
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if n in text else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in [head, *rows]
    ]
    return "\n".join(line.rstrip() for line in lines)


def _shown(label: object) -> str:
    """Return a label on one line, without what a terminal would obey."""
    text = "".join(letter if letter.isprintable() else " " for letter in str(label))
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _points(value: float | None, places: int = 2) -> str:
    return "–" if value is None or not math.isfinite(value) else f"{value:,.{places}f}"


def _signed(value: float | None) -> str:
    return "–" if value is None or not math.isfinite(value) else f"{value:+.2f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f}%"

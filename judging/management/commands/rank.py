"""Rank any table of judge, entry, criterion, score and weight, given as a file."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from judging.ranking.recipe import Method, Recipe


class Command(BaseCommand):
    """Put entries in order by their marks without touching the database."""

    help = (
        "Rank entries by judges’ marks; higher is better. FILE (or - for standard input) is CSV with the columns "
        "entry, judge, score and optionally criterion and weight, or JSON: the same as a list of objects. Scores are "
        "taken as they stand; with --scale they become 0 to 100. How each figure comes about is in docs/ranking.md. "
        "Example: manage.py rank marks.csv --method adjusted --json"
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Take the file and how to rank it."""
        parser.add_argument("file", help="the file of marks, or - for standard input")
        parser.add_argument("--method", choices=[str(m) for m in Method], default=str(Method.MEAN))
        parser.add_argument("--scale", type=_scale, metavar="MIN:MAX", help="the ends of the scale of the scores")
        parser.add_argument("--top", type=int, default=3, metavar="K", help="the k of p_top (3)")
        parser.add_argument("--quorum", type=int, default=1, metavar="N", help="least sheets for a rank (1)")
        parser.add_argument("--seed", type=int, default=0, metavar="N", help="where drawing of chances begins (0)")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *args, **options):
        """Read, rank and print."""
        result = _ranked(_text(options["file"]), options)
        from judging.ranking.printing import as_json, as_words

        if options["json"]:
            self.stdout.write(json.dumps(as_json(result), allow_nan=False))
        else:
            self.stdout.write(as_words(result))


def _scale(text: str) -> tuple[float, float]:
    """Return the ends of a scale written MIN:MAX."""
    import argparse
    import math

    low, _, high = text.partition(":")
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = (0.0, 0.0)
    if not all(map(math.isfinite, ends)) or ends[0] >= ends[1]:
        raise argparse.ArgumentTypeError(f"“{text}” is not two numbers MIN:MAX with MIN below MAX")
    return ends


def _text(name: str) -> str:
    """Return what a file, or standard input, holds as text."""
    try:
        held = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
    try:
        return held.decode("utf-16" if held[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"{name} is not text in UTF-8: save it again as “CSV UTF-8”.") from error


def _ranked(text: str, options):
    """Return the result of the marks in a text; raises CommandError with a sentence for each fault."""
    from judging.ranking.analysis import analyse
    from judging.ranking.methods import usable
    from judging.ranking.reading import Unreadable, kind_of, read_marks
    from judging.ranking.table import Unsound, rescaled, table_of

    low, high = options["scale"] or (None, None)
    try:
        marks = read_marks(text, "json" if options["file"].lower().endswith(".json") else kind_of(text))
        if low is not None and (outside := [m for m in marks if not low <= m.score <= high]):
            raise CommandError(_outside_words(outside, low, high))
        table = table_of(marks, low=low, high=high)
    except (Unreadable, Unsound) as error:
        raise CommandError(str(error)) from error
    recipe = _recipe(options)
    if marks and (why := usable(table, recipe, recipe.method)):
        raise CommandError(why)
    return analyse(table if low is None else rescaled(table), recipe)


def _outside_words(outside, low: float, high: float) -> str:
    first = outside[0]
    more = f" and {len(outside) - 1} more" if len(outside) > 1 else ""
    return (
        f"The score {first.score:g} of {first.judge} for {first.entry}{more} is outside the scale {low:g} to {high:g}."
    )


def _recipe(options) -> Recipe:
    for name, least in (("top", 1), ("quorum", 1), ("seed", 0)):
        if options[name] < least:
            raise CommandError(f"--{name} must be {least} or more.")
    return Recipe(method=Method(options["method"]), quorum=options["quorum"], top=options["top"], seed=options["seed"])

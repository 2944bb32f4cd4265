"""Rounds of the modes without points, opened and answered through the real services."""

from collections.abc import Mapping

from judging.models import Round, ScoreSheet
from judging.services.ordering import sheets_to_order, submit_order
from judging.services.sheets import save_sheet, submit_sheet
from tests.judging.judged import NAMES, member_of, open_round, sheet_of

JUDGES = ("chair", "judge", "second_judge", "third_judge")


def pass_round(award, people, *, answers=3, percent=60, **fields) -> Round:
    """Return an open round in which judges answer pass, unsure or fail."""
    return open_round(award, people, mode="pass", pass_answers=answers, pass_percent=percent, **fields)


def rank_round(award, people, *, top=3, **fields) -> Round:
    """Return an open round in which judges put their best in order."""
    return open_round(award, people, mode="rank", rank_top=top, **fields)


def answer(round_, person, name, said, *, note="Clear before and after.") -> ScoreSheet:
    """Let a judge answer for one entry and submit it."""
    sheet = sheet_of(round_, person, name)
    typed = {"scores": {}, "note_to_panel": note, "feedback": "", "answer": said}
    return submit_sheet(save_sheet(sheet, **typed, version=sheet.version, by=person), by=person)


def order(round_, person, *names: str) -> int:
    """Let a judge put these names first, in this order, and hand it in."""
    places = places_of(round_, person, names)
    return submit_order(round_, member_of(round_, person), places=places, by=person)


def places_of(round_, person, names) -> Mapping[int, int | None]:
    """Return the places of a judge's sheets when these names come first."""
    rows = sheets_to_order(round_, member_of(round_, person)).values_list("pk", "entry__nominee__name")
    return {pk: names.index(name) + 1 if name in names else None for pk, name in rows}


def totals(round_) -> dict[str, str | None]:
    """Return the stored total of each entry, by name."""
    rows = round_.standings.order_by("entry__reference").values_list("entry__nominee__name", "total")
    return {name: None if total is None else str(total) for name, total in rows}


__all__ = ["JUDGES", "NAMES", "answer", "order", "pass_round", "places_of", "rank_round", "totals"]

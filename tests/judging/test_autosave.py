"""Tests of saving while a judge types: what is kept, what the page is told, and what it is told when nothing was."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from judging.models import LateMarks, Round, ScoreSheet
from judging.services.late import as_marks
from judging.services.sheets import save_sheet, submit_sheet
from judging.states import RoundState, SheetState
from kit import clock
from tests.judging.judged import NAMES, open_round, points_of, sheet_of
from tests.world import sign_in
from workflow import perform

HTMX = {"HX-Request": "true"}


@pytest.fixture
def round_(award, people):
    """A round open for scoring with two entries and four judges."""
    return open_round(award, people, names=NAMES[:2])


@pytest.fixture
def judge(people):
    """A judge of it."""
    return people["judge"]


@pytest.fixture
def sheet(round_, judge):
    """The judge's sheet for the first entry."""
    return sheet_of(round_, judge)


@pytest.fixture
def visitor(client, judge, round_):
    """The judge's own browser, signed in."""
    return sign_in(client, judge)


def page_of(sheet) -> str:
    return reverse("judging:sheet", args=[sheet.public_id])


def send(visitor, sheet, *values, version=0, note="", feedback="", url="autosave"):
    """Send what a page holds as it is typed: points in the order of the criteria, and words."""
    keys = sheet.round.award.criteria.values_list("pk", flat=True)
    typed = {f"c{key}": value for key, value in zip(keys, values, strict=False) if value is not None}
    typed |= {"version": version, "note_to_panel": note, "feedback": feedback}
    return visitor.post(reverse(f"judging:{url}", args=[sheet.public_id]), typed, headers=HTMX)


def words(response) -> str:
    """What an answer says, as words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).strip()


def became(response):
    """What the page is told: the status and what became of what was typed."""
    return response.status_code, response.headers.get("Commend-Autosave")


def held(sheet):
    """What the sheet holds now."""
    fresh = ScoreSheet.objects.get(pk=sheet.pk)
    return fresh.state, fresh.version, fresh.scores.count(), fresh.note_to_panel


def test_what_is_typed_is_saved_and_the_next_save_is_not_overtaken(visitor, sheet):
    answer = send(visitor, sheet, 3, note="First w")
    assert became(answer) == (200, "yes")
    assert words(answer).startswith("Saved at ")
    assert 'name="version" value="1" id="id_version" hx-swap-oob="true"' in answer.content.decode()
    assert "In progress" in words(answer)

    assert became(send(visitor, sheet, 3, 2, version=1, note="First words.")) == (200, "yes")
    assert held(sheet) == (SheetState.IN_PROGRESS, 2, 2, "First words.")


def test_what_is_not_valid_is_left_out_and_the_rest_is_saved(visitor, sheet):
    send(visitor, sheet, 2, note="Short.")
    answer = send(visitor, sheet, 3, 9, version=1, note="x" * 4001, feedback="Kept.")
    assert became(answer) == (200, "partly")
    assert "Select one of the points for" in words(answer)
    assert "4000 characters" in words(answer)

    assert held(sheet) == (SheetState.IN_PROGRESS, 2, 1, "Short.")
    assert ScoreSheet.objects.get(pk=sheet.pk).feedback == "Kept."


def test_a_page_that_was_overtaken_is_shown_both_texts_and_overwrites_nothing(visitor, sheet):
    send(visitor, sheet, 3, note="From the phone.")
    for _ in range(2):
        answer = send(visitor, sheet, 2, note="From the desk.")
        assert became(answer) == (409, "overtaken")
        assert "From the phone." in words(answer)
        assert 'name="version"' not in answer.content.decode()
    assert held(sheet) == (SheetState.IN_PROGRESS, 1, 1, "From the phone.")

    chooses = send(visitor, sheet, 2, note="From the desk.", url="sheet")
    assert chooses.status_code == 409
    assert "From the phone." in words(chooses)
    assert "From the desk." in chooses.content.decode()
    assert "hx-post" not in chooses.content.decode()


def test_a_submitted_entry_that_changes_says_that_it_must_be_submitted_again(visitor, sheet, judge, award):
    scores = points_of(award, 3, 3, 3, 3)
    saved = save_sheet(sheet, scores=scores, note_to_panel="", feedback="", version=0, by=judge)
    submit_sheet(saved, by=judge)

    assert "submit it again" not in words(send(visitor, sheet, 3, 3, 3, 3, version=1))
    assert held(sheet)[0] == SheetState.SUBMITTED
    assert "submit it again" in words(send(visitor, sheet, 2, 3, 3, 3, version=1))
    assert held(sheet)[0] == SheetState.IN_PROGRESS


@pytest.mark.parametrize("url", ["autosave", "sheet"])
def test_what_comes_after_the_close_is_kept_for_the_chair_and_shown_to_the_judge(visitor, sheet, url):
    send(visitor, sheet, 3)
    Round.objects.update(closes_at=clock.now())
    answer = send(visitor, sheet, 3, 2, version=1, note="Typed as it closed.", url=url)

    said = "We have kept what you typed, and the chair can decide whether it counts."
    if url == "autosave":
        assert became(answer) == (200, "late")
        assert said in words(answer)
    else:
        assert answer.url == page_of(sheet)
    page = words(visitor.get(page_of(sheet)))
    assert "It is kept, and counts only if the chair or the awards team admit it." in page
    assert "Typed as it closed." in page
    assert (said in page) == (url == "sheet")
    assert held(sheet) == (SheetState.IN_PROGRESS, 1, 1, "")
    assert as_marks(LateMarks.objects.get()).note_to_panel == "Typed as it closed."


def test_after_the_decision_nothing_more_is_kept_and_the_judge_is_told(visitor, sheet):
    Round.objects.update(closes_at=clock.now(), state=RoundState.DECIDED)
    answer = send(visitor, sheet, 3, note="Far too late.")
    assert became(answer) == (403, "no")
    assert words(answer).startswith("Not saved: Scoring is closed.")
    assert "Far too late." in send(visitor, sheet, 3, note="Far too late.", url="sheet").content.decode()
    assert not LateMarks.objects.exists()


def test_an_entry_that_is_hidden_meanwhile_takes_nothing_and_shows_nothing(visitor, sheet, people):
    perform(sheet.entry, "hide", by=people["reviewer"], reason="A name was left in.")
    answer = send(visitor, sheet, 3, note="Typed meanwhile.")
    assert became(answer) == (403, "no")
    assert words(answer) == "Not saved: This entry is being checked. What you typed is still on this page."


def test_somebody_who_is_signed_out_gets_no_sign_in_page_in_the_place_of_a_line(client, visitor, sheet):
    client.logout()
    answer = send(visitor, sheet, 3, note="Typed after lunch.")
    assert (answer.status_code, answer.content) == (401, b"")
    assert visitor.get(page_of(sheet)).status_code == 302


def test_whoever_signs_in_again_is_given_a_token_for_the_page_that_was_open(visitor, sheet):
    answer = visitor.get(reverse("judging:autosave", args=[sheet.public_id]), headers=HTMX)
    assert re.fullmatch(r'\s*<input type="hidden" name="csrfmiddlewaretoken" value="\w+">\s*', answer.content.decode())


def test_in_a_round_that_goes_on_what_came_late_is_on_the_page_again(visitor, sheet):
    Round.objects.update(closes_at=clock.now())
    send(visitor, sheet, 3, note="Sent late.", url="sheet")
    Round.objects.update(closes_at=clock.now() + timedelta(hours=1))
    page = visitor.get(page_of(sheet))
    assert "Scoring is open again: save it to keep it." in words(page)
    assert "Sent late.</textarea>" in page.content.decode()

    send(visitor, sheet, 3, note="Sent late.", url="sheet")
    assert "Scoring is open again" not in words(visitor.get(page_of(sheet)))
    assert held(sheet)[3] == "Sent late."

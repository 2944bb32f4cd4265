"""Two people, or two windows, at the same moment: one effect, and no mark lost from a total."""

import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from judging.models import LateMarks, Round, ScoreSheet, Standing
from judging.services.interests import declare_late
from judging.services.rounds import advance_due, close_scoring
from judging.services.sheets import Overtaken, marks_of, save_sheet, submit_sheet
from judging.states import RoundState, SheetState
from kit import clock
from tests.judging.judged import NAMES, member_of, open_round, points_of, sheet_of
from tests.world import sign_in
from workflow import SYSTEM, Refused, trail

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def round_(award, people):
    """A round open for scoring with one entry and four judges."""
    return open_round(award, people, names=NAMES[:1])


def at_once(*deeds):
    """Do every deed in a thread of its own, at the same moment; returns what each gave back or refused with."""
    together, outcomes = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(number, deed):
        try:
            together.wait()
            outcomes[number] = deed()
        except Refused as refusal:
            outcomes[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def filled(round_, person, value=3):
    """A complete sheet that is not submitted."""
    sheet = sheet_of(round_, person)
    points = points_of(round_.award, *[value] * 4)
    return save_sheet(sheet, scores=points, note_to_panel="Words.", feedback="", version=sheet.version, by=person)


def figures():
    """The stored total, how many sheets count and how many are expected."""
    return Standing.objects.values_list("total", "counted", "expected").get()


def verbs(sheet):
    """What the trail says was done to a sheet, oldest first."""
    return [event.verb.partition(".")[2] for event in reversed(trail(sheet))]


def test_four_judges_submit_one_entry_and_each_of_them_counts(round_, people):
    judges = [people[role] for role in ("chair", "judge", "second_judge", "third_judge")]
    sheets = [filled(round_, judge, value) for judge, value in zip(judges, (1, 2, 3, 4), strict=True)]
    at_once(*[lambda s=s, j=j: submit_sheet(s, by=j) for s, j in zip(sheets, judges, strict=True)])

    assert figures() == (Decimal("2.5000"), 4, 4)


def test_two_windows_submit_once(round_, people):
    judge = people["judge"]
    sheet = filled(round_, judge)
    at_once(*[lambda: submit_sheet(sheet, by=judge)] * 2)

    assert verbs(sheet) == ["save_marks", "submit"]
    assert figures() == (Decimal("3.0000"), 1, 4)


def test_of_two_windows_that_save_one_is_told_of_the_other(round_, award, people):
    judge = people["judge"]

    def save(value, note):
        sheet = sheet_of(round_, judge)
        points = points_of(award, *[value] * 4)
        return save_sheet(sheet, scores=points, note_to_panel=note, feedback="", version=0, by=judge)

    outcomes = at_once(lambda: save(2, "One."), lambda: save(3, "Two."))
    told = [o for o in outcomes if isinstance(o, Overtaken)]
    sheet = sheet_of(round_, judge)

    assert len(told) == 1
    assert sheet.version == 1
    assert told[0].stored == marks_of(sheet)
    assert {told[0].typed.note_to_panel, sheet.note_to_panel} == {"One.", "Two."}


def test_a_double_click_on_the_page_has_one_effect(round_, award, people):
    judge = people["judge"]
    sheet = sheet_of(round_, judge)
    url = reverse("judging:sheet", args=[sheet.public_id])
    typed = {f"c{key}": "3" for key in points_of(award, 3, 3, 3, 3)}
    typed |= {"version": "0", "then": "submit", "note_to_panel": "", "feedback": ""}
    browsers = [sign_in(Client(), judge) for _ in range(2)]
    answers = at_once(*[lambda b=b: b.post(url, typed) for b in browsers])

    assert [answer.status_code for answer in answers] == [302, 302]
    assert verbs(sheet) == ["save_marks", "submit"]


def test_a_sheet_submitted_as_the_round_closes_counts_in_the_places_or_not_at_all(round_, people):
    judge = people["judge"]
    sheet = filled(round_, judge)
    Round.objects.update(closes_at=clock.now())

    def submit_just_before():
        with clock.set_to(round_.opens_at):
            return submit_sheet(sheet, by=judge)

    at_once(submit_just_before, lambda: close_scoring(Round.objects.get(), by=SYSTEM))
    state = ScoreSheet.objects.get(pk=sheet.pk).state
    standing = Standing.objects.get()

    assert Round.objects.get().state == RoundState.CLOSED
    if state == SheetState.SUBMITTED:
        assert (standing.total, standing.counted, standing.position) == (Decimal("3.0000"), 1, 1)
    else:
        assert (standing.total, standing.counted, standing.position) == (None, 0, None)


def lines(judge, url, *typed):
    """What the judge's windows are answered when each sends what it holds at the same moment."""
    browsers = [sign_in(Client(), judge) for _ in typed]
    posts = [lambda b=b, data=data: b.post(url, data) for b, data in zip(browsers, typed, strict=True)]
    return [(answer.status_code, answer.headers.get("Commend-Autosave")) for answer in at_once(*posts)]


def page_of(award, value, note, *, version=0, then=""):
    """What a page holds: the same point for every criterion, and a note."""
    points = {f"c{key}": str(value) for key in points_of(award, *[value] * 4)}
    return points | {"version": str(version), "then": then, "note_to_panel": note, "feedback": ""}


def test_of_two_windows_that_save_by_themselves_one_is_told_and_overwrites_nothing(round_, award, people):
    judge = people["judge"]
    sheet = sheet_of(round_, judge)
    url = reverse("judging:autosave", args=[sheet.public_id])
    answers = lines(judge, url, page_of(award, 2, "One."), page_of(award, 3, "Two."))
    fresh = ScoreSheet.objects.get(pk=sheet.pk)

    assert sorted(answers) == [(200, "yes"), (409, "overtaken")]
    kept = ("One.", 2) if answers[0] == (200, "yes") else ("Two.", 3)
    assert (fresh.note_to_panel, set(marks_of(fresh).points.values())) == (kept[0], {kept[1]})
    assert fresh.version == 1


def test_a_page_that_saves_itself_while_it_is_submitted_counts_once_as_it_stands(round_, award, people):
    judge = people["judge"]
    sheet = filled(round_, judge)
    typed = page_of(award, 2, "As it is.", version=1)
    browsers = [sign_in(Client(), judge) for _ in range(2)]
    urls = [reverse(f"judging:{name}", args=[sheet.public_id]) for name in ("autosave", "sheet")]
    at_once(
        lambda: browsers[0].post(urls[0], typed),
        lambda: browsers[1].post(urls[1], typed | {"then": "submit"}),
    )

    assert verbs(sheet) == ["save_marks", "save_marks", "submit"]
    assert figures() == (Decimal("2.0000"), 1, 4)


def test_older_words_that_arrive_while_a_sheet_is_submitted_neither_count_nor_take_it_back(round_, award, people):
    judge = people["judge"]
    sheet = filled(round_, judge)
    url = reverse("judging:autosave", args=[sheet.public_id])
    browser = sign_in(Client(), judge)
    at_once(
        lambda: submit_sheet(sheet, by=judge),
        lambda: browser.post(url, page_of(award, 1, "Older.", version=0)),
    )

    assert ScoreSheet.objects.get(pk=sheet.pk).note_to_panel == "Words."
    assert figures() == (Decimal("3.0000"), 1, 4)


def test_what_is_saved_as_the_round_closes_is_in_time_or_kept_for_the_chair(round_, award, people):
    judge = people["judge"]
    sheet = sheet_of(round_, judge)
    Round.objects.update(closes_at=clock.now())
    url = reverse("judging:autosave", args=[sheet.public_id])
    browser = sign_in(Client(), judge)

    def save_just_before():
        with clock.set_to(round_.opens_at):
            return browser.post(url, page_of(award, 3, "Just so."))

    answer, _ = at_once(save_just_before, lambda: close_scoring(Round.objects.get(), by=SYSTEM))
    fresh, late = ScoreSheet.objects.get(pk=sheet.pk), LateMarks.objects.values_list("note_to_panel", flat=True)

    assert Round.objects.get().state == RoundState.CLOSED
    assert (answer.headers["Commend-Autosave"], fresh.note_to_panel, list(late)) in [
        ("yes", "Just so.", []),
        ("late", "", ["Just so."]),
    ]


def test_a_judge_who_recuses_while_their_page_saves_keeps_no_open_sheet(round_, award, people):
    judge = people["judge"]
    sheet, member = filled(round_, judge), member_of(round_, judge)
    url = reverse("judging:autosave", args=[sheet.public_id])
    browser = sign_in(Client(), judge)
    answer, _ = at_once(
        lambda: browser.post(url, page_of(award, 2, "Typed on.", version=1)),
        lambda: declare_late(member, entry=sheet.entry, kind="relative", note="", by=judge),
    )

    assert answer.status_code in (200, 403, 404)
    assert ScoreSheet.objects.get(pk=sheet.pk).state == SheetState.RECUSED
    assert figures() == (None, 0, 3)


def test_a_judge_who_recuses_while_submitting_never_counts(round_, people):
    judge = people["judge"]
    sheet = filled(round_, judge)
    member = member_of(round_, judge)
    at_once(
        lambda: submit_sheet(sheet, by=judge),
        lambda: declare_late(member, entry=sheet.entry, kind="relative", note="", by=judge),
    )

    assert ScoreSheet.objects.get(pk=sheet.pk).state == SheetState.RECUSED
    assert figures() == (None, 0, 3)


def test_two_sweeps_open_and_close_a_round_once(round_):
    Round.objects.update(closes_at=clock.now())
    results = at_once(*[lambda: advance_due()] * 2)

    assert sorted(r["closed"] for r in results) == [0, 1]
    assert [e.verb for e in trail(round_)].count("round.close_scoring") == 1

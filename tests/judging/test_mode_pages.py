"""What judges and panels see in rounds without points: pass, unsure or fail, and an order of the best."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from judging.models import Declaration, LateMarks, Round, ScoreSheet
from judging.services.rounds import close_scoring
from judging.services.standings import refresh_round
from judging.states import SheetState
from kit import clock
from nominations.models import Entry, Nominee
from tests.judging.judged import NAMES, member_of, sheet_of
from tests.judging.moded import JUDGES, answer, order, pass_round, rank_round
from tests.world import sign_in
from workflow import SYSTEM, perform

A, B, C, D, E = NAMES


def text_of(response) -> str:
    """The main part of a page as words."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def order_url(round_) -> str:
    return reverse("judging:order", args=[round_.public_id])


def typed(round_, judge, *names, **more) -> dict:
    """What the page sends when these names come first."""
    sheets = ScoreSheet.objects.filter(round=round_, member__person=judge).select_related("entry__nominee")
    return {f"s{s.pk}": names.index(n) + 1 if (n := s.entry.nominee.name) in names else "" for s in sheets} | more


def mine(round_, judge) -> dict:
    """The judge's places as they are stored, by name."""
    sheets = ScoreSheet.objects.filter(round=round_, member__person=judge, place__isnull=False)
    return dict(sheets.values_list("entry__nominee__name", "place"))


def close(round_) -> Round:
    Round.objects.filter(pk=round_.pk).update(closes_at=clock.now() - timedelta(seconds=1))
    return close_scoring(Round.objects.get(pk=round_.pk), by=SYSTEM)


# ---- Pass, unsure or fail


def test_a_judge_answers_and_is_told_what_is_missing(client, award, people):
    judge = people["judge"]
    round_ = pass_round(award, people)
    sheet, visitor = sheet_of(round_, judge), sign_in(client, judge)
    url = reverse("judging:sheet", args=[sheet.public_id])
    words = text_of(visitor.get(url))
    assert "Answer pass, unsure or fail." in words
    assert "It counts neither for nor against." in words
    assert "Counts for" not in words

    sent = {"version": 0, "note_to_panel": "", "feedback": "", "then": "submit"}
    assert "Select pass, unsure or fail" in text_of(visitor.post(url, sent))
    failed = visitor.post(url, sent | {"answer": "fail"})
    assert "Enter a note or feedback, because you answered fail" in text_of(failed)
    done = visitor.post(url, sent | {"answer": "fail", "version": 1, "note_to_panel": "Too thin."}, follow=True)
    assert f"Your answer for {sheet.entry.nominee} is submitted." in done.content.decode()
    assert ScoreSheet.objects.values_list("state", "answer", "total").get(pk=sheet.pk) == ("submitted", "fail", 0)


def test_an_answer_that_comes_just_after_the_close_is_kept_for_the_chair(client, award, people):
    judge = people["judge"]
    round_ = pass_round(award, people)
    Round.objects.update(closes_at=clock.now() - timedelta(seconds=1))
    sheet = sheet_of(round_, judge)
    sent = {"answer": "pass", "version": 0, "note_to_panel": "Strong.", "feedback": "", "then": "stay"}
    sign_in(client, judge).post(reverse("judging:sheet", args=[sheet.public_id]), sent)
    assert LateMarks.objects.values_list("sheet", "answer", "note_to_panel").get() == (sheet.pk, "pass", "Strong.")


def test_the_panel_reads_shares_answers_and_who_goes_on(client, award, people):
    round_ = pass_round(award, people)
    for name, said in ((A, "pass pass pass fail"), (B, "pass fail fail unsure"), (C, "pass unsure unsure unsure")):
        for role, word in zip(JUDGES, said.split(), strict=True):
            answer(round_, people[role], name, word)
    round_ = close(round_)
    visitor = sign_in(client, people["chair"])
    words = text_of(visitor.get(reverse("panel:totals", args=[round_.public_id])))
    assert "75.00% of answers pass" in words
    assert "An entry goes on when at least 3 judges answered pass or fail" in words
    assert "Second Judge: Pass" in words

    file = visitor.get(reverse("panel:totals", args=[round_.public_id]), {"format": "csv", "list": "sheets"})
    lines = b"".join(file.streaming_content).decode().splitlines()
    assert "Total,Answer,Note to the panel" in lines[0]
    assert sum(",pass," in line for line in lines) == 5

    visitor.post(reverse("panel:deliberate", args=[round_.public_id]))
    page = visitor.get(reverse("panel:decide", args=[round_.public_id]))
    assert "75.00% of answers pass, goes on" in text_of(page)
    assert "33.33% of answers pass, does not go on" in text_of(page)
    proposed = {row["name"]: row["field"].value() for row in page.context["choices"]}
    assert {name for name, value in proposed.items() if value == "shortlisted"} == {A}


# ---- An order of the best


@pytest.fixture
def ranking(award, people):
    return rank_round(award, people)


@pytest.fixture
def visitor(client, people, ranking):
    return sign_in(client, people["judge"])


def test_a_judge_puts_the_best_in_order_on_one_page(visitor, ranking, people):
    judge = people["judge"]
    listed = visitor.get(reverse("judging:list", args=[ranking.public_id])).content.decode()
    assert "Put your best in order" in listed
    assert order_url(ranking) in listed
    assert visitor.get(reverse("judging:submit", args=[ranking.public_id])).url == order_url(ranking)

    words = text_of(visitor.get(order_url(ranking)))
    assert "Choose the best 3 entries" in words
    assert all(name in words for name in NAMES)
    assert visitor.post(order_url(ranking), typed(ranking, judge, C, A, B)).status_code == 302
    assert mine(ranking, judge) == {C: 1, A: 2, B: 3}
    states = ScoreSheet.objects.filter(round=ranking, member__person=judge).values_list("state", flat=True)
    assert set(states) == {SheetState.SUBMITTED}

    was = visitor.get(order_url(ranking)).context["form"].initial["was"]
    assert visitor.post(order_url(ranking), typed(ranking, judge, A, C, D, was=was)).status_code == 302
    assert mine(ranking, judge) == {A: 1, C: 2, D: 3}


def test_each_place_goes_to_one_entry_and_every_place_is_given(visitor, ranking, people):
    judge = people["judge"]
    twice = typed(ranking, judge, A, B, C) | {f"s{sheet_of(ranking, judge, B).pk}": 1}
    answer_ = text_of(visitor.post(order_url(ranking), twice))
    assert re.search(f"({A} and {B}|{B} and {A}) cannot both be number 1", answer_)
    short = text_of(visitor.post(order_url(ranking), typed(ranking, judge, A)))
    assert "Choose an entry for number 2 and 3" in short
    wrong = typed(ranking, judge, A, B, C) | {f"s{sheet_of(ranking, judge, D).pk}": "9"}
    assert f"Select one of the places for {D}" in text_of(visitor.post(order_url(ranking), wrong))
    assert mine(ranking, judge) == {}


def test_an_order_changed_in_another_tab_shows_both(visitor, ranking, people):
    judge = people["judge"]
    was = visitor.get(order_url(ranking)).context["form"].initial["was"]
    order(ranking, judge, A, B, C)
    both = visitor.post(order_url(ranking), typed(ranking, judge, D, E, A, was=was))
    assert both.status_code == 409
    words = text_of(both)
    assert "You changed your order in another window" in words
    assert "Saved now: 3" in words
    assert mine(ranking, judge) == {A: 1, B: 2, C: 3}
    again = typed(ranking, judge, D, E, A, was=both.context["form"]["was"].value())
    assert visitor.post(order_url(ranking), again).status_code == 302
    assert mine(ranking, judge) == {D: 1, E: 2, A: 3}


def test_the_page_names_what_is_being_checked_and_hides_what_is_of_interest(visitor, ranking, people):
    judge = people["judge"]
    order(ranking, judge, A, B, C)
    perform(sheet_of(ranking, judge, B).entry, "hide", by=people["reviewer"], reason="A name was left in.")
    perform(sheet_of(ranking, judge, E).entry, "hide", by=people["reviewer"], reason="A name was left in.")
    words = text_of(visitor.get(order_url(ranking)))
    assert f"{B} keeps its place, number 2" in words
    assert f"{E} can be placed once it is back" in words


@pytest.mark.parametrize("role", ["administrator", "reviewer", "stranger", "superuser", "nominee"])
def test_others_find_no_order_page(client, ranking, people, role):
    assert sign_in(client, people[role]).get(order_url(ranking)).status_code == 404


def test_the_panel_reads_borda_and_places(client, ranking, people):
    for role, names in zip(JUDGES, ((A, B, C), (A, C, B), (B, A, D), (A, B, E)), strict=True):
        order(ranking, people[role], *names)
    round_ = close(ranking)
    visitor = sign_in(client, people["chair"])
    words = text_of(visitor.get(reverse("panel:totals", args=[round_.public_id])))
    assert "Borda 0.8500" in words
    assert "Chair: place 1" in words
    assert "Second Judge: not placed" in words


def _grow(award, round_, people, count):
    """Let the round hold `count` entries, each with a sheet for every judge and declared by the judge."""
    have = Entry.objects.filter(award=award).count()
    names = [f"Person {number}" for number in range(have, count)]
    nominees = Nominee.objects.bulk_create([Nominee(kind="person", name=name) for name in names])
    entries = Entry.objects.bulk_create(
        [
            Entry(season=award.season, award=award, nominee=n, reference=f"X-{n.pk:05d}", state="in_round")
            for n in nominees
        ]
    )
    seats = list(round_.panel.members.all())
    ScoreSheet.objects.bulk_create([ScoreSheet(round=round_, entry=e, member=m) for e in entries for m in seats])
    seat = member_of(round_, people["judge"])
    Declaration.objects.bulk_create([Declaration(member=seat, entry=e, answer="none") for e in entries])
    refresh_round(round_)


@pytest.mark.parametrize(("name", "most"), [("order", 16), ("sheet", 13)])
def test_pages_ask_as_often_for_three_hundred_entries_as_for_one(client, award, people, name, most):
    ranks = name == "order"
    round_ = rank_round(award, people, names=(A,), top=10) if ranks else pass_round(award, people, names=(A,))
    visitor = sign_in(client, people["judge"])
    sheet = reverse("judging:sheet", args=[sheet_of(round_, people["judge"], A).public_id])
    url = order_url(round_) if ranks else sheet
    counts = []
    for rows in (1, 3, 300):
        _grow(award, round_, people, rows)
        with CaptureQueriesContext(connection) as asked:
            page = visitor.get(url)
        assert page.status_code == 200
        assert len(page.content) < 60_000
        counts.append(len(asked))
    assert counts == [counts[0]] * 3
    assert counts[0] <= most


def test_what_is_chosen_on_one_page_is_kept_on_the_next(client, award, people):
    judge = people["judge"]
    round_ = rank_round(award, people, names=(A,), top=2)
    _grow(award, round_, people, 60)
    visitor = sign_in(client, judge)
    first = visitor.get(order_url(round_))
    assert len(first.context["shown"]) == 50
    best = first.context["shown"][0]["row"]
    turned = visitor.post(order_url(round_), {f"s{best.sheet}": "1", "page": "2", "was": "[]"})
    assert f'name="s{best.sheet}" value="1"' in turned.content.decode()
    second = turned.context["shown"][0]["row"]
    sent = {f"s{best.sheet}": "1", f"s{second.sheet}": "2", "was": "[]"}
    assert visitor.post(order_url(round_), sent).status_code == 302
    assert mine(round_, judge) == {best.name: 1, second.name: 2}

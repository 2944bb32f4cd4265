"""Judges of a long list and of an order in a real browser: without a script, on a phone, with pictures."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from judging.models import Round, ScoreSheet
from kit import clock
from nominations.models import JudgingCopy
from tests.browser import axe, overflow, shot
from tests.journeys.test_judge import TEXT, enter, press
from tests.judging.judged import NAMES, sheet_of
from tests.judging.moded import pass_round, rank_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page, name: str) -> None:
    """Check the page as it stands, and keep its picture."""
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, f"modes-{name}")


def without_scripts(context) -> None:
    """Keep every script from the page, as a browser without them does; axe still brings its own."""
    context.route(re.compile(r"\.js(\?|$)"), lambda route: route.abort())


def test_a_judge_passes_and_fails_without_a_script(live_server, commend_page, award, people):
    page, judge = commend_page, people["judge"]
    round_ = pass_round(award, people, names=NAMES[:2])
    Round.objects.update(closes_at=clock.now() + timedelta(days=7))
    JudgingCopy.objects.update(text=TEXT)
    sheet = sheet_of(round_, judge, NAMES[0])
    enter(page, live_server.url, judge)
    without_scripts(page.context)

    page.goto(live_server.url + reverse("judging:sheet", args=[sheet.public_id]))
    look(page, "pass")
    page.get_by_label("Fail", exact=True).check()
    press(page, "Submit this entry")
    expect(page.get_by_role("link", name="Enter a note or feedback, because you answered fail")).to_be_visible()
    look(page, "pass-errors")
    page.get_by_label("Pass", exact=True).check()
    press(page, "Submit this entry")
    expect(page.get_by_text(f"Your answer for {NAMES[0]} is submitted.")).to_be_visible()
    assert ScoreSheet.objects.get(pk=sheet.pk).answer == "pass"


def test_a_judge_puts_the_best_in_order_without_a_script(live_server, commend_page, award, people):
    page, judge = commend_page, people["judge"]
    round_ = rank_round(award, people)
    enter(page, live_server.url, judge)
    without_scripts(page.context)

    page.goto(live_server.url + reverse("judging:list", args=[round_.public_id]))
    page.get_by_role("button", name="Put your best in order").click()
    look(page, "order")
    for name in NAMES[:2]:
        page.get_by_label(name, exact=True).select_option("1")
    press(page, "Submit your order")
    expect(page).to_have_title(re.compile("^Error: Put your best in order"))
    look(page, "order-errors")
    for number, name in enumerate(NAMES[:3], start=1):
        page.get_by_label(name, exact=True).select_option(str(number))
    press(page, "Submit your order")
    expect(page.get_by_text("Your order is submitted.")).to_be_visible()
    look(page, "order-list")
    places = ScoreSheet.objects.filter(member__person=judge, place__isnull=False).order_by("place")
    assert list(places.values_list("entry__nominee__name", flat=True)) == list(NAMES[:3])

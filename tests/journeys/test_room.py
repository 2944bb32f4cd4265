"""The deciding room in a real browser: what the scores say, on a phone, on a screen, in the reader's own colours."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from judging.models import Round
from judging.services.places import settle_round
from tests.browser import axe, overflow, shot
from tests.journeys.test_judge import enter
from tests.judging.roomed import dealt_round
from tests.judging.scored import scored_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "The Fellshire and Upper Wharfedale Community Rehabilitation and Reablement Partnership"


def look(page, name: str) -> None:
    """Check the page as it stands, wide and narrow, and keep its picture."""
    assert axe(page) == []
    assert overflow(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert axe(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    shot(page, f"room-{name}")


def letters(page) -> float:
    """Return the smallest letters of the plots as drawn on a phone, in pixels."""
    page.set_viewport_size({"width": 320, "height": 800})
    smallest = page.evaluate(
        "() => Math.min(...[...document.querySelectorAll('.commend-plot text')].map(t => {"
        "const box = t.ownerSVGElement.getScreenCTM(); return parseFloat(getComputedStyle(t).fontSize) * box.d}))"
    )
    page.set_viewport_size({"width": 1280, "height": 900})
    return smallest


def test_the_chair_reads_what_the_worked_round_says(live_server, commend_page, award, people):
    page, round_ = commend_page, scored_round(award, people)
    settle_round(round_)
    enter(page, live_server.url, people["chair"])

    page.goto(live_server.url + reverse("panel:totals", args=[round_.public_id]))
    page.get_by_role("link", name="What the scores say", exact=True).click()
    expect(page.get_by_role("heading", name="What the scores say", level=1)).to_be_visible()
    look(page, "worked")
    said = "NO27-0001: each judge’s marks Judge 3.40, Chair 3.60, Third Judge 3.60, Second Judge 3.80, total 3.60"
    expect(page.get_by_role("img", name=said, exact=True)).to_be_visible()
    assert letters(page) >= 12
    page.get_by_role("table").get_by_role("link", name="NO27-0002").click()
    expect(page.get_by_role("heading", name="How the figure is made")).to_be_visible()
    look(page, "worked-entry")


def test_a_round_that_was_shared_out_shows_what_correcting_does(live_server, commend_page, award, people):
    page = commend_page
    round_ = dealt_round(award, people, names=[LONG, *(f"Nominee Number {n}" for n in range(2, 10))])
    enter(page, live_server.url, people["administrator"])

    page.goto(live_server.url + reverse("panel:figures", args=[round_.public_id]))
    expect(page.get_by_role("heading", name="Corrected scores with 90% intervals")).to_be_visible()
    expect(page.get_by_role("heading", name="How strict judges are")).to_be_visible()
    look(page, "shared")
    page.emulate_media(forced_colors="active")
    shot(page, "room-forced-colours")
    page.emulate_media(forced_colors="none", media="print")
    shot(page, "room-print")
    page.emulate_media(media="screen")
    page.goto(live_server.url + reverse("panel:figures-entry", args=[round_.public_id, best(round_)]))
    expect(page.get_by_text("The corrected score is the mean of the corrected figures")).to_be_visible()
    look(page, "shared-entry")


def best(round_: Round):
    """Return the first entry's address."""
    return round_.standings.ranked().first().entry.public_id

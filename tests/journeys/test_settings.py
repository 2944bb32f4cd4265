"""An administrator settles how a round is judged: by some criteria at other weights, by another mode, and reads it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from judging.models import Round
from judging.states import RoundState
from tests.browser import axe, overflow, shot
from tests.judging.judged import declaring_round
from tests.world import make_round, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page, name: str) -> None:
    """Check the page as it stands at both widths and keep its pictures."""
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, f"settings-{name}")


def save(page) -> None:
    """Send the page."""
    page.get_by_role("button", name="Save settings", exact=True).click()


def test_from_the_panels_page_to_settings_that_stay(live_server, commend_page, award, people):
    round_ = declaring_round(award, people, opens_in=timedelta(days=2))
    later = {"opens_in": timedelta(days=20), "closes_in": timedelta(days=30)}
    make_round(award, chair=people["chair"], judges=[], kind="final", state="planned", **later)
    page = commend_page
    cookie = sign_in(Client(), people["administrator"]).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])

    page.goto(live_server.url + reverse("panel:progress", args=[round_.season.slug]))
    expect(page.get_by_role("link", name="Settings of")).to_have_count(2)
    look(page, "panels")
    page.get_by_role("link", name="Settings of").first.click()
    expect(page.get_by_role("heading", name="Settings", exact=True)).to_be_visible()
    look(page, "before")

    page.get_by_label("Some of them, or with other weights").check()
    page.get_by_label("Impact", exact=True).fill("50")
    page.get_by_label("Together", exact=True).fill("")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("The weights add up to 90. They must add up to 100")
    look(page, "weights-error")
    page.get_by_label("Impact", exact=True).fill("60")
    page.get_by_label("Corrected for each judge’s severity", exact=True).check()
    save(page)
    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    expect(page.get_by_text("Placed by: Weighted mean, now Corrected for each judge’s severity")).to_be_visible()
    look(page, "saved")

    page.get_by_label("Pass, unsure or fail").check()
    page.get_by_label("How many judges must answer pass or fail").fill("3")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Enter the share of passes")
    look(page, "pass-error")
    page.get_by_label("Which share of passes").fill("60")
    save(page)
    expect(page.get_by_text("Passes needed: none, now 60%")).to_be_visible()

    Round.objects.filter(pk=round_.pk).update(state=RoundState.SCORING)
    page.reload()
    expect(page.get_by_text("Scoring has opened, so these settings stay as they are.")).to_be_visible()
    look(page, "read-only")

"""An administrator finds somebody to join a panel whose scoring has opened; the chair signs, and they are invited."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from judging.models import PanelMember
from tests.browser import axe, overflow, shot
from tests.judging.judged import NAMES, open_round
from tests.world import make_person, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page, name: str) -> None:
    """Check the page as it stands at both widths and keep its pictures."""
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, f"joining-{name}")


def become(page, live_server, person) -> None:
    """Go on as somebody else."""
    cookie = sign_in(Client(), person).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])


def test_somebody_joins_an_open_panel_by_two_people(live_server, commend_page, award, people):
    round_ = open_round(award, people, names=NAMES[:2])
    newcomer = make_person("Nell Newcomer")
    page, here = commend_page, live_server.url + reverse("panel:round", args=[round_.public_id])

    become(page, live_server, people["administrator"])
    page.goto(here)
    page.get_by_role("button", name="Add a judge").click()
    expect(page.get_by_role("heading", name="Add a judge")).to_be_visible()
    page.get_by_role("textbox").fill("zzz")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nobody is found")).to_be_visible()
    look(page, "nobody")
    page.get_by_role("textbox").fill("newc")
    page.get_by_role("button", name="Search").click()
    look(page, "found")
    page.get_by_role("link", name="Add Nell Newcomer").click()
    page.get_by_role("button", name="Ask for this judge").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "error")
    page.get_by_role("textbox").fill("One judge is on long leave.")
    page.get_by_role("button", name="Ask for this judge").click()
    expect(page.get_by_text("A second person must now sign before Nell Newcomer is invited.")).to_be_visible()
    look(page, "asked")

    become(page, live_server, people["chair"])
    page.goto(here)
    look(page, "to-sign")
    page.get_by_role("button", name="Sign and invite them").click()
    expect(page.get_by_role("heading", name="Nell Newcomer waits for a second person")).to_be_hidden()
    assert PanelMember.objects.get(person=newcomer).state == "invited"

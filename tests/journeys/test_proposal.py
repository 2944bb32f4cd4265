"""Another award in a real browser: a reviewer proposes it, the nominator reads why and answers from the link."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from nominations.services.holding import take_nomination
from people.links import address_of, send_link
from tests.browser import axe, overflow, shot
from tests.world import make_award, make_submitted, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOTE = "The story is about everyday care in somebody’s own home. The panel of the other award looks for just that."


def look(page, name):
    """The page as it stands has no fault, fits a phone, and is kept as a picture."""
    assert axe(page) == [], name
    assert overflow(page) == [], name
    shot(page, f"proposal-{name}")


def test_another_award_is_proposed_and_refused(commend_page, live_server, award, season, people):
    make_award(season, "home", "Home and Belonging Award: Shared Lives and foster carers")
    sent = make_submitted(award, nominator=people["nominator"], nominee=people["nominee"])
    take_nomination(sent, by=people["reviewer"])
    cookie = sign_in(Client(), people["reviewer"]).cookies[settings.SESSION_COOKIE_NAME]
    reviewer = {"name": cookie.key, "value": cookie.value, "url": live_server.url}
    commend_page.context.add_cookies([reviewer])
    screen = live_server.url + reverse("review:nomination", args=[sent.public_id])

    commend_page.goto(screen)
    commend_page.click("text=Propose another award")
    look(commend_page, "propose")
    commend_page.click("text=Home and Belonging Award")
    commend_page.fill("[name=note]", NOTE)
    commend_page.click("text=Propose this award")
    assert "Another award is proposed" in commend_page.content()
    look(commend_page, "screen")
    commend_page.goto(live_server.url + reverse("review:queue"))
    look(commend_page, "queue")

    # The nominator has the message's link and has signed in nowhere.
    commend_page.context.clear_cookies()
    link = address_of(send_link("draft", sent, people["nominator"]))
    commend_page.goto(live_server.url + link.removeprefix(settings.BASE_URL.rstrip("/")))
    expect(commend_page.locator("h1")).to_have_text("Would another award fit better?")
    look(commend_page, "question")
    commend_page.click("text=Keep it in the award I chose")
    expect(commend_page.locator("h1")).to_have_text("Your nomination stays with the Safeguarding Award")
    look(commend_page, "kept")

    commend_page.context.add_cookies([reviewer])
    commend_page.goto(screen)
    assert "The nominator kept it in Safeguarding Award" in commend_page.content()
    look(commend_page, "kept-screen")

"""An endorser in a real browser: endorses, declines, or names the right person; with scripts and without."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from nominations.models import Endorsement
from nominations.services.endorsing import request_endorsement
from people.links import address_of, send_link
from tests.browser import axe, overflow, shot
from tests.world import make_entry

pytestmark = pytest.mark.browser


@pytest.fixture
def asked(award, people):
    """An endorsement that the endorser is asked for."""
    entry = make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=people["nominee"])
    nomination = entry.nominations.get()
    nomination.endorser_name, nomination.endorser_email = "Endorser", people["endorser"].email
    nomination.save()
    return request_endorsement(nomination, by=people["reviewer"])


def link_of(server: str, asked) -> str:
    """Return the address in the e-mail, on this server."""
    return server + urlsplit(address_of(send_link("endorse", asked, asked.person))).path


def look(page, name: str) -> None:
    """Check the page as it stands, and keep its picture."""
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, f"endorser-{name}")


def press(page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def state_of(asked) -> str:
    """Return where the endorsement stands."""
    return Endorsement.objects.get(pk=asked.pk).state


def endorse(page, server: str, asked) -> None:
    """Open the link, forget to tick, tick all four, endorse."""
    page.goto(link_of(server, asked))
    press(page, "Endorse")
    expect(page).to_have_title(re.compile("^Error:"))
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Endorse")
    expect(page.get_by_text("Thank you for endorsing").first).to_be_visible()


def test_an_endorser_endorses(commend_page, live_server, asked):
    page = commend_page
    page.goto(link_of(live_server.url, asked))
    look(page, "1-asked")
    assert state_of(asked) == "requested"
    endorse(page, live_server.url, asked)
    look(page, "2-endorsed")

    assert state_of(asked) == "given"


def test_without_scripts_an_endorser_endorses_all_the_same(commend_browser, live_server, asked):
    context = commend_browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    endorse(context.new_page(), live_server.url, asked)
    context.close()

    assert state_of(asked) == "given"


def test_an_endorser_declines_and_is_not_asked_why(commend_page, live_server, asked):
    page = commend_page
    page.goto(link_of(live_server.url, asked))
    press(page, "Do not endorse")
    look(page, "3-declined")

    expect(page.get_by_text("You do not need to tell us why.")).to_be_visible()
    assert state_of(asked) == "declined"


def test_whoever_is_not_the_right_person_names_who_is(commend_page, live_server, asked):
    page = commend_page
    page.goto(link_of(live_server.url, asked))
    page.get_by_role("link", name="I am not the right person").click()
    look(page, "4-another")
    page.get_by_label("Their full name").fill("Ama Asante")
    page.get_by_label("Their email address").fill("ama.asante@fellshire.example")
    page.locator("main").get_by_role("button").click()
    look(page, "5-passed-on")

    expect(page.get_by_text("We ask the person that you named.")).to_be_visible()
    assert state_of(asked) == "reassigned"
    assert Endorsement.objects.get(state="requested").person.full_name == "Ama Asante"

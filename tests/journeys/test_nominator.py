"""A nominator in a real browser: from an award's page to the confirmation, and back to a draft on another device."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from kit import clock
from nominations.models import Nomination
from nominations.services.endorsing import request_endorsement
from nominations.services.screening import refresh_flags
from notifications.kinds import Kind
from notifications.models import Message
from people.links import address_of, send_link
from people.models import Link
from tests.browser import axe, overflow, shot
from tests.world import WORDS, make_draft, make_entry, make_submitted, sign_in
from workflow import perform

pytestmark = pytest.mark.browser


def newest_code() -> str:
    """Return the six digits of the newest sign-in code."""
    return Message.objects.filter(kind=Kind.SIGN_IN).latest("pk").context["code"]


def look(page, name: str) -> None:
    """Check the page as it stands, and keep its picture."""
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, f"nominator-{name}")


def go_on(page, button: str = "Continue") -> None:
    page.get_by_role("button", name=button, exact=True).click()


def write_until_statement(page, server: str, award) -> None:
    """Answer the questions up to the statement, looking at each page."""
    page.goto(server + award.get_absolute_url())
    page.get_by_role("button", name="Start now").click()
    look(page, "1-who-you-are")
    page.get_by_label("I work for the council").check()
    go_on(page)
    go_on(page)
    expect(page).to_have_title(re.compile("^Error: Their details"))
    look(page, "2-nominee-errors")
    page.get_by_label("Full name").fill("Nadia Fenwick")
    page.get_by_label("Job or role (optional)").fill("Social worker")
    page.get_by_label("Who do they work or volunteer for?").fill("Fellshire County Council")
    page.get_by_label("Email address (optional)").fill("nadia@fellshire.example")
    go_on(page)
    look(page, "3-your-details")
    page.get_by_label("Your full name").fill("Priya Castellane")
    page.get_by_label("Your email address").fill("priya@fellshire.example")
    page.get_by_label("We work together", exact=True).check()
    go_on(page)
    look(page, "4-endorser")
    page.get_by_label("Their full name").fill("Patience Okoro")
    page.get_by_label("Their email address").fill("patience@fellshire.example")
    go_on(page)
    look(page, "5-story")
    go_on(page)


def answer_flagged_phrases(page) -> None:
    """Write a statement that names somebody, have the name removed and keep the postcode."""
    risky = "She helped Mrs Ellis, who met her at LA88 4XW. Mrs Ellis is well. "
    page.get_by_label("Why are you nominating them?").fill(risky + WORDS)
    go_on(page)
    look(page, "6-flagged")
    name = page.get_by_role("group", name="What should we do with “Mrs Ellis”?")
    name.get_by_label("Remove it for me").check()
    place = page.get_by_role("group", name="What should we do with “LA88 4XW”?")
    expect(place.get_by_label("It is a public place")).to_be_hidden()
    place.get_by_label("It does not identify anyone we support").check()
    place.get_by_label("It is a public place").check()
    look(page, "6-flagged-answered")
    go_on(page)
    expect(page.get_by_text("We have removed 1 phrase from your statement, in 2 places.")).to_be_visible()


def test_a_nomination_is_written_confirmed_and_sent(commend_page, live_server, award):
    page = commend_page
    write_until_statement(page, live_server.url, award)
    page.get_by_label("Why are you nominating them?").fill(WORDS + "and more " * 100)
    go_on(page)
    look(page, "6-statement-too-long")
    answer_flagged_phrases(page)
    look(page, "7-citation")
    page.get_by_label("Is there a sentence we could publish? (optional)").fill("For patient work at LA88 4XW.")
    go_on(page)
    look(page, "7-citation-flagged")
    page.get_by_role("button", name="Change the sentence").click()
    page.get_by_label("Is there a sentence we could publish? (optional)").fill("For patient work.")
    go_on(page)
    page.get_by_role("group", name="Do they know you are nominating them?").get_by_label("No").check()
    page.get_by_role("group", name="May we tell them who nominated them?").get_by_label("Yes").check()
    look(page, "8-what-they-know")
    go_on(page)
    look(page, "9-check")
    expect(page.get_by_text("You keep it: It is a public place, organisation or event")).to_be_visible()
    page.get_by_role("link", name="Change “LA88 4XW”").click()
    expect(page.get_by_label("It does not identify anyone we support")).to_be_checked()
    go_on(page)

    page.get_by_role("link", name="Change Sentence we could publish").click()
    page.get_by_label("Is there a sentence we could publish? (optional)").fill("For patient, careful work.")
    go_on(page)
    expect(page.get_by_text("For patient, careful work.")).to_be_visible()

    page.get_by_role("button", name="Confirm your email address").click()
    look(page, "10-confirm-email")
    go_on(page, "Send me a code")
    page.get_by_label("Six-digit code").fill(newest_code())
    go_on(page)
    look(page, "11-check-confirmed")
    go_on(page, "Send nomination")
    look(page, "12-sent")
    sent = Nomination.objects.get()
    expect(page.get_by_text(sent.reference).first).to_be_visible()
    assert sent.state == "submitted"

    page.goto(live_server.url + reverse("nominations:mine"))
    look(page, "13-mine")
    page.get_by_role("link", name="Nadia Fenwick").click()
    look(page, "14-nomination")
    page.get_by_role("link", name="Withdraw this nomination").click()
    look(page, "15-withdraw")


def test_a_draft_is_carried_on_with_on_another_device(commend_page, commend_browser, live_server, award):
    write_until_statement(commend_page, live_server.url, award)
    link = urlsplit(address_of(Link.objects.get(purpose="draft"))).path

    elsewhere = commend_browser.new_context(viewport={"width": 320, "height": 800})
    page = elsewhere.new_page()
    page.goto(live_server.url + link)
    look(page, "16-resume")
    expect(page.get_by_text("Nadia Fenwick")).to_have_count(0)
    go_on(page, "Send me a code")
    page.get_by_label("Six-digit code").fill(newest_code())
    go_on(page)
    expect(page.get_by_role("heading", name="Tell their story safely")).to_be_visible()
    elsewhere.close()


def test_an_endorser_and_a_nominee_each_answer_on_one_page(commend_page, commend_browser, live_server, award, people):
    entry = make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=people["nominee"])
    nomination = entry.nominations.get()
    nomination.endorser_email = people["endorser"].email
    nomination.save()
    endorsement = request_endorsement(nomination, by=people["reviewer"])
    page = commend_page
    page.goto(live_server.url + urlsplit(address_of(send_link("endorse", endorsement, people["endorser"]))).path)
    look(page, "17-endorse")
    go_on(page, "Endorse")
    look(page, "18-endorse-error")
    page.get_by_role("link", name="I am not the right person").click()
    look(page, "19-endorse-another")
    page.get_by_role("link", name="Back").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    go_on(page, "Endorse")
    look(page, "20-endorsed")
    endorsement.refresh_from_db()
    assert endorsement.state == "given"

    other = commend_browser.new_context(viewport={"width": 1280, "height": 800})
    page = other.new_page()
    page.goto(live_server.url + urlsplit(address_of(send_link("nominee", entry, people["nominee"]))).path)
    look(page, "21-nominee")
    for group in page.get_by_role("group").all():
        group.get_by_label("Yes", exact=True).check()
    go_on(page, "Take part")
    look(page, "22-nominee-taking-part")
    page.get_by_role("link", name="Withdraw from the awards").click()
    look(page, "23-nominee-withdraw")
    assert entry.consents.filter(answer="yes", is_current=True).count() == 5
    other.close()


def test_the_pages_that_end_the_way_are_plain_too(commend_page, live_server, award, people, season):
    """Pages that few people see: closed, not open to them, oneself, twice, late, returned."""
    page, server = commend_page, live_server.url
    context_cookie(page, server, people["nominator"])
    own = make_draft(award, nominator=people["nominator"], nominee=people["nominator"])
    earlier = make_submitted(award, nominator=people["nominator"])
    again = make_draft(award, nominator=people["nominator"])
    text = "He moved her from LA88 4XW. " + WORDS
    returned = make_submitted(award, nominator=people["nominator"], nominee="Sam Ward", statement_text=text)
    refresh_flags(returned, by=people["reviewer"])
    returned.flags.update(ruling="asked")
    until = clock.now() + timedelta(days=5)
    perform(returned, "return_to_nominator", by=people["reviewer"], note="Leave out the street.", return_by=until)
    late = make_draft(award, nominator=people["nominator"], nominee="Jo Lee", late_at=clock.now())
    assert earlier.pk
    for name, nomination in {"own": own, "twice": again, "late": late, "delete": again, "nomination": returned}.items():
        page.goto(server + reverse(f"nominations:{name}", args=[nomination.public_id]))
        look(page, f"24-{name}")
    page.goto(server + reverse("nominations:question", args=[returned.public_id, "statement"]))
    look(page, "25-returned-statement")
    page.goto(server + reverse("nominations:mine"))
    look(page, "26-mine-many")
    page.goto(server + reverse("nominations:not-open", args=[season.slug, award.slug]) + "?who=public")
    look(page, "27-not-open")
    season.milestones.filter(key="nominations").update(ends_at=clock.now())
    page.goto(server + reverse("nominations:start", args=[season.slug, award.slug]))
    expect(page.get_by_role("heading", name="Nominations have closed")).to_be_visible()
    look(page, "28-closed")


def context_cookie(page, server: str, person) -> None:
    """Sign the person in, in this browser."""
    value = sign_in(Client(), person).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": server}])

"""A nominee in a real browser: takes part, chooses, says that it is not them, withdraws; with scripts and without."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from nominations.models import Entry
from people.links import address_of, send_link
from tests.browser import axe, overflow, shot
from tests.world import make_submitted, sign_in

pytestmark = pytest.mark.browser


def link_of(server: str, entry) -> str:
    """Return the address in the e-mail, on this server."""
    return server + urlsplit(address_of(send_link("nominee", entry, entry.nominee.person))).path


def look(page, name: str) -> None:
    """Check the page as it stands, and keep its picture."""
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, f"nominee-{name}")


def press(page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def answers(entry) -> dict[str, str]:
    """Return the answers that stand."""
    return {c.purpose: c.answer for c in entry.consents.filter(is_current=True)}


def take_part(page, server: str, entry) -> None:
    """Open the link, say yes to everything but the film, take part."""
    page.goto(link_of(server, entry))
    for group in page.get_by_role("group").all():
        group.get_by_label("Yes", exact=True).check()
    page.get_by_role("group").last.get_by_label("No", exact=True).check()
    press(page, "Take part")
    expect(page.get_by_text("Thank you. You are taking part")).to_be_visible()


def take_back_photographs(page) -> None:
    """Take back one yes."""
    page.get_by_role("link", name="Change or take back May we publish photographs of you?").click()
    page.get_by_label("No", exact=True).check()
    press(page, "Save your choice")
    expect(page.get_by_text("You took back your yes on")).to_be_visible()


def test_a_nominee_takes_part_and_takes_back_one_choice(commend_page, live_server, entry):
    page = commend_page
    page.goto(link_of(live_server.url, entry))
    look(page, "1-told")
    assert answers(entry) == {}
    take_part(page, live_server.url, entry)
    look(page, "2-chosen")
    page.get_by_role("link", name="Change or take back May we publish photographs of you?").click()
    look(page, "3-choice")
    page.go_back()
    take_back_photographs(page)

    assert answers(entry) == {
        "name": "yes",
        "role_and_employer": "yes",
        "quotation": "yes",
        "film_and_livestream": "no",
        "photograph": "withdrawn",
    }


def test_without_scripts_the_pages_do_the_same(commend_browser, live_server, entry):
    context = commend_browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()
    take_part(page, live_server.url, entry)
    take_back_photographs(page)
    page.get_by_role("link", name="Withdraw from the awards").click()
    press(page, "Withdraw")
    expect(page.get_by_role("heading", name="You have withdrawn")).to_be_visible()
    context.close()

    assert Entry.objects.get(pk=entry.pk).state == "withdrawn"


def test_whoever_was_told_by_mistake_says_so_and_the_team_finds_the_right_person(
    commend_page, live_server, entry, people
):
    page, server = commend_page, live_server.url
    page.goto(link_of(server, entry))
    page.get_by_role("link", name="This is not me").click()
    look(page, "4-not-me")
    press(page, "This is not me")
    look(page, "5-not-me-done")
    page.goto(server + reverse("nominations:nominee", args=[entry.pk]))
    expect(page.get_by_text("you have been nominated")).to_have_count(0)

    enter_as(page, server, people["administrator"])
    page.goto(server + reverse("review:nominees"))
    look(page, "6-nominees-to-tell")
    page.get_by_role("link", name=entry.reference).click()
    look(page, "7-tell-nominee")
    page.get_by_label("Their email address").fill("right.person@fellshire.example")
    press(page, "Tell them by email")
    expect(page.get_by_text(f"We are writing to the nominee of {entry.reference}.")).to_be_visible()
    page.goto(server + reverse("review:stop_messages", args=[entry.public_id]))
    look(page, "8-stop-messages")

    assert Entry.objects.get(pk=entry.pk).notice == "sent"


def test_a_nominee_withdraws_after_reading_what_is_deleted(commend_page, live_server, entry):
    page = commend_page
    page.goto(link_of(live_server.url, entry))
    page.get_by_role("link", name="Withdraw from the awards").click()
    look(page, "9-withdraw")
    press(page, "Withdraw")
    look(page, "10-withdrawn")

    assert Entry.objects.get(pk=entry.pk).state == "withdrawn"


def test_posters_typing_in_and_a_printed_copy_read_well(commend_page, live_server, award, people):
    """What the awards team prints and types in, and what a nominator keeps on paper."""
    page, server = commend_page, live_server.url
    enter_as(page, server, people["administrator"])
    for name, address in {
        "11-posters": reverse("awards:posters", args=[award.season.slug]),
        "12-poster": reverse("awards:poster-print", args=[award.season.slug]) + f"?award={award.slug}",
        "13-transcribe": reverse("review:transcribe_in", args=[award.season.slug]),
        "14-go-unknown": "/go/zzzzzz/",
    }.items():
        page.goto(server + address)
        look(page, name)
    page.goto(server + reverse("awards:poster-print", args=[award.season.slug]))
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == award.season.awards.count() == 2
    sent = make_submitted(award, nominator=people["nominator"])
    enter_as(page, server, people["nominator"])
    page.goto(server + reverse("nominations:nomination", args=[sent.public_id]))
    page.emulate_media(media="print")

    expect(page.get_by_text(sent.reference).first).to_be_visible()
    expect(page.get_by_text("She listened first").first).to_be_visible()
    expect(page.get_by_role("link", name="Withdraw this nomination")).to_be_hidden()
    shot(page, "nominee-15-printed-nomination")


def enter_as(page, server: str, person) -> None:
    """Sign the person in, in this browser."""
    value = sign_in(Client(), person).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": server}])

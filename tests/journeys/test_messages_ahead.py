"""An administrator reads what will be said before it is said, and all that was said to one person."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from kit import clock
from nominations.models import Endorsement
from notifications import delivery
from notifications.kinds import Kind
from notifications.outbox import queue
from notifications.stopping import token_of
from tests.browser import axe, overflow, shot
from tests.world import make_draft, make_person, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page, name: str) -> None:
    """Check the page as it stands, and keep its picture."""
    assert (name, axe(page), overflow(page)) == (name, [], [])
    shot(page, f"messages-{name}")


def test_the_calendar_of_messages_a_planned_text_and_one_person(commend_page, live_server, people, award, entry):
    season, now, page = award.season, clock.now(), commend_page
    for name in ("Dora Draft", "Dan Draft"):
        draft = make_draft(award, nominator=make_person(name))
        type(draft).objects.filter(pk=draft.pk).update(started_at=now - timedelta(days=9))
    Endorsement.objects.update(state="requested", requested_at=now, answer_by=now + timedelta(days=10))
    queue(Kind.RECEIVED, person=people["nominator"], about=entry.nominations.get(), season=season)
    queue(Kind.NOMINATED, person=entry.nominee.person, about=entry, season=season, due_at=now)
    delivery.drain()
    queue(Kind.NOMINATED, person=entry.nominee.person, about=entry, season=season, occurrence="2", due_at=now)
    cookie = sign_in(Client(), people["administrator"]).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])

    page.goto(live_server.url + reverse("notifications:list"))
    page.get_by_role("link", name="Calendar of messages of").click()
    expect(page.get_by_role("heading", name="Calendar of messages", exact=True)).to_be_visible()
    expect(page.get_by_text("2 people").first).to_be_visible()
    look(page, "calendar")
    page.get_by_role("link", name="Draft reminder").first.click()
    expect(page.get_by_text("Your nomination is not sent yet")).to_be_visible()
    look(page, "planned")
    page.get_by_role("link", name="Back", exact=True).click()
    page.get_by_role("link", name="See what was said").click()
    expect(page.get_by_text("A nomination has arrived")).to_be_visible()
    look(page, "past")
    page.get_by_role("link", name="You have been nominated").first.click()
    page.get_by_role("link", name="Everything that was said to this person").click()
    expect(page.get_by_role("heading", name=entry.nominee.person.full_name)).to_be_visible()
    look(page, "person")
    page.get_by_role("link", name="Stop all messages to this person").click()
    expect(page.get_by_role("heading", name="Stop all messages to this nominee")).to_be_visible()


def test_reminders_are_stopped_and_allowed_again_without_signing_in(commend_page, live_server, people, season):
    page = commend_page
    page.goto(live_server.url + reverse("notifications:stop", args=[token_of(people["nominator"], season.pk)]))
    look(page, "stop")
    page.get_by_role("button", name="Stop reminders").click()
    expect(page.get_by_role("heading", name="Reminders are stopped")).to_be_visible()
    look(page, "stopped")
    page.get_by_role("button", name="Send me reminders again").click()
    expect(page.get_by_text("We send you reminders again.")).to_be_visible()

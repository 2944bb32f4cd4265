"""Signing in and following messages in a real browser: every page looked at, errors included."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from kit import clock
from notifications import delivery
from notifications.kinds import Kind
from notifications.outbox import queue
from tests.browser import axe, overflow, shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page, name: str) -> None:
    """Check the page as it stands, and keep its picture."""
    assert (name, axe(page), overflow(page)) == (name, [], [])
    shot(page, f"messages-{name}")


def code_in_the_post() -> str:
    """Let the worker send what waits, and read the code in the last message."""
    delivery.drain()
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]


def test_an_administrator_signs_in_with_a_code_and_follows_messages(commend_page, live_server, people, submitted):
    page = commend_page
    waiting = queue(
        Kind.RECEIVED,
        person=submitted.nominator,
        about=submitted,
        season=submitted.season,
        due_at=clock.now() + timedelta(hours=1),
    )
    page.goto(live_server.url + reverse("notifications:list"))
    look(page, "sign-in")
    page.get_by_role("button", name="Send me a code").click()
    look(page, "sign-in-error")

    page.get_by_label("Email address").fill(people["administrator"].email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Six-digit code").fill("12")
    page.get_by_role("button", name="Continue").click()
    look(page, "code-error")
    page.get_by_label("Six-digit code").fill(code_in_the_post())
    page.get_by_role("button", name="Continue").click()

    expect(page).to_have_url(live_server.url + reverse("notifications:list"))
    look(page, "list")
    page.get_by_role("link", name="What is said to whom, and when").click()
    look(page, "catalogue")
    page.goto(live_server.url + reverse("notifications:message", args=[waiting.public_id]))
    look(page, "message")


def test_a_message_is_cancelled_for_a_reason(commend_page, live_server, people, submitted):
    page = commend_page
    message = queue(
        Kind.RETURNED, person=submitted.nominator, about=submitted, season=submitted.season, due_at=clock.now()
    )
    page.goto(live_server.url + "/account/sign-in/")
    page.get_by_label("Email address").fill(people["administrator"].email)
    page.get_by_role("button", name="Send me a code").click()
    type(message).objects.filter(pk=message.pk).update(state="delivery_unknown")
    page.get_by_label("Six-digit code").fill(code_in_the_post())
    page.get_by_role("button", name="Continue").click()

    page.goto(live_server.url + reverse("notifications:message", args=[message.public_id]))
    look(page, "unknown")
    page.get_by_role("button", name="Cancel message").click()
    page.get_by_role("button", name="Cancel message").click()
    look(page, "cancel-error")
    page.get_by_label("Why?").fill("They have been rung.")
    page.get_by_role("button", name="Cancel message").click()

    expect(page.locator("main")).to_contain_text("The message is cancelled.")
    assert type(message).objects.get(pk=message.pk).state == "cancelled"

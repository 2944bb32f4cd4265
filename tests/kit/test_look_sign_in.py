"""Signing in, as a person sees it: an address, then a code, each with errors that help."""

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

from tests.browser import axe, overflow, shot


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_way_in_is_accessible_and_says_what_is_wrong(live_server, commend_page):
    page = commend_page
    page.goto(live_server.url + "/account/sign-in/")
    page.get_by_role("button", name="Send me a code").click()

    expect(page).to_have_title("Error: Sign in – Commend")
    expect(page.get_by_role("link", name="Enter your email address")).to_be_visible()
    assert axe(page) == []

    page.get_by_label("Email address").fill("nobody@example.org")
    page.get_by_role("button", name="Send me a code").click()

    expect(page).to_have_title("Check your email – Commend")
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, "sign-in-code")

    page.get_by_label("Six-digit code").fill("000 000")
    page.get_by_role("button", name="Continue").click()

    expect(page).to_have_title("Error: Check your email – Commend")
    assert page.get_by_label("Six-digit code").get_attribute("autocomplete") == "one-time-code"
    assert axe(page) == []


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("500.html", "Sorry, there is a problem with the service"),
        ("503.html", "Sorry, the service is unavailable"),
        ("404.html", "Page not found"),
        ("403.html", "You cannot do this"),
        ("400.html", "We could not read that"),
        ("403_csrf.html", "Please send that again"),
        ("429.html", "Too many tries"),
    ],
)
def test_what_went_wrong_is_told_even_without_a_request(name, heading):
    written = render_to_string(name)

    assert (
        f"<title>{heading} – Commend</title>" in written,
        f'<h1 class="govuk-heading-l">{heading}</h1>' in written,
    ) == (
        True,
        True,
    )

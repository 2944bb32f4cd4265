"""The pieces in a real browser: accessible, inside a phone's width, and working under the strict policy."""

import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from playwright.sync_api import expect

from kit.text import count_words
from tests.browser import axe, overflow, shot

pytestmark = pytest.mark.browser


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        """Say nothing of each request."""


@pytest.fixture
def site(settings):
    """A web server for the pages of `look_pages`, without a database: none of them asks anything."""
    settings.ROOT_URLCONF = "tests.kit.look_pages"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_piece_is_accessible_and_fits_a_phone(site, commend_page):
    commend_page.goto(site + "/pieces")

    expect(commend_page).to_have_title("Pieces – Fellshire Safeguarding Awards")
    assert axe(commend_page) == []
    assert overflow(commend_page) == []
    shot(commend_page, "look")


def test_a_refused_form_is_accessible_and_its_summary_leads_to_the_answers(site, commend_page):
    commend_page.goto(site + "/pieces")
    commend_page.get_by_role("button", name="Save and continue").click()

    expect(commend_page).to_have_title("Error: Pieces – Fellshire Safeguarding Awards")
    assert axe(commend_page) == []
    assert overflow(commend_page) == []
    shot(commend_page, "look-errors")
    commend_page.get_by_role("link", name="Select an award").click()
    assert commend_page.evaluate("document.activeElement.name") == "award"


@pytest.mark.parametrize(
    "text",
    [
        "one  two\nthree — four",
        "Siân O’Hara-Núñez 王芳 🏆🏆 x",
        "no\u00a0break thin\u2009space ideographic\u3000space",
        "mark\ufeffed file\x1cseparator next\x85line",
    ],
)
def test_the_page_counts_words_as_the_server_does(site, commend_page, text):
    commend_page.goto(site + "/pieces")
    commend_page.get_by_label("Reason").fill(text)

    left = f"You have {300 - count_words(text)} words remaining"
    commend_page.get_by_text(left, exact=True).first.wait_for(state="attached")


# What a browser puts into a text area at all: no lone surrogates, no NUL, and its own line ends.
typed = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=60)


def test_the_page_counts_the_words_of_any_text_as_the_server_does(site, commend_page):
    commend_page.goto(site + "/pieces")
    reason = commend_page.get_by_label("Reason")

    @trying(max_examples=40, deadline=None)
    @given(typed)
    def counts_alike(text):
        reason.fill(text)
        left = 300 - count_words(reason.input_value())
        words = "word" if left == 1 else "words"
        commend_page.get_by_text(f"You have {left} {words} remaining", exact=True).first.wait_for(state="attached")

    counts_alike()


def test_a_choice_opens_its_question(site, commend_page):
    commend_page.goto(site + "/pieces")
    question = commend_page.get_by_label("Phone number")
    assert question.is_hidden()
    commend_page.get_by_label("Phone", exact=True).check()

    expect(question).to_be_visible()


def test_every_question_shows_without_scripts(site, commend_browser):
    context = commend_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/pieces")

    expect(page.get_by_label("Phone number")).to_be_visible()
    context.close()


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/pieces/sent", "Nomination sent – Commend"),
        ("/account/sign-in/", "Sign in – Commend"),
        ("/no.where", "Page not found – Commend"),
    ],
)
def test_other_pages_are_accessible(site, commend_page, path, title):
    commend_page.goto(site + path)

    expect(commend_page).to_have_title(title)
    assert axe(commend_page) == []
    assert overflow(commend_page) == []
    shot(commend_page, "look" + path.replace("/", "-").rstrip("-"))

"""A reviewer checks a nomination in a real browser, from the queue to the entry."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from kit import clock
from nominations.models import Endorsement, Entry, Flag, Nomination
from nominations.services.interests import declare_interest
from nominations.services.reviewing import accept_nomination, hold_nomination, take_nomination
from tests.browser import axe, overflow, shot
from tests.world import WORDS, make_draft, make_submitted, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STORY = (
    "When a housing officer rang, Nadia drove straight to Mrs Edith Rawcliffe-Stone (NHS number 999 041 7725). "
    "Edith had not opened her door for weeks.\n\nNadia sat with Edith every Thursday and asked what safe would look "
    "like to her. <b>Edith</b> wanted her kitchen back. " + WORDS
)


def enter(page, person, live_server):
    """Give the browser the session of somebody who has signed in."""
    cookie = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def look(page, name):
    """The page as it stands has no fault, fits a phone, and is kept as a picture."""
    assert axe(page) == [], name
    assert overflow(page) == [], name
    shot(page, f"review-{name}")


def flag(nomination, phrase, kind, certainty="certain"):
    start = STORY.index(phrase)
    return Flag.objects.create(
        nomination=nomination, kind=kind, start=start, end=start + len(phrase), certainty=certainty
    )


@pytest.fixture
def queue(award, other_award, people):
    """A queue with something in each state; the first nomination has two flags."""
    now = clock.now()
    first = make_submitted(
        award,
        nominator=people["nominator"],
        nominee="Nadia Fenwick",
        statement_text=STORY,
        endorser_name="Patience Oyelaran",
        endorser_email=people["endorser"].email,
        first_submitted_at=now - timedelta(days=30),
    )
    flag(first, "999 041 7725", "nhs_number")
    flag(first, "Mrs Edith Rawcliffe-Stone", "person_name", "likely")
    lead = make_submitted(award, nominator=people["other_nominator"], nominee="Nadia Fenwick")
    accept_nomination(lead, by=people["second_reviewer"])
    held = make_submitted(other_award, nominator=people["nominator"], nominee="Wexley Falls Team")
    hold_nomination(held, by=people["second_reviewer"], reason="Waiting for the date.")
    taken = make_submitted(other_award, nominator=people["nominator"], nominee="José O’Neill")
    take_nomination(taken, by=people["second_reviewer"])
    return {"first": first, "lead": lead, "held": held, "taken": taken}


def test_a_reviewer_redacts_and_joins_a_nomination(commend_page, live_server, people, queue):
    page = commend_page
    enter(page, people["reviewer"], live_server)
    first = queue["first"]

    page.goto(live_server.url + reverse("review:queue"))
    look(page, "queue")
    page.get_by_label("Reference or nominee").fill("oneill")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("1 nomination", exact=True)).to_be_visible()
    page.get_by_role("link", name=queue["taken"].reference).click()
    expect(page.get_by_text("Second Reviewer has been checking this nomination since")).to_be_visible()
    look(page, "taken-by-another")

    page.goto(live_server.url + reverse("review:queue"))
    page.get_by_role("link", name=first.reference).click()
    look(page, "untaken")
    page.get_by_role("button", name="Take this nomination").click()
    look(page, "taken")

    page.get_by_role("button", name="Redact flag 1").click()
    page.get_by_role("button", name="Redact flag 1").click()
    page.get_by_label("Phrase to take out").fill("Dorothy")
    page.get_by_role("button", name="Take out this phrase").click()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.get_by_label("Phrase to take out")).to_have_value("Dorothy")
    look(page, "refused")
    page.get_by_label("Phrase to take out").fill("edith")
    page.get_by_label("What to put in its place").select_option("own")
    page.get_by_label("Your own wording").fill("an older woman")
    page.get_by_role("button", name="Take out this phrase").click()
    expect(page.get_by_text("Taken out in 4 places.")).to_be_visible()
    look(page, "redacted")

    page.get_by_role("button", name="Accept").click()
    look(page, "accept")
    page.get_by_role("button", name="Accept nomination").click()
    expect(page.get_by_role("link", name="Read the judging copy, then tick the box")).to_be_visible()
    look(page, "accept-refused")
    page.get_by_label(f"Yes: join to {queue['lead'].reference}, Nadia Fenwick").check()
    page.get_by_label("I have read this as someone who knows the family would").check()
    page.get_by_role("button", name="Accept nomination").click()
    page.get_by_text(f"is accepted and joined to {queue['lead'].reference}").wait_for()
    look(page, "accepted")

    joined = Nomination.objects.get(pk=first.pk)
    assert (joined.state, joined.entry.reference) == ("merged", queue["lead"].reference)
    assert "Edith" not in joined.judging_copy.text
    assert joined.judging_copy.text.count("[an older woman]") == 3

    page.get_by_role("link", name="Open the original").click()
    look(page, "original-why")
    page.get_by_label("Reason").fill("A complaint came in.")
    page.get_by_role("button", name="Open the original").click()
    expect(page.get_by_text("Mrs Edith Rawcliffe-Stone")).to_be_visible()
    look(page, "original")


def test_the_other_outcomes_each_have_a_page(commend_page, live_server, people, queue):
    page = commend_page
    enter(page, people["reviewer"], live_server)
    nomination = queue["first"]
    take_nomination(nomination, by=people["reviewer"])
    for name in ("return", "hold", "reject"):
        page.goto(live_server.url + reverse(f"review:{name}", args=[nomination.public_id]))
        look(page, name)
    page.get_by_role("button", name="Find not eligible").click()
    look(page, "reject-refused")
    page.goto(live_server.url + reverse("review:merge", args=[queue["lead"].public_id]))
    look(page, "join")


def test_an_administrator_sees_to_what_is_late(commend_page, live_server, people, award, queue):
    page = commend_page
    accept = make_submitted(
        award, nominator=people["nominator"], nominee="Tomasz Wren", endorser_email=people["endorser"].email
    )
    entry = accept_nomination(accept, by=people["reviewer"]).entry
    Endorsement.objects.update(answer_by=clock.now() - timedelta(days=1))
    Entry.objects.filter(pk=entry.pk).update(state="in_round")
    make_draft(award, nominator=people["nominator"], nominee="Ffion Pryce", late_at=clock.now())
    judge = people["judge"]
    declare_interest(entry, person=judge, kind="close_friend", note="We sing in one choir.", by=judge)
    enter(page, people["administrator"], live_server)

    page.goto(live_server.url + reverse("review:entries"))
    look(page, "entries")
    page.get_by_role("link", name=entry.reference).click()
    look(page, "entry")
    page.get_by_role("link", name="Decide on the interest of Judge").click()
    look(page, "interest")
    page.goto(live_server.url + reverse("review:interests"))
    look(page, "interests")
    page.goto(live_server.url + reverse("review:hide", args=[entry.public_id]))
    look(page, "hide")

    page.goto(live_server.url + reverse("review:endorsements"))
    look(page, "endorsements")
    page.get_by_role("link", name=accept.reference).click()
    look(page, "endorsement")
    page.goto(live_server.url + reverse("review:late"))
    look(page, "late")
    page.get_by_role("link", name="Ffion Pryce").click()
    look(page, "admit")
    page.get_by_label("Reason").fill("The site was down.")
    page.get_by_role("button", name="Admit nomination").click()
    page.get_by_text("The nomination of Ffion Pryce is admitted as").wait_for()
    look(page, "late-empty")


def test_a_reviewer_is_worried_and_the_safeguarding_lead_lets_it_go_on(commend_page, live_server, people, queue):
    page = commend_page
    nomination = queue["first"]
    enter(page, people["reviewer"], live_server)
    page.goto(live_server.url + reverse("review:nomination", args=[nomination.public_id]))
    look(page, "worry")
    page.get_by_role("button", name="I am worried about somebody’s safety").click()
    page.get_by_role("heading", name="What to do about your worry").wait_for()
    expect(page.get_by_text("If someone is at risk now, ring 999.")).to_be_visible()
    look(page, "concern")
    page.get_by_role("button", name="Save").click()
    look(page, "concern-refused")
    page.get_by_label("By phone").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("It was passed on.").wait_for()
    look(page, "on-hold-with-concern")

    page.context.clear_cookies()
    enter(page, people["safeguarding_lead"], live_server)
    page.goto(live_server.url + reverse("awards:home"))
    page.get_by_role("link", name="Safeguarding concerns").click()
    look(page, "concerns")
    page.get_by_role("link", name=nomination.reference).click()
    look(page, "concern-settle")
    page.get_by_role("button", name="It is dealt with").click()
    page.get_by_text(f"The concern about {nomination.reference} is dealt with.").wait_for()
    look(page, "concerns-settled")


def test_two_reviewers_read_what_two_must(commend_page, live_server, people, award):
    page = commend_page
    nomination = make_submitted(
        award, nominator=people["nominator"], nominee="Chris Moore", second_review_for=["child"]
    )
    screen = live_server.url + reverse("review:nomination", args=[nomination.public_id])
    enter(page, people["reviewer"], live_server)
    page.goto(screen)
    page.get_by_role("button", name="Take this nomination").click()
    look(page, "two-must-read")
    page.get_by_role("link", name="Change why two must read it").click()
    page.get_by_label("A child is involved").uncheck()
    page.get_by_role("button", name="Save").click()
    look(page, "why-two-refused")
    page.get_by_label("A child is involved").check()
    page.get_by_label("Publicity is likely").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Ask a second reviewer").click()
    look(page, "ask-second")
    page.get_by_label("I have read this as someone who knows the family would").check()
    page.get_by_role("button", name="Put my name to it and ask").click()
    page.get_by_text("Your name stands under this text.").wait_for()
    look(page, "asked-second")

    page.context.clear_cookies()
    enter(page, people["second_reviewer"], live_server)
    page.goto(live_server.url + reverse("review:queue"))
    look(page, "queue-second")
    page.get_by_role("link", name=nomination.reference).click()
    page.get_by_role("button", name="Take this nomination").click()
    expect(page.get_by_text("Read by Reviewer on")).to_be_visible()
    look(page, "second")
    page.get_by_role("button", name="Accept").click()
    page.get_by_label("I have read this as someone who knows the family would").check()
    page.get_by_role("button", name="Accept nomination").click()
    page.get_by_text(f"{nomination.reference} is accepted.").wait_for()
    assert Nomination.objects.get(pk=nomination.pk).state == "accepted"

"""The chair and an administrator record, check, sign and lock a decision, and take its pack, in a real browser."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from judging.models import Decision, DecisionPack, SuitabilityCheck
from judging.services.places import settle_round
from kit import clock, jobs
from tests.browser import axe, overflow, shot
from tests.judging.scored import scored_round
from tests.world import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page, name: str) -> None:
    """Check the page as it stands, and keep its picture."""
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, f"decision-{name}")


def enter(page, server: str, person) -> None:
    """Sign the person in on the page's own browser."""
    cookie = sign_in(Client(), person).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": server}])


def press(page, name: str) -> None:
    """Press the button of this name."""
    page.get_by_role("button", name=name, exact=True).click()


def work() -> None:
    """Do what a worker would."""
    while jobs.work_on(DecisionPack.objects.latest("pk").job_id):
        pass


def test_a_decision_is_recorded_signed_locked_and_given_out(live_server, commend_page, award, people, tmp_path):
    type(award).objects.filter(pk=award.pk).update(shortlist_size=2)
    round_ = scored_round(award, people)
    settle_round(round_)
    page, server = commend_page, live_server.url
    decide = server + reverse("panel:decide", args=[round_.public_id])

    enter(page, server, people["chair"])
    page.goto(decide)
    press(page, "Start deliberating")
    expect(page.get_by_role("heading", name="Before you decide")).to_be_visible()
    look(page, "1-start")
    page.get_by_label("Minutes").fill("The panel met on Monday and agreed without a vote.")
    page.get_by_label("Others present").fill("Sam Patel, awards officer")
    press(page, "Record the decision")
    expect(page.get_by_role("alert")).to_contain_text("Select where Chair was")
    expect(page.get_by_label("Others present")).to_have_value("Sam Patel, awards officer")
    look(page, "2-who-was-there")
    for judge in ("Chair", "Second Judge"):
        page.get_by_role("group", name=f"Where was {judge}?").get_by_label("Present", exact=True).check()
    page.get_by_role("group", name="Where was Third Judge?").get_by_label("Absent").check()
    # Whoever has an interest is proposed to have left, with the entry.
    left = page.get_by_role("group", name=re.compile(r"^Where was Judge\?"))
    expect(left.get_by_label(re.compile("left the room"))).to_be_checked()
    press(page, "Record the decision")
    expect(page.get_by_text("The decision is recorded.")).to_be_visible()

    entries = list(award.entries.order_by("reference"))[:2]
    SuitabilityCheck.objects.bulk_create(
        SuitabilityCheck(entry=entry, answer="clear", answered_at=clock.now()) for entry in entries
    )
    for role in ("chair", "administrator"):
        enter(page, server, people[role])
        page.goto(decide)
        press(page, "Check and sign")
        expect(page.get_by_text("Sam Patel, awards officer")).to_be_visible()
        look(page, f"3-check-{role}")
        press(page, "Sign the decision")
    expect(page.get_by_text("You have signed. The decision is locked.")).to_be_visible()
    look(page, "4-locked")

    press(page, "Decision pack")
    press(page, "Make the pack")
    expect(page.get_by_role("alert")).to_contain_text("Select which version you want")
    look(page, "5-which-version")
    page.get_by_label("Full, for the chair and the awards team").check()
    press(page, "Make the pack")
    expect(page.get_by_role("heading", name="The pack is being made")).to_be_visible()
    look(page, "6-being-made")
    work()
    # The page looks again by itself.
    expect(page.get_by_role("heading", name="The pack is ready")).to_be_visible()
    look(page, "7-ready")
    press(page, "Read the pack")
    expect(page.get_by_role("heading", name="Record of a decision: Safeguarding Award")).to_be_visible()
    expect(page.get_by_text(Decision.objects.get().record_hash)).to_be_visible()
    look(page, "8-full")

    page.goto(server + reverse("panel:decision-packs", args=[Decision.objects.get().public_id]))
    page.get_by_label("Redacted, to hand out").check()
    press(page, "Make the pack")
    expect(page.get_by_role("heading", name="The pack is being made")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="The pack is ready")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download as a web page").click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    page.goto(f"file://{file}")
    expect(page.get_by_text("Marek Zielinski")).to_have_count(0)
    look(page, "9-redacted-file")


def test_the_page_about_the_method_reads_well(live_server, commend_page, award, people, season):
    page = commend_page
    page.goto(live_server.url + reverse("awards:method", args=[season.slug]))
    expect(page.get_by_text("Some of this is not settled yet.")).to_be_visible()
    look(page, "method-before")

    scored_round(award, people, readers=3)
    season.milestones.update(audience="everyone")
    page.reload()
    expect(page.get_by_text("The panel has 4 judges.")).to_be_visible()
    look(page, "method")

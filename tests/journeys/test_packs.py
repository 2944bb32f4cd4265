"""A judge and an administrator have packs made, and read them, in a real browser."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from judging.models import Pack
from kit import jobs
from nominations.models import JudgingCopy
from tests.browser import axe, overflow, shot
from tests.judging.judged import NAMES, member_of, open_round
from tests.world import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Two people on one street would not open their doors.\n\nNow both have the key safe that they chose. 𠮷"


def look(page, name: str) -> None:
    """Check the page as it stands, and keep its picture."""
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, f"packs-{name}")


def enter(page, server: str, person) -> None:
    """Sign the person in on the page's own browser."""
    cookie = sign_in(Client(), person).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": server}])


def work() -> None:
    """Do what a worker would."""
    while jobs.work_on(Pack.objects.latest("pk").job_id):
        pass


def test_a_judge_takes_a_web_page_and_an_administrator_takes_large_print(
    live_server, commend_page, award, people, tmp_path
):
    page, server = commend_page, live_server.url
    round_ = open_round(award, people)
    JudgingCopy.objects.update(text=TEXT)
    enter(page, server, people["judge"])
    page.goto(server + reverse("judging:list", args=[round_.public_id]))
    page.get_by_role("link", name="Print or read offline").click()
    page.get_by_role("button", name="Make the pack").click()
    expect(page.get_by_role("alert")).to_contain_text("Select which kind of pack you want")
    look(page, "1-which-kind")
    page.get_by_label("PDF", exact=True).check()
    page.get_by_role("button", name="Make the pack").click()
    expect(page.get_by_role("heading", name="The pack is being made")).to_be_visible()
    look(page, "2-being-made")
    work()
    # The page looks again by itself.
    expect(page.get_by_role("heading", name="The pack is ready")).to_be_visible()
    expect(page.get_by_text("Some letters in these entries cannot be printed in our PDF")).to_be_visible()
    look(page, "3-ready")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the pack").click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    page.goto(f"file://{file}")
    look(page, "4-web-page")
    assert file.name == "judging-pack.html"
    assert [name for name in NAMES if page.get_by_role("heading", name=name).count() == 1] == list(NAMES)

    JudgingCopy.objects.all()[0].delete()
    page.goto(server + reverse("judging:packs", args=[round_.public_id]))
    expect(page.get_by_text("Withdrawn", exact=True)).to_be_visible()
    look(page, "5-withdrawn")
    page.get_by_role("link", name="Web page").click()
    expect(page.get_by_text("Your pack has been withdrawn because an entry has changed.")).to_be_visible()
    look(page, "6-no-pack")

    enter(page, server, people["administrator"])
    page.goto(server + reverse("panel:round", args=[round_.public_id]))
    JudgingCopy.objects.update(text=TEXT[:-1])
    page.get_by_role("link", name=f"Make a pack for {member_of(round_, people['second_judge']).person}").click()
    page.get_by_label("PDF in large print").check()
    look(page, "7-for-a-judge")
    page.get_by_role("button", name="Make the pack").click()
    work()
    page.get_by_role("link", name="Refresh").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the pack").click()
    assert taken.value.suggested_filename == "judging-pack-large-print.pdf"

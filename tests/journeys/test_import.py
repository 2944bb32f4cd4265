"""An administrator brings a spreadsheet: upload, match, mend a row, confirm, watch, and see the result."""

import csv

import pytest
from django.test import Client
from playwright.sync_api import expect

from demo.source import FOLDER
from nominations.models import ImportBatch, Nomination
from notifications.models import Message
from tests.browser import axe, overflow, shot
from tests.imports import worked
from tests.world import make_award, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CSV = FOLDER / "nominations-import.csv"


@pytest.fixture
def awards(season):
    """A season with the names of awards that the demo's file has."""
    with CSV.open(encoding="utf-8-sig", newline="") as file:
        names = {" ".join(line["Which award are you nominating for?"].split()) for line in csv.DictReader(file)}
    wanted = sorted(name for name in names if name.startswith(("Randip", "Learn", "Connect", "Influence", "Home")))
    return [make_award(season, f"award-{n}", name) for n, name in enumerate(wanted)]


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(request, commend_browser, live_server, people):
    """The administrator's own browser; its size, and whether scripts run in it."""
    context = commend_browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="en-GB", java_script_enabled=request.param
    )
    cookie = sign_in(Client(), people["administrator"]).cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.scripted = request.param
    yield page
    context.close()


def look(page, name: str) -> None:
    """Check the page as it stands and keep its picture; axe itself needs scripts."""
    if page.scripted:
        assert axe(page) == []
        assert overflow(page) == []
        shot(page, f"import-{name}")


def press(page, name: str) -> None:
    """Press the button of this name."""
    page.get_by_role("button", name=name, exact=True).click()


def test_from_the_file_to_the_nominations(live_server, page, season, people, awards):
    page.goto(live_server.url + "/import/")
    look(page, "empty")
    page.get_by_role("button", name="Upload a spreadsheet").click()
    press(page, "Upload")
    expect(page.get_by_role("alert")).to_contain_text("Select a file")
    look(page, "upload-error")
    page.get_by_label("File", exact=True).set_input_files(CSV)
    press(page, "Upload")

    expect(page.get_by_role("heading", name="Match the columns")).to_be_visible()
    expect(page.get_by_label("Who is nominated", exact=True)).to_have_value("7")
    look(page, "columns")
    press(page, "Continue")
    expect(page.get_by_role("heading", name="Match the awards")).to_be_visible()
    look(page, "awards")
    press(page, "Check the rows")

    expect(page.get_by_role("heading", name="Check the rows")).to_be_visible()
    look(page, "rows")
    page.get_by_label("Row number or nominee").fill("zoe makepeace")
    press(page, "Apply")
    page.get_by_role("link", name="2 of the file").click()
    look(page, "row")
    page.get_by_label("Award", exact=True).select_option(label=awards[0].name)
    press(page, "Save and check again")
    expect(page.get_by_text("Row 2 was checked again: ok.")).to_be_visible()
    page.get_by_label("Import it on hold").check()
    press(page, "Choose")
    expect(page.get_by_text("Row 2: import it on hold.")).to_be_visible()

    page.get_by_role("link", name="Back to the rows").click()
    page.get_by_role("button", name="Continue to confirm").click()
    expect(page.get_by_text("nothing is sent to anybody")).to_be_visible()
    look(page, "confirm")
    page.get_by_role("button", name="Import ").click()

    expect(page.get_by_role("heading", name="Your file is being imported")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    look(page, "progress")
    batch = worked(ImportBatch.objects.get())
    if not page.scripted:
        page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_role("heading", name="Imported", exact=True)).to_be_visible()
    look(page, "result")
    assert Nomination.objects.count() == batch.counts["submitted"] + batch.counts["on_hold"] > 0
    assert Message.objects.count() == 0

    page.get_by_role("button", name="Send what was received").click()
    look(page, "tell")
    page.get_by_role("button", name="Send to ").click()
    expect(page.get_by_text("What was received will be sent to its nominators now.")).to_be_visible()
    assert Message.objects.count() > 0

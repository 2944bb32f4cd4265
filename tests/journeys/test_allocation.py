"""An administrator shares a round out: how many read each entry, worked out, applied, by hand, undone."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from judging.models import Allocation, Round
from nominations.models import Interest
from tests.browser import axe, overflow, shot
from tests.judging.shared import shared_round
from tests.world import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page, name: str) -> None:
    """Check the page as it stands and keep its picture."""
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, f"allocation-{name}")


def press(page, name: str) -> None:
    """Press the button of this name."""
    page.get_by_role("button", name=name, exact=True).click()


def test_from_every_judge_reads_all_to_an_allocation_and_back(live_server, commend_page, award, people):
    round_ = shared_round(award, people, readers=None)
    first = award.entries.order_by("reference").first()
    for role in ("judge", "second_judge", "third_judge"):
        Interest.objects.create(entry=first, person=people[role], source="declared", kind="relative")
    page = commend_page
    cookie = sign_in(Client(), people["administrator"]).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])

    page.goto(live_server.url + reverse("panel:round", args=[round_.public_id]))
    page.get_by_role("link", name="Who reads what").click()
    expect(page.get_by_text("Every judge reads every entry.")).to_be_visible()
    look(page, "all")
    page.get_by_role("link", name="Change who reads each entry").click()
    page.get_by_label("Some of the judges").check()
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Enter how many judges read each entry")
    look(page, "how-many-error")
    page.get_by_label("How many judges read each entry?").fill("3")
    press(page, "Save")
    expect(page.get_by_text("Each entry is read by 3 judges.").first).to_be_visible()

    page.get_by_role("link", name="Change how many entries Ada Fourth reads at most").click()
    page.get_by_label("How many entries can this judge read at most?").fill("3")
    look(page, "limit")
    press(page, "Save")
    press(page, "Work it out")
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    expect(page.get_by_text(f"{first.reference} Nominee A lacks 1 reader, because")).to_be_visible()
    look(page, "proposal")
    press(page, "Apply")
    expect(page.get_by_role("alert")).to_contain_text("Tick the box")
    look(page, "proposal-error")
    page.get_by_label("Apply it although entries stay short of readers").check()
    press(page, "Apply")
    expect(page.get_by_text("Applied. Judges get these entries when scoring opens.")).to_be_visible()
    expect(page.get_by_text("1 entry is read by fewer than 3 judges.")).to_be_visible()
    look(page, "applied")

    page.get_by_role("link", name=f"Change who reads {first.reference}").click()
    look(page, "entry")
    page.get_by_role("button", name="Take it away from Chair").click()
    expect(page.get_by_text(f"Chair no longer reads {first.reference}.")).to_be_visible()
    page.get_by_role("link", name="Who reads what").click()
    page.get_by_role("row", name="By hand: 0 added, 1 removed").get_by_role("link").click()
    page.get_by_role("link", name="Undo this allocation").click()
    press(page, "Undo it")
    expect(page.get_by_role("alert")).to_contain_text("Enter a reason")
    look(page, "undo-error")
    page.get_by_label("Why?").fill("A slip.")
    press(page, "Undo it")
    expect(page.get_by_text("Undone.", exact=False).first).to_be_visible()

    assert [a.state for a in Allocation.objects.order_by("pk")] == ["applied", "undone"]
    assert Round.objects.get().readers == 3

"""An administrator, a chair and the HR adviser in a real browser: progress, totals, checks, decision, two names."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from judging.models import Decision, Round, SuitabilityCheck, Tie
from judging.services.deciding import start_deliberating
from judging.services.places import settle_round
from judging.services.standings import refresh_round
from judging.states import DecisionState, RoundKind, RoundMode, RoundState, SheetState
from kit import clock
from tests.browser import axe, overflow, shot
from tests.judging.scored import WORKED, scored_round
from tests.world import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page, name: str) -> None:
    """Check the page as it stands, and keep its picture."""
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, f"panel-{name}")


def enter(page, server: str, person) -> None:
    """Sign the person in on the page's own browser."""
    cookie = sign_in(Client(), person).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": server}])


def press(page, name: str) -> None:
    """Press the button of this name."""
    page.get_by_role("button", name=name, exact=True).click()


def test_progress_while_scoring_is_open(live_server, commend_page, award, people, season):
    round_ = scored_round(award, people, state=RoundState.SCORING)
    kinds = [SheetState.OPEN, SheetState.IN_PROGRESS]
    for number, sheet in enumerate(round_.sheets.filter(state=SheetState.SUBMITTED).order_by("-pk")[:4]):
        type(sheet).objects.filter(pk=sheet.pk).update(state=kinds[number % 2])
    refresh_round(round_)
    page = commend_page
    enter(page, live_server.url, people["administrator"])

    page.goto(live_server.url + reverse("panel:progress", args=[season.slug]))
    look(page, "progress")
    page.get_by_role("link", name=re.compile("Safeguarding Award")).click()
    look(page, "round")
    expect(page.get_by_role("link", name="Totals", exact=True)).to_have_count(0)
    page.goto(live_server.url + reverse("panel:totals", args=[round_.public_id]))
    expect(page.get_by_text("Scoring is still open.")).to_be_visible()
    look(page, "totals-too-early")
    page.get_by_role("link", name="Go back").click()
    page.goto(live_server.url + reverse("panel:round", args=[round_.public_id]))
    page.get_by_role("link", name=re.compile("^Submitted")).first.click()
    look(page, "sheet")
    page.get_by_role("button", name="Open it again").click()
    press(page, "Open it again")
    expect(page.get_by_role("alert")).to_contain_text("Enter a reason")
    look(page, "sheet-reopen-error")
    page.get_by_label("Why?").fill("A point was misread.")
    press(page, "Open it again")
    expect(page.get_by_text("The sheet is open again for its judge.")).to_be_visible()
    page.get_by_role("button", name="Extend scoring").click()
    look(page, "extend")


def test_from_totals_to_the_locked_shortlist_and_the_winner(live_server, commend_page, award, people, season):
    type(award).objects.filter(pk=award.pk).update(shortlist_size=2)
    type(season).objects.filter(pk=season.pk).update(state="deciding")
    round_ = scored_round(award, people)
    settle_round(round_)
    Round.objects.create(
        season=season,
        award=award,
        panel=round_.panel,
        kind=RoundKind.FINAL,
        mode=RoundMode.MEETING,
        figures_from=round_,
        opens_at=clock.now(),
        closes_at=clock.now() + timedelta(days=1),
    )
    page, server = commend_page, live_server.url
    enter(page, server, people["administrator"])

    page.goto(server + reverse("panel:totals", args=[round_.public_id]))
    expect(page.get_by_text("Criterion impact (weight 40): 4.0000 against 3.0000")).to_be_visible()
    look(page, "totals")

    page.get_by_role("link", name="Decision", exact=True).click()
    look(page, "decide-start")
    press(page, "Start deliberating")
    page.get_by_label("Minutes").fill("The panel met on Monday and agreed without a vote.")
    look(page, "decide-shortlist")
    press(page, "Record the decision")
    expect(page.get_by_role("alert")).to_contain_text("Select where Chair was")
    look(page, "decide-who-was-there")
    say_where_they_were(page)
    press(page, "Record the decision")
    look(page, "decide-recorded")
    press(page, "Ask the HR adviser")

    enter(page, server, people["hr_adviser"])
    page.goto(server + reverse("panel:checks"))
    look(page, "checks")
    for name in ("Joanna Ashcroft", "Marek Zielinski"):
        page.get_by_role("link", name=name).click()
        press(page, "Continue")
        look(page, "check-error")
        page.get_by_label("Clear", exact=True).check()
        press(page, "Continue")
    look(page, "checks-answered")

    sign_both(page, server, round_, people)
    look(page, "decide-locked")
    assert Decision.objects.get().state == DecisionState.LOCKED

    final = Round.objects.get(kind=RoundKind.FINAL)
    page.goto(server + reverse("panel:decide", args=[final.public_id]))
    press(page, "Start deliberating")
    first, second = page.get_by_role("combobox").all()
    first.select_option("Highly commended")
    second.select_option("Winner")
    say_where_they_were(page)
    press(page, "Record the decision")
    expect(page.get_by_role("alert")).to_contain_text("Enter a reason, because the order of totals is not followed")
    look(page, "decide-final-error")
    first.select_option("Winner")
    second.select_option("Highly commended")
    press(page, "Record the decision")
    sign_both(page, server, final, people)
    look(page, "decide-winner-locked")
    assert type(season).objects.get(pk=season.pk).state == "locked"


def say_where_they_were(page):
    """Say that every judge was there, and that whoever has an interest left the room as the form proposes."""
    for group in page.get_by_role("group", name=re.compile("^Where was ")).all():
        if group.get_by_role("radio", checked=True).count() == 0:
            group.get_by_label("Present", exact=True).check()


def sign_both(page, server, round_, people):
    """Sign as administrator and then as chair."""
    for role in ("administrator", "chair"):
        enter(page, server, people[role])
        page.goto(server + reverse("panel:decide", args=[round_.public_id]))
        press(page, "Check and sign")
        look(page, f"sign-{role}")
        press(page, "Sign the decision")
    expect(page.get_by_text("You have signed. The decision is locked.")).to_be_visible()


def test_a_tie_that_arithmetic_cannot_part(live_server, commend_page, award, people):
    round_ = scored_round(award, people, worked=[(name, WORKED[0][1]) for name, _ in WORKED])
    settle_round(round_)
    start_deliberating(round_, by=people["chair"])
    page, server = commend_page, live_server.url
    enter(page, server, people["chair"])

    page.goto(server + reverse("panel:totals", args=[round_.public_id]))
    look(page, "totals-tie")
    page.get_by_role("button", name="Settle this tie").click()
    look(page, "tie-discussion")
    page.get_by_label("What did the panel say?").fill("We did not agree.")
    press(page, "Record")
    page.get_by_role("button", name="Settle this tie").click()
    press(page, "Record")
    look(page, "tie-chair-error")
    for place, box in enumerate(page.get_by_role("combobox").all(), start=1):
        box.select_option(str(place))
    page.get_by_label("Why this order?").fill("Breadth of the evidence.")
    press(page, "Record")
    expect(page.get_by_text("The tie is settled.")).to_be_visible()
    look(page, "totals-tie-settled")
    assert Tie.objects.get().is_settled is True


def test_do_not_proceed_asks_once_more(live_server, commend_page, award, people):
    round_ = scored_round(award, people)
    check = SuitabilityCheck.objects.create(entry=round_.award.entries.first())
    page = commend_page
    enter(page, live_server.url, people["hr_adviser"])

    page.goto(live_server.url + reverse("panel:check", args=[check.public_id]))
    page.get_by_label("Do not proceed").check()
    press(page, "Continue")
    look(page, "check-confirm")
    press(page, "Do not proceed")
    look(page, "check-confirm-error")
    page.get_by_label("I am sure").check()
    press(page, "Do not proceed")
    expect(page.get_by_text("Your answer is kept.")).to_be_visible()

"""A chair and an administrator in a real browser: reminding judges, paper, what was typed late, other weights."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from judging.models import PanelMember, Round
from judging.services.late import keep_late_marks
from judging.services.places import settle_round
from judging.services.sheets import save_sheet
from judging.states import MemberState
from kit import clock
from tests.journeys.test_administrator import enter, look, press
from tests.judging.judged import NAMES, open_round, points_of, sheet_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_round_from_chasing_to_other_weights(live_server, commend_page, award, people):
    round_ = open_round(award, people, names=NAMES[:3])
    PanelMember.objects.create(panel=round_.panel, person=people["stranger"], state=MemberState.ACCEPTED)
    mine = sheet_of(round_, people["judge"])
    half = dict(list(points_of(award, 2, 3, 2, 3).items())[:2])
    save_sheet(mine, scores=half, note_to_panel="", feedback="", version=0, by=people["judge"])
    page = commend_page
    enter(page, live_server.url, people["administrator"])

    page.goto(live_server.url + reverse("panel:round", args=[round_.public_id]))
    page.get_by_text("What the states mean").click()
    look(page, "map")
    page.get_by_role("button", name="Remind judges who have not finished").click()
    look(page, "remind")
    press(page, "Send the reminder")
    expect(page.get_by_text("We are sending a reminder to", exact=False)).to_be_visible()
    look(page, "reminded")

    page.goto(live_server.url + reverse("panel:sheet-paper", args=[sheet_of(round_, people["chair"]).public_id]))
    look(page, "paper")
    press(page, "Keep and count it")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "paper-errors")
    for group in page.locator("fieldset.govuk-fieldset").all():
        group.get_by_role("radio").nth(2).check()
    page.get_by_label("Note to the panel").fill("Read from paper.")
    press(page, "Keep and count it")
    expect(page.get_by_text("Typed in from the judge’s paper, by Administrator")).to_be_visible()

    Round.objects.update(closes_at=clock.now())
    late = dict(points_of(award, 2, 3, 2, 3))
    keep_late_marks(mine, scores=late, note_to_panel="Typed late.", feedback="", by=people["judge"])
    settle_round(round_)
    enter(page, live_server.url, people["chair"])
    page.goto(live_server.url + reverse("panel:sheet", args=[mine.public_id]))
    look(page, "typed-late")
    page.get_by_role("button", name="Admit it").click()
    look(page, "admit-late")
    page.get_by_label("Why?").fill("The connection was lost.")
    press(page, "Count it")
    expect(page.get_by_text("What was typed at the close now counts.")).to_be_visible()

    enter(page, live_server.url, people["administrator"])
    page.goto(live_server.url + reverse("panel:history", args=[round_.public_id]))
    page.get_by_role("button", name="Change the weights").click()
    look(page, "weights")
    press(page, "Ask for these weights")
    look(page, "weights-errors")
    for number, weight in enumerate((25, 25, 25, 25)):
        page.locator("input.govuk-input").nth(number).fill(str(weight))
    page.get_by_label("Why?").fill("The published weights were equal.")
    press(page, "Ask for these weights")
    look(page, "weights-asked")
    enter(page, live_server.url, people["chair"])
    page.goto(live_server.url + reverse("panel:history", args=[round_.public_id]))
    press(page, "Sign the new weights")
    page.get_by_text("Totals before this change").click()
    look(page, "history")

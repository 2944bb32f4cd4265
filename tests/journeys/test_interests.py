"""Interests in a real browser: a judge declares in a strict award, an acting chair is named and rules."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from judging.services.interests import declare_late
from nominations.models import Entry
from tests.journeys.test_administrator import enter, look, press
from tests.judging.judged import NAMES, declaring_round, make_entries, member_of, open_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_acting_chair_from_the_warning_to_a_ruling(live_server, commend_page, award, people):
    round_ = open_round(award, people, names=NAMES[:2])
    entry = Entry.objects.get(nominee__name=NAMES[0])
    for role in ("chair", "judge"):
        seat = member_of(round_, people[role])
        declare_late(seat, entry=entry, kind="close_friend", note="We meet weekly.", by=people[role])
    page = commend_page
    enter(page, live_server.url, people["administrator"])
    page.goto(live_server.url + reverse("panel:round", args=[round_.public_id]))
    look(page, "chair-missing")
    page.get_by_role("button", name="Choose an acting chair").click()
    look(page, "acting-chair")
    press(page, "Save acting chair")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "acting-chair-errors")
    page.get_by_label(people["second_judge"].full_name).check()
    page.get_by_label("Why?").fill("The chair knows somebody on the list.")
    press(page, "Save acting chair")
    expect(page.get_by_text("now acts as chair of this panel.")).to_be_visible()
    look(page, "acting-chair-named")

    enter(page, live_server.url, people["second_judge"])
    page.goto(live_server.url + reverse("panel:round", args=[round_.public_id]))
    page.get_by_role("link", name="1 declared interest waits for your decision").click()
    look(page, "interests-waiting")

    enter(page, live_server.url, people["administrator"])
    page.goto(live_server.url + reverse("panel:end-acting", args=[round_.public_id]))
    look(page, "acting-chair-end")


def test_a_strict_award_says_so_before_a_judge_answers(live_server, commend_page, award, people):
    award.interest_bars_award = True
    award.save()
    make_entries(award, people, NAMES[:2])
    round_ = declaring_round(award, people)
    page = commend_page
    enter(page, live_server.url, people["judge"])
    page.goto(live_server.url + reverse("judging:declare", args=[member_of(round_, people["judge"]).pk]))
    expect(page.get_by_text("An interest in one of these keeps you out of the whole award.")).to_be_visible()
    look(page, "declare-strict")

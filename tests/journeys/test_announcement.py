"""From the locked decisions to the winners' page on a phone, in a real browser."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from announcements.models import Release
from awards.models import Milestone
from judging.states import Outcome
from kit import clock
from nominations.models import Entry, Nominee
from nominations.states import ConsentPurpose
from tests.announcements.building import agree, decide, enter
from tests.browser import axe, overflow, shot
from tests.world import make_award, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ABOUT = {
    "safeguarding": "For safeguarding practice that listened first and kept people safe, and that others now follow.",
    "care-worker": "For care that people look forward to, given with skill and respect.",
    "legacy": "For work of many years whose good will last for many more.",
}
CITATIONS = {
    "Amara Okonkwo": "Noticed what others had walked past, stayed with it, and changed how three teams work.",
    "Tomasz Wren": "Asked one more question at the right moment, and then made it everybody’s habit.",
    "Bryn Calloway": "Learned to sign so that one person could choose their own day.",
    "Sefton Home First team": "Brought forty people home from hospital, and kept them there.",
}


def look(page, name: str) -> None:
    """Check the page as it stands, and keep its picture."""
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, name)


def become(page, server: str, person) -> None:
    """Sign the person in on the page's own browser."""
    cookie = sign_in(Client(), person).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": server}])


def press(page, name: str) -> None:
    """Press the button of this name."""
    page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def judged(season, award, other_award, people):
    """Three awards: a winner with a commended colleague, joint winners, and no award."""
    season.name, season.tagline = "Fellshire Social Care Awards 2027", "Say thank you to those who keep Fellshire well"
    season.theme = "Learn, Connect, Influence"
    season.public_rules = ["Anyone can nominate.", "The panel’s decision is final."]
    season.save()
    Milestone.objects.filter(season=season).update(audience="everyone")
    legacy = make_award(season, "legacy", "Lifetime Legacy Award")
    for one in (award, other_award, legacy):
        one.description = ABOUT[one.slug]
        one.save()
    entries = {name: enter(award, people, name) for name in ("Amara Okonkwo", "Tomasz Wren")}
    entries |= {name: enter(other_award, people, name) for name in ("Bryn Calloway", "Sefton Home First team")}
    entries["Ola Short"] = enter(legacy, people, "Ola Short")
    for name, entry in entries.items():
        Entry.objects.filter(pk=entry.pk).update(citation=CITATIONS.get(name, ""))
        Nominee.objects.filter(pk=entry.nominee_id).update(organisation_name="Fellshire County Council")
    for name in ("Amara Okonkwo", "Bryn Calloway", "Sefton Home First team"):
        agree(entries[name])
    agree(entries["Tomasz Wren"], ConsentPurpose.NAME, answer="no")
    decide(award, people, {entries["Amara Okonkwo"]: Outcome.WINNER, entries["Tomasz Wren"]: Outcome.HIGHLY_COMMENDED})
    pair = (entries["Bryn Calloway"], entries["Sefton Home First team"])
    decide(other_award, people, dict.fromkeys(pair, Outcome.JOINT_WINNER))
    decide(legacy, people, {entries["Ola Short"]: Outcome.FINALIST}, no_award=True)
    return season


def test_the_public_pages_before_and_after_signing_in(live_server, commend_page, judged, people):
    page = commend_page
    page.goto(live_server.url + "/")
    look(page, "public-home")
    page.get_by_role("link", name="Fellshire Social Care Awards 2027", exact=True).click()
    look(page, "public-season")
    page.get_by_role("link", name="Safeguarding Award").click()
    look(page, "public-award")
    page.get_by_role("link", name="How nominations are judged").click()
    look(page, "public-method")
    page.get_by_role("link", name="Privacy", exact=True).click()
    look(page, "public-privacy")
    page.get_by_role("link", name="Accessibility statement").click()
    look(page, "public-accessibility")

    become(page, live_server.url, people["administrator"])
    page.goto(live_server.url + "/")
    look(page, "home-administrator")
    page.get_by_role("link", name="Dashboard", exact=True).first.click()
    look(page, "dashboard")
    page.get_by_role("link", name="Readiness").click()
    look(page, "readiness")
    page.goto(live_server.url + reverse("records:audit"))
    look(page, "audit")


def test_two_people_announce_and_a_phone_shows_the_winners(live_server, commend_page, judged, people):
    page, server = commend_page, live_server.url
    results = server + reverse("announcements:results", args=[judged.slug])

    become(page, server, people["administrator"])
    page.goto(server + reverse("announcements:releases", args=[judged.slug]))
    look(page, "releases-empty")
    page.get_by_role("button", name="Prepare results").click()
    press(page, "Prepare release")
    expect(page.get_by_role("alert")).to_contain_text("Select at least one award")
    look(page, "prepare-error")
    for name in ("Safeguarding Award", "Care Worker of the Year", "Lifetime Legacy Award"):
        page.get_by_label(name).check()
    for part in ("Day", "Month", "Year"):
        page.get_by_label(part, exact=True).fill("")
    page.get_by_label("At what time?").fill("")
    look(page, "prepare")
    press(page, "Prepare release")
    expect(page.get_by_text("You prepared this release, so a second person must approve it.")).to_be_visible()
    look(page, "release-draft")

    page.context.clear_cookies()
    become(page, server, people["chair"])
    page.goto(server + Release.objects.get().page_url)
    page.get_by_role("button", name="Approve").click()
    look(page, "release-approve")
    press(page, "Approve")
    expect(page.get_by_text("Release approved.")).to_be_visible()

    page.context.clear_cookies()
    assert page.goto(results).status == 404

    become(page, server, people["administrator"])
    page.goto(server + Release.objects.get().page_url)
    page.get_by_role("button", name="Announce now").click()
    look(page, "release-announce")
    press(page, "Announce now")
    expect(page.get_by_text("Announced. Everybody can read it now.")).to_be_visible()
    look(page, "release-public")
    page.get_by_role("link", name="Announcements").first.click()
    look(page, "releases")

    page.context.clear_cookies()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server + judged.get_absolute_url())
    page.get_by_role("button", name="See the results").click()
    for name in ("Amara Okonkwo", "Bryn Calloway", "Sefton Home First team"):
        expect(page.get_by_text(name, exact=True)).to_be_visible()
    expect(page.get_by_text("Tomasz")).to_have_count(0)
    look(page, "results")


def test_a_paused_release_is_taken_from_view(live_server, commend_page, judged, award, people):
    page, server = commend_page, live_server.url
    release = Release.objects.create(
        season=judged,
        prepared_by=people["administrator"],
        approved_by=people["chair"],
        state="scheduled",
        goes_public_at=clock.now() - timedelta(minutes=1),
    )
    release.awards.add(award)
    results = server + reverse("announcements:results", args=[judged.slug])
    assert page.goto(results).status == 200

    become(page, server, people["administrator"])
    page.goto(server + release.page_url)
    page.get_by_role("button", name="Pause").click()
    press(page, "Pause")
    expect(page.get_by_role("alert")).to_contain_text("Enter a reason")
    look(page, "release-pause")
    page.get_by_label("Why?").fill("The wrong page was read out")
    press(page, "Pause")
    expect(page.get_by_text("Paused. Nobody can read it until somebody resumes it.")).to_be_visible()
    assert page.goto(results).status == 404

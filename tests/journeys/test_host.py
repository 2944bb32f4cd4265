"""The event host's view in a real browser: rehearsed, revealed by key, without a connection, announced, and printed."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from announcements import services
from announcements.models import EventDetails, Release
from announcements.states import ReleaseState, Stage
from judging.states import Outcome, RoundKind
from kit import clock
from nominations.models import Entry
from people.models import RoleGrant
from tests.announcements.building import agree, decide, prepare
from tests.announcements.test_host import begin_event
from tests.browser import axe, overflow, shot
from tests.journeys.test_announcement import become, judged, press  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page, name: str) -> None:
    """Check the page as it stands, and keep its picture."""
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, f"host-{name}")


@pytest.fixture
def ready(judged):  # noqa: F811
    """Three awards that are decided, and nothing approved."""
    return judged


@pytest.fixture
def approved(ready, people):
    """Three awards in releases of their own, approved; the event has begun, and the first shortlist is public."""
    season, awards = ready, list(ready.awards.order_by("order", "pk"))
    listed = dict.fromkeys(Entry.objects.filter(award=awards[0]), Outcome.SHORTLISTED)
    decide(awards[0], people, listed, kind=RoundKind.SHORTLISTING)
    shortlist = prepare(season, people, awards[0], stage=Stage.SHORTLIST)
    services.approve_release(shortlist, by=people["second_administrator"])
    services.announce_now(shortlist, by=people["administrator"])
    for award in awards:
        services.approve_release(prepare(season, people, award), by=people["second_administrator"])
    EventDetails.objects.create(
        entry=Entry.objects.get(nominee__name="Amara Okonkwo"),
        written_name="Amara Okonkwo",
        spoken_name="a-MAH-ra o-KON-kwo",
        attendance="not_attending",
        collected_by="Ola Byrne",
    )
    begin_event(season)
    return season


def test_a_rehearsal_shows_placeholders_alone(live_server, commend_page, ready, people):
    page = commend_page
    become(page, live_server.url, people["host"])

    page.goto(live_server.url + reverse("announcements:host", args=[ready.slug]))
    expect(page.get_by_role("heading", name="Running order")).to_be_visible()
    look(page, "rehearsal")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Winner’s Name", exact=True).first).to_be_visible()
    expect(page.get_by_text("Amara Okonkwo")).to_have_count(0)


def test_the_host_reveals_by_key_without_a_connection_and_announces_one_award(
    live_server, commend_page, approved, people
):
    page, season = commend_page, approved
    page.emulate_media(reduced_motion="reduce")
    become(page, live_server.url, people["host"])
    page.goto(live_server.url + reverse("announcements:host", args=[season.slug]))
    expect(page.get_by_role("heading", name="Running order")).to_be_visible()
    look(page, "order")

    page.context.set_offline(True)
    page.keyboard.press("PageDown")
    first = page.get_by_role("region", name=season.awards.order_by("order", "pk")[0].name)
    expect(first.get_by_text("say “a-MAH-ra o-KON-kwo”", exact=True)).to_be_visible()
    expect(first.get_by_text("Not here. Ola Byrne collects")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(first.get_by_text("Not here. Ola Byrne collects")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Joint winners")).to_be_hidden()
    press(page, "Reveal")
    expect(page.get_by_role("heading", name="Joint winners")).to_be_visible()
    page.get_by_role("link", name="Back", exact=True).click()
    expect(first.get_by_text("Not here. Ola Byrne collects")).to_be_visible()
    page.context.set_offline(False)
    look(page, "winner")

    first.get_by_role("link", name="Announce this award now").click()
    expect(page.get_by_role("heading", name="Announce this award now")).to_be_visible()
    look(page, "announce")
    press(page, "Announce now")
    expect(first.get_by_text("Announced")).to_be_visible()
    expect(first.get_by_text("Not here. Ola Byrne collects")).to_be_visible()
    look(page, "announced")
    states = Release.objects.filter(stage=Stage.RESULT).order_by("pk").values_list("state", flat=True)
    assert list(states) == [ReleaseState.RELEASED, ReleaseState.APPROVED, ReleaseState.APPROVED]


def test_the_curtain_opens_and_on_paper_there_is_none(live_server, commend_page, approved, people):
    page = commend_page
    become(page, live_server.url, people["host"])
    page.goto(live_server.url + reverse("announcements:host", args=[approved.slug]))
    page.get_by_role("link", name="Start").click()
    look(page, "curtain")
    press(page, "Reveal")
    page.wait_for_function("() => document.getAnimations().every(one => one.playState === 'finished')")
    look(page, "revealed")

    page.emulate_media(media="print")
    for name in ("Amara Okonkwo", "Bryn Calloway"):
        expect(page.get_by_text(name, exact=True).last).to_be_visible()
    shot(page, "host-print")


def test_what_is_taken_back_goes_from_the_open_page_within_a_minute(live_server, commend_page, approved, people):
    page = commend_page
    page.clock.install()
    become(page, live_server.url, people["host"])
    page.goto(live_server.url + reverse("announcements:host", args=[approved.slug]) + "#safeguarding")
    press(page, "Reveal")
    expect(page.get_by_text("Not here. Ola Byrne collects")).to_be_visible()

    agree(Entry.objects.get(nominee__name="Amara Okonkwo"), "name", answer="withdrawn")
    page.clock.fast_forward(31_000)
    expect(page.get_by_text("Ola Byrne")).to_have_count(0)
    expect(page.get_by_text("They chose not to be named", exact=False).first).to_be_visible()
    RoleGrant.objects.filter(role="host").delete()
    page.clock.fast_forward(31_000)
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()


def test_a_rehearsal_stays_one_when_awards_are_approved_meanwhile(live_server, commend_page, ready, people):
    page, award = commend_page, ready.awards.order_by("order", "pk")[0]
    page.clock.install()
    become(page, live_server.url, people["host"])
    page.goto(live_server.url + reverse("announcements:host", args=[ready.slug]))
    services.approve_release(prepare(ready, people, award), by=people["second_administrator"])
    page.clock.fast_forward(31_000)

    expect(page.get_by_text("Awards have been approved meanwhile", exact=False)).to_be_visible()
    expect(page.get_by_text("Amara Okonkwo")).to_have_count(0)


def test_a_finalist_tells_about_themselves_and_an_administrator_reads_it(live_server, commend_page, ready, people):
    page, entry = commend_page, Entry.objects.get(nominee__name="Tomasz Wren")
    entry.nominee.person = people["nominee"]
    entry.nominee.save()
    Entry.objects.filter(pk=entry.pk).update(notice_at=clock.now())
    decide(entry.award, people, {entry: Outcome.SHORTLISTED}, kind=RoundKind.SHORTLISTING)
    shortlist = prepare(ready, people, entry.award, stage=Stage.SHORTLIST)
    services.approve_release(shortlist, by=people["second_administrator"])
    services.announce_now(shortlist, by=people["administrator"])
    become(page, live_server.url, people["nominee"])

    page.goto(live_server.url + reverse("nominations:nominee", args=[entry.pk]))
    page.get_by_role("link", name="Tell us about you at the event").click()
    expect(page.get_by_role("heading", name="You at the event")).to_be_visible()
    look(page, "finalist")
    page.get_by_label("How is the name said? (optional)").fill("TOH-mash REN")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Who collects the award if you win? (optional)").fill("Bryn Calloway")
    page.get_by_label("What do you need to take part? (optional)").fill("A seat near the door")
    press(page, "Save")
    expect(page.get_by_text("We have saved what you told us about the event")).to_be_visible()

    page.context.clear_cookies()
    become(page, live_server.url, people["administrator"])
    page.goto(live_server.url + reverse("announcements:event-list", args=[ready.slug]))
    expect(page.get_by_text("Not attending. Bryn Calloway collects")).to_be_visible()
    look(page, "list")


def test_without_a_script_everything_can_be_read(live_server, commend_browser, approved, people):
    context = commend_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    become(page, live_server.url, people["host"])
    page.goto(live_server.url + reverse("announcements:host", args=[approved.slug]))
    expect(page.get_by_text("Not here. Ola Byrne collects")).to_be_visible()
    page.get_by_role("link", name="Start").click()
    expect(page.get_by_role("link", name="Next award").first).to_be_visible()
    context.close()

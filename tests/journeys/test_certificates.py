"""A nominee opens their certificate from their page, and an administrator has all of them made, in a real browser."""

import zipfile
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import expect

from announcements import services
from announcements.models import CertificateRun
from judging.states import Outcome
from kit import jobs
from nominations.models import Entry, Nominee
from people.links import address_of, send_link
from tests.announcements.building import decide, enter, prepare
from tests.browser import axe, overflow, shot
from tests.world import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ("Siân Ŵyn Gruffydd-Llŷr", "Małgorzata Żółć", "فاطمة الزهراء", "હેતલબેન પટેલ", "欧阳明霞")
OUTCOMES = (Outcome.WINNER, Outcome.HIGHLY_COMMENDED, Outcome.FINALIST)


def look(page, name: str) -> None:
    """Check the page as it stands, and keep its picture."""
    assert axe(page) == []
    assert overflow(page) == []
    shot(page, f"certificates-{name}")


@pytest.fixture
def announced(season, award, people):
    """Five entries of an award whose result is public; the first one's nominee has a link."""
    entries = [enter(award, people, name) for name in NAMES]
    decide(award, people, dict(zip(entries, OUTCOMES, strict=False)))
    Nominee.objects.filter(pk=entries[0].nominee_id).update(person=people["nominee"])
    release = services.approve_release(prepare(season, people, award), by=people["second_administrator"])
    services.announce_now(release, by=people["administrator"])
    return Entry.objects.get(pk=entries[0].pk), release


def test_a_nominee_sees_and_takes_their_certificate(live_server, commend_page, announced, people):
    page, (entry, _) = commend_page, announced
    page.goto(live_server.url + urlsplit(address_of(send_link("nominee", entry, people["nominee"]))).path)
    expect(page.get_by_role("heading", name="Your certificate")).to_be_visible()
    look(page, "1-link")
    page.get_by_role("link", name="See and print your certificate").click()
    expect(page.get_by_role("heading", name=NAMES[0])).to_be_visible()
    expect(page.get_by_text("Winner", exact=True)).to_be_visible()
    look(page, "2-page")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download as PDF").click()
    assert taken.value.suggested_filename == "certificate.pdf"
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name=NAMES[0])).to_be_visible()
    expect(page.get_by_role("button", name="Download as PDF")).to_be_hidden()
    shot(page, "certificates-3-printed")


def test_an_administrator_has_all_of_them_made(live_server, commend_page, announced, people, tmp_path):
    page, server, (_, release) = commend_page, live_server.url, announced
    Nominee.objects.filter(name=NAMES[4]).update(name="𠮷田 明霞")
    cookie = sign_in(Client(), people["administrator"]).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": server}])
    page.goto(server + release.page_url)
    page.get_by_role("link", name="Certificates", exact=True).click()
    expect(page.get_by_role("table")).to_contain_text("Nominated for this award")
    look(page, "4-list")
    number = page.get_by_role("row").nth(2).get_by_role("cell").last.inner_text()
    page.get_by_label("Check number").fill(number.lower())
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text(f"{number} stands on this certificate:")).to_be_visible()
    look(page, "5-checked")
    page.get_by_role("button", name="Make all certificates").click()
    expect(page.get_by_role("heading", name="The certificates are being made")).to_be_visible()
    look(page, "6-being-made")
    while jobs.work_on(CertificateRun.objects.get().job_id):
        pass
    # The page looks again by itself.
    expect(page.get_by_role("heading", name="The certificates are ready")).to_be_visible()
    look(page, "7-ready")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the certificates").click()
    taken.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.namelist() == ["001-safeguarding.pdf", "001-safeguarding-to-print-from-a-browser.html"]
        archive.extractall(tmp_path)
    page.goto(f"file://{tmp_path}/001-safeguarding-to-print-from-a-browser.html")
    expect(page.get_by_role("heading", name="𠮷田 明霞")).to_be_visible()
    look(page, "8-web-page")

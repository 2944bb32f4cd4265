"""A short address and a code for each award: where they lead, who prints them, and what they hold."""

import xml.etree.ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.models import Award, Season
from awards.short_links import address_of, qr_svg
from tests.world import sign_in

SVG = "{http://www.w3.org/2000/svg}"


def posters(client, season, *, page: str = "posters", query: str = ""):
    """Ask for a page of posters."""
    return client.get(reverse(f"awards:{page}", args=[season.slug]) + query)


@pytest.mark.parametrize("typed", [str, str.upper])
def test_a_short_address_leads_to_the_start_page_however_it_is_typed(client, award, typed):
    reply = client.get(f"/go/{typed(award.short_code)}/")

    start = reverse("nominations:start", args=[award.season.slug, award.slug])
    assert (reply.status_code, reply.url) == (302, start)
    assert "Which of these describes you best?" in client.get(start).content.decode()


def test_the_short_address_of_a_closed_season_says_that_nominations_have_closed(client, award):
    award.season.milestones.filter(key="nominations").update(
        starts_at="2020-01-01T09:00:00Z", ends_at="2020-02-01T09:00:00Z"
    )

    page = client.get(f"/go/{award.short_code}/", follow=True).content.decode()
    assert "Nominations have closed" in page


def test_a_code_that_was_never_given_or_is_not_public_yet_says_what_to_try(client, award):
    Season.objects.filter(pk=award.season_id).update(state="draft")
    replies = [client.get(f"/go/{code}/") for code in (award.short_code, "zzzzzz")]

    assert [reply.status_code for reply in replies] == [404, 404]
    assert replies[0].content == replies[1].content
    assert "Check that you typed it as it is printed" in replies[0].content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [("administrator", 200), ("communications", 200), ("reviewer", 404), ("judge", 404), ("superuser", 404)],
)
def test_posters_are_for_those_who_make_the_season_known(award, people, role, status):
    client = sign_in(Client(), people[role])

    assert {posters(client, award.season, page=page).status_code for page in ("posters", "poster-print")} == {status}


def test_each_award_shows_its_address_and_a_code_with_a_text_alternative(award, people):
    page = posters(sign_in(Client(), people["communications"]), award.season).content.decode()

    spoken = address_of(award).partition("://")[2].rstrip("/")
    assert address_of(award) in page
    assert f'alt="QR code that opens {spoken}"' in page


def test_the_code_is_one_path_with_a_title_and_can_be_downloaded(award, people):
    client = sign_in(Client(), people["administrator"])
    address = reverse("awards:poster-code", args=[award.season.slug, award.slug])
    shown, kept = client.get(address), client.get(address + "?download")

    picture = ET.fromstring(shown.content)
    assert shown["Content-Type"] == "image/svg+xml"
    assert [child.tag for child in picture] == [f"{SVG}title", f"{SVG}path"]
    assert picture[0].text == f"QR code that opens {address_of(award).partition('://')[2].rstrip('/')}"
    assert "Content-Disposition" not in shown
    assert kept["Content-Disposition"] == 'attachment; filename="north-2027-safeguarding-qr.svg"'
    assert kept.content == shown.content


def test_different_addresses_have_different_codes():
    assert qr_svg("https://a.example/go/bbbbbb/", "A") != qr_svg("https://a.example/go/cccccc/", "A")


def test_a_poster_says_when_nominations_close_and_how_to_do_without_internet(award, people):
    page = posters(
        sign_in(Client(), people["communications"]), award.season, page="poster-print", query=f"?award={award.slug}"
    ).content.decode()

    assert page.count('class="commend-poster"') == 1
    assert "Nominate before" in page
    assert "Ring 01632 960145" in page


def test_missing_codes_are_made_on_request_and_standing_ones_stay(award, other_award, people):
    Award.objects.filter(pk=other_award.pk).update(short_code=None)
    client = sign_in(Client(), people["communications"])
    before = posters(client, award.season).content.decode()
    assert Award.objects.get(pk=other_award.pk).short_code is None
    client.post(reverse("awards:posters", args=[award.season.slug]))

    assert "One award has no short address yet." in before
    assert len(Award.objects.get(pk=other_award.pk).short_code) == 6
    assert Award.objects.get(pk=award.pk).short_code == award.short_code


def test_the_page_asks_as_much_of_three_hundred_awards_as_of_one(season, people):
    client, scale, taken = sign_in(Client(), people["administrator"]), season.scales.first(), []
    Award.objects.filter(season=season, slug="care-worker").delete()
    for more in (0, 2, 297):
        Award.objects.bulk_create(
            Award(season=season, slug=f"award-{more}-{n}", name=f"Award {n}", scale=scale, nominee_type="either")
            for n in range(more)
        )
        with CaptureQueriesContext(connection) as queries:
            assert posters(client, season).status_code == 200
        taken.append(len(queries))

    assert Award.objects.filter(season=season).count() == 300
    assert len(set(taken)) == 1

"""The pages on which a release is prepared, approved and announced; each deed once, each refusal a sentence."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from announcements import services
from announcements.models import Release
from announcements.states import ReleaseState
from judging.models import SuitabilityCheck
from kit import clock
from nominations.models import Entry, Interest
from tests.announcements.building import agree, prepare, win
from tests.world import make_award, sign_in

HOUR = timedelta(hours=1)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def won(award, people):
    """The award's winner and highly commended entries."""
    return win(award, people)


@pytest.fixture
def release(season, award, people, won):
    """A release that waits for a second person and then for "Announce now"."""
    return prepare(season, people, award)


def at(person, name, *args, data=None, query=""):
    """Return the reply to `person` at a page, or to what they send there."""
    client = sign_in(Client(), person)
    url = reverse(f"announcements:{name}", args=args) + query
    return client.post(url, data) if data is not None else client.get(url)


def words(reply):
    """Return the text of the page that the reply leads to."""
    return reply.content.decode()


def minute_fields(moment):
    """Return what a person types for a moment in London."""
    local = moment.astimezone(LONDON)
    return {"on-day": local.day, "on-month": local.month, "on-year": local.year, "at": f"{local:%H:%M}"}


def test_an_administrator_prepares_a_release_for_a_minute(season, award, people, won):
    minute = (clock.now() + timedelta(days=3)).replace(second=0, microsecond=0)

    reply = at(people["administrator"], "prepare", season.slug, data={"awards": [award.pk], **minute_fields(minute)})

    release = Release.objects.get()
    assert (reply.status_code, reply.headers["Location"]) == (302, release.page_url)
    assert (release.goes_public_at, release.prepared_by, release.state, list(release.awards.all())) == (
        minute,
        people["administrator"],
        ReleaseState.DRAFT,
        [award],
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"awards": []}, "Select at least one award"),
        ({"on-day": "27", "on-month": "3", "on-year": "2031", "at": ""}, "Enter the time too, or leave both empty"),
        ({"at": "12:30pm"}, "Enter the day too, or leave both empty"),
        ({"on-day": "27", "on-month": "3", "on-year": "2031", "at": "soon"}, "Enter a time like 12:30pm or 15:30"),
        ({"on-day": "27", "on-month": "3", "on-year": "2020", "at": "9am"}, "Choose a day and time that are still to"),
        ({"on-day": "30", "on-month": "3", "on-year": "2031", "at": "1:30am"}, "the clocks go forward"),
        ({"on-day": "26", "on-month": "10", "on-year": "2031", "at": "1:30am"}, "the clocks go back"),
    ],
)
def test_a_wrong_minute_is_refused_and_what_was_typed_is_kept(season, award, people, won, typed, sentence):
    reply = at(people["administrator"], "prepare", season.slug, data={"awards": [award.pk], **typed})

    assert (reply.status_code, sentence in words(reply), "There is a problem" in words(reply)) == (200, True, True)
    assert all(f'value="{text}"' in words(reply) for text in typed.values() if isinstance(text, str) and text)
    assert not Release.objects.exists()


def test_awards_that_cannot_be_chosen_say_why(season, award, other_award, people, won):
    Interest.objects.create(entry=won[0], person=people["administrator"], source="found", kind="nominator")

    page = words(at(people["administrator"], "prepare", season.slug))

    assert "You have an interest in an entry of this award." in page
    assert "It is not decided and locked." in page


def test_the_preview_shows_the_public_page_and_what_is_missing(release, people, won):
    Entry.objects.filter(pk=won[0].pk).update(citation_approved_at=None)
    SuitabilityCheck.objects.filter(entry=won[1]).update(answer="awaiting", answered_at=None)

    page = words(at(people["second_administrator"], "release", release.public_id))

    assert "Nadia Fenwick" in page
    assert f"{won[0].reference}: No citation is approved, so none is shown." in page
    assert f"{won[1].reference}: The suitability check is not answered." in page
    assert f"{won[1].reference}: They have not answered whether they may be named, so they are not." in page


def test_the_public_part_of_the_preview_is_the_public_page(client, season, release, people, won):
    agree(won[1])
    preview = words(at(people["second_administrator"], "release", release.public_id))
    services.approve_release(release, by=people["second_administrator"])
    services.announce_now(release, by=people["administrator"])
    public = words(client.get(reverse("announcements:results", args=[season.slug])))

    def section(text):
        start = text.index('<section class="commend-result"')
        return text[start : text.index("</section>", start)]

    assert section(preview) == section(public)


def test_the_preparer_cannot_approve_and_reads_why(release, people):
    page = at(people["administrator"], "release", release.public_id)
    sent = at(people["administrator"], "approve", release.public_id, data={})

    assert "a second person must approve it" in words(page)
    assert (sent.status_code, "A second person must approve it: you prepared it yourself." in words(sent)) == (
        403,
        True,
    )
    assert Release.objects.get().state == ReleaseState.DRAFT


def test_pressing_announce_twice_has_one_effect_and_one_answer(release, people):
    services.approve_release(release, by=people["second_administrator"])
    client = sign_in(Client(), people["administrator"])
    url = reverse("announcements:announce", args=[release.public_id])
    replies = [client.post(url, {"idempotency_key": "one-key"}) for _ in range(2)]

    assert [(r.status_code, r.headers["Location"]) for r in replies] == [(302, release.page_url)] * 2
    page = words(client.get(release.page_url))
    assert page.count("Announced it") == 1
    assert "This cannot be done now" not in page


def test_the_second_of_two_people_reads_who_was_first(release, people):
    services.approve_release(release, by=people["second_administrator"])
    at(people["administrator"], "announce", release.public_id, data={"idempotency_key": "a"})
    client = sign_in(Client(), people["second_administrator"])
    reply = client.post(
        reverse("announcements:announce", args=[release.public_id]), {"idempotency_key": "b"}, follow=True
    )

    assert "This cannot be done now: it is released since" in words(reply)
    assert "(Administrator)" in words(reply)


def test_pausing_asks_for_a_reason(release, people):
    services.approve_release(release, by=people["second_administrator"])

    reply = at(people["administrator"], "pause", release.public_id, data={"reason": ""})
    assert (reply.status_code, "Enter a reason" in words(reply)) == (200, True)

    at(people["administrator"], "pause", release.public_id, data={"reason": "A name was read out"})
    assert Release.objects.get().paused_at is not None
    assert "A name was read out" in words(at(people["administrator"], "release", release.public_id))


def test_the_minute_can_be_changed_until_it_is_approved(release, people):
    minute = (clock.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    reply = at(people["administrator"], "revise", release.public_id, data=minute_fields(minute))
    assert (reply.status_code, Release.objects.get().goes_public_at) == (302, minute)

    services.approve_release(release, by=people["second_administrator"])
    assert at(people["administrator"], "revise", release.public_id).status_code == 403


STAFF = {"administrator", "second_administrator", "chair", "communications", "host"}


def test_who_reaches_the_pages(season, release, people):
    reached = {
        page: {name for name, person in people.items() if at(person, page, *args).status_code == 200}
        for page, args in {
            "releases": [season.slug],
            "prepare": [season.slug],
            "release": [release.public_id],
            "approve": [release.public_id],
        }.items()
    }

    assert reached == {
        "releases": STAFF,
        "prepare": {"administrator", "second_administrator"},
        "release": {"administrator", "second_administrator", "chair"},
        "approve": {"second_administrator", "chair"},
    }


def test_hidden_and_missing_releases_answer_alike(release, people):
    """Only the token that guards the sign-out form differs from one reply to the next."""
    from uuid import uuid4

    def reply(number):
        found = at(people["judge"], "release", number)
        return found.status_code, dict(found.headers), len(found.content)

    assert reply(release.public_id) == reply(uuid4())


def test_signed_out_visitors_are_asked_to_sign_in_whether_or_not_it_exists(client, release):
    from uuid import uuid4

    for number in (release.public_id, uuid4()):
        reply = client.get(reverse("announcements:release", args=[number]))
        assert (reply.status_code, reply.headers["Location"].startswith(reverse("account_login"))) == (302, True)


def test_the_list_asks_as_often_for_many_releases_as_for_one(season, award, people, won):
    client = sign_in(Client(), people["administrator"])

    def count():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("announcements:releases", args=[season.slug])).status_code == 200
        return len(asked)

    def add(numbers):
        for number in numbers:
            more = make_award(season, f"list-{number}", f"List {number}")
            release = Release.objects.create(season=season, prepared_by=people["administrator"])
            release.awards.add(more)

    counts = []
    for numbers in (range(1), range(1, 3), range(3, 300)):
        add(numbers)
        counts.append(count())
    assert counts == [counts[0]] * 3

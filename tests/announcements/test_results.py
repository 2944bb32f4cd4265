"""What anybody may read: by the clock, and only what each nominee agreed to."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from announcements import services
from announcements.moments import moment_in, read_time
from announcements.results import UNNAMED, Laureate, results_of
from announcements.states import Stage
from judging.states import Outcome
from kit import clock
from nominations.models import Entry, NomineeMember
from nominations.states import ConsentPurpose
from tests.announcements.building import agree, decide, enter, prepare, win
from tests.world import make_award, sign_in

HOUR = timedelta(hours=1)
FULL = "Social worker, North County Council"
WORDS = "For patient work that keeps people safe."


@pytest.fixture
def won(award, people):
    """The award's winner (named) and highly commended (has not answered) entries."""
    return win(award, people)


@pytest.fixture
def minute(season, award, people, won):
    """The minute of an approved release of the award."""
    at = clock.now().replace(microsecond=0) + HOUR
    services.approve_release(prepare(season, people, award, at=at), by=people["second_administrator"])
    return at


def look(client, season, name="announcements:results", method="get"):
    """Return the reply of a public address of the season."""
    return getattr(client, method)(reverse(name, args=[season if isinstance(season, str) else season.slug]))


def picture(reply):
    """Return everything of a reply that somebody could compare."""
    return reply.status_code, reply.content, dict(reply.headers), reply.cookies.output()


@pytest.mark.parametrize("name", ["announcements:results", "announcements:feed"])
@pytest.mark.parametrize("method", ["get", "head", "options", "post"])
def test_before_the_minute_the_address_answers_like_one_that_never_was(client, season, minute, name, method):
    with clock.set_to(minute - timedelta(microseconds=1)):
        hidden, missing = look(client, season, name, method), look(client, "nothing-2027", name, method)

    assert picture(hidden) == picture(missing)
    assert hidden.status_code in ({404} if method in ("get", "head") else {200, 405})


def test_a_missing_season_and_a_waiting_one_cost_the_same(client, season, minute):
    counts = []
    for slug in (season.slug, "nothing-2027"):
        with CaptureQueriesContext(connection) as asked:
            look(client, slug)
        counts.append(len(asked))

    assert counts == [1, 1]


def test_the_minute_is_exact_whatever_the_label_says(client, season, minute):
    """No worker runs here: the page goes by the clock alone."""
    replies = {}
    for seconds in (-1, 0, 1):
        with clock.set_to(minute + timedelta(seconds=seconds)):
            replies[seconds] = look(client, season)

    assert {s: (r.status_code, r.headers["Cache-Control"]) for s, r in replies.items()} == {
        -1: (404, "no-store"),
        0: (200, "private, max-age=30"),
        1: (200, "private, max-age=30"),
    }
    assert "Nadia Fenwick" in replies[0].content.decode()


def test_a_signed_in_persons_page_is_never_kept(client, season, minute, people):
    sign_in(client, people["stranger"])
    with clock.set_to(minute):
        assert look(client, season).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({}, Laureate(UNNAMED, "", WORDS, False)),
        ({"name": "yes"}, Laureate("Nadia Fenwick", "", WORDS, True)),
        ({"name": "yes", "role_and_employer": "yes"}, Laureate("Nadia Fenwick", FULL, WORDS, True)),
        ({"name": "yes", "role_and_employer": "no"}, Laureate("Nadia Fenwick", "", WORDS, True)),
        ({"name": "no", "role_and_employer": "yes"}, Laureate(UNNAMED, "", WORDS, False)),
        ({"name": "withdrawn", "role_and_employer": "yes"}, Laureate(UNNAMED, "", WORDS, False)),
        ({"photograph": "yes", "quotation": "yes"}, Laureate(UNNAMED, "", WORDS, False)),
    ],
)
def test_each_is_named_as_far_as_they_agreed(season, award, people, answers, shown):
    entry = enter(award, people, "Nadia Fenwick")
    for purpose, answer in answers.items():
        agree(entry, purpose, answer=answer)
    decide(award, people, {entry: Outcome.WINNER})
    release = prepare(season, people, award)
    services.approve_release(release, by=people["chair"])
    services.announce_now(release, by=people["administrator"])

    assert [result.winners for result in results_of(season, clock.now())] == [[shown]]


@pytest.mark.parametrize(
    ("citation", "approved", "shown"),
    [
        ("Kind and patient.", True, "Kind and patient."),
        ("Kind and patient.", False, ""),
        ("Nadia is kind.", True, ""),
        ("Everybody turns to Fenwick’s team.", True, ""),
    ],
)
def test_a_citation_is_shown_if_approved_and_never_gives_away_a_name(season, minute, won, citation, approved, shown):
    agree(won[0], ConsentPurpose.NAME, answer="no")
    when = clock.now() if approved else None
    Entry.objects.filter(pk=won[0].pk).update(citation=citation, citation_approved_at=when)

    with clock.set_to(minute):
        assert [one.citation for result in results_of(season, clock.now()) for one in result.winners] == [shown]


def test_a_members_name_in_a_citation_stays_back_too(season, minute, won):
    agree(won[0], ConsentPurpose.NAME, answer="no")
    NomineeMember.objects.create(nominee=won[0].nominee, name="Zoë Li")
    Entry.objects.filter(pk=won[0].pk).update(citation="She and Zoe listened.")

    with clock.set_to(minute):
        assert results_of(season, clock.now())[0].winners[0].citation == ""


def test_a_withdrawn_consent_counts_at_the_next_request(client, season, minute, won):
    with clock.set_to(minute):
        assert "Nadia Fenwick" in look(client, season).content.decode()
        agree(won[0], ConsentPurpose.NAME, answer="withdrawn")
        after = look(client, season).content.decode()

    assert "Nadia" not in after
    assert after.count(f">{UNNAMED}<") == 2


def test_joint_winners_no_award_and_the_shortlist_are_told(client, season, award, other_award, people):
    third = make_award(season, "legacy", "Legacy Award")
    joint = [enter(award, people, name) for name in ("Zara Quill", "Ann Abbot")]
    for entry in joint:
        agree(entry)
    decide(award, people, dict.fromkeys(joint, Outcome.JOINT_WINNER))
    decide(other_award, people, {enter(other_award, people, "Lost One"): Outcome.FINALIST}, no_award=True)
    listed = enter(third, people, "Ola Short")
    agree(listed)
    decide(third, people, {listed: Outcome.SHORTLISTED}, kind="shortlisting")
    for release in (
        prepare(season, people, award, other_award),
        prepare(season, people, third, stage=Stage.SHORTLIST),
    ):
        services.approve_release(release, by=people["second_administrator"])
        services.announce_now(release, by=people["administrator"])

    shown = [
        (r.award.slug, r.is_result, [w.name for w in r.winners], [s.name for s in r.shortlisted], r.no_award)
        for r in results_of(season, clock.now())
    ]
    assert shown == [
        ("safeguarding", True, ["Ann Abbot", "Zara Quill"], [], False),
        ("care-worker", True, [], [], True),
        ("legacy", False, [], ["Ola Short"], False),
    ]
    text = look(client, season).content.decode()
    assert [words in text for words in ("Joint winners", "made no award", "Some awards are still", "Lost One")] == [
        True,
        True,
        True,
        False,
    ]


def test_results_of_another_season_never_show(season, other_season, minute):
    with clock.set_to(minute):
        assert (len(results_of(season, minute)), results_of(other_season, minute)) == (1, [])


def test_the_feed_says_the_same_after_the_minute(client, season, minute):
    with clock.set_to(minute):
        feed = look(client, season, "announcements:feed")

    text = feed.content.decode()
    assert feed.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert f"Winner: Nadia Fenwick ({FULL}). Highly commended: {UNNAMED}." in text
    assert "Tom" not in text


def test_the_season_links_to_its_results_only_once_they_are_public(client, season, minute):
    address = reverse("announcements:results", args=[season.slug])
    pages = [reverse("awards:season", args=[season.slug]), reverse("awards:home")]

    def linked(at):
        with clock.set_to(at):
            return [address in client.get(page).content.decode() for page in pages]

    assert (linked(minute - timedelta(seconds=1)), linked(minute)) == ([False, False], [True, True])


def test_the_results_page_asks_as_often_for_many_awards_as_for_one(client, season, people, won, award):
    def count():
        with CaptureQueriesContext(connection) as asked:
            assert look(client, season).status_code == 200
        return len(asked)

    def out(*awards):
        release = prepare(season, people, *awards)
        services.approve_release(release, by=people["second_administrator"])
        services.announce_now(release, by=people["administrator"])

    counts = []
    out(award)
    counts.append(count())
    for group in (range(2), range(2, 12)):
        more = [make_award(season, f"more-{number}", f"More {number}") for number in group]
        for one in more:
            win(one, people, f"Winner of {one.slug}", f"Other of {one.slug}")
        out(*more)
        counts.append(count())

    assert counts == [8, 8, 8]


@pytest.mark.parametrize(
    ("typed", "read"),
    [("12:30pm", "12:30"), ("3 pm", "15:00"), ("15:30", "15:30"), ("9.05am", "09:05"), ("midday", "12:00"),
     ("12am", "00:00"), ("midnight", "00:00")],
)  # fmt: skip
def test_times_are_read_as_people_write_them(typed, read):
    assert f"{read_time(typed):%H:%M}" == read


@pytest.mark.parametrize("typed", ["25:00", "13pm", "0am", "12", "", "noonish", "10:75", "-1:30"])
def test_other_times_are_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - the form says the sentence
        read_time(typed)


def test_a_time_that_the_clocks_skip_or_repeat_is_refused():
    spring, autumn = datetime(2027, 3, 28).date(), datetime(2027, 10, 31).date()

    with pytest.raises(ValueError, match="There is no 01:30 on Sunday 28 March 2027"):
        moment_in("Europe/London", spring, read_time("1:30am"))
    with pytest.raises(ValueError, match="1:30am on Sunday 31 October 2027 comes twice"):
        moment_in("Europe/London", autumn, read_time("1:30am"))
    assert moment_in("Europe/London", spring, read_time("2am")) == datetime(
        2027, 3, 28, 2, tzinfo=ZoneInfo("Europe/London")
    )

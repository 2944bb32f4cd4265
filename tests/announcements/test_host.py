"""The event host's view: placeholders until two people have approved, then what each nominee allows; nothing else."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from announcements import services
from announcements.models import EventDetails, Release
from announcements.states import ReleaseState
from awards.models import Milestone
from judging.models import DecisionLine
from judging.states import Outcome
from kit import clock
from nominations.models import Interest
from tests.announcements.building import agree, decide, enter, prepare, win
from tests.world import make_award, sign_in
from workflow import NotAllowed, NotNow, trail

CHANGING = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+|(name="idempotency_key" value=")[^"]+')
NAMES = ("Nadia Fenwick", "Tom Adair")
PLACEHOLDER = "Winner’s Name"


@pytest.fixture
def won(award, people):
    """The award's winner and highly commended entries."""
    return win(award, people)


@pytest.fixture
def release(season, award, people, won):
    """A release of one award that is announced by hand; not approved yet."""
    return prepare(season, people, award)


@pytest.fixture
def approved(release, people):
    """The release, approved by a second person."""
    return services.approve_release(release, by=people["second_administrator"])


def ask(person, season, query="", path=None):
    """Return the reply to `person` at the host's view."""
    client = sign_in(Client(), person) if person else Client()
    return client.get((path or reverse("announcements:host", args=[season.slug])) + query)


def words(reply):
    """Return what the page says, without marks and with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", reply.content.decode()).split())


def shown(reply, *texts):
    """Say of each of `texts` whether the page holds it."""
    return [text in words(reply) for text in texts]


def begin_event(season):
    """Let the event have begun."""
    Milestone.objects.filter(season=season, key="event").update(starts_at=clock.now() - timedelta(minutes=5))


@pytest.mark.parametrize("role", ["host", "administrator"])
def test_before_approval_it_is_a_rehearsal_without_a_real_name(season, people, release, role):
    reply = ask(people[role], season)

    assert reply.status_code == 200
    assert shown(reply, "REHEARSAL", PLACEHOLDER, *NAMES) == [True, True, False, False]


def test_once_approved_the_host_reads_the_names(season, people, approved, won):
    EventDetails.objects.create(
        entry=won[0],
        written_name="Dr Nadia Fenwick",
        spoken_name="NAH-dya FEN-ick",
        attendance="not_attending",
        collected_by="Ola Byrne",
        access_needs="A ramp",
        dietary_needs="No nuts",
        guest_name="Gus Guest",
    )
    reply = ask(people["host"], season)

    told = ["Dr Nadia Fenwick", "Say “NAH-dya FEN-ick”", "Not here. Ola Byrne collects", "Do not film or stream them"]
    kept = ["REHEARSAL:", "Tom Adair", "A ramp", "No nuts", "Gus Guest"]
    assert shown(reply, *told, *kept) == [True] * 4 + [False] * 5


def test_who_is_not_named_is_a_member_of_our_team_from_the_next_request_on(season, people, approved, won):
    EventDetails.objects.create(entry=won[0], spoken_name="NAH-dya", attendance="in_person", written_name="N. Fenwick")
    before = shown(ask(people["host"], season), "N. Fenwick", "NAH-dya", "In the room")
    agree(won[0], "name", answer="withdrawn")
    after = ask(people["host"], season)

    assert before == [True] * 3
    assert shown(after, "N. Fenwick", "Nadia", "NAH-dya", "In the room", "A member of our team") == [False] * 4 + [True]


def test_a_rehearsal_can_be_asked_for_later_and_holds_no_name(season, people, approved):
    reply = ask(people["host"], season, "?rehearsal=1")

    assert shown(reply, PLACEHOLDER, *NAMES) == [True, False, False]


def test_the_hall_sees_no_note_to_the_host(season, people, approved, won):
    EventDetails.objects.create(entry=won[0], written_name="Nadia Fenwick", spoken_name="NAH-dya", attendance="online")
    reply = ask(people["host"], season, "?hall=1")

    assert shown(reply, "Nadia Fenwick", "NAH-dya", "Taking part online", "Do not") == [True, False, False, False]


def test_what_finalists_need_is_for_administrators_without_an_interest(season, people, approved, won):
    EventDetails.objects.create(entry=won[0], written_name="Nadia Fenwick", access_needs="A ramp", guest_name="Gus")
    path = reverse("announcements:event-list", args=[season.slug])
    Interest.objects.create(entry=won[0], person=people["second_administrator"], source="found", kind="nominator")

    assert shown(ask(people["administrator"], season, path=path), "Nadia Fenwick", "A ramp", "Gus") == [True] * 3
    assert shown(ask(people["second_administrator"], season, path=path), "Nadia Fenwick", "A ramp") == [False] * 2
    for role in ("host", "communications", "chair", "reviewer", "superuser"):
        assert ask(people[role], season, path=path).status_code == 404


def test_an_award_that_is_not_approved_stays_empty_beside_one_that_is(season, award, other_award, people, approved):
    second = enter(other_award, people, "Zara Zephyr")
    agree(second)
    decide(other_award, people, {second: Outcome.WINNER})
    prepare(season, people, other_award)

    assert shown(ask(people["host"], season), "Nadia Fenwick", "Zara Zephyr", "Not ready") == [True, False, True]


@pytest.mark.parametrize(
    "role",
    ["reviewer", "nominator", "nominee", "endorser", "chair", "judge", "communications", "stranger", "superuser",
     "information_governance", "hr_adviser"],
)  # fmt: skip
def test_it_is_not_there_for_anybody_else(season, people, approved, role):
    on_stage = reverse("announcements:announce-on-stage", args=[approved.public_id])

    assert [ask(people[role], season).status_code, ask(people[role], season, path=on_stage).status_code] == [404, 404]


def test_a_host_of_another_season_finds_nothing(season, other_season, people, approved):
    from awards.roles import scope_of
    from people.models import RoleGrant

    RoleGrant.objects.create(person=people["stranger"], role="host", scope=scope_of(other_season))

    assert ask(people["stranger"], season).status_code == 404


def swap(award):
    """Let the one who was commended win instead."""
    lines = DecisionLine.objects.filter(decision__round__award=award, decision__round__kind="final")
    before = dict(lines.values_list("pk", "outcome"))
    other = {Outcome.WINNER: Outcome.HIGHLY_COMMENDED, Outcome.HIGHLY_COMMENDED: Outcome.WINNER}
    for pk, outcome in before.items():
        lines.filter(pk=pk).update(outcome=other[outcome])


def everything(person, season, release):
    """Return all that `person` gets of the host's view, with how many questions it took."""
    found = []
    host, on_stage = (
        reverse("announcements:host", args=[season.slug]),
        reverse("announcements:announce-on-stage", args=[release.public_id]),
    )
    for url in (host, f"{host}?rehearsal=1", on_stage):
        client = sign_in(Client(), person) if person else Client()
        with CaptureQueriesContext(connection) as asked:
            reply = client.get(url)
        body = CHANGING.sub(rb"\1\2", reply.content)
        found.append((url, reply.status_code, body, dict(reply.headers), sorted(reply.cookies), len(asked)))
    return found


@pytest.mark.parametrize("role", [None, "host", "administrator"])
def test_before_approval_the_page_is_the_same_whoever_won(season, award, people, release, role):
    agree(release.awards.get().entries.get(nominee__name="Tom Adair"))
    person = people[role] if role else None
    with clock.set_to(clock.now()):
        one = everything(person, season, release)
        swap(award)
        assert everything(person, season, release) == one


@pytest.mark.parametrize("role", [None, "communications", "reviewer", "chair", "stranger", "interested"])
def test_after_approval_it_is_the_same_for_those_who_may_not_know(season, award, people, approved, won, role):
    agree(won[1])
    person = people["second_administrator" if role == "interested" else role] if role else None
    if role == "interested":
        Interest.objects.create(entry=won[1], person=person, source="declared", kind="close_friend")
    with clock.set_to(clock.now()):
        one = everything(person, season, approved)
        swap(award)
        assert everything(person, season, approved) == one


def test_the_comparison_would_notice(season, award, people, approved, won):
    agree(won[1])
    with clock.set_to(clock.now()):
        one = everything(people["host"], season, approved)
        swap(award)
        assert everything(people["host"], season, approved) != one


def test_the_host_announces_one_award_at_the_event_and_two_presses_make_one_release(
    season, award, other_award, people, approved
):
    second = win(other_award, people, "Zara Zephyr", "Yan Yew")
    services.approve_release(prepare(season, people, other_award), by=people["second_administrator"])
    begin_event(season)
    url = reverse("announcements:announce-on-stage", args=[approved.public_id])
    client = sign_in(Client(), people["host"])
    page = client.get(url)
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page.content.decode())[1]

    replies = [client.post(url, {"idempotency_key": key}) for _ in range(2)]

    here = f"{reverse('announcements:host', args=[season.slug])}#{award.slug}"
    assert [reply.headers["Location"] for reply in replies] == [here, here]
    assert shown(page, award.name, *NAMES) == [True, False, False]
    assert [event.verb for event in trail(approved)].count("release.announce_now") == 1
    results = Client().get(reverse("announcements:results", args=[season.slug]))
    assert shown(results, "Nadia Fenwick", "Zara Zephyr") == [True, False]
    assert second[0].award_id == other_award.pk


def test_before_the_event_the_host_announces_nothing_and_reads_why(season, people, approved):
    page = ask(people["host"], season, path=reverse("announcements:announce-on-stage", args=[approved.public_id]))

    assert (page.status_code, "once the event has begun" in words(page)) == (403, True)
    assert "Announce this award now" not in words(ask(people["host"], season))
    with pytest.raises(NotAllowed, match="once the event has begun"):
        services.announce_now(approved, by=people["host"])
    assert Release.objects.get().state == ReleaseState.APPROVED


def test_the_host_does_not_bring_a_minute_forward_nor_announce_several_awards(season, award, other_award, people, won):
    win(other_award, people, "Zara Zephyr", "Yan Yew")
    begin_event(season)
    both = prepare(season, people, award, other_award)
    both = services.approve_release(both, by=people["second_administrator"])
    with pytest.raises(NotAllowed):
        services.announce_now(both, by=people["host"])
    on_stage = reverse("announcements:announce-on-stage", args=[both.public_id])
    assert ask(people["administrator"], season, path=on_stage).status_code == 404
    services.cancel_release(both, by=people["administrator"], reason="One by one")
    timed = prepare(season, people, award, at=clock.now() + timedelta(hours=1))
    timed = services.approve_release(timed, by=people["second_administrator"])

    with pytest.raises(NotAllowed):
        services.announce_now(timed, by=people["host"])
    assert services.announce_now(timed, by=people["administrator"]).state == ReleaseState.RELEASED


def test_a_host_with_an_interest_in_the_award_neither_reads_nor_announces_it(season, people, approved, won):
    Interest.objects.create(entry=won[1], person=people["host"], source="found", kind="nominator")
    begin_event(season)

    assert shown(ask(people["host"], season), *NAMES) == [False, False]
    with pytest.raises(NotAllowed, match="interest"):
        services.announce_now(approved, by=people["host"])


def test_what_is_on_hold_says_so_and_is_not_announced(season, people, approved):
    begin_event(season)
    services.pause_release(approved, by=people["administrator"], reason="The winner has not come")

    assert shown(ask(people["host"], season), "On hold", "Announce this award now") == [True, False]
    with pytest.raises(NotNow, match="paused"):
        services.announce_now(approved, by=people["host"])


def test_the_page_asks_as_many_questions_for_many_awards_as_for_one(season, award, people, approved):
    begin_event(season)
    counts = []
    for more in range(3):
        with CaptureQueriesContext(connection) as asked:
            reply = ask(people["host"], season)
        counts.append((len(asked), words(reply).count("Announce this award now")))
        extra = make_award(season, f"extra-{more}", f"Extra {more}")
        win(extra, people, f"Winner {more}", f"Other {more}")
        services.approve_release(prepare(season, people, extra), by=people["second_administrator"])

    assert [number for number, _ in counts] == [counts[0][0]] * 3
    assert [times for _, times in counts] == [1, 2, 3]

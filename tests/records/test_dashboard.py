"""The dashboard counts what its reader may see, and each number opens the list behind it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.models import Season
from judging.models import Standing
from judging.states import MemberState
from kit import clock
from nominations.models import Flag, Interest, Nomination
from notifications.models import Message
from records import dashboard
from tests.world import make_entry, make_round, make_season, make_submitted, sign_in


def numbers(figures):
    """Return the figures that are not zero."""
    return {figure.label: figure.value for figure in figures if figure.value}


def waiting(season, people, role="administrator"):
    """Return what waits, as the person with `role` counts it."""
    return numbers(dashboard.waiting(season, people[role], clock.now()))


def page(person, name, *args, query=""):
    """Return the reply to `person`."""
    return sign_in(Client(), person).get(reverse(f"records:{name}", args=args) + query)


def test_nominations_are_counted_by_state(season, draft, submitted, people):
    assert numbers(dashboard.nominations_by_state(season, people["administrator"])) == {"Draft": 1, "Submitted": 1}


def test_what_one_has_a_part_in_is_not_counted(season, submitted, people):
    submitted.nominator = people["administrator"]
    submitted.save()

    assert numbers(dashboard.nominations_by_state(season, people["administrator"])) == {}
    assert numbers(dashboard.nominations_by_state(season, people["second_administrator"])) == {"Submitted": 1}


def test_flags_and_notices_and_messages_wait(season, award, submitted, people):
    Flag.objects.create(nomination=submitted, kind="person_name", start=0, end=4, certainty="likely")
    Nomination.objects.filter(pk=submitted.pk).update(first_submitted_at=clock.now() - timedelta(days=22))
    Message.objects.create(kind="E4", season=season, due_at=clock.now(), state="failed_for_good", recipient_key="a")

    assert waiting(season, people) == {"Flags waiting": 1, "Notices due in 7 days": 1, "Messages failed": 1}


def test_a_notice_is_due_in_seven_days_from_day_twenty_one_on(season, submitted, people):
    moment = clock.now()
    for days, due in ((20, {}), (21, {"Notices due in 7 days": 1})):
        Nomination.objects.filter(pk=submitted.pk).update(first_submitted_at=moment - timedelta(days=days))
        with clock.set_to(moment):
            assert waiting(season, people) == due


def test_judges_who_have_not_declared_and_entries_below_quorum_wait(season, award, entry, people):
    round_ = make_round(award, chair=people["chair"], judges=[people["judge"]], member_state=MemberState.ACCEPTED)
    assert waiting(season, people) == {"Judges not declared": 2}

    round_ = type(round_).objects.filter(pk=round_.pk)
    round_.update(state="scoring")
    Standing.objects.create(round=round_.get(), entry=entry, expected=2)
    assert waiting(season, people) == {"Judges not declared": 2, "Entries below quorum": 1}

    Interest.objects.create(entry=entry, person=people["administrator"], source="found", kind="nominator")
    assert waiting(season, people) == {"Judges not declared": 2}


def test_nothing_of_another_season_is_counted(season, other_season, people):
    make_submitted(other_season.awards.get(), nominator=people["nominator"])

    assert numbers(dashboard.nominations_by_state(season, people["administrator"])) == {}


def test_each_number_opens_a_list_of_as_many(season, award, draft, submitted, people):
    Flag.objects.create(nomination=submitted, kind="person_name", start=0, end=4, certainty="likely")
    client = sign_in(Client(), people["administrator"])
    figures = [
        *dashboard.waiting(season, people["administrator"], clock.now()),
        *dashboard.nominations_by_state(season, people["administrator"]),
        *dashboard.entries_by_stage(season, people["administrator"]),
    ]

    assert [f.label for f in figures if not f.url or client.get(f.url).status_code != 200] == []
    listed = {f.label: client.get(f.url).context["table"].total for f in figures if f.url.startswith("/records/")}
    assert listed == {f.label: f.value for f in figures if f.url.startswith("/records/")}


def test_only_administrators_of_the_season_reach_it(season, people):
    pages = ["dashboard", "nominations", "ready", "publish", "pause", "resume"]
    reached = {
        name for name, person in people.items() for p in pages if page(person, p, season.slug).status_code != 404
    }

    assert reached == {"administrator", "second_administrator"}


def test_an_administrator_of_one_season_does_not_reach_another(season, other_season, people):
    assert page(people["administrator"], "dashboard", other_season.slug).status_code == 404


def test_a_season_is_paused_with_a_reason_and_resumed(season, people):
    client = sign_in(Client(), people["administrator"])
    url = reverse("records:pause", args=[season.slug])
    assert b"Enter a reason" in client.post(url, {"reason": ""}).content
    client.post(url, {"reason": "The phone line is down"})
    assert Season.objects.get(pk=season.pk).paused_at is not None

    client.post(reverse("records:resume", args=[season.slug]))
    assert Season.objects.get(pk=season.pk).paused_at is None


def test_a_season_is_published_once_nothing_blocks_it(people):
    season = make_season("fresh", state="draft")
    boss = people["administrator"]
    from awards.roles import scope_of
    from people.roles import Role
    from people.services import grant_role
    from tests.world import make_award
    from workflow import SYSTEM

    grant_role(boss, Role.ADMINISTRATOR, scope=scope_of(season), by=SYSTEM)
    client = sign_in(Client(), boss)
    ready, publish = (reverse(f"records:{name}", args=[season.slug]) for name in ("ready", "publish"))

    assert b"Missing" in client.get(ready).content
    assert b"Add at least one award" in client.post(publish, follow=True).content
    make_award(season, "first", "First Award")
    assert b"Missing" not in client.get(ready).content
    client.post(publish)
    assert Season.objects.get(pk=season.pk).state == "published"


@pytest.mark.parametrize("name", ["dashboard", "nominations"])
def test_it_asks_as_often_for_many_nominations_as_for_one(season, award, people, name):
    client = sign_in(Client(), people["administrator"])
    counts = []
    for first, more in ((0, 1), (1, 2), (3, 297)):
        _make_many(award, people, first, more)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(f"records:{name}", args=[season.slug])).status_code == 200
        counts.append(len(asked))

    assert counts == [counts[0]] * 3


def _make_many(award, people, first, how_many):
    """Make many nominations without their statements."""
    from nominations.models import Nominee

    now = clock.now()
    nominees = Nominee.objects.bulk_create([Nominee(name=f"Nominee {n}", folded_name="n") for n in range(how_many)])
    Nomination.objects.bulk_create(
        Nomination(
            season=award.season, award=award, nominee=nominee, nominator=people["nominator"], state="submitted",
            reference=f"NO27-9{first + number:04d}", started_at=now, saved_at=now, submitted_at=now,
            first_submitted_at=now,
        )
        for number, nominee in enumerate(nominees)
    )  # fmt: skip


def test_the_front_page_shows_each_what_waits_for_them(award, submitted, people):
    make_entry(award, nominator=people["other_nominator"], reviewer=people["reviewer"], nominee=people["nominee"])
    make_round(award, chair=people["chair"], judges=[people["judge"]])

    def work(role):
        reply = sign_in(Client(), people[role]).get("/")
        return [item.title for item in reply.context["work"]]

    assert {role: work(role) for role in ("nominator", "nominee", "reviewer", "judge", "hr_adviser", "stranger")} == {
        "nominator": ["Your nominations"],
        "nominee": ["You have been nominated for the Safeguarding Award"],
        "reviewer": ["Review nominations"],
        "judge": ["Judge entries"],
        "hr_adviser": ["Suitability checks"],
        "stranger": [],
    }


@pytest.mark.parametrize(
    ("role", "menu"),
    [
        ("stranger", ["Your nominations"]),
        ("reviewer", ["Your nominations", "Review"]),
        ("hr_adviser", ["Your nominations", "Checks"]),
        ("communications", ["Your nominations", "Announcements"]),
        ("information_governance", ["Your nominations", "Messages", "Audit"]),
        ("administrator", ["Your nominations", "Dashboard", "Panels", "Announcements", "Messages", "Audit"]),
        ("chair", ["Your nominations", "Judging", "Panels", "Announcements"]),
        ("judge", ["Your nominations", "Judging"]),
    ],
)
def test_the_menu_holds_the_doors_of_each_role_and_every_door_opens(award, people, role, menu):
    make_round(award, chair=people["chair"], judges=[people["judge"]])
    client = sign_in(Client(), people[role])
    items = client.get("/").context["navigation"]

    assert [item["text"] for item in items] == menu
    assert [item["text"] for item in items if client.get(item["url"]).status_code != 200] == []


def test_an_invited_judge_finds_the_invitation_on_the_front_page(award, people):
    make_round(award, chair=people["chair"], judges=[people["judge"]], member_state=MemberState.INVITED)
    reply = sign_in(Client(), people["judge"]).get("/")

    assert [(item.title, item.status) for item in reply.context["work"]] == [
        ("Judge entries", "Answer your invitation")
    ]
    assert [item["text"] for item in reply.context["navigation"]] == ["Your nominations", "Judging"]


def test_pages_of_a_release_belong_to_announcements(award, people):
    from tests.announcements.building import prepare, win

    win(award, people)
    release = prepare(award.season, people, award)
    reply = sign_in(Client(), people["administrator"]).get(release.page_url)

    assert [item["text"] for item in reply.context["navigation"] if item["current"]] == ["Announcements"]

"""The trail: who may read it, what they may read of it, and how they find something in it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from announcements.services import announce_now, approve_release
from judging.states import Outcome
from nominations.models import Interest
from records.trails import events_visible_to
from tests.announcements.building import decide, enter, prepare
from tests.world import make_submitted, sign_in
from workflow import SYSTEM, record


def verbs(person):
    """Return what `person` may read, oldest first."""
    return [event.verb for event in reversed(events_visible_to(person))]


@pytest.fixture
def told(season, other_season, award, entry, people):
    """Events of two seasons and of the people room."""
    record(season, "publish", by=people["administrator"], before="draft", after="published")
    record(entry, "open_to_judges", by=people["reviewer"], before="waiting", after="in_round", reason="All is well")
    record(other_season, "publish", by=people["stranger"], before="draft", after="published")
    record(people["judge"], "grant_role", by=people["administrator"])


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("administrator", ["season.publish", "entry.open_to_judges"]),
        ("information_governance", ["season.publish", "entry.open_to_judges"]),
        ("reviewer", []),
        ("stranger", []),
        ("superuser", []),
    ],
)
def test_each_reads_the_trail_of_their_own_season(people, told, role, seen):
    assert verbs(people[role]) == seen


@pytest.mark.parametrize("role", ["administrator", "information_governance"])
def test_what_one_has_a_part_in_is_not_there(entry, people, told, role):
    nomination = entry.nominations.get()
    record(nomination, "accept", by=people["reviewer"], before="submitted", after="accepted")
    record(nomination.endorsements.get(), "give", by=people["endorser"], before="requested", after="given")
    assert len(verbs(people[role])) == 4

    Interest.objects.create(entry=entry, person=people[role], source="found", kind="nominator")
    assert verbs(people[role]) == ["season.publish"]


def test_the_trail_tells_nobody_the_shortlist_before_its_minute(season, award, people):
    listed, other = enter(award, people, "Xenia Xu"), enter(award, people, "Yorick Yates")
    record(listed, "shortlist", by=SYSTEM, before="in_round", after="shortlisted")
    record(other, "leave_off_shortlist", by=SYSTEM, before="in_round", after="not_shortlisted")
    decide(award, people, {listed: Outcome.SHORTLISTED, other: Outcome.NOT_SHORTLISTED}, kind="shortlisting")
    told = ["entry.shortlist", "entry.leave_off_shortlist"]

    assert (verbs(people["information_governance"]), verbs(people["administrator"])) == ([], told)

    release = prepare(season, people, award, stage="shortlist")
    approve_release(release, by=people["second_administrator"])
    announce_now(release, by=people["administrator"])
    assert verbs(people["information_governance"])[:2] == told


def test_a_nomination_of_ones_own_is_not_there_before_it_is_an_entry(award, people):
    nomination = make_submitted(award, nominator=people["administrator"])
    record(nomination, "submit", by=people["administrator"], before="draft", after="submitted")

    assert (verbs(people["administrator"]), verbs(people["second_administrator"])) == ([], ["nomination.submit"])


def test_the_page_names_people_things_and_reasons(people, entry, told):
    text = sign_in(Client(), people["administrator"]).get(reverse("records:audit")).content.decode()

    for words in ("Reviewer", "Open to judges", f"Entry {entry.reference}", "Waiting to in round", "All is well"):
        assert words in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("person=administrator", ["season.publish"]),
        ("person=review", ["entry.open_to_judges"]),
        ("deed=open to", ["entry.open_to_judges"]),
        ("about=season", ["season.publish"]),
        ("reference=NO27-0001", ["entry.open_to_judges"]),
        ("since-day=1&since-month=1&since-year=2020", ["entry.open_to_judges", "season.publish"]),
        ("until-day=1&until-month=1&until-year=2020", []),
        ("sort=-person_id", ["entry.open_to_judges", "season.publish"]),
    ],
)
def test_events_are_found_by_person_deed_thing_and_day(people, told, query, found):
    reply = sign_in(Client(), people["administrator"]).get(reverse("records:audit") + "?" + query)

    assert [row.record.verb for row in reply.context["table"].page.object_list] == found


def test_others_find_no_such_page(people):
    allowed = {"administrator", "second_administrator", "information_governance"}
    reached = {n for n, person in people.items() if sign_in(Client(), person).get("/records/audit/").status_code == 200}

    assert reached == allowed


def test_it_asks_as_often_for_many_events_as_for_one(season, people):
    client, counts = sign_in(Client(), people["administrator"]), []
    for more in (1, 2, 297):
        for _ in range(more):
            record(season, "pause", by=people["administrator"])
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("records:audit")).status_code == 200
        counts.append(len(asked))

    assert counts == [counts[0]] * 3

"""All that was said to one person, for the administrators of the season."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nominations.models import Interest
from notifications.kinds import Kind
from notifications.outbox import Outgoing, queue, queue_many
from tests.world import sign_in

pytestmark = pytest.mark.django_db


def page(person) -> str:
    """The address of somebody's page."""
    return reverse("notifications:person", args=[person.public_id])


@pytest.fixture
def enter(people):
    """Sign somebody in by role."""
    return lambda role: sign_in(Client(), people[role])


@pytest.fixture
def told(entry):
    """Two messages to the nominee of an entry, and one to its nominator."""
    nominee, nomination = entry.nominee.person, entry.nominations.get()
    return [
        queue(Kind.NOMINATED, person=nominee, about=entry, season=entry.season, occurrence="1"),
        queue(Kind.SHORTLISTED, person=nominee, about=entry, season=entry.season, occurrence="2"),
        queue(Kind.RECEIVED, person=nomination.nominator, about=nomination, season=entry.season),
    ]


def test_everything_said_to_one_person_newest_first_and_nothing_else(enter, entry, told):
    text = enter("administrator").get(page(entry.nominee.person)).text
    places = [text.find(reverse("notifications:message", args=[message.public_id])) for message in told]

    assert (places[0] > places[1] > 0, places[2]) == (True, -1)


def test_the_message_leads_there_and_from_there_messages_are_stopped(enter, entry, told):
    browser = enter("administrator")
    message = browser.get(reverse("notifications:message", args=[told[0].public_id])).text
    stop = reverse("review:stop_messages", args=[entry.public_id])
    before = browser.get(page(entry.nominee.person)).text
    browser.post(stop, {"reason": "They asked for it."})
    after = browser.get(page(entry.nominee.person)).text

    assert (page(entry.nominee.person) in message, stop in before, stop in after) == (True, True, False)
    assert reverse("review:allow_messages", args=[entry.public_id]) in after
    assert "All messages to this person are stopped" in after


@pytest.mark.parametrize("role", ["information_governance", "reviewer", "judge", "nominee", "superuser"])
def test_it_is_not_there_for_anybody_else(enter, entry, told, role):
    assert enter(role).get(page(entry.nominee.person)).status_code == 404


def test_an_interest_hides_what_is_about_it_and_a_person_of_whom_nothing_is_left(enter, entry, people, told):
    Interest.objects.create(entry=entry, person=people["administrator"], source="declared", kind="relative")
    browser = enter("administrator")
    hidden = browser.get(page(entry.nominee.person)).status_code
    queue(Kind.DECLARE, person=entry.nominee.person, about="round:0", season=entry.season)
    rest = browser.get(page(entry.nominee.person)).text

    assert hidden == 404
    assert [Kind(kind).label in rest for kind in (Kind.NOMINATED, Kind.SHORTLISTED, Kind.DECLARE)] == [
        False,
        False,
        True,
    ]
    assert "stop-messages" not in rest


def test_another_seasons_messages_are_not_there(enter, people, other_season):
    queue(Kind.DECLARE, person=people["judge"], about="round:0", season=other_season)

    assert enter("administrator").get(page(people["judge"])).status_code == 404


def test_the_page_costs_the_same_at_every_length(enter, entry, told):
    browser, costs = enter("administrator"), []
    for length in (1, 3, 300):
        queue_many(
            Outgoing(Kind.NOMINATED, entry, entry.season, entry.nominee.person, occurrence=f"n{n}")
            for n in range(length)
        )
        with CaptureQueriesContext(connection) as queries:
            browser.get(page(entry.nominee.person))
        costs.append(len(queries))

    assert costs == [costs[0]] * 3

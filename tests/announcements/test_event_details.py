"""What a finalist says about the event: asked once they know that they are one, kept until the event begins."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from announcements import services
from announcements.models import EventDetails
from announcements.states import Stage
from awards.models import Milestone
from judging.states import Outcome, RoundKind
from kit import clock
from nominations.models import Entry
from notifications.models import Message
from people.links import address_of, send_link
from tests.announcements.building import decide, enter, prepare
from tests.world import sign_in

ANSWERS = {
    "written_name": "Dr Nia Nominee",
    "spoken_name": "NEE-a",
    "attendance": "not_attending",
    "collected_by": "Ola Byrne",
    "guest_name": "",
    "access_needs": "A ramp",
    "dietary_needs": "No nuts",
}
ASKED = "Tell us about you at the event"


@pytest.fixture
def finalist(award, people):
    """The nominee's entry, on a locked shortlist of which nobody knows."""
    entry, other = enter(award, people, people["nominee"]), enter(award, people, "Tom Adair")
    outcomes = {entry: Outcome.SHORTLISTED, other: Outcome.NOT_SHORTLISTED}
    decide(award, people, outcomes, kind=RoundKind.SHORTLISTING)
    return entry


@pytest.fixture
def told(season, award, people, finalist):
    """The same entry once the shortlist is public."""
    release = prepare(season, people, award, stage=Stage.SHORTLIST)
    services.approve_release(release, by=people["second_administrator"])
    services.announce_now(release, by=people["administrator"])
    return finalist


def page(entry) -> str:
    """Return the address of the event page."""
    return reverse("announcements:event-details", args=[entry.pk])


def home(client, entry) -> str:
    """Return the nominee's page."""
    return client.get(reverse("nominations:nominee", args=[entry.pk])).content.decode()


def kept() -> list[dict]:
    """Return what is kept of all finalists."""
    return list(EventDetails.objects.values(*ANSWERS))


def test_a_finalist_who_is_told_answers_from_their_page_and_changes_it(told, people):
    client = sign_in(Client(), people["nominee"])
    assert ASKED in home(client, told)
    assert client.get(page(told)).status_code == 200
    assert kept() == []

    reply = client.post(page(told), ANSWERS)
    assert (reply.status_code, kept()) == (302, [ANSWERS])
    client.post(page(told), ANSWERS | {"attendance": "in_person"})
    assert kept() == [ANSWERS | {"attendance": "in_person", "collected_by": ""}]


def test_the_link_that_was_sent_is_enough(told):
    client = Client()
    client.get(address_of(send_link("nominee", told, told.nominee.person)))

    assert client.post(page(told), ANSWERS).status_code == 302
    assert kept() == [ANSWERS]


def test_before_it_is_told_a_finalist_reads_what_everybody_else_reads(finalist, award, people):
    client = sign_in(Client(), people["nominee"])

    def world():
        with CaptureQueriesContext(connection) as asked:
            replies = [client.get(page(finalist)), client.post(page(finalist), ANSWERS)]
            shown = [reply.status_code for reply in replies], ASKED in home(client, finalist)
        return shown, len(asked)

    listed = world()
    finalist.decision_lines.update(outcome=Outcome.NOT_SHORTLISTED)
    assert world() == listed
    assert (listed[0], kept()) == (([404, 404], False), [])


def test_the_message_that_says_so_is_enough_once_it_has_left(finalist, season, people):
    client = sign_in(Client(), people["nominee"])
    said = Message.objects.create(
        season=season,
        kind="E19",
        person=people["nominee"],
        recipient_key="nominee",
        about=f"entry:{finalist.pk}",
        due_at=clock.now(),
    )
    assert client.get(page(finalist)).status_code == 404

    Message.objects.filter(pk=said.pk).update(state="sent", sent_at=clock.now())
    assert client.get(page(finalist)).status_code == 200


def test_who_is_not_on_the_list_is_asked_nothing(told, people):
    told.decision_lines.update(outcome=Outcome.NOT_SHORTLISTED)

    assert sign_in(Client(), people["nominee"]).get(page(told)).status_code == 404


@pytest.mark.parametrize("role", ["nominator", "endorser", "administrator", "host", "judge", "stranger", "superuser"])
def test_nobody_else_opens_or_answers_it(told, people, role):
    client = sign_in(Client(), people[role])

    assert [client.get(page(told)).status_code, client.post(page(told), ANSWERS).status_code] == [404, 404]
    assert kept() == []


def test_what_was_typed_stays_where_something_is_missing(told, people):
    reply = sign_in(Client(), people["nominee"]).post(page(told), ANSWERS | {"attendance": "", "written_name": ""})

    text = reply.content.decode()
    assert [s in text for s in ("Select whether you will be at the event", "Enter the name", "A ramp")] == [True] * 3
    assert kept() == []


def test_once_the_event_has_begun_nothing_is_changed(told, season, people):
    client = sign_in(Client(), people["nominee"])
    client.post(page(told), ANSWERS)
    Milestone.objects.filter(season=season, key="event").update(starts_at=clock.now() - timedelta(minutes=1))

    client.post(page(told), ANSWERS | {"attendance": "in_person"})
    assert kept() == [ANSWERS]
    assert "cannot be changed here any more" in home(client, told)


def test_the_trail_says_that_it_was_saved_and_nothing_of_what(told, people):
    from workflow.models import AuditEvent

    sign_in(Client(), people["nominee"]).post(page(told), ANSWERS)

    event = AuditEvent.objects.get(verb="event_details.save")
    assert (event.person_id, event.data, event.scope) == (people["nominee"].pk, {}, f"season:{told.season_id}")


def test_who_withdraws_is_asked_no_more(told, people):
    Entry.objects.filter(pk=told.pk).update(state="withdrawn")

    assert sign_in(Client(), people["nominee"]).get(page(told)).status_code == 404

"""The administrators' pages: what they show, to whom, and what can be done there."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from kit import clock
from nominations.models import Interest
from notifications import delivery
from notifications.document import document
from notifications.kinds import Kind
from notifications.models import Message
from notifications.outbox import Outgoing, queue, queue_many
from notifications.states import MessageState
from people.links import send_link, token_of
from people.models import Link
from workflow.models import AuditEvent

LIST = "/messages/"

pytestmark = pytest.mark.django_db


def received(nomination, occurrence=""):
    """Queue the message that a nomination has arrived."""
    return queue(
        Kind.RECEIVED,
        person=nomination.nominator,
        about=nomination,
        season=nomination.season,
        occurrence=occurrence,
        due_at=clock.now(),
    )


def nominated(entry):
    """Queue the nominee's good news."""
    return queue(Kind.NOMINATED, person=entry.nominee.person, about=entry, season=entry.season, due_at=clock.now())


def page(message) -> str:
    """The address of a message's page."""
    return reverse("notifications:message", args=[message.public_id])


@pytest.fixture
def enter(people):
    """Sign somebody in by role: `enter("administrator")` gives their browser."""
    from tests.world import sign_in

    return lambda role: sign_in(Client(), people[role])


@pytest.mark.parametrize(
    ("role", "answer"),
    [
        ("administrator", 200),
        ("second_administrator", 200),
        ("information_governance", 200),
        ("reviewer", 404),
        ("judge", 404),
        ("communications", 404),
        ("nominator", 404),
        ("superuser", 404),
    ],
)
def test_only_those_who_run_the_season_follow_its_messages(enter, submitted, role, answer):
    message, browser = received(submitted), enter(role)
    catalogue = reverse("notifications:catalogue")

    assert [browser.get(path).status_code for path in (LIST, catalogue, page(message))] == [answer] * 3


def test_another_programmes_messages_are_not_there(enter, submitted, other_season):
    theirs = queue(Kind.RECEIVED, to_address="x@south.example", about="season:0", season=other_season)
    browser = enter("administrator")

    assert (browser.get(page(theirs)).status_code, "x@south.example" in browser.get(LIST).text) == (404, False)


def test_an_administrator_with_an_interest_follows_no_message_about_that_entry(enter, people, entry):
    nomination = entry.nominations.get()
    about = [nominated(entry), received(nomination)]
    about.append(
        queue(Kind.ENDORSE, person=people["endorser"], about=nomination.endorsements.get(), season=entry.season)
    )
    Interest.objects.create(entry=entry, person=people["administrator"], source="declared", kind="relative")

    mine, others = enter("administrator"), enter("second_administrator")

    assert [mine.get(page(m)).status_code for m in about] == [404] * 3
    assert [others.get(page(m)).status_code for m in about] == [200] * 3
    assert (">0<" in re.sub(r"\s", "", mine.get(LIST).text), "No messages yet" in mine.get(LIST).text) == (True, True)


def test_an_interest_hides_every_outcome_of_the_award(people, award, entry):
    from tests.world import make_entry

    other = make_entry(award, nominator=people["other_nominator"], reviewer=people["reviewer"], nominee="Somebody Else")
    outcome = queue(Kind.SHORTLISTED, person=people["judge"], about=other, season=award.season)
    Interest.objects.create(entry=entry, person=people["administrator"], source="declared", kind="relative")

    seen = {role: list(Message.objects.visible_to(people[role])) for role in ("administrator", "second_administrator")}

    assert seen == {"administrator": [], "second_administrator": [outcome]}


def test_the_page_never_gives_away_the_recipients_own_link(enter, entry):
    message = nominated(entry)
    secret = token_of(send_link("nominee", entry, entry.nominee.person))

    text = enter("administrator").get(page(message)).text

    assert (secret in text, "(the recipient’s own link)" in text) == (False, True)


def test_looking_at_a_message_changes_nothing(enter, entry):
    message, browser = nominated(entry), enter("administrator")

    browser.get(page(message))

    assert (Link.objects.count(), Message.objects.get(pk=message.pk).state) == (0, MessageState.QUEUED)


def test_a_sign_in_code_is_shown_to_nobody(people, season):
    message = queue(Kind.SIGN_IN, person=people["judge"], about="user:1", context={"code": "918273"})

    assert list(Message.objects.visible_to(people["administrator"])) == []
    assert message.season is None


def test_a_failed_message_is_sent_again_for_a_reason(enter, people, submitted):
    message = received(submitted)
    Message.objects.filter(pk=message.pk).update(state=MessageState.FAILED_FOR_GOOD)
    browser = enter("administrator")
    address = reverse("notifications:deed", args=[message.public_id, "again"])

    assert "Enter a reason" in browser.post(address, {"reason": ""}).text
    assert browser.post(address, {"reason": "They freed their mailbox."}).status_code == 302
    delivery.drain()

    message.refresh_from_db()
    assert (message.state, len(mail.outbox)) == (MessageState.SENT, 1)
    assert list(AuditEvent.objects.filter(verb__startswith="message.").values_list("verb", "person_id")) == [
        ("message.send_again", people["administrator"].pk)
    ]
    assert "They freed their mailbox." in browser.get(page(message)).text


def test_pressing_twice_sends_once(enter, submitted):
    message = received(submitted)
    Message.objects.filter(pk=message.pk).update(state=MessageState.FAILED_FOR_GOOD)
    browser = enter("administrator")
    address = reverse("notifications:deed", args=[message.public_id, "again"])
    key = re.search(r'name="idempotency_key" value="([^"]+)"', browser.get(address).text)[1]

    for _ in range(2):
        browser.post(address, {"reason": "Again.", "idempotency_key": key})

    assert AuditEvent.objects.filter(verb="message.send_again").count() == 1


@pytest.mark.parametrize(
    ("deed", "before", "after"),
    [
        ("arrived", MessageState.UNKNOWN, MessageState.SENT),
        ("again", MessageState.UNKNOWN, MessageState.QUEUED),
        ("cancel", MessageState.UNKNOWN, MessageState.CANCELLED),
        ("cancel", MessageState.QUEUED, MessageState.CANCELLED),
    ],
)
def test_a_person_settles_what_the_machine_cannot(enter, submitted, deed, before, after):
    message = received(submitted)
    Message.objects.filter(pk=message.pk).update(state=before)

    enter("administrator").post(
        reverse("notifications:deed", args=[message.public_id, deed]), {"reason": "We rang them."}
    )

    assert Message.objects.get().state == after


def test_what_was_sent_cannot_be_sent_again(enter, submitted):
    message = received(submitted)
    delivery.drain()
    browser = enter("administrator")
    address = reverse("notifications:deed", args=[message.public_id, "again"])

    assert browser.get(address, follow=True).redirect_chain == [(page(message), 302)]
    assert "This cannot be done now" in browser.post(address, {"reason": "Please."}, follow=True).text
    assert len(mail.outbox) == 1


def test_information_governance_reads_and_does_nothing(enter, submitted):
    message = received(submitted)
    browser = enter("information_governance")

    browser.post(reverse("notifications:deed", args=[message.public_id, "cancel"]), {"reason": "No."})

    assert ("Cancel message" in browser.get(page(message)).text, Message.objects.get().state) == (False, "queued")


def test_an_unknown_deed_is_a_missing_page(enter, submitted):
    address = reverse("notifications:deed", args=[received(submitted).public_id, "explode"])

    assert enter("administrator").get(address).status_code == 404


def test_the_list_narrows_by_reference_state_and_kind(enter, submitted, award, people):
    from tests.world import make_submitted

    other = make_submitted(award, nominator=people["other_nominator"])
    first, second = received(submitted), received(other)
    Message.objects.filter(pk=second.pk).update(state=MessageState.UNKNOWN)
    browser = enter("administrator")

    def shown(query):
        text = browser.get(LIST + query).text
        return [message for message in (first, second) if page(message) in text]

    assert shown("") == [first, second]
    assert shown(f"?q={other.reference}") == [second]
    assert shown("?state=queued") == [first]
    assert shown("?kind=E6") == []


def test_the_list_costs_the_same_at_every_length(enter, submitted):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser, costs = enter("administrator"), []
    for length in (1, 3, 300):
        queue_many(
            Outgoing(Kind.RECEIVED, submitted, submitted.season, submitted.nominator, occurrence=str(n))
            for n in range(length)
        )
        with CaptureQueriesContext(connection) as queries:
            browser.get(LIST)
        costs.append(len(queries))

    assert costs == [costs[0]] * 3


def test_the_written_catalogue_is_the_one_in_the_code(settings):
    assert (settings.ROOT / "docs" / "messages.md").read_text(encoding="utf-8") == document()

"""From the outbox to the mail server: each once, and what happens when it goes wrong."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from kit import clock
from notifications import breaker, delivery
from notifications.kinds import Kind
from notifications.models import Message
from notifications.outbox import Outgoing, queue, queue_many
from notifications.states import MessageState
from tests.world import make_person, make_submitted

pytestmark = pytest.mark.django_db
HERE = "tests.notifications.test_delivery"


class Refusing(EmailBackend):
    """A mail server that answers with the errors it was given, in turn, and then takes everything."""

    errors: list[Exception] = []
    may_have_arrived = False

    def send_messages(self, messages):
        if self.errors:
            raise self.errors.pop(0)
        return super().send_messages(messages)


class Silent(Refusing):
    """A mail server that takes the words and goes away before it answers."""

    may_have_arrived = True


class Away(EmailBackend):
    """A mail server that is not there."""

    def open(self):
        raise ConnectionRefusedError


@pytest.fixture
def server(settings):
    """Let the mail server be one of the above: `server(Refusing, error, …)`."""

    def be(kind, *errors):
        settings.EMAIL_BACKEND = f"{HERE}.{kind.__name__}"
        # The library finds the class by its name, as another one than this module's own.
        from django.utils.module_loading import import_string

        import_string(settings.EMAIL_BACKEND).errors = list(errors)

    return be


def put(nomination, count=1):
    """Queue `count` messages to the nominator, due now."""
    queue_many(
        Outgoing(Kind.RECEIVED, nomination, nomination.season, nomination.nominator, occurrence=str(n))
        for n in range(count)
    )
    return list(Message.objects.order_by("pk"))


def states() -> list[str]:
    """The state of each message, in the order in which they were queued."""
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_a_message_is_sent_once_and_says_so(submitted):
    (message,) = put(submitted)

    assert [delivery.drain(), delivery.drain()] == [False, False]

    message.refresh_from_db()
    (email,) = mail.outbox
    assert (message.state, message.sent_at is not None, message.subject) == (MessageState.SENT, True, email.subject)
    assert (email.to, email.reply_to) == ([submitted.nominator.email], [submitted.season.awards_mailbox])
    assert email.extra_headers["Message-ID"].startswith(f"<{message.public_id}@")


def test_what_is_not_due_waits(submitted):
    queue(
        Kind.RECEIVED,
        person=submitted.nominator,
        about=submitted,
        season=submitted.season,
        due_at=clock.now() + timedelta(minutes=1),
    )

    delivery.drain()

    assert (mail.outbox, states()) == ([], [MessageState.QUEUED])


def test_a_run_ends_with_its_time_and_says_that_there_is_more(submitted):
    put(submitted, delivery.BATCH + 1)

    assert delivery.drain(seconds=0) is True
    assert (len(mail.outbox), delivery.drain(), len(mail.outbox)) == (delivery.BATCH, False, delivery.BATCH + 1)


def test_a_message_held_by_another_sender_is_left_alone_until_the_lease_ends(submitted):
    put(submitted)
    held = delivery.claim(10)

    assert (len(held), delivery.claim(10)) == (1, [])
    with clock.set_to(clock.now() + delivery.LEASE + timedelta(seconds=1)):
        assert len(delivery.claim(10)) == 1


def test_a_sender_that_slept_through_its_lease_sends_nothing(submitted):
    put(submitted)
    (slept,) = delivery.claim(10)
    with clock.set_to(clock.now() + delivery.LEASE + timedelta(seconds=1)):
        (taken,) = delivery.claim(10)

    assert (delivery.begin(slept), delivery.begin(taken)) == (False, True)


def test_a_send_that_nobody_finished_is_left_to_a_person(submitted):
    put(submitted)
    (message,) = delivery.claim(10)
    delivery.begin(message)

    with clock.set_to(clock.now() + delivery.LEASE + timedelta(seconds=1)):
        assert delivery.sweep() == 1
        delivery.drain()

    assert (states(), mail.outbox) == ([MessageState.UNKNOWN], [])


def test_a_slow_sender_that_hears_the_yes_after_all_says_so(submitted):
    put(submitted)
    (message,) = delivery.claim(10)
    delivery.begin(message)
    with clock.set_to(clock.now() + delivery.LEASE + timedelta(seconds=1)):
        delivery.sweep()

    delivery.confirm(message, "We have your nomination")

    assert states() == [MessageState.SENT]


def test_a_refusal_for_now_is_tried_again_later(submitted, server):
    server(Refusing, smtplib.SMTPRecipientsRefused({"x": (451, b"later")}))
    put(submitted, 2)

    delivery.drain()
    assert states() == [MessageState.FAILED_FOR_NOW, MessageState.SENT]

    with clock.set_to(clock.now() + timedelta(minutes=1)):
        delivery.drain()
    assert states() == [MessageState.SENT, MessageState.SENT]


@pytest.mark.parametrize(
    "error", [smtplib.SMTPRecipientsRefused({"x": (550, b"unknown")}), smtplib.SMTPDataError(554, b"no"), ValueError()]
)
def test_a_refusal_for_good_stops_one_message_and_no_other(submitted, server, error):
    server(Refusing, error)
    put(submitted, 2)

    delivery.drain()

    assert states() == [MessageState.FAILED_FOR_GOOD, MessageState.SENT]


def test_a_server_that_is_away_costs_no_attempt(submitted, server):
    server(Away)
    put(submitted, 2)

    delivery.drain()

    rows = Message.objects.order_by("state").values_list("state", "attempts", "problem", "lease_token").distinct()
    assert list(rows) == [(MessageState.QUEUED, 0, "The mail server does not answer.", None)]


def test_three_silences_in_a_row_pause_the_sending(submitted, server):
    gone = smtplib.SMTPServerDisconnected("gone")
    server(Silent, *[gone] * 5)
    put(submitted, 5)

    delivery.drain()
    delivery.drain()

    assert states() == [MessageState.UNKNOWN] * 3 + [MessageState.QUEUED] * 2
    breaker.resume()
    server(Refusing)
    delivery.drain()
    assert states() == [MessageState.UNKNOWN] * 3 + [MessageState.SENT] * 2


def test_an_address_that_cannot_be_written_to_stops_one_message_and_no_other(submitted, award):
    long = make_person("Long Name", email="x" * 65 + "@fellshire.example")
    put(make_submitted(award, nominator=long))
    put(submitted)

    delivery.drain()

    assert states() == [MessageState.FAILED_FOR_GOOD, MessageState.SENT]


def test_a_message_that_cannot_be_written_stops_alone(submitted):
    # A lost placeholder, by way of an award that nobody could load.
    put(submitted)
    queue(Kind.SIGN_IN, to_address="a@fellshire.example", about="user:1", context={"code": "123456"})
    Message.objects.filter(kind=Kind.SIGN_IN).update(kind="E31")

    delivery.drain()

    assert states() == [MessageState.SENT, MessageState.FAILED_FOR_GOOD]


def test_what_is_no_longer_so_is_never_sent(submitted):
    put(submitted)
    type(submitted).objects.filter(pk=submitted.pk).update(state="withdrawn")

    delivery.drain()

    assert (states(), mail.outbox) == ([MessageState.SUPERSEDED], [])


def test_somebody_who_asks_for_no_mail_meanwhile_gets_none(submitted):
    put(submitted)
    submitted.nominator.no_email = True
    submitted.nominator.save()

    delivery.drain()

    assert (states(), mail.outbox) == ([MessageState.CANCELLED], [])


def test_a_batch_costs_as_many_queries_as_its_messages_need(submitted, django_assert_max_num_queries):
    put(submitted, 50)

    # Two commits a message (sending, sent), and a handful for the batch.
    with django_assert_max_num_queries(50 * 2 + 20):
        delivery.drain()

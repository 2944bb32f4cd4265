"""Delivery against a real SMTP server, which refuses, goes silent or offers no TLS."""

import pytest
from aiosmtpd.controller import Controller

from notifications import delivery
from notifications.models import Message
from notifications.states import MessageState
from tests.notifications.test_delivery import put, states
from tests.processes import free_port

pytestmark = pytest.mark.django_db


class Server:
    """What the mail server answers: by default it takes every message and keeps its number."""

    def __init__(self):
        self.taken, self.rcpt, self.data, self.hangs_up, self.connections = [], [], [], False, 0

    async def handle_HELO(self, server, session, envelope, hostname):  # noqa: N802 - the library's own name
        """Count conversations."""
        session.host_name = hostname
        return "250 here"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        """Count conversations."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        """Take a recipient, or give the next answer that is prepared."""
        if self.rcpt:
            return self.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        """Take a message, give the next answer that is prepared, or go away without one."""
        if self.hangs_up:
            self.hangs_up = False
            server.transport.abort()
            return ""
        if self.data:
            return self.data.pop(0)
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture
def server(settings):
    """A mail server on this machine, which the product sends to."""
    handler, port = Server(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "notifications.smtp.TrackedBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    controller.stop()


def test_many_messages_take_one_conversation(submitted, server):
    put(submitted, 60)

    delivery.drain()

    assert (set(states()), len(server.taken), server.connections) == ({MessageState.SENT}, 60, 1)
    assert len({content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0] for content in server.taken}) == 60


def test_an_unknown_recipient_stops_one_message(submitted, server):
    server.rcpt = ["550 no such user"]
    put(submitted, 2)

    delivery.drain()

    assert (states(), len(server.taken)) == ([MessageState.FAILED_FOR_GOOD, MessageState.SENT], 1)
    assert Message.objects.order_by("pk").first().problem == "The mail server refused it (550)."


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_a_server_that_is_busy_is_tried_again(submitted, server, stage):
    setattr(server, stage, ["451 try later"])
    put(submitted, 2)

    delivery.drain()

    assert states() == [MessageState.FAILED_FOR_NOW, MessageState.SENT]


def test_a_server_that_goes_away_with_the_message_leaves_it_unknown(submitted, server):
    server.hangs_up = True
    put(submitted, 2)

    delivery.drain()

    assert (states(), len(server.taken)) == ([MessageState.UNKNOWN, MessageState.SENT], 1)


def test_without_the_tls_that_is_asked_for_nothing_leaves(submitted, server, settings):
    settings.EMAIL_USE_TLS = True
    put(submitted, 2)

    delivery.drain()
    delivery.drain()

    assert (states(), server.taken) == ([MessageState.QUEUED] * 2, [])

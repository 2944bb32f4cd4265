"""Signing in with an e-mailed code: who gets one, what it opens, and what it never gives away."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kit import clock
from notifications import delivery
from notifications.kinds import Kind
from notifications.models import Message
from notifications.states import MessageState
from people.sign_in import IDLE, LONGEST, TOUCH_EVERY
from workflow.models import AuditEvent

ASK, CODE = "/account/sign-in/", "/account/sign-in/code/"
INSIDE = "/messages/"

pytestmark = pytest.mark.django_db


def ask(client: Client, address: str, **query):
    """Ask for a code, and return the page that follows."""
    return client.post(ASK, {"email": address, **query}, follow=True)


def code_in_the_post() -> str:
    """Let the worker send what waits, and read the code in the last message."""
    delivery.drain()
    return re.search(r"^\d{6}$|(?<=Your code is )\d{6}", mail.outbox[-1].body, re.M)[0]


@pytest.fixture
def later(time_machine):
    """Let so much time pass, for allauth's own clock too."""
    time_machine.move_to(timezone.now())
    return lambda **by: time_machine.shift(timedelta(**by))


def deeds() -> list[tuple]:
    """What the trail holds of signing in, oldest first."""
    found = AuditEvent.objects.filter(verb__startswith="person.sign").order_by("pk")
    return list(found.values_list("verb", "person_id", "subject_id"))


def test_the_code_signs_in_and_the_trail_says_so(client, people):
    judge = people["judge"]
    ask(client, judge.email.upper())

    reply = client.post(CODE, {"code": code_in_the_post()})

    assert (reply.status_code, client.session["_auth_user_id"]) == (302, str(judge.accounts.get().pk))
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == ([judge.email], "Your code to sign in")
    assert deeds() == [("person.sign_in", judge.pk, judge.pk)]


def test_signing_out_asks_first_and_is_written_down(client, people):
    judge = people["judge"]
    ask(client, judge.email)
    client.post(CODE, {"code": code_in_the_post()})

    assert client.get(reverse("account_logout")).status_code == 200
    client.post(reverse("account_logout"))

    assert "_auth_user_id" not in client.session
    assert [verb for verb, *_ in deeds()] == ["person.sign_in", "person.sign_out"]


def test_the_session_gets_a_new_number(client, people):
    ask(client, people["judge"].email)
    before = client.session.session_key

    client.post(CODE, {"code": code_in_the_post()})

    assert client.session.session_key != before


def test_an_unknown_address_gets_the_same_page_and_nothing_is_sent(people):
    known, unknown = people["judge"].email, "nobody.at.all@fellshire.example"
    pages = {}
    for address in (known, unknown):
        reply = ask(Client(), address)
        page = reply.content.decode().replace(address, "THEM")
        pages[address] = (reply.redirect_chain, re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page))

    assert pages[known] == pages[unknown]
    assert list(Message.objects.values_list("to_address", flat=True)) == [known]


def test_a_wrong_code_answers_an_unknown_address_as_a_known_one(people):
    pages = []
    for address in (people["judge"].email, "nobody.at.all@fellshire.example"):
        client = Client()
        ask(client, address)
        page = client.post(CODE, {"code": "000000"}).content.decode().replace(address, "THEM")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page))

    assert pages[0] == pages[1]


def test_after_five_wrong_tries_the_right_code_opens_nothing(client, people):
    ask(client, people["judge"].email)
    code = code_in_the_post()
    wrong = "111111" if code != "111111" else "222222"

    for _ in range(5):
        client.post(CODE, {"code": wrong})
    client.post(CODE, {"code": code})

    assert "_auth_user_id" not in client.session
    assert deeds() == [("person.sign_in_failed", None, None)] * 5


def test_a_code_works_for_ten_minutes(client, people, later):
    ask(client, people["judge"].email)
    code = code_in_the_post()

    later(minutes=10, seconds=1)
    client.post(CODE, {"code": code})

    assert "_auth_user_id" not in client.session


def test_a_code_that_ran_out_is_not_sent_any_more(client, people):
    ask(client, people["judge"].email)

    with clock.set_to(clock.now() + timedelta(minutes=11)):
        delivery.drain()

    assert (mail.outbox, Message.objects.get().state) == ([], MessageState.SUPERSEDED)


def test_a_second_code_takes_back_the_first(client, people):
    ask(client, people["judge"].email)
    ask(client, people["judge"].email)

    delivery.drain()

    assert len(mail.outbox) == 1
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT, MessageState.SUPERSEDED}


def test_nothing_keeps_the_code_once_it_is_sent(client, people):
    ask(client, people["judge"].email)
    code = code_in_the_post()

    message = Message.objects.get(kind=Kind.SIGN_IN)
    assert (message.context, code in message.subject) == ({}, False)


def test_ten_codes_an_hour_are_enough_for_anybody(client, people):
    for _ in range(11):
        reply = ask(client, people["judge"].email)

    assert (reply.redirect_chain, Message.objects.count()) == ([], 10)


@pytest.mark.parametrize(
    ("wanted", "lands_on"),
    [
        ("/messages/", "/messages/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("http://testserver/messages/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_signing_in_leads_only_to_pages_of_this_site(client, people, wanted, lands_on):
    ask(client, people["judge"].email)

    reply = client.post(CODE, {"code": code_in_the_post(), "next": wanted})

    assert reply["Location"] == lands_on


def test_the_hour_begins_again_while_somebody_works(client, people, later):
    ask(client, people["administrator"].email)
    client.post(CODE, {"code": code_in_the_post()})

    for _ in range(3):
        later(seconds=IDLE - TOUCH_EVERY)
        assert client.get(INSIDE).status_code == 200
    later(seconds=IDLE + 1)
    assert client.get(INSIDE).status_code == 302


def test_a_day_of_work_ends_with_signing_in_again(client, people, later):
    ask(client, people["administrator"].email)
    client.post(CODE, {"code": code_in_the_post()})

    for _ in range(LONGEST // (IDLE // 2) - 1):
        later(seconds=IDLE // 2)
        assert client.get(INSIDE).status_code == 200
    later(seconds=IDLE // 2 + 60)
    assert client.get(INSIDE).status_code == 302

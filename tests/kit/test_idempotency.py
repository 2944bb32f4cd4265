"""Tests of forms that must have one effect."""

import re
import threading

import pytest
from django.db import connection
from django.test import Client

from kit.models import IdempotencyKey
from people.models import Organisation, Person
from people.services import account_for

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kit.once_pages")]


def press(client, name="Care Ltd", key="k" * 22):
    """Send the form once."""
    return client.post("/add/", {"name": name, "idempotency_key": key})


def organisations():
    """The names of all organisations there are."""
    return sorted(Organisation.objects.values_list("name", flat=True))


@pytest.fixture
def signed_in(client):
    """The client of somebody with an account."""
    client.force_login(account_for(Person.objects.create(full_name="Amara Okafor", email="amara@example.org")))
    return client


@pytest.mark.parametrize("who", ["client", "signed_in"])
def test_a_double_click_has_one_effect_and_the_same_answer_twice(request, who):
    client = request.getfixturevalue(who)
    first, second = press(client), press(client)

    assert organisations() == ["Care Ltd 0"]
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert first.url == f"/added/?number={Organisation.objects.get().pk}"


def test_the_same_key_with_other_answers_changes_nothing_and_says_so(signed_in):
    first = press(signed_in)
    second = press(signed_in, name="Another")

    assert organisations() == ["Care Ltd 0"]
    assert second.status_code == 409
    assert "It was sent once with other answers, so nothing was changed this time." in second.content.decode()
    assert f'href="{first.url}"' in second.content.decode()


def test_each_press_on_a_page_shown_anew_has_its_own_effect(signed_in):
    for _ in range(2):
        page = signed_in.get("/add/").content.decode()
        press(signed_in, key=re.search(r'name="idempotency_key" value="([^"]{20,64})"', page)[1])

    assert organisations() == ["Care Ltd 0", "Care Ltd 1"]


@pytest.mark.parametrize("wrong", ["", "Closed"])
def test_a_form_with_errors_or_a_refusal_leaves_no_key_so_that_the_page_can_be_sent_again(signed_in, wrong):
    press(signed_in, name=wrong)
    assert not IdempotencyKey.objects.exists()

    press(signed_in)
    assert organisations() == ["Care Ltd 0"]


def test_a_key_belongs_to_whoever_sent_it(signed_in):
    stranger = Client()
    stranger.force_login(account_for(Person.objects.create(full_name="Wei Zhang", email="wei@example.org")))
    press(signed_in)
    press(stranger)

    assert organisations() == ["Care Ltd 0", "Care Ltd 1"]


@pytest.mark.parametrize("key", ["", "x" * 65, "a\0b"])
def test_a_key_that_no_page_gave_out_is_no_key(signed_in, key):
    assert press(signed_in, key=key).status_code == 302
    assert organisations() == ["Care Ltd 0"]
    assert not IdempotencyKey.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_have_one_effect():
    Person.objects.create(full_name="Amara Okafor", email="amara@example.org")
    account = account_for(Person.objects.get())
    together, answers = threading.Barrier(2), []

    def send():
        client = Client()
        client.force_login(account)
        together.wait()
        answers.append(press(client).url)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert organisations() == ["Care Ltd 0"]
    assert answers == [f"/added/?number={Organisation.objects.get().pk}"] * 2

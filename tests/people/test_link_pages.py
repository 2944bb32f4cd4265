"""A link that does not work says so, and says what to do."""

from datetime import timedelta

import pytest
from django.test import Client

from kit import clock
from people.links import address_of, send_link
from tests.world import make_draft

pytestmark = pytest.mark.django_db


def test_a_link_that_was_never_sent_says_to_open_the_newest_email(client):
    answer = client.get("/link/bm90LWEtbGluaw/")
    assert answer.status_code == 404
    assert "This link does not work" in answer.content.decode()


def test_a_link_that_has_expired_leads_to_signing_in(award, people):
    nominator = people["nominator"]
    link = send_link("draft", make_draft(award, nominator=nominator), nominator, days=3)
    with clock.set_to(clock.now() + timedelta(days=4)):
        answer = Client().get(address_of(link))
    assert answer.status_code == 410
    assert 'href="/account/sign-in/"' in answer.content.decode()

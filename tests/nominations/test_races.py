"""Two at once, on a database with real row locks: one nomination for two clicks, one reference for one nomination."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from nominations.models import Nomination, ReferenceCounter
from nominations.services.sending import submit_nomination
from tests.world import make_draft, sign_in
from workflow import trail

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def both_at_once(*deeds):
    """Run every deed in a thread with a connection of its own, all starting together; return what each gave."""
    gate = Barrier(len(deeds))

    def run(deed):
        try:
            gate.wait(timeout=10)
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run, deed) for deed in deeds]]


@pytest.mark.parametrize("attempt", range(3))
def test_a_double_click_on_send_sends_once(draft, people, attempt):
    clients = [sign_in(Client(), people["nominator"]) for _ in range(2)]
    address = reverse("nominations:check", args=[draft.public_id])

    answers = both_at_once(*[lambda client=client: client.post(address) for client in clients])

    assert [answer.url for answer in answers] == [reverse("nominations:sent", args=[draft.public_id])] * 2
    assert [event.verb for event in trail(draft)] == ["nomination.submit"]
    assert ReferenceCounter.objects.get(season=draft.season).last == 1


@pytest.mark.parametrize("attempt", range(3))
def test_two_nominations_sent_at_once_get_two_references(award, people, attempt):
    writers = people["nominator"], people["other_nominator"]
    drafts = [make_draft(award, nominator=writer, nominee=people["nominee"]) for writer in writers]

    both_at_once(*[lambda d=d, w=w: submit_nomination(d, by=w) for d, w in zip(drafts, writers, strict=True)])

    references = Nomination.objects.order_by("reference").values_list("reference", flat=True)
    assert list(references) == ["NO27-0001", "NO27-0002"]

"""Tests of what judges may know of who nominated."""

import pytest
from django.urls import reverse

from judging.models import Round
from nominations.models import Nomination
from tests.judging.judged import NAMES, open_round, sheet_of
from tests.world import sign_in

NOMINATOR = "Zqwilhelmina Zqfarthing"


@pytest.fixture
def round_(award, people):
    """A round open for scoring, each entry nominated by somebody who may be named."""
    round_ = open_round(award, people, names=NAMES[:2])
    Nomination.objects.update(nominator_name=NOMINATOR, share_nominator_name="yes")
    return round_


def pages(client, round_, people) -> str:
    """Everything a judge is answered: their start page, names, list, entry, what is wrong, and checking all."""
    sheet = sheet_of(round_, people["judge"])
    seat = round_.panel.members.get(person=people["judge"])
    addresses = [reverse("judging:mine"), reverse("judging:declare", args=[seat.pk])]
    addresses += [reverse(f"judging:{page}", args=[round_.public_id]) for page in ("list", "submit")]
    addresses += [
        reverse(f"judging:{page}", args=[sheet.public_id]) for page in ("sheet", "wrong", "know", "identifies")
    ]
    sign_in(client, people["judge"])
    replies = {address: client.get(address) for address in addresses}
    assert {reply.status_code for reply in replies.values()} == {200}
    return {address: reply.content.decode() for address, reply in replies.items()}


def naming(client, round_, people) -> list[str]:
    """The judge's pages on which the nominator stands."""
    return [address for address, page in pages(client, round_, people).items() if "zqwilhelmina" in page.lower()]


def test_a_round_is_blind_unless_it_says_otherwise(client, round_, people):
    assert (round_.shows_nominator, naming(client, round_, people)) == (False, [])


def test_a_round_that_shows_nominators_names_them_beside_the_copy_alone(client, round_, people):
    Round.objects.update(shows_nominator=True)

    address = reverse("judging:sheet", args=[sheet_of(round_, people["judge"]).public_id])
    assert naming(client, round_, people) == [address]
    assert f"Nominated by {NOMINATOR}." in client.get(address).content.decode()


def test_nobody_is_named_who_did_not_let_their_name_be_given(client, round_, people):
    Round.objects.update(shows_nominator=True)
    Nomination.objects.update(share_nominator_name="no")

    assert naming(client, round_, people) == []


def test_an_entry_that_is_being_checked_names_nobody(client, round_, people):
    Round.objects.update(shows_nominator=True)
    round_.award.entries.update(state="hidden", hidden_from="in_round")

    assert naming(client, round_, people) == []

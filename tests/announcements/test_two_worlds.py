"""Before the minute nobody outside the few can tell who won: two databases, one winner each, equal replies."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from announcements import services
from judging.models import DecisionLine
from judging.states import Outcome
from kit import clock
from notifications.models import Message
from tests.announcements.building import agree, decide, enter, prepare
from tests.world import sign_in

PUBLIC = [
    "awards:home",
    "awards:season",
    "awards:award",
    "awards:method",
    "announcements:results",
    "announcements:feed",
]
OUTSIDE = [
    None, "reviewer", "nominator", "nominee", "endorser", "hr_adviser", "information_governance", "stranger",
    "superuser", "safeguarding_lead",
]  # fmt: skip
# What differs from one reply to the next whatever happens: tokens, keys and request numbers.
CHANGING = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+|(name="idempotency_key" value=")[^"]+')


@pytest.fixture
def rivals(award, people, season):
    """Two entries, one of which wins; a release waits for its minute."""
    entries = [enter(award, people, name) for name in ("Xenia Xu", "Yorick Yates")]
    for entry in entries:
        agree(entry)
    decide(award, people, {entries[0]: Outcome.WINNER, entries[1]: Outcome.FINALIST})
    release = prepare(season, people, award, at=clock.now() + timedelta(hours=1))
    services.approve_release(release, by=people["second_administrator"])
    return entries


def swap(rivals):
    """Make the second entry the winner instead of the first."""
    first, second = rivals
    DecisionLine.objects.filter(entry=first).update(outcome=Outcome.FINALIST)
    DecisionLine.objects.filter(entry=second).update(outcome=Outcome.WINNER)


def addresses(season, award):
    """Return every address that anybody may ask for."""
    args = {"awards:home": [], "awards:award": [season.slug, award.slug]}
    return [reverse(name, args=args.get(name, [season.slug])) for name in PUBLIC] + [
        reverse("announcements:releases", args=[season.slug]),
        reverse("records:audit"),
        reverse("records:dashboard", args=[season.slug]),
    ]


def everything(season, award, person):
    """Return all that `person` gets from all of these addresses, without what differs at each request."""
    client = sign_in(Client(), person) if person else Client()
    found = []
    for url in addresses(season, award):
        for query in ("", "?sort=-state&q=Xenia&deed=announce&page=2"):
            reply = client.get(url + query)
            body = CHANGING.sub(rb"\1\2", reply.content)
            found.append((url, query, reply.status_code, body, dict(reply.headers), sorted(reply.cookies)))
    return found


@pytest.mark.parametrize("role", OUTSIDE)
def test_the_reply_is_the_same_whoever_won(season, award, people, rivals, role):
    person = people[role] if role else None
    moment = clock.now()
    with clock.set_to(moment):
        one_world = everything(season, award, person)
        swap(rivals)
        other_world = everything(season, award, person)

    assert one_world == other_world
    assert not [row for row in one_world if b"Xenia" in row[3].replace(b'value="Xenia"', b"")]


def test_no_message_waits_before_the_minute_that_tells_who_won(season, rivals):
    told = " ".join(f"{m.subject} {m.context} {m.about}" for m in Message.objects.all())

    assert [name in told for name in ("Xenia", "Yorick", "winner")] == [False] * 3
    assert not Message.objects.filter(kind__in=["E24", "E25"]).exists()


def test_the_test_would_notice(client, season, award, rivals):
    """After the minute the same comparison differs: what is compared can leak."""
    with clock.set_to(clock.now() + timedelta(hours=2)):
        one_world = everything(season, award, None)
        swap(rivals)
        assert one_world != everything(season, award, None)

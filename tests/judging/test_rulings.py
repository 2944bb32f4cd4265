"""Tests of the chair's and administrators' decisions on what judges declare."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from judging.services.chairs import name_acting_chair
from judging.services.interests import declare_late
from judging.states import SheetState
from kit import clock
from nominations.models import Entry, Interest
from nominations.services.interests import awaiting_ruling_by, may_rule, rulable_by
from people.models import Person
from tests.judging.judged import NAMES, member_of, open_round, sheet_of
from tests.world import sign_in
from workflow import trail


@pytest.fixture
def round_(award, people):
    """A round open for scoring with two entries."""
    return open_round(award, people, names=NAMES[:2])


def tell(round_, person, name=NAMES[0]) -> Interest:
    """Let a judge notice late that they know this nominee."""
    entry = Entry.objects.get(nominee__name=name)
    declare_late(member_of(round_, person), entry=entry, kind="close_friend", note="Zqnote.", by=person)
    return Interest.objects.get(entry=entry, person=person)


def waiting(people) -> dict[str, int]:
    """How many declared interests wait for each of these."""
    roles = ("chair", "judge", "second_judge", "administrator", "reviewer", "stranger", "superuser")
    return {role: n for role in roles if (n := awaiting_ruling_by(people[role]).count())}


def test_what_a_judge_declares_waits_for_the_chair_and_administrators_and_what_the_chair_declares_for_these(
    round_, people
):
    tell(round_, people["judge"])
    assert waiting(people) == {"chair": 1, "administrator": 1}

    tell(round_, people["chair"], NAMES[1])
    assert waiting(people) == {"chair": 1, "administrator": 2}


def test_whoever_acts_as_chair_does_not_rule_on_the_chairs_interest(round_, people):
    own, other = tell(round_, people["chair"]), tell(round_, people["judge"], NAMES[1])
    name_acting_chair(member_of(round_, people["second_judge"]), reason="A friend.", by=people["administrator"])

    assert [may_rule(row, people["second_judge"]) for row in (own, other)] == [False, True]
    assert list(rulable_by(people["second_judge"])) == [other]
    assert list(rulable_by(people["chair"])) == []
    assert set(rulable_by(people["administrator"])) == {own, other}


def test_in_a_strict_award_nobody_with_an_interest_rules_on_any(round_, award, people):
    award.interest_bars_award = True
    award.save()
    Interest.objects.create(
        entry=Entry.objects.get(nominee__name=NAMES[1]), person=people["administrator"], source="found", kind="endorser"
    )
    declared = tell(round_, people["judge"])

    assert (list(rulable_by(people["administrator"])), may_rule(declared, people["administrator"])) == ([], False)
    assert may_rule(declared, people["second_administrator"])


def test_the_chair_comes_to_the_decision_from_the_panel_and_from_the_front_page(client, round_, people):
    interest = tell(round_, people["judge"])
    sign_in(client, people["chair"])
    link = reverse("review:interests")
    pages = [reverse("panel:round", args=[round_.public_id]), reverse("awards:home")]
    shown = [client.get(page).content.decode() for page in pages]
    assert [f'href="{link}"' in page for page in shown] == [True, True]
    assert "1 declared interest waits for your decision" in shown[0]

    listed = client.get(link).content.decode()
    decide = reverse("review:interest", args=[interest.entry.public_id, interest.pk])
    assert decide in listed
    key = client.get(decide).context["idempotency_key"]
    told = client.post(
        decide, {"ruling": "noted", "note": "They met once.", "idempotency_key": key}, follow=True
    ).content.decode()
    assert "Your decision on the interest of" in told
    assert sheet_of(round_, people["judge"]).state == SheetState.OPEN
    event = trail(interest.entry).filter(verb="entry.rule_on_interest").get()
    assert (event.actor, event.reason.text) == (people["chair"].actor_key, "They met once.")
    assert [f'href="{link}"' in client.get(page).content.decode() for page in pages] == [False, False]


def test_nobody_else_is_led_there(client, round_, people):
    tell(round_, people["judge"])
    link = reverse("review:interests")
    for role in ("judge", "second_judge", "reviewer", "stranger"):
        sign_in(client, people[role])
        assert link not in client.get(reverse("awards:home")).content.decode()
        assert client.get(link).status_code == 404


def test_the_cost_of_asking_what_waits_does_not_grow(round_, people):
    costs = []
    people["chair"].roles_in("")  # read once for each request, whoever asks
    for size in (1, 3, 300):
        have = Interest.objects.count()
        entry = Entry.objects.get(nominee__name=NAMES[0])
        persons = Person.objects.bulk_create(Person(full_name=f"Judge {n}") for n in range(have, size))
        Interest.objects.bulk_create(
            Interest(entry=entry, person=p, source="declared", kind="money", noticed_at=clock.now()) for p in persons
        )
        with CaptureQueriesContext(connection) as made:
            assert awaiting_ruling_by(people["chair"]).count() == Interest.objects.count()
        costs.append(len(made))

    assert len(set(costs)) == 1

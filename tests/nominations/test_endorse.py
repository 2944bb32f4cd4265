"""Endorsements: who is asked, what they may answer, and what time does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from awards.models import Award
from kit import clock
from nominations.models import Endorsement, JudgingCopy, Nomination, Nominee
from nominations.services import endorsing
from nominations.services.timekeeping import advance_due
from nominations.signals import endorsement_requested
from nominations.wording import ENDORSEMENT_CONFIRMATIONS
from people.links import address_of, send_link
from people.models import Person
from tests.world import make_draft, make_submitted, sign_in
from workflow import NotAllowed, NotNow, trail


@pytest.fixture
def nomination(award, people):
    """A sent nomination that names its endorser, with the copy that judges read."""
    sent = make_submitted(
        award,
        nominator=people["nominator"],
        nominee=people["nominee"],
        endorser_name="Patience Okoro",
        endorser_email=people["endorser"].email,
    )
    JudgingCopy.objects.create(
        nomination=sent, text="What judges read.", approved_by=people["reviewer"], approved_at=clock.now()
    )
    return sent


@pytest.fixture
def endorsement(nomination, people):
    """The endorsement that was asked for."""
    return endorsing.request_endorsement(nomination, by=people["reviewer"])


def states(nomination) -> list[tuple[str, str]]:
    """Return who was asked and how each endorsement stands, oldest first."""
    return [(e.person.email, e.state) for e in nomination.endorsements.select_related("person")]


def open_link(endorsement, client=None) -> Client:
    """Return a browser that has opened the endorser's link."""
    client = client or Client()
    client.get(address_of(send_link("endorse", endorsement, endorsement.person)))
    return client


def here(endorsement) -> str:
    """Return the address of the endorser's page."""
    return reverse("nominations:endorse", args=[endorsement.pk])


def test_the_named_endorser_is_asked_once(nomination, people):
    asked = []

    def hear(endorsement, **kwargs):
        asked.append(endorsement.person)

    endorsement_requested.connect(hear)
    first = endorsing.request_endorsement(nomination, by=people["reviewer"])
    second = endorsing.request_endorsement(nomination, by=people["reviewer"])
    endorsement_requested.disconnect(hear)

    assert first == second
    assert asked == [people["endorser"]]
    assert first.answer_by - first.requested_at == timedelta(days=10)


def test_a_nominating_line_managers_nomination_counts_and_nobody_is_asked(award, people):
    sent = make_submitted(award, nominator=people["nominator"], relationship="line_manager")
    endorsement = endorsing.request_endorsement(sent, by=people["reviewer"])

    assert states(sent) == [(people["nominator"].email, "given")]
    assert [event.verb for event in reversed(trail(endorsement))] == [
        "endorsement.request",
        "endorsement.count_nomination",
    ]


def test_the_directorys_line_manager_counts_too(award, people):
    Person.objects.filter(pk=people["nominee"].pk).update(line_manager=people["nominator"])
    sent = make_submitted(award, nominator=people["nominator"], nominee=Person.objects.get(pk=people["nominee"].pk))

    assert endorsing.request_endorsement(sent, by=people["reviewer"]).state == "given"


def test_an_award_may_need_no_endorsement_but_a_self_nomination_always_does(other_award, people):
    named = {"endorser_name": "Patience", "endorser_email": people["endorser"].email}
    plain = make_submitted(other_award, nominator=people["nominator"], **named)
    own = make_submitted(other_award, nominator=people["other_nominator"], is_self_nomination=True, **named)

    assert endorsing.request_endorsement(plain, by=people["reviewer"]) is None
    assert endorsing.request_endorsement(own, by=people["reviewer"]).state == "requested"


def test_a_self_nominating_line_manager_does_not_endorse_themself(other_award, people):
    own = make_submitted(
        other_award, nominator=people["nominator"], relationship="line_manager", is_self_nomination=True
    )
    Award.objects.filter(pk=other_award.pk).update(endorsement_required=True)

    assert endorsing.request_endorsement(Nomination.objects.get(pk=own.pk), by=people["reviewer"]) is None


def test_where_nobody_is_named_an_administrator_names_somebody(award, people):
    sent = make_submitted(award, nominator=people["nominator"])
    assert endorsing.request_endorsement(sent, by=people["reviewer"]) is None
    for role in ("nominator", "reviewer", "stranger", "superuser"):
        with pytest.raises(NotAllowed):
            endorsing.name_endorser(sent, name="Pat", email=people["endorser"].email, by=people[role])
    endorsing.name_endorser(sent, name="Pat", email=people["endorser"].email, by=people["administrator"])

    assert states(sent) == [(people["endorser"].email, "requested")]


def test_where_nobody_can_endorse_an_administrator_waives_it_with_a_reason(award, people):
    sent = make_submitted(award, nominator=people["nominator"])
    with pytest.raises(NotNow, match="Enter a reason"):
        endorsing.waive_missing_endorsement(sent, by=people["administrator"], reason=" ")
    with pytest.raises(NotAllowed):
        endorsing.waive_missing_endorsement(sent, by=people["nominator"], reason="No manager")
    endorsing.waive_missing_endorsement(sent, by=people["administrator"], reason="No manager")

    assert states(sent) == [(people["nominator"].email, "waived")]


@pytest.mark.parametrize(
    "role", ["nominator", "nominee", "reviewer", "administrator", "judge", "stranger", "superuser"]
)
def test_nobody_but_the_endorser_answers(endorsement, people, role):
    for answer in (endorsing.give_endorsement, endorsing.decline_endorsement):
        with pytest.raises(NotAllowed):
            answer(endorsement, by=people[role])

    assert Endorsement.objects.get(pk=endorsement.pk).state == "requested"


def test_opening_the_link_changes_nothing(endorsement):
    before = Endorsement.objects.values().get(pk=endorsement.pk)
    client = open_link(endorsement)
    shown = client.get(here(endorsement)).content.decode()

    assert "What judges read." in shown
    assert Endorsement.objects.values().get(pk=endorsement.pk) == before


def test_nobody_else_finds_the_page(endorsement, people):
    assert Client().get(here(endorsement)).url.startswith(reverse("account_login"))
    for role in ("stranger", "nominator", "nominee", "administrator", "superuser"):
        assert sign_in(Client(), people[role]).get(here(endorsement)).status_code == 404, role


def test_the_signed_in_endorser_has_the_same_page_without_a_link(endorsement, people):
    assert sign_in(Client(), people["endorser"]).get(here(endorsement)).status_code == 200


def test_all_four_things_must_be_confirmed(endorsement):
    client = open_link(endorsement)
    three = list(ENDORSEMENT_CONFIRMATIONS)[:3]
    shown = client.post(here(endorsement), {"answer": "endorse", "confirmed": three}).content.decode()
    assert "Tick all four boxes to endorse" in shown
    assert shown.count(" checked") == 3
    assert Endorsement.objects.get(pk=endorsement.pk).state == "requested"

    client.post(here(endorsement), {"answer": "endorse", "confirmed": list(ENDORSEMENT_CONFIRMATIONS)})
    client.post(here(endorsement), {"answer": "endorse", "confirmed": list(ENDORSEMENT_CONFIRMATIONS)})

    given = Endorsement.objects.get(pk=endorsement.pk)
    assert (given.state, given.answered_at is not None) == ("given", True)
    assert "Thank you for endorsing" in client.get(here(endorsement)).content.decode()


def test_declining_needs_no_reason_and_stores_none(endorsement):
    client = open_link(endorsement)
    client.post(here(endorsement), {"answer": "decline"})

    assert Endorsement.objects.get(pk=endorsement.pk).state == "declined"
    assert "You do not need to tell us why" in client.get(here(endorsement)).content.decode()
    assert not hasattr(trail(endorsement).get(verb="endorsement.decline"), "reason")


def test_the_right_person_is_asked_instead(endorsement, nomination):
    client = open_link(endorsement)
    address = reverse("nominations:endorse-another", args=[endorsement.pk])
    empty = client.post(address, {}).content.decode()
    assert "Enter their full name" in empty
    assert "Enter their email address" in empty
    client.post(address, {"name": "Rosa Diaz", "email": "Rosa@fellshire.example"})

    old, new = Endorsement.objects.order_by("pk")
    assert (old.state, old.successor) == ("reassigned", new)
    assert (new.state, new.person.full_name, new.person.email) == ("requested", "Rosa Diaz", "rosa@fellshire.example")
    assert "We ask the person that you named" in client.get(here(old)).content.decode()


@pytest.mark.parametrize("role", ["nominee", "nominator"])
def test_a_nominator_who_named_the_wrong_person_leaves_it_to_an_administrator(nomination, people, role):
    nomination.endorser_email = people[role].email
    nomination.save()

    assert endorsing.request_endorsement(nomination, by=people["reviewer"]) is None
    assert states(nomination) == []


@pytest.mark.parametrize("role", ["nominee", "nominator", "endorser"])
def test_some_people_cannot_be_named_instead(endorsement, people, role):
    with pytest.raises(NotNow):
        endorsing.name_another_endorser(endorsement, name="X", email=people[role].email, by=people["endorser"])

    assert [e.state for e in Endorsement.objects.all()] == ["requested"]


def test_it_expires_at_its_minute_and_can_still_be_given(endorsement, people):
    early = advance_due(endorsement.answer_by - timedelta(seconds=1))
    due = advance_due(endorsement.answer_by)
    again = advance_due(endorsement.answer_by)

    assert [counts["endorsements"] for counts in (early, due, again)] == [0, 1, 0]
    shown = open_link(endorsement).get(here(endorsement)).content.decode()
    assert "Do not endorse</button>" not in shown
    assert endorsing.give_endorsement(endorsement, by=people["endorser"]).state == "given"


def test_a_withdrawn_nomination_asks_for_nothing(endorsement, nomination):
    Nomination.objects.filter(pk=nomination.pk).update(state="withdrawn")
    shown = open_link(endorsement).get(here(endorsement)).content.decode()

    assert "no longer needed" in shown
    assert "What judges read." not in shown


def test_a_self_nomination_waits_for_its_endorsement_even_where_the_award_needs_none(other_award, people):
    from nominations.models import Entry
    from nominations.rules import every_nomination_is_endorsed
    from tests.world import make_entry

    entry = make_entry(other_award, nominator=people["nominator"], reviewer=people["reviewer"])
    assert every_nomination_is_endorsed(entry)
    Nomination.objects.filter(entry=entry).update(is_self_nomination=True)

    assert not every_nomination_is_endorsed(Entry.objects.get(pk=entry.pk))


def test_a_draft_names_no_endorser_who_is_the_nominee(award, people):
    draft = make_draft(award, nominator=people["nominator"], nominee=people["nominee"])
    client = sign_in(Client(), people["nominator"])
    address = reverse("nominations:question", args=[draft.public_id, "endorser"])
    answer = {"endorser_name": "Nadia", "endorser_email": Nominee.objects.get(pk=draft.nominee_id).email.upper()}

    assert "somebody other than the person you are nominating" in client.post(address, answer).content.decode()

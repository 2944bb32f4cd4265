"""The nominee: told, taking part or not, and what may be published."""

import pytest
from django.test import Client
from django.urls import reverse

from nominations.models import Consent, Entry, Nomination
from nominations.services import nominees
from nominations.signals import nominee_to_be_told
from nominations.states import ConsentPurpose
from nominations.wording import CONSENT_VERSION, CONSENT_WORDING
from people.links import address_of, send_link
from people.models import Person
from tests.world import make_entry, make_submitted, sign_in
from workflow import NotAllowed, NotNow, trail

ALL_YES = dict.fromkeys(ConsentPurpose.values, "yes")


def here(entry) -> str:
    """Return the address of the nominee's page."""
    return reverse("nominations:nominee", args=[entry.pk])


def open_link(entry) -> Client:
    """Return a browser that has opened the nominee's link."""
    client = Client()
    client.get(address_of(send_link("nominee", entry, entry.nominee.person)))
    return client


def answers(entry) -> list[tuple[str, str, bool]]:
    """Return every answer ever given: purpose, answer, whether it stands."""
    return [(c.purpose, c.answer, c.is_current) for c in entry.consents.all()]


def shown(response) -> str:
    """Return what the page says, spaces made one."""
    return " ".join(response.content.decode().split())


def test_a_nominee_with_an_address_is_told_once(entry, people):
    told = []

    def hear(entry, **kwargs):
        told.append(entry.pk)

    Entry.objects.filter(pk=entry.pk).update(notice="not_due", notice_at=None)
    nominee_to_be_told.connect(hear)
    nominees.tell_nominee(entry, by=people["reviewer"])
    nominees.tell_nominee(entry, by=people["reviewer"])
    nominee_to_be_told.disconnect(hear)

    entry.refresh_from_db()
    assert told == [entry.pk]
    assert (entry.notice, entry.notice_at is not None) == ("sent", True)


@pytest.mark.parametrize("change", [{"email": None}, {"no_email": True}])
def test_without_an_address_telling_them_is_left_to_a_person(entry, people, change):
    Person.objects.filter(pk=people["nominee"].pk).update(**change)
    Entry.objects.filter(pk=entry.pk).update(notice="not_due", notice_at=None)

    assert nominees.tell_nominee(entry, by=people["reviewer"]).notice == "due"


def test_opening_the_link_changes_nothing(entry):
    before = Entry.objects.values().get(pk=entry.pk)
    client = open_link(entry)
    client.get(here(entry))
    client.get(reverse("nominations:nominee-withdraw", args=[entry.pk]))

    assert Entry.objects.values().get(pk=entry.pk) == before
    assert answers(entry) == []


def test_nobody_else_finds_the_page(entry, people):
    assert Client().get(here(entry)).url.startswith(reverse("account_login"))
    for role in ("stranger", "nominator", "endorser", "judge", "administrator", "superuser"):
        assert sign_in(Client(), people[role]).get(here(entry)).status_code == 404, role
    assert sign_in(Client(), people["nominee"]).get(here(entry)).status_code == 200


def test_the_page_says_for_what_and_by_whom_where_the_nominator_agreed(entry, people):
    named = shown(open_link(entry).get(here(entry)))
    Nomination.objects.filter(entry=entry).update(share_nominator_name="no")
    unnamed = shown(open_link(entry).get(here(entry)))

    assert f"nominated for the {entry.award.name}, by {people['nominator'].full_name}." in named
    assert f"nominated for the {entry.award.name}, by someone who values your work." in unnamed
    assert people["nominator"].full_name not in unnamed


def test_with_several_nominators_only_those_who_agreed_are_named(entry, award, people):
    more = make_submitted(award, nominator=people["other_nominator"], share_nominator_name="no")
    Nomination.objects.filter(pk=more.pk).update(entry=entry, state="accepted")

    page = shown(open_link(entry).get(here(entry)))
    assert f"by {people['nominator'].full_name} and someone who values your work." in page


def test_the_page_shows_neither_the_statement_nor_where_judging_stands(entry):
    page = shown(open_link(entry).get(here(entry)))

    assert "She listened first" not in page
    assert entry.reference not in page


def test_choices_keep_their_words_version_and_history(entry):
    client = open_link(entry)
    client.post(here(entry), ALL_YES)
    client.post(here(entry), ALL_YES)
    client.post(here(entry), ALL_YES | {"photograph": "no"})
    client.post(here(entry), ALL_YES)

    assert [a for a in answers(entry) if a[0] == "photograph"] == [
        ("photograph", "yes", False),
        ("photograph", "withdrawn", False),
        ("photograph", "yes", True),
    ]
    assert len(answers(entry)) == len(ALL_YES) + 2
    first = Consent.objects.first()
    assert (first.wording, first.wording_version) == (CONSENT_WORDING[ConsentPurpose.NAME], CONSENT_VERSION)
    assert first.given_by.startswith("link:")


def test_every_choice_must_be_answered_and_what_was_chosen_stays(entry):
    page = shown(open_link(entry).post(here(entry), {"name": "no"}))

    assert "Select yes or no: may we publish photographs of you?" in page
    assert page.count('value="no" checked') == 1
    assert answers(entry) == []


def test_taking_part_is_noted_once(entry):
    client = open_link(entry)
    client.post(here(entry), ALL_YES)
    first = Entry.objects.get(pk=entry.pk).taking_part_at
    client.post(here(entry), ALL_YES)

    assert Entry.objects.get(pk=entry.pk).taking_part_at == first
    assert [e.verb for e in trail(entry)].count("entry.take_part") == 1


@pytest.mark.parametrize("role", ["nominator", "endorser", "administrator", "judge", "stranger", "superuser"])
def test_nobody_else_answers_for_the_nominee(entry, people, role):
    with pytest.raises(NotAllowed):
        nominees.take_part(entry, by=people[role])
    with pytest.raises(NotAllowed):
        nominees.record_choices(entry, answers=ALL_YES, by=people[role])

    assert answers(entry) == []


def test_the_nominee_withdraws_after_reading_what_is_deleted(entry):
    client = open_link(entry)
    address = reverse("nominations:nominee-withdraw", args=[entry.pk])
    page = shown(client.get(address))
    client.post(address)
    client.post(address)

    assert "What we will delete" in page
    assert "What we will not delete" in page
    assert Entry.objects.get(pk=entry.pk).state == "withdrawn"
    assert "You have withdrawn" in shown(client.get(here(entry)))
    with pytest.raises(NotNow):
        nominees.take_part(entry, by=entry.nominee.person)


@pytest.mark.parametrize("state", ["closed", "not_proceeding"])
def test_once_it_is_decided_withdrawing_is_refused_in_the_same_words(award, people, state):
    entry = make_entry(
        award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=people["nominee"], state=state
    )
    with pytest.raises(NotNow) as refusal:
        nominees.withdraw_entry(entry, by=people["nominee"])

    assert refusal.value.sentence == nominees.TOO_LATE

"""Teams and households: who is in them, who is written to, and who is kept from judging them."""

import pytest
from django.test import Client
from django.urls import reverse

from awards.models import Award
from nominations.models import Endorsement, Nomination, Nominee
from nominations.services.holding import take_nomination
from nominations.services.interests import find_interests
from nominations.services.reviewing import accept_nomination
from nominations.services.sending import submit_nomination
from notifications.models import Message
from people.links import address_of, send_link
from people.models import Organisation
from tests.nominations.test_nominate import ANSWERS, newest_code, start
from tests.world import make_draft, make_person, sign_in

HOUSEHOLD = {
    "name": "The Ward household",
    "organisation": "Fell Shared Lives",
    "members": "Sam Ward, Shared Lives carer, Fell Shared Lives\r\nJo Lee, Shared Lives carer",
    "email": "sam.ward@shared.example",
}


@pytest.fixture
def open_award(award):
    """An award for people, teams and households."""
    Award.objects.filter(pk=award.pk).update(nominee_type="either")
    return Award.objects.get(pk=award.pk)


def shown(response) -> str:
    """Return what the page says, spaces made one."""
    return " ".join(response.content.decode().split())


def send(client, award, kind: str, nominee: dict) -> Nomination:
    """Nominate a group on the pages, from the first question to the confirmation."""
    address = start(client, award).url
    while "/question/" in address:
        slug = address.rstrip("/").rpartition("/")[2]
        answers = ANSWERS | {"kind": {"kind": kind}, "nominee": nominee}
        address = client.post(address, answers[slug]).url
    client.post(client.post(client.post(address).url).url, {"code": newest_code()})
    client.post(address)
    return Nomination.objects.get()


def accept(nomination, people):
    """Let it through, and return its entry."""
    take_nomination(nomination, by=people["reviewer"])
    nomination.refresh_from_db()
    return accept_nomination(nomination, by=people["reviewer"], citation="").entry


@pytest.mark.parametrize("kind", ["team", "household"])
def test_a_group_goes_all_the_way_and_its_first_member_is_written_to(client, open_award, people, kind):
    nomination = send(client, open_award, kind, HOUSEHOLD)
    confirmation = shown(client.get(reverse("nominations:sent", args=[nomination.public_id])))
    entry = accept(nomination, people)
    nominee = Nominee.objects.get(pk=nomination.nominee_id)
    letter = Message.objects.get(kind="E8")

    assert [(m.name, m.role, m.employer) for m in nominee.members.all()] == [
        ("Sam Ward", "Shared Lives carer", "Fell Shared Lives"),
        ("Jo Lee", "Shared Lives carer", ""),
    ]
    assert "Sam Ward, Shared Lives carer, Fell Shared Lives<br>Jo Lee, Shared Lives carer" in confirmation
    assert (letter.person.full_name, letter.person.email) == ("Sam Ward", "sam.ward@shared.example")
    assert (nominee.person, nominee.members.first().person) == (letter.person, letter.person)
    other = Client()
    other.get(address_of(send_link("nominee", entry, letter.person)))
    page = shown(other.get(reverse("nominations:nominee", args=[entry.pk])))
    assert "Good news: The Ward household has been nominated" in page
    assert "You answer for everybody. Please tell the others." in page
    assert "I have nothing to do with them" in page


def test_one_carer_is_a_household_and_one_colleague_no_team(client, open_award):
    one = HOUSEHOLD | {"members": "Sam Ward"}
    household = client.post(start(client, open_award).url, {"kind": "household"}).url
    assert "Enter at least one person" in shown(client.post(household, one | {"members": ""}))
    assert client.post(household, one).status_code == 302
    team = client.post(start(client, open_award).url, {"kind": "team"}).url
    assert "Enter at least 2 people, one on each line" in shown(client.post(team, one))


def test_a_household_turned_into_a_person_has_no_members(client, open_award):
    write_address = client.post(start(client, open_award).url, {"kind": "household"}).url
    client.post(write_address, HOUSEHOLD)
    nomination = Nomination.objects.get()
    kind = reverse("nominations:question", args=[nomination.public_id, "kind"]) + "?change"
    again = client.post(kind, {"kind": "person"}).url
    client.post(again, ANSWERS["nominee"])

    nominee = Nominee.objects.get(pk=nomination.nominee_id)
    assert (nominee.kind, nominee.name, nominee.members.count()) == ("person", "Nadia Fenwick", 0)


def test_the_endorser_reads_who_is_in_the_group(client, open_award, people):
    nomination = send(client, open_award, "household", HOUSEHOLD)
    accept(nomination, people)
    endorsement = Endorsement.objects.get()
    endorser = Client()
    endorser.get(address_of(send_link("endorse", endorsement, endorsement.person)))

    page = shown(endorser.get(reverse("nominations:endorse", args=[endorsement.pk])))
    assert "The Ward household<br>Sam Ward, Shared Lives carer<br>Jo Lee, Shared Lives carer" in page


def test_a_judge_who_is_a_member_is_found_where_the_records_leave_no_doubt(award, people):
    care, other = (Organisation.objects.create(name=name) for name in ("Fell Care", "Dale Care"))
    judge, namesake = make_person("Robin Reed", organisation=care), make_person("Robin Reed", organisation=other)
    twins = [make_person("Alex Poe", organisation=care) for _ in range(2)]
    draft = make_draft(award, nominator=people["nominator"], nominee="Night Team")
    Nominee.objects.filter(pk=draft.nominee_id).update(kind="team", organisation_name="Fell Care")
    draft.nominee.members.create(name="Ada Able")
    for name in ("Robin  REED", "Alex Poe"):
        draft.nominee.members.create(name=name)
    entry = accept(submit_nomination(draft, by=people["nominator"]), people)
    find_interests(entry, [judge, namesake, *twins])

    found = entry.interests.filter(kind="team_member").values_list("person", flat=True)
    assert list(found) == [judge.pk]


def test_a_group_without_an_address_waits_among_the_nominees_to_tell(client, open_award, people):
    nomination = send(client, open_award, "household", HOUSEHOLD | {"email": ""})
    entry = accept(nomination, people)
    admin = sign_in(Client(), people["administrator"])
    listed = shown(admin.get(reverse("review:nominees")))
    page = shown(admin.get(reverse("review:nominee", args=[entry.public_id])))
    admin.post(
        reverse("review:nominee", args=[entry.public_id]), {"deed": "address", "email": "sam.ward@shared.example"}
    )

    assert "The Ward household" in listed
    assert "Jo Lee – Shared Lives carer" in page
    assert Message.objects.get(kind="E8").person.full_name == "Sam Ward"

"""Nominations of one nominee, joined in one entry and parted again."""

import pytest

from nominations.models import Consent, Entry, Interest, Nomination, Nominee, NomineeKind
from nominations.services.interests import declare_interest
from nominations.services.merging import likely_matches, merge_nominations, split_nomination
from nominations.services.reviewing import accept_nomination
from tests.world import make_submitted
from workflow import NotAllowed, NotNow, guard
from workflow.audit import trail
from workflow.guards import _guards


@pytest.fixture
def accepted(award, people):
    """Return a function that makes an accepted nomination."""

    def make(nominee="Nadia Fenwick", *, nominator=None, award_=award, **fields):
        sent = make_submitted(award_, nominator=nominator or people["nominator"], nominee=nominee, **fields)
        return accept_nomination(sent, by=people["reviewer"])

    return make


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ({"name": "Nadia Fenwick"}, {"name": "nadia fénwick"}, True),
        ({"name": "Siân O'Neill"}, {"name": "Sian ONeill"}, True),
        ({"name": "Nadia Fenwick"}, {"name": "Nadia Fenwick-Hale"}, False),
        ({"name": "Nadia", "email": "n@x.example"}, {"name": "N. Fenwick", "email": "N@X.example"}, True),
        ({"name": "Nadia", "email": ""}, {"name": "Someone", "email": ""}, False),
        ({"name": "The Harbour Team", "kind": "team"}, {"name": "harbour", "kind": "team"}, True),
        ({"name": "Harbour Team", "kind": "team"}, {"name": "Harbour Crew", "kind": "team"}, True),
        ({"name": "The Harbour", "kind": "person"}, {"name": "Harbour", "kind": "person"}, False),
    ],
)
def test_who_is_probably_the_same_nominee(accepted, award, people, first, second, alike):
    earlier = accepted()
    later = make_submitted(award, nominator=people["other_nominator"], nominee="Later")
    for nomination, fields in ((earlier, first), (later, second)):
        nominee = Nominee.objects.get(pk=nomination.nominee_id)
        for name, value in ({"kind": NomineeKind.PERSON, "email": ""} | fields).items():
            setattr(nominee, name, value)
        nominee.save()
    later = Nomination.objects.get(pk=later.pk)

    assert list(likely_matches(later)) == ([earlier] if alike else [])


def test_the_same_name_in_another_award_is_no_match(accepted, other_award, people):
    accepted("Nadia Fenwick", award_=other_award)
    sent = accepted("Nadia Fenwick")

    assert list(likely_matches(sent)) == []


def test_joining_ends_the_entry_of_its_own_and_keeps_the_nomination(accepted, people):
    lead, other = accepted(), accepted(nominator=people["other_nominator"])

    joined = merge_nominations(other, into=lead, by=people["reviewer"])

    assert (joined.state, joined.merged_into, joined.entry) == ("merged", lead, lead.entry)
    assert joined.reference == other.reference
    assert list(Entry.objects.all()) == [lead.entry]
    event = trail(joined).first()
    assert (event.verb, event.data) == ("nomination.merge", {"into": lead.pk})


def test_joining_takes_choices_and_interests_along(accepted, people):
    lead, other = accepted(people["nominee"]), accepted(people["nominee"], nominator=people["other_nominator"])
    for entry, purpose in ((lead.entry, "name"), (other.entry, "name"), (other.entry, "photograph")):
        Consent.objects.create(
            entry=entry, purpose=purpose, answer="yes", wording="w", wording_version="1", given_by="person:1"
        )
    declare_interest(other.entry, person=people["judge"], kind="relative", note="", by=people["judge"])

    merge_nominations(other, into=lead, by=people["reviewer"])

    assert sorted(lead.entry.consents.values_list("purpose", flat=True)) == ["name", "photograph"]
    assert [(i.person, i.kind) for i in lead.entry.interests.all()] == [(people["judge"], "relative")]


def test_joining_to_a_joined_one_joins_to_its_lead(accepted, people):
    lead, second, third = accepted(), accepted(), accepted()
    second = merge_nominations(second, into=lead, by=people["reviewer"])

    assert merge_nominations(third, into=second, by=people["reviewer"]).merged_into == lead


def test_parting_gives_it_an_entry_of_its_own(accepted, people):
    lead, other = accepted(), accepted()
    joined = merge_nominations(other, into=lead, by=people["reviewer"])

    parted = split_nomination(joined, by=people["reviewer"], reason="They are two people.")

    assert (parted.state, parted.merged_into) == ("accepted", None)
    assert (parted.entry.reference, parted.entry.nominee) == (other.reference, other.nominee)
    assert lead.entry.nominations.count() == 1
    assert trail(parted).first().reason.text == "They are two people."


def test_what_was_accepted_into_an_entry_parts_with_a_nominee_row_of_its_own(accepted, award, people):
    lead = accepted()
    sent = make_submitted(award, nominator=people["other_nominator"], nominee="Nadia Fenwick")
    joined = accept_nomination(sent, by=people["reviewer"], merge_into=lead)

    parted = split_nomination(joined, by=people["reviewer"], reason="They are two people.")

    assert (parted.entry.nominee, Entry.objects.count()) == (sent.nominee, 2)


REFUSALS = {
    "itself": (lambda make, other_award: (n := make(), n), "A nomination cannot be joined to itself."),
    "another award": (
        lambda make, other_award: (make(), make(award_=other_award)),
        "Only nominations for the same award can be joined.",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_be_joined(accepted, other_award, people, case):
    make, sentence = REFUSALS[case]
    nomination, into = make(accepted, other_award)

    with pytest.raises(NotNow) as refusal:
        merge_nominations(nomination, into=into, by=people["reviewer"])

    assert refusal.value.sentence == sentence


def test_nothing_is_joined_to_what_is_not_accepted(accepted, submitted, people):
    with pytest.raises(NotNow) as refusal:
        merge_nominations(accepted(), into=submitted, by=people["reviewer"])

    assert refusal.value.sentence == f"{submitted.reference} is not accepted, so nothing can be joined to it."


def test_a_lead_with_others_joined_to_it_is_not_joined_away(accepted, people):
    lead, second, third = accepted(), accepted(), accepted()
    merge_nominations(second, into=lead, by=people["reviewer"])

    with pytest.raises(NotNow) as refusal:
        merge_nominations(lead, into=third, by=people["reviewer"])

    assert refusal.value.sentence.startswith("Other nominations are joined to this one.")


@pytest.mark.parametrize("role", ["judge", "chair", "nominator", "stranger", "superuser", "nominee"])
def test_nobody_else_joins_or_parts(accepted, people, role):
    lead, other = accepted(), accepted()
    with pytest.raises(NotAllowed):
        merge_nominations(other, into=lead, by=people[role])

    joined = merge_nominations(other, into=lead, by=people["reviewer"])
    with pytest.raises(NotAllowed):
        split_nomination(joined, by=people[role], reason="They are two people.")


def test_an_administrator_who_nominated_does_not_join_it(accepted, people):
    lead, other = accepted(), accepted(nominator=people["administrator"])

    with pytest.raises(NotAllowed):
        merge_nominations(other, into=lead, by=people["administrator"])


def test_a_room_further_right_can_stop_joining_and_then_nothing_changes(accepted, award, people):
    lead = accepted()
    sent = make_submitted(award, nominator=people["other_nominator"], nominee="Nadia Fenwick")

    @guard("nomination.merge")
    def never(nomination):
        return "Scoring is open."

    try:
        with pytest.raises(NotNow) as refusal:
            accept_nomination(sent, by=people["reviewer"], merge_into=lead)
    finally:
        _guards["nomination.merge"].remove(never)

    fresh = Nomination.objects.get(pk=sent.pk)
    assert (refusal.value.sentence, fresh.state, fresh.entry) == ("Scoring is open.", "submitted", None)


def test_joining_finds_the_interests_of_the_new_nominator(accepted, people):
    lead, other = accepted(), accepted(nominator=people["second_administrator"])

    merge_nominations(other, into=lead, by=people["reviewer"])

    assert [(i.person, i.kind, i.source) for i in Interest.objects.filter(entry=lead.entry)] == [
        (people["second_administrator"], "nominator", "found")
    ]

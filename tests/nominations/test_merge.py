"""Nominations of one nominee, joined in one entry and parted again."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from judging.guards_rounds import SENTENCE
from kit import clock
from nominations.matching import match_key
from nominations.models import Consent, Endorsement, Entry, Interest, JudgingCopy, Nomination, Nominee, NomineeKind
from nominations.services.interests import declare_interest
from nominations.services.merging import likely_duplicates, likely_matches, merge_nominations, split_nomination
from nominations.services.nominees import record_choices, take_part
from nominations.services.reviewing import accept_nomination, hide_entry, show_entry_again
from people.models import Link
from tests.world import make_round, make_submitted
from workflow import NotAllowed, NotNow, guard
from workflow.audit import trail
from workflow.guards import _guards

NAME = "Nadia Fenwick-Oyelaran"


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
        ({"name": "SIOBHAN OROURKE-PATEL"}, {"name": "Siobhan O'Rourke Patel"}, True),
        ({"name": 'Sefton "Sef" Calloway-Brandt'}, {"name": "Dr Sefton Calloway Brandt"}, True),
        ({"name": "Łukasz Wiśniewski-Thorne"}, {"name": "Lukasz Wisniewski Thorne 🌻"}, True),
        ({"name": "🌻"}, {"name": "🌻"}, False),
        ({"name": "Ellerdon Home First", "kind": "team"}, {"name": "Ellerdon Home-First Team", "kind": "team"}, True),
        ({"name": "Home First", "kind": "team"}, {"name": "Home First (Wexley)", "kind": "team"}, True),
        ({"name": "Home First (Ellerdon)", "kind": "team"}, {"name": "Home First (Wexley)", "kind": "team"}, False),
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


def make_namesakes(award, nominator, how_many):
    """Make so many sent nominations of one name, and as many of other names, in the fewest queries."""
    now = clock.now()
    rows = [Nominee(name=name, match_key=match_key(name)) for n in range(how_many) for name in (NAME, f"Other {n}")]
    facts = {"nominator": nominator, "state": "submitted", "started_at": now, "saved_at": now, "submitted_at": now}
    Nomination.objects.bulk_create(
        Nomination(season=award.season, award=award, nominee=nominee, reference=f"N-{how_many}-{n}", **facts)
        for n, nominee in enumerate(Nominee.objects.bulk_create(rows))
    )


@pytest.mark.parametrize(("kind", "queries"), [("person", 1), ("team", 2)])
def test_as_many_queries_find_three_hundred_namesakes_as_one(award, people, django_assert_num_queries, kind, queries):
    mine = make_submitted(award, nominator=people["nominator"], nominee=NAME)
    mine.nominee.kind = kind
    mine.nominee.save()
    found = 0
    for more in (1, 2, 297):
        make_namesakes(award, people["other_nominator"], more)
        found += more
        with django_assert_num_queries(queries):
            assert len(likely_duplicates(mine)) == found


def test_names_that_were_stored_before_are_compared_too(accepted, award, people):
    earlier, later = accepted("Zoë Makepeace-Iyer"), make_submitted(award, nominator=people["nominator"])
    Nominee.objects.filter(pk=later.nominee_id).update(name="Zoe Makepeace Iyer", kind="household")
    Nominee.objects.update(match_key="")

    import_module("nominations.migrations.0003_nominee_match_key")._store_keys(apps, connection.schema_editor())

    assert set(Nominee.objects.values_list("match_key", flat=True)) == {"zoe makepeace iyer"}
    assert list(likely_matches(Nomination.objects.get(pk=later.pk))) == [earlier]


def test_the_same_name_in_another_award_is_no_match(accepted, other_award, people):
    accepted("Nadia Fenwick", award_=other_award)
    sent = accepted("Nadia Fenwick")

    assert list(likely_matches(sent)) == []


def test_joining_sets_the_entry_of_its_own_aside_and_keeps_the_nomination(accepted, people):
    lead, other = accepted(), accepted(nominator=people["other_nominator"])

    joined = merge_nominations(other, into=lead, by=people["reviewer"])

    assert (joined.state, joined.merged_into, joined.entry) == ("merged", lead, lead.entry)
    assert joined.reference == other.reference
    assert list(Entry.objects.live()) == list(Entry.objects.visible_to(people["administrator"])) == [lead.entry]
    assert Entry.objects.get(pk=other.entry_id).state == "joined"
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


@pytest.fixture
def two_of_one(accepted, people):
    """Two accepted nominations of one nominee, each with answers, interests, a citation and an endorsement."""
    made = []
    for number, nominator in enumerate((people["nominator"], people["other_nominator"])):
        one = accepted(people["nominee"], nominator=nominator, endorser_name="E", endorser_email="e@x.example")
        entry = one.entry
        take_part(entry, by=people["nominee"])
        record_choices(entry, answers={"name": "yes", "photograph": ("yes", "no")[number]}, by=people["nominee"])
        record_choices(entry, answers={"name": ("no", "yes")[number]}, by=people["nominee"])
        for judge, kind in (("judge", "relative"), (("second_judge", "third_judge")[number], "close_friend")):
            declare_interest(entry, person=people[judge], kind=kind, note=f"Note {number}", by=people[judge])
        Entry.objects.filter(pk=entry.pk).update(citation=f"For {number}", citation_approved_at=clock.now())
        made.append(Nomination.objects.get(pk=one.pk))
    return made


WORLD = (Nomination, Nominee, Entry, Consent, Interest, Endorsement, JudgingCopy, Link)


def everything():
    """Return every row of the world as plain values."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in WORLD}


@pytest.mark.parametrize("way", [(0, 1), (1, 0)], ids=["the later to the earlier", "the earlier to the later"])
def test_parting_puts_back_everything_as_it_was(two_of_one, people, way):
    into, nomination = (two_of_one[n] for n in way)
    before = everything()

    joined = merge_nominations(nomination, into=into, by=people["reviewer"])
    between = everything()
    split_nomination(joined, by=people["reviewer"], reason="They are two people.")

    assert everything() == before
    assert between != before


def test_parting_and_joining_again_comes_to_the_same(two_of_one, people):
    lead, other = two_of_one

    def counted():
        entry = Entry.objects.get(pk=lead.entry_id)
        chosen = entry.consents.order_by("purpose", "at").values_list("purpose", "answer", "is_current")
        return list(chosen), list(entry.interests.order_by("person", "kind").values_list("person", "kind", "note"))

    joined = merge_nominations(other, into=lead, by=people["reviewer"])
    first = counted()
    parted = split_nomination(joined, by=people["reviewer"], reason="They are two people.")
    merge_nominations(parted, into=lead, by=people["reviewer"])

    assert counted() == first
    assert first[1] == sorted(
        [
            (people["judge"].pk, "relative", "Note 0"),
            (people["second_judge"].pk, "close_friend", "Note 0"),
            (people["third_judge"].pk, "close_friend", "Note 1"),
        ]
    )


def test_a_refusal_while_they_were_one_holds_for_both(two_of_one, people):
    lead, other = two_of_one
    joined = merge_nominations(lead, into=other, by=people["reviewer"])
    record_choices(other.entry, answers={"photograph": "yes"}, by=people["nominee"])
    record_choices(other.entry, answers={"photograph": "no"}, by=people["nominee"])

    split_nomination(joined, by=people["reviewer"], reason="They are two people.")

    current = Consent.objects.filter(purpose="photograph", is_current=True)
    assert dict(current.values_list("entry", "answer")) == {lead.entry_id: "withdrawn", other.entry_id: "withdrawn"}


def test_an_entry_that_is_being_checked_is_not_joined(accepted, people):
    lead, other = accepted(), accepted(nominator=people["other_nominator"])
    hide_entry(other.entry, by=people["reviewer"], reason="A name was found.")

    with pytest.raises(NotNow, match="it is being checked"):
        merge_nominations(other, into=lead, by=people["reviewer"])

    show_entry_again(other.entry, by=people["reviewer"])
    assert merge_nominations(other, into=lead, by=people["reviewer"]).merged_into == lead


@pytest.mark.parametrize("opens_in", [timedelta(days=-1), timedelta(minutes=-1)], ids=["opened", "due to open"])
def test_once_scoring_opens_nothing_is_joined_or_parted(accepted, award, people, opens_in):
    lead, second, third = (accepted(nominator=people[name]) for name in ("nominator", "other_nominator", "stranger"))
    joined = merge_nominations(second, into=lead, by=people["reviewer"])
    make_round(award, chair=people["chair"], judges=[people["judge"]], state="declaring", opens_in=opens_in)

    for deed in (
        lambda: merge_nominations(third, into=lead, by=people["reviewer"]),
        lambda: split_nomination(joined, by=people["reviewer"], reason="They are two people."),
    ):
        with pytest.raises(NotNow) as refusal:
            deed()
        assert refusal.value.sentence == SENTENCE


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

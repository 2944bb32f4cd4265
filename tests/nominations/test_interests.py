"""Who has a stake in an entry: found, declared, ruled on (R10)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.roles import scope_of
from kit import clock
from nominations.models import Endorsement, Entry, Interest, Nomination, Nominee, NomineeMember
from nominations.services import interests
from nominations.services.interests import declare_interest, find_interests, rule_on_interest
from nominations.services.reviewing import accept_nomination, open_original
from nominations.signals import interest_changed
from people.models import Organisation
from people.roles import Role
from people.services import account_for, grant_role
from people.signals import people_changed
from tests.world import make_entry, make_person, make_submitted
from workflow import SYSTEM, NotAllowed, NotNow
from workflow.audit import trail


def kinds(entry, person):
    return sorted(Interest.objects.filter(entry=entry, person=person).values_list("kind", flat=True))


def nomination_of(entry):
    return entry.nominations.get()


def as_nominee(entry, judge):
    Nominee.objects.filter(pk=entry.nominee_id).update(person=judge)


def as_member(entry, judge):
    NomineeMember.objects.create(nominee=entry.nominee, name=judge.full_name, person=judge)


def as_nominator(entry, judge):
    Nomination.objects.filter(entry=entry).update(nominator=judge)


def as_second_nominator(entry, judge):
    other = make_submitted(entry.award, nominator=judge, nominee="Nadia Fenwick")
    Nomination.objects.filter(pk=other.pk).update(
        entry=entry, state="merged", merged_into=nomination_of(entry), screening="clear"
    )


def as_endorser(entry, judge):
    now = clock.now()
    Endorsement.objects.filter(nomination__entry=entry).update(person=judge, answer_by=now + timedelta(days=1))


def as_manager(entry, judge):
    change(entry.nominee.person, line_manager=judge)


def as_managers_manager(entry, judge):
    change(entry.nominee.person, line_manager=make_person("Middle Manager", line_manager=judge))


def as_report(entry, judge):
    change(judge, line_manager=entry.nominee.person)


def as_reports_report(entry, judge):
    change(judge, line_manager=make_person("Middle Manager", line_manager=entry.nominee.person))


def as_manager_of_a_member(entry, judge):
    NomineeMember.objects.create(nominee=entry.nominee, name="Member", person=make_person("Member", line_manager=judge))


def as_colleague_outside(entry, judge):
    agency = Organisation.objects.create(name="Tern Care", is_external=True)
    change(judge, organisation=agency)
    change(entry.nominee.person, organisation=agency)


def as_colleague_of_a_member_outside(entry, judge):
    agency = Organisation.objects.create(name="Tern Care", is_external=True)
    change(judge, organisation=agency)
    NomineeMember.objects.create(
        nominee=entry.nominee, name="Member", person=make_person("Member", organisation=agency)
    )


def by_a_private_address(entry, judge):
    account_for(judge, "private@home.example")
    Nomination.objects.filter(entry=entry).update(nominator_email="Private@home.example")


def by_an_address_named_as_endorser(entry, judge):
    Nomination.objects.filter(entry=entry).update(endorser_email=judge.email.upper())


def change(row, **fields):
    type(row).objects.filter(pk=row.pk).update(**fields)


FOUND = {
    as_nominee: ["nominee"],
    as_member: ["team_member"],
    as_nominator: ["nominator"],
    as_second_nominator: ["nominator"],
    as_endorser: ["endorser"],
    as_manager: ["line_manager"],
    as_managers_manager: ["line_manager"],
    as_report: ["line_manager"],
    as_reports_report: ["line_manager"],
    as_manager_of_a_member: ["line_manager"],
    as_colleague_outside: ["same_employer"],
    as_colleague_of_a_member_outside: ["same_employer"],
    by_a_private_address: ["nominator"],
    by_an_address_named_as_endorser: ["endorser"],
}


@pytest.mark.parametrize("cause", FOUND, ids=lambda cause: cause.__name__)
def test_what_the_records_show_shuts_a_person_out(entry, people, cause):
    cause(entry, people["judge"])

    found = find_interests(entry, [people["judge"], people["second_judge"]])

    assert [(i.person, i.kind, i.source, i.ruling) for i in found] == [
        (people["judge"], kind, "found", "recused") for kind in FOUND[cause]
    ]
    assert Entry.objects.without_interest_of(people["judge"]).count() == 0
    assert Entry.objects.without_interest_of(people["second_judge"]).count() == 1


def three_levels_up(entry, judge):
    top = make_person("Second", line_manager=judge)
    change(entry.nominee.person, line_manager=make_person("First", line_manager=top))


def colleague_inside(entry, judge):
    assert judge.organisation == entry.nominee.person.organisation


def colleague_of_a_nominator_outside(entry, judge):
    agency = Organisation.objects.create(name="Tern Care", is_external=True)
    change(judge, organisation=agency)
    change(nomination_of(entry).nominator, organisation=agency)


def in_another_entry(entry, judge):
    make_entry(entry.award, nominator=judge, reviewer=judge, nominee="Somebody Else")


def same_manager(entry, judge):
    manager = make_person("Manager")
    change(judge, line_manager=manager)
    change(entry.nominee.person, line_manager=manager)


@pytest.mark.parametrize(
    "cause",
    [three_levels_up, colleague_inside, colleague_of_a_nominator_outside, in_another_entry, same_manager],
    ids=lambda cause: cause.__name__,
)
def test_what_is_no_interest(entry, people, cause):
    cause(entry, people["judge"])

    assert find_interests(entry, [people["judge"]]) == []


def test_asking_again_finds_nothing_new_and_tells_nobody_twice(entry, people):
    as_nominator(entry, people["judge"])
    told = []

    def listen(sender, interest, **kwargs):
        told.append(interest.kind)

    interest_changed.connect(listen)
    try:
        first = find_interests(entry, [people["judge"]])
        second = find_interests(entry, [people["judge"]])
    finally:
        interest_changed.disconnect(listen)

    assert (len(first), second, told) == (1, [], ["nominator"])
    assert [(e.verb, e.data) for e in trail(entry)] == [
        ("entry.find_interest", {"person": people["judge"].pk, "kind": "nominator"})
    ]


def test_a_noted_interest_recuses_once_the_records_show_it(entry, people):
    declared = declare_interest(entry, person=people["judge"], kind="line_manager", note="Once.", by=people["judge"])
    rule_on_interest(declared, ruling="noted", note="Long ago.", by=people["administrator"])
    as_manager(entry, people["judge"])

    find_interests(entry, [people["judge"]])

    interest = Interest.objects.get()
    assert (interest.source, interest.ruling, interest.note) == ("found", "recused", "Once.")


@pytest.mark.parametrize("size", [1, 20])
def test_finding_costs_the_same_for_one_and_for_many(entry, people, size):
    crowd = [make_person(f"Judge {number}") for number in range(size)]
    find_interests(entry, crowd)

    with CaptureQueriesContext(connection) as asked:
        assert find_interests(entry, crowd) == []

    _COST.setdefault("find", len(asked))
    assert len(asked) == _COST["find"]


_COST: dict[str, int] = {}


def test_accepting_shuts_out_an_administrator_who_is_the_nominees_manager(award, people):
    change(people["nominee"], line_manager=people["administrator"])
    sent = make_submitted(award, nominator=people["nominator"], nominee=people["nominee"])

    entry = accept_nomination(sent, by=people["reviewer"]).entry

    assert kinds(entry, people["administrator"]) == ["line_manager"]
    assert Entry.objects.visible_to(people["administrator"]).count() == 0
    assert Entry.objects.visible_to(people["second_administrator"]).count() == 1


def test_being_asked_to_endorse_shuts_an_administrator_out_from_then_on(entry, people):
    Endorsement.objects.all().delete()
    Endorsement.objects.create(
        nomination=nomination_of(entry),
        person=people["administrator"],
        requested_at=clock.now(),
        answer_by=clock.now() + timedelta(days=10),
    )

    assert kinds(entry, people["administrator"]) == ["endorser"]


def test_a_new_manager_shuts_out_an_administrator_who_becomes_it(entry, people):
    change(people["nominee"], line_manager=people["administrator"])

    people_changed.send(sender=type(people["nominee"]), people=[people["nominee"]])

    assert kinds(entry, people["administrator"]) == ["line_manager"]


def test_whoever_becomes_a_reviewer_is_shut_out_of_what_they_wrote(entry, people, season):
    grant_role(people["nominator"], Role.REVIEWER, scope=scope_of(season), by=SYSTEM)

    assert kinds(entry, people["nominator"]) == ["nominator"]


def test_declaring_keeps_out_until_somebody_rules(entry, people):
    declared = declare_interest(
        entry, person=people["judge"], kind="close_friend", note=" We sing together. ", by=people["judge"]
    )

    assert (declared.source, declared.ruling, declared.note) == ("declared", "recused", "We sing together.")
    assert (trail(entry).first().verb, trail(entry).first().actor) == (
        "entry.declare_interest",
        people["judge"].actor_key,
    )


def test_declaring_the_same_again_leaves_the_ruling_and_a_new_note_opens_it(entry, people):
    judge = people["judge"]
    first = declare_interest(entry, person=judge, kind="close_friend", note="Once.", by=judge)
    rule_on_interest(first, ruling="noted", note="From afar.", by=people["administrator"])

    assert declare_interest(entry, person=judge, kind="close_friend", note="Once.", by=judge).ruling == "noted"
    assert declare_interest(entry, person=judge, kind="close_friend", note="More.", by=judge).ruling == "recused"


def test_nobody_declares_for_somebody_else(entry, people):
    with pytest.raises(NotAllowed):
        declare_interest(entry, person=people["judge"], kind="relative", note="", by=people["chair"])


@pytest.fixture
def declared(entry, people):
    """An interest that a judge has declared."""
    return declare_interest(entry, person=people["judge"], kind="relative", note="A cousin.", by=people["judge"])


def test_an_administrator_lets_a_judge_take_part_and_says_why(declared, people):
    ruled = rule_on_interest(declared, ruling="noted", note="Distant.", by=people["administrator"])

    assert (ruled.ruling, ruled.ruled_by, ruled.note) == ("noted", people["administrator"], "A cousin.")
    event = trail(ruled.entry).first()
    assert (event.reason.text, event.data["ruling"]) == ("Distant.", "noted")


@pytest.mark.parametrize(
    ("ruling", "note", "sentence"),
    [
        ("noted", " ", "Enter why the person may take part."),
        ("maybe", "x", "Select whether the person takes part."),
    ],
)
def test_a_ruling_needs_its_words(declared, people, ruling, note, sentence):
    with pytest.raises(NotNow) as refusal:
        rule_on_interest(declared, ruling=ruling, note=note, by=people["administrator"])

    assert (refusal.value.sentence, Interest.objects.get().ruling) == (sentence, "recused")


@pytest.mark.parametrize("role", ["judge", "second_judge", "reviewer", "nominator", "stranger", "superuser"])
def test_nobody_else_rules_and_nobody_on_their_own(declared, people, role):
    with pytest.raises(NotAllowed):
        rule_on_interest(declared, ruling="noted", note="Fine.", by=people[role])


def test_an_administrator_with_an_interest_does_not_rule(declared, people):
    as_nominator(declared.entry, people["administrator"])
    find_interests(declared.entry, [people["administrator"]])

    with pytest.raises(NotAllowed):
        rule_on_interest(declared, ruling="noted", note="Fine.", by=people["administrator"])


def test_the_chair_rules_on_others_and_an_administrator_on_the_chairs(declared, entry, people, monkeypatch):
    chair = people["chair"]
    knows = (lambda person: [entry.award_id] if person == chair else [], lambda awards: [(entry.award_id, chair.pk)])
    monkeypatch.setattr(interests, "_chair_finders", [knows])
    own = declare_interest(entry, person=people["second_judge"], kind="money", note="", by=people["second_judge"])

    assert rule_on_interest(own, ruling="noted", note="A penny.", by=chair).ruled_by == chair
    chairs = declare_interest(entry, person=chair, kind="not_sure", note="", by=chair)
    with pytest.raises(NotAllowed):
        rule_on_interest(chairs, ruling="noted", note="Fine.", by=chair)
    assert rule_on_interest(chairs, ruling="noted", note="Fine.", by=people["administrator"]).ruling == "noted"


def test_what_the_records_show_is_never_noted(entry, people):
    as_nominator(entry, people["judge"])
    found = find_interests(entry, [people["judge"]])[0]

    with pytest.raises(NotNow) as refusal:
        rule_on_interest(found, ruling="noted", note="Fine.", by=people["administrator"])

    assert refusal.value.sentence.startswith("This interest was found in the records")


def test_a_reviewer_two_levels_above_is_shut_out_of_the_nomination_too(award, people):
    change(people["nominee"], line_manager=make_person("Middle", line_manager=people["reviewer"]))
    sent = make_submitted(award, nominator=people["nominator"], nominee=people["nominee"])
    accepted = accept_nomination(sent, by=people["second_reviewer"])

    assert kinds(accepted.entry, people["reviewer"]) == ["line_manager"]
    assert list(Nomination.objects.reviewable_by(people["reviewer"])) == []
    with pytest.raises(NotAllowed):
        open_original(accepted, by=people["reviewer"], reason="To see.")

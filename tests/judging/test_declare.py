"""Tests of declaring interests against a list of names."""

import pytest

from judging.models import Declaration, PanelMember, ScoreSheet
from judging.services.interests import declare_interests, names_to_declare, names_unanswered
from judging.services.rounds import open_scoring
from judging.services.seats import decline_seat, seat_judge
from judging.signals import judge_invited
from judging.states import MemberState
from nominations.models import Entry, Interest
from nominations.services.interests import rule_on_interest
from tests.judging.judged import NAMES, accept, declare_nothing, declaring_round, make_entries, member_of
from workflow import SYSTEM, NotAllowed, NotNow


@pytest.fixture
def round_(award, people):
    """A round that declares, with five entries and four judges who have accepted."""
    make_entries(award, people)
    return declaring_round(award, people)


@pytest.fixture
def member(round_, people):
    """A judge's seat."""
    return member_of(round_, people["judge"])


def entries():
    """The entries in the order of NAMES."""
    by_name = {e.nominee.name: e for e in Entry.objects.select_related("nominee")}
    return [by_name[name] for name in NAMES]


def names(rows):
    """The nominees of these entries."""
    return [row.nominee.name for row in rows]


def test_the_list_holds_every_name_but_those_with_an_interest_that_was_found(award, people):
    make_entries(award, people, NAMES[:2])
    people["nominator"] = people["judge"]
    make_entries(award, people, NAMES[2:3])
    round_ = declaring_round(award, people)
    open_scoring(round_, by=SYSTEM)

    assert names(names_to_declare(member_of(round_, people["judge"]))) == sorted(NAMES[:2])
    assert names(names_to_declare(member_of(round_, people["second_judge"]))) == sorted(NAMES[:3])


def test_nothing_opens_until_every_name_is_answered(member, round_, people):
    open_scoring(round_, by=SYSTEM)
    first, *rest = entries()
    half = declare_interests(member, answers={first: ("none", "", "")}, by=people["judge"])
    assert (half.state, ScoreSheet.objects.mine(people["judge"]).count()) == (MemberState.ACCEPTED, 0)

    whole = declare_interests(member, answers=dict.fromkeys(rest, ("none", "", "")), by=people["judge"])
    assert (whole.state, ScoreSheet.objects.mine(people["judge"]).count()) == (MemberState.DECLARED, 5)


def test_an_interest_or_not_being_sure_keeps_the_judge_out_at_once(member, round_, people):
    tied, unsure, *rest = entries()
    answers = {tied: ("interest", "relative", "Cousin."), unsure: ("not_sure", "", "Same name as a friend.")}
    declare_interests(member, answers=answers | dict.fromkeys(rest, ("none", "", "")), by=people["judge"])
    open_scoring(round_, by=SYSTEM)

    told = Interest.objects.filter(person=people["judge"]).order_by("pk")
    assert list(told.values_list("entry", "kind", "note", "ruling")) == [
        (tied.pk, "relative", "Cousin.", "recused"),
        (unsure.pk, "not_sure", "Same name as a friend.", "recused"),
    ]
    mine = ScoreSheet.objects.mine(people["judge"])
    assert set(mine.values_list("entry", flat=True)) == {e.pk for e in rest}
    assert not names_unanswered(member).exists()


def test_a_noted_interest_lets_the_judge_read_the_entry(member, round_, people):
    tied, *rest = entries()
    answers = {tied: ("interest", "works_in_same_service", "Another floor.")}
    declare_interests(member, answers=answers | dict.fromkeys(rest, ("none", "", "")), by=people["judge"])
    rule_on_interest(Interest.objects.get(), ruling="noted", note="No management link.", by=people["chair"])
    open_scoring(round_, by=SYSTEM)

    assert ScoreSheet.objects.mine(people["judge"]).count() == 5


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (("interest", "", ""), "Select what ties you"),
        (("interest", "nominator", ""), "Select what ties you"),
        (("perhaps", "", ""), "Select an answer"),
    ],
)
def test_a_half_answer_is_refused_and_nothing_is_kept(member, people, answer, sentence):
    with pytest.raises(NotNow, match=sentence):
        declare_interests(member, answers={entries()[0]: answer}, by=people["judge"])
    assert not Declaration.objects.exists()


def test_an_interest_is_not_taken_back_by_the_judge_alone(member, people):
    entry = entries()[0]
    declare_interests(member, answers={entry: ("interest", "money", "")}, by=people["judge"])
    with pytest.raises(NotNow, match="Only the chair or an administrator"):
        declare_interests(member, answers={entry: ("none", "", "")}, by=people["judge"])
    assert Interest.objects.get().ruling == "recused"


def test_an_entry_of_another_award_is_not_on_the_list(member, other_award, people):
    strange = make_entries(other_award, people, ["Somebody Else"])[0]
    with pytest.raises(NotNow, match="not on your list"):
        declare_interests(member, answers={strange: ("none", "", "")}, by=people["judge"])


@pytest.mark.parametrize("role", ["chair", "second_judge", "administrator", "stranger", "superuser"])
def test_nobody_declares_for_somebody_else(member, people, role):
    with pytest.raises(NotAllowed):
        declare_interests(member, answers={entries()[0]: ("none", "", "")}, by=people[role])


def test_an_invitation_is_told_and_finds_what_ties_the_judge_already(round_, people):
    told = []

    def hear(member, **kwargs):
        told.append(member.person)

    judge_invited.connect(hear)
    try:
        member = seat_judge(round_.panel, people["nominator"], by=people["administrator"])
    finally:
        judge_invited.disconnect(hear)

    assert told == [people["nominator"]]
    assert member.state == MemberState.INVITED
    assert Interest.objects.shutting_out(people["nominator"]).count() == 5


def test_a_seat_is_given_once_and_by_an_administrator(round_, people):
    with pytest.raises(NotNow, match="already has a place"):
        seat_judge(round_.panel, people["judge"], by=people["administrator"])
    with pytest.raises(NotNow, match="already has a chair"):
        seat_judge(round_.panel, people["reserve"], is_chair=True, by=people["administrator"])
    with pytest.raises(NotAllowed):
        seat_judge(round_.panel, people["reserve"], by=people["chair"])


def test_who_accepts_says_what_would_help_and_who_declines_is_gone(round_, people):
    seat = seat_judge(round_.panel, people["reserve"], by=people["administrator"])
    other = seat_judge(round_.panel, people["stranger"], by=people["administrator"])
    assert accept(seat).state == MemberState.ACCEPTED
    decline_seat(other, by=people["stranger"])

    with pytest.raises(NotNow, match="Accept your place"):
        declare_nothing(PanelMember.objects.select_related("person", "panel").get(pk=other.pk))

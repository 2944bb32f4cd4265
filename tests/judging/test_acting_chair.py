"""Tests of a judge who acts as chair while the chair of a panel cannot."""

import pytest
from django.urls import reverse

from announcements.models import Release
from announcements.rules import may_approve
from judging.attendance import everyone_present
from judging.models import PanelMember, Round, ScoreSheet
from judging.rules import is_chair
from judging.services.chairs import end_acting_chair, name_acting_chair, who_may_act
from judging.services.deciding import record_decision, sign_decision, start_deliberating, unlock_decision
from judging.services.places import settle_round
from judging.services.seats import stand_down_judge
from judging.services.suitability import answer_suitability, ask_suitability
from judging.states import DecisionState, MemberState, Outcome
from nominations.models import Entry, Interest
from nominations.services.interests import declare_interest, rule_on_interest
from tests.judging.scored import scored_round
from tests.world import sign_in
from workflow import NotAllowed, NotNow, trail
from workflow.signoffs import standing

SHORT, NOT = Outcome.SHORTLISTED, Outcome.NOT_SHORTLISTED
WHY = "The chair knows somebody on the list."


@pytest.fixture
def round_(award, people):
    """A round that has closed; "judge" takes no part in one of its entries."""
    round_ = scored_round(award, people)
    settle_round(round_)
    return round_


def tie_chair(award, people, *, source="declared", kind="relative") -> Interest:
    """Give the chair an interest in one entry of the award."""
    entry = award.entries.order_by("reference").last()
    return Interest.objects.create(entry=entry, person=people["chair"], source=source, kind=kind)


@pytest.fixture
def tied(round_, award, people):
    """The chair's interest."""
    return tie_chair(award, people)


def seat(round_, person) -> PanelMember:
    """Somebody's seat on the panel of the round."""
    return round_.panel.members.get(person=person)


def name(round_, people, role="second_judge", by="administrator") -> PanelMember:
    """Let an administrator name this judge as acting chair."""
    return name_acting_chair(seat(round_, people[role]), reason=WHY, by=people[by])


def chairs(round_, people) -> list[str]:
    """The roles whose people chair the panel now."""
    return [role for role in ("chair", "judge", "second_judge", "third_judge") if is_chair(people[role], round_.panel)]


def steered(people) -> list[str]:
    """The roles whose people steer a round as chair, by the list."""
    roles = ("chair", "judge", "second_judge", "third_judge")
    return [role for role in roles if Round.objects.chaired_by(people[role]).exists()]


def decide(round_, people, by):
    """Start, ask for checks and record a shortlist of two."""
    round_ = start_deliberating(round_, by=by)
    entries = list(round_.award.entries.order_by("reference"))
    for check in ask_suitability(entries[:2], by=people["administrator"]):
        answer_suitability(check, answer="clear", by=people["hr_adviser"])
    outcomes = dict(zip(entries, (SHORT, SHORT, NOT), strict=True))
    return record_decision(round_, outcomes=outcomes, minutes="", attendance=everyone_present(round_), by=by)


def test_the_acting_chair_deliberates_decides_and_locks_in_the_chairs_place(round_, tied, people):
    member = name(round_, people)
    decision = decide(round_, people, people["second_judge"])
    sign_decision(decision, by=people["second_judge"])
    locked = sign_decision(decision, by=people["administrator"])

    assert locked.state == DecisionState.LOCKED
    assert set(standing(locked, "lock").values_list("capacity", "person_id")) == {
        ("chair", people["second_judge"].pk),
        ("administrator", people["administrator"].pk),
    }
    assert [(e.verb, e.actor) for e in trail(member)] == [
        ("panel_member.act_as_chair", people["administrator"].actor_key)
    ]
    assert trail(member).get().reason.text == WHY


def test_the_chair_with_an_interest_has_none_of_a_chairs_powers_meanwhile(round_, tied, people):
    assert (chairs(round_, people), steered(people)) == (["chair"], ["chair"])
    name(round_, people)
    assert (chairs(round_, people), steered(people)) == (["second_judge"], ["second_judge"])

    with pytest.raises(NotAllowed):
        start_deliberating(round_, by=people["chair"])
    other = Entry.objects.filter(award=round_.award).order_by("reference").first()
    declared = Interest.objects.create(entry=other, person=people["third_judge"], source="declared", kind="money")
    with pytest.raises(NotAllowed):
        rule_on_interest(declared, ruling="noted", note="No.", by=people["chair"])
    assert rule_on_interest(declared, ruling="noted", note="A shop.", by=people["second_judge"]).ruling == "noted"


def test_the_chair_keeps_their_own_sheets_of_other_entries(round_, tied, people):
    before = set(ScoreSheet.objects.mine(people["chair"]).values_list("pk", flat=True))
    name(round_, people)

    assert set(ScoreSheet.objects.mine(people["chair"]).values_list("pk", flat=True)) == before


def test_the_chair_chairs_again_once_nothing_ties_them(round_, tied, people):
    name(round_, people)
    rule_on_interest(tied, ruling="noted", note="A namesake.", by=people["administrator"])

    assert (chairs(round_, people), steered(people)) == (["chair"], ["chair"])


def test_an_acting_chair_with_an_interest_of_their_own_chairs_nothing_and_nor_does_the_chair(round_, tied, people):
    name(round_, people)
    Interest.objects.create(entry=tied.entry, person=people["second_judge"], source="found", kind="nominator")
    assert (chairs(round_, people), steered(people)) == ([], [])

    name(round_, people, "third_judge")
    assert (chairs(round_, people), steered(people)) == (["third_judge"], ["third_judge"])
    assert [m.person for m in round_.panel.members.filter(acts_as_chair=True)] == [people["third_judge"]]


def test_somebody_acts_for_a_chair_who_has_left(round_, people):
    stand_down_judge(seat(round_, people["chair"]), reason="Illness.", by=people["administrator"])
    assert chairs(round_, people) == []
    name(round_, people)
    assert chairs(round_, people) == ["second_judge"]


def test_it_is_undone_with_a_reason(round_, tied, people):
    member = name(round_, people)
    with pytest.raises(NotNow, match="reason"):
        end_acting_chair(round_.panel, reason="", by=people["administrator"])
    assert end_acting_chair(round_.panel, reason="Back from leave.", by=people["administrator"]) == 1

    assert chairs(round_, people) == ["chair"]
    assert [e.verb for e in trail(member).order_by("pk")] == ["panel_member.act_as_chair", "panel_member.stop_acting"]


@pytest.mark.parametrize("by", ["chair", "judge", "second_judge", "reviewer", "stranger", "superuser"])
def test_nobody_but_an_administrator_names_one(round_, tied, people, by):
    with pytest.raises(NotAllowed):
        name(round_, people, by=by)
    assert chairs(round_, people) == ["chair"]


def test_nor_does_an_administrator_with_an_interest(round_, tied, people):
    Interest.objects.create(entry=tied.entry, person=people["administrator"], source="found", kind="endorser")
    with pytest.raises(NotAllowed, match="do not change its panel"):
        name(round_, people)
    assert name(round_, people, by="second_administrator").acts_as_chair


@pytest.mark.parametrize(
    ("role", "sentence"), [("chair", "Only another judge"), ("judge", "This judge has an interest in an entry")]
)
def test_not_everybody_on_the_panel_can_be_named(round_, tied, people, role, sentence):
    with pytest.raises(NotNow, match=sentence):
        name(round_, people, role)


def test_nobody_is_named_while_the_chair_can_chair(round_, people):
    with pytest.raises(NotNow, match="nobody acts in their place"):
        name(round_, people)
    assert not who_may_act(round_.panel).exists()


def test_a_reserve_and_somebody_who_left_cannot_be_named(round_, tied, people):
    PanelMember.objects.filter(person=people["third_judge"]).update(is_reserve=True)
    stand_down_judge(seat(round_, people["second_judge"]), reason="Illness.", by=people["administrator"])
    with pytest.raises(NotNow, match="Only another judge"):
        name(round_, people, "third_judge")
    with pytest.raises(NotNow):
        name(round_, people, "second_judge")
    assert seat(round_, people["second_judge"]).state == MemberState.STOOD_DOWN


def test_a_name_under_a_decision_falls_when_its_signer_turns_out_to_have_an_interest(round_, people):
    decision = decide(round_, people, people["chair"])
    sign_decision(decision, by=people["chair"])
    entry = round_.award.entries.order_by("reference").first()
    declare_interest(entry, person=people["chair"], kind="close_friend", by=people["chair"])
    assert not standing(decision, "lock").exists()

    assert sign_decision(decision, by=people["administrator"]).state == DecisionState.PROVISIONAL


def test_an_acting_chair_asks_for_a_locked_decision_to_be_opened_as_chair(round_, tied, people):
    name(round_, people)
    decision = decide(round_, people, people["second_judge"])
    sign_decision(decision, by=people["second_judge"])
    locked = sign_decision(decision, by=people["administrator"])

    unlock_decision(locked, reason="A slip.", by=people["second_judge"])
    with pytest.raises(NotAllowed):
        unlock_decision(locked, reason="A slip.", by=people["chair"])
    assert list(standing(locked, "unlock").values_list("capacity", flat=True)) == ["chair"]


def test_the_pages_offer_it_to_an_administrator_and_show_who_acts(client, round_, tied, people):
    sign_in(client, people["administrator"])
    page = reverse("panel:round", args=[round_.public_id])
    ask = reverse("panel:acting-chair", args=[round_.public_id])
    assert "Choose an acting chair" in client.get(page).content.decode()
    offered = client.get(ask).context["form"].fields["member"].queryset
    assert [m.person for m in offered] == [people["second_judge"], people["third_judge"]]

    chosen = {"member": seat(round_, people["second_judge"]).pk, "reason": WHY}
    key = client.get(ask).context["idempotency_key"]
    shown = client.post(ask, chosen | {"idempotency_key": key}, follow=True).content.decode()
    assert f"{people['second_judge'].full_name} now acts as chair of this panel." in shown
    assert "Acting chair" in shown

    sign_in(client, people["second_judge"])
    assert "You act as chair of this panel." in client.get(reverse("judging:mine")).content.decode()
    assert client.get(page).status_code == 200
    sign_in(client, people["chair"])
    assert client.get(page).status_code == 404
    assert "Another judge acts as chair" in client.get(reverse("judging:mine")).content.decode()


def test_a_chair_is_not_told_of_an_interest_that_only_the_records_show(client, round_, award, people):
    tie_chair(award, people, source="found", kind="nominator")
    sign_in(client, people["chair"])
    shown = client.get(reverse("panel:round", args=[round_.public_id])).content.decode()

    assert "acting chair" not in shown.lower()


def test_the_pages_refuse_everybody_else(client, round_, tied, people):
    found = {}
    for role in ("chair", "judge", "administrator", "stranger", "superuser", "reviewer"):
        sign_in(client, people[role])
        answers = [
            client.get(reverse(f"panel:{page}", args=[round_.public_id])).status_code
            for page in ("acting-chair", "end-acting")
        ]
        found[role] = answers
    assert found == {
        "chair": [403, 403],
        "judge": [404, 404],
        "administrator": [200, 302],
        "stranger": [404, 404],
        "superuser": [404, 404],
        "reviewer": [404, 404],
    }


def test_an_acting_chair_may_approve_a_release_of_their_award_and_the_chair_may_not(round_, tied, people, award):
    release = Release.objects.create(season=award.season, stage="shortlist", prepared_by=people["administrator"])
    release.awards.add(award)
    name(round_, people)

    assert [bool(may_approve(release, people[role])) for role in ("chair", "second_judge")] == [False, True]

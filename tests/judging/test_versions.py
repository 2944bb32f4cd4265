"""A round is judged by what was frozen when it opened; new weights need a reason and two people."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.models import Criterion
from judging.deciding import record_of
from judging.models import Decision, Round, WeightChange
from judging.services.deciding import start_deliberating
from judging.services.places import settle_round
from judging.services.seats import stand_down_judge
from judging.services.sheets import save_sheet, submit_sheet
from judging.services.standings import refresh_round
from judging.services.versions import propose_weights, sign_weights, take_back_weights
from judging.states import RoundState, WeightChangeState
from judging.verifying import differences
from judging.versions import criteria_of
from nominations.models import Interest
from notifications.kinds import Kind
from notifications.models import Message
from records.integrity import breaches as all_breaches
from tests.judging.judged import member_of, open_round, points_of, sheet_of
from tests.judging.scored import scored_round
from tests.judging.test_panel_pages import text_of
from tests.world import sign_in
from workflow import NotAllowed, NotNow
from workflow.models import AuditEvent

REASON = "The published weights were 40, 20, 20 and 20."


def weights_for(round_, *values):
    return dict(zip([c.pk for c in criteria_of(round_)], values, strict=True))


def asked(round_, people):
    return {"weights": weights_for(round_, 40, 20, 20, 20), "reason": REASON, "by": people["administrator"]}


def breaches():
    return [sentence for _room, _name, sentence in all_breaches()]


def in_force(round_):
    return [c.weight for c in criteria_of(round_)]


@pytest.fixture
def open_(award, people):
    return open_round(award, people)


@pytest.fixture
def closed(award, people):
    round_ = scored_round(award, people)
    settle_round(round_)
    return Round.objects.get(pk=round_.pk)


def test_opening_scoring_freezes_criteria_points_and_judges(open_, award, people):
    version = open_.versions.get()

    assert version.number == 1
    assert version.points == award.scale.values()
    assert version.judges == list(open_.panel.members.order_by("pk").values_list("pk", flat=True))
    assert version.criteria == [
        {"id": c.pk, "key": c.key, "name": c.name, "weight": c.weight} for c in award.criteria.all()
    ]


def test_changing_the_award_afterwards_moves_no_figure(open_, award, people):
    sheet = sheet_of(open_, people["judge"])
    first, *_others, last = award.criteria.all()
    Criterion.objects.filter(pk=first.pk).update(weight=1)
    Criterion.objects.filter(pk=last.pk).update(weight=last.weight + first.weight - 1)

    marks = {"scores": points_of(award, 4, 3, 3, 2), "note_to_panel": "A clear example.", "feedback": ""}
    saved = save_sheet(sheet, **marks, version=0, by=people["judge"])
    submit_sheet(saved, by=people["judge"])

    frozen = [c["weight"] for c in open_.versions.get().criteria]
    expected = sum(Decimal(w * v) / 100 for w, v in zip(frozen, (4, 3, 3, 2), strict=True))
    assert open_.standings.get(entry=sheet.entry).total == expected
    assert sheet_of(open_, people["judge"]).total == expected
    assert breaches() == []


def test_a_judge_who_leaves_makes_a_version_of_the_same_criteria(open_, people):
    leaver = member_of(open_, people["third_judge"])

    stand_down_judge(leaver, reason="Moved away", by=people["administrator"])

    first, second = open_.versions.order_by("number")
    assert (second.number, second.reason, second.made_by) == (2, "A judge left.", people["administrator"])
    assert second.criteria == first.criteria
    assert set(first.judges) - set(second.judges) == {leaver.pk}


def test_new_weights_hold_when_a_second_person_signs(closed, people):
    before = {s.entry.reference: (str(s.total), s.position) for s in closed.standings.select_related("entry")}
    change = propose_weights(closed, **asked(closed, people))
    older = in_force(closed)
    assert [c.weight for c in closed.award.criteria.all()] == older

    change = sign_weights(change, by=people["chair"])

    assert (change.state, change.version.number, change.version.reason) == (WeightChangeState.IN_FORCE, 2, REASON)
    assert in_force(closed) == [40, 20, 20, 20]
    assert [[c["weight"] for c in v.criteria] for v in closed.versions.all()] == [older, [40, 20, 20, 20]]
    kept = {row["entry"]: (row["total"], row["position"]) for row in change.before["standings"]}
    assert kept == before
    for standing in closed.standings.all():
        means = [Decimal(standing.means[c.key]) for c in criteria_of(closed)]
        assert abs(standing.total - sum(w * m for w, m in zip((40, 20, 20, 20), means, strict=True)) / 100) < Decimal(
            "0.001"
        )
    assert breaches() == []


def test_ties_are_settled_anew_and_what_was_said_of_the_old_one_is_kept(award, people):
    worked = (
        ("Ada One", ((4, 2, 3, 3),) * 4),
        ("Ben Two", ((2, 4, 3, 3),) * 4),
    )
    Criterion.objects.filter(award=award).update(weight=25)
    round_ = scored_round(award, people, worked=worked)
    settle_round(round_)
    assert round_.ties.count() == 1

    change = propose_weights(round_, **asked(round_, people))
    change = sign_weights(change, by=people["chair"])

    assert round_.ties.count() == 0
    assert [len(tie["entries"]) for tie in change.before["ties"]] == [2]
    places = {s.entry.nominee.name: s.position for s in round_.standings.select_related("entry__nominee")}
    assert places == {"Ada One": 1, "Ben Two": 2}


def test_every_judge_is_told_once(closed, people):
    change = propose_weights(closed, **asked(closed, people))
    assert Message.objects.filter(kind=Kind.WEIGHTS_CHANGED).count() == 0

    sign_weights(change, by=people["chair"])

    told = Message.objects.filter(kind=Kind.WEIGHTS_CHANGED).values_list("person__full_name", flat=True)
    assert sorted(told) == sorted(m.person.full_name for m in closed.panel.members.select_related("person"))


def test_a_locked_result_is_recomputed_with_the_weights_of_its_version(closed, people):
    change = propose_weights(closed, **asked(closed, people))
    sign_weights(change, by=people["chair"])
    decision = Decision.objects.create(round=start_deliberating(Round.objects.get(pk=closed.pk), by=people["chair"]))

    record = record_of(decision)

    assert [c["weight"] for c in record["criteria"]] == [40, 20, 20, 20]
    assert [(v["number"], v["reason"]) for v in record["versions"]] == [(1, ""), (2, REASON)]
    assert differences(record) == []


@pytest.mark.parametrize(
    ("values", "reason", "says"),
    [
        ((40, 20, 20, 10), REASON, "The weights add up to 90. They must add up to 100."),
        ((100, 0, 0, 0), REASON, "Give each criterion a whole number from 1 to 100."),
        ((40, 20, 20, 20), " ", "Enter a reason."),
    ],
)
def test_what_makes_no_version(closed, people, values, reason, says):
    with pytest.raises(NotNow, match=says):
        propose_weights(closed, weights=weights_for(closed, *values), reason=reason, by=people["administrator"])

    assert WeightChange.objects.count() == 0


@pytest.mark.parametrize("role", ["chair", "judge", "reviewer", "superuser", "stranger"])
def test_only_an_administrator_proposes(closed, people, role):
    with pytest.raises(NotAllowed):
        propose_weights(closed, weights=weights_for(closed, 40, 20, 20, 20), reason=REASON, by=people[role])

    assert WeightChange.objects.count() == 0


@pytest.mark.parametrize("role", ["administrator", "judge", "reviewer", "superuser", "stranger"])
def test_nobody_else_signs_and_one_person_never_signs_twice(closed, people, role):
    change = propose_weights(closed, **asked(closed, people))
    older = in_force(closed)

    with pytest.raises((NotAllowed, NotNow)):
        sign_weights(change, by=people[role])

    assert in_force(closed) == older


def test_another_administrator_may_sign_in_the_chairs_place(closed, people):
    change = propose_weights(closed, **asked(closed, people))

    assert sign_weights(change, by=people["second_administrator"]).state == WeightChangeState.IN_FORCE


def test_whoever_has_an_interest_neither_proposes_nor_signs(closed, people):
    change = propose_weights(closed, **asked(closed, people))
    for who in ("administrator", "chair"):
        entry = closed.award.entries.first()
        Interest.objects.create(entry=entry, person=people[who], source="declared", kind="relative")

    with pytest.raises(NotAllowed, match="You have an interest"):
        sign_weights(change, by=people["chair"])
    with pytest.raises(NotAllowed, match="You have an interest"):
        propose_weights(closed, **asked(closed, people))


def test_no_weights_change_once_the_decision_is_locked(closed, people):
    change = propose_weights(closed, **asked(closed, people))
    Round.objects.filter(pk=closed.pk).update(state=RoundState.DECIDED)
    older = in_force(closed)

    with pytest.raises(NotNow, match="The decision of this round is locked"):
        sign_weights(change, by=people["chair"])
    with pytest.raises(NotNow, match="The decision of this round is locked"):
        propose_weights(
            Round.objects.get(pk=closed.pk),
            weights=weights_for(closed, 70, 10, 10, 10),
            reason=REASON,
            by=people["administrator"],
        )

    assert in_force(closed) == older


def test_a_proposal_falls_away_with_the_next_one_or_is_taken_back(closed, people):
    asked = {"reason": REASON, "by": people["administrator"]}
    first = propose_weights(closed, weights=weights_for(closed, 40, 20, 20, 20), **asked)
    second = propose_weights(closed, weights=weights_for(closed, 70, 10, 10, 10), **asked)
    with pytest.raises(NotNow, match="This proposal is settled already"):
        sign_weights(first, by=people["chair"])

    take_back_weights(second, by=people["chair"])

    states = WeightChange.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["taken_back", "taken_back"]
    events = AuditEvent.objects.filter(subject_type="weight_change").order_by("pk").values_list("verb", flat=True)
    assert [verb.partition(".")[2] for verb in events] == [
        "propose",
        "sign_take_effect",
        "take_back",
        "propose",
        "sign_take_effect",
        "take_back",
    ]


def test_integrity_finds_a_round_counted_with_other_weights(closed, people):
    change = propose_weights(closed, **asked(closed, people))
    sign_weights(change, by=people["chair"])
    version = closed.versions.get(number=2)
    version.criteria = [{**c, "weight": w} for c, w in zip(version.criteria, (10, 10, 40, 50), strict=True)]
    version.save()

    found = breaches()

    assert f"Round {closed.pk}: the weights of version 2 add up to 110." in found
    assert any("its total is" in sentence for sentence in found)
    refresh_round(closed)


def page(client, person, name, thing):
    return sign_in(client, person).get(reverse(f"panel:{name}", args=[thing.public_id]))


def press(client, person, name, thing, **fields):
    return sign_in(client, person).post(reverse(f"panel:{name}", args=[thing.public_id]), fields, follow=True)


def test_the_pages_ask_sign_and_keep_the_history(client, closed, people):
    fields = {f"w{pk}": weight for pk, weight in weights_for(closed, 40, 20, 20, 10).items()} | {"reason": REASON}
    wrong = press(client, people["administrator"], "weights", closed, **fields)
    assert "The weights add up to 90. They must add up to 100" in text_of(wrong)

    fields |= {f"w{pk}": weight for pk, weight in weights_for(closed, 40, 20, 20, 20).items()}
    asked_page = press(client, people["administrator"], "weights", closed, **fields)
    assert "You have signed. The chair or another administrator must sign" in text_of(asked_page)
    change = WeightChange.objects.get()
    assert "Sign the new weights" in text_of(page(client, people["chair"], "history", closed))
    totals = [str(s.total) for s in closed.standings.exclude(total=None)]

    done = press(client, people["chair"], "weights-sign", change)

    words = text_of(done)
    assert "The new weights hold." in done.content.decode()
    assert "Version 2 In force" in words
    assert "Administrator and Chair" in words
    assert REASON in words
    assert all(total in words for total in totals)
    interested = closed.award.entries.first()
    Interest.objects.create(entry=interested, person=people["chair"], source="declared", kind="relative")
    assert not any(total in text_of(page(client, people["chair"], "history", closed)) for total in totals)


@pytest.mark.parametrize("role", ["judge", "reviewer", "stranger", "superuser"])
def test_nobody_else_opens_the_history(client, closed, people, role):
    assert page(client, people[role], "history", closed).status_code == 404
    assert page(client, people[role], "weights", closed).status_code == 404


def test_before_the_close_the_history_shows_no_figure(client, open_, people):
    sheet = sheet_of(open_, people["judge"])
    marks = {"scores": points_of(open_.award, 4, 3, 3, 2), "note_to_panel": "A clear example.", "feedback": ""}
    done = submit_sheet(save_sheet(sheet, **marks, version=0, by=people["judge"]), by=people["judge"])
    change = propose_weights(
        open_, weights=weights_for(open_, 25, 25, 25, 25), reason=REASON, by=people["administrator"]
    )
    sign_weights(change, by=people["chair"])

    words = text_of(page(client, people["administrator"], "history", open_))

    assert "Version 2 In force" in words
    assert str(done.total) not in words
    assert "Totals before this change" not in words


def test_the_history_costs_the_same_for_few_and_many_entries(client, closed, award, people):
    sign_weights(propose_weights(closed, **asked(closed, people)), by=people["chair"])
    url = reverse("panel:history", args=[closed.public_id])
    sign_in(client, people["administrator"])

    def cost():
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    few = cost()
    change = WeightChange.objects.get()
    change.before["standings"] *= 100
    WeightChange.objects.filter(pk=change.pk).update(before=change.before)

    assert cost() == few


def test_a_judges_page_shows_the_weights_in_force(client, open_, people):
    other = weights_for(open_, 25, 15, 35, 25)
    change = propose_weights(open_, weights=other, reason=REASON, by=people["administrator"])
    sign_weights(change, by=people["chair"])
    address = reverse("judging:sheet", args=[sheet_of(open_, people["judge"]).public_id])

    words = text_of(sign_in(client, people["judge"]).get(address))

    assert [weight for weight in (25, 15, 35) if f"Counts for {weight}%." not in words] == []
    assert "Counts for 40%." not in words

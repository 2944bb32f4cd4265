"""A round may have criteria, weights and a scale of its own; everything that judges, counts or prints goes by them."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from awards.models import Criterion, Scale, ScalePoint
from judging.deciding import record_of
from judging.figures import key_of
from judging.models import Decision, Round, RoundCriterion
from judging.pack_content import read_for
from judging.services.deciding import start_deliberating
from judging.services.rounds import close_scoring
from judging.services.sheets import checked_points, save_sheet, submit_sheet
from judging.services.versions import propose_weights, sign_weights
from judging.verifying import differences
from judging.versions import criteria_of, points_of, read_measure
from kit import clock
from records.integrity import breaches
from tests.judging.judged import NAMES, member_of, open_round, sheet_of
from tests.judging.test_panel_pages import text_of
from tests.world import make_award, make_round, sign_in
from workflow import SYSTEM, NotNow

WEIGHTS = {"impact": 70, "legacy": 30}


@pytest.fixture
def award(season):
    """An award with five criteria."""
    return make_award(season, "practice", "Practice award", (40, 25, 20, 10, 5))


def ten_points(season) -> Scale:
    """Return a scale of ten points."""
    scale = Scale.objects.create(season=season, key="ten", name="Ten points")
    for value in range(1, 11):
        ScalePoint.objects.create(scale=scale, value=value, label=f"Ten {value}", anchor=f"Evidence of {value}.")
    return scale


def choose(round_: Round, weights=WEIGHTS) -> Round:
    """Give a round criteria of its own."""
    for key, weight in weights.items():
        criterion = Criterion.objects.get(award=round_.award, key=key)
        RoundCriterion.objects.create(round=round_, criterion=criterion, weight=weight)
    return round_


def opened(award, people, monkeypatch, *, weights=WEIGHTS, **fields) -> Round:
    """Return a round that was opened with criteria of its own."""
    from tests.judging import judged

    plain = judged.declaring_round
    monkeypatch.setattr(judged, "declaring_round", lambda *a, **more: choose(plain(*a, **more), weights))
    return open_round(award, people, names=NAMES[:2], **fields)


@pytest.fixture
def round_(award, people, monkeypatch, season):
    """A round by two of the award's criteria, on a scale of ten points."""
    return opened(award, people, monkeypatch, scale=ten_points(season))


def points(round_, **given) -> dict[int, int]:
    """Return points by the numbers of the criteria."""
    return {Criterion.objects.get(award=round_.award, key=key).pk: value for key, value in given.items()}


def hand_in(round_, person, **given):
    """Let a judge score the first entry."""
    sheet = sheet_of(round_, person)
    marks = {"scores": points(round_, **given), "note_to_panel": "Clear.", "feedback": ""}
    return submit_sheet(save_sheet(sheet, **marks, version=sheet.version, by=person), by=person)


def test_a_round_without_criteria_of_its_own_is_judged_by_its_awards(award, people):
    round_ = open_round(award, people, names=NAMES[:1])

    assert [(c.key, c.weight) for c in criteria_of(round_)] == [(c.key, c.weight) for c in award.criteria.all()]
    assert points_of(round_) == award.scale.values() == read_measure(round_).values


def test_a_round_with_some_is_judged_by_just_those_at_its_own_weights(round_, award):
    assert [(c.key, c.weight) for c in criteria_of(round_)] == [("impact", 70), ("legacy", 30)]
    assert {c.key: c.weight for c in award.criteria.all()}["impact"] == 40
    version = round_.versions.get()
    assert {c["key"]: c["weight"] for c in version.criteria} == WEIGHTS
    assert version.points == points_of(round_) == list(range(1, 11))


def test_totals_standings_and_the_record_follow(round_, people):
    for role in ("chair", "judge", "second_judge", "third_judge"):
        hand_in(round_, people[role], impact=9, legacy=7)

    standing = round_.standings.get(entry__nominee__name=NAMES[0])
    assert (standing.total, standing.means) == (Decimal("8.4000"), {"impact": "9.0000", "legacy": "7.0000"})
    assert sheet_of(round_, people["judge"]).total == Decimal("8.4000")
    key = key_of(round_)
    assert (key.highest_point, key.words(standing.total)) == (10, "84.00%")
    with clock.set_to(round_.closes_at):
        close_scoring(round_, by=SYSTEM)
        decides = start_deliberating(Round.objects.get(pk=round_.pk), by=people["chair"])
    record = record_of(Decision.objects.create(round=decides))
    assert differences(record) == []
    assert {c["key"]: c["weight"] for c in record["criteria"]} == WEIGHTS
    assert record["scale"] == list(range(1, 11))
    assert list(breaches()) == []


def test_a_sheet_takes_points_of_the_rounds_scale_for_its_criteria_alone(round_, people):
    sheet = sheet_of(round_, people["judge"])

    assert checked_points(sheet, points(round_, impact=10)) == points(round_, impact=10)
    for wrong in ({"impact": 11}, {"impact": 0}, {"personal": 3}):
        with pytest.raises(NotNow, match="Select one of the points"):
            checked_points(sheet, points(round_, **wrong))


def test_a_top_point_of_the_rounds_own_scale_needs_words_and_the_awards_top_does_not(round_, people):
    judge, marks = people["judge"], {"note_to_panel": "", "feedback": ""}
    saved = save_sheet(sheet_of(round_, judge), scores=points(round_, impact=4, legacy=7), **marks, version=0, by=judge)
    assert submit_sheet(saved, by=judge).state == "submitted"

    other = sheet_of(round_, judge, NAMES[1])
    saved = save_sheet(other, scores=points(round_, impact=10, legacy=7), **marks, version=0, by=judge)
    with pytest.raises(NotNow, match="R13"):
        submit_sheet(saved, by=judge)


def test_the_entry_page_asks_the_rounds_criteria_on_its_scale(client, round_, people):
    judge = people["judge"]
    page = sign_in(client, judge).get(reverse("judging:sheet", args=[sheet_of(round_, judge).public_id]))

    words = text_of(page)
    assert "What of impact? Counts for 70%." in words
    assert "What of legacy? Counts for 30%." in words
    assert "What of personal?" not in words
    assert words.count("Evidence of 10.") == 2
    assert "Outstanding" not in words


def test_briefing_and_practice_ask_the_same(client, round_, people):
    seat = member_of(round_, people["judge"])
    sign_in(client, people["judge"])

    briefing = text_of(client.get(reverse("judging:briefing", args=[seat.pk])))
    practice = client.get(reverse("judging:practice", args=[seat.pk]))

    assert "What of legacy? Counts for 30%." in briefing
    assert "What of personal?" not in briefing
    assert "10: Ten 10" in briefing
    assert practice.context["form"].criteria == criteria_of(round_)
    typed = {f"c{c.pk}": "10" for c in criteria_of(round_)} | {"note_to_panel": "As an example.", "version": "0"}
    assert "10: Ten 10" in text_of(client.post(reverse("judging:practice", args=[seat.pk]), typed))


def test_a_briefing_for_two_rounds_that_ask_otherwise_tells_them_apart(client, round_, award, people):
    final = make_round(
        award,
        chair=people["chair"],
        judges=[],
        kind="final",
        state="planned",
        opens_in=timedelta(days=9),
        closes_in=timedelta(days=19),
    )
    Round.objects.filter(pk=final.pk).update(panel=round_.panel)
    seat = member_of(round_, people["judge"])
    page = sign_in(client, people["judge"]).get(reverse("judging:briefing", args=[seat.pk]))

    parts = page.context["parts"]
    assert [(p["heading"], [c["name"] for c in p["criteria"]]) for p in parts] == [
        ("Shortlisting", ["Impact", "Legacy"]),
        ("Final", [c.name for c in award.criteria.all()]),
    ]


def test_packs_print_the_rounds_criteria_and_points(round_, people):
    answer = read_for(round_, member_of(round_, people["judge"])).answer

    assert [c["name"] for c in answer["criteria"]] == ["Impact", "Legacy"]
    assert [p["label"] for p in answer["criteria"][0]["points"]] == [f"{n}: Ten {n}" for n in range(1, 11)]
    assert "personal" not in json.dumps(answer).lower()


def test_new_weights_after_opening_are_asked_for_these_criteria(round_, people):
    for role in ("chair", "judge", "second_judge", "third_judge"):
        hand_in(round_, people[role], impact=9, legacy=7)
    change = propose_weights(
        round_, weights=points(round_, impact=50, legacy=50), reason="As published.", by=people["administrator"]
    )
    sign_weights(change, by=people["chair"])

    assert [(c.key, c.weight) for c in criteria_of(round_)] == [("impact", 50), ("legacy", 50)]
    assert round_.standings.get(entry__nominee__name=NAMES[0]).total == Decimal("8.0000")
    assert list(breaches()) == []


def test_what_is_changed_in_round_or_award_after_opening_moves_nothing(round_, award, people):
    hand_in(round_, people["judge"], impact=9, legacy=7)
    RoundCriterion.objects.filter(round=round_).delete()
    Criterion.objects.filter(award=award, key="impact").update(weight=1)
    with clock.set_to(round_.closes_at):
        close_scoring(round_, by=SYSTEM)

    assert round_.standings.get(entry__nominee__name=NAMES[0]).total == Decimal("8.4000")


def test_the_nomination_form_still_asks_the_awards_own(client, round_, award):
    page = client.get(award.get_absolute_url())

    for criterion in award.criteria.all():
        assert criterion.question in text_of(page)


def test_own_criteria_that_do_not_make_a_hundred_are_a_breach(award, people):
    round_ = make_round(award, chair=people["chair"], judges=[], state="planned", opens_in=timedelta(days=2))
    choose(round_, {"impact": 70, "legacy": 20})

    found = [sentence for _room, _name, sentence in breaches()]
    assert f"Round {round_.pk}: the weights of its own criteria add up to 90." in found

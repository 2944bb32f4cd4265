"""A season's public page about its method says what its settings are, before anything has begun, and nothing more."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.extras import Stage, stages_of
from judging.models import Round, RoundCriterion, RoundVersion
from judging.states import RankingMethod
from tests.world import make_round

pytestmark = pytest.mark.django_db


def page(client, season) -> str:
    """The words of the page."""
    html = client.get(reverse("awards:method", args=[season.slug])).content.decode()
    main = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_before_any_round_is_planned_it_says_what_is_open(client, season, award):
    text = page(client, season)

    assert "Some of this is not settled yet." in text
    assert "Impact 40% Personal 25% Together 20% Learning 15%" in text
    assert text.count("their marks are put together are not settled yet.") == season.awards.count()


def test_a_season_without_awards_or_dates_has_a_page(client, season):
    season.milestones.all().delete()
    season.awards.all().delete()

    text = page(client, season)
    assert "The dates are not settled yet." in text
    assert "What counts in each award" not in text


def test_each_stage_says_its_panel_its_readers_and_its_quorum(client, season, award, people):
    judges = [people["judge"], people["second_judge"], people["third_judge"]]
    first = make_round(award, chair=people["chair"], judges=judges, readers=2)
    first.panel.members.filter(person=people["third_judge"]).update(is_reserve=True)
    ends = first.closes_at + timedelta(days=1)
    final = {"kind": "final", "mode": "meeting", "figures_from": first, "panel": first.panel}
    Round.objects.create(season=season, award=award, opens_at=first.closes_at, closes_at=ends, **final)

    weights = (("Impact", 40), ("Personal", 25), ("Together", 20), ("Learning", 15))
    assert stages_of(season) == {
        award.pk: [
            Stage(
                "Shortlisting",
                weights,
                (
                    "The panel has 3 judges.",
                    "2 judges of the panel read each entry.",
                    "A result needs the marks of at least 3 judges for each entry.",
                ),
            ),
            Stage("Final", (), ("The panel has 3 judges.", "It meets on the figures of the stage before.")),
        ]
    }
    assert "2 judges of the panel read each entry." in page(client, season)


def test_a_panel_that_nobody_sits_on_is_not_chosen_yet(season, award, people):
    round_ = make_round(award, chair=people["chair"], judges=[])
    round_.panel.members.update(state="declined")

    [stage] = stages_of(season)[award.pk]
    assert stage.sentences[0] == "The panel is not chosen yet."


def test_weights_are_the_rounds_own_and_then_those_in_force(season, award, people):
    round_ = make_round(award, chair=people["chair"], judges=[])
    impact, personal, *_ = award.criteria.all()
    RoundCriterion.objects.create(round=round_, criterion=impact, weight=70)
    RoundCriterion.objects.create(round=round_, criterion=personal, weight=30)
    assert stages_of(season)[award.pk][0].criteria == (("Impact", 70), ("Personal", 30))

    frozen = [{"id": impact.pk, "key": impact.key, "name": "Impact", "weight": 60}]
    RoundVersion.objects.create(round=round_, number=1, criteria=frozen, points=[1, 2], judges=[])
    assert stages_of(season)[award.pk][0].criteria == (("Impact", 60),)


def test_corrected_means_are_told_where_an_award_uses_them(client, season, award, people):
    make_round(award, chair=people["chair"], judges=[])
    assert "Judges differ in how strict they are." not in page(client, season)

    season.rounds.update(method=RankingMethod.ADJUSTED)
    text = page(client, season)
    assert "Judges differ in how strict they are." in text
    assert "A judge’s marks for one entry make one figure" in text
    # The rule is told; the number that draws start from, and judges' words for points, are not.
    assert "starting number" not in text


def test_judges_words_and_names_stay_with_them(client, season, award, people):
    make_round(award, chair=people["chair"], judges=[people["judge"]])
    award.scale.points.update(label="Marvellous", anchor="Everything went well.")
    type(people["judge"]).objects.filter(pk=people["judge"].pk).update(full_name="Zqjudge")

    text = page(client, season)
    assert [word for word in ("Marvellous", "Everything went well.", "Zqjudge") if word in text] == []


def test_tie_rules_that_differ_are_told_for_each_award(client, season):
    _first, second = season.awards.order_by("order", "pk")
    type(second).objects.filter(pk=second.pk).update(tie_rules=["panel_discussion_recorded"])

    text = page(client, season)
    assert text.count("These decide, in this order:") == 2
    assert f"{second.name} These decide, in this order: a discussion of the panel" in text


def test_dates_are_public_ones_with_their_zone(client, season):
    season.milestones.filter(key="nominations").update(audience="everyone")
    season.milestones.filter(key="event").update(name="Zqsecret", audience="judges")

    text = page(client, season)
    assert "All times are UK time." in text
    assert "Nominations close" in text
    assert "Zqsecret" not in text


def test_choosing_against_the_order_needs_a_reason_and_marks_are_not_published(client, season):
    text = page(client, season)

    assert "Choosing against their order needs a reason, which is recorded." in text
    assert "the chair of the panel and an administrator, neither with an interest in the award" in text
    assert "Marks, totals, places and judges’ comments are not published" in text


def test_the_page_costs_the_same_for_one_award_and_for_many(client, season, award, people):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(client, season)
        return len(seen)

    cost()
    make_round(award, chair=people["chair"], judges=[])
    one = cost()
    for other in season.awards.exclude(pk=award.pk):
        make_round(other, chair=people["chair"], judges=[people["judge"]])
    assert cost() == one

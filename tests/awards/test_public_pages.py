"""The pages that anybody may read say what the calendar and the settings say, and nothing else."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.models import Milestone, Programme
from judging.models import Round
from kit import clock
from tests.world import make_award, make_round, make_season, sign_in


def page(client, name, *args):
    """Return the text of a page that must be there."""
    reply = client.get(reverse(name, args=args))
    assert reply.status_code == 200
    return reply.content.decode()


@pytest.fixture
def window(season):
    """The nominations window of the season."""
    return Milestone.objects.get(season=season, key="nominations")


@pytest.mark.parametrize(
    ("seconds", "label"),
    [
        ("before opening", "Opening soon"),
        ("at opening", "Open for nominations"),
        ("last second", "Open for nominations"),
        ("at closing", "Nominations closed"),
    ],
)
def test_the_clock_says_whether_nominations_are_taken(client, season, window, seconds, label):
    moments = {
        "before opening": window.starts_at - timedelta(seconds=1),
        "at opening": window.starts_at,
        "last second": window.ends_at - timedelta(seconds=1),
        "at closing": window.ends_at,
    }
    with clock.set_to(moments[seconds]):
        text = page(client, "awards:season", season.slug)

    labels = ("Opening soon", "Open for nominations", "Nominations closed")
    assert [word for word in labels if f">{word}</strong>" in text] == [label]


def test_the_season_page_says_what_a_nominator_needs(client, season):
    text = page(client, "awards:season", season.slug)

    for words in ("about 20 minutes", "100 to 300 words", "01632 960145", "Nominations close at", "Safeguarding Award"):
        assert words in text


def test_after_the_deadline_it_says_when_the_shortlist_comes(client, season, window):
    with clock.set_to(window.ends_at):
        text = page(client, "awards:season", season.slug)

    assert "Nominations closed at" in text
    assert "We announce the shortlist at" in text


def test_an_award_shows_its_questions_but_nothing_of_weights_and_scale(client, season, award):
    before = page(client, "awards:award", season.slug, award.slug)
    assert "What of impact?" in before

    for criterion, weight in zip(award.criteria.all(), (10, 20, 30, 40), strict=True):
        criterion.weight = weight
        criterion.save()
    award.scale.points.update(label="Marvellous", anchor="Everything went well.")

    assert page(client, "awards:award", season.slug, award.slug) == before


def test_nobody_can_start_once_nominations_are_closed(client, season, award, window):
    assert "Start now" in page(client, "awards:award", season.slug, award.slug)
    with clock.set_to(window.ends_at):
        assert "Start now" not in page(client, "awards:award", season.slug, award.slug)


@pytest.mark.parametrize("name", ["awards:season", "awards:method", "awards:privacy"])
def test_a_draft_season_answers_like_a_missing_one(client, db, name):
    make_season("hidden", state="draft")

    hidden = client.get(reverse(name, args=["hidden-2027"]))
    missing = client.get(reverse(name, args=["nothing-2027"]))

    assert (hidden.status_code, hidden.content, hidden.headers) == (404, missing.content, missing.headers)


def test_an_award_is_found_only_in_its_own_season(client, season, other_season):
    reply = client.get(reverse("awards:award", args=[other_season.slug, "care-worker"]))

    assert reply.status_code == 404


def test_how_it_is_judged_follows_the_settings(client, season):
    text = page(client, "awards:method", season.slug)
    assert "At least 3 judges score each entry" in text
    assert "the entry that more judges placed higher" in text

    season.awards.update(quorum=5, tie_rules=[], allows_joint_winners=False)
    text = page(client, "awards:method", season.slug)
    assert "At least 5 judges score each entry" in text
    assert "When marks are equal" not in text
    assert "joint award" not in text


def test_how_it_is_judged_says_the_mode_of_each_round_and_its_rule(client, season, people):
    award, other = season.awards.order_by("slug")
    assert "Judges give each question of the award a mark." in page(client, "awards:method", season.slug)
    first = make_round(award, chair=people["chair"], judges=[], mode="pass", pass_answers=3, pass_percent=60)
    final = {"kind": "final", "mode": "meeting", "figures_from": first, "panel": first.panel}
    ends = first.closes_at + timedelta(days=1)
    Round.objects.create(season=season, award=award, opens_at=first.closes_at, closes_at=ends, **final)

    text = page(client, "awards:method", season.slug)
    assert "at least 60% of those answers are pass" in text
    assert "of 3 answers, 2 must be pass (66.67%); 1 would not be enough (33.33%)." in text
    assert "decides on the marks of the round before" in text
    assert f"For the shortlist: {award.name}" not in text

    make_round(other, chair=people["chair"], judges=[], mode="rank", rank_top=4)
    text = page(client, "awards:method", season.slug)
    assert f"For the shortlist: {award.name}" in text
    assert f"For the shortlist: {other.name}" in text
    assert "Each judge puts their best 4" in text


def test_the_privacy_notice_says_how_long_things_are_kept(client, season):
    season.retention = [
        {"record": "Draft nominations never submitted", "keep_for": "P30D", "from": "nominations_close"},
        {"record": "Roll of honour", "keep_for": "permanent unless the person objects", "from": "results_announced"},
    ]
    season.save()

    text = page(client, "awards:privacy", season.slug)

    assert "30 days after nominations close" in text
    assert "Permanent unless the person objects" in text
    assert "acknowledge a complaint within 30 days" in text


def test_the_privacy_link_leads_to_the_only_notice_or_lists_them(client, season):
    assert client.get("/privacy/").headers["Location"] == reverse("awards:privacy", args=[season.slug])

    make_season("south")
    assert "South Awards 2027" in page(client, "awards:privacy")


def test_the_accessibility_statement_says_whom_to_ask(client, season):
    assert season.awards_mailbox in page(client, "awards:accessibility")


def test_the_front_page_shows_each_season_that_runs(client, season, other_season):
    make_season("hidden", state="draft")

    text = page(client, "awards:home")

    assert [name in text for name in ("North Awards 2027", "South Awards 2027", "Hidden Awards 2027")] == [
        True,
        True,
        False,
    ]


def test_public_pages_ask_the_database_as_often_for_many_awards_as_for_one(client, other_season):
    def queries(name, *args):
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            page(client, name, *args)
        return len(asked)

    names = [
        ("awards:season", other_season.slug),
        ("awards:award", other_season.slug, "safeguarding"),
        ("awards:home",),
    ]
    one = [queries(*name) for name in names]
    for number in (2, 3):
        make_award(other_season, f"award-{number}", f"Award {number}")
    three = [queries(*name) for name in names]

    assert one == three
    assert max(one) <= 6


def test_signed_out_visitors_cost_no_query_for_the_frame(client, season, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/no/such/page/")


def test_the_frame_costs_signed_in_people_two_queries(client, people, django_assert_num_queries):
    sign_in(client, people["administrator"])
    with django_assert_num_queries(4):  # session, account with person; grants, seasons
        client.get("/no/such/page/")


@pytest.mark.parametrize(("colour", "used"), [("#4b0082", True), ("#ffcc00", False), ("red", False), ("", False)])
def test_a_programme_wears_its_own_colour_if_white_can_be_read_on_it(client, season, colour, used):
    Programme.objects.filter(pk=season.programme_id).update(brand_colour=colour)
    address = reverse("awards:brand", args=[season.programme.slug])

    assert (address in page(client, "awards:season", season.slug), client.get(address).status_code == 200) == (
        used,
        used,
    )


def test_the_stylesheet_of_a_colour(client, season):
    Programme.objects.filter(pk=season.programme_id).update(brand_colour="#4b0082")

    assert client.get(reverse("awards:brand", args=[season.programme.slug])).content.decode() == (
        ":root{--govuk-brand-colour:#4b0082;--commend-brand:#4b0082;--commend-button:#4b0082;"
        "--commend-button-hover:#380062;--commend-button-shadow:#260041}"
    )

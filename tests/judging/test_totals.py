"""The totals page: the worked round to the last figure, and nothing to those who may not know."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from judging.figures import standings_for
from judging.models import Round, Standing, Tie
from judging.services.places import settle_round
from judging.services.standings import refresh_round
from judging.states import RoundState
from kit import clock
from nominations.models import Interest
from tests.judging.scored import WORKED, give, scored_round
from tests.world import make_entry, sign_in


@pytest.fixture
def round_(award, people):
    round_ = scored_round(award, people)
    settle_round(round_)
    return Round.objects.get(pk=round_.pk)


def text_of(response):
    """Return what the main part of a page says, as words."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("&#x27;", "'").strip()


def totals(client, person, round_):
    return sign_in(client, person).get(reverse("panel:totals", args=[round_.public_id]))


@pytest.mark.parametrize("role", ["administrator", "chair"])
def test_the_page_shows_the_worked_round_exactly(client, people, round_, role):
    words = text_of(totals(client, people[role], round_))

    one, two, three = round_.award.entries.order_by("reference").values_list("reference", flat=True)
    rows = re.findall(r"(\d) (?:\(tie\) )?(\S+-\d{4}) (.+?) (\d\.\d{4}) (\d+\.\d\d)% (\d of \d)", words)
    assert rows == [
        ("1", one, "Joanna Ashcroft", "3.6000", "90.00", "4 of 4"),
        ("2", two, "Marek Zielinski", "3.6000", "90.00", "3 of 3"),
        ("3", three, "Keziah Brightwater", "1.2875", "32.19", "4 of 4"),
    ]
    assert f"Judge takes no part in {two}" in words
    assert "Higher mean on the heaviest criterion Settled Criterion impact (weight 40): 4.0000 against 3.0000" in words
    assert "Chair : 3.5500" not in words
    assert "Chair: 3.6000 (Impact 4, Personal 3, Together 4, Learning 3)" in words
    assert "Impact: 2 to 4" in words


def test_a_judge_reads_totals_after_the_close_but_not_who_took_no_part(client, people, round_):
    words = text_of(totals(client, people["judge"], round_))

    one, two, three = round_.award.entries.order_by("reference").values_list("reference", flat=True)
    assert one in words
    assert three in words
    assert two not in words  # the entry of their own interest
    assert "Marek Zielinski" not in words
    assert "takes no part" not in words
    assert "4.0000 against 3.0000" not in words


@pytest.mark.parametrize("role", ["stranger", "superuser", "reviewer", "hr_adviser", "nominee", "communications"])
def test_nobody_else_learns_that_the_page_exists(client, people, round_, role):
    assert totals(client, people[role], round_).status_code == 404


@pytest.mark.parametrize("role", ["administrator", "chair", "judge"])
def test_nothing_shows_before_the_closing_minute(client, people, round_, role):
    Round.objects.filter(pk=round_.pk).update(state=RoundState.SCORING, closes_at=clock.now() + timedelta(hours=1))

    response = totals(client, people[role], round_)

    assert response.status_code == 403
    assert "Scoring is still open." in text_of(response)
    assert "3.6000" not in response.content.decode()


def test_the_clock_shows_totals_when_the_label_lags(client, people, round_):
    Round.objects.filter(pk=round_.pk).update(state=RoundState.SCORING)

    assert "3.6000" in text_of(totals(client, people["administrator"], round_))


def test_an_administrator_with_an_interest_sees_the_list_as_if_the_entry_were_not_there(client, people, round_):
    first = round_.award.entries.order_by("reference").first()
    Interest.objects.create(entry=first, person=people["administrator"], source="declared", kind="relative")

    words = text_of(totals(client, people["administrator"], round_))

    assert first.reference not in words
    assert "Joanna Ashcroft" not in words
    assert "tie" not in words.lower().replace("entries", "")
    assert re.findall(r"(\d) (NO27-\d{4})", words) == [("1", "NO27-0002"), ("2", "NO27-0003")]
    assert "2 entries" in words


def test_an_entry_below_quorum_is_marked(client, people, round_):
    Round.objects.filter(pk=round_.pk).update(quorum=4)

    assert text_of(totals(client, people["chair"], round_)).count("Below quorum") == 1


def test_the_cost_of_the_page_does_not_follow_the_number_of_entries(client, people, award, round_):
    seats = list(round_.panel.members.order_by("pk"))
    url = reverse("panel:totals", args=[round_.public_id])
    sign_in(client, people["administrator"])

    def cost():
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    few = cost()
    for number in range(30):
        entry = make_entry(
            award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=f"N {number}", state="in_round"
        )
        for seat in seats:
            give(round_, entry, seat, WORKED[number % 3][1][0])
    refresh_round(round_)
    settle_round(round_)

    assert cost() == few
    assert few <= 13


@pytest.mark.parametrize("role", ["administrator", "chair", "judge", "second_judge"])
def test_the_page_reads_exactly_the_standings_that_the_reader_may_know_of(people, round_, role):
    Interest.objects.create(
        entry=round_.award.entries.first(), person=people["administrator"], source="declared", kind="relative"
    )

    shown = set(standings_for(people[role], round_).values_list("pk", flat=True))

    assert shown == set(Standing.objects.visible_to(people[role]).filter(round=round_).values_list("pk", flat=True))


@pytest.fixture
def even(award, people):
    worked = [(name, WORKED[0][1]) for name, _ in WORKED]
    round_ = scored_round(award, people, worked=worked)
    settle_round(round_)
    return Round.objects.get(pk=round_.pk)


def test_a_tie_is_settled_through_its_pages(client, people, even):
    tie = Tie.objects.get()
    url = reverse("panel:tie", args=[even.public_id, tie.pk])
    entries = list(tie.entries.order_by("reference"))
    sign_in(client, people["administrator"])
    assert url in totals(client, people["administrator"], even).content.decode()

    wrong = client.post(url, {f"place_{e.pk}": "1" for e in entries} | {"words": "Long talk."})
    assert "Give each of the tied entries a place of its own" in text_of(wrong)
    assert "Long talk." in wrong.content.decode()
    client.post(url, {f"place_{e.pk}": "" for e in entries} | {"words": "We did not agree."})
    assert client.get(url).status_code == 403

    sign_in(client, people["chair"])
    client.post(url, {f"place_{e.pk}": str(n) for n, e in enumerate(entries, 1)} | {"words": "Breadth of evidence."})

    words = text_of(totals(client, people["chair"], even))
    assert "Panel discussion Still equal We did not agree." in words
    assert "The chair’s decision Settled Breadth of evidence." in words
    assert Tie.objects.get().is_settled is True

"""What the scores say, through its pages: for whom, of what, and at what cost."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from judging.models import Round, Score, ScoreSheet, Standing
from judging.ranking import Criterion, sheet_total
from judging.room_steps import steps_to
from judging.services.places import settle_round
from judging.services.standings import refresh_round
from judging.states import RoundState, SheetState
from kit import clock
from nominations.models import Entry, Interest, Nominee
from nominations.states import EntryState
from tests.judging.moded import JUDGES, NAMES, answer, order, pass_round, rank_round
from tests.judging.roomed import dealt_round
from tests.judging.scored import WORKED, scored_round
from tests.world import sign_in


def text_of(response):
    """Return what the main part of a page says, as words."""
    html = response.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("&#x27;", "'").strip()


def figures(client, person, round_, **query):
    return sign_in(client, person).get(reverse("panel:figures", args=[round_.public_id]), query)


def of_entry(client, person, round_, entry):
    return sign_in(client, person).get(reverse("panel:figures-entry", args=[round_.public_id, entry.public_id]))


def close(round_) -> Round:
    """Close a round whose judges have answered, and place its entries."""
    now = clock.now()
    Round.objects.filter(pk=round_.pk).update(
        state=RoundState.CLOSED, opens_at=now - timedelta(days=9), closes_at=now - timedelta(hours=1)
    )
    refresh_round(round_)
    settle_round(Round.objects.get(pk=round_.pk))
    return Round.objects.get(pk=round_.pk)


@pytest.fixture
def round_(award, people):
    round_ = scored_round(award, people)
    settle_round(round_)
    return Round.objects.get(pk=round_.pk)


@pytest.fixture
def dealt(award, people):
    return dealt_round(award, people)


# Who reads it, and when


@pytest.mark.parametrize("role", ["administrator", "chair"])
def test_chair_and_administrator_read_what_the_worked_round_says(client, people, round_, role):
    words = text_of(figures(client, people[role], round_))

    assert "NO27-0001 and NO27-0002 have the same figure, so only the rules for ties can part them" in words
    rows = re.findall(r"(\d) (NO27-\d{4}) (.+?) (\d\.\d{4}) (\d of \d) (\d\.\d{4}) (\d(?: to \d)?) ", words)
    assert rows == [
        ("1", "NO27-0001", "Joanna Ashcroft", "3.6000", "4 of 4", "0.4000", "1 to 2"),
        ("2", "NO27-0002", "Marek Zielinski", "3.6000", "3 of 3", "0.8000", "1 to 2"),
        ("3", "NO27-0003", "Keziah Brightwater", "1.2875", "4 of 4", "0.6500", "3"),
    ]
    assert "It says nothing of what an entry deserves." in words
    assert words.count("It says nothing of what an entry deserves.") == 1


def test_each_row_of_a_plot_says_its_figures(client, people, round_):
    html = figures(client, people["chair"], round_).content.decode()

    assert re.findall(r'<desc id="dots-\d-words">([^<]+)</desc>', html) == [
        "Judge 3.40, Chair 3.60, Third Judge 3.60, Second Judge 3.80, total 3.60",
        "Second Judge 3.20, Chair 3.60, Third Judge 4.00, total 3.60",
        "Second Judge 1.00, Chair 1.25, Third Judge 1.25, Judge 1.65, total 1.29",
    ]
    assert html.count('role="img"') == 6
    assert "style=" not in html
    assert "<style" not in html


@pytest.mark.parametrize("role", ["stranger", "superuser", "reviewer", "hr_adviser", "nominee", "communications"])
def test_nobody_else_learns_that_the_page_exists(client, people, round_, role):
    assert figures(client, people[role], round_).status_code == 404
    assert of_entry(client, people[role], round_, round_.award.entries.first()).status_code == 404


@pytest.mark.parametrize("role", ["judge", "second_judge"])
def test_judges_know_of_the_round_and_are_refused_in_words(client, people, round_, role):
    response = figures(client, people[role], round_)

    assert response.status_code == 403
    assert "Only the chair of this panel or an administrator can do this." in text_of(response)


def test_an_interest_shuts_the_whole_page(client, people, round_):
    entry = round_.award.entries.first()
    Interest.objects.create(entry=entry, person=people["chair"], source="declared", kind="relative")

    for response in (figures(client, people["chair"], round_), of_entry(client, people["chair"], round_, entry)):
        assert response.status_code == 403
        assert "3.6000" not in response.content.decode()


@pytest.mark.parametrize("role", ["administrator", "chair"])
def test_nothing_shows_before_the_closing_minute(client, people, round_, role):
    Round.objects.filter(pk=round_.pk).update(state=RoundState.SCORING, closes_at=clock.now() + timedelta(hours=1))

    for response in (
        figures(client, people[role], round_),
        of_entry(client, people[role], round_, round_.award.entries.first()),
    ):
        assert response.status_code == 403
        assert "3.6000" not in response.content.decode()
        assert "Scoring is still open." in text_of(response)


@pytest.mark.parametrize("name", ["totals", "decide"])
def test_totals_and_decision_lead_there(client, people, round_, name):
    page = sign_in(client, people["chair"]).get(reverse(f"panel:{name}", args=[round_.public_id]))

    assert reverse("panel:figures", args=[round_.public_id]) in page.content.decode()


def test_judges_are_not_led_there(client, people, round_):
    page = sign_in(client, people["judge"]).get(reverse("panel:totals", args=[round_.public_id]))

    assert reverse("panel:figures", args=[round_.public_id]) not in page.content.decode()


@pytest.mark.parametrize("state", [EntryState.HIDDEN, EntryState.WITHDRAWN])
def test_an_entry_that_is_being_checked_or_withdrawn_is_not_spoken_of(client, people, round_, state):
    gone = Entry.objects.get(reference="NO27-0001")
    Entry.objects.filter(pk=gone.pk).update(state=state, hidden_from=gone.state if state == EntryState.HIDDEN else "")

    response = figures(client, people["chair"], round_)

    assert response.status_code == 200
    assert "NO27-0001" not in text_of(response)
    assert "Joanna Ashcroft" not in text_of(response)
    assert "NO27-0002" in text_of(response)
    assert of_entry(client, people["chair"], round_, gone).status_code == 404


# What it shows


def test_a_round_that_was_shared_out_shows_raw_and_corrected_side_by_side(client, people, dealt):
    words = text_of(figures(client, people["administrator"], dealt))

    assert "NO27-0009 Nominee Number 9 2.8000 2.9510 up 3 places 3 of 3" in words
    assert "It moves 7 of 9 entries, 2 of them by two places or more, and who is first stays the same." in words
    assert "Leave out Chair and NO27-0004 would be first." in words
    for heading in (
        "What to know first",
        "Entries in order",
        "Each judge’s marks",
        "Corrected scores with 90% intervals",
        "How judges compare",
        "How far judges agree",
        "What would change the first place",
        "How these figures are made",
    ):
        assert f" {heading} " in words


def test_the_steps_of_an_entry_add_up_to_the_last_digit(client, people, dealt):
    for entry in dealt.award.entries.all():
        words = text_of(of_entry(client, people["chair"], dealt, entry))
        rows = re.findall(r"(\d\.\d{4}) ([+−]\d\.\d{4}|0\.0000) (\d\.\d{4})", words)
        printed = [tuple(Decimal(cell.replace("−", "-")) for cell in row) for row in rows]
        total, score = (Decimal(f) for f in re.findall(r"(?:was given|corrected figures): (\d\.\d{4})", words))

        assert len(printed) == 3
        assert all(given + correction == corrected for given, correction, corrected in printed)
        assert sum(corrected for _, _, corrected in printed) == 3 * score
        assert total == Standing.objects.get(round=dealt, entry=entry).total


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_steps_add_up_whatever_is_left_over_by_rounding(count):
    sheets = [(n, Decimal("3.0000") + Decimal(n) / 4, 0.1234567 * (n - 1)) for n in range(count)]
    adjusted = sum(float(given) - severity for _, given, severity in sheets) / count

    steps, score = steps_to(adjusted, sheets)

    assert sum(s.corrected for s in steps) == count * score
    assert all(s.given - s.severity == s.corrected for s in steps)
    assert all(abs(s.severity - Decimal(off)) < Decimal("0.0002") for s, (_, _, off) in zip(steps, sheets, strict=True))


def test_the_entry_page_says_its_range_and_its_chance(client, people, round_):
    entry = Entry.objects.get(reference="NO27-0003")

    words = text_of(of_entry(client, people["chair"], round_, entry))

    assert "NO27-0003 Keziah Brightwater" in words
    assert "Chair Impact 1, Personal 2, Together 1, Learning 1 1.2500" in words
    assert "The total is the mean of these 4 figures: 1.2875 ." in words
    assert "Place 3 by the weighted mean. 90% range of its place: 3 Chance of first: under 1%" in words


def test_an_entry_below_quorum_has_a_total_and_no_chance(client, people, round_):
    two = Entry.objects.get(reference="NO27-0002")
    Round.objects.filter(pk=round_.pk).update(quorum=4)

    assert "NO27-0002 has fewer than 4 counted judges" in text_of(figures(client, people["chair"], round_))
    assert "Fewer than 4 judges count for it." in text_of(of_entry(client, people["chair"], round_, two))


def test_a_round_that_is_placed_by_corrected_figures_says_so(client, people, award):
    round_ = dealt_round(award, people, method="adjusted")

    words = text_of(figures(client, people["chair"], round_))

    assert "Placed by the mean corrected for each judge’s severity. The total, the mean as marked, stands" in words
    assert "Place Entry Total Corrected Judges counted" in words
    assert "2 NO27-0009 Nominee Number 9 2.8000 2.9510 up 3 places" in words


def test_a_round_that_is_placed_by_the_median_shows_the_figure(client, people, award):
    round_ = dealt_round(award, people, method="median")

    words = text_of(figures(client, people["chair"], round_))

    assert "Placed by the median." in words
    assert "Place Entry Total Figure that places it Corrected Judges counted" in words


def test_groups_that_share_no_judge_are_not_compared(client, people, award):
    round_ = scored_round(award, people)
    Round.objects.filter(pk=round_.pk).update(quorum=1)
    one = Q(entry__reference="NO27-0001")
    ours = Q(member__person__in=[people["chair"], people["judge"]])
    ScoreSheet.objects.filter((one & ~ours) | (~one & ours), round=round_).delete()

    words = text_of(figures(client, people["chair"], close(round_)))

    assert "These two groups of entries share no judge: they cannot be compared." in words
    assert "NO27-0002 and NO27-0003 ; NO27-0001 ." in words
    assert "Figures corrected for how strict judges are cannot be compared here, so none are shown." in words
    assert "with 90% intervals" not in words


# Where there is little or nothing


def test_without_a_sheet_there_is_nothing_to_show(client, people, award):
    round_ = scored_round(award, people, worked=())

    assert "No marks yet" in text_of(figures(client, people["chair"], round_))


def test_one_entry_is_shown_without_a_chance(client, people, award):
    round_ = close(scored_round(award, people, worked=WORKED[:1]))

    words = text_of(figures(client, people["chair"], round_))

    assert "There is only one entry, so there is nobody to compare it with." in words
    assert "3.6000" in words


def test_one_judge_is_not_called_strict(client, people, award):
    round_ = scored_round(award, people)
    ScoreSheet.objects.filter(round=round_).exclude(member__person=people["chair"]).delete()
    Round.objects.filter(pk=round_.pk).update(quorum=1)

    words = text_of(figures(client, people["chair"], close(round_)))

    assert "There is only one judge, so strictness cannot be told apart from the quality of the entries." in words
    assert "How strict judges are" not in words


def test_nobody_at_quorum_still_shows_the_marks(client, people, round_):
    Round.objects.filter(pk=round_.pk).update(quorum=5)

    words = text_of(figures(client, people["chair"], round_))

    assert "No entry has enough counted sheets to have a rank." in words
    assert "Each judge’s marks" in words


# Rounds without criteria, and meetings


def test_passes_and_fails_are_shown_as_answers(client, people, award):
    round_ = pass_round(award, people, names=NAMES[:2])
    for role, said in zip(JUDGES, ("pass", "pass", "fail", "unsure"), strict=True):
        for name in NAMES[:2]:
            answer(round_, people[role], name, said)

    response = figures(client, people["chair"], close(round_))

    words = text_of(response)
    assert "Judges gave no points for criteria in this round" in words
    assert "Second Judge Fail, Third Judge Unsure, Chair Pass, Judge Pass, passes 66.67%" in words
    assert "How strict judges are" not in words
    assert of_entry(client, people["chair"], round_, round_.award.entries.first()).status_code == 404


def test_an_order_is_shown_as_places(client, people, award):
    round_ = rank_round(award, people)
    for role in JUDGES:
        order(round_, people[role], *NAMES[:3])

    words = text_of(figures(client, people["chair"], close(round_)))

    assert "Chair place 1, Judge place 1, Second Judge place 1, Third Judge place 1" in words
    assert "Chair not placed" in words


def test_a_meeting_shows_the_figures_that_it_meets_on(client, people, award, round_):
    final = Round.objects.create(
        season=award.season,
        award=award,
        panel=round_.panel,
        kind="final",
        mode="meeting",
        figures_from=round_,
        opens_at=clock.now() - timedelta(hours=1),
        closes_at=clock.now() + timedelta(days=2),
    )

    words = text_of(figures(client, people["chair"], final))

    assert "1 NO27-0001 Joanna Ashcroft 3.6000" in words
    assert "may or may not belong" not in words


# Cost


def add_entries(round_, seats, count):
    """Add entries that every judge has marked, each judge and each entry in a way of its own."""
    criteria = list(round_.award.criteria.all())
    weights = [Criterion(c.key, c.weight) for c in criteria]
    nominees = Nominee.objects.bulk_create([Nominee(kind="person", name=f"N {n}") for n in range(count)])
    fields = {"season": round_.season, "award": round_.award, "state": EntryState.IN_ROUND}
    entries = Entry.objects.bulk_create(
        [Entry(nominee=nominee, reference=f"NO27-{1000 + n}", **fields) for n, nominee in enumerate(nominees)]
    )
    given = {
        (entry.pk, seat.pk): {c.key: 1 + (n * 7 + s * 3 + k * n) % 4 for k, c in enumerate(criteria)}
        for n, entry in enumerate(entries)
        for s, seat in enumerate(seats)
    }
    handed_in = {"round": round_, "state": SheetState.SUBMITTED, "submitted_at": clock.now()}
    sheets = ScoreSheet.objects.bulk_create(
        [
            ScoreSheet(entry_id=entry, member_id=seat, total=sheet_total(points, weights), **handed_in)
            for (entry, seat), points in given.items()
        ]
    )
    Score.objects.bulk_create(
        [
            Score(sheet=sheet, criterion=c, value=given[sheet.entry_id, sheet.member_id][c.key])
            for sheet in sheets
            for c in criteria
        ]
    )


def test_the_cost_of_the_page_does_not_follow_the_number_of_entries(client, people, award, round_):
    seats = list(round_.panel.members.order_by("pk"))
    url = reverse("panel:figures", args=[round_.public_id])
    sign_in(client, people["administrator"])

    def cost():
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        assert response.status_code == 200
        return len(queries), response

    few, _ = cost()
    add_entries(round_, seats, 297)
    refresh_round(round_)
    settle_round(round_)

    many, response = cost()
    assert many == few
    assert few <= 22
    assert "Showing 1 to 25 of 300 entries" in text_of(response)
    assert response.content.decode().count('<desc id="dots-') == 25


def test_a_second_look_works_nothing_out_again(client, people, round_, monkeypatch):
    figures(client, people["chair"], round_)

    def fail(*args, **kwargs):
        raise AssertionError("worked out again")

    monkeypatch.setattr("judging.ranking.analysis.analyse", fail)
    assert figures(client, people["chair"], round_).status_code == 200
    assert SheetState.SUBMITTED in set(round_.sheets.values_list("state", flat=True))

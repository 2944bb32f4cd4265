"""Stored totals follow the sheets, in few queries, and places follow the totals."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from judging.models import Round, Score, ScoreSheet, Standing, Tie
from judging.ranking import HEAVIEST, Criterion, sheet_total
from judging.services.places import settle_round, unsettle_round
from judging.services.standings import rebuild_totals, refresh_round, refresh_standing
from judging.states import RoundState, SheetState
from kit import clock
from tests.judging.scored import give, scored_round
from tests.world import make_entry, make_round

D = Decimal


@pytest.fixture
def round_(award, people):
    return scored_round(award, people)


def figures(round_):
    rows = round_.standings.order_by("entry__reference")
    return [(s.total, s.counted, s.expected, s.lowest, s.highest, s.position, s.settled_by) for s in rows]


def test_a_closed_round_holds_the_totals_and_places_of_the_worked_example(round_):
    settle_round(round_)

    assert figures(round_) == [
        (D("3.6000"), 4, 4, D("3.4000"), D("3.8000"), 1, HEAVIEST),
        (D("3.6000"), 3, 3, D("3.2000"), D("4.0000"), 2, HEAVIEST),
        (D("1.2875"), 4, 4, D("1.0000"), D("1.6500"), 3, ""),
    ]
    tie = Tie.objects.get()
    first, second, _ = round_.award.entries.order_by("reference")
    assert (tie.total, tie.order, tie.is_settled) == (D("3.6000"), [first.pk, second.pk], True)
    assert tie.steps == [
        {"rule": HEAVIEST, "result": "settled", "detail": "Criterion impact (weight 40): 4.0000 against 3.0000"}
    ]


def test_a_sheet_that_no_longer_counts_leaves_the_total_at_once(round_):
    sheet = round_.sheets.filter(state=SheetState.SUBMITTED).order_by("pk").first()
    ScoreSheet.objects.filter(pk=sheet.pk).update(state=SheetState.REOPENED)

    refresh_standing(round_, sheet.entry)

    standing = round_.standings.get(entry=sheet.entry)
    assert (standing.counted, standing.expected, standing.total) == (3, 4, D("3.6000"))
    assert standing.means["together"] == "3.3333"


def test_an_entry_without_counted_sheets_has_no_total(round_):
    sheet = round_.sheets.filter(state=SheetState.SUBMITTED).order_by("pk").first()
    round_.sheets.filter(entry=sheet.entry).update(state=SheetState.VOID)

    refresh_standing(round_, sheet.entry)

    standing = round_.standings.get(entry=sheet.entry)
    assert (standing.counted, standing.total, standing.means, standing.position) == (0, None, {}, None)


def test_one_entry_is_refreshed_in_four_queries_while_the_round_is_open(round_):
    Round.objects.filter(pk=round_.pk).update(state=RoundState.SCORING)
    round_ = Round.objects.get(pk=round_.pk)
    entry = round_.award.entries.first()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        refresh_standing(round_, entry)

    assert len(queries) == 4


def test_a_late_change_moves_the_places_of_a_closed_round(round_):
    settle_round(round_)
    last = round_.award.entries.order_by("reference").last()
    for sheet in round_.sheets.filter(entry=last):
        sheet.scores.update(value=4)

    refresh_standing(round_, last)

    assert round_.standings.get(entry=last).position == 1
    assert list(round_.standings.ranked().values_list("position", flat=True)) == [1, 2, 3]


def test_settling_again_changes_nothing_and_opening_again_forgets_the_places(round_):
    settle_round(round_)

    assert settle_round(round_) == 0
    unsettle_round(round_)
    assert not round_.standings.filter(position__isnull=False).exists()
    assert not round_.ties.exists()


def test_rebuilding_reports_and_mends_what_differed(round_):
    settle_round(round_)
    good = figures(round_)
    assert rebuild_totals()["standings_differed"] == 0
    Standing.objects.filter(position=3).update(total=D("9.0000"))
    ScoreSheet.objects.filter(pk=round_.sheets.first().pk).update(total=D("1.0000"))

    counts = rebuild_totals()

    assert counts == {"rounds": 1, "sheets": 12, "sheets_differed": 1, "standings": 3, "standings_differed": 1}
    assert figures(round_) == good


def test_a_whole_round_is_refreshed_at_once(round_):
    Standing.objects.all().delete()

    assert refresh_round(round_) == 3
    assert [row[:2] for row in figures(round_)] == [(D("3.6000"), 4), (D("3.6000"), 3), (D("1.2875"), 4)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_judges_who_submit_at_once_are_both_counted(award, people):
    judges = [people["judge"], people["second_judge"], people["third_judge"]]
    round_ = make_round(award, chair=people["chair"], judges=judges, state=RoundState.SCORING)
    entry = make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"], state="in_round")
    criteria = list(award.criteria.all())
    sheets = [give(round_, entry, m, (4, 3, 4, 3), state=SheetState.IN_PROGRESS) for m in round_.panel.members.all()]
    together = threading.Barrier(len(sheets))

    def submit(sheet):
        from django.db import transaction

        try:
            together.wait()
            with transaction.atomic():
                ScoreSheet.objects.filter(pk=sheet.pk).update(state=SheetState.SUBMITTED, submitted_at=clock.now())
                refresh_standing(round_, entry)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=submit, args=(sheet,)) for sheet in sheets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    standing = Standing.objects.get()
    own = sheet_total(
        {"impact": 4, "personal": 3, "together": 4, "learning": 3}, [Criterion(c.key, c.weight) for c in criteria]
    )
    assert (standing.counted, standing.total) == (4, own)
    assert Score.objects.count() == 16

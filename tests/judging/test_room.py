"""What the deciding room gives: the marks that count and what they say, once scoring is over and never before."""

from datetime import timedelta

import numpy as np
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from judging.models import Round, Score, ScoreSheet
from judging.ranking import analysis
from judging.room import Names, names_of, recipe_of, result_for, ruled_for, table_for
from judging.services.places import settle_round
from judging.states import RoundKind, RoundMode, RoundState, SheetState
from kit import clock
from nominations.models import Entry
from tests.judging.ruled import BY_HAND, SHARED_OUT, ruled_round
from tests.judging.scored import scored_round

JOANNA, MAREK, KEZIAH, TOMOS = SHARED_OUT


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def analysed(monkeypatch):
    """How often the marks were worked out."""
    calls, real = [], analysis.analyse
    monkeypatch.setattr(analysis, "analyse", lambda *args, **named: calls.append(named) or real(*args, **named))
    return calls


def entries_of(award):
    return dict(award.entries.values_list("nominee__name", "pk"))


def sheets_in(table):
    """Return the (entry, judge, points) of each sheet of a table."""
    return [
        (table.entries[entry], table.judges[judge], points.tolist())
        for entry, judge, points in zip(table.entry_of, table.judge_of, table.points, strict=True)
    ]


def test_the_table_holds_the_counted_marks_by_entry_seat_and_criterion(award, people):
    round_ = ruled_round(award, people, {JOANNA: {"chair": (4, 3, 2, 1), "judge": 2}}, method="mean")
    seats = list(round_.panel.members.order_by("pk").values_list("pk", flat=True))
    [entry] = entries_of(award).values()

    table = table_for(round_)

    assert table.criteria == ("impact", "learning", "personal", "together")
    assert table.weights.tolist() == [40, 15, 25, 20]
    assert (table.low, table.high) == (1, 4)
    assert sheets_in(table) == [(entry, seats[0], [4, 1, 3, 2]), (entry, seats[1], [2, 2, 2, 2])]


def test_what_does_not_count_is_in_no_figure(award, people):
    round_ = scored_round(award, people)
    alone, apart = round_.sheets.filter(state=SheetState.SUBMITTED).order_by("pk")[:2]
    whole = len(table_for(round_).entry_of)
    assert (whole, round_.sheets.filter(state=SheetState.RECUSED).count()) == (11, 1)

    # A sheet that falls away after it was handed in keeps its points.
    for state in (SheetState.ABSTAINED, SheetState.IN_PROGRESS, SheetState.REOPENED, SheetState.VOID):
        ScoreSheet.objects.filter(pk=alone.pk).update(state=state)
        assert len(table_for(round_).entry_of) == whole - 1, state
    Entry.objects.filter(pk=apart.entry_id).update(state="withdrawn")

    assert apart.entry_id not in table_for(round_).entries
    assert len(table_for(round_).entries) == 2


@pytest.mark.parametrize("state", [RoundState.DECLARING, RoundState.SCORING])
def test_before_the_close_there_is_no_figure(award, people, analysed, state):
    round_ = ruled_round(award, people, SHARED_OUT, method="mean", state=state)

    assert (table_for(round_), result_for(round_), analysed) == (None, None, [])


def test_the_closing_minute_is_enough(award, people):
    round_ = ruled_round(award, people, SHARED_OUT, method="mean", state=RoundState.SCORING)

    Round.objects.filter(pk=round_.pk).update(closes_at=clock.now() - timedelta(seconds=1))

    assert len(table_for(Round.objects.get(pk=round_.pk)).entries) == 4


@pytest.mark.parametrize("mode", [RoundMode.PASS, RoundMode.RANK])
def test_a_mode_without_criteria_has_no_such_figures(award, people, mode):
    round_ = ruled_round(award, people, SHARED_OUT, method="mean")
    Round.objects.filter(pk=round_.pk).update(mode=mode, pass_answers=1, pass_percent=50, rank_top=3)
    round_ = Round.objects.get(pk=round_.pk)

    assert (table_for(round_), result_for(round_)) == (None, None)
    assert ruled_for(round_).figures == {}


def test_a_meeting_sees_the_figures_of_the_round_before(award, people):
    first = ruled_round(award, people, SHARED_OUT, method="adjusted", quorum=2)
    now = clock.now()
    meeting = Round.objects.create(
        season=first.season,
        award=award,
        panel=first.panel,
        kind=RoundKind.FINAL,
        mode=RoundMode.MEETING,
        figures_from=first,
        opens_at=now + timedelta(days=1),
        closes_at=now + timedelta(days=2),
    )

    before, later = result_for(first), result_for(meeting)

    assert [line.score for line in later.entries] == [line.score for line in before.entries]
    # A shortlist is as long as the award says; of a final the first three are asked.
    assert (before.recipe.top, later.recipe.top) == (award.shortlist_size, 3)
    assert (later.recipe.method, later.recipe.quorum) == ("adjusted", 2)
    assert names_of(meeting) == names_of(first)


def test_the_same_marks_are_worked_out_once(award, people, analysed):
    round_ = ruled_round(award, people, SHARED_OUT, method="adjusted")

    first, again = result_for(round_), result_for(Round.objects.get(pk=round_.pk))

    assert (again, analysed) == (first, [{"deep": True}])
    with CaptureQueriesContext(connection) as queries:
        result_for(round_)
    assert len(queries) == 4


def test_another_mark_another_weight_or_another_recipe_is_another_result(award, people, analysed):
    round_ = ruled_round(award, people, SHARED_OUT, method="adjusted")
    seeds = {result_for(round_).recipe.seed}

    Score.objects.filter(sheet=round_.sheets.order_by("pk").first(), criterion__key="impact").update(value=1)
    seeds.add(result_for(round_).recipe.seed)
    award.criteria.filter(key="learning").update(weight=14)
    award.criteria.filter(key="impact").update(weight=41)
    seeds.add(result_for(round_).recipe.seed)
    assert len(seeds) == len(analysed) == 3

    Round.objects.filter(pk=round_.pk).update(quorum=2)
    assert result_for(Round.objects.get(pk=round_.pk)).recipe.quorum == 2
    assert len(analysed) == 4


def test_the_seed_does_not_hang_on_the_numbers_of_rows(award, people):
    round_ = ruled_round(award, people, BY_HAND, method="mean")
    seed = recipe_of(round_).seed
    for sheet in list(round_.sheets.order_by("-pk")):
        scores = [(score.criterion, score.value) for score in sheet.scores.all()]
        sheet.delete()
        sheet.pk = None
        sheet.save(force_insert=True)
        Score.objects.bulk_create([Score(sheet=sheet, criterion=c, value=value) for c, value in scores])

    assert recipe_of(round_).seed == seed


@pytest.mark.parametrize("method", ["mean", "median", "borda", "z", "adjusted", "adjusted-fixed"])
def test_the_room_and_the_places_say_the_same(award, people, method):
    round_ = ruled_round(award, people, SHARED_OUT, method=method)
    settle_round(round_)

    lines = {line.entry: line for line in result_for(round_).entries}

    for standing in round_.standings.all():
        figure = standing.total if standing.ranked_on is None else standing.ranked_on
        assert lines[standing.entry_id].score == pytest.approx(float(figure), abs=5e-5)
        # Equal figures share a rank; the tie rules then part them in the places.
        above = [line for line in lines.values() if line.rank < lines[standing.entry_id].rank]
        assert len(above) < standing.position


def test_everybody_has_a_name(award, people):
    round_ = ruled_round(award, people, BY_HAND, method="mean")
    by_name = entries_of(award)
    Entry.objects.filter(pk=by_name[MAREK]).update(state="withdrawn")

    assert names_of(round_) == Names(
        references={by_name[JOANNA]: "NO27-0001", by_name[KEZIAH]: "NO27-0003"},
        nominees={by_name[JOANNA]: JOANNA, by_name[KEZIAH]: KEZIAH},
        judges={m.pk: m.person.full_name for m in round_.panel.members.select_related("person")},
    )


def test_a_round_without_a_mark_gives_an_answer(award, people):
    round_ = ruled_round(award, people, {JOANNA: {}}, method="adjusted")

    assert result_for(round_).warnings == ("no_sheets",)
    assert ruled_for(round_).figures == {}
    assert settle_round(round_) == 0


def test_figures_are_on_the_scale_of_the_award(award, people):
    round_ = ruled_round(award, people, SHARED_OUT, method="adjusted")

    given = table_for(round_).points
    lines = result_for(round_).entries

    assert (np.nanmin(given), np.nanmax(given)) == (1, 4)
    assert all(1 <= line.raw <= 4 for line in lines)

"""A round may place its entries by another figure than the mean, if that was chosen before scoring opened."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from judging.invariants import INVARIANTS
from judging.models import Round, RoundVersion, Standing
from judging.ranking import HEAVIEST
from judging.room import placed_words, ruled_for
from judging.services.methods import set_method
from judging.services.places import settle_round, unsettle_round
from judging.services.rounds import open_scoring
from judging.services.standings import rebuild_totals, refresh_standing
from judging.services.versions import propose_weights, sign_weights
from judging.states import RankingMethod, RoundMode, RoundState
from judging.versions import criteria_of, in_force
from kit import clock
from nominations.models import Interest
from tests.judging.judged import declaring_round, make_entries
from tests.judging.ruled import APART, BY_HAND, JUDGES, SHARED_OUT, ruled_round
from tests.judging.scored import give
from tests.judging.test_panel_pages import text_of
from tests.world import sign_in
from workflow import SYSTEM, NotAllowed, NotNow
from workflow.models import AuditEvent

D = Decimal
JOANNA, MAREK, KEZIAH, TOMOS = SHARED_OUT


def settled(award, people, marks=SHARED_OUT, **fields):
    round_ = ruled_round(award, people, marks, **fields)
    settle_round(round_)
    return Round.objects.get(pk=round_.pk)


def places(round_):
    rows = round_.standings.ranked().values_list("entry__nominee__name", "total", "ranked_on")
    return [(name, str(total), None if own is None else str(own)) for name, total, own in rows]


def breaches():
    return {check.__name__: list(check()) for check in INVARIANTS if list(check())}


def test_the_correction_for_severity_places_and_the_totals_stay(award, people):
    round_ = settled(award, people, BY_HAND, method="adjusted-fixed")

    # From Keziah alone: the judges stand two points apart, one below and one above: 2 + 1, 3 - 1, (2 + 1 + 4 - 1) / 2.
    assert places(round_) == [
        (KEZIAH, "3.0000", "3.0000"),
        (JOANNA, "2.0000", "3.0000"),
        (MAREK, "3.0000", "2.0000"),
    ]
    tie = round_.ties.get()
    assert (tie.total, [step["rule"] for step in tie.steps], tie.is_settled) == (D("3.0000"), [HEAVIEST], True)
    assert list(round_.standings.ranked().values_list("settled_by", flat=True)) == [HEAVIEST, HEAVIEST, ""]
    assert breaches() == {}


@pytest.mark.parametrize(
    ("method", "wanted"),
    [
        # Means of 3.5, 3, 3 and 2; equals are parted by who was placed higher by more judges.
        ("mean", [(MAREK, None), (JOANNA, None), (KEZIAH, None), (TOMOS, None)]),
        ("median", [(MAREK, "3.5000"), (JOANNA, "3.0000"), (KEZIAH, "3.0000"), (TOMOS, "2.0000")]),
        # The chair puts Joanna first of four, the strict judge her and Keziah together: (7/8 + 2/3) / 2.
        ("borda", [(JOANNA, "0.7708"), (KEZIAH, "0.6111"), (MAREK, "0.5833"), (TOMOS, "0.1528")]),
        # Tomos: -1.4142 of the chair, the strict and the kind judge alike.
        ("z", [(JOANNA, "1.0607"), (KEZIAH, "0.4714"), (MAREK, "0.3536"), (TOMOS, "-1.4142")]),
    ],
)
def test_each_method_gives_its_own_order(award, people, method, wanted):
    round_ = settled(award, people, method=method)

    assert [(name, own) for name, _, own in places(round_)] == wanted
    assert breaches() == {}


def test_one_extreme_sheet_does_not_move_a_trimmed_mean(award, people):
    marks = {JOANNA: dict(zip(JUDGES, (4, 4, 4, 1), strict=True)), MAREK: dict.fromkeys(JUDGES, 3)}
    round_ = ruled_round(award, people, marks, method="trimmed")
    fifth = round_.panel.members.create(person=people["stranger"], shuffle_seed=9, state="finished")
    for entry in award.entries.order_by("reference"):
        give(round_, entry, fifth, (3, 3, 3, 3))
        refresh_standing(round_, entry)

    # 4, 4, 4, 3 and 1 without one highest and one lowest: 11 / 3.
    assert places(round_) == [(JOANNA, "3.2000", "3.6667"), (MAREK, "3.0000", "3.0000")]


@pytest.mark.parametrize(
    ("method", "marks", "why"),
    [
        (
            "trimmed",
            SHARED_OUT,
            "A trimmed mean needs at least 5 counted sheets for every ranked entry: 4 entries have fewer. "
            "Entries are placed by the weighted mean.",
        ),
        (
            "adjusted",
            APART,
            "The panel falls into parts that share no entry, so whether one part is stricter cannot be known. "
            "Entries are placed by the weighted mean.",
        ),
    ],
)
def test_a_method_that_cannot_be_used_gives_way_to_the_mean_in_the_whole_round(award, people, method, marks, why):
    round_ = settled(award, people, marks, method=method)

    assert {own for _, _, own in places(round_)} == {None}
    assert (ruled_for(round_).fallback, placed_words(round_)) == (why, why)
    totals = [total for _, total, _ in places(round_)]
    assert totals == sorted(totals, reverse=True)
    assert breaches() == {}


def test_a_sheet_that_changes_after_the_close_moves_every_figure(award, people):
    round_ = settled(award, people, BY_HAND, method="adjusted-fixed")
    sheet = round_.sheets.get(entry__nominee__name=KEZIAH, member__person=people["judge"])
    sheet.scores.update(value=4)

    refresh_standing(round_, sheet.entry)

    assert places(round_) == [(KEZIAH, "4.0000", "4.0000"), (MAREK, "3.0000", "3.0000"), (JOANNA, "2.0000", "2.0000")]


def test_opening_again_forgets_the_figures(award, people):
    round_ = settled(award, people, method="adjusted")

    Round.objects.update(state=RoundState.SCORING)
    unsettle_round(round_)

    assert not Standing.objects.exclude(ranked_on=None).exists()
    assert breaches() == {}


def test_a_wrong_figure_is_named_and_mended(award, people):
    round_ = settled(award, people, method="median")
    wrong = round_.standings.get(entry__nominee__name=TOMOS)
    Standing.objects.filter(pk=wrong.pk).update(ranked_on=D("1.9999"))
    assert breaches() == {
        "places_rest_on_the_method": [f"Standing {wrong.pk} is placed by 1.9999 and should be by 2.0000."]
    }

    assert rebuild_totals()["standings_differed"] == 1
    assert breaches() == {}

    Round.objects.update(method=RankingMethod.MEAN)
    found = breaches()["places_rest_on_the_method"]
    assert found[0].endswith("has a figure to be placed by, and its round places by the mean.")
    assert len(found) == 4


def test_a_round_by_the_mean_settles_in_as_many_queries_as_before(award, people):
    round_ = settled(award, people, method="mean")

    with CaptureQueriesContext(connection) as queries:
        settle_round(round_)

    assert len(queries) == 7


@pytest.fixture
def declaring(award, people):
    make_entries(award, people)
    return declaring_round(award, people, opens_in=timedelta(hours=1))


def test_an_administrator_chooses_the_method_before_scoring_opens(declaring, people):
    round_ = set_method(declaring, "adjusted", by=people["administrator"])

    assert round_.method == Round.objects.get(pk=declaring.pk).method == "adjusted"
    assert AuditEvent.objects.get(verb="round.set_method").data == {"before": "mean", "method": "adjusted"}


@pytest.mark.parametrize("role", ["chair", "judge", "hr_adviser", "reviewer", "stranger"])
def test_nobody_else_chooses_the_method(declaring, people, role):
    with pytest.raises(NotAllowed):
        set_method(declaring, "adjusted", by=people[role])

    assert Round.objects.get(pk=declaring.pk).method == "mean"


def test_an_administrator_with_an_interest_does_not_choose_the_method(declaring, people):
    entry = declaring.award.entries.first()
    Interest.objects.create(entry=entry, person=people["administrator"], source="declared", kind="relative")

    with pytest.raises(NotAllowed) as refused:
        set_method(declaring, "adjusted", by=people["administrator"])

    assert refused.value.sentence == (
        "You have an interest in an entry of this award, so you do not say how it is scored."
    )


def test_once_scoring_has_opened_the_method_stays(declaring, people):
    late = "Scoring has opened, so the method of this round stays as it is."
    # The minute has come and no worker has caught up with it yet.
    Round.objects.filter(pk=declaring.pk).update(opens_at=clock.now() - timedelta(minutes=1))
    with pytest.raises(NotNow) as refused:
        set_method(declaring, "adjusted", by=people["administrator"])
    assert refused.value.sentence == late

    opened = open_scoring(declaring, by=SYSTEM)
    with pytest.raises(NotNow) as refused:
        set_method(opened, "adjusted", by=people["administrator"])
    assert refused.value.sentence == late


def test_a_round_without_criteria_has_no_method_to_choose(declaring, people):
    Round.objects.filter(pk=declaring.pk).update(mode=RoundMode.RANK, rank_top=3)

    with pytest.raises(NotNow) as refused:
        set_method(declaring, "adjusted", by=people["administrator"])
    assert refused.value.sentence == "This round is not scored by criteria, so there is no method to choose."
    with pytest.raises(NotNow):
        set_method(declaring, "best of three", by=people["administrator"])


def test_opening_freezes_the_recipe_and_new_weights_keep_it(declaring, award, people):
    set_method(declaring, "adjusted", by=people["administrator"])
    Round.objects.filter(pk=declaring.pk).update(opens_at=clock.now() - timedelta(minutes=1), quorum=2)

    round_ = open_scoring(Round.objects.get(pk=declaring.pk), by=SYSTEM)

    kept = in_force(round_).recipe
    assert {name: kept[name] for name in ("method", "name", "quorum", "version", "places", "top", "tie_rules")} == {
        "method": "adjusted",
        "name": "mean corrected for each judge’s severity",
        "quorum": 2,
        "version": 2,
        "places": 4,
        "top": award.shortlist_size,
        "tie_rules": award.tie_rules,
    }
    assert "seed" not in kept
    weights = dict(zip([c.pk for c in criteria_of(round_)], (40, 20, 20, 20), strict=True))
    change = propose_weights(round_, weights=weights, reason="As published.", by=people["administrator"])
    sign_weights(change, by=people["chair"])
    assert (in_force(round_).number, in_force(round_).recipe) == (2, kept)
    assert breaches() == {}

    Round.objects.update(method="median")
    assert breaches() == {
        "methods_are_frozen": [f"Round {round_.pk}: its method is median, and adjusted was frozen."],
    }


def test_a_round_that_opened_before_methods_existed_counts_as_by_the_mean(award, people):
    round_ = settled(award, people, method="mean")
    RoundVersion.objects.create(round=round_, number=1, criteria=[], points=[], judges=[])

    assert "methods_are_frozen" not in breaches()


def test_new_weights_move_the_figures_of_a_closed_round(award, people):
    marks = {JOANNA: {"chair": (4, 1, 1, 1), "judge": (4, 1, 1, 1)}, MAREK: {"chair": 2, "judge": 2}}
    round_ = settled(award, people, marks, method="median")
    assert places(round_) == [(JOANNA, "2.2000", "2.2000"), (MAREK, "2.0000", "2.0000")]
    weights = dict(zip([c.pk for c in criteria_of(round_)], (10, 30, 30, 30), strict=True))

    change = propose_weights(round_, weights=weights, reason="As published.", by=people["administrator"])
    change = sign_weights(change, by=people["chair"])

    assert places(round_) == [(MAREK, "2.0000", "2.0000"), (JOANNA, "1.3000", "1.3000")]
    assert [row["ranked_on"] for row in change.before["standings"]] == ["2.2000", "2.0000"]


def test_the_totals_page_and_its_file_show_the_figure_that_places(award, people, client):
    round_ = settled(award, people, method="median")
    chair = sign_in(client, people["chair"])

    shown = text_of(chair.get(reverse("panel:totals", args=[round_.public_id])))
    file = chair.get(reverse("panel:totals", args=[round_.public_id]) + "?format=csv")

    assert "Entries are placed by a figure of their own, and not by the total: median." in shown
    assert "Figure that places it" in shown
    assert "Tie at 3.0000 (median)" in shown
    rows = b"".join(file.streaming_content if file.streaming else [file.content]).decode("utf-8-sig").splitlines()
    assert next(row.split(",")[:5] for row in rows if "NO27" in row) == ["1", "NO27-0002", MAREK, "3.5000", "3.5000"]


def test_a_round_by_the_mean_shows_no_such_figure(award, people, client):
    round_ = settled(award, people, method="mean")

    shown = text_of(sign_in(client, people["chair"]).get(reverse("panel:totals", args=[round_.public_id])))

    assert "Figure that places it" not in shown
    assert "placed by" not in shown

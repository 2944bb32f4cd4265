"""How a round is judged is settled by an administrator before scoring opens, and stays from then on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from awards.models import Award, Scale, ScalePoint
from judging.models import Round
from judging.ranking import CHAIR, DISCUSSION, HEAVIEST
from judging.services.rounds import open_scoring
from judging.services.settings import AwardSettings, RoundSettings, save_settings
from judging.settled import warnings_of
from judging.states import RankingMethod, RoundState
from judging.versions import criteria_of, points_of
from kit import clock
from nominations.models import Interest
from notifications.kinds import Kind
from notifications.models import Message
from notifications.reminders import remind
from tests.judging.judged import NAMES, declare_nothing, declaring_round, make_entries
from tests.world import make_award, make_round, make_scale
from workflow import SYSTEM, NotAllowed, NotNow
from workflow.audit import trail

AHEAD = timedelta(days=2)


@pytest.fixture
def round_(award, people):
    """A round whose judges declare their interests; scoring opens in two days."""
    return declaring_round(award, people, opens_in=AHEAD)


def as_it_is(round_, **changes) -> RoundSettings:
    """Return the settings that hold, but for these."""
    names = ("mode", "method", "quorum", "declare_by", "opens_at", "closes_at", "shows_nominator", "figures_from")
    return replace(RoundSettings(**{name: getattr(round_, name) for name in names}), **changes)


def save(round_, people, *, by="administrator", for_award=None, **changes):
    """Save the settings of a round with these changes; returns the round as it stands."""
    save_settings(round_, wanted=as_it_is(round_, **changes), for_award=for_award, by=people[by])
    return Round.objects.get(pk=round_.pk)


def weights(award, *values) -> dict[int, int]:
    """Return weights by criterion, in order; None leaves one out."""
    pairs = zip(award.criteria.values_list("pk", flat=True), values, strict=True)
    return {pk: weight for pk, weight in pairs if weight}


def deeds(thing) -> list[tuple[str, dict]]:
    """Return what the trail says was settled, the first deed first."""
    wanted = [e for e in trail(thing) if "sett" in e.verb or "method" in e.verb]
    return [(e.verb, e.data) for e in sorted(wanted, key=lambda e: e.pk)]


def test_criteria_scale_and_quorum_are_saved_with_what_they_were(round_, award, people, season):
    scale = Scale.objects.create(season=season, key="five", name="Five")
    for value in range(1, 6):
        ScalePoint.objects.create(scale=scale, value=value, label=f"P{value}", anchor="As it says.")

    saved = save(round_, people, weights=weights(award, 60, None, None, 40), scale=scale, quorum=2)

    assert [(c.key, c.weight) for c in criteria_of(saved)] == [("impact", 60), ("learning", 40)]
    assert (points_of(saved), saved.quorum) == ([1, 2, 3, 4, 5], 2)
    assert deeds(saved) == [
        (
            "round.change_settings",
            {"scale": [None, "five"], "quorum": [3, 2], "weights": [{}, {"impact": 60, "learning": 40}]},
        )
    ]
    assert trail(saved).first().person_id == people["administrator"].pk

    back = save(saved, people, quorum=2)
    assert [c.weight for c in criteria_of(back)] == [40, 25, 20, 15]
    assert back.scale is None


def test_saving_what_holds_writes_nothing(round_, people):
    assert save_settings(round_, wanted=as_it_is(round_), by=people["administrator"]) == {}
    assert deeds(round_) == []


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"mode": "pass", "pass_answers": 4, "pass_percent": 60}, {"pass_answers": 4, "pass_percent": 60}),
        ({"mode": "rank", "rank_top": 7}, {"rank_top": 7}),
    ],
)
def test_another_mode_keeps_what_it_needs_and_drops_the_rest(round_, award, people, fields, kept):
    round_ = save(round_, people, weights=weights(award, 60, None, None, 40), method=RankingMethod.ADJUSTED)

    saved = save(round_, people, **fields, weights=weights(award, 60, None, None, 40))

    names = ("pass_answers", "pass_percent", "rank_top")
    assert {n: getattr(saved, n) for n in names if getattr(saved, n) is not None} == kept
    assert (saved.mode, saved.method, saved.own_criteria.count()) == (fields["mode"], "mean", 0)


def test_a_final_can_meet_on_the_figures_of_the_shortlisting_round(round_, award, people):
    final = make_round(award, chair=people["chair"], judges=[], kind="final", state="planned", opens_in=AHEAD)

    saved = save(final, people, mode="meeting", figures_from=round_)
    assert (saved.mode, saved.figures) == ("meeting", round_)

    for wrong in ({"mode": "meeting"}, {"mode": "meeting", "figures_from": saved}):
        with pytest.raises(NotNow, match="Select the round whose figures"):
            save(round_, people, **wrong)


def test_the_method_is_a_deed_of_its_own_in_the_trail(round_, people):
    saved = save(round_, people, method=RankingMethod.ADJUSTED)

    assert saved.method == RankingMethod.ADJUSTED
    assert [verb for verb, _data in deeds(saved)] == ["round.set_method"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"quorum": 0}, "Quorum must be"),
        ({"mode": "pass", "pass_answers": 3, "pass_percent": 101}, "The share of passes"),
        ({"mode": "pass", "pass_percent": 50}, "How many judges must answer"),
        ({"mode": "rank"}, "How many each judge puts in order"),
        ({"method": "dice"}, "Select by which figure"),
        ({"closes_at": datetime(2020, 1, 1, tzinfo=UTC)}, "Scoring must close after it opens"),
        ({"opens_at": datetime(2020, 1, 1, tzinfo=UTC)}, "The opening time must be in the future"),
        ({"declare_by": datetime(2999, 1, 1, tzinfo=UTC)}, "before scoring opens"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(round_, people, changes, sentence):
    with pytest.raises(NotNow, match=sentence):
        save(round_, people, **changes)
    assert deeds(round_) == []


def test_weights_that_do_not_make_a_hundred_or_are_of_another_award_are_refused(round_, award, other_award, people):
    with pytest.raises(NotNow, match=r"The weights add up to 90\. They must add up to 100\."):
        save(round_, people, weights=weights(award, 50, 40, None, None))
    with pytest.raises(NotNow, match="whole number from 1 to 100"):
        save(round_, people, weights={other_award.criteria.first().pk: 100})


def test_a_scale_of_another_season_is_refused(round_, people, other_season):
    foreign = other_season.scales.first() or make_scale(other_season)
    with pytest.raises(NotNow, match="scales of this season"):
        save(round_, people, scale=foreign)


@pytest.mark.parametrize("role", ["chair", "judge", "reviewer", "stranger", "superuser"])
def test_nobody_but_an_administrator_settles_it(round_, people, role):
    with pytest.raises(NotAllowed):
        save(round_, people, by=role, quorum=2)
    assert Round.objects.get(pk=round_.pk).quorum == 3


def test_an_administrator_with_an_interest_does_not(round_, award, people):
    (entry,) = make_entries(award, people, NAMES[:1])
    Interest.objects.create(entry=entry, person=people["administrator"], source="declared", kind="relative")

    with pytest.raises(NotAllowed, match="You have an interest"):
        save(round_, people, quorum=2)


def test_nothing_is_changed_once_scoring_has_opened(round_, people):
    with clock.set_to(round_.opens_at):
        with pytest.raises(NotNow, match="Scoring has opened"):
            save(round_, people, quorum=2)
        open_scoring(round_, by=SYSTEM)
        with pytest.raises(NotNow, match="Scoring has opened"):
            save(round_, people, quorum=2)
    assert Round.objects.get(pk=round_.pk).quorum == 3


def test_in_a_paused_season_a_round_whose_minute_has_passed_can_still_be_moved(round_, people, season):
    type(season).objects.filter(pk=season.pk).update(paused_at=clock.now())
    with clock.set_to(round_.opens_at + timedelta(hours=1)):
        saved = save(round_, people, opens_at=round_.opens_at + timedelta(days=1))

    assert saved.opens_at == round_.opens_at + timedelta(days=1)


FOR_AWARD = AwardSettings(interest_bars_award=True, shortlist_size=5, tie_rules=(DISCUSSION, CHAIR))


def test_the_awards_own_settings_are_saved_while_none_of_its_rounds_has_opened(round_, award, people):
    before = list(award.tie_rules)
    save(round_, people, for_award=FOR_AWARD)

    award = Award.objects.get(pk=award.pk)
    assert (award.interest_bars_award, award.shortlist_size, award.tie_rules) == (True, 5, [DISCUSSION, CHAIR])
    assert deeds(award) == [
        (
            "award.change_settings",
            {
                "interest_bars_award": [False, True],
                "shortlist_size": [3, 5],
                "tie_rules": [before, [DISCUSSION, CHAIR]],
            },
        )
    ]
    assert deeds(round_) == []


def test_the_awards_own_settings_stay_once_one_of_its_rounds_has_opened(award, people):
    make_round(award, chair=people["chair"], judges=[], state=RoundState.SCORING)
    final = make_round(award, chair=people["chair"], judges=[], kind="final", state="planned", opens_in=AHEAD)

    with pytest.raises(NotNow, match="its own settings stay"):
        save(final, people, quorum=2, for_award=FOR_AWARD)
    assert Round.objects.get(pk=final.pk).quorum == 3
    assert save(final, people, quorum=2).quorum == 2


@pytest.mark.parametrize("rules", [(), (HEAVIEST,), (HEAVIEST, HEAVIEST, CHAIR), ("coin", CHAIR), (CHAIR, DISCUSSION)])
def test_rules_for_ties_are_each_named_once_and_end_with_the_chair(round_, people, rules):
    with pytest.raises(NotNow):
        save(round_, people, for_award=replace(FOR_AWARD, tie_rules=rules))


def test_a_closing_day_that_moves_is_reminded_of_anew(award, people):
    make_entries(award, people, NAMES[:1])
    round_ = declaring_round(award, people, opens_in=AHEAD, closes_in=timedelta(days=20))
    for member in round_.panel.members.all():
        declare_nothing(member)
    closes = (clock.now() + timedelta(days=40)).replace(hour=12, minute=0)
    round_ = save(round_, people, closes_at=closes)
    with clock.set_to(round_.opens_at):
        open_scoring(round_, by=SYSTEM)

    def reminded(at):
        with clock.set_to(at):
            remind()
        return Message.objects.filter(kind=Kind.SCORING_REMINDER).count()

    assert reminded(clock.now() + timedelta(days=19, hours=20)) == 0
    assert reminded(closes - timedelta(hours=13)) == 4


def test_warnings_say_what_the_calendar_speaks_against(award, people):
    round_ = make_round(award, chair=people["chair"], judges=[], state="planned")
    # From a Friday to the evening of the Sunday on which the clocks go back.
    round_.opens_at = datetime(2026, 10, 23, 9, tzinfo=UTC)
    round_.closes_at = datetime(2026, 10, 25, 19, tzinfo=UTC)
    round_.declare_by, round_.method = None, RankingMethod.ADJUSTED
    found = warnings_of(round_, datetime(2026, 10, 1, tzinfo=UTC))

    assert [w for w in found if "nominations" not in w and "announced" not in w] == [
        "Scoring closes at 7pm on Sunday 25 October 2026, outside working hours: nobody may be there to help judges.",
        "The clocks change while scoring is open. Times are shown as the clocks then say.",
        "Judges have less than three days to score.",
        "Judges are not told by when they declare their interests.",
        "Every judge reads every entry, so a correction for severity changes little. The mean is easier to tell.",
    ]


def test_an_ordinary_window_warns_of_nothing(people, season):
    award = make_award(season, "plain", "Plain award")
    round_ = make_round(award, chair=people["chair"], judges=[], state="planned")
    season.milestones.all().delete()
    round_.declare_by = datetime(2027, 1, 8, 17, tzinfo=UTC)
    round_.opens_at, round_.closes_at = datetime(2027, 1, 11, 9, tzinfo=UTC), datetime(2027, 1, 29, 17, tzinfo=UTC)

    assert warnings_of(round_, datetime(2026, 12, 1, tzinfo=UTC)) == []

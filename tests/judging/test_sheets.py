"""Tests of what judges do with their sheets, and what sets a sheet aside."""

from datetime import timedelta
from decimal import Decimal

import pytest

from judging.models import PanelMember, ScoreSheet, Standing
from judging.services.interests import declare_late
from judging.services.sheets import (
    Marks,
    Overtaken,
    admit_late_sheet,
    marks_of,
    reopen_sheet,
    save_sheet,
    submit_sheet,
)
from judging.states import MemberState, SheetState
from kit import clock
from nominations.models import Interest, Nominee
from nominations.services.interests import rule_on_interest
from tests.judging.judged import NAMES, member_of, open_round, points_of, sheet_of
from workflow import NotAllowed, NotNow, perform, trail


@pytest.fixture
def round_(award, people):
    """A round open for scoring with five entries and four judges."""
    return open_round(award, people)


@pytest.fixture
def judge(people):
    """A judge of it."""
    return people["judge"]


@pytest.fixture
def sheet(round_, judge):
    """The judge's sheet for the first entry."""
    return sheet_of(round_, judge)


def save(sheet, points=(), *, note="", feedback="", version=None, by=None):
    """Save a sheet; the points in the order of the criteria."""
    award = sheet.round.award
    given = dict(zip(award.criteria.values_list("pk", flat=True), points, strict=False))
    return save_sheet(
        sheet,
        scores=given,
        note_to_panel=note,
        feedback=feedback,
        version=sheet.version if version is None else version,
        by=by or sheet.member.person,
    )


def verbs(thing):
    """What the trail says was done to it, oldest first."""
    return [event.verb.partition(".")[2] for event in reversed(trail(thing))]


def figures(round_, name=NAMES[0]):
    """The stored total, how many sheets count and how many are expected."""
    return Standing.objects.values_list("total", "counted", "expected").get(round=round_, entry__nominee__name=name)


def test_a_sheet_is_kept_as_it_is_filled_and_counts_once_it_is_submitted(round_, sheet, judge):
    half = save(sheet, (3, 2), feedback="Clear examples.")
    assert (half.state, half.total, figures(round_)) == (SheetState.IN_PROGRESS, None, (None, 0, 4))

    full = save(ScoreSheet.objects.get(pk=sheet.pk), (3, 2, 3, 2), feedback="Clear examples.")
    assert (full.total, figures(round_)) == (Decimal("2.6000"), (None, 0, 4))

    done = submit_sheet(full, by=judge)
    assert done.state == SheetState.SUBMITTED
    assert figures(round_) == (Decimal("2.6000"), 1, 4)
    assert verbs(done) == ["save_marks", "save_marks", "submit"]
    assert marks_of(done) == Marks(points_of(round_.award, 3, 2, 3, 2), "", "Clear examples.")


def test_a_submitted_sheet_that_changes_counts_no_more_until_it_is_submitted_again(round_, sheet, judge):
    done = submit_sheet(save(sheet, (3, 2, 3, 2)), by=judge)
    changed = save(ScoreSheet.objects.get(pk=done.pk), (2, 2, 3, 2))

    assert (changed.state, figures(round_)) == (SheetState.IN_PROGRESS, (None, 0, 4))


def test_saving_what_is_there_already_changes_nothing(sheet, judge):
    done = submit_sheet(save(sheet, (3, 2, 3, 2), note="Good."), by=judge)
    again = save(ScoreSheet.objects.get(pk=done.pk), (3, 2, 3, 2), note="Good.", version=0)
    submit_sheet(again, by=judge)

    assert verbs(done) == ["save_marks", "submit"]
    assert ScoreSheet.objects.get(pk=done.pk).state == SheetState.SUBMITTED


def test_the_second_of_two_windows_sees_both_texts_and_nothing_is_lost(sheet):
    mine, other = ScoreSheet.objects.get(pk=sheet.pk), ScoreSheet.objects.get(pk=sheet.pk)
    save(mine, (3, 3, 3, 3), note="From the first window.")
    with pytest.raises(Overtaken) as refusal:
        save(other, (2, 2), note="From the second window.")

    award = sheet.round.award
    assert refusal.value.stored == Marks(points_of(award, 3, 3, 3, 3), "From the first window.", "")
    assert refusal.value.typed.note_to_panel == "From the second window."
    assert refusal.value.version == 1
    assert marks_of(ScoreSheet.objects.get(pk=sheet.pk)) == refusal.value.stored


@pytest.mark.parametrize("points", [(0, 2, 3, 2), (5, 2, 3, 2)])
def test_a_point_outside_the_scale_is_refused(sheet, points):
    with pytest.raises(NotNow):
        save(sheet, points)
    assert verbs(sheet) == []


def test_a_criterion_of_another_award_is_refused(sheet, other_award):
    with pytest.raises(NotNow):
        save_sheet(
            sheet,
            scores={other_award.criteria.first().pk: 3},
            note_to_panel="",
            feedback="",
            version=0,
            by=sheet.member.person,
        )


def test_a_top_or_bottom_score_needs_words(sheet, judge):
    saved = save(sheet, (4, 2, 3, 2))
    with pytest.raises(NotNow, match="R13"):
        submit_sheet(saved, by=judge)

    submit_sheet(save(saved, (4, 2, 3, 2), note="Lasting change."), by=judge)
    assert ScoreSheet.objects.get(pk=sheet.pk).state == SheetState.SUBMITTED


def test_a_criterion_without_a_point_keeps_a_sheet_from_being_submitted(sheet, judge):
    with pytest.raises(NotNow, match="Score every criterion"):
        submit_sheet(save(sheet, (3, 3)), by=judge)


@pytest.mark.parametrize("role", ["chair", "second_judge", "administrator", "reviewer", "stranger", "superuser"])
def test_nobody_else_can_fill_or_submit_it(sheet, people, role):
    with pytest.raises(NotAllowed):
        save(sheet, (3, 3, 3, 3), by=people[role])
    saved = save(sheet, (3, 3, 3, 3))
    with pytest.raises(NotAllowed):
        submit_sheet(saved, by=people[role])


def test_the_clock_closes_a_sheet_to_the_minute(round_, sheet, judge):
    with clock.set_to(round_.closes_at - timedelta(microseconds=1)):
        saved = save(sheet, (3, 3, 3, 3))
    with clock.set_to(round_.closes_at):
        with pytest.raises(NotNow, match="Scoring is closed"):
            save(saved, (2, 2, 2, 2))
        with pytest.raises(NotNow, match="Scoring is closed"):
            submit_sheet(saved, by=judge)


def test_an_interest_noticed_late_sets_the_sheet_aside_with_its_scores(round_, sheet, judge):
    submit_sheet(save(sheet, (3, 3, 3, 3)), by=judge)
    declare_late(member_of(round_, judge), entry=sheet.entry, kind="close_friend", note="We row together.", by=judge)
    sheet = ScoreSheet.objects.get(pk=sheet.pk)

    assert (sheet.state, figures(round_)) == (SheetState.RECUSED, (None, 0, 3))
    assert marks_of(sheet).points == points_of(round_.award, 3, 3, 3, 3)
    assert sheet.recused_for == Interest.objects.get(entry=sheet.entry, person=judge)
    assert not ScoreSheet.objects.mine(judge).filter(pk=sheet.pk).exists()


def test_an_interest_that_the_chair_notes_gives_the_sheet_back(round_, sheet, judge, people):
    save(sheet, (3, 3, 3, 3))
    declare_late(member_of(round_, judge), entry=sheet.entry, kind="works_in_same_service", note="", by=judge)
    interest = Interest.objects.get(entry=sheet.entry, person=judge)
    rule_on_interest(interest, ruling="noted", note="Large service, no link.", by=people["chair"])

    assert ScoreSheet.objects.mine(judge).get(pk=sheet.pk).state == SheetState.OPEN
    assert figures(round_) == (None, 0, 4)


def test_an_interest_found_just_before_counting_sets_the_sheet_aside(round_, sheet, judge):
    saved = save(sheet, (3, 3, 3, 3))
    Nominee.objects.filter(pk=sheet.entry.nominee_id).update(email=judge.email)
    with pytest.raises(NotAllowed, match="no longer among yours"):
        submit_sheet(saved, by=judge)

    assert ScoreSheet.objects.get(pk=sheet.pk).state == SheetState.RECUSED
    assert figures(round_) == (None, 0, 3)


def test_a_judge_is_scoring_from_the_first_sheet_and_finished_with_the_last(round_, judge):
    states = []
    for name in NAMES:
        saved = save(sheet_of(round_, judge, name), (3, 3, 3, 3))
        states.append(PanelMember.objects.get(pk=saved.member_id).state)
        submit_sheet(saved, by=judge)
    states.append(PanelMember.objects.get(pk=saved.member_id).state)
    assert states == [MemberState.SCORING] * 5 + [MemberState.FINISHED]

    save(ScoreSheet.objects.get(pk=saved.pk), (2, 2, 2, 2))
    assert PanelMember.objects.get(pk=saved.member_id).state == MemberState.SCORING


def test_a_hidden_entry_takes_no_scores_and_keeps_what_there_is(round_, sheet, people):
    saved = save(sheet, (3, 3, 3, 3))
    perform(sheet.entry, "hide", by=people["reviewer"], reason="A name was left in.")
    with pytest.raises(NotNow, match="being checked"):
        save(saved, (2, 2, 2, 2))

    perform(sheet.entry, "show_again", by=people["reviewer"])
    save(saved, (2, 2, 2, 2))
    assert marks_of(ScoreSheet.objects.get(pk=sheet.pk)).points == points_of(round_.award, 2, 2, 2, 2)


def test_a_sheet_is_opened_again_and_submitted_after_the_round_has_closed(round_, sheet, judge, people):
    submit_sheet(save(sheet, (3, 3, 3, 3)), by=judge)
    with clock.set_to(round_.closes_at + timedelta(hours=1)):
        again = reopen_sheet(ScoreSheet.objects.get(pk=sheet.pk), reason="Mixed two entries up.", by=people["chair"])
        assert figures(round_) == (None, 0, 4)
        submit_sheet(save(again, (2, 2, 2, 2)), by=judge)
        assert figures(round_) == (Decimal("2.0000"), 1, 4)


def test_the_chair_admits_a_complete_sheet_that_was_not_submitted_in_time(round_, sheet, people):
    saved = save(sheet, (3, 3, 3, 3))
    with pytest.raises(NotNow, match="still open"):
        admit_late_sheet(saved, reason="Ill on the last day.", by=people["chair"])
    with clock.set_to(round_.closes_at):
        admit_late_sheet(saved, reason="Ill on the last day.", by=people["chair"])
    assert figures(round_) == (Decimal("3.0000"), 1, 4)

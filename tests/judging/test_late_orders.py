"""An order that is sent just after the close is kept as a whole, and counts as a whole if somebody admits it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from judging.invariants import standings_are_right
from judging.models import LateMarks, Round
from judging.services.interests import declare_late
from judging.services.late import admit_late_marks, leave_late_marks_aside
from judging.services.late_orders import admit_late_order, keep_late_order, late_order_of
from judging.services.rounds import extend_round
from judging.states import RoundState, SheetState
from kit import clock
from nominations.models import Interest
from tests.judging.judged import NAMES, member_of, sheet_of
from tests.judging.moded import order, places_of, rank_round, totals
from tests.judging.test_mode_pages import close, mine, order_url, text_of, typed
from tests.world import sign_in
from workflow import NotAllowed, NotNow, trail

A, B, C, D, E = NAMES


@pytest.fixture
def round_(award, people):
    """A round in which the judge put A, B and C first, and which then closed."""
    round_ = rank_round(award, people)
    order(round_, people["judge"], A, B, C)
    return over(round_)


def over(round_):
    Round.objects.update(closes_at=clock.now() - timedelta(seconds=1))
    return Round.objects.select_related("award", "season", "panel").get(pk=round_.pk)


def keep(round_, person, *names):
    return keep_late_order(round_, member_of(round_, person), places=places_of(round_, person, names), by=person)


def late(round_, person) -> dict:
    """The places of the order that was sent late, by name."""
    rows = late_order_of(round_, member_of(round_, person))
    return {one.sheet.entry.nominee.name: one.place for one in rows if one.place}


def test_it_is_kept_beside_the_order_that_stands_and_counts_nothing(round_, people):
    before = totals(round_)
    keep(round_, people["judge"], E, D, C)

    assert late(round_, people["judge"]) == {E: 1, D: 2, C: 3}
    assert mine(round_, people["judge"]) == {A: 1, B: 2, C: 3}
    assert totals(round_) == before
    event = trail(round_).filter(verb="round.keep_late_order").get()
    assert event.data == {"member": member_of(round_, people["judge"]).pk, "sheets": 5}


def test_sent_again_it_takes_the_place_of_what_was_kept_and_the_same_is_not_kept(round_, people):
    keep(round_, people["judge"], E, D, C)
    keep(round_, people["judge"], D, E, A)
    assert late(round_, people["judge"]) == {D: 1, E: 2, A: 3}
    assert LateMarks.objects.count() == 5
    LateMarks.objects.all().delete()

    assert keep(round_, people["judge"], A, B, C) == []
    assert not LateMarks.objects.exists()


@pytest.mark.parametrize("state", [RoundState.SCORING, RoundState.CLOSED])
def test_the_chair_admits_the_whole_order(round_, people, state):
    if state == RoundState.CLOSED:
        round_ = close(round_)
    keep(round_, people["judge"], E, D, C)
    admit_late_marks(sheet_of(round_, people["judge"], B), reason="The network was down.", by=people["chair"])

    assert mine(round_, people["judge"]) == {E: 1, D: 2, C: 3}
    sheet = sheet_of(round_, people["judge"], A)
    assert (sheet.state, sheet.place, sheet.total) == (SheetState.SUBMITTED, None, 0)
    event = trail(sheet).first()
    assert (event.verb, event.data["place_before"]) == ("score_sheet.admit_typed_late", 1)
    assert event.reason.text == "The network was down."
    assert list(standings_are_right()) == []
    assert LateMarks.objects.filter(admitted_at=None).count() == 0
    with pytest.raises(NotNow, match="counts already"):
        keep(round_, people["judge"], A, B, C)


def test_a_judge_who_had_handed_in_nothing_counts_by_the_order_that_came_late(round_, people):
    keep(round_, people["second_judge"], B, A, D)
    admit_late_order(
        round_, member_of(round_, people["second_judge"]), reason="On a train.", by=people["administrator"]
    )

    assert mine(round_, people["second_judge"]) == {B: 1, A: 2, D: 3}
    assert set(round_.standings.values_list("counted", flat=True)) == {2}


def test_it_is_left_aside_as_a_whole_and_can_still_be_admitted(round_, people):
    keep(round_, people["judge"], E, D, C)
    leave_late_marks_aside(sheet_of(round_, people["judge"], E), reason="Hours late.", by=people["chair"])
    assert LateMarks.objects.filter(left_aside_at=None).count() == 0

    admit_late_marks(sheet_of(round_, people["judge"], A), reason="After all.", by=people["chair"])
    assert mine(round_, people["judge"]) == {E: 1, D: 2, C: 3}


def test_what_became_of_interest_meanwhile_is_not_in_it(round_, people):
    judge = people["judge"]
    keep(round_, judge, E, D, C)
    declare_late(member_of(round_, judge), entry=sheet_of(round_, judge, D).entry, kind="relative", note="", by=judge)
    admit_late_order(round_, member_of(round_, judge), reason="On a train.", by=people["administrator"])

    assert sheet_of(round_, judge, D).state == SheetState.RECUSED
    assert {name: place for name, place in mine(round_, judge).items() if name != D} == {E: 1, C: 3}
    assert list(standings_are_right()) == []


@pytest.mark.parametrize("role", ["judge", "second_judge", "reviewer", "stranger"])
def test_nobody_but_the_chair_and_administrators_admits_it(round_, people, role):
    keep(round_, people["judge"], E, D, C)
    with pytest.raises(NotAllowed):
        admit_late_order(round_, member_of(round_, people["judge"]), reason="Why not?", by=people[role])

    assert mine(round_, people["judge"]) == {A: 1, B: 2, C: 3}


def test_who_has_an_interest_in_one_of_its_entries_admits_none_of_it(round_, people):
    keep(round_, people["judge"], E, D, C)
    entry = sheet_of(round_, people["judge"], E).entry
    Interest.objects.create(entry=entry, person=people["administrator"], kind="relative", source="declared")
    with pytest.raises(NotAllowed):
        admit_late_order(round_, member_of(round_, people["judge"]), reason="Why?", by=people["administrator"])

    assert LateMarks.objects.filter(admitted_at=None).count() == 5


def test_only_the_judge_sends_one_and_only_after_the_close_and_before_the_decision(round_, people):
    places = places_of(round_, people["judge"], (E, D, C))
    with pytest.raises(NotAllowed):
        keep_late_order(round_, member_of(round_, people["judge"]), places=places, by=people["chair"])
    with pytest.raises(NotNow, match="Give each place to one entry"):
        keep_late_order(round_, member_of(round_, people["judge"]), places=dict.fromkeys(places, 1), by=people["judge"])
    Round.objects.update(state=RoundState.DECIDED)
    with pytest.raises(NotNow, match="has decided"):
        keep(round_, people["judge"], E, D, C)
    Round.objects.update(state=RoundState.SCORING, closes_at=clock.now() + timedelta(hours=1))
    with pytest.raises(NotNow, match="Scoring is open"):
        keep(round_, people["judge"], E, D, C)


def test_in_a_round_that_goes_on_an_order_in_time_takes_its_place(round_, people):
    keep(round_, people["judge"], E, D, C)
    extend_round(round_, closes_at=clock.now() + timedelta(hours=1), reason="Snow.", by=people["administrator"])
    order(Round.objects.get(), people["judge"], B, A, C)

    assert late(round_, people["judge"]) == {}
    assert mine(round_, people["judge"]) == {B: 1, A: 2, C: 3}


def test_the_page_keeps_what_was_chosen_as_scoring_closed_and_the_chair_admits_it(client, round_, people):
    visitor = sign_in(client, people["judge"])
    was = visitor.get(order_url(round_)).context["form"].initial["was"]
    answer = visitor.post(order_url(round_), typed(round_, people["judge"], E, D, C, was=was))
    assert answer.url == order_url(round_)
    words = text_of(visitor.get(order_url(round_)))
    assert "We have kept this order, and the chair can decide whether it counts." in words
    assert "It does not count unless the chair admits it." in words
    assert "Submit your order" not in words
    assert mine(round_, people["judge"]) == {A: 1, B: 2, C: 3}

    sheet = sheet_of(round_, people["judge"], A)
    sign_in(client, people["chair"])
    page = client.get(reverse("panel:sheet", args=[sheet.public_id]))
    assert f"Number 1 {E}" in text_of(page)
    assert "admitted, or left aside, as a whole" in text_of(page)
    client.post(reverse("panel:sheet-admit-late", args=[sheet.public_id]), {"reason": "The network was down."})
    assert mine(round_, people["judge"]) == {E: 1, D: 2, C: 3}
    sign_in(client, people["judge"])
    assert "The chair admitted it, so it counts." in text_of(client.get(order_url(round_)))

"""Orders handed in at the same moment: every judge counts, and no window overwrites another unseen."""

import pytest

from judging.invariants import standings_are_right
from judging.models import ScoreSheet
from judging.services.interests import declare_late
from judging.services.ordering import OrderOvertaken, submit_order
from tests.judging.judged import NAMES, member_of, sheet_of
from tests.judging.moded import JUDGES, order, places_of, rank_round, totals
from tests.judging.test_sheet_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

A, B, C = NAMES[:3]


@pytest.fixture
def round_(award, people):
    """A round open for orders with three entries and four judges."""
    return rank_round(award, people, names=(A, B, C), top=2)


def test_four_judges_hand_in_at_once_and_each_of_them_counts(round_, people):
    wanted = zip(JUDGES, ((A, B), (A, B), (A, C), (B, A)), strict=True)
    at_once(*[lambda role=role, names=names: order(round_, people[role], *names) for role, names in wanted])

    # Of three entries: 5/6, 3/6 and 1/6.
    assert totals(round_) == {A: "0.7500", B: "0.5000", C: "0.2500"}


def test_of_two_windows_one_is_told_that_the_order_has_moved_on(round_, people):
    judge, member = people["judge"], member_of(round_, people["judge"])
    opened = dict.fromkeys(places_of(round_, judge, ()), None)
    deeds = [
        lambda names=names: submit_order(round_, member, places=places_of(round_, judge, names), over=opened, by=judge)
        for names in ((A, B), (B, C))
    ]
    outcomes = at_once(*deeds)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [OrderOvertaken.__name__, "int"]
    assert ScoreSheet.objects.filter(member=member, place__isnull=False).count() == 2
    assert list(standings_are_right()) == []


def test_an_interest_declared_as_an_order_is_handed_in_keeps_its_entry_out(round_, people):
    judge = people["judge"]
    order(round_, judge, A, B)
    entry = sheet_of(round_, judge, A).entry
    at_once(
        lambda: order(round_, judge, B, A),
        lambda: declare_late(member_of(round_, judge), entry=entry, kind="relative", note="", by=judge),
        lambda: order(round_, people["chair"], A, C),
    )

    assert sheet_of(round_, judge, A).state == "recused"
    assert list(standings_are_right()) == []

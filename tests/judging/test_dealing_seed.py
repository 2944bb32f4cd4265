"""Who reads what when scoring opens follows from the round itself: whoever doubts a dealing can repeat it."""

import uuid

import pytest
from django.db import transaction

from judging.models import Round
from judging.services.rounds import open_scoring
from judging.services.sharing import seed_of
from tests.judging.shared import pairs, shared_round
from workflow import SYSTEM
from workflow.audit import trail


@pytest.fixture
def round_(award, people):
    """A round that shares its entries out, with a number of its own that does not change from run to run."""
    round_ = shared_round(award, people)
    Round.objects.filter(pk=round_.pk).update(public_id=uuid.UUID(int=7))
    return Round.objects.select_related("award", "panel", "season").get(pk=round_.pk)


def dealt(round_) -> set[tuple[int, int]]:
    """Return what the round deals when it opens, and take it back."""
    with transaction.atomic():
        found = pairs(open_scoring(round_, by=SYSTEM))
        transaction.set_rollback(True)
    return found


def test_opening_a_round_again_deals_the_same(round_):
    assert dealt(round_) == dealt(round_)


def test_the_seed_is_kept_and_can_be_worked_out_again(round_):
    round_ = open_scoring(round_, by=SYSTEM)

    (event,) = trail(round_).filter(verb="round.hand_out")
    assert event.data["seed"] == seed_of(round_, 0) == 954058721


def test_another_round_has_another_seed(round_):
    first = seed_of(round_, 0)
    round_.public_id = uuid.UUID(int=8)

    assert len({first, seed_of(round_, 0), seed_of(round_, 24)}) == 3

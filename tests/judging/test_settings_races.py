"""Settings that are saved in the minute in which scoring opens: a round is judged by what was saved, or nothing was."""

from datetime import timedelta

import pytest

from judging.models import Round
from judging.services.rounds import open_scoring
from judging.states import RoundState
from judging.versions import criteria_of
from records.integrity import breaches
from tests.judging.judged import NAMES, declare_nothing, declaring_round, make_entries
from tests.judging.test_settings import save, weights
from tests.judging.test_sheet_races import at_once
from workflow import SYSTEM

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def round_(award, people):
    """A round that is about to open."""
    make_entries(award, people, NAMES[:2])
    round_ = declaring_round(award, people, opens_in=timedelta(hours=1))
    for member in round_.panel.members.all():
        declare_nothing(member)
    return round_


def test_new_weights_are_frozen_or_refused(round_, award, people):
    new = weights(award, 60, None, None, 40)

    at_once(
        lambda: open_scoring(round_, by=SYSTEM, now=round_.opens_at),
        lambda: save(round_, people, weights=new),
    )

    chosen = dict(round_.own_criteria.values_list("criterion", "weight"))
    assert Round.objects.get(pk=round_.pk).state == RoundState.SCORING
    assert chosen in ({}, new)
    frozen = {c["id"]: c["weight"] for c in round_.versions.get().criteria}
    assert frozen == (chosen or {c.pk: c.weight for c in award.criteria.all()})
    assert {c.pk: c.weight for c in criteria_of(round_)} == frozen
    assert list(breaches()) == []


def test_a_later_opening_is_kept_or_the_round_has_opened(round_, people):
    later = round_.opens_at + timedelta(days=1)

    at_once(
        lambda: open_scoring(round_, by=SYSTEM, now=round_.opens_at),
        lambda: save(round_, people, opens_at=later),
    )

    fresh = Round.objects.get(pk=round_.pk)
    has_moved, has_opened = fresh.opens_at == later, fresh.state == RoundState.SCORING
    assert has_moved != has_opened
    assert fresh.versions.exists() == has_opened

"""A method that is chosen as scoring opens, and sheets of two entries that change at once after the close."""

from datetime import timedelta

import pytest
from django.db import transaction

from judging.models import Round, ScoreSheet
from judging.services.methods import set_method
from judging.services.places import settle_round
from judging.services.rounds import open_scoring
from judging.services.standings import refresh_standing
from judging.states import SheetState
from judging.versions import in_force
from kit import clock
from records.integrity import breaches
from tests.judging.judged import NAMES, declaring_round, make_entries
from tests.judging.ruled import SHARED_OUT, ruled_round
from tests.judging.test_sheet_races import at_once
from workflow import SYSTEM

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_a_method_chosen_as_scoring_opens_is_frozen_or_refused(award, people):
    make_entries(award, people, NAMES[:2])
    round_ = declaring_round(award, people, opens_in=timedelta(hours=1))
    opening = clock.now() + timedelta(hours=2)

    at_once(
        lambda: open_scoring(round_, by=SYSTEM, now=opening),
        lambda: set_method(round_, "median", by=people["administrator"]),
        lambda: set_method(round_, "adjusted", by=people["second_administrator"]),
    )

    round_ = Round.objects.get(pk=round_.pk)
    assert in_force(round_).recipe["method"] == round_.method
    assert [b for b in breaches() if "method" in b[1]] == []


@pytest.mark.parametrize("method", ["mean", "adjusted"])
def test_two_sheets_that_fall_away_at_once_are_both_missing_from_every_figure(award, people, method):
    round_ = ruled_round(award, people, SHARED_OUT, method=method)
    settle_round(round_)
    sheets = [
        round_.sheets.filter(entry__nominee__name=name).order_by("pk").first()
        for name in ("Joanna Ashcroft", "Tomos Griffiths")
    ]

    def drop(sheet):
        with transaction.atomic():
            ScoreSheet.objects.filter(pk=sheet.pk).update(state=SheetState.VOID)
            refresh_standing(round_, sheet.entry)

    at_once(*[lambda sheet=sheet: drop(sheet) for sheet in sheets])

    assert list(breaches()) == []
    assert settle_round(round_) == 0

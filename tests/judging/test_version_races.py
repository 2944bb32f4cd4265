"""Weights that change while judges save: whoever comes second counts with what holds by then."""

import pytest

from judging.services.sheets import save_sheet, submit_sheet
from judging.services.versions import propose_weights, sign_weights
from judging.versions import criteria_of
from records.integrity import breaches
from tests.judging.judged import NAMES, open_round, points_of, sheet_of
from tests.judging.test_sheet_races import at_once, filled

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_no_total_is_left_on_older_weights(award, people):
    round_ = open_round(award, people, names=NAMES[:2])
    criteria = criteria_of(round_)
    new = dict(zip([c.pk for c in criteria], (10, 20, 30, 40), strict=True))
    change = propose_weights(round_, weights=new, reason="As published", by=people["administrator"])
    submitted = [(filled(round_, people[role]), people[role]) for role in ("judge", "second_judge")]
    others = [(sheet_of(round_, people[role], NAMES[1]), people[role]) for role in ("judge", "third_judge")]

    def save(sheet, judge):
        marks = {"scores": points_of(award, 4, 3, 2, 1), "note_to_panel": "Words.", "feedback": ""}
        return save_sheet(sheet, **marks, version=sheet.version, by=judge)

    at_once(
        lambda: sign_weights(change, by=people["chair"]),
        *[lambda s=s, j=j: submit_sheet(s, by=j) for s, j in submitted],
        *[lambda s=s, j=j: save(s, j) for s, j in others],
    )

    assert [c.weight for c in criteria_of(round_)] == [10, 20, 30, 40]
    assert {str(sheet_of(round_, j, NAMES[1]).total) for _, j in others} == {"2.0000"}
    assert list(breaches()) == []


def test_two_people_who_sign_at_once_change_the_weights_once(award, people):
    round_ = open_round(award, people, names=NAMES[:1])
    new = dict(zip([c.pk for c in criteria_of(round_)], (10, 20, 30, 40), strict=True))
    change = propose_weights(round_, weights=new, reason="As published", by=people["administrator"])

    at_once(*[lambda p=p: sign_weights(change, by=p) for p in (people["chair"], people["second_administrator"])])

    assert list(round_.versions.values_list("number", flat=True)) == [1, 2]
    assert list(breaches()) == []

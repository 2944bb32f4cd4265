"""Each invariant is silent over a good round, and names the row that breaks it."""

import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from judging.attendance import everyone_present
from judging.invariants import INVARIANTS
from judging.models import Decision, PanelMember, Round, Score, ScoreSheet, Standing
from judging.services.deciding import record_decision, sign_decision, start_deliberating
from judging.services.places import settle_round
from judging.services.suitability import answer_suitability, ask_suitability
from judging.states import MemberState, Outcome, RoundState, SheetState
from kit import clock
from nominations.models import Interest
from tests.judging.scored import scored_round
from workflow.models import SignOff


@pytest.fixture
def decision(award, people):
    round_ = scored_round(award, people)
    settle_round(round_)
    start_deliberating(round_, by=people["chair"])
    entries = list(award.entries.order_by("reference"))
    for check in ask_suitability(entries[:2], by=people["administrator"]):
        answer_suitability(check, answer="clear", by=people["hr_adviser"])
    outcomes = dict(zip(entries, (Outcome.SHORTLISTED, Outcome.SHORTLISTED, Outcome.NOT_SHORTLISTED), strict=True))
    decision = record_decision(round_, outcomes=outcomes, attendance=everyone_present(round_), by=people["chair"])
    sign_decision(decision, by=people["chair"])
    return sign_decision(decision, by=people["administrator"])


def breaches():
    return {check.__name__: list(check()) for check in INVARIANTS if list(check())}


def test_a_whole_round_breaks_nothing(decision):
    assert breaches() == {}


def test_a_wrong_total_of_a_sheet_and_of_an_entry_are_named(decision):
    sheet = ScoreSheet.objects.filter(state=SheetState.SUBMITTED).first()
    standing = Standing.objects.get(entry=sheet.entry)
    ScoreSheet.objects.filter(pk=sheet.pk).update(total=Decimal("1.0000"))
    Standing.objects.filter(pk=standing.pk).update(counted=9)

    assert breaches() == {
        "sheet_totals_are_right": [f"Sheet {sheet.pk}: its total is 1.0000 and should be {sheet.total}."],
        "standings_are_right": [f"Standing {standing.pk}: counted do not follow from its sheets."],
    }


def test_a_sheet_that_counts_in_spite_of_an_interest_is_named(decision):
    Round.objects.update(state=RoundState.CLOSED)
    Decision.objects.update(state="provisional")
    sheet = ScoreSheet.objects.filter(state=SheetState.SUBMITTED).first()
    Interest.objects.create(entry=sheet.entry, person=sheet.member.person, source="found", kind="nominator")

    assert breaches() == {
        "no_counted_sheet_has_an_interest": [
            f"Sheet {sheet.pk} counts although its judge has an interest in the entry."
        ]
    }


def test_a_point_off_the_scale_and_a_missing_point_are_named(decision):
    one, two = ScoreSheet.objects.filter(state=SheetState.SUBMITTED).order_by("pk")[:2]
    Score.objects.filter(sheet=one, criterion__key="impact").update(value=5)
    Score.objects.filter(sheet=two, criterion__key="impact").delete()

    assert breaches()["submitted_sheets_are_whole"] == [
        f"Sheet {one.pk} holds a point that is not on the scale.",
        f"Sheet {two.pk} is submitted and lacks a criterion.",
    ]


def test_a_changed_record_and_a_missing_name_are_named(decision):
    decision.record["minutes"] = "Changed"
    Decision.objects.filter(pk=decision.pk).update(record=decision.record)
    SignOff.objects.filter(capacity="chair").update(withdrawn_at=clock.now())

    assert breaches() == {
        "locked_decisions_are_signed": [
            f"Decision {decision.pk}: its record does not match its hash.",
            f"Decision {decision.pk} is locked without the names of a chair and an administrator under it.",
        ]
    }


def test_places_against_the_totals_are_named(decision):
    first, _, last = Standing.objects.ranked()
    Standing.objects.filter(pk=first.pk).update(position=9)
    Standing.objects.filter(pk=last.pk).update(position=None)

    assert breaches()["places_follow_totals"] == [f"Standing {last.pk} has total 1.2875 and place None."]


def test_a_sheet_of_a_judge_who_left_is_named(decision):
    Round.objects.update(state=RoundState.CLOSED)
    Decision.objects.update(state="provisional")
    seat = PanelMember.objects.order_by("pk").first()
    PanelMember.objects.filter(pk=seat.pk).update(state=MemberState.STOOD_DOWN)

    assert len(breaches()["rounds_agree_with_their_sheets"]) == 3


def run(*args):
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_verify_result_finds_no_difference_and_then_one(decision):
    answer = json.loads(run("verify_result", "safeguarding", "--json"))
    assert answer == {
        "award": "safeguarding",
        "ok": True,
        "results": [
            {
                "season": "north-2027",
                "award": "safeguarding",
                "round": "shortlisting",
                "hash": decision.record_hash,
                "differences": [],
            }
        ],
    }

    decision.record["sheets"][0]["points"]["impact"] = 1
    Decision.objects.filter(pk=decision.pk).update(record=decision.record)
    with pytest.raises(SystemExit) as stop:
        run("verify_result", "safeguarding")
    assert stop.value.code == 1


def test_verify_result_says_when_there_is_nothing_to_verify(season):
    with pytest.raises(CommandError, match="No locked decision of safeguarding was found"):
        run("verify_result", "safeguarding")


def test_rebuild_totals_says_how_many_differed(decision):
    Standing.objects.filter(position=3).update(total=Decimal("3.0000"))

    assert json.loads(run("rebuild_totals", "--json"))["standings_differed"] == 1
    assert run("rebuild_totals") == "1 rounds: 12 sheets, 0 differed; 3 standings, 0 differed.\n"


def test_a_sheet_before_its_round_opens_is_named(award, people):
    round_ = scored_round(award, people, state=RoundState.DECLARING, opens_in=timedelta(days=1))

    assert len(breaches()["rounds_agree_with_their_sheets"]) == round_.sheets.exclude(state="recused").count()

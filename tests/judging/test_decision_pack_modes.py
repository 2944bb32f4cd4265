"""Packs of decisions of every mode and method, of finals, and of no award."""

import json
from datetime import timedelta

import pytest

from judging.attendance import everyone_present
from judging.decision_pack_content import as_data
from judging.models import Decision, Round
from judging.services.deciding import record_decision, sign_decision, start_deliberating
from judging.services.rounds import close_scoring
from judging.states import Outcome
from kit import clock
from tests.judging.locked import NOT, SHORT, lock, locked_shortlist
from tests.judging.moded import JUDGES, NAMES, answer, order, pass_round, rank_round
from tests.judging.scored import scored_round
from workflow import SYSTEM

pytestmark = pytest.mark.django_db


def close(round_) -> Round:
    """Close the round by moving its closing minute into the past."""
    Round.objects.filter(pk=round_.pk).update(closes_at=clock.now() - timedelta(seconds=1))
    return close_scoring(Round.objects.get(pk=round_.pk), by=SYSTEM)


def section(data: dict, title: str) -> list:
    """What a section says."""
    [found] = [s for s in data["sections"] if s["title"] == title]
    return [block.get("lines") or block.get("rows") for block in found["blocks"]]


def both(decision: Decision) -> tuple[dict, dict]:
    """The full and the redacted version."""
    return as_data(decision, "full", clock.now()), as_data(decision, "redacted", clock.now())


def words_of(data) -> str:
    return json.dumps(data, ensure_ascii=False)


def test_a_long_list_by_pass_and_fail(award, people):
    round_ = pass_round(award, people, answers=2)
    for role in JUDGES[:3]:
        for n, name in enumerate(NAMES):
            answer(round_, people[role], name, "pass" if n < 2 else "fail")
    full, redacted = both(lock(close(round_), people, (SHORT, SHORT, NOT, NOT, NOT)))

    method = section(full, "How the figures were worked out")
    assert "at least 60% of those answers are pass" in method[0][0]
    assert "Criteria and weights" not in words_of(full)
    assert {row[2] for row in section(full, "Every mark")[0]} == {"Pass", "Fail"}
    assert section(redacted, "All other entries") == [["The mean total of the other 3 entries is 0.00."]]
    assert section(redacted, "What was decided")[0] == ["The decision follows the order of the figures."]


def test_an_order_of_the_best(award, people):
    round_ = rank_round(award, people, top=3)
    for role in JUDGES:
        order(round_, people[role], *NAMES[:3])
    full, redacted = both(lock(close(round_), people, (SHORT, SHORT, SHORT, NOT, NOT)))

    given = {row[2] for row in section(full, "Every mark")[0]}
    assert given == {"Place 1", "Place 2", "Place 3", "Not among the best"}
    assert "Each judge puts their best 3" in section(redacted, "How the figures were worked out")[0][0]
    assert not [name for name in NAMES if name in words_of(redacted)]


def test_a_method_of_its_own_stands_beside_the_total(award, people):
    full, redacted = both(lock(scored_round(award, people, method="adjusted-fixed"), people, (SHORT, SHORT, NOT)))

    assert [len(row) for row in section(full, "The figures")[1]] == [8, 8, 8]
    assert len(section(full, "The figures")[2]) == 4  # how strict each of four judges was
    assert [len(row) for row in section(redacted, "What was decided")[1]] == [4, 4]
    assert "Strictness" not in words_of(redacted)


def test_a_final_on_the_figures_before_tells_no_more_of_those_left_off(award, people):
    first = locked_shortlist(award, people)
    round_, now = first.round, clock.now()
    fields = {"kind": "final", "mode": "meeting", "figures_from": round_, "panel": round_.panel}
    final = Round.objects.create(
        season=award.season, award=award, opens_at=now, closes_at=now + timedelta(days=1), **fields
    )
    final = start_deliberating(final, by=people["administrator"])
    winner, second = award.entries.filter(state="in_final").order_by("reference")
    outcomes = {winner: Outcome.WINNER, second: Outcome.HIGHLY_COMMENDED}
    words = {"attendance": everyone_present(final), "by": people["chair"]}
    decision = record_decision(final, outcomes=outcomes, **words)
    for role in ("chair", "administrator"):
        decision = sign_decision(decision, by=people[role])
    full, redacted = both(decision)

    few = "1 other entry. Figures are left out because they are so few."
    assert section(redacted, "What was decided")[1:] == [
        [[winner.reference, "Winner", "3.60"]],
        ["Highly commended: 1 entry."],
    ]
    assert section(redacted, "All other entries") == [[few]]
    assert section(full, "How the figures were worked out")[0][0].startswith("The panel met on the figures")


def test_no_award_is_told_and_nobody_is_listed(award, people):
    decision = lock(scored_round(award, people), people, (NOT, NOT, NOT), no_award=True, reason="Too little evidence.")
    full, redacted = both(decision)

    assert section(redacted, "What was decided")[0] == ["No award is made, for a recorded reason."]
    assert not [s["entry"] for s in decision.record["standings"] if s["entry"] in words_of(redacted)]
    assert "Too little evidence." in words_of(full)


def test_a_record_from_before_attendance_is_read_as_it_is(award, people):
    decision = locked_shortlist(award, people)
    for name in ("attendance", "others_present", "format", "ranking"):
        decision.record.pop(name)
    full, _redacted = both(decision)

    assert {row[1] for row in section(full, "The panel, and its interests")[0]} == {"Not recorded"}

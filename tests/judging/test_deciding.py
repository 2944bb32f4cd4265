"""A round is decided by its panel and locked by two people."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from judging.attendance import everyone_present
from judging.deciding import fingerprint, hash_of
from judging.models import Decision, Round, ScoreSheet, SuitabilityCheck, Tie
from judging.ranking import CHAIR, DISCUSSION, HEAVIEST, MORE_JUDGES
from judging.services.deciding import (
    record_decision,
    record_discussion,
    settle_tie,
    sign_decision,
    start_deliberating,
    unlock_decision,
)
from judging.services.places import settle_round
from judging.services.suitability import answer_suitability, ask_suitability
from judging.states import DecisionState, Outcome, RoundKind, RoundMode, RoundState, SheetState
from judging.verifying import differences
from kit import clock
from nominations.models import Entry, Interest
from tests.judging.scored import WORKED, scored_round
from workflow import NotAllowed, NotNow
from workflow.models import AuditEvent, SignOff
from workflow.signoffs import standing

SHORT, NOT = Outcome.SHORTLISTED, Outcome.NOT_SHORTLISTED


@pytest.fixture
def round_(award, people):
    round_ = scored_round(award, people)
    settle_round(round_)
    return start_deliberating(round_, by=people["chair"])


@pytest.fixture
def entries(round_):
    return list(round_.award.entries.order_by("reference"))


def clear(entries, people):
    for check in ask_suitability(entries, by=people["administrator"]):
        answer_suitability(check, answer="clear", by=people["hr_adviser"])


def choose(round_, entries, people, outcomes=(SHORT, SHORT, NOT), **fields):
    fields = {"attendance": everyone_present(round_)} | fields
    return record_decision(
        round_, outcomes=dict(zip(entries, outcomes, strict=True)), by=people["administrator"], **fields
    )


@pytest.fixture
def decision(round_, entries, people):
    clear(entries[:2], people)
    return choose(round_, entries, people, minutes="Met on Monday.")


def states(award):
    return list(award.entries.order_by("reference").values_list("state", flat=True))


def test_two_names_lock_the_shortlist_and_move_its_entries(decision, award, people):
    once = sign_decision(decision, by=people["chair"])
    assert (once.state, states(award)) == (DecisionState.PROVISIONAL, ["in_round"] * 3)

    locked = sign_decision(decision, by=people["administrator"])

    assert locked.state == DecisionState.LOCKED
    assert states(award) == ["shortlisted", "shortlisted", "not_shortlisted"]
    assert Round.objects.get(pk=decision.round_id).state == RoundState.DECIDED
    assert locked.record_hash == hash_of(locked.record) == fingerprint(locked)
    assert differences(locked.record) == []
    assert locked.record["decision"]["outcomes"] == dict(
        zip(award.entries.order_by("reference").values_list("reference", flat=True), (SHORT, SHORT, NOT), strict=True)
    )


def test_what_the_record_holds_is_enough_to_find_a_changed_sheet(decision, people):
    sign_decision(decision, by=people["chair"])
    record = sign_decision(decision, by=people["administrator"]).record
    record["sheets"][0]["points"]["impact"] = 1

    reference = record["sheets"][0]["entry"]
    assert differences(record)[0] == f"{reference}: total is 3.6000, recomputed 3.3000"


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        ("judge", "Only the chair of this panel or an administrator can do this."),
        ("hr_adviser", "Only the chair of this panel or an administrator can do this."),
        ("reviewer", "Only the chair of this panel or an administrator can do this."),
        ("stranger", "Only the chair of this panel or an administrator can do this."),
        ("superuser", "Only the chair of this panel or an administrator can do this."),
    ],
)
def test_nobody_else_can_sign(decision, people, role, refusal):
    with pytest.raises(NotAllowed) as refused:
        sign_decision(decision, by=people[role])

    assert refused.value.sentence.startswith("Only ")
    assert not SignOff.objects.exists()


def test_an_administrator_with_an_interest_takes_no_part(decision, entries, people):
    Interest.objects.create(entry=entries[2], person=people["administrator"], source="declared", kind="relative")

    with pytest.raises(NotAllowed):
        sign_decision(decision, by=people["administrator"])
    with pytest.raises(NotAllowed):
        record_decision(decision.round, outcomes={}, by=people["administrator"])

    assert not SignOff.objects.exists()
    assert sign_decision(decision, by=people["second_administrator"]).state == DecisionState.PROVISIONAL


def test_one_person_cannot_sign_for_two(decision, people):
    sign_decision(decision, by=people["administrator"])

    with pytest.raises(NotNow) as refused:
        sign_decision(decision, by=people["administrator"])
    assert refused.value.sentence == "You have signed this already. A second person must sign it too."
    assert sign_decision(decision, by=people["second_administrator"]).state == DecisionState.PROVISIONAL


def test_a_change_after_the_first_name_asks_for_both_again(decision, entries, people):
    sign_decision(decision, by=people["chair"])
    choose(decision.round, entries, people, minutes="Met again on Tuesday.")

    assert sign_decision(decision, by=people["administrator"]).state == DecisionState.PROVISIONAL
    assert sign_decision(decision, by=people["chair"]).state == DecisionState.LOCKED


def test_a_figure_that_changes_after_the_first_name_makes_it_void(decision, people):
    sign_decision(decision, by=people["chair"])
    sheet = ScoreSheet.objects.filter(state=SheetState.SUBMITTED).order_by("pk").first()
    sheet.scores.update(value=2)

    assert sign_decision(decision, by=people["administrator"]).state == DecisionState.PROVISIONAL


def test_choosing_against_the_order_needs_a_reason(round_, entries, people):
    clear([entries[0], entries[2]], people)
    decision = choose(round_, entries, people, (SHORT, NOT, SHORT))

    with pytest.raises(NotNow) as refused:
        sign_decision(decision, by=people["chair"])
    assert refused.value.sentence == "The order of totals is not followed, so enter a reason."

    decision = choose(round_, entries, people, (SHORT, NOT, SHORT), reason="Wider benefit to the county.")
    sign_decision(decision, by=people["chair"])
    assert sign_decision(decision, by=people["administrator"]).state == DecisionState.LOCKED


def test_no_award_needs_a_reason_and_leaves_everybody_off(round_, entries, award, people):
    none = {"outcomes": {}, "no_award": True, "attendance": everyone_present(round_)}
    decision = record_decision(round_, **none, by=people["chair"])
    with pytest.raises(NotNow):
        sign_decision(decision, by=people["chair"])

    decision = record_decision(round_, **none, reason="Too little evidence.", by=people["chair"])
    sign_decision(decision, by=people["chair"])
    sign_decision(decision, by=people["administrator"])

    assert states(award) == ["not_shortlisted"] * 3


def test_nothing_is_signed_below_quorum(decision, people):
    Round.objects.filter(pk=decision.round_id).update(quorum=4)

    with pytest.raises(NotNow) as refused:
        sign_decision(decision, by=people["chair"])

    assert refused.value.sentence == (
        "An entry has fewer counted judges than its quorum, so nothing can be locked (R11)."
    )


def test_nothing_is_signed_before_everybody_named_is_clear(round_, entries, people):
    decision = choose(round_, entries, people)
    ask_suitability(entries[:2], by=people["administrator"])
    answer_suitability(SuitabilityCheck.objects.get(entry=entries[0]), answer="do_not_proceed", by=people["hr_adviser"])

    with pytest.raises(NotNow):
        sign_decision(decision, by=people["chair"])
    assert Entry.objects.get(pk=entries[0].pk).state == "not_proceeding"
    assert not AuditEvent.objects.filter(verb="entry.stop").exclude(data={}).exists()

    answer_suitability(SuitabilityCheck.objects.get(entry=entries[1]), answer="clear", by=people["hr_adviser"])
    chosen = {entries[1]: SHORT, entries[2]: NOT}
    decision = record_decision(round_, outcomes=chosen, attendance=everyone_present(round_), by=people["chair"])
    sign_decision(decision, by=people["chair"])
    assert sign_decision(decision, by=people["administrator"]).state == DecisionState.LOCKED


@pytest.fixture
def even(award, people):
    """Three entries that every judge marked alike, so that no rule of arithmetic parts them."""
    same = ((4, 3, 4, 3), (4, 3, 3, 3), (4, 4, 3, 4), (4, 3, 4, 3))
    worked = [(name, same) for name, _ in WORKED]
    round_ = scored_round(award, people, worked=worked)
    settle_round(round_)
    return start_deliberating(round_, by=people["chair"])


def test_a_tie_goes_to_the_panel_and_then_to_the_chair(even, people):
    tie = Tie.objects.get()
    numbers = sorted(tie.entries.values_list("pk", flat=True))
    with pytest.raises(NotNow) as refused:
        settle_tie(tie, order=numbers, reason="Breadth.", by=people["chair"])
    assert refused.value.sentence == "Record the panel’s discussion of this tie first."

    record_discussion(tie, order=[], note="We did not agree.", by=people["administrator"])
    with pytest.raises(NotAllowed):
        settle_tie(tie, order=numbers, reason="Breadth.", by=people["administrator"])
    with pytest.raises(NotNow):
        settle_tie(tie, order=numbers, reason=" ", by=people["chair"])
    tie = settle_tie(tie, order=numbers[::-1], reason="Breadth of the evidence.", by=people["chair"])

    assert (tie.is_settled, tie.order) == (True, numbers[::-1])
    assert [(s["rule"], s["result"]) for s in tie.steps] == [
        (HEAVIEST, "equal"),
        (MORE_JUDGES, "equal"),
        (DISCUSSION, "equal"),
        (CHAIR, "settled"),
    ]
    assert list(even.standings.ranked().values_list("entry_id", flat=True)) == numbers[::-1]


def test_an_open_tie_stops_the_first_signature(even, people):
    entries = list(even.award.entries.order_by("reference"))
    clear(entries, people)
    decision = choose(even, entries, people, (SHORT, SHORT, SHORT))

    with pytest.raises(NotNow) as refused:
        sign_decision(decision, by=people["chair"])

    assert refused.value.sentence == "A tie that matters is not settled yet (R14)."


def make_final(first, people):
    now = clock.now()
    return Round.objects.create(
        season=first.season,
        award=first.award,
        panel=first.panel,
        kind=RoundKind.FINAL,
        mode=RoundMode.MEETING,
        figures_from=first,
        opens_at=now + timedelta(days=1),
        closes_at=now + timedelta(days=2),
    )


@pytest.fixture
def final(decision, people):
    first = decision.round
    final = make_final(first, people)
    sign_decision(decision, by=people["chair"])
    sign_decision(decision, by=people["administrator"])
    return start_deliberating(final, by=people["administrator"])


def test_the_final_decides_on_the_shortlist_and_locks_the_season(final, entries, award, season, people):
    type(season).objects.filter(pk=season.pk).update(state="deciding")
    assert states(award) == ["in_final", "in_final", "not_shortlisted"]
    decision = record_decision(
        final,
        outcomes={entries[0]: Outcome.WINNER, entries[1]: Outcome.HIGHLY_COMMENDED},
        attendance=everyone_present(final),
        by=people["chair"],
    )

    sign_decision(decision, by=people["administrator"])
    locked = sign_decision(decision, by=people["chair"])

    assert locked.state == DecisionState.LOCKED
    assert states(award) == ["closed", "closed", "not_shortlisted"]
    assert type(season).objects.get(pk=season.pk).state == "locked"
    assert differences(locked.record) == []


def test_the_final_waits_for_the_locked_shortlist(decision, people):
    with pytest.raises(NotNow) as refused:
        start_deliberating(make_final(decision.round, people), by=people["chair"])

    assert refused.value.sentence == "Lock the shortlist before the final panel meets."


def test_two_people_open_a_locked_decision_again_for_a_reason(final, entries, award, season, people):
    type(season).objects.filter(pk=season.pk).update(state="deciding")
    decision = record_decision(
        final,
        outcomes={entries[0]: Outcome.WINNER, entries[1]: Outcome.FINALIST},
        attendance=everyone_present(final),
        by=people["chair"],
    )
    sign_decision(decision, by=people["administrator"])
    sign_decision(decision, by=people["chair"])

    with pytest.raises(NotNow):
        unlock_decision(decision, reason="", by=people["chair"])
    assert unlock_decision(decision, reason="A sheet was misread.", by=people["chair"]).state == DecisionState.LOCKED
    with pytest.raises(NotNow):
        unlock_decision(decision, reason="A sheet was misread.", by=people["chair"])
    opened = unlock_decision(decision, reason="A sheet was misread.", by=people["administrator"])

    assert (opened.state, opened.record, opened.record_hash) == (DecisionState.PROVISIONAL, {}, "")
    assert states(award) == ["in_final", "in_final", "not_shortlisted"]
    assert type(season).objects.get(pk=season.pk).state == "deciding"
    assert not standing(opened, "lock").exists()
    assert not standing(opened, "unlock").exists()


def test_a_shortlist_that_the_final_has_used_stays_locked(final, people):
    with pytest.raises(NotNow) as refused:
        unlock_decision(final.figures.decision, reason="Wrong.", by=people["chair"])

    assert refused.value.sentence == "The final panel has met on this shortlist, so it cannot be opened again."


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_who_sign_at_once_lock_it_once(award, people):
    round_ = scored_round(award, people)
    settle_round(round_)
    round_ = start_deliberating(round_, by=people["chair"])
    entries = list(award.entries.order_by("reference"))
    clear(entries[:2], people)
    decision = choose(round_, entries, people)
    signers = [people["chair"], people["administrator"], people["second_administrator"]]
    together, outcomes = threading.Barrier(len(signers)), []

    def act(person):
        try:
            together.wait()
            outcomes.append(sign_decision(decision, by=person).state)
        except NotNow as refusal:
            outcomes.append(refusal.sentence.split(":")[0])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(person,)) for person in signers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count(DecisionState.LOCKED) == 1
    assert AuditEvent.objects.filter(verb="decision.lock").count() == 1
    assert Decision.objects.get().state == DecisionState.LOCKED

"""The modes of a round: what each counts, exactly, and how a round of each is decided and verified."""

import random
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging.attendance import everyone_present
from judging.invariants import INVARIANTS
from judging.models import Round, ScoreSheet
from judging.modes import MODES, Given, Rule, mode_named
from judging.modes.guide import guide
from judging.modes.rank import shares
from judging.ranking import CHAIR, DISCUSSION, HEAVIEST, MORE_JUDGES
from judging.services.deciding import record_decision, sign_decision, start_deliberating
from judging.services.interests import declare_late
from judging.services.ordering import CHANGED, OrderOvertaken, submit_order
from judging.services.rounds import close_scoring
from judging.services.sheets import reopen_sheet, save_sheet, submit_sheet
from judging.services.suitability import answer_suitability, ask_suitability
from judging.states import DecisionState, Outcome, RoundMode, RoundState, SheetState
from judging.verifying import differences
from kit import clock
from nominations.models import Entry
from tests.judging.judged import NAMES, member_of, sheet_of
from tests.judging.moded import JUDGES, answer, order, pass_round, places_of, rank_round, totals
from workflow import SYSTEM, NotNow, perform

PASS, RANK = mode_named("pass"), mode_named("rank")
A, B, C, D, E = NAMES
answers = st.lists(st.sampled_from(["pass", "unsure", "fail"]), max_size=12)


def breaches() -> list[str]:
    return [sentence for check in INVARIANTS for sentence in check()]


def close(round_) -> Round:
    """Close the round by moving its closing minute into the past."""
    Round.objects.filter(pk=round_.pk).update(closes_at=clock.now() - timedelta(seconds=1))
    return close_scoring(Round.objects.get(pk=round_.pk), by=SYSTEM)


def decide(round_, people, outcomes, **fields):
    """Deliberate, check names, record and sign as two people."""
    start_deliberating(round_, by=people["chair"])
    named = [entry for entry, outcome in outcomes.items() if outcome != Outcome.NOT_SHORTLISTED]
    for check in ask_suitability(named, by=people["administrator"]):
        answer_suitability(check, answer="clear", by=people["hr_adviser"])
    fields |= {"attendance": everyone_present(round_)}
    decision = record_decision(round_, outcomes=outcomes, by=people["chair"], **fields)
    sign_decision(decision, by=people["chair"])
    return sign_decision(decision, by=people["administrator"])


# ---- Counting


def test_every_mode_has_its_module_and_says_what_it_is():
    assert set(MODES) == set(RoundMode.values)
    for mode in MODES.values():
        assert mode.guide()
        assert mode.public_words(Rule(pass_answers=3, pass_percent=60, rank_top=3))
        assert not mode.takes_marks or (mode.ask and mode.recipe and mode.method)


def test_the_guide_is_what_the_modes_say():
    assert Path("docs/modes.md").read_text() == guide()


def sheets_of(said, entry="e"):
    return [Given(n, n, entry, answer=word) for n, word in enumerate(said)]


@given(answers, st.integers(1, 6), st.integers(1, 100), st.randoms(use_true_random=False))
def test_passes_are_counted_exactly_and_in_any_order(said, least, percent, chance):
    rule = Rule(pass_answers=least, pass_percent=percent)
    shuffled = list(said)
    chance.shuffle(shuffled)
    found = PASS.figures(rule, sheets_of(said)).get("e")
    assert found == PASS.figures(rule, sheets_of(shuffled)).get("e")
    passes, fails = said.count("pass"), said.count("fail")
    counts = passes + fails
    goes_on = bool(counts >= least and Fraction(passes, counts or 1) >= Fraction(percent, 100))
    if not said:
        assert found is None
        return
    assert PASS.goes_on(rule, {key: str(value) for key, value in found.means.items()}) == goes_on
    if counts < least:
        assert found.total is None
    else:
        assert abs(Fraction(found.total) - Fraction(100 * passes, counts)) <= Fraction(1, 20_000)


@given(answers, st.integers(1, 6), st.integers(1, 100))
def test_an_unsure_judge_changes_nothing(said, least, percent):
    rule = Rule(pass_answers=least, pass_percent=percent)
    before = PASS.figures(rule, sheets_of([*said, "fail"]))["e"]
    after = PASS.figures(rule, sheets_of([*said, "fail", "unsure"]))["e"]
    same = [(f.total, f.lowest, f.highest, PASS.goes_on(rule, f.means)) for f in (before, after)]
    assert same[0] == same[1]
    assert after.counted == before.counted + 1


@pytest.mark.parametrize(
    ("passes", "fails", "percent", "goes_on"),
    [
        (2, 1, 66, True),
        (2, 1, 67, False),
        (199, 101, 67, False),
        (201, 99, 67, True),
        (3, 2, 60, True),
        (0, 3, 1, False),
    ],
)
def test_the_bar_is_compared_before_anything_is_rounded(passes, fails, percent, goes_on):
    means = {"pass": str(passes), "fail": str(fails), "unsure": "0"}
    assert PASS.goes_on(Rule(pass_answers=3, pass_percent=percent), means) is goes_on


def brute_force(places) -> dict:
    """Borda by its definition: the mean over every strict order that the judge's order allows."""
    m = len(places)
    last = max([p for p in places.values() if p is not None], default=0) + 1
    worth = {entry: last if place is None else place for entry, place in places.items()}
    points = dict.fromkeys(places, Fraction(0))
    allowed = 0
    for strict in permutations(places):
        if all(worth[one] <= worth[two] for one, two in pairwise(strict)):
            allowed += 1
            for rank, entry in enumerate(strict, start=1):
                points[entry] += m - rank
    return {entry: (points[entry] / allowed + Fraction(1, 2)) / m for entry in places}


orders = st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(orders)
def test_shares_are_those_of_every_order_that_ties_allow(places):
    named = dict(enumerate(places))
    assert shares(named) == brute_force(named)
    assert sum(shares(named).values(), Fraction(0)) == Fraction(len(places), 2)


@settings(max_examples=60, deadline=None)
@given(st.lists(orders, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_borda_is_the_exact_mean_whatever_the_order_of_the_sheets(judges, chance):
    rule = Rule(rank_top=4)
    sheets = [Given((j, e), j, e, place=p) for j, places in enumerate(judges) for e, p in enumerate(places)]
    shuffled = list(sheets)
    chance.shuffle(shuffled)
    found = RANK.figures(rule, sheets)
    assert found == RANK.figures(rule, shuffled)
    for entry, figures in found.items():
        own = [brute_force(dict(enumerate(places)))[entry] for places in judges if entry < len(places)]
        exact = sum(own, Fraction(0)) / len(own)
        assert figures.counted == len(own)
        assert figures.total == Decimal(int(exact * 10_000 + Fraction(1, 2))).scaleb(-4).quantize(Decimal("0.0001"))


# ---- A pass round, from the sheets to the locked shortlist


@pytest.fixture
def passed(award, people):
    """A round of five entries: A and B go on, C does not, D has too few answers, E nobody passes."""
    round_ = pass_round(award, people)
    said = {
        A: "pass pass pass fail",
        B: "pass unsure pass fail",
        C: "pass fail fail pass",
        D: "pass pass unsure unsure",
    }
    for name, words in (said | {E: "fail fail fail fail"}).items():
        for role, word in zip(JUDGES, words.split(), strict=True):
            answer(round_, people[role], name, word)
    return round_


def test_a_pass_round_is_counted_placed_and_locked(passed, award, people):
    assert totals(passed) == {A: "75.0000", B: "66.6667", C: "50.0000", D: None, E: "0.0000"}
    round_ = close(passed)
    places = dict(round_.standings.values_list("entry__nominee__name", "position"))
    assert places == {A: 1, B: 2, C: 3, D: None, E: 4}
    assert breaches() == []
    entries = {entry.nominee.name: entry for entry in award.entries.select_related("nominee")}
    chosen = {e: Outcome.SHORTLISTED if n in (A, B) else Outcome.NOT_SHORTLISTED for n, e in entries.items()}

    decision = decide(round_, people, chosen)

    assert decision.state == DecisionState.LOCKED
    assert differences(decision.record) == []
    assert decision.record["figures_mode"] == "pass"
    assert decision.record["rule"] == {"pass_answers": 3, "pass_percent": 60, "rank_top": 0}
    assert Entry.objects.get(pk=entries[A].pk).state == "shortlisted"
    changed = next(s for s in decision.record["sheets"] if s["entry"] == entries[A].reference)
    changed["answer"] = "fail"
    assert f"{entries[A].reference}: total is 75.0000, recomputed 50.0000" in differences(decision.record)


def test_a_shortlist_that_is_not_those_that_go_on_needs_a_reason(passed, award, people):
    round_ = close(passed)
    start_deliberating(round_, by=people["chair"])
    entries = list(award.entries.select_related("nominee"))
    for check in ask_suitability(entries, by=people["administrator"]):
        answer_suitability(check, answer="clear", by=people["hr_adviser"])
    chosen = {e: Outcome.SHORTLISTED if e.nominee.name in (A, B, C) else Outcome.NOT_SHORTLISTED for e in entries}
    fields = {"outcomes": chosen, "attendance": everyone_present(round_), "by": people["chair"]}
    decision = record_decision(round_, **fields)
    with pytest.raises(NotNow, match="reason"):
        sign_decision(decision, by=people["chair"])
    decision = record_decision(round_, **fields, reason="The third is as strong.")
    assert sign_decision(decision, by=people["chair"]).state == DecisionState.PROVISIONAL


def test_equal_shares_share_a_place_and_no_tie_is_left_to_settle(award, people):
    round_ = pass_round(award, people, names=(A, B, C))
    for role in JUDGES[:3]:
        for name in (A, B):
            answer(round_, people[role], name, "pass")
        answer(round_, people[role], C, "fail")
    round_ = close(round_)
    assert list(round_.standings.order_by("entry__reference").values_list("position", flat=True)) == [1, 1, 3]
    assert not round_.ties.exists()


def test_a_sheet_without_an_answer_or_a_fail_without_words_cannot_be_submitted(award, people):
    round_ = pass_round(award, people, names=(A,))
    judge = people["judge"]
    bare = {"scores": {}, "note_to_panel": "", "feedback": "", "by": judge}
    sheet = save_sheet(sheet_of(round_, judge, A), **bare | {"feedback": "Half way."}, version=0)
    with pytest.raises(NotNow, match="Answer pass, unsure or fail"):
        submit_sheet(sheet, by=judge)
    sheet = save_sheet(sheet, **bare, answer="fail", version=sheet.version)
    with pytest.raises(NotNow, match="you answered fail"):
        submit_sheet(sheet, by=judge)
    with pytest.raises(NotNow):
        save_sheet(sheet, **bare, answer="perhaps", version=sheet.version)
    assert submit_sheet(save_sheet(sheet, **bare, answer="unsure", version=sheet.version), by=judge).total == 50


# ---- A rank round


@pytest.fixture
def ranked(award, people):
    """A round of five entries whose four judges have each placed three."""
    round_ = rank_round(award, people)
    for role, names in zip(JUDGES, ((A, B, C), (A, C, B), (B, A, D), (A, B, E)), strict=True):
        order(round_, people[role], *names)
    return round_


def test_a_rank_round_is_counted_placed_and_won(ranked, award, people):
    # Of five entries: 1st 9/10, 2nd 7/10, 3rd 5/10, the two that are left 2/10 each.
    assert totals(ranked) == {A: "0.8500", B: "0.7000", C: "0.4000", D: "0.2750", E: "0.2750"}
    round_ = close(ranked)
    assert breaches() == []
    entries = {entry.nominee.name: entry for entry in award.entries.select_related("nominee")}
    Round.objects.filter(pk=round_.pk).update(kind="final")
    Entry.objects.filter(award=award).update(state="in_final")
    round_ = Round.objects.get(pk=round_.pk)
    chosen = {e: Outcome.WINNER if n == A else Outcome.FINALIST for n, e in entries.items()}

    decision = decide(round_, people, chosen)

    assert decision.state == DecisionState.LOCKED
    assert differences(decision.record) == []
    changed = next(s for s in decision.record["sheets"] if s["place"] == 1)
    changed["place"] = None
    assert any(" total is 0.8500, recomputed " in sentence for sentence in differences(decision.record))


def test_ties_of_a_rank_round_ask_every_rule_but_the_heaviest_criterion(award, people):
    round_ = rank_round(award, people, names=(A, B, C), top=2)
    for role, names in zip(JUDGES, ((A, B), (B, A), (A, B), (B, A)), strict=True):
        order(round_, people[role], *names)
    tie = close(round_).ties.get()
    assert not tie.is_settled
    assert [step["rule"] for step in tie.steps] == [MORE_JUDGES]
    assert {HEAVIEST, DISCUSSION, CHAIR} <= set(award.tie_rules)


def test_more_judges_part_entries_that_borda_leaves_equal(award, people):
    round_ = rank_round(award, people, names=(A, B, C, D), top=4)
    # Three judges put A just above B; one puts B three places above A.
    for role, names in zip(JUDGES, ((A, B, C, D), (A, B, C, D), (A, B, C, D), (B, C, D, A)), strict=True):
        order(round_, people[role], *names)
    assert totals(round_)[A] == totals(round_)[B]
    round_ = close(round_)
    assert round_.ties.get(total=Decimal("0.6875")).is_settled
    assert round_.standings.get(entry__nominee__name=A).position == 1
    assert round_.standings.get(entry__nominee__name=B).settled_by == MORE_JUDGES


def test_judges_who_read_unlike_numbers_weigh_the_same(award, people):
    round_ = rank_round(award, people)
    judge = people["judge"]
    declare_late(member_of(round_, judge), entry=sheet_of(round_, judge, E).entry, kind="relative", note="", by=judge)
    order(round_, judge, A, B, C)
    order(round_, people["chair"], B, A, C)
    # First of four is 7/8 and second of five 7/10: (7/8 + 7/10) / 2 = 0.7875.
    assert totals(round_)[A] == "0.7875"
    assert totals(round_)[E] == "0.2000"


def test_an_interest_noticed_late_closes_the_gap_in_that_judges_order(ranked, people):
    judge = people["judge"]
    declare_late(member_of(ranked, judge), entry=sheet_of(ranked, judge, A).entry, kind="relative", note="", by=judge)
    # The judge's order is now C, B of four: C 7/8, B 5/8, D and E 2/8.
    assert totals(ranked) == {A: "0.8333", B: "0.7313", C: "0.4438", D: "0.2875", E: "0.2875"}
    assert breaches() == []


def test_a_withdrawn_entry_leaves_every_order(ranked, people):
    entry = sheet_of(ranked, people["judge"], A).entry
    perform(entry, "withdraw", by=people["administrator"])
    # Without A of four: the second of three becomes the first.
    assert {n: t for n, t in totals(ranked).items() if n != A} == {B: "0.8125", C: "0.5000", D: "0.3438", E: "0.3438"}
    assert breaches() == []


def test_a_hidden_entry_keeps_its_place_and_the_others_can_still_change(ranked, people):
    judge = people["judge"]
    hidden = sheet_of(ranked, judge, C).entry
    perform(hidden, "hide", by=people["reviewer"], reason="A name was left in.")
    places = places_of(ranked, judge, (B, "taken by C", A))
    assert len(places) == 4
    with pytest.raises(NotNow, match="Give each place to one entry"):
        submit_order(ranked, member_of(ranked, judge), places=places_of(ranked, judge, (B, A, E)), by=judge)

    assert submit_order(ranked, member_of(ranked, judge), places=places, by=judge) == 2

    mine = ScoreSheet.objects.filter(round=ranked, member__person=judge, place__isnull=False)
    assert dict(mine.values_list("entry__nominee__name", "place")) == {B: 1, C: 2, A: 3}
    assert breaches() == []


def test_an_order_is_whole_or_not_at_all(award, people):
    round_ = rank_round(award, people)
    judge, member = people["judge"], member_of(round_, people["judge"])
    good = places_of(round_, judge, (A, B, C))
    two = dict.fromkeys(good, None) | dict.fromkeys(list(good)[:2], 1)
    for places, words in (
        ({pk: place for pk, place in good.items() if place}, CHANGED),
        ({pk: place if place != 3 else None for pk, place in good.items()}, "Give each place to one entry."),
        ({pk: place if place != 3 else 4 for pk, place in good.items()}, "Give each place to one entry."),
        (two, "Give each place to one entry."),
    ):
        with pytest.raises(NotNow) as refused:
            submit_order(round_, member, places=places, by=judge)
        assert refused.value.sentence == words
    assert set(ScoreSheet.objects.filter(member=member).values_list("state", "place")) == {("open", None)}

    assert submit_order(round_, member, places=good, by=judge) == 5
    assert submit_order(round_, member, places=good, by=judge) == 0
    states = ScoreSheet.objects.filter(member=member).values_list("state", flat=True)
    assert list(states) == [SheetState.SUBMITTED] * 5


def test_an_order_changed_in_another_window_is_not_overwritten_unseen(ranked, people):
    judge, member = people["judge"], member_of(ranked, people["judge"])
    opened = places_of(ranked, judge, (A, C, B))
    order(ranked, judge, D, E, A)
    with pytest.raises(OrderOvertaken):
        submit_order(ranked, member, places=places_of(ranked, judge, (C, A, B)), over=opened, by=judge)
    assert places_of(ranked, judge, (D, E, A)) == {s.pk: s.place for s in ScoreSheet.objects.filter(member=member)}


def test_after_the_close_only_a_reopened_sheet_is_handed_in_again(ranked, people):
    judge, member = people["judge"], member_of(ranked, people["judge"])
    round_ = close(ranked)
    with pytest.raises(NotNow, match="Scoring is closed"):
        order(round_, judge, C, A, B)
    sheet = reopen_sheet(sheet_of(round_, judge, B), reason="Asked to.", by=people["chair"])
    assert totals(round_)[B] == "0.7667"
    assert submit_order(round_, member, places=places_of(round_, judge, (A, C, B)), by=judge) == 1
    assert totals(round_)[B] == "0.7000"
    assert ScoreSheet.objects.get(pk=sheet.pk).state == SheetState.SUBMITTED
    assert breaches() == []


def test_a_note_on_a_placed_entry_keeps_its_place_in_the_order(ranked, people):
    judge = people["judge"]
    sheet = sheet_of(ranked, judge, A)
    typed = {"scores": {}, "note_to_panel": "The best by far.", "feedback": ""}
    saved = save_sheet(sheet, **typed, version=sheet.version, by=judge)
    assert (saved.state, saved.place, saved.total) == (SheetState.SUBMITTED, 1, 3)
    assert totals(ranked)[A] == "0.8500"


def test_the_order_of_judges_and_entries_makes_no_difference(award, people):
    round_ = rank_round(award, people)
    wanted = dict(zip(JUDGES, ((A, B, C), (A, C, B), (B, A, D), (A, B, E)), strict=True))
    turns = list(wanted) + list(wanted)
    random.Random(4).shuffle(turns)
    for role in turns:
        order(round_, people[role], *wanted[role])
    assert totals(round_) == {A: "0.8500", B: "0.7000", C: "0.4000", D: "0.2750", E: "0.2750"}


def test_a_counted_sheet_that_could_not_have_been_handed_in_is_named(ranked, people):
    one, two = (sheet_of(ranked, people["judge"], name) for name in (A, C))
    ScoreSheet.objects.filter(pk=two.pk).update(place=1)
    assert f"Sheet {two.pk} has place 1, which its judge gave another entry too." in breaches()
    ScoreSheet.objects.filter(pk=one.pk).update(place=9)
    assert f"Sheet {one.pk} has place 9, which is not among the best 3." in breaches()


def test_no_marks_are_taken_in_a_meeting(award, people):
    first = pass_round(award, people, names=(A,))
    meeting = Round(mode=RoundMode.MEETING, figures_from=first, state=RoundState.SCORING)
    assert not meeting.takes_scores(clock.now())
    assert meeting.is_over(clock.now())

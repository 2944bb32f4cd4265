"""What a panel is told of its figures: plain, neutral, named, and only what is so."""

import re
from dataclasses import replace

import pytest

from judging.ranking.diagnostics import FLAGS
from judging.ranking.recipe import Method, Recipe
from judging.ranking.shapes import (
    Bridge,
    EntryLine,
    JudgeLine,
    LeftOut,
    Linkage,
    Reliability,
    Result,
    Sensitivity,
    Shifted,
)
from judging.ranking.words import WARNINGS
from judging.room import Names
from judging.room_words import (
    ABOUT_CHANCES,
    about_correcting,
    about_reliability,
    chance_words,
    flags_of,
    percent,
    places_words,
    severity_words,
    some,
    step_words,
)

NAMES = Names(
    references={n: f"RB27-000{n}" for n in range(1, 7)},
    nominees={n: f"Nominee {n}" for n in range(1, 7)},
    judges={11: "Beatrix", 12: "Cai", 13: "Dilys"},
)
RECIPE = Recipe(quorum=2, top=2)


def line(entry, rank, raw, *, sheets=3, **fields):
    return EntryLine(entry, raw, raw, rank, sheets, **{"adjusted": raw} | fields)


def result_of(*entries, warnings=(), **fields):
    judges = tuple(JudgeLine(key, 0.0, 3) for key in NAMES.judges)
    return Result("mean", RECIPE, entries, judges, warnings=tuple(warnings), **fields)


def sure(*, chance=0.95, margin=0.5, judges=(), weights=(), ranks=None):
    left_out = tuple(
        LeftOut(j, (1,) if j not in dict(judges) else (dict(judges)[j],), j not in dict(judges)) for j in NAMES.judges
    )
    shifted = tuple(
        Shifted(c, f, (2,) if (c, f) in weights else (1,), (c, f) not in weights) for c in "ab" for f in (0.8, 1.2)
    )
    return Sensitivity((1,), margin, chance, left_out, shifted, ranks or {})


CLEAR = (
    line(1, 1, 3.5, p_first=0.95, p_top=0.99),
    line(2, 2, 3.0, p_first=0.04, p_top=0.95),
    line(3, 3, 1.0, p_top=0.02),
)
EVERY = {"mean": {1: 1, 2: 2, 3: 3}, "median": {1: 1, 2: 2, 3: 3}}


def test_a_clear_round_says_so_in_four_sentences():
    assert flags_of(result_of(*CLEAR, sensitivity=sure(ranks=EVERY)), NAMES) == [
        "RB27-0001 is ahead of RB27-0002 by 0.50 points; the chance that it is ahead is 95%.",
        "Leave out any one judge and RB27-0001 stays first.",
        "Moving any one weight by a fifth changes nothing: RB27-0001 stays first.",
        "RB27-0001 is first by every method that can be used here.",
    ]


def test_neighbours_closer_than_the_panel_can_tell_apart_are_to_be_discussed():
    found = flags_of(result_of(*CLEAR, sensitivity=sure(chance=0.74)), NAMES)

    assert found[0] == "RB27-0001 and RB27-0002 are closer than this panel can tell apart: discuss them."


def test_three_quarters_are_enough_to_call_it():
    found = flags_of(result_of(*CLEAR, sensitivity=sure(chance=0.75)), NAMES)

    assert found[0].startswith("RB27-0001 is ahead of RB27-0002")


def test_a_shared_first_place_is_said_once():
    lines = (line(1, 1, 3.5), line(2, 1, 3.5), line(3, 3, 1.0))

    found = flags_of(result_of(*lines, warnings=["shared_first", "too_close"], sensitivity=sure(chance=0.5)), NAMES)

    assert found[0] == (
        "RB27-0001 and RB27-0002 have the same figure, so only the rules for ties can part them: discuss them."
    )
    assert sum("closer" in sentence or "too close" in sentence for sentence in found) == 0


def test_who_may_or_may_not_be_shortlisted_is_to_be_discussed():
    lines = (
        line(1, 1, 3.5, p_top=0.97),
        line(2, 2, 3.0, p_top=0.6),
        line(3, 3, 2.9, p_top=0.4),
        line(4, 4, 1.0, p_top=0.1),
    )

    result = result_of(*lines)

    sentence = "RB27-0002 and RB27-0003 may or may not belong among the first 2: discuss them."
    assert flags_of(result, NAMES) == [sentence]
    assert flags_of(result, NAMES, edge=False) == []


def test_one_judge_or_one_weight_that_decides_is_named():
    changed = sure(judges=[(11, 2)], weights=[("a", 1.2)])

    found = flags_of(result_of(*CLEAR, sensitivity=changed), NAMES, criteria={"a": "Impact", "b": "Legacy"})

    assert found[1:] == [
        "Leave out Beatrix and RB27-0002 would be first.",
        "Let Impact count a fifth more and RB27-0002 would be first.",
    ]


def test_many_that_would_change_it_are_put_in_one_sentence():
    weights = [("a", 0.8), ("a", 1.2), ("b", 0.8)]
    changed = sure(judges=[(11, 2), (12, 2), (13, 3)], weights=weights)

    found = flags_of(result_of(*CLEAR, sensitivity=changed), NAMES, criteria={"a": "Impact", "b": "Legacy"})

    assert found[1:] == [
        "Leaving out one judge can change who is first: Beatrix, Cai or Dilys.",
        "Moving one weight by a fifth can change who is first: Impact or Legacy.",
    ]


def test_methods_that_put_another_first_are_told_together():
    ranks = EVERY | {"borda": {1: 2, 2: 1, 3: 3}, "z": {1: 2, 2: 1, 3: 3}, "trimmed": {1: 2, 2: 3, 3: 1}}

    found = flags_of(result_of(*CLEAR, sensitivity=sure(ranks=ranks)), NAMES)

    assert found[-2:] == [
        "RB27-0002 would be first by other methods: mean rank (Borda) and standardised marks (z).",
        "RB27-0003 would be first by another method: trimmed mean.",
    ]


def test_groups_that_share_no_judge_cannot_be_compared():
    parts = Linkage(components=((1, 2), (3, 4)), bridges=(Bridge(11, 3), Bridge(13, 1)))
    lines = (*CLEAR, line(4, 4, 1.0))

    found = flags_of(result_of(*lines, warnings=["disconnected"], linkage=parts), NAMES, edge=False)

    assert found == [
        "These two groups of entries share no judge: they cannot be compared. "
        "RB27-0001 and RB27-0002; RB27-0003 and RB27-0004.",
        "If judges of one group also read entries of another, they could be compared.",
    ]


def test_entries_with_few_readers_are_named():
    lines = (*CLEAR[:2], line(4, None, 3.9, sheets=1), line(5, 3, 1.0, sheets=1))
    result = replace(result_of(*lines, warnings=["below_quorum", "one_reader"]), recipe=replace(RECIPE, quorum=1))

    assert flags_of(result, NAMES, edge=False) == ["RB27-0005 rests on one judge alone."]
    assert flags_of(replace(result, recipe=RECIPE), NAMES, edge=False) == [
        "RB27-0004 and RB27-0005 have fewer than 2 counted judges, so chances and ranges leave them out.",
        "RB27-0005 rests on one judge alone.",
    ]


def test_who_is_likelier_to_be_first_than_the_first_is_named():
    lines = (line(1, 1, 3.5, p_first=0.3), line(2, 2, 3.4, p_first=0.5))

    found = flags_of(result_of(*lines, warnings=["leader_differs_by_chance"]), NAMES)

    assert found == [
        "RB27-0002 is likelier to be first than RB27-0001, which stands first with fewer or more uneven reads. "
        "One more read of each would help before anything is decided."
    ]


def test_marks_to_ask_about_and_entries_to_talk_over_are_named():
    found = flags_of(result_of(*CLEAR, odd_sheets=((2, 12),), split_entries=(3, 1)), NAMES)

    assert found == [
        "Judges are far apart on RB27-0001 and RB27-0003, more than how strict they are explains: discuss why.",
        "Ask Cai about the marks for RB27-0002: they stand far from all the others. It may be a slip.",
    ]


@pytest.mark.parametrize("code", ["no_sheets", "nobody_ranked"])
def test_where_there_is_nothing_to_put_in_order_only_that_is_said(code):
    assert flags_of(result_of(warnings=[code, "few_judges"]), NAMES) == [WARNINGS[code]]


def test_an_entry_without_a_name_here_is_never_spoken_of():
    names = replace(NAMES, references={2: "RB27-0002", 3: "RB27-0003"})
    result = result_of(*CLEAR, odd_sheets=((1, 12),), split_entries=(1,), sensitivity=sure(chance=0.6, ranks=EVERY))

    assert flags_of(result, names) == []


def test_of_many_only_the_first_few_are_listed():
    assert some(["A"]) == "A"
    assert some(list("ABC")) == "A, B and C"
    assert some(list("ABCDEFGH")) == "A, B, C, D, E and 3 more"


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.9, "90% (clear)"),
        (0.8999, "90% (likely)"),
        (0.75, "75% (likely)"),
        (0.5, "50% (narrow)"),
        (0.499, "50%"),
        (0.004, "under 1%"),
        (0.999, "over 99% (clear)"),
        (None, ""),
    ],
)
def test_a_chance_in_words(chance, words):
    assert chance_words(chance) == words


def test_below_a_half_the_word_is_for_who_leads():
    assert chance_words(0.4, leads=True) == "40% (open field)"
    assert percent(0.004) == "under 1%"


def test_a_range_of_places_of_one_is_one():
    assert places_words(line(1, 1, 3.5, rank_low=2, rank_high=6)) == "2 to 6"
    assert places_words(line(1, 1, 3.5, rank_low=1, rank_high=1)) == "1"
    assert places_words(line(1, 1, 3.5)) == ""


@pytest.mark.parametrize(
    ("severity", "se", "words"),
    [
        (-0.42, 0.1, "0.42 below colleagues on the same entries"),
        (0.42, 0.1, "0.42 above colleagues on the same entries"),
        (0.42, 0.3, "0.42 above colleagues on the same entries, which may be chance"),
        (0.02, 0.001, "About the same as colleagues on the same entries"),
        (None, None, "Cannot be estimated: no entry is shared with a colleague"),
    ],
)
def test_how_strict_a_judge_is_in_cautious_words(severity, se, words):
    assert severity_words(JudgeLine(11, severity, 3, se=se), 0.03) == words


def test_a_step_says_what_is_done_to_one_judges_mark():
    assert step_words("Priya", "3.5000", -0.2, "3.7000") == (
        "Priya gave 3.5000 (0.2 below colleagues on the same entries → 3.7000)"
    )
    assert step_words("Ahmed", "3.5000", 0, "3.5000") == "Ahmed gave 3.5000 (nothing to correct)"


def test_what_correcting_does_is_told_with_who_leads():
    lines = (line(1, 1, 3.5, adjusted=3.3), line(2, 2, 3.4, adjusted=3.6), line(3, 3, 3.0, adjusted=3.0))
    result = result_of(*lines, tau2=0.09)

    (words,) = about_correcting(result, NAMES, {1: -1, 2: 1, 3: 0})

    assert words.startswith("Each entry was read by 3 of 3 judges. Judges differ in strictness by about 0.30 points")
    assert words.endswith(
        "It moves 2 of 3 entries, none of them by two places or more, "
        "and who is first changes from RB27-0001 to RB27-0002."
    )


def test_no_difference_in_strictness_means_nothing_to_correct():
    assert about_correcting(result_of(*CLEAR, tau2=0.0), NAMES, {}) == [
        "Each entry was read by 3 of 3 judges. "
        "These marks show no difference in strictness beyond chance, so nothing is corrected."
    ]


@pytest.mark.parametrize("tau2", [0.0, 0.09])
def test_correcting_in_full_is_not_called_cautious(tau2):
    result = replace(result_of(*CLEAR, tau2=tau2), method=Method.ADJUSTED_FIXED)

    (words,) = about_correcting(result, NAMES, {})

    assert "Each judge’s habit is taken off in full." in words
    assert ("by about 0.30 points" in words) == bool(tau2)


def test_how_many_readers_would_be_needed():
    result = result_of(*CLEAR, reliability=Reliability(0.7, 0.4, 5, 3.6))

    assert about_reliability(result) == [
        "Correcting was like having 3.6 readers for each entry instead of 3.",
        "For a reliability of 0.80, each entry needs 5 readers.",
    ]


def test_no_sentence_of_the_room_uses_a_word_that_accuses():
    ranks = EVERY | {str(m): {1: 2, 2: 1} for m in Method if m != Method.MEAN}
    result = result_of(
        *CLEAR,
        warnings=list(WARNINGS)[2:],
        odd_sheets=((2, 12),),
        split_entries=(3,),
        tau2=0.1,
        reliability=Reliability(0.7, 0.4, 5, 3.6),
        linkage=Linkage(components=((1,), (2, 3)), bridges=(Bridge(11, 3),)),
        sensitivity=sure(chance=0.6, judges=[(11, 2)], weights=[("a", 0.8)], ranks=ranks),
    )
    severities = [severity_words(JudgeLine(11, s, 3, se=0.1), 0.03) for s in (-0.5, 0.5, 0.0, None)]

    said = " ".join([*flags_of(result, NAMES), *about_correcting(result, NAMES, {1: 2}), *severities, *FLAGS.values()])
    said += " ".join([*about_reliability(result), *WARNINGS.values(), ABOUT_CHANCES])

    assert re.findall(r"\b(bias\w*|wrong\w*|true score|unfair\w*|guilty|cheat\w*)\b", said, re.IGNORECASE) == []

"""`manage.py rank`: a file in, an order out; faults are sentences and end it with an error."""

import io
import json
import random
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from judging.ranking.words import WARNINGS

DOCUMENTATION = Path(__file__).resolve().parents[3] / "docs" / "ranking.md"

# Worked by hand. Alpha is worth 8, Beta 7, Gamma 6; Mei gives one point less than that, Ahmed as much, Priya one more.
# The plain means are 7.5, 7.5 and 6; with each judge's habit taken off, 8, 7 and 6 are left.
BY_HAND = "entry,judge,score\nAlpha,Mei,7\nAlpha,Ahmed,8\nBeta,Ahmed,7\nBeta,Priya,8\nGamma,Priya,7\nGamma,Mei,5\n"

# Shrout and Fleiss, Psychological Bulletin 86:420 (1979), table 2: six targets by four judges.
SHROUT_FLEISS = {
    "1": (9, 2, 5, 8),
    "2": (6, 1, 3, 2),
    "3": (8, 4, 6, 8),
    "4": (7, 1, 2, 6),
    "5": (10, 5, 6, 9),
    "6": (6, 2, 4, 7),
}

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers by twelve units.
KRIPPENDORFF = {
    "A": (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    "B": (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    "C": (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    "D": (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
}


@pytest.fixture
def rank(tmp_path):
    """Rank a text and return what the command printed, as data or as it stands."""

    def run(text, *options, name="marks.csv", as_data=True):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        out = io.StringIO()
        call_command("rank", str(path), *options, *(["--json"] if as_data else []), stdout=out)
        return json.loads(out.getvalue()) if as_data else out.getvalue()

    return run


def lines_of(answer, *keys):
    return [tuple(line[key] for key in keys) for line in answer["entries"]]


def test_the_mean_of_a_file_worked_by_hand(rank):
    answer = rank(BY_HAND)

    assert lines_of(answer, "entry", "score", "raw", "rank", "sheets") == [
        ("Alpha", 7.5, 7.5, 1, 2),
        ("Beta", 7.5, 7.5, 1, 2),
        ("Gamma", 6.0, 6.0, 3, 2),
    ]
    assert answer["method"] == answer["recipe"]["method"] == "mean"
    assert answer["components"] == [["Alpha", "Beta", "Gamma"]]
    assert answer["agreement"]["kendall_w"] == {"w": None, "p": None}


def test_a_habit_of_judges_is_taken_off_by_least_squares_in_full(rank):
    answer = rank(BY_HAND, "--method", "adjusted-fixed")

    assert [(entry, round(score, 9), rank) for entry, score, rank in lines_of(answer, "entry", "score", "rank")] == [
        ("Alpha", 8.0, 1),
        ("Beta", 7.0, 2),
        ("Gamma", 6.0, 3),
    ]
    found = [(x["judge"], round(x["severity"], 9), x["sheets"]) for x in answer["judges"]]
    assert found == [("Ahmed", 0.0, 2), ("Mei", -1.0, 2), ("Priya", 1.0, 2)]
    assert answer["variance"]["sigma2"] == pytest.approx(0, abs=1e-9)
    assert "perfect_agreement" in answer["warnings"]


@pytest.mark.parametrize("method", ["mean", "median", "borda", "z", "adjusted", "adjusted-fixed"])
def test_every_method_gives_the_same_keys_and_no_figure_that_is_no_number(rank, method):
    answer = rank(BY_HAND, "--method", method)

    assert set(answer) >= {
        "method", "recipe", "entries", "judges", "variance", "components", "agreement", "warnings"
    }  # fmt: skip
    assert [set(line) >= {"entry", "score", "raw", "rank", "sheets", "se", "p_first", "p_top"} for line in
            answer["entries"]] == [True] * 3  # fmt: skip
    assert [sorted(set(line) & {"judge", "severity", "sheets"}) for line in answer["judges"]] == [
        ["judge", "severity", "sheets"]
    ] * 3
    assert set(answer["variance"]) == {"sigma2", "tau2"}
    assert set(answer["agreement"]["alpha"]) == {"nominal", "ordinal", "interval", "ratio"}
    assert set(answer["agreement"]["icc"]) == {"A1", "C1", "Ak", "Ck"}
    assert set(answer["warnings"]) <= set(WARNINGS)
    assert answer["recipe"]["method"] == answer["method"] == method


def test_the_published_ratings_of_shrout_and_fleiss(rank):
    rows = [f"{t},J{j},{s}" for t, row in SHROUT_FLEISS.items() for j, s in enumerate(row, 1)]
    answer = rank("\n".join(["entry,judge,score", *rows]))

    assert {name: round(value, 2) for name, value in answer["agreement"]["icc"].items()} == {
        "A1": 0.29,
        "C1": 0.71,
        "Ak": 0.62,
        "Ck": 0.91,
    }
    assert lines_of(answer, "entry", "score", "rank") == [
        ("5", 7.5, 1),
        ("3", 6.5, 2),
        ("1", 6.0, 3),
        ("6", 4.75, 4),
        ("4", 4.0, 5),
        ("2", 3.0, 6),
    ]


def test_the_published_reliability_data_of_krippendorff(rank):
    rows = [f"{unit},{who},{s}" for who, row in KRIPPENDORFF.items() for unit, s in enumerate(row, 1) if s is not None]
    answer = rank("\n".join(["entry,judge,score", *rows]))

    assert {name: round(value, 3) for name, value in answer["agreement"]["alpha"].items()} == {
        "nominal": 0.743,
        "ordinal": 0.815,
        "interval": 0.849,
        "ratio": 0.797,
    }


def test_criteria_weigh_as_the_file_says(rank):
    text = "entry,judge,score,criterion,weight\nA,J,4,Care,75\nA,J,0,Cost,25\nB,J,2,Care,75\nB,J,4,Cost,25\n"

    assert lines_of(rank(text), "entry", "score") == [("A", 3.0), ("B", 2.5)]


def test_a_scale_turns_scores_into_hundredths_and_refuses_what_lies_outside(rank):
    assert lines_of(rank(BY_HAND, "--scale", "5:10"), "entry", "score") == [
        ("Alpha", 50.0),
        ("Beta", 50.0),
        ("Gamma", 20.0),
    ]

    with pytest.raises(CommandError, match="The score 5 of Mei for Gamma is outside the scale 6 to 10"):
        rank(BY_HAND, "--scale", "6:10")
    with pytest.raises(CommandError, match="not two numbers MIN:MAX"):
        rank(BY_HAND, "--scale", "10:1")


def test_an_entry_below_the_quorum_comes_last_and_without_a_rank(rank):
    answer = rank(BY_HAND + "Delta,Mei,9\n", "--quorum", "2")

    assert lines_of(answer, "entry", "score", "rank", "sheets", "p_first")[-1] == ("Delta", 9.0, None, 1, None)
    assert "below_quorum" in answer["warnings"]


def test_a_trimmed_mean_needs_five_sheets_of_every_entry(rank):
    with pytest.raises(CommandError, match="at least 5 counted sheets"):
        rank(BY_HAND, "--method", "trimmed")

    scores = {"A": (1, 5, 6, 7, 9), "B": (9, 5, 5, 5, 1)}
    text = "entry,judge,score\n" + "".join(f"{e},J{n},{s}\n" for e, row in scores.items() for n, s in enumerate(row))
    assert lines_of(rank(text, "--method", "trimmed"), "entry", "score", "raw") == [("A", 6.0, 5.6), ("B", 5.0, 5.0)]


def test_json_and_standard_input_give_the_same_answer(rank, monkeypatch):
    rows = [dict(zip(("entry", "judge", "score"), line.split(","), strict=True)) for line in BY_HAND.split()[1:]]
    expected = rank(BY_HAND)

    assert rank(json.dumps(rows), name="marks.json") == expected
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BY_HAND.encode("utf-8-sig"))))
    out = io.StringIO()
    call_command("rank", "-", "--json", stdout=out)
    assert json.loads(out.getvalue()) == expected
    assert rank(BY_HAND.encode("utf-16")) == expected


def test_the_order_of_rows_does_not_change_a_byte(tmp_path):
    chance = random.Random(4)
    rows = [
        f"e{e:02},{judge},{chance.randint(1, 10)},{criterion},{weight}"
        for e in range(12)
        for judge in chance.sample("PQRSTU", 3)
        for criterion, weight in (("Care", 40), ("Impact", 35), ("Reach", 25))
    ]
    answers = set()
    for _ in range(4):
        chance.shuffle(rows)
        path, out = tmp_path / "marks.csv", io.StringIO()
        path.write_text("\n".join(["entry,judge,score,criterion,weight", *rows]))
        call_command("rank", str(path), "--method", "adjusted", "--json", stdout=out)
        answers.add(out.getvalue())

    assert len(answers) == 1


@pytest.mark.parametrize(
    ("text", "warnings", "entries"),
    [
        ("entry,judge,score\n", ["no_sheets"], []),
        ("", ["no_sheets"], []),
        ("entry,judge,score\nA,Mei,3\nB,Mei,4\n", ["one_judge"], [("B", 4.0, 1, None), ("A", 3.0, 2, None)]),
        ("entry,judge,score\nA,Mei,3\n", ["one_entry", "one_judge"], [("A", 3.0, 1, None)]),
    ],
)
def test_nothing_one_judge_and_one_entry_get_an_answer(rank, text, warnings, entries):
    answer = rank(text)

    assert answer["warnings"] == warnings
    assert lines_of(answer, "entry", "score", "rank", "p_first") == entries
    said = rank(text, as_data=False)
    assert [WARNINGS[code] in said for code in warnings] == [True] * len(warnings)


def test_two_panels_that_never_meet_are_named_and_the_order_goes_by_the_mean(rank):
    text = "entry,judge,score\n" + "".join(
        f"{e},{j},{s}\n"
        for e, j, s in [
            ("A", "P", 8),
            ("A", "Q", 6),
            ("B", "P", 7),
            ("B", "Q", 4),
            ("C", "R", 3),
            ("C", "S", 5),
            ("D", "R", 2),
            ("D", "S", 3),
        ]
    )
    answer = rank(text, "--method", "adjusted")

    assert answer["components"] == [["A", "B"], ["C", "D"]]
    assert answer["warnings"][0] == "disconnected"
    assert lines_of(answer, "entry", "score", "rank", "p_first") == [
        ("A", 7.0, 1, None),
        ("B", 5.5, 2, None),
        ("C", 4.0, 3, None),
        ("D", 2.5, 4, None),
    ]
    assert answer["overlap"] == 0.0
    assert len(answer["bridges"]) == 3


def test_words_are_a_table_with_the_reasons_below(rank):
    said = rank("entry,judge,score\n" + "".join(f"{e},{j},{s}\n" for e, j, s in [
        ("Ann\x1b[31m", "P", 8), ("Ann\x1b[31m", "Q", 7), ("Bo", "P", 6), ("Bo", "Q", 3)]), as_data=False)  # fmt: skip

    assert said.splitlines()[0] == "Ranked by weighted mean."
    assert [line.split()[:4] for line in said.splitlines()[3:5]] == [
        ["1", "Ann", "[31m", "7.5000"],
        ["2", "Bo", "4.5000", "4.50"],
    ]
    assert WARNINGS["few_judges"] in said


@pytest.mark.parametrize(
    ("text", "options", "fault"),
    [
        ("entry,judge\nA,B\n", (), "The column “score” is missing"),
        ("entry,judge,score\nA,B,x\n", (), "Row 2: score “x” is not a number."),
        (b"entry,judge,score\nA,B\xe9,1\n", (), "is not text in UTF-8"),
        (BY_HAND, ("--top", "0"), "--top must be 1 or more."),
        (BY_HAND, ("--quorum", "0"), "--quorum must be 1 or more."),
        (BY_HAND, ("--seed", "-1"), "--seed must be 0 or more."),
        (BY_HAND, ("--method", "best"), "invalid choice"),
    ],
)
def test_what_cannot_be_ranked_is_said_in_a_sentence(rank, text, options, fault):
    with pytest.raises(CommandError, match=fault):
        rank(text, *options)


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        call_command("rank", str(tmp_path / "none.csv"))


def test_the_example_and_the_warnings_of_the_documentation_are_those_of_the_code(rank):
    told = DOCUMENTATION.read_text()
    marks, answer = (told.split(f"```{kind}\n")[1].split("```")[0] for kind in ("csv", "text"))

    assert rank(marks, "--method", "adjusted", as_data=False).startswith(answer)
    assert [line for line in told.splitlines() if line.startswith("| `") and WARNINGS.get(line.split("`")[1])] == [
        f"| `{code}` | {words} |" for code, words in WARNINGS.items()
    ]


def test_a_criterion_on_which_all_marks_are_alike_has_no_influence(rank):
    rows = [f"{e},{j},{s},Care,50\n{e},{j},7,Cost,50\n" for e, j, s in [("A", "P", 3), ("A", "Q", 4), ("B", "P", 8)]]
    answer = rank("entry,judge,score,criterion,weight\n" + "".join(rows))

    assert [(x["criterion"], x["weight_share"], x["influence_share"]) for x in answer["diagnostics"]["criteria"]] == [
        ("Care", 0.5, 1.0),
        ("Cost", 0.5, 0.0),
    ]
    assert [x["criterion"] for x in answer["agreement"]["alpha_by_criterion"]] == ["Care", "Cost"]

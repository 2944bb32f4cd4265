"""Marks out of a file: what is taken, and the sentence for each fault."""

import json

import pytest

from judging.ranking.reading import Unreadable, kind_of, read_marks
from judging.ranking.shapes import Mark

PLAIN = [Mark("Mei", "Alpha", 7.0), Mark("Mei", "Beta", 5.5)]


def faults_of(text: str, kind: str = "csv") -> tuple[str, ...]:
    with pytest.raises(Unreadable) as refused:
        read_marks(text, kind)
    return refused.value.faults


@pytest.mark.parametrize(
    "text",
    [
        "entry,judge,score\nAlpha,Mei,7\nBeta,Mei,5.5\n",
        "Judge, SCORE ,Note,Entry\r\nMei,7,good,Alpha\r\n\r\nMei,+5.5,,Beta\r\n",
        "\ufeffentry;judge;score\nAlpha;Mei;7.0\nBeta;Mei;55e-1",
        "sep=;\nentry;judge;score\nAlpha;Mei;7\nBeta;Mei;5.5\n",
        "entry\tjudge\tscore\nAlpha\tMei\t7\nBeta\tMei\t5.5\n",
        '"entry","judge","score"\n"Alpha","Mei","7"\n"Beta","Mei","5.5"\n',
        "entry,judge,score,criterion,weight\nAlpha,Mei,7,,\nBeta,Mei,5.5,,\n",
    ],
)
def test_the_same_marks_are_read_whatever_the_case_the_order_and_the_separator(text):
    assert read_marks(text, kind_of(text)) == PLAIN


def test_json_gives_the_same_marks():
    text = json.dumps(
        [{"Entry": "Alpha", "judge": "Mei", "score": 7}, {"entry": "Beta", "judge": "Mei", "score": "5.5"}]
    )

    assert read_marks(text, kind_of(text)) == PLAIN


def test_criteria_and_weights_are_kept_and_labels_stay_text():
    text = 'entry,judge,score,criterion,weight\n007,"Okafor, Mei",3,Care,40\n007,"Okafor, Mei",4,Impact,60\n'

    assert read_marks(text, "csv") == [
        Mark("Okafor, Mei", "007", 3.0, "Care", 40.0),
        Mark("Okafor, Mei", "007", 4.0, "Impact", 60.0),
    ]


@pytest.mark.parametrize(
    ("text", "kind"), [("", "csv"), ("\ufeff \n", "csv"), ("entry,judge,score\n", "csv"), ("[]", "json")]
)
def test_a_file_without_rows_holds_no_marks(text, kind):
    assert read_marks(text, kind) == []


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("Alpha,Mei,seven,Care,1", "Row 2: score “seven” is not a number."),
        ('Alpha,Mei,"7,5",Care,1', "Row 2: score “7,5” is not a number, with a point for decimals."),
        ("Alpha,Mei,1_000,Care,1", "Row 2: score “1_000” is not a number."),
        ("Alpha,Mei,nan,Care,1", "Row 2: score “nan” is not a number."),
        ("Alpha,Mei,inf,Care,1", "Row 2: score “inf” is not a number."),
        ("Alpha,Mei,1e999,Care,1", "Row 2: score is not a finite number."),
        ("Alpha,Mei,1e300,Care,1", "Row 2: score is too large."),
        ("Alpha,Mei,,Care,1", "Row 2: score is empty."),
        ("Alpha, ,7,Care,1", "Row 2: judge is empty."),
        ("Alpha,Mei", "Row 2: score is empty."),
        ("Alpha,Mei,7,Care,0", "Row 2: weight must be above 0."),
        ("Alpha,Mei,7,Care,-1", "Row 2: weight must be above 0."),
        ("Alpha,Mei,7,Care,1\n\nAlpha,Mei,8,Care,1", "Row 4: Mei marked Alpha on “Care” already in row 2."),
        ("Alpha,Mei,7,Care,1\nBeta,Mei,8,Care,2", "Row 3: “Care” weighs 2 here and 1 in row 2."),
        ("Alpha,Mei,7,Care,1\nBeta,Mei,8,,1", "Row 3: criterion is empty, though other rows have one."),
        ("Alpha,Mei,7,Care,1\nBeta,Mei,8,Care,", "Row 3: weight is empty, though other rows have one."),
        (
            "Okafor, Mei,Alpha,7,Care,1",
            "Row 2 has 6 cells where the heading has 5: put quotation marks around a text that holds the separator.",
        ),
        ('"Alpha,Mei,7,Care,1', "Row 2: the quotation marks do not match (unexpected end of data)."),
    ],
)
def test_each_fault_is_a_sentence_with_its_row(rows, fault):
    found = faults_of(f"entry,judge,score,criterion,weight\n{rows}\n")

    assert found[:1] == (fault,)


def test_every_fault_is_named_and_a_long_list_is_cut_short():
    text = "entry,judge,score\n" + "".join(f"Alpha,Judge {n},?\n" for n in range(25))

    with pytest.raises(Unreadable) as refused:
        read_marks(text, "csv")

    assert refused.value.faults[24] == "Row 26: score “?” is not a number."
    assert str(refused.value).splitlines()[-1] == "And 5 more."


def test_a_heading_without_a_column_that_is_needed_is_refused():
    assert faults_of("entry,points\nAlpha,7\n") == (
        "The column “judge” is missing from the heading.",
        "The column “score” is missing from the heading.",
    )
    assert faults_of("entry,judge,score,score\n") == ("The heading names “score” twice.",)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[{]", "This is not JSON: Expecting property name enclosed in double quotes in line 1."),
        ("{}", "The JSON must be a list of objects, each with entry, judge and score."),
        ("[7]", "Item 1 is not an object with entry, judge and score."),
        ('[{"entry": "A", "judge": "J", "score": NaN}]', "Item 1: score is not a finite number."),
        ('[{"entry": "A", "judge": "J", "score": true}]', "Item 1: score must be a number."),
        ('[{"entry": "A", "judge": "J", "score": null}]', "Item 1: score is empty."),
        ('[{"entry": ["A"], "judge": "J", "score": 1}]', "Item 1: entry must be a text."),
        ('[{"entry": "\\ud800", "judge": "J", "score": 1}]', "Item 1: entry holds a character that is not one."),
        ("[" * 100_000, "This JSON cannot be read."),
    ],
)
def test_faults_of_json_are_sentences_too(text, fault):
    assert faults_of(text, "json") == (fault,)

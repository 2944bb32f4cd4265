"""What screening finds in the reference season and in its spreadsheet."""

import csv
import json
from pathlib import Path

import pytest

from nominations.identifiers import KIND_WORDS
from nominations.screening import SUBJECTS, Finding, screen, subjects

DATA = Path(__file__).resolve().parents[3] / "demo" / "data"
SEASON = json.loads((DATA / "randip-bhogal-2027.json").read_text(encoding="utf-8"))
NOMINATIONS = {nomination["ref"]: nomination for nomination in SEASON["nominations"]}
BY_PATTERN = ("required", "best_effort")


def names_on(nomination: dict) -> list[str]:
    """The names that belong on a nomination of the reference season."""
    people = {person["key"]: person["name"] for person in SEASON["people"]}
    team = nomination["team"] or {"name": "", "members": []}
    return [
        SEASON["organisation"]["name"],
        SEASON["organisation"]["short_name"],
        *(award["name"] for award in SEASON["categories"]),
        people.get(nomination["nominee"], ""),
        people[nomination["nominator"]],
        team["name"],
        *(member["name"] for member in team["members"]),
    ]


def spreadsheet() -> dict[int, dict]:
    """The rows of the spreadsheet by their number, each with its text, its note and the names on it."""
    with (DATA / "nominations-import.csv").open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.reader(source))[1:]
    shared = [SEASON["organisation"]["name"], "Fellshire", *(award["name"] for award in SEASON["categories"])]
    return {
        int(row[0]): {
            "text": row[15],
            "note": row[19],
            "known": [*shared, row[4], row[7], row[9], row[11], *row[13].splitlines()],
        }
        for row in rows
    }


ROWS = spreadsheet()


def phrases(text: str, known=()) -> list[tuple[str, str]]:
    """What is found in `text`, as kind and words."""
    return [(f.kind, text[f.start : f.end]) for f in screen(text, known=known)]


@pytest.mark.parametrize("ref", NOMINATIONS)
def test_what_a_pattern_can_find_is_found_where_the_reference_season_says(ref):
    nomination = NOMINATIONS[ref]

    found = {(f.kind, f.start, f.end) for f in screen(nomination["statement"], known=names_on(nomination))}

    flags = nomination["expected"]["flags"]
    by_pattern = {(f["type"], f["start"], f["end"]) for f in flags if f["detection"] in BY_PATTERN}
    by_person = {("person_name", 1205, 1209)} if ref == "RB27-0010" else set()  # "Jean", left to a person there
    assert found == by_pattern | by_person


@pytest.mark.parametrize("ref", NOMINATIONS)
@pytest.mark.parametrize("names", ["known", "unknown"])
def test_what_is_required_is_certain_and_nothing_else_is(ref, names):
    nomination = NOMINATIONS[ref]

    found = screen(nomination["statement"], known=names_on(nomination) if names == "known" else ())

    required = [f for f in nomination["expected"]["flags"] if f["detection"] == "required"]
    assert [(f.kind, f.start, f.end) for f in found if f.is_certain] == [
        (f["type"], f["start"], f["end"]) for f in required
    ]


def test_exactly_three_nominations_hold_what_must_be_found():
    assert [
        ref for ref, nomination in NOMINATIONS.items() if any(f.is_certain for f in screen(nomination["statement"]))
    ] == ["RB27-0002", "RB27-0010", "RB27-0011"]


@pytest.mark.parametrize("ref", NOMINATIONS)
def test_near_misses_of_the_reference_season_are_left_alone(ref):
    text = NOMINATIONS[ref]["statement"]
    found = screen(text)

    for phrase in NOMINATIONS[ref]["expected"]["must_not_flag"]:
        start = text.index(phrase)
        assert [f for f in found if f.start < start + len(phrase) and start < f.end] == []


def test_two_rows_of_the_spreadsheet_hold_identifiers_and_no_other():
    found = {number: phrases(row["text"], row["known"]) for number, row in ROWS.items()}

    assert {number: what for number, what in found.items() if what} == {
        15: [
            ("person_name", "Mrs Ivy Thackeray-Boon"),
            ("nhs_number", "999 000 1234"),
            ("date_of_birth", "2/11/1941"),
            ("street_address", "3 Sorrel Bank, Wexley"),
            ("uk_postcode", "LA88 2DN"),
            ("person_name", "Ivy"),
        ],
        34: [("phone", "07700 900233"), ("case_reference", "LAS number is 2048817")],
    }
    assert [number for number, row in ROWS.items() if phrases(row["note"], row["known"])] == []


def test_an_nhs_number_that_fails_its_check_says_so():
    (finding,) = [f for f in screen(ROWS[15]["text"]) if f.kind == "nhs_number"]

    assert finding == Finding(
        "nhs_number",
        45,
        57,
        "certain",
        "Ten digits beside the letters NHS; the check digit does not fit, so one may be mistyped.",
        "checksum_fails",
    )


@pytest.mark.parametrize(
    "typed",
    [
        "Zoë Makepeace-Iyer",
        "ZOE MAKEPEACE IYER",
        "Zoe\u0308 Makepeace\u2011Iyer",
        "Zoë",
        "Ms Makepeace-Iyer",
        "Zoe Iyer",
        "Zoë’s",
    ],
)
def test_somebody_on_the_nomination_is_not_flagged_however_they_are_typed(typed):
    text = f"We all thanked {typed} and her friend Jean."

    assert phrases(text, known=["Zoë Makepeace-Iyer"]) == [("person_name", "Jean")]


def test_a_relative_with_the_surname_of_the_nominator_is_still_flagged():
    text = "Mum is Mrs Dorothy Ainscough-Vale. Mrs Ainscough-Vale and I agree."

    assert phrases(text, known=["Gillian Ainscough-Vale"]) == [("person_name", "Mrs Dorothy Ainscough-Vale")]


def test_a_team_does_not_hide_the_people_whose_surname_is_in_its_name():
    text = "The Stone Lane Team stayed with Mrs Stone, and Stone Lane is proud."

    assert phrases(text, known=["Stone Lane Team"])[0] == ("person_name", "Mrs Stone")


@pytest.mark.parametrize("surname", ["Hill", "Green", "Bank", "Young", "Rose", "May", "Ward"])
def test_somebody_on_the_nomination_whose_surname_is_a_word_is_not_flagged(surname):
    text = f"Mrs {surname} came. We thanked Priya {surname}, and {surname} smiled. Priya left."

    assert phrases(text, known=[f"Priya {surname}"]) == []


def test_short_forms_of_a_name_on_the_nomination_are_not_flagged():
    text = "Gwen, Seun, Liz and Sheila came."

    known = ["Gwendolen Tapley", "Oluwaseun Adébáyò-Finch", "Elizabeth Marsh"]
    assert phrases(text, known) == [("person_name", "Sheila")]


def test_first_names_alone_are_flagged_only_when_it_is_known_who_is_on_the_nomination():
    text = "Sheila rang and Edith answered."

    assert (phrases(text), phrases(text, known=["Nadia Fenwick-Oyelaran"])) == (
        [],
        [("person_name", "Sheila"), ("person_name", "Edith")],
    )


def test_a_phrase_that_is_known_may_be_a_number_or_an_address():
    text = "Ring the awards team on 01632 960145 or write to awards@fellshire.example."

    assert phrases(text, known=["01632 960 145", "awards@fellshire.example"]) == []


def test_a_reason_never_repeats_the_phrase_and_every_kind_has_words():
    text = " ".join(nomination["statement"] for nomination in NOMINATIONS.values()) + ROWS[15]["text"]

    for finding in screen(text):
        assert text[finding.start : finding.end] not in finding.why
        assert finding.kind in KIND_WORDS


def test_the_subjects_of_the_reference_season():
    about = {ref: set(subjects(nomination["statement"])) for ref, nomination in NOMINATIONS.items()}

    assert {ref: what for ref, what in about.items() if what} == {
        "RB27-0011": {"child", "court", "family_proceedings"},
        "RB27-0012": {"safeguarding_concern"},
    }


def test_the_subjects_of_the_spreadsheet():
    about = {number: set(subjects(row["text"])) | set(subjects(row["note"])) for number, row in ROWS.items()}

    assert {number: what for number, what in about.items() if what} == {
        19: {"health_own_words", "access_request"},
        43: {"child"},
        48: {"court", "family_proceedings"},
        53: {"child"},
        62: {"child"},
        63: {"safeguarding_concern"},
    }


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("He had been sexually abused as a young man.", {"sexual_harm"}),
        ("The girl, aged nine, spoke to the judge.", {"child"}),
        ("She was raped; the crown court heard it in May.", {"sexual_harm", "court"}),
        ("The care order was made and the baby came home.", {"court", "family_proceedings", "child"}),
        ("I have Parkinson's disease and she never rushes me.", {"health_own_words"}),
        ("Please could I have the form in Braille?", {"access_request"}),
        ("My brother is being hit by a man at the home.", {"safeguarding_concern"}),
        ("People aged 14 to 18 run the court statements lunch.", set()),
        ("He fosters a love of reading in the courtyard.", set()),
        ("", set()),
    ],
)
def test_subjects_are_hints_from_plain_words(text, about):
    assert set(subjects(text)) == about <= set(SUBJECTS)

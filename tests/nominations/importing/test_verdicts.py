"""What an import finds of each row, of two councils' files and of anything that may stand in a cell."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.source import FOLDER, read
from nominations.importing import (
    FIELDS,
    ISSUE_WORDS,
    AwardFacts,
    Context,
    Member,
    NominationFacts,
    Sheet,
    check_rows,
    guess_awards,
    guess_columns,
    guess_dates,
    read_sheet,
    words_for,
)
from nominations.importing.cleaning import MENDS
from nominations.importing.codes import NEEDS_DECISION, ORDER, REJECT, prefix
from tests.nominations.importing import marrowdale

LONDON = ZoneInfo("Europe/London")
PLACES = {"EARLY_DATE", "WITH_ITS_MATCH"}


def found_in(sheet, context, dates="", edited=None):
    columns = guess_columns(sheet.headers)
    awards = guess_awards({row[columns["award"]] for row in sheet.rows}, context)
    return check_rows(sheet, columns, awards, dates or guess_dates(sheet, columns), context, edited)


def fellshire() -> Context:
    """The demo's season as an import sees it, straight from its file."""
    source = read()
    people = {person["key"]: person for person in source["people"]}

    def facts(row):
        nominee = people.get(row["nominee"]) or {"name": row["team"]["name"], "email": ""}
        nominator = people[row["nominator"]]
        who = nominee["name"], nominee["email"] or "", nominator["name"], nominator["email"]
        return NominationFacts(row["ref"], row["category"], *who, is_team=bool(row["team"]))

    return Context(
        awards=tuple(
            AwardFacts(a["key"], a["name"], a["nominee_type"], a["nominee_pool"], a["self_nomination"])
            for a in source["categories"]
        ),
        closes=datetime(2027, 1, 22, 17, tzinfo=LONDON),
        nominations=tuple(facts(row) for row in source["nominations"]),
        judges={p["category"]: frozenset(people[key]["email"] for key in p["judges"]) for p in source["panels"]},
        reviewers=frozenset(p["email"] for p in people.values() if "reviewer" in p["roles"]),
        own_names=("Fellshire County Council",),
        own_domains=frozenset({"fellshire.example"}),
    )


def demo_sheet() -> Sheet:
    return read_sheet((FOLDER / "nominations-import.csv").read_bytes(), "nominations-import.csv")


def test_every_row_of_the_demo_has_the_verdict_and_the_codes_of_its_file():
    expected = json.loads((FOLDER / "nominations-import.expected.json").read_text(encoding="utf-8"))["rows"]

    assert [
        {"id": int(r.key), "status": r.status, "category": r.award, "words": r.words, "issues": r.issues}
        for r in found_in(demo_sheet(), fellshire())
    ] == expected


def test_the_file_of_another_council_is_judged_by_the_same_rules():
    sheet = read_sheet(marrowdale.content(), "marrowdale.csv")

    found = [(r.status, r.award, r.issues) for r in found_in(sheet, marrowdale.CONTEXT)]
    assert found == [(status, award, codes) for _, status, award, codes in marrowdale.ROWS]


def one_row(**answers):
    """What is found of one row of Marrowdale's, as if it were alone in its file."""
    row = marrowdale.USUAL | answers
    sheet = Sheet([*marrowdale.HEADINGS.values()], [[row.get(name, "") for name in marrowdale.HEADINGS]])
    return found_in(sheet, marrowdale.CONTEXT, "dmy")[0]


def test_what_a_row_means_is_said_in_the_words_of_a_nomination():
    source = {int(check.key): check.meaning for check in found_in(demo_sheet(), fellshire())}

    assert source[7].members == (Member("Agnes Pomfret-Daley"), Member("Winston Pomfret-Daley"))
    assert source[24].members[2] == Member("Crew Manager Daphne Whitlock", role="fire")
    assert [member.name for member in source[62].members] == [
        "Catriona Sallow",
        "Ishaan Valecroft",
        "Marisol Tunnicliffe",
    ]
    assert (source[5].kind, source[7].kind, source[1].kind) == ("team", "household", "person")
    assert (source[1].manager_name, source[1].manager_email) == (
        "Lorna Castlemaine",
        "lorna.castlemaine@fellshire.example",
    )
    assert (source[34].manager_name, source[34].relationship) == ("Lorna Castlemaine", "line_manager")
    assert (source[26].manager_name, source[30].is_self, source[30].relationship) == ("", True, "self")
    assert source[1].completed_at == datetime(2026, 12, 7, 9, 31, 47, tzinfo=LONDON)
    assert source[62].completed_at == datetime(2027, 1, 22, 14, 30, tzinfo=LONDON)
    assert (source[51].nominator_kind, source[1].nominator_kind) == ("person_with_lived_experience", "staff")
    assert (source[32].share_name, source[1].share_name, source[9].share_name) == ("no", "yes", "")


def test_what_was_mended_is_named_and_what_came_is_kept():
    by_id = {int(check.key): check for check in found_in(demo_sheet(), fellshire())}

    assert (by_id[2].original["nominee"], by_id[2].values["nominee"]) == (" Zoë Makepeace-Iyer ", "Zoë Makepeace-Iyer")
    assert (by_id[2].changed, by_id[1].changed) == (("nominee",), ())
    assert by_id[33].values["reason"].startswith("My brother doesn’t speak")
    assert by_id[39].values["reason"].splitlines()[0].endswith("to talk side by side.")
    assert by_id[31].values["reason"].startswith("=Her teaching")
    assert by_id[18].values["nominee"] == by_id[18].original["nominee"]
    assert [finding.kind for finding in by_id[34].findings] == ["phone", "case_reference"]


def test_an_answer_that_somebody_corrects_takes_the_place_of_the_cell():
    sheet = demo_sheet()
    numbers = {row[0]: number for number, row in enumerate(sheet.rows, start=1)}
    edited = {
        numbers["21"]: {"award": "Influence Award: co-production and change"},
        numbers["57"]: {"nominee": "Ada Pell"},
    }

    found = {check.key: check for check in found_in(sheet, fellshire(), edited=edited)}
    assert (found["21"].status, found["21"].award) == ("ok", "influence")
    assert found["21"].original["award"] == "Influence Award: co-production and change"
    assert "nominee_blank" not in found["57"].issues


def test_an_administrator_may_say_which_award_a_name_means():
    sheet = demo_sheet()
    columns = guess_columns(sheet.headers)
    awards = guess_awards({row[columns["award"]] for row in sheet.rows}, fellshire()) | {"Long Service Award": "home"}

    found = {c.key: c for c in check_rows(sheet, columns, awards, "mdy", fellshire())}
    assert (found["40"].award, "award_alias" in found["40"].issues, "award_unknown" in found["40"].issues) == (
        "home",
        True,
        False,
    )


@pytest.mark.parametrize(
    ("relation", "code"),
    [
        ("She was my social worker", True),
        ("I live with them", True),
        ("He supports me at home", True),
        ("She is my manager", False),
        ("They support us", False),
        ("my brother's support worker", False),
    ],
)
def test_whom_a_nominee_supports_is_recognised(relation, code):
    sheet = demo_sheet()
    place = guess_columns(sheet.headers)["relationship"]
    row = [*sheet.rows[0]]
    row[place] = relation

    found = found_in(Sheet(sheet.headers, [row]), fellshire(), "mdy")[0]
    assert ("nominator_lived_experience" in found.issues) is code


def test_two_nominees_of_one_first_name_are_told_apart():
    def row(number, name):
        return {"who": name, "from": f"p{number}@home.example"}

    rows = [row(1, "Ann Elm"), row(2, "Ann Elm"), row(3, "Ann Oak"), row(4, "Ann Oak")]
    cells = [[(marrowdale.USUAL | r).get(name, "") for name in marrowdale.HEADINGS] for r in rows]

    found = found_in(Sheet([*marrowdale.HEADINGS.values()], cells), marrowdale.CONTEXT, "dmy")
    assert [check.issues for check in found] == [[], ["duplicate_nominee:ann-elm"], [], ["duplicate_nominee:ann-oak"]]


def test_a_timestamp_that_can_be_read_in_two_ways_is_asked_about_only_where_it_matters():
    assert one_row(when="05/02/2027 10:00").issues == []
    sheet = demo_sheet()
    rows = [[*row] for row in sheet.rows]
    rows[0][2] = "1/2/27 9:00"

    found = found_in(Sheet(sheet.headers, rows), fellshire())[0]
    assert ("timestamp_ambiguous" in found.issues, found.status) == (True, "needs_decision")


def test_every_code_has_a_place_and_a_sentence():
    assert set(ISSUE_WORDS) == set(ORDER) - PLACES
    assert set(ISSUE_WORDS) >= REJECT | NEEDS_DECISION
    assert [words_for(code) for code in ISSUE_WORDS if "{" in words_for(code) or "_" in words_for(code)] == []
    assert words_for("possible_identifier:nhs_number_checksum_fails") == (
        "The reason may identify somebody: an NHS number with a slip in it. A reviewer must take it out before judges "
        "read it."
    )
    assert words_for("possible_same_person:14,41").startswith("The nominee may be the same person as in row 14, 41,")


def test_nothing_here_needs_a_database():
    asked = (
        "import sys, nominations.importing; print(sorted(m for m in sys.modules if m.partition('.')[0] == 'django'))"
    )

    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True).stdout == "[]\n"


SPICE = st.sampled_from(
    ["", " ", "\t", "\r\n", "\u200b", "\u202e", "\u00a0", "\0", "&amp;", "<b>", "â€™", "=1+1", "'=1", "46235",
     "12/13/26", "á", "a\u0301", "李", "🌻", "anonymous", "test", "Me", ";", "/", "&", "and 4 others", "\ud800"]
)  # fmt: skip
ANYTHING = st.one_of(st.text(max_size=60), st.lists(st.one_of(SPICE, st.text(max_size=8)), max_size=6).map("".join))
COLUMNS = {name: place for place, name in enumerate(FIELDS)}


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(ANYTHING, min_size=len(FIELDS), max_size=len(FIELDS)), min_size=1, max_size=4))
def test_no_text_stops_it_and_no_cell_changes_without_a_code(rows):
    sheet = Sheet([*FIELDS], rows)
    context = replace(marrowdale.CONTEXT)
    awards = guess_awards({row[COLUMNS["award"]] for row in rows}, context)

    for check, cells in zip(check_rows(sheet, COLUMNS, awards, "dmy", context), rows, strict=True):
        assert check.original == dict(zip(FIELDS, cells, strict=True))
        assert {prefix(code) for code in check.issues} <= set(ISSUE_WORDS)
        changed = {name for name in FIELDS if check.values[name] != check.original[name]}
        assert set(check.changed) == changed
        if not {prefix(code) for code in check.issues} & {*MENDS, "award_alias", "award_name_normalised"}:
            assert changed == set()

"""`manage.py screen`, as somebody at a keyboard meets it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

TEXT = "Mrs Crake (dob 2/11/1941)\nlives in LA88 2DN. Kayden P, aged six, does not."


@pytest.fixture
def story(tmp_path):
    file = tmp_path / "story.txt"
    file.write_text(TEXT, encoding="utf-8")
    return str(file)


def run(*arguments) -> str:
    out = io.StringIO()
    call_command("screen", *arguments, stdout=out)
    return out.getvalue()


def test_it_says_what_stands_on_which_line_and_why(story):
    assert run(story).splitlines() == [
        "Line 1: Name of a person (likely): “Mrs Crake”. A title with a name.",
        "Line 1: Date of birth (certain): “2/11/1941”. A date beside the words date of birth.",
        "Line 2: Postcode (certain): “LA88 2DN”. The form of a full postcode.",
        "Line 2: Name of a child (likely): “Kayden P”. A first name with an initial.",
        "4 found: 2 certain, 2 likely.",
    ]


def test_json_gives_offsets_in_characters_and_the_types_of_the_reference_season(story):
    found = json.loads(run(story, "--json"))

    assert [(f["type"], f["text"], f["certainty"]) for f in found] == [
        ("person_name", "Mrs Crake", "likely"),
        ("date_of_birth", "2/11/1941", "certain"),
        ("uk_postcode", "LA88 2DN", "certain"),
        ("person_name", "Kayden P", "likely"),
    ]
    assert [TEXT[f["start"] : f["end"]] for f in found] == [f["text"] for f in found]
    assert {frozenset(f) for f in found} == {frozenset({"type", "start", "end", "text", "certainty", "why", "detail"})}


def test_names_in_the_file_of_known_names_are_left_alone(story, tmp_path):
    known = tmp_path / "known.txt"
    known.write_text("Winifred Crake\n\nKayden Porter\n", encoding="utf-8")

    assert [f["type"] for f in json.loads(run(story, "--known", str(known), "--json"))] == [
        "date_of_birth",
        "uk_postcode",
    ]


def test_an_empty_text_is_said_to_hold_nothing(tmp_path):
    file = tmp_path / "empty.txt"
    file.write_bytes(b"")

    assert (run(str(file)), run(str(file), "--json")) == ("Nothing found. A person must still read the text.\n", "[]\n")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "cannot be read: No such file or directory."), (b"\xff\xfe\x00", "is not a text file in UTF-8.")],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path, content, sentence):
    file = tmp_path / "story.txt"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(CommandError) as refused:
        run(str(file))

    assert (str(refused.value), refused.value.returncode) == (f"{file} {sentence}", 2)

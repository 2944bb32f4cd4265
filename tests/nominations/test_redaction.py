"""Making the judging copy: what is found, what is taken out, what is left."""

import unicodedata
from datetime import timedelta

import pytest

from kit import clock
from nominations.models import Flag, Redaction, RedactionLabel
from nominations.services.redaction import (
    add_redaction,
    find_phrase,
    pieces,
    preview_text,
    redact_flag,
    redacted,
    remove_redaction,
    rule_on_flag,
)
from nominations.services.reviewing import return_nomination, take_nomination
from nominations.services.sending import resubmit_nomination
from tests.world import WORDS, make_submitted
from workflow import NotAllowed, NotNow
from workflow.audit import trail

STORY = (
    "Edith rang. EDITH slept; edith's son (Edith) came. Ediths are many. \u201cEdith,\u201d she said, Édith did not. "
    + WORDS
)


@pytest.fixture
def story(award, people):
    """A nomination whose statement names somebody who is supported, five times."""
    return make_submitted(award, nominator=people["nominator"], nominee=people["nominee"], statement_text=STORY)


def found(text, phrase):
    return [text[start:end] for start, end in find_phrase(text, phrase)]


def test_a_phrase_is_found_wherever_it_stands_as_whole_words_whatever_its_capitals():
    assert found(STORY, " edith ") == ["Edith", "EDITH", "edith", "Edith", "Edith"]


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("Édith and Edith", "Edith", ["Edith"]),
        (unicodedata.normalize("NFD", "Édith and Edith"), "edith", ["Edith"]),
        (unicodedata.normalize("NFD", "José came"), "josé", [unicodedata.normalize("NFD", "José")]),
        ("José came", unicodedata.normalize("NFD", "JOSÉ"), ["José"]),
        ("cafe\u0301 and cafe", "cafe", ["cafe"]),
        ("Mr O’Brien, O'Brien", "o'brien", ["O’Brien", "O'Brien"]),
        ("Rawcliffe-Stone, Rawcliffe–Stone", "rawcliffe-stone", ["Rawcliffe-Stone", "Rawcliffe–Stone"]),
        ("7 Larch\n  Hollow", "7 Larch Hollow", ["7 Larch\n  Hollow"]),
        ("Edi\u00adth and Edith", "Edith", ["Edi\u00adth", "Edith"]),
        ("(01632 960145)", "(01632 960145)", ["(01632 960145)"]),
        ("a.b axb", "a.b", ["a.b"]),
        ("<b>x</b>", "<b>", ["<b>"]),
        ("nothing", "\u200b ", []),
        ("nothing", "", []),
    ],
)
def test_what_counts_as_the_same_phrase(text, phrase, expected):
    assert found(text, phrase) == expected


def test_every_occurrence_goes_and_only_places_are_stored(story, people):
    redaction = add_redaction(story, phrase="Edith", label=RedactionLabel.NAME, by=people["reviewer"])

    assert len(redaction.spans) == 5
    assert preview_text(story) == (
        "[name removed] rang. [name removed] slept; [name removed]'s son ([name removed]) came. Ediths are many. "
        "\u201c[name removed],\u201d she said, Édith did not. " + WORDS
    )
    event = trail(story).get(verb="nomination.add_redaction")
    assert (event.actor, event.data) == (people["reviewer"].actor_key, {"places": 5})
    assert "edith" not in str([f.value_from_object(redaction) for f in Redaction._meta.fields]).lower()


def test_a_phrase_that_is_not_there_is_refused(story, people):
    with pytest.raises(NotNow) as refusal:
        add_redaction(story, phrase="Dorothy", label=RedactionLabel.NAME, by=people["reviewer"])

    assert refusal.value.sentence == "The statement does not contain this phrase. Check the spelling and the accents."
    assert not story.redactions.exists()


@pytest.mark.parametrize(
    ("label", "stored"),
    [("a relative", "[a relative]"), ("[ an older man ]", "[an older man]"), ("[place removed]", "[place removed]")],
)
def test_a_wording_of_ones_own_stands_in_brackets(story, people, label, stored):
    assert add_redaction(story, phrase="Edith", label=label, by=people["reviewer"]).label == stored


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("", "Select what to put in its place, or enter a short wording."),
        ("[ ]", "Select what to put in its place, or enter a short wording."),
        ("w" * 59, "The wording in its place must be 58 characters or less."),
        ("ÉDITH, a lady", "The wording in its place must not repeat what you take out."),
    ],
)
def test_a_wording_that_will_not_do_is_refused(story, people, label, sentence):
    with pytest.raises(NotNow) as refusal:
        add_redaction(story, phrase="Edith", label=label, by=people["reviewer"])

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([("A", [[0, 5]]), ("B", [[3, 12]])], "B."),
        ([("A", [[0, 5]]), ("B", [[0, 12]]), ("C", [[6, 8]])], "B."),
        ([("A", [[0, 5]]), ("B", [[5, 8]])], "ABth m."),
        ([("A", [[0, 4]]), ("B", [[2, 6]])], "Adith m."),
        ([("A", [[0, 6]]), ("B", [[4, 10]]), ("C", [[8, 13]])], "A"),
        ([], "Mrs. Edith m."),
    ],
)
def test_overlapping_redactions_take_out_everything_either_covers_under_the_longest_label(spans, expected):
    assert redacted("Mrs. Edith m.", [Redaction(label=label, spans=where) for label, where in spans]) == expected


def test_pieces_put_together_are_the_statement(story, people):
    add_redaction(story, phrase="Edith rang", label=RedactionLabel.NAME, by=people["reviewer"])
    add_redaction(story, phrase="rang. EDITH", label=RedactionLabel.DETAIL, by=people["reviewer"])

    parts = pieces(STORY, story.redactions.all(), [(1, 3, 8), (2, 100, 9999)])

    assert "".join(part.text for part in parts) == STORY
    assert [(p.text, p.label, p.flags) for p in parts[:4]] == [
        ("Edi", "[detail removed]", ()),
        ("th ra", "[detail removed]", (1,)),
        ("ng. EDITH", "[detail removed]", ()),
        (STORY[17:100], "", ()),
    ]


def test_a_flag_is_redacted_in_one_step_with_the_label_of_its_kind(story, people):
    flag = Flag.objects.create(nomination=story, kind="person_name", start=0, end=5, certainty="certain")
    other = Flag.objects.create(nomination=story, kind="person_name", start=12, end=17, certainty="likely")

    redaction = redact_flag(flag, by=people["reviewer"])

    assert (redaction.label, len(redaction.spans)) == (RedactionLabel.NAME, 5)
    rulings = list(story.flags.values_list("pk", "ruling", "ruled_by"))
    assert rulings == [(f.pk, Flag.Ruling.REDACTED, people["reviewer"].pk) for f in (flag, other)]


def test_taking_a_redaction_back_opens_its_flags_again(story, people):
    flag = Flag.objects.create(nomination=story, kind="person_name", start=0, end=5, certainty="certain")
    redaction = redact_flag(flag, by=people["reviewer"])

    remove_redaction(redaction, by=people["reviewer"])

    assert (preview_text(story), story.flags.get().ruling) == (STORY, Flag.Ruling.OPEN)


def test_a_flag_can_be_said_to_identify_nobody(story, people):
    flag = Flag.objects.create(nomination=story, kind="person_name", start=0, end=5, certainty="likely")

    rule_on_flag(flag, ruling=Flag.Ruling.NOT_IDENTIFYING, by=people["reviewer"])

    assert story.flags.get().ruling == Flag.Ruling.NOT_IDENTIFYING
    assert trail(story).get().data == {"flag": flag.pk, "ruling": "not_identifying"}


def test_only_the_reviewer_who_has_taken_it_changes_the_copy(story, people):
    take_nomination(story, by=people["reviewer"])

    with pytest.raises(NotNow) as refusal:
        add_redaction(story, phrase="Edith", label=RedactionLabel.NAME, by=people["second_reviewer"])

    assert refusal.value.sentence.startswith("Reviewer has been checking this nomination since ")


@pytest.mark.parametrize("role", ["administrator", "nominator", "nominee", "judge", "stranger", "superuser"])
def test_nobody_but_a_reviewer_changes_the_copy(story, people, role):
    with pytest.raises(NotAllowed):
        add_redaction(story, phrase="Edith", label=RedactionLabel.NAME, by=people[role])

    assert not story.redactions.exists()


def test_a_text_written_anew_loses_the_places_of_the_old_one(story, people):
    add_redaction(story, phrase="Edith", label=RedactionLabel.NAME, by=people["reviewer"])
    returned = return_nomination(story, by=people["reviewer"], note="Please leave out the name.")
    with clock.set_to(clock.now() + timedelta(minutes=5)):
        returned.statement.write("A lady rang. " + WORDS)
        sent = resubmit_nomination(returned, by=people["nominator"])

    assert list(sent.redactions.all()) == []
    assert preview_text(sent) == "A lady rang. " + WORDS


def test_a_text_that_was_not_changed_keeps_its_redactions(story, people):
    add_redaction(story, phrase="Edith", label=RedactionLabel.NAME, by=people["reviewer"])
    returned = return_nomination(story, by=people["reviewer"], note="Please correct the job title.")

    sent = resubmit_nomination(returned, by=people["nominator"])

    assert len(sent.redactions.get().spans) == 5

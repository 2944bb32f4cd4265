"""What holds of screening for any text at all."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from nominations.screening import CERTAIN, LIKELY, screen, subjects
from tests.nominations.screening.measure import CORPUS, KNOWN

SENTENCES = [json.loads(line)["text"] for line in CORPUS.read_text(encoding="utf-8").splitlines()]
PIECES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(SENTENCES),
    st.sampled_from(["\u200b", "\u00a0", "\r\n", "\n\n", "NHS ", "dob ", "Mrs ", "’s", "nine ", "double ", "٣"]),
    st.from_regex(r"[0-9 \-/.()+]{1,14}", fullmatch=True),
)
TEXTS = st.lists(PIECES, max_size=6).map("".join)


@settings(max_examples=120, deadline=None)
@given(TEXTS)
def test_findings_point_inside_the_text_in_order_and_never_overlap(text):
    found = screen(text, known=KNOWN)

    end = 0
    for finding in found:
        assert end <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end].strip() == text[finding.start : finding.end]
        assert finding.certainty in (CERTAIN, LIKELY)
        end = finding.end
    assert subjects(text) is not None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True), min_size=2, max_size=3),
    st.sampled_from(["Mrs {}", "{} rang.", "her friend {}", "We thanked {}, who left.", "I am {}", "{}’s idea"]),
    st.sampled_from([str.upper, str.lower, str.title, lambda name: name.replace(" ", "-")]),
)
def test_a_known_name_is_never_flagged(parts, frame, typed):
    name = " ".join(parts)

    assert screen(frame.format(typed(name)), known=[name]) == []
    assert screen(frame.format(parts[0]), known=[name]) == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SENTENCES), st.text(alphabet=" \n", max_size=5))
def test_what_stands_in_a_paragraph_of_its_own_is_found_wherever_it_stands(sentence, space):
    before = "Nadia stayed.\n\n"
    alone = [(f.kind, f.start + len(before), f.end + len(before)) for f in screen(sentence, known=KNOWN)]

    within = [(f.kind, f.start, f.end) for f in screen(f"{before}{sentence}{space}", known=KNOWN)]

    assert within == alone

"""Whatever is written: taking a phrase out takes out every occurrence of it, and nothing else."""

from dataclasses import dataclass

from hypothesis import assume, given
from hypothesis import strategies as st

from nominations.services.redaction import find_phrase, redacted

LABEL = "[name removed]"
LETTERS = "abdeźéñжم"
words = st.text(LETTERS, min_size=1, max_size=5)
gaps = st.sampled_from([" ", "  ", "\n", "\u00a0", ", ", ". ", "\r\n", "\t"])
inner_gaps = st.sampled_from([" ", "  ", "\n", "\u00a0"])
typings = st.sampled_from([str, str.upper, str.title])


@dataclass
class Taken:
    label: str
    spans: list


@st.composite
def stories(draw):
    """A phrase of one to three words, and a text in which it stands among others, typed in any way."""
    phrase = draw(st.lists(words, min_size=1, max_size=3))
    parts, times = [], 0
    for word in draw(st.lists(st.one_of(words, st.none()), max_size=12)):
        if word is None:
            typed = draw(typings)
            parts.append(draw(inner_gaps).join(typed(one) for one in phrase))
            times += 1
        else:
            parts.append(word)
        parts.append(draw(gaps))
    return " ".join(phrase), "".join(parts), times


@given(stories())
def test_every_occurrence_goes_and_nothing_else_does(story):
    phrase, text, times = story

    spans = find_phrase(text, phrase)
    copy = redacted(text, [Taken(LABEL, spans)])

    assert find_phrase(copy, phrase) == []
    # What stood beside another word of the text may make the phrase once more, but never one fewer.
    assert len(spans) >= times if len(phrase.split()) == 1 else True
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert copy == LABEL.join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


@given(stories(), words)
def test_a_text_without_the_phrase_stays_as_it_is(story, other):
    _, text, _ = story
    assume(not find_phrase(text, other))

    assert redacted(text, [Taken(LABEL, find_phrase(text, other))]) == text

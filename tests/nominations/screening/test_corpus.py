"""How well each kind is found in the corpus of sentences, and that the document says the same."""

import pytest

from tests.nominations.screening import measure

# What must be found, and how little may be found wrongly; raise these when the detectors improve.
FLOORS = {
    "case_reference": (0.95, 0.93),
    "child_name": (0.90, 0.90),
    "court_case_number": (0.95, 0.95),
    "date_of_birth": (0.95, 0.93),
    "email": (0.95, 0.95),
    "nhs_number": (0.95, 0.95),
    "ni_number": (0.92, 0.95),
    "person_name": (0.93, 0.85),
    "phone": (0.95, 0.93),
    "street_address": (0.90, 0.90),
    "uk_postcode": (0.95, 0.93),
}


@pytest.fixture(scope="module")
def figures():
    return measure.figures()


@pytest.mark.parametrize("kind", FLOORS)
def test_a_kind_is_found_and_little_else_is_taken_for_it(figures, kind):
    precision, recall = FLOORS[kind]

    assert figures[kind].precision >= precision
    assert figures[kind].recall >= recall


def test_every_kind_has_a_floor(figures):
    assert set(figures) == set(FLOORS)


def test_the_corpus_is_large_even_and_without_copies():
    corpus = measure.sentences()
    with_some = sum(1 for sentence in corpus if sentence["spans"])

    assert len(corpus) >= 300
    assert 0.4 <= with_some / len(corpus) <= 0.6
    assert len({sentence["text"] for sentence in corpus}) == len(corpus)


def test_the_document_gives_the_figures_of_today(figures):
    document = measure.DOCUMENT.read_text(encoding="utf-8")
    stands = document.split(measure.BEGIN)[1].split(measure.END)[0]

    assert stands.strip() == measure.table(figures), "run: python -m tests.nominations.screening.measure --write"

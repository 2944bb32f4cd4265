"""The page that asks a nominator about what may identify somebody, without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kit import clock
from nominations.models import Flag, Nomination, Statement
from nominations.services.redaction import rule_on_flag
from nominations.services.screening import refresh_flags
from nominations.states import KeptBecause, WriterChoice
from tests.nominations.test_nominate import write
from tests.world import WORDS, make_draft, make_submitted, sign_in
from workflow import perform

RISKY = (
    "She wrote to ellis@home.example, who lives at LA88 4XW. The son of ellis@home.example rang 07700 900417. "
    "ELLIS@home.example is well. " + WORDS
)


def page(name: str, nomination, *more) -> str:
    """Return the address of a page about a nomination."""
    return reverse(f"nominations:{name}", args=[nomination.public_id, *more])


def text_of(response) -> str:
    """Return what the page says."""
    return response.content.decode()


@pytest.fixture
def draft(award, people):
    """A complete draft of the nominator that says nothing about anybody yet."""
    return make_draft(award, nominator=people["nominator"], nominee=people["nominee"])


@pytest.fixture
def writer(people):
    """The nominator's browser."""
    return sign_in(Client(), people["nominator"])


def say(client, nomination, text: str, query: str = ""):
    """Answer the statement question."""
    return client.post(page("question", nomination, "statement") + query, {"statement": text})


def statement_of(nomination) -> str:
    """Return the statement as it stands now."""
    return Statement.objects.get(nomination=nomination).read()


def flag_of(nomination, phrase: str) -> Flag:
    """Return the first flag on `phrase`."""
    text = statement_of(nomination)
    return next(flag for flag in nomination.flags.all() if text[flag.start : flag.end] == phrase)


def answered(nomination) -> list[tuple]:
    """Return what the nominator said of each flag, in the order of the text."""
    return list(nomination.flags.values_list("kind", "writer_choice", "kept_because"))


def test_a_statement_that_names_nobody_leads_straight_on(writer, draft):
    assert say(writer, draft, WORDS).url == page("question", draft, "citation")
    assert writer.get(page("flagged", draft)).url == page("question", draft, "citation")


def test_each_phrase_is_shown_in_its_sentence_with_why_and_three_choices(writer, draft):
    leads = say(writer, draft, RISKY)
    shown = text_of(writer.get(leads.url))

    assert leads.url == page("flagged", draft)
    assert "She wrote to <mark>ellis@home.example</mark>, who lives at LA88 4XW." in shown
    assert "who lives at <mark>LA88 4XW</mark>." in shown
    assert "The son of ellis@home.example rang <mark>07700 900417</mark>." in shown
    assert shown.count("<mark>") == shown.count("Remove it for me") == 3
    assert shown.count("Go back and change it") == shown.count("It does not identify anyone we support") == 3
    assert "We put [address removed] in its place, in all 3 places." in shown
    assert all(flag.why in shown for flag in draft.flags.all())
    assert len(shown.encode()) < 60_000


def test_whoever_answers_nothing_goes_on_and_that_is_noted(writer, draft):
    say(writer, draft, RISKY)
    before = statement_of(draft)

    assert writer.post(page("flagged", draft)).url == page("question", draft, "citation")
    assert statement_of(draft) == before
    assert {(choice, why) for _, choice, why in answered(draft)} == {(WriterChoice.NOT_ANSWERED, "")}
    assert "You have not said what to do with it" in text_of(writer.get(page("check", draft)))
    assert writer.post(page("check", draft)).url == page("sent", draft)
    draft.refresh_from_db()
    assert (draft.state, draft.screening) == ("submitted", "flagged")


def test_removing_takes_out_every_occurrence_and_nothing_else(writer, draft):
    say(writer, draft, RISKY)
    answer = writer.post(page("flagged", draft), {f"choice_{flag_of(draft, 'ellis@home.example').pk}": "remove"})
    said = text_of(writer.get(answer.url))
    draft = Nomination.objects.get(pk=draft.pk)

    assert answer.url == page("question", draft, "citation")
    assert "We have removed 1 phrase from your statement, in 3 places." in said
    wanted = re.sub("ellis@home.example", "[address removed]", RISKY, flags=re.IGNORECASE)
    assert statement_of(draft) == wanted.strip()
    assert sorted(kind for kind, _, _ in answered(draft)) == ["phone", "uk_postcode"]


def test_a_phrase_that_is_kept_is_kept_with_the_reason_and_not_asked_about_again(writer, draft):
    say(writer, draft, "She helped ellis@home.example. " + WORDS)
    key = flag_of(draft, "ellis@home.example").pk
    writer.post(page("flagged", draft), {f"choice_{key}": "keep", f"because_{key}": "colleague"})

    assert answered(draft) == [("email", WriterChoice.KEPT, KeptBecause.COLLEAGUE)]
    assert say(writer, draft, "Then she helped ELLIS@home.example. " + WORDS).url == page("question", draft, "citation")
    assert answered(draft) == [("email", WriterChoice.KEPT, KeptBecause.COLLEAGUE)]
    checked = text_of(writer.get(page("check", draft)))
    assert "You keep it: It is about a colleague or somebody at work" in checked
    again = text_of(writer.get(page("flagged", draft) + "?change"))
    assert again.count(" checked") == 2


def test_keeping_without_a_reason_is_an_answer_too(writer, draft):
    say(writer, draft, "She helped ellis@home.example. " + WORDS)
    answer = writer.post(page("flagged", draft), {f"choice_{flag_of(draft, 'ellis@home.example').pk}": "keep"})

    assert answer.url == page("question", draft, "citation")
    assert answered(draft) == [("email", WriterChoice.KEPT, "")]


def test_going_back_keeps_the_other_answers(writer, draft):
    say(writer, draft, RISKY)
    name, code = flag_of(draft, "ellis@home.example"), flag_of(draft, "LA88 4XW")
    answer = writer.post(page("flagged", draft), {f"choice_{name.pk}": "change", f"choice_{code.pk}": "remove"})

    assert answer.url == page("question", draft, "statement")
    shown = text_of(writer.get(answer.url))
    assert "[address removed]" in shown
    assert "LA88" not in shown
    assert "ellis@home.example" in shown


def test_the_change_flow_returns_to_check_answers(writer, draft):
    leads = say(writer, draft, RISKY, "?change")

    assert leads.url == page("flagged", draft) + "?change"
    assert writer.post(leads.url).url == page("check", draft)
    back = writer.post(leads.url, {f"choice_{flag_of(draft, 'ellis@home.example').pk}": "change"})
    assert back.url == page("question", draft, "statement") + "?change"


def test_many_phrases_come_page_by_page(writer, draft):
    names = ["Abbot", "Barker", "Carter", "Dawson", "Elliot", "Fisher", "Gibson", "Harper", "Irving", "Jenkins"]
    leads = say(writer, draft, " ".join(f"She met {name}@home.example." for name in names) + " " + WORDS)
    first = text_of(writer.get(leads.url))
    more = writer.post(leads.url, {f"choice_{flag_of(draft, 'Abbot@home.example').pk}": "remove"})
    second = text_of(writer.get(more.url))

    assert (first.count("<mark>"), second.count("<mark>")) == (8, 2)
    assert "<mark>Irving@home.example</mark>" in second
    assert writer.post(more.url).url == page("question", draft, "citation")
    assert max(len(first.encode()), len(second.encode())) < 60_000


def test_an_answer_about_a_phrase_that_is_gone_is_passed_over(writer, draft):
    say(writer, draft, RISKY)
    gone = {f"choice_{flag_of(draft, 'ellis@home.example').pk}": "remove"}
    say(writer, draft, "She rang 07700 900417. " + WORDS)

    assert writer.post(page("flagged", draft), gone).url == page("question", draft, "citation")
    assert statement_of(draft).startswith("She rang 07700 900417.")


def test_a_statement_that_grows_too_long_is_said_to_be(writer, draft, season):
    season.statement_max_words = len(WORDS.split()) + 1
    season.save()
    say(writer, draft, "edith@home.example " + WORDS)
    key = draft.flags.get().pk
    writer.post(page("flagged", draft), {f"choice_{key}": "remove"})

    words = len(WORDS.split()) + 2
    assert f"Your statement is now {words} words." in text_of(writer.get(page("check", draft)))


def test_the_sentence_to_publish_is_looked_at_too(writer, draft):
    leads = writer.post(page("question", draft, "citation"), {"citation": "For helping ellis@home.example at home."})
    shown = text_of(writer.get(leads.url))

    assert leads.url == page("flagged", draft) + "?of=citation"
    assert "For helping <mark>ellis@home.example</mark> at home." in shown
    assert page("question", draft, "citation") in shown
    assert writer.post(leads.url).url == page("question", draft, "what-they-know")
    risky = {"citation": "For helping ellis@house.example."}
    changed = writer.post(page("question", draft, "citation") + "?change", risky)
    assert writer.post(changed.url).url == page("check", draft)


def test_who_has_not_signed_in_yet_is_asked_in_the_same_way(client, award):
    address, visited = write(client, award, statement={"statement": RISKY})
    draft = Nomination.objects.get()

    assert (visited[-1], address) == ("statement", page("flagged", draft))
    key = flag_of(draft, "ellis@home.example").pk
    assert client.post(address, {f"choice_{key}": "remove"}).url == page("question", draft, "citation")
    assert "Ellis" not in statement_of(draft)
    assert Client().get(address).status_code == 302


def test_nobody_is_asked_about_a_nomination_that_was_sent(writer, award, people):
    sent = make_submitted(award, nominator=people["nominator"], statement_text=RISKY)
    refresh_flags(sent, by=people["reviewer"])
    key = sent.flags.first().pk

    assert writer.get(page("flagged", sent)).url == page("nomination", sent)
    assert writer.post(page("flagged", sent), {f"choice_{key}": "remove"}).url == page("nomination", sent)
    assert statement_of(sent) == RISKY
    assert sign_in(Client(), people["other_nominator"]).get(page("flagged", sent)).status_code == 404


@pytest.fixture
def returned(award, people):
    """A nomination that came back because of a name that its nominator had kept."""
    sent = make_submitted(award, nominator=people["nominator"], statement_text=RISKY)
    refresh_flags(sent, by=people["reviewer"])
    sent.flags.update(writer_choice=WriterChoice.KEPT, kept_because=KeptBecause.MADE_UP)
    for flag in sent.flags.filter(kind="email"):
        rule_on_flag(flag, ruling=Flag.Ruling.ASKED, by=people["reviewer"])
    for flag in sent.flags.exclude(kind="email"):
        rule_on_flag(flag, ruling=Flag.Ruling.NOT_IDENTIFYING, by=people["reviewer"])
    until = clock.now() + timedelta(days=5)
    return perform(sent, "return_to_nominator", by=people["reviewer"], note="Leave out the name.", return_by=until)


def test_what_came_back_shows_note_phrases_text_and_date(writer, returned):
    shown = text_of(writer.get(page("question", returned, "statement")))

    assert "Leave out the name." in shown
    assert "She wrote to <mark>ellis@home.example</mark>, who lives at LA88 4XW." in shown
    assert shown.count("<mark>") == 1
    assert "Send it back before" in shown
    assert "ELLIS@home.example is well." in shown
    assert "<mark>ellis@home.example</mark>" in text_of(writer.get(page("nomination", returned)))


def test_what_came_back_is_asked_about_anew_and_what_was_ruled_is_not(writer, returned):
    leads = say(writer, returned, RISKY)
    shown = text_of(writer.get(leads.url))

    assert shown.count("<mark>") == 1
    assert "The awards team asks about this" in shown
    key = returned.flags.filter(ruling=Flag.Ruling.ASKED).first().pk
    writer.post(leads.url, {f"choice_{key}": "remove"})
    assert writer.post(page("check", returned)).url == page("sent", returned)
    assert set(returned.flags.values_list("kind", "ruling")) == {
        ("phone", Flag.Ruling.NOT_IDENTIFYING),
        ("uk_postcode", Flag.Ruling.NOT_IDENTIFYING),
    }
    returned.refresh_from_db()
    assert (returned.state, returned.screening) == ("submitted", "not_checked")


def test_what_was_asked_about_and_still_stands_is_decided_anew(writer, returned):
    say(writer, returned, RISKY)
    key = returned.flags.filter(ruling=Flag.Ruling.ASKED).first().pk
    writer.post(page("flagged", returned), {f"choice_{key}": "keep", f"because_{key}": "colleague"})
    writer.post(page("check", returned))

    asked = returned.flags.filter(kind="email").values_list("ruling", "writer_choice", "kept_because")
    assert set(asked) == {(Flag.Ruling.OPEN, WriterChoice.KEPT, KeptBecause.COLLEAGUE)}
    returned.refresh_from_db()
    assert returned.screening == "flagged"


def test_the_page_asks_as_much_for_many_phrases_as_for_one(writer, draft, django_assert_max_num_queries):
    counts = []
    for how_many in (1, 3, 300):
        say(writer, draft, " ".join(f"Post for e{n}@home.example." for n in range(how_many)))
        with django_assert_max_num_queries(20) as asked:
            assert writer.get(page("flagged", draft)).status_code == 200
        counts.append(len(asked))
        assert draft.flags.count() == how_many

    assert len(set(counts)) == 1, counts

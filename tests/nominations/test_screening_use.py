"""What screening finds in a nomination, what is kept of what was said, and what it stops."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from announcements.preview import preview_of
from judging.models import Declaration, ScoreSheet
from judging.services.reports import report_identifying
from kit import clock
from nominations.models import (
    Entry,
    Flag,
    Interest,
    InterestKind,
    InterestSource,
    Nomination,
    NomineeMember,
    RedactionLabel,
    Statement,
)
from nominations.services.drafts import save_statement
from nominations.services.flagged import Passage, Phrase, in_its_sentence, take_out
from nominations.services.redaction import add_redaction, redact_flag, rule_on_flag
from nominations.services.reviewing import (
    CitationIdentifies,
    accept_nomination,
    hide_entry,
    show_entry_again,
    take_nomination,
)
from nominations.services.screening import (
    StillIdentifies,
    names_known,
    names_known_by_entry,
    refresh_flags,
    screen_statement,
)
from nominations.services.sending import submit_nomination
from nominations.states import KeptBecause, WriterChoice
from notifications.kinds import Kind
from notifications.models import Message
from notifications.rendering import preview
from people.models import RoleGrant
from tests.announcements.building import prepare, win
from tests.world import WORDS, make_draft, make_entry, make_round, make_submitted, sign_in
from workflow import NotNow
from workflow.audit import trail

RISKY = "Post for ellis@home.example at LA88 4XW. Also ELLIS@home.example. " + WORDS


def flags_of(nomination) -> list[tuple]:
    """Return kind, phrase and ruling of each flag, in the order of the text."""
    text = Statement.objects.get(nomination=nomination).read()
    return [(flag.kind, text[flag.start : flag.end], flag.ruling) for flag in nomination.flags.all()]


@pytest.fixture
def risky(award, people):
    """A nomination that was sent with an address twice and a postcode once."""
    draft = make_draft(award, nominator=people["nominator"], nominee=people["nominee"])
    save_statement(draft, RISKY, by=people["nominator"])
    return submit_nomination(draft, by=people["nominator"])


@pytest.fixture
def taken(risky, people):
    """The same, taken by the reviewer."""
    return take_nomination(risky, by=people["reviewer"])


def test_sending_flags_what_may_identify_somebody(risky):
    assert flags_of(risky) == [
        ("email", "ellis@home.example", "open"),
        ("uk_postcode", "LA88 4XW", "open"),
        ("email", "ELLIS@home.example", "open"),
    ]
    assert {flag.certainty for flag in risky.flags.all()} == {"certain"}
    assert all(flag.why and "ellis" not in flag.why.lower() and "LA88" not in flag.why for flag in risky.flags.all())
    assert (risky.screening, trail(risky)[0].verb) == ("flagged", "nomination.screen")


def test_a_text_that_identifies_nobody_leaves_no_flag_and_no_word_in_the_trail(draft, people):
    sent = submit_nomination(draft, by=people["nominator"])

    assert (flags_of(sent), sent.screening, sent.second_review_for) == ([], "not_checked", [])
    assert [event.verb for event in trail(sent)] == ["nomination.submit"]


def test_the_names_on_the_nomination_are_known(draft, other_season):
    draft.endorser_name = "Patience Okoro"
    NomineeMember.objects.create(nominee=draft.nominee, name="Sam Ward", employer="Harrowbeck Homecare")
    known = names_known(draft)

    assert {
        "Nominee",
        "Nominator",
        "Patience Okoro",
        "Sam Ward",
        "Harrowbeck Homecare",
        "North Awards",
        "North County Council",
        "North Awards 2027",
        "Safeguarding Award",
        "Care Worker of the Year",
    } == set(known)


def test_what_a_text_is_about_asks_for_a_second_reviewer_and_never_takes_one_away(award, people):
    text = "He was in foster care, aged six, and gave a statement in court. " + WORDS
    draft = make_draft(award, nominator=people["nominator"], statement_text=text)
    refresh_flags(draft, by=people["nominator"])
    before = draft.second_review_for
    sent = submit_nomination(draft, by=people["nominator"])
    found = sent.second_review_for
    Nomination.objects.filter(pk=sent.pk).update(second_review_for=["court", "publicity"])
    refresh_flags(sent, by=people["reviewer"], hints=False)
    kept = Nomination.objects.get(pk=sent.pk).second_review_for
    refresh_flags(sent, by=people["reviewer"])

    assert (before, found, kept) == ([], ["child", "court"], ["court", "publicity"])
    assert Nomination.objects.get(pk=sent.pk).second_review_for == ["child", "court", "publicity"]


def test_what_was_ruled_and_said_stays_with_a_phrase_wherever_it_moves(taken, people):
    first, code, second = taken.flags.all()
    rule_on_flag(code, ruling=Flag.Ruling.NOT_IDENTIFYING, by=people["reviewer"])
    taken.flags.update(writer_choice=WriterChoice.KEPT, kept_because=KeptBecause.PUBLIC)
    own = Flag.objects.create(nomination=taken, kind="school", start=0, end=4, certainty="person")
    refresh_flags(taken, by=people["reviewer"])

    assert list(taken.flags.values_list("pk", "ruling", "ruled_by", "writer_choice")) == [
        (own.pk, "open", None, ""),
        (first.pk, "open", None, "kept"),
        (code.pk, "not_identifying", people["reviewer"].pk, "kept"),
        (second.pk, "open", None, "kept"),
    ]


def test_what_was_said_moves_with_the_text_and_goes_with_the_phrase(award, people):
    draft = make_draft(award, nominator=people["nominator"])
    save_statement(draft, RISKY, by=people["nominator"])
    draft.flags.update(writer_choice=WriterChoice.KEPT, kept_because=KeptBecause.COLLEAGUE)
    Flag.objects.create(nomination=draft, kind="school", start=0, end=4, certainty="person")
    later = "At la88 4xw she found Post from ellis@home.example, and 07700 900417. " + WORDS
    save_statement(draft, later, by=people["nominator"])

    text = Statement.objects.get(nomination=draft).read()
    assert [(f.kind, text[f.start : f.end], f.writer_choice, f.kept_because) for f in draft.flags.all()] == [
        ("uk_postcode", "la88 4xw", "kept", "colleague"),
        ("school", "Post", "", ""),
        ("email", "ellis@home.example", "kept", "colleague"),
        ("phone", "07700 900417", "", ""),
    ]


def test_what_is_redacted_is_decided_and_a_rewritten_text_opens_it_again(taken, people):
    redact_flag(taken.flags.first(), by=people["reviewer"])
    refresh_flags(taken, by=people["reviewer"])
    assert [ruling for _, _, ruling in flags_of(taken)] == ["redacted", "open", "redacted"]
    assert Nomination.objects.get(pk=taken.pk).screening == "flagged"

    Statement.objects.get(nomination=taken).write("Now ellis@home.example. " + WORDS)
    refresh_flags(taken, by=people["reviewer"])
    assert flags_of(taken) == [("email", "ellis@home.example", "open")]


def test_it_is_not_accepted_while_the_copy_holds_something_certain(taken, people):
    taken.flags.all().delete()
    with pytest.raises(StillIdentifies) as refusal:
        accept_nomination(taken, by=people["reviewer"])

    assert "Email address and Postcode" in refusal.value.sentence
    assert "ellis" not in refusal.value.sentence.lower()
    assert Nomination.objects.get(pk=taken.pk).state == "submitted"


def test_what_a_reviewer_rules_harmless_or_takes_out_lets_it_through(taken, people):
    code = taken.flags.get(kind="uk_postcode")
    add_redaction(taken, phrase="ellis@home.example", label=RedactionLabel.ADDRESS, by=people["reviewer"])
    rule_on_flag(code, ruling=Flag.Ruling.ASKED, by=people["reviewer"])
    with pytest.raises(StillIdentifies):
        accept_nomination(taken, by=people["reviewer"])
    rule_on_flag(code, ruling=Flag.Ruling.NOT_IDENTIFYING, by=people["reviewer"])
    accepted = accept_nomination(taken, by=people["reviewer"])

    assert (accepted.state, accepted.screening) == ("accepted", "redacted")
    assert refresh_flags(accepted, by=people["reviewer"]) == 0
    assert Nomination.objects.get(pk=accepted.pk).screening == "redacted"


def test_the_page_that_accepts_makes_the_flag_that_is_to_be_decided(taken, people):
    taken.flags.all().delete()
    client = sign_in(Client(), people["reviewer"])
    shown = client.post(reverse("review:accept", args=[taken.public_id]), {"has_read": "on"}).content.decode()

    assert "The judging copy still holds what identifies somebody: Email address and Postcode." in shown
    assert [ruling for _, _, ruling in flags_of(taken)] == ["open"] * 3


def test_a_citation_that_may_identify_somebody_is_confirmed_first(submitted, people):
    taken = take_nomination(submitted, by=people["reviewer"])
    citation = "For help given at LA88 4XW."
    with pytest.raises(CitationIdentifies):
        accept_nomination(taken, by=people["reviewer"], citation=citation)
    client = sign_in(Client(), people["reviewer"])
    address = reverse("review:accept", args=[taken.public_id])
    first = client.get(address).content.decode()
    asked = client.post(address, {"has_read": "on", "citation": citation}).content.decode()
    done = client.post(address, {"has_read": "on", "citation": citation, "citation_is_safe": "on"})

    assert "The citation may identify somebody: “LA88 4XW”." in asked
    assert ("identifies nobody who is supported" in first, "identifies nobody who is supported" in asked) == (
        False,
        True,
    )
    assert done.status_code == 302
    entry = Nomination.objects.get(pk=taken.pk).entry
    assert (entry.citation, entry.citation_approved_at is not None) == (citation, True)


def test_a_reviewer_sees_why_and_what_the_nominator_said(risky, people):
    risky.flags.filter(kind="email").update(writer_choice=WriterChoice.KEPT, kept_because=KeptBecause.COLLEAGUE)
    client = sign_in(Client(), people["reviewer"])
    shown = client.get(reverse("review:nomination", args=[risky.public_id])).content.decode()

    assert shown.count("Kept by the nominator: It is about a colleague or somebody at work.") == 2
    assert shown.count("What the nominator said: Not answered.") == 1
    assert all(flag.why in shown for flag in risky.flags.all())


def test_the_names_of_many_entries_cost_as_much_as_those_of_one(award, people, django_assert_num_queries):
    made = {"nominator": people["nominator"], "reviewer": people["reviewer"]}
    entries = [make_entry(award, nominee=f"Nominee {n}", **made) for n in range(1)]
    with django_assert_num_queries(3):
        names_known_by_entry(entries)
    entries += [make_entry(award, nominee=f"Nominee {n}", **made) for n in range(2, 300)]
    with django_assert_num_queries(3):
        known = names_known_by_entry(entries)

    assert len(known) == 299
    assert {"Nominee 299", "Nominator", "Safeguarding Award"} <= set(known[entries[-1].pk])
    assert "Nominee 5" not in known[entries[-1].pk]


def test_sending_costs_as_much_for_many_flags_as_for_one(award, people, django_assert_max_num_queries):
    counts = []
    for how_many in (1, 3, 60):
        post = " ".join(f"e{n}@home.example" for n in range(how_many))
        draft = make_draft(award, nominator=people["nominator"], nominee=f"Nominee {how_many}")
        save_statement(draft, f"{post} {WORDS}", by=people["nominator"])
        with django_assert_max_num_queries(60) as asked:
            sent = submit_nomination(draft, by=people["nominator"])
        counts.append(len(asked))
        assert sent.flags.count() == how_many

    assert len(set(counts)) == 1, counts


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("One. She met XX there. Two.", "She met ", " there."),
        ("XX", "", ""),
        ("A first line\nMet XX\nand more", "Met ", ""),
        ("He met Mrs. Y with XX (d.o.b. 3.6.2019). Then.", "He met Mrs. Y with ", " (d.o.b. 3.6.2019)."),
        ("Why? “Ask XX!” he said.", "“Ask ", "!”"),
    ],
)
def test_a_phrase_is_shown_in_its_sentence(text, before, after):
    start = text.index("XX")

    assert in_its_sentence(text, start, start + 2) == Passage(before, "XX", after)


def test_a_long_sentence_is_cut_at_a_word():
    passage = in_its_sentence("word " * 200 + "XX" + " after" * 200, 1000, 1002)

    assert (passage.before[:7], passage.after[-7:]) == ("… word ", "after …")
    assert max(len(passage.before), len(passage.after)) < 260


WORD = st.sampled_from(["Edith", "Ann", "ann", "Annie", "café", "x1", "and", "77"])
GAP = st.sampled_from([" ", "\n\n", ", ", "’s ", "-", " “"])


@given(st.lists(st.tuples(WORD, GAP), min_size=1, max_size=30), st.sampled_from(["Edith", "ann", "77", "café"]))
def test_removing_replaces_every_occurrence_and_nothing_else(runs, phrase):
    text = "".join(word + gap for word, gap in runs)
    at = [i for i, (word, _) in enumerate(runs) if word.casefold() == phrase.casefold()]
    start = sum(len(word) + len(gap) for word, gap in runs[: at[0]]) if at else len(text)
    flag = Flag(kind="person_name", start=start, end=start + len(phrase))
    wanted = "".join(("[name removed]" if i in at else word) + gap for i, (word, gap) in enumerate(runs))
    found = [Phrase((flag,), Passage("", phrase, ""), len(at), "[name removed]")] if at else []

    assert take_out(text, found) == (wanted, len(at))


def test_nothing_is_looked_for_in_an_empty_text(draft):
    assert screen_statement(draft, "  ") == []


def test_a_statement_that_was_changed_by_nobody_keeps_its_flags(risky, people):
    before = list(risky.flags.values())
    refresh_flags(risky, by=people["reviewer"])

    assert list(risky.flags.values()) == before


def test_a_flag_still_undecided_stops_acceptance_in_the_same_words(taken, people):
    with pytest.raises(NotNow, match="Decide each flagged phrase first"):
        accept_nomination(taken, by=people["reviewer"])


def test_an_endless_draft_is_looked_through_once_it_is_shorter(draft, people):
    save_statement(draft, RISKY + "more " * 3000, by=people["nominator"])
    endless = flags_of(draft)
    save_statement(draft, RISKY, by=people["nominator"])

    assert (endless, len(flags_of(draft))) == ([], 3)


def test_another_nomination_is_left_alone(risky, award, people):
    other = make_submitted(award, nominator=people["other_nominator"], nominee="Jo Lee", statement_text=RISKY)
    refresh_flags(risky, by=people["reviewer"])

    assert flags_of(other) == []


def alerts() -> list[tuple]:
    """Return to whom a privacy alert goes and what it says was found."""
    rows = Message.objects.filter(kind=Kind.PRIVACY_ALERT).order_by("pk")
    return [(row.person, row.context) for row in rows]


@pytest.fixture
def judged(award, people):
    """An entry before its judges, with a sheet of one of them."""
    made = {"nominator": people["nominator"], "reviewer": people["reviewer"], "endorser": people["endorser"]}
    entry = make_entry(award, state="in_round", **made)
    round_ = make_round(award, chair=people["chair"], judges=[people["judge"]], state="scoring")
    seat = round_.panel.members.get(person=people["judge"])
    ScoreSheet.objects.create(round=round_, entry=entry, member=seat)
    Declaration.objects.create(member=seat, entry=entry, answer="none")
    return entry


def test_information_governance_is_told_what_kind_of_thing_judges_saw(judged, people):
    hide_entry(judged, by=people["reviewer"], reason="The second line gives 999 041 7725.", identifier="nhs_number")

    assert alerts() == [(people["information_governance"], {"identifier": "nhs_number"})]
    message = Message.objects.get(kind=Kind.PRIVACY_ALERT)
    assert message.due_at <= clock.now()
    letter = preview(message)
    assert letter.subject == f"Possible personal data incident: {judged.reference}"
    assert "What was found: NHS number." in letter.text
    assert "999" not in letter.text + letter.html + letter.subject
    assert judged.nominee.name not in letter.text + letter.html


def test_an_entry_hidden_for_another_reason_alerts_nobody(judged, people):
    hide_entry(judged, by=people["reviewer"], reason="The award is in doubt.")

    assert alerts() == []


def test_an_entry_that_no_judge_could_open_alerts_nobody(entry, people):
    hide_entry(entry, by=people["reviewer"], reason="A name.", identifier="person_name")

    assert alerts() == []


def test_a_judges_report_alerts_information_governance_too(judged, people):
    sheet = ScoreSheet.objects.get(entry=judged)
    client = sign_in(Client(), people["judge"])
    typed = {"identifier": "uk_postcode", "where": "The second line."}
    client.post(reverse("judging:identifies", args=[sheet.public_id]), typed)

    judged.refresh_from_db()
    assert judged.state == "hidden"
    assert alerts() == [(people["information_governance"], {"identifier": "uk_postcode"})]


def test_a_judge_need_not_say_what_it_is(judged, people):
    report_identifying(ScoreSheet.objects.get(entry=judged), by=people["judge"])

    assert alerts() == [(people["information_governance"], {"identifier": "other"})]


def test_an_officer_with_an_interest_in_it_is_not_told_and_without_one_administrators_are(judged, people):
    own = {"kind": InterestKind.RELATIVE, "source": InterestSource.DECLARED}
    Interest.objects.create(entry=judged, person=people["information_governance"], **own)
    hide_entry(judged, by=people["reviewer"], reason="A name.", identifier="person_name")
    assert alerts() == []

    show_entry_again(judged, by=people["reviewer"])
    RoleGrant.objects.filter(person=people["information_governance"]).delete()
    hide_entry(judged, by=people["reviewer"], reason="A name.", identifier="person_name")
    assert [person for person, _ in alerts()] == [people["administrator"], people["second_administrator"]]


def test_the_page_that_hides_asks_what_judges_saw(judged, people):
    client = sign_in(Client(), people["reviewer"])
    typed = {"reason": "A date of birth is left.", "identifier": "date_of_birth"}
    client.post(reverse("review:hide", args=[judged.public_id]), typed)

    assert alerts() == [(people["information_governance"], {"identifier": "date_of_birth"})]


def test_the_preview_of_a_release_warns_by_kind_and_reference_alone(season, award, people):
    first, _ = win(award, people)
    Entry.objects.filter(pk=first.pk).update(citation="For Nadia Fenwick, and LA88 4XW, and help@home.example.")
    release = prepare(season, people, award)

    warning = "The citation may identify somebody: Email address and Postcode. Read it before it is published."
    assert [line for line in preview_of(release).warnings if "identify" in line] == [f"{first.reference}: {warning}"]
    page = sign_in(Client(), people["administrator"]).get(reverse("announcements:release", args=[release.public_id]))
    assert page.content.decode().count(warning) == 1

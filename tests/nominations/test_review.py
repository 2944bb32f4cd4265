"""What a reviewer decides, and who may not."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kit import clock
from nominations.models import Endorsement, Entry, Flag, Nomination, RedactionLabel
from nominations.services.redaction import add_redaction
from nominations.services.reviewing import (
    accept_nomination,
    hide_entry,
    hold_nomination,
    let_go_of_nomination,
    open_original,
    reinstate_nomination,
    reject_nomination,
    release_nomination,
    return_nomination,
    show_entry_again,
    take_nomination,
    take_over_nomination,
)
from nominations.states import EntryState, NominationState, Screening
from nominations.working_days import end_of_working_day
from tests.world import WORDS, make_submitted
from workflow import NotAllowed, NotNow
from workflow.audit import trail

LONDON = ZoneInfo("Europe/London")


def verbs(thing):
    return list(trail(thing).order_by("pk").values_list("verb", flat=True))


def now_as(nomination):
    return Nomination.objects.get(pk=nomination.pk)


def test_accepting_writes_the_judging_copy_and_makes_the_entry(submitted, people):
    nomination = accept_nomination(submitted, by=people["reviewer"], citation=" For patience. ")

    entry = nomination.entry
    assert (nomination.state, nomination.screening, nomination.taken_by) == ("accepted", Screening.CLEAR, None)
    assert (nomination.judging_copy.text, nomination.judging_copy.approved_by) == (WORDS, people["reviewer"])
    assert (entry.reference, entry.nominee, entry.state) == (submitted.reference, submitted.nominee, "waiting")
    assert (entry.citation, entry.citation_approved_at is not None) == ("For patience.", True)
    assert entry.notice == "sent"
    assert "nomination.accept" in verbs(submitted)


def test_accepting_asks_the_endorser_who_was_named(award, people):
    sent = make_submitted(
        award, nominator=people["nominator"], nominee=people["nominee"], endorser_email=people["endorser"].email
    )

    accept_nomination(sent, by=people["reviewer"])

    assert [(e.person, e.state) for e in Endorsement.objects.all()] == [(people["endorser"], "requested")]


def test_an_endorser_who_cannot_endorse_is_left_to_an_administrator(award, people):
    sent = make_submitted(
        award, nominator=people["nominator"], nominee=people["nominee"], endorser_email=people["nominee"].email
    )

    nomination = accept_nomination(sent, by=people["reviewer"])

    assert (nomination.state, Endorsement.objects.count()) == (NominationState.ACCEPTED, 0)


def test_accepting_with_redactions_says_so(submitted, people):
    add_redaction(submitted, phrase="the whole team", label=RedactionLabel.DETAIL, by=people["reviewer"])

    nomination = accept_nomination(submitted, by=people["reviewer"])

    assert nomination.screening == Screening.REDACTED
    assert nomination.judging_copy.text == WORDS.replace("the whole team", "[detail removed]")


def test_a_flag_that_is_not_decided_stops_it(submitted, people):
    Flag.objects.create(nomination=submitted, kind="person_name", start=0, end=3, certainty="likely")

    with pytest.raises(NotNow) as refusal:
        accept_nomination(submitted, by=people["reviewer"])

    assert refusal.value.sentence.startswith("Decide each flagged phrase first")
    assert (now_as(submitted).state, Entry.objects.count()) == (NominationState.SUBMITTED, 0)


def test_a_second_press_is_told_who_accepted_it(submitted, people):
    accept_nomination(submitted, by=people["reviewer"])

    with pytest.raises(NotNow) as refusal:
        accept_nomination(submitted, by=people["second_reviewer"])

    assert refusal.value.sentence.startswith("This cannot be done now: it is accepted since ")
    assert refusal.value.sentence.endswith("(Reviewer).")
    assert Entry.objects.count() == 1


def test_a_citation_that_is_too_long_is_refused_and_nothing_changes(submitted, people):
    with pytest.raises(NotNow) as refusal:
        accept_nomination(submitted, by=people["reviewer"], citation="word " * 61)

    assert refusal.value.sentence == "The citation must be 60 words or less."
    assert (now_as(submitted).state, Entry.objects.count()) == (NominationState.SUBMITTED, 0)


OUTCOMES = {
    "accept": lambda n, by: accept_nomination(n, by=by),
    "return": lambda n, by: return_nomination(n, by=by, note="Please shorten."),
    "hold": lambda n, by: hold_nomination(n, by=by, reason="Waiting for the safeguarding lead."),
    "reject": lambda n, by: reject_nomination(n, by=by, public_reason="Not in the pool."),
    "take": lambda n, by: take_nomination(n, by=by),
    "take over": lambda n, by: take_over_nomination(n, by=by),
    "original": lambda n, by: open_original(n, by=by, reason="A complaint."),
}


@pytest.mark.parametrize("deed", OUTCOMES)
@pytest.mark.parametrize("role", ["administrator", "judge", "nominator", "nominee", "stranger", "superuser"])
def test_nobody_but_a_reviewer_decides(submitted, people, deed, role):
    with pytest.raises(NotAllowed):
        OUTCOMES[deed](submitted, people[role])

    assert (now_as(submitted).state, verbs(submitted)) == (NominationState.SUBMITTED, [])


@pytest.mark.parametrize("deed", OUTCOMES)
def test_a_reviewer_does_not_decide_on_what_they_wrote(award, people, deed):
    own = make_submitted(award, nominator=people["reviewer"], nominee=people["nominee"])

    with pytest.raises(NotAllowed):
        OUTCOMES[deed](own, people["reviewer"])

    assert now_as(own).state == NominationState.SUBMITTED


@pytest.mark.parametrize("deed", ["accept", "return", "hold", "reject", "take"])
def test_what_one_reviewer_has_taken_another_does_not_decide(submitted, people, deed):
    take_nomination(submitted, by=people["reviewer"])

    with pytest.raises(NotNow) as refusal:
        OUTCOMES[deed](submitted, people["second_reviewer"])

    assert refusal.value.sentence.startswith("Reviewer has been checking this nomination since ")
    assert now_as(submitted).taken_by == people["reviewer"]


def test_taking_over_and_letting_go_are_in_the_trail(submitted, people):
    take_nomination(submitted, by=people["reviewer"])
    take_nomination(submitted, by=people["reviewer"])
    take_over_nomination(submitted, by=people["second_reviewer"])
    let_go_of_nomination(submitted, by=people["second_reviewer"])

    events = [(e.verb, e.person_id, e.data) for e in trail(submitted).order_by("pk")]
    first, second = people["reviewer"].pk, people["second_reviewer"].pk
    assert events == [
        ("nomination.take", first, {}),
        ("nomination.take_over", second, {"from": first}),
        ("nomination.let_go", second, {}),
    ]
    assert now_as(submitted).taken_by is None


def test_returning_gives_five_working_days_even_past_closing(submitted, people):
    with clock.set_to(datetime(2026, 12, 22, 15, 0, tzinfo=LONDON)):
        returned = return_nomination(submitted, by=people["reviewer"], note=" Please leave out the address. ")

    assert (returned.state, returned.return_note) == ("returned", "Please leave out the address.")
    assert returned.return_by == datetime(2027, 1, 1, 0, 0, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (datetime(2027, 1, 4, 9, tzinfo=LONDON), 5, datetime(2027, 1, 12, tzinfo=LONDON)),
        (datetime(2027, 1, 9, 9, tzinfo=LONDON), 1, datetime(2027, 1, 12, tzinfo=LONDON)),
        (datetime(2027, 3, 24, 23, 30, tzinfo=LONDON), 5, datetime(2027, 4, 3, tzinfo=LONDON)),
    ],
    ids=["a week", "from a Saturday", "across Easter and the change of the clocks"],
)
def test_working_days_leave_out_weekends_and_bank_holidays(start, days, end):
    assert end_of_working_day(start, days, "Europe/London") == end


def test_holding_and_going_on(submitted, people):
    held = hold_nomination(submitted, by=people["reviewer"], reason="Waiting.")
    assert (held.state, trail(held).first().reason.text) == ("on_hold", "Waiting.")

    assert release_nomination(held, by=people["reviewer"]).state == "submitted"


def test_finding_it_not_eligible_and_looking_again(submitted, people):
    rejected = reject_nomination(submitted, by=people["reviewer"], public_reason="The nominee left before 2026.")
    assert (rejected.state, rejected.public_reason) == ("not_eligible", "The nominee left before 2026.")

    again = reinstate_nomination(rejected, by=people["second_reviewer"], reason="They worked until March.")
    assert (again.state, again.public_reason) == ("submitted", "")


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (lambda n, by: return_nomination(n, by=by, note=" "), "Enter what the nominator should change."),
        (lambda n, by: hold_nomination(n, by=by, reason=" "), "Enter a reason."),
        (lambda n, by: reject_nomination(n, by=by, public_reason=""), "Enter the reason that the nominator will read."),
        (lambda n, by: open_original(n, by=by, reason=""), "Enter why you need to read the original."),
    ],
)
def test_words_are_asked_for(submitted, people, deed, sentence):
    with pytest.raises(NotNow) as refusal:
        deed(submitted, people["reviewer"])

    assert (refusal.value.sentence, now_as(submitted).state) == (sentence, NominationState.SUBMITTED)


def test_opening_the_original_is_recorded_with_its_reason(submitted, people):
    accept_nomination(submitted, by=people["reviewer"])

    assert open_original(submitted, by=people["reviewer"], reason="A complaint came in.") == WORDS

    event = trail(submitted).first()
    assert (event.verb, event.person_id, event.reason.text) == (
        "nomination.open_original",
        people["reviewer"].pk,
        "A complaint came in.",
    )


def test_an_entry_before_judges_can_be_hidden_and_given_back(entry, people):
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.IN_ROUND)

    hidden = hide_entry(entry, by=people["reviewer"], reason="A name was found.")
    assert (hidden.state, hidden.hidden_from) == ("hidden", "in_round")

    shown = show_entry_again(hidden, by=people["administrator"])
    assert (shown.state, shown.hidden_from) == ("in_round", "")


def test_while_it_is_hidden_its_judging_copy_can_be_mended(entry, people):
    nomination = entry.nominations.get()
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.IN_ROUND)
    with pytest.raises(NotNow) as refusal:
        add_redaction(nomination, phrase="whole team", label=RedactionLabel.DETAIL, by=people["reviewer"])
    assert refusal.value.sentence.startswith("Judges can read this entry.")

    hide_entry(entry, by=people["reviewer"], reason="A name was found.")
    add_redaction(nomination, phrase="whole team", label=RedactionLabel.DETAIL, by=people["reviewer"])

    fresh = now_as(nomination)
    assert fresh.judging_copy.text == WORDS.replace("whole team", "[detail removed]")
    assert fresh.screening == Screening.REDACTED


@pytest.mark.parametrize("role", ["judge", "chair", "nominator", "stranger", "superuser"])
def test_nobody_else_hides_an_entry(entry, people, role):
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.IN_ROUND)

    with pytest.raises(NotAllowed):
        hide_entry(entry, by=people[role], reason="A name was found.")

    assert Entry.objects.get().state == EntryState.IN_ROUND


def test_an_administrator_who_is_endorser_of_it_is_shut_out(entry, people):
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.IN_ROUND)
    with clock.set_to(clock.now()):
        Endorsement.objects.create(
            nomination=entry.nominations.get(),
            person=people["administrator"],
            requested_at=clock.now(),
            answer_by=clock.now() + timedelta(days=10),
        )

    with pytest.raises(NotAllowed):
        hide_entry(entry, by=people["administrator"], reason="A name was found.")

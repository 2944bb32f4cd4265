"""The one door: what it refuses, records and tells."""

import pytest

from nominations.models import Nomination
from workflow import NotAllowed, NotNow, may, perform, performed, trail

pytestmark = pytest.mark.django_db


def events_of(thing):
    return [(event.verb, event.person_id) for event in trail(thing)]


def test_a_deed_changes_the_state_and_records_who_did_it(draft, people):
    sent = perform(draft, "submit", by=people["nominator"], reference="NO27-0001")

    assert (sent.state, sent.reference) == ("submitted", "NO27-0001")
    assert events_of(draft) == [("nomination.submit", people["nominator"].pk)]


@pytest.mark.parametrize("role", ["administrator", "judge", "stranger", "superuser", "nominee"])
def test_nobody_else_may_do_it(draft, people, role):
    with pytest.raises(NotAllowed):
        perform(draft, "submit", by=people[role], reference="NO27-0001")

    assert events_of(draft) == []
    assert Nomination.objects.get(pk=draft.pk).state == "draft"


def test_a_deed_done_twice_says_who_did_it_first_and_when(draft, people):
    perform(draft, "submit", by=people["nominator"], reference="NO27-0001")

    with pytest.raises(NotNow) as refusal:
        perform(draft, "submit", by=people["nominator"], reference="NO27-0002")

    assert refusal.value.sentence.startswith("This cannot be done now: it is submitted since ")
    assert refusal.value.sentence.endswith("(Nominator).")
    assert len(events_of(draft)) == 1


def test_the_clock_is_asked_before_the_person(draft, people, season):
    from datetime import timedelta

    from kit import clock

    late = clock.now() + timedelta(days=40)
    with clock.set_to(late), pytest.raises(NotNow):
        perform(draft, "submit", by=people["stranger"], reference="NO27-0001")


def test_a_move_that_needs_a_reason_is_refused_without_one(season, people):
    with pytest.raises(NotNow) as refusal:
        perform(season, "pause", by=people["administrator"], reason="  ")

    assert refusal.value.sentence == "Enter a reason."


def test_a_reason_is_kept_apart_from_the_event(season, people):
    perform(season, "pause", by=people["administrator"], reason="A storm")

    event = trail(season).get()
    assert (event.verb, event.reason.text) == ("season.pause", "A storm")


def test_a_state_cannot_be_set_by_hand(draft):
    with pytest.raises(AttributeError):
        draft.state = "submitted"


def test_a_move_cannot_be_called_past_the_door(draft):
    with pytest.raises(RuntimeError):
        draft.submit(reference="NO27-0001")


def test_reading_a_row_again_keeps_the_protection(draft, people):
    perform(draft, "submit", by=people["nominator"], reference="NO27-0001")

    draft.refresh_from_db()

    assert draft.state == "submitted"
    with pytest.raises(AttributeError):
        draft.state = "draft"


def test_the_protection_outlives_a_row_that_is_gone(draft):
    Nomination.objects.filter(pk=draft.pk).delete()

    with pytest.raises(Nomination.DoesNotExist):
        draft.refresh_from_db()
    with pytest.raises(AttributeError):
        draft.state = "submitted"


def test_may_answers_yes_or_the_sentence(draft, people):
    assert may(draft, "submit", people["nominator"])
    assert may(draft, "submit", people["judge"]).sentence == "Only the person who wrote this nomination can do this."


def test_the_rooms_further_right_hear_of_it_inside_the_transaction(draft, people):
    heard = []

    def listen(sender, instance, event, **kwargs):
        heard.append((sender, instance.pk, event.verb))
        raise LookupError("the transaction must fall with its listener")

    performed.connect(listen)
    try:
        with pytest.raises(LookupError):
            perform(draft, "submit", by=people["nominator"], reference="NO27-0001")
    finally:
        performed.disconnect(listen)

    assert heard == [(Nomination, draft.pk, "nomination.submit")]
    assert (Nomination.objects.get(pk=draft.pk).state, events_of(draft)) == ("draft", [])

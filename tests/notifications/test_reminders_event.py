"""What the calendar says to finalists, judges and administrators around the event."""

from datetime import datetime

import pytest
from django.core import mail

from judging.models import PanelMember
from judging.states import MemberState, Outcome, RoundKind, RoundState
from kit import clock
from nominations.models import Consent, Entry, Interest
from nominations.states import ConsentPurpose
from notifications import delivery
from notifications.kinds import Kind
from notifications.models import Message
from notifications.outbox import queue
from notifications.reminders import remind
from notifications.states import MessageState
from tests.notifications.story import decide
from tests.notifications.test_reminders import LONDON, at
from tests.world import make_entry, make_person

pytestmark = pytest.mark.django_db

TOLD = datetime(2027, 2, 18, 11, 0, tzinfo=LONDON)  # a Thursday


def asked(kind) -> list[tuple]:
    """Everything of a kind that was queued: to whom and for which occasion."""
    return list(Message.objects.filter(kind=kind).order_by("pk").values_list("person__full_name", "occurrence"))


def answer(entry, *purposes) -> None:
    """Let the nominee say no to these questions."""
    for purpose in purposes:
        Consent.objects.create(entry=entry, purpose=purpose, answer="no", wording="?", wording_version="1")


@pytest.fixture
def calendar(season):
    """Choices are due on Tuesday 23 February at 5pm, and the event is on Tuesday 16 March from 12:30pm."""
    season.milestones.update_or_create(
        key="consent_due",
        defaults={"name": "Choices due", "starts_at": datetime(2027, 2, 23, 17, 0, tzinfo=LONDON), "ends_at": None},
    )
    season.milestones.filter(key="event").update(
        starts_at=datetime(2027, 3, 16, 12, 30, tzinfo=LONDON), ends_at=datetime(2027, 3, 16, 15, 30, tzinfo=LONDON)
    )


@pytest.fixture
def finalist(calendar, award, people):
    """A finalist, beside somebody not shortlisted, who has been told on 18 February; the judges have finished."""
    team = {"nominator": people["nominator"], "reviewer": people["reviewer"], "state": "in_round"}
    entry = make_entry(award, nominee=people["nominee"], **team)
    other = make_entry(award, nominee=make_person("Olive Other"), **team)
    round_ = decide(
        award,
        RoundKind.SHORTLISTING,
        {entry: Outcome.SHORTLISTED, other: Outcome.NOT_SHORTLISTED},
        chair=people["chair"],
        judges=[people["judge"]],
        state=RoundState.DECIDED,
    )
    PanelMember.objects.create(panel=round_.panel, person=people["reserve"], is_reserve=True, state="accepted")
    PanelMember.objects.create(panel=round_.panel, person=people["second_judge"], state=MemberState.STOOD_DOWN)
    with clock.set_to(TOLD):
        news = queue(Kind.SHORTLISTED, person=people["nominee"], about=entry, season=award.season)
        Message.objects.filter(pk=news.pk).update(state="sent", sent_at=TOLD)
    return entry


def test_a_finalist_who_has_not_chosen_is_reminded_once_on_the_working_day_before(finalist):
    answer(finalist, ConsentPurpose.NAME)
    for day, hour in ((19, 8), (19, 9), (19, 9), (22, 9), (23, 16)):
        with at(2027, 2, day, hour, 0):
            remind()

    assert asked(Kind.CHOICES_DUE) == [("Nominee", "2027-02-23:2")]


def test_choices_are_said_with_their_default_and_no_outcome(finalist):
    with at(2027, 2, 19, 9, 0):
        remind()
        delivery.drain()

    (letter,) = mail.outbox
    assert letter.subject == "Please tell us your choices by 5pm on Tuesday 23 February 2027"
    assert "we do not use: no name, no picture, no words of yours" in letter.body
    assert [word for word in ("finalist", "shortlisted", "won") if word in letter.body.lower()] == []


def test_a_finalist_who_has_chosen_everything_or_left_is_not_reminded(finalist):
    answer(finalist, *ConsentPurpose)
    with at(2027, 2, 19, 9, 0):
        remind()
    Consent.objects.all().delete()
    Entry.objects.filter(pk=finalist.pk).update(state="withdrawn")
    with at(2027, 2, 19, 10, 0):
        remind()

    assert asked(Kind.CHOICES_DUE) == []


def test_a_choice_made_before_it_left_stops_it(finalist):
    with at(2027, 2, 19, 9, 0):
        remind()
        answer(finalist, *ConsentPurpose)
        delivery.drain()

    assert (mail.outbox, Message.objects.get(kind=Kind.CHOICES_DUE).state) == ([], MessageState.SUPERSEDED)


@pytest.mark.parametrize("state", ["cancelled", "failed_for_good", "superseded", "delivery_unknown"])
def test_nobody_learns_from_a_reminder_that_they_are_a_finalist(finalist, state):
    Message.objects.update(state=state)
    for month, day in ((2, 19), (3, 9), (3, 15)):
        with at(2027, month, day, 9, 0):
            remind()

    assert [
        name for kind in (Kind.CHOICES_DUE, Kind.EVENT_DETAILS) for name, _ in asked(kind) if name == "Nominee"
    ] == []


def test_a_reminder_waits_while_the_news_itself_has_not_left(finalist):
    with at(2027, 2, 19, 9, 0):
        remind()
        Message.objects.filter(kind=Kind.SHORTLISTED).update(
            state="queued", due_at=datetime(2027, 2, 20, tzinfo=LONDON)
        )
        delivery.drain()

    assert (mail.outbox, Message.objects.get(kind=Kind.CHOICES_DUE).state) == ([], MessageState.QUEUED)


def test_a_day_for_choices_that_moves_is_reminded_of_again(finalist, season):
    with at(2027, 2, 19, 9, 0):
        remind()
    season.milestones.filter(key="consent_due").update(starts_at=datetime(2027, 3, 2, 17, 0, tzinfo=LONDON))
    with at(2027, 2, 26, 9, 0):
        remind()

    assert [occasion for _, occasion in asked(Kind.CHOICES_DUE)] == ["2027-02-23:2", "2027-03-02:2"]


def test_finalists_and_judges_hear_of_the_event_a_week_and_a_day_before(finalist):
    for day in (8, 9, 9, 12, 15, 16):
        with at(2027, 3, day, 9, 0):
            remind()

    everybody = ["Nominee", "Chair", "Judge"]
    expected = [(name, f"2027-03-16:{days}") for days in (7, 1) for name in everybody]
    assert sorted(asked(Kind.EVENT_DETAILS)) == sorted(expected)


def test_who_judges_and_is_a_finalist_is_told_once(finalist, people):
    PanelMember.objects.filter(person=people["judge"]).update(person=people["nominee"])
    with at(2027, 3, 9, 9, 0):
        remind()

    assert sorted(name for name, _ in asked(Kind.EVENT_DETAILS)) == ["Chair", "Nominee"]


def test_the_event_is_told_with_day_hours_and_whom_to_ring(finalist):
    with at(2027, 3, 9, 9, 0):
        remind()
        delivery.drain()

    assert {letter.subject for letter in mail.outbox} == {"Your details for Tuesday 16 March 2027"}
    assert len({letter.body for letter in mail.outbox}) == 1
    said = mail.outbox[0].body
    lines = ["When: Tuesday 16 March 2027, 12:30pm to 3:30pm.", "call 01632 960145 (Monday to Friday, 9am to 5pm)."]
    assert [line for line in lines if line not in said] == []


def test_an_interest_hides_which_finalists_were_reminded(finalist, people):
    Interest.objects.create(entry=finalist, person=people["administrator"], source="declared", kind="relative")
    with at(2027, 2, 19, 9, 0):
        remind()

    of = Message.objects.filter(kind=Kind.CHOICES_DUE)
    assert [of.visible_to(people[role]).count() for role in ("administrator", "second_administrator")] == [0, 1]


@pytest.fixture
def failed(submitted):
    """A message that could not be delivered, and one of which nobody knows."""
    found = []
    for state, occurrence in (("failed_for_good", "1"), ("delivery_unknown", "2")):
        message = queue(
            Kind.RECEIVED, person=submitted.nominator, about=submitted, season=submitted.season, occurrence=occurrence
        )
        Message.objects.filter(pk=message.pk).update(state=state, problem="The mail server refused it (550).")
        found.append(message)
    return found


def test_administrators_hear_at_eight_each_day_of_what_was_not_delivered_weekends_too(failed):
    for day, hour in ((6, 7), (6, 8), (6, 12), (7, 8)):  # a Saturday and a Sunday
        with at(2027, 2, day, hour, 0):
            remind()

    names = ["Administrator", "Second Administrator"]
    assert asked(Kind.DELIVERY_FAILURES) == [(name, f"2027-02-0{day}") for day in (6, 7) for name in names]
    due = Message.objects.filter(kind=Kind.DELIVERY_FAILURES).dates("due_at", "day")
    assert [day.isoformat() for day in due] == ["2027-02-06", "2027-02-07"]


def test_the_digest_counts_and_links_and_stops_when_all_is_seen_to(failed, people):
    with at(2027, 2, 6, 8, 0):
        remind()
        delivery.drain()
        assert [letter.subject for letter in mail.outbox] == [
            "2 emails could not be delivered, or may not have arrived"
        ] * 2
        assert "For 1 email nobody can say whether it arrived" in mail.outbox[0].body
    Message.objects.filter(pk__in=[message.pk for message in failed]).update(state="cancelled")
    Message.objects.filter(kind=Kind.DELIVERY_FAILURES).update(state="failed_for_good")
    with at(2027, 2, 7, 8, 0):
        remind()

    assert [occasion for _, occasion in asked(Kind.DELIVERY_FAILURES)] == ["2027-02-06"] * 2


def test_failures_about_an_administrators_own_interest_are_not_counted_to_them(failed, people, submitted):
    submitted.nominee.person = people["nominee"]
    submitted.nominee.save()
    people["nominee"].line_manager = people["administrator"]
    people["nominee"].save()
    with at(2027, 2, 6, 8, 0):
        remind()

    assert [name for name, _ in asked(Kind.DELIVERY_FAILURES)] == ["Second Administrator"]

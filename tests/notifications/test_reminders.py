"""What the calendar causes: each reminder once, at its hour, and not for what is done."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from judging.models import Declaration, ScoreSheet
from judging.states import RoundState
from kit import clock
from nominations.models import Endorsement
from notifications import delivery
from notifications.kinds import Kind
from notifications.models import Message
from notifications.reminders import remind
from tests.world import make_draft, make_entry, make_round, make_submitted

LONDON = ZoneInfo("Europe/London")
CLOSES = datetime(2027, 1, 22, 17, 0, tzinfo=LONDON)  # a Friday

pytestmark = pytest.mark.django_db


def at(*moment):
    """Let everything inside happen at this moment of London's clock."""
    return clock.set_to(datetime(*moment, tzinfo=LONDON))


def queued() -> list[tuple]:
    """Every reminder that was queued: its kind, to whom and for which occasion."""
    return list(Message.objects.order_by("pk").values_list("kind", "person__full_name", "occurrence"))


@pytest.fixture
def closing(season):
    """The season closes for nominations on Friday 22 January 2027 at 5pm."""
    season.milestones.filter(key="nominations").update(
        starts_at=datetime(2026, 12, 7, 9, 0, tzinfo=LONDON), ends_at=CLOSES
    )


@pytest.fixture
def begun(closing, award, people):
    """A draft that was begun on 10 January."""
    with at(2027, 1, 10, 12, 0):
        return make_draft(award, nominator=people["nominator"])


def test_a_draft_is_reminded_of_seven_and_two_days_before_closing_at_nine(begun):
    for day, hour in ((15, 8), (15, 9), (15, 9), (17, 12), (20, 8), (20, 9), (21, 10)):
        with at(2027, 1, day, hour, 0):
            remind()

    assert queued() == [(Kind.DRAFT_REMINDER, "Nominator", f"2027-01-22:{days}") for days in (7, 2)]


def test_a_clock_that_was_down_catches_up_with_one_reminder(begun):
    with at(2027, 1, 21, 14, 0):
        remind()

    assert queued() == [(Kind.DRAFT_REMINDER, "Nominator", "2027-01-22:2")]


def test_nobody_is_reminded_after_closing_or_of_a_draft_just_begun(closing, award, people):
    with at(2027, 1, 15, 10, 0):
        make_draft(award, nominator=people["nominator"])
        remind()
    with at(2027, 1, 22, 17, 0):
        remind()

    assert queued() == []


def test_a_window_that_moves_is_reminded_of_again(begun, season):
    with at(2027, 1, 20, 9, 0):
        remind()
    season.milestones.filter(key="nominations").update(ends_at=CLOSES + timedelta(days=7))
    with at(2027, 1, 27, 9, 0):
        remind()

    assert [occasion for *_, occasion in queued()] == ["2027-01-22:2", "2027-01-29:2"]


def test_a_draft_that_was_sent_meanwhile_is_not_reminded_of(begun):
    with at(2027, 1, 15, 9, 0):
        remind()
        type(begun).objects.filter(pk=begun.pk).update(
            state="submitted", reference="NO27-0001", submitted_at=clock.now()
        )
        delivery.drain()

    assert (mail.outbox, Message.objects.get().state) == ([], "superseded")


@pytest.fixture
def asked(award, people):
    """An endorsement asked for on Tuesday 12 January, to be answered within ten days."""
    with at(2027, 1, 12, 11, 0):
        nomination = make_submitted(award, nominator=people["nominator"], nominee=people["nominee"])
        return Endorsement.objects.create(
            nomination=nomination,
            person=people["endorser"],
            requested_at=clock.now(),
            answer_by=clock.now() + timedelta(days=10),
        )


def test_an_endorser_is_reminded_after_three_and_six_days(asked):
    for day in (13, 14, 15, 15, 18, 18, 19):
        with at(2027, 1, day, 9, 30):
            remind()

    assert queued() == [(Kind.ENDORSE_REMINDER, "Endorser", f"2027-01-22:{days}") for days in (3, 6)]


def test_an_endorser_who_answered_is_left_alone(asked):
    type(asked).objects.filter(pk=asked.pk).update(state="declined")

    with at(2027, 1, 18, 9, 30):
        remind()

    assert queued() == []


def test_administrators_get_one_list_of_what_is_late_and_none_without_news(asked, award, people):
    for day in (25, 25, 26):
        with at(2027, 1, day, 9, 0):
            remind()
    administrators = ["Administrator", "Second Administrator"]
    assert queued() == [(Kind.ENDORSEMENT_LATE, name, "2027-01-25") for name in administrators]

    with at(2027, 1, 25, 9, 1):
        delivery.drain()
    assert [asked.nomination.reference in letter.body for letter in mail.outbox] == [True, True]


def test_an_administrator_with_a_part_in_it_is_not_told(asked, people):
    asked.nomination.nominee.person.line_manager = people["administrator"]
    asked.nomination.nominee.person.save()

    with at(2027, 1, 25, 9, 0):
        remind()

    assert queued() == [(Kind.ENDORSEMENT_LATE, "Second Administrator", "2027-01-25")]


@pytest.fixture
def scoring(award, people):
    """A round that closes on Friday 12 February at 5pm, with one sheet for each of two judges; one has submitted.

    Its season has no event yet, so that nobody is told of one.
    """
    award.season.milestones.filter(key="event").delete()
    with at(2027, 2, 4, 9, 0):
        entry = make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"], state="in_round")
        round_ = make_round(
            award,
            chair=people["chair"],
            judges=[people["judge"]],
            state=RoundState.SCORING,
            closes_in=timedelta(days=8, hours=8),
        )
    for member in round_.panel.members.all():
        Declaration.objects.create(member=member, entry=entry, answer="none")
        done = {"state": "submitted", "total": 3, "submitted_at": round_.opens_at} if member.is_chair else {}
        ScoreSheet.objects.create(round=round_, entry=entry, member=member, **done)
    return round_


def test_judges_who_have_not_finished_are_reminded_three_days_and_one_day_before(scoring):
    for day in (8, 9, 9, 10, 11, 12):
        with at(2027, 2, day, 9, 0):
            remind()
    with at(2027, 2, 12, 17, 0):
        remind()

    assert queued() == [(Kind.SCORING_REMINDER, "Judge", f"2027-02-12:{days}") for days in (3, 1)]


def test_an_extended_round_is_reminded_of_by_its_new_close(scoring):
    with at(2027, 2, 9, 9, 0):
        remind()
    type(scoring).objects.update(closes_at=scoring.closes_at + timedelta(days=7))
    with at(2027, 2, 16, 9, 0):
        remind()

    assert [occasion for *_, occasion in queued()] == ["2027-02-12:3", "2027-02-19:3"]


def test_a_judge_who_finished_before_it_left_hears_nothing(scoring):
    with at(2027, 2, 9, 9, 0):
        remind()
        ScoreSheet.objects.update(state="submitted", total=3, submitted_at=clock.now())
        delivery.drain()

    assert (mail.outbox, Message.objects.get().state) == ([], "superseded")


def test_a_paused_season_reminds_nobody(begun, season):
    type(season).objects.filter(pk=season.pk).update(paused_at=CLOSES - timedelta(days=9))

    with at(2027, 1, 20, 9, 0):
        remind()

    assert queued() == []


def test_looking_again_each_minute_writes_nothing(begun):
    with at(2027, 1, 15, 9, 0):
        remind()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with at(2027, 1, 15, 9, 1), CaptureQueriesContext(connection) as queries:
        remind()

    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []

"""The calendar of messages: what will be said, to how many, when and why, before anything is said."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from announcements.models import Release
from kit import clock
from nominations.models import Interest
from notifications import planning
from notifications.kinds import Kind
from notifications.models import Message
from notifications.outbox import Outgoing, queue, queue_many
from notifications.reminders import REMINDERS, remind
from people.models import Link
from tests.notifications.story import make_release
from tests.notifications.test_catalogue import SAID
from tests.notifications.test_reminders import CLOSES, LONDON, asked, at, begun, closing, scoring
from tests.notifications.test_reminders_event import calendar, finalist
from tests.world import make_draft, make_person, sign_in

__all__ = ["asked", "begun", "calendar", "closing", "finalist", "scoring"]

pytestmark = pytest.mark.django_db

EARLY = (2027, 1, 11, 12, 0)


def told(season, viewer, *kinds) -> list[tuple]:
    """What the calendar holds of these kinds: when by London's clock, the kind, to how many, and the state."""
    lines = planning.coming(season, viewer)
    return [
        (f"{line.at.astimezone(LONDON):%d %b %H:%M}", line.kind, line.count, line.status)
        for line in lines
        if line.kind in kinds
    ]


@pytest.fixture
def administrator(people):
    """Whoever looks."""
    return people["administrator"]


@pytest.fixture
def look(administrator):
    """Open a page as the administrator, who signs in at that moment: `look(address)` gives the answer."""
    return lambda address: sign_in(Client(), administrator).get(address)


def test_reminders_ahead_are_found_by_asking_them_and_nothing_is_written(begun, season, administrator):
    with at(*EARLY):
        found = told(season, administrator, Kind.DRAFT_REMINDER)

    expected = [
        ("15 Jan 09:00", Kind.DRAFT_REMINDER, 1, "Planned"),
        ("20 Jan 09:00", Kind.DRAFT_REMINDER, 1, "Planned"),
    ]
    assert found == expected
    assert (Message.objects.count(), Link.objects.count()) == (0, 0)


def test_what_is_planned_is_what_is_then_queued(asked, finalist, season, administrator):
    with at(2027, 2, 5, 8, 0):
        planned = [planning.identity_of(one) for plan in planning.plans(season, administrator) for one in plan.outgoing]
    Message.objects.filter(kind=Kind.SHORTLISTED).update(occurrence="news")
    for day in range(40):
        with clock.set_to(datetime(2027, 2, 5, 9, 0, tzinfo=LONDON) + timedelta(days=day)):
            remind()

    queued = Message.objects.exclude(occurrence="news").values_list("kind", "recipient_key", "about", "occurrence")
    assert sorted(queued) == sorted(planned)
    assert {kind for kind, *_ in queued} == {Kind.ENDORSEMENT_LATE, Kind.CHOICES_DUE, Kind.EVENT_DETAILS}


def test_a_window_that_moves_takes_its_messages_with_it(begun, season, administrator):
    season.milestones.filter(key="nominations").update(ends_at=CLOSES + timedelta(days=7))
    season.forget_calendar()

    with at(*EARLY):
        found = told(season, administrator, Kind.DRAFT_REMINDER)

    assert [when for when, *_ in found] == ["22 Jan 09:00", "27 Jan 09:00"]


def test_what_was_queued_is_no_longer_planned(begun, season, administrator):
    with at(2027, 1, 15, 9, 0):
        remind()
        found = told(season, administrator, Kind.DRAFT_REMINDER)

    assert found == [
        ("15 Jan 09:00", Kind.DRAFT_REMINDER, 1, "Queued"),
        ("20 Jan 09:00", Kind.DRAFT_REMINDER, 1, "Planned"),
    ]


def test_a_date_without_anybody_yet_is_shown(closing, season, administrator):
    with at(*EARLY):
        found = told(season, administrator, Kind.DRAFT_REMINDER, Kind.EVENT_DETAILS)

    assert {(kind, count) for _, kind, count, _ in found} == {(Kind.DRAFT_REMINDER, 0), (Kind.EVENT_DETAILS, 0)}


def test_judges_who_have_not_finished_are_in_it(scoring, season, administrator):
    with at(2027, 2, 5, 8, 0):
        found = told(season, administrator, Kind.SCORING_REMINDER)

    assert found == [(when, Kind.SCORING_REMINDER, 1, "Planned") for when in ("09 Feb 09:00", "11 Feb 09:00")]


def test_endorsers_and_administrators_ahead(asked, season, administrator):
    with at(2027, 1, 13, 12, 0):
        found = told(season, administrator, Kind.ENDORSE_REMINDER, Kind.ENDORSEMENT_LATE)

    assert found == [
        ("15 Jan 09:00", Kind.ENDORSE_REMINDER, 1, "Planned"),
        ("18 Jan 09:00", Kind.ENDORSE_REMINDER, 1, "Planned"),
        ("25 Jan 09:00", Kind.ENDORSEMENT_LATE, 2, "Planned"),
    ]


def test_an_announcement_that_waits_for_its_minute_shows_what_follows_it_and_no_words(
    finalist, people, administrator, look
):
    from judging.states import Outcome, RoundKind, RoundState
    from tests.notifications.story import decide

    award = finalist.award
    decide(award, RoundKind.FINAL, {finalist: Outcome.WINNER}, chair=people["chair"], state=RoundState.DECIDED)
    minute = datetime(2027, 3, 16, 12, 30, tzinfo=LONDON)
    make_release(award, people, stage="result", minute=minute, state="scheduled")
    with at(2027, 3, 15, 12, 0):
        assert told(award.season, administrator, Kind.RESULTS, Kind.RESULTS_TO_NOMINATOR) == [
            ("16 Mar 12:30", Kind.RESULTS, 2, "Planned"),
            ("17 Mar 09:00", Kind.RESULTS_TO_NOMINATOR, 1, "Planned"),
        ]
        (plan,) = [p for p in planning.plans(award.season, administrator) if p.kind == Kind.RESULTS]
        words = look(reverse("notifications:planned", args=[award.season.slug, plan.key])).text
    assert ("held back until 12:30pm on Tuesday 16 March 2027" in words, "Congratulations" in words) == (True, False)


def test_an_interest_hides_finalists_and_announcements_from_the_calendar(finalist, people, administrator):
    Interest.objects.create(entry=finalist, person=administrator, source="declared", kind="relative")
    season = finalist.season
    with at(2027, 2, 18, 12, 0):
        seen = {
            role: told(season, people[role], Kind.CHOICES_DUE) for role in ("administrator", "second_administrator")
        }

    assert [[count for *_, count, _ in found] for found in seen.values()] == [[0], [1]]
    assert Release.objects.count() == 0


def test_the_page_reads_like_a_calendar(begun, season, look):
    with at(*EARLY):
        text = look(reverse("notifications:calendar", args=[season.slug])).text
        (plan, _) = [p for p in planning.plans(season, begun.nominator) if p.kind == Kind.DRAFT_REMINDER]
        words = look(reverse("notifications:planned", args=[season.slug, plan.key])).text

    assert [day for day in ("Friday 15 January 2027", "Wednesday 20 January 2027") if day not in text] == []
    assert ("1 person" in text, "9am, 7 days and 2 days before nominations close" in text) == (True, True)
    assert ("As Nominator would read it." in words, "Your nomination is not sent yet" in words) == (True, True)
    assert "(the recipient’s own link)" in words


def test_a_plan_that_is_none_is_a_missing_page(season, look):
    assert look(reverse("notifications:planned", args=[season.slug, "e3-1"])).status_code == 404


def test_a_digest_is_read_by_its_own_recipient_alone(asked, season, people, look):
    with at(2027, 1, 25, 9, 0):
        remind()
    theirs, mine = (Message.objects.get(person=people[role]) for role in ("second_administrator", "administrator"))

    read = [look(reverse("notifications:message", args=[m.public_id])).text for m in (theirs, mine)]
    with at(2027, 1, 25, 9, 1):
        read[1] = look(reverse("notifications:message", args=[mine.public_id])).text

    assert [asked.nomination.reference in text for text in read] == [False, True]


def test_what_was_said_is_counted_by_hour_kind_and_state(submitted, season, administrator, look):
    people = [make_person(f"Person {n}") for n in range(3)]
    with at(2027, 1, 12, 9, 5):
        for person in people:
            queue(Kind.RECEIVED, person=person, about=submitted, season=season)
        Message.objects.filter(person=people[0]).update(state="superseded")
        Message.objects.filter(person__in=people[1:]).update(
            state="sent", sent_at=datetime(2027, 1, 12, 9, 6, tzinfo=LONDON)
        )
        lines = planning.past(season, administrator)
        text = look(reverse("notifications:calendar", args=[season.slug]) + "?show=past").text

    assert {(line.count, line.status) for line in lines} == {(1, "Superseded"), (2, "Sent")}
    assert ("Tuesday 12 January 2027" in text, "A nomination has arrived" in text) == (True, True)


def test_the_calendar_costs_the_same_at_every_length(closing, award, season, people, administrator):
    address, costs = reverse("notifications:calendar", args=[season.slug]), []
    with at(*EARLY):
        draft = make_draft(award, nominator=people["nominator"])
        for length in (1, 3, 300):
            queue_many(
                Outgoing(Kind.RECEIVED, draft, season, people["nominator"], occurrence=str(n)) for n in range(length)
            )
            if length > 1:
                for n in range(3):
                    make_draft(award, nominator=make_person(f"Writer {length} {n}"))
            browser = sign_in(Client(), administrator)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address).status_code == 200
            costs.append(len(queries))

    assert costs == [costs[0]] * 3
    assert costs[0] <= 45


def test_a_long_calendar_has_pages(submitted, season, look):
    start = datetime(2027, 1, 4, 9, 0, tzinfo=LONDON)
    queue_many(
        Outgoing(
            Kind.RECEIVED, submitted, season, submitted.nominator, occurrence=str(n), due_at=start + timedelta(hours=n)
        )
        for n in range(planning_page() + 5)
    )

    first, second = (look(reverse("notifications:calendar", args=[season.slug]) + f"?page={n}").text for n in (1, 2))

    assert (first.count('scope="row"'), second.count('scope="row"') >= 5) == (planning_page(), True)


def planning_page() -> int:
    """How many lines a page holds."""
    from notifications.calendar_views import LINES_A_PAGE

    return LINES_A_PAGE


def test_every_kind_says_why_and_every_reminder_its_moments():
    assert [kind for kind in sorted(SAID) if not planning.why_of(Kind(kind))] == []
    assert [kind for kind in sorted(SAID) if planning.why_of(Kind(kind)).count("; or ") > 1] == []
    assert [reminder.kind for reminder in REMINDERS if not callable(reminder.moments)] == []

"""Reminders that somebody does not want: stopped by a link, by a mail program's own button, and honoured."""

import re

import pytest
from django.core import mail
from django.test import Client

from notifications import delivery
from notifications.chasers import scores_to_chase
from notifications.kinds import Kind
from notifications.models import Message, ReminderStop
from notifications.outbox import queue
from notifications.planning import plans
from notifications.reminders import remind
from notifications.states import MessageState
from notifications.stopping import OPTIONAL, read_token, stop_reminders, token_of
from tests.notifications.story import one_of_each
from tests.notifications.test_reminders import at, begun, closing
from tests.world import make_draft
from workflow.models import AuditEvent

__all__ = ["begun", "closing"]

pytestmark = pytest.mark.django_db


def address(person, season) -> str:
    """The path of somebody's link."""
    return f"/messages/stop/{token_of(person, season.pk)}/"


@pytest.fixture
def person(people):
    """Somebody who nominates."""
    return people["nominator"]


def stopped() -> list[tuple]:
    """Who wants no reminders, and where."""
    return list(ReminderStop.objects.values_list("person", "season"))


def test_only_reminders_and_thanks_can_be_stopped(award, other_award, people):
    numbers = {f"<{m.public_id}@": kind for kind, m in one_of_each(award, other_award, people).items()}
    delivery.drain()

    headed = set()
    for letter in mail.outbox:
        headers = letter.extra_headers
        if "List-Unsubscribe" in headers:
            link = headers["List-Unsubscribe"].strip("<>")
            assert (headers["List-Unsubscribe-Post"], link in letter.body, link in letter.alternatives[0][0]) == (
                "List-Unsubscribe=One-Click",
                True,
                True,
            )
            headed.add(numbers[headers["Message-ID"].partition("@")[0] + "@"])
    assert headed == set(OPTIONAL)


def test_the_number_of_a_message_is_the_same_after_another_try(person, submitted):
    message = queue(Kind.RECEIVED, person=person, about=submitted, season=submitted.season)
    for _ in range(2):
        delivery.drain()
        Message.objects.update(state=MessageState.QUEUED)

    assert len(mail.outbox) == 2
    assert {letter.extra_headers["Message-ID"].partition("@")[0] for letter in mail.outbox} == {f"<{message.public_id}"}


def test_looking_changes_nothing_and_a_press_stops_and_allows_again(person, season):
    browser, page = Client(enforce_csrf_checks=True), address(person, season)

    assert ("Stop reminders" in browser.get(page).text, stopped()) == (True, [])
    assert "Reminders are stopped" in browser.post(page, {"deed": "stop"}).text
    assert stopped() == [(person.pk, season.pk)]
    assert "We send you reminders again" in browser.post(page, {"deed": "allow"}).text
    assert stopped() == []
    assert list(
        AuditEvent.objects.filter(verb__startswith="season.").order_by("pk").values_list("verb", "person_id")
    ) == [
        ("season.stop_reminders", person.pk),
        ("season.allow_reminders", person.pk),
    ]


def test_a_mail_program_stops_them_without_a_cookie_and_twice_is_once(person, season):
    for _ in range(2):
        answer = Client(enforce_csrf_checks=True).post(address(person, season), {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.cookies.keys() & {"sessionid"}) == (200, set())

    assert stopped() == [(person.pk, season.pk)]
    assert AuditEvent.objects.filter(verb="season.stop_reminders").count() == 1


@pytest.mark.parametrize("change", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: "x", lambda t: t[1:]])
def test_a_forged_link_is_a_missing_page(person, season, change):
    token = change(token_of(person, season.pk))

    assert read_token(token) is None
    assert Client().post(f"/messages/stop/{token}/").status_code == 404
    assert stopped() == []


def test_reminders_are_stopped_in_that_season_alone_and_leave_the_calendar(begun, season, other_season, people):
    with at(2027, 1, 11, 12, 0):
        planned = [plan.kind for plan in plans(season, people["administrator"]) if plan.outgoing]
        stop_reminders(begun.nominator, season)
        left = [plan.kind for plan in plans(season, people["administrator"]) if plan.outgoing]
    with at(2027, 1, 15, 9, 0):
        remind()

    assert (planned, left) == ([Kind.DRAFT_REMINDER] * 2, [])
    assert Message.objects.count() == 0


def test_a_stop_in_another_season_changes_nothing(begun, other_season):
    stop_reminders(begun.nominator, other_season)
    with at(2027, 1, 15, 9, 0):
        remind()

    assert Message.objects.count() == 1


def test_what_waited_is_not_sent_and_what_must_be_known_is(award, season, person, submitted):
    draft = make_draft(award, nominator=person)
    for kind, about in ((Kind.DRAFT_REMINDER, draft), (Kind.RECEIVED, submitted)):
        queue(kind, person=person, about=about, season=season, due_at=draft.started_at)
    stop_reminders(person, season)
    delivery.drain()

    assert dict(Message.objects.values_list("kind", "state")) == {
        Kind.DRAFT_REMINDER: MessageState.CANCELLED,
        Kind.RECEIVED: MessageState.SENT,
    }
    assert len(mail.outbox) == 1


def test_a_chair_reads_who_asked_for_no_reminders(award, other_award, people):
    one_of_each(award, other_award, people)
    round_ = other_award.rounds.get(state="scoring")
    Message.objects.all().delete()
    before = scores_to_chase(round_, by=people["administrator"])
    stop_reminders(people["judge"], award.season)
    after = scores_to_chase(round_, by=people["administrator"])

    assert [one.person for one in before.to] == [people["judge"]]
    assert (after.to, (people["judge"], "Asked for no reminders") in after.left_out) == ([], True)


def test_staff_read_where_the_link_stands_and_never_the_link(begun, season, people):
    from notifications.rendering import preview

    message = queue(Kind.DRAFT_REMINDER, person=begun.nominator, about=begun, season=season)

    text = preview(message).text
    assert len(re.findall("the recipient’s own link", text)) == 2
    assert "/messages/stop/" not in text

"""The outbox: one row for one occasion, in the transaction of the deed."""

import pytest
from django.db import connection, transaction

from notifications.kinds import Kind
from notifications.models import Message
from notifications.outbox import Outgoing, queue, queue_many, ring, ring_after_commit, supersede
from notifications.states import MessageState

pytestmark = pytest.mark.django_db


def received(nomination, **fields):
    """Queue the message that a nomination has arrived."""
    return queue(Kind.RECEIVED, person=nomination.nominator, about=nomination, season=nomination.season, **fields)


def test_the_same_thing_is_never_said_twice(submitted):
    first = received(submitted)

    assert received(submitted) == first
    assert list(Message.objects.all()) == [first]


def test_another_occasion_is_another_message(submitted):
    assert received(submitted) != received(submitted, occurrence="again")


def test_many_are_put_down_with_a_few_queries_and_once_each(submitted, people, django_assert_max_num_queries):
    many = [Outgoing(Kind.RECEIVED, f"nomination:{n}", submitted.season, people["nominator"]) for n in range(1, 2001)]

    # SQLite takes 999 values a query; PostgreSQL a thousand rows.
    with django_assert_max_num_queries(40 if connection.vendor == "sqlite" else 6):
        queue_many(many)
    queue_many(many)

    assert Message.objects.count() == 2000


def test_nobody_is_written_to_who_asked_for_nothing_or_has_no_address(submitted, people):
    quiet, unknown = people["nominator"], people["endorser"]
    quiet.no_email = True
    quiet.save()
    unknown.email = None
    unknown.save()

    assert [received(submitted), queue(Kind.ENDORSE, person=unknown, about="endorsement:1", season=None)] == [
        None,
        None,
    ]
    assert Message.objects.count() == 0


@transaction.atomic
def then_fail(deed):
    """Do the deed in a transaction that is undone."""
    deed()
    raise ValueError("no")


def test_a_deed_that_fails_says_nothing(submitted):
    with pytest.raises(ValueError, match="no"):
        then_fail(lambda: received(submitted))

    assert Message.objects.count() == 0


def test_a_later_decision_takes_back_what_has_not_left(submitted):
    waiting = received(submitted)
    gone = received(submitted, occurrence="again")
    Message.objects.filter(pk=gone.pk).update(state=MessageState.SENDING)

    assert supersede([waiting.about], [Kind.RECEIVED]) == 1
    assert dict(Message.objects.values_list("pk", "state")) == {
        waiting.pk: MessageState.SUPERSEDED,
        gone.pk: MessageState.SENDING,
    }


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_once_for_a_transaction(submitted):
    with transaction.atomic():
        received(submitted)
        received(submitted, occurrence="again")

        assert [bell for _, bell, _ in connection.run_on_commit] == [ring]


def test_a_bell_of_a_step_that_was_undone_does_not_silence_the_next(submitted):
    with transaction.atomic():
        with pytest.raises(ValueError, match="no"):
            then_fail(ring_after_commit)
        ring_after_commit()

        assert [bell for _, bell, _ in connection.run_on_commit] == [ring]

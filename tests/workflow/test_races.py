"""Two people at the same door at the same moment: one effect, and the second reads who was first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from workflow import NotNow, perform, trail
from workflow.signoffs import is_signed, sign, standing


def both_at_once(*deeds):
    """Run every deed in a thread with a connection of its own, all starting together; return what each gave."""
    gate = Barrier(len(deeds))

    def run(deed):
        try:
            gate.wait(timeout=10)
            return deed()
        except NotNow as refusal:
            return refusal.sentence
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run, deed) for deed in deeds]]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_two_connections_sending_one_draft_have_one_effect(draft, people, attempt):
    nominator = people["nominator"]

    outcomes = both_at_once(
        lambda: perform(draft, "submit", by=nominator, reference="NO27-0001"),
        lambda: perform(draft, "submit", by=nominator, reference="NO27-0002"),
    )

    refusals = [o for o in outcomes if isinstance(o, str)]
    assert len(refusals) == 1
    assert refusals[0].startswith("This cannot be done now: it is submitted since ")
    assert [event.verb for event in trail(draft)] == ["nomination.submit"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_person_signing_twice_at_once_signs_once(season, people):
    outcomes = both_at_once(*[lambda: sign(season, "unlock", by=people["administrator"], capacity="administrator")] * 2)

    assert sum(isinstance(o, str) for o in outcomes) == 1
    assert standing(season, "unlock").count() == 1


@pytest.mark.django_db
def test_two_names_of_one_person_are_not_two_people(season, people):
    sign(season, "lock", by=people["administrator"], capacity="administrator")

    with pytest.raises(NotNow):
        sign(season, "lock", by=people["administrator"], capacity="chair")
    assert not is_signed(season, "lock", ("chair", "administrator"))


@pytest.mark.django_db
def test_a_name_under_something_else_does_not_count(season, people):
    sign(season, "lock", by=people["administrator"], capacity="administrator", fingerprint="old")
    sign(season, "lock", by=people["chair"], capacity="chair", fingerprint="new")

    assert not is_signed(season, "lock", ("chair", "administrator"), "new")

"""Two people, or two workers, at one import at the same moment, with two real connections."""

import pytest

from kit import jobs
from kit.models import Job
from nominations.models import ImportBatch, Nomination
from nominations.services import import_writing, importing
from tests.imports import checked_import, row
from tests.workflow.test_races import both_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def batch(season, people):
    """A checked import of two rows."""
    return checked_import(season, people["administrator"], [row(), row(nominee="Bo Brook", name="Una Writer")])


def test_of_two_administrators_who_confirm_at_once_one_does(batch, people):
    both = people["administrator"], people["second_administrator"]

    outcomes = both_at_once(*[lambda by=by: importing.confirm_import(batch, by=by) for by in both])

    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    assert Job.objects.count() == 1


def test_confirming_and_discarding_at_once_does_one_of_the_two(batch, people):
    both_at_once(
        lambda: importing.confirm_import(batch, by=people["administrator"]),
        lambda: importing.discard_import(batch, by=people["second_administrator"]),
    )

    state = ImportBatch.objects.get().state
    assert (state, Job.objects.count()) in {("importing", 1), ("discarded", 0)}


def test_two_workers_at_once_import_once(batch, people):
    batch = importing.confirm_import(batch, by=people["administrator"])

    both_at_once(*[lambda: import_writing.run_import(ImportBatch.objects.get())] * 2)

    assert sorted(Nomination.objects.values_list("reference", flat=True)) == ["NO27-0001", "NO27-0002"]
    assert ImportBatch.objects.get().state == "imported"


def test_one_ring_of_two_is_heard(batch, people):
    job = importing.confirm_import(batch, by=people["administrator"]).job

    both_at_once(*[lambda: jobs.work_on(job.pk)] * 2)

    assert (Job.objects.get().state, Nomination.objects.count()) == ("done", 2)

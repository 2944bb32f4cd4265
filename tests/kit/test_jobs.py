"""Long work: done in steps, watched, never done by two at once, and found again when a worker dies."""

from datetime import timedelta

import pytest
from django.db import OperationalError, transaction

from kit import clock, jobs
from kit.models import Job
from workflow import SYSTEM, NotNow

pytestmark = pytest.mark.django_db
ERRORS = {"refused": NotNow("Row 2 is odd."), "busy": OperationalError("locked"), "broken": RuntimeError("a secret")}


@pytest.fixture
def counting():
    """A kind of work that takes one step for each of its total, and what it has done so far."""
    done: list = []

    @jobs.works_on("test.count", "Counting", gave_up=lambda job: done.append("gave up"))
    def step(job, tell):
        done.append(len(done) + 1)
        tell(len(done))
        if error := ERRORS.get(job.about):
            raise error
        return len(done) >= job.total

    yield done
    jobs._kinds.pop("test.count")


def begin(about="thing:1", total=3) -> Job:
    """Write a job down."""
    return jobs.start_job("test.count", about, by=SYSTEM, total=total)


def now_of(job) -> tuple:
    """Read where a job stands."""
    job = Job.objects.get(pk=job.pk)
    return job.state, job.done, job.problem


def test_it_is_done_in_steps_and_says_how_far_it_is(counting):
    job = begin()
    assert jobs.progress_of(job).words == "Waiting to start"

    assert jobs.work_on(job.pk)
    half = jobs.progress_of(Job.objects.get(pk=job.pk))
    while jobs.work_on(job.pk):
        pass

    assert (half.words, half.done, half.total, half.is_over) == ("Counting", 1, 3, False)
    assert (counting, now_of(job)) == ([1, 2, 3], ("done", 3, ""))
    assert jobs.progress_of(Job.objects.get(pk=job.pk)).is_over


def test_progress_shows_while_the_work_has_a_transaction_open(counting):
    job = begin()
    with transaction.atomic():
        jobs._teller(job)(2)
        # No row says so yet: whoever looks from outside sees it all the same.
        assert now_of(job) == ("waiting", 0, "")
        assert jobs.progress_of(job).done == 2


def test_a_second_ring_finds_somebody_at_work_or_the_work_done(counting):
    job = begin(total=1)
    Job.objects.filter(pk=job.pk).update(state="running", seen_at=clock.now())
    assert not jobs.work_on(job.pk)
    Job.objects.filter(pk=job.pk).update(state="waiting")
    jobs.work_on(job.pk)
    jobs.work_on(job.pk)

    assert (counting, now_of(job)[0]) == ([1], "done")


def test_a_refusal_ends_it_with_its_sentence(counting):
    job = begin("refused")

    jobs.work_on(job.pk)

    assert (counting, now_of(job)) == ([1, "gave up"], ("failed", 0, "Row 2 is odd."))
    assert jobs.progress_of(Job.objects.get(pk=job.pk)).words == "Row 2 is odd."


def test_a_fault_ends_it_without_telling_what_it_was(counting):
    job = begin("broken")

    jobs.work_on(job.pk)

    assert now_of(job) == ("failed", 0, jobs.WENT_WRONG)


def test_a_database_that_is_busy_puts_it_back(counting):
    job = begin("busy")

    jobs.work_on(job.pk)

    assert (counting, now_of(job)) == ([1], ("waiting", 0, ""))


def test_the_sweep_rings_for_what_stands_still_and_leaves_what_moves(counting):
    now = clock.now()
    unheard, moving, silent, fresh = begin(), begin(), begin(), begin()
    Job.objects.filter(pk=unheard.pk).update(created_at=now - timedelta(minutes=1))
    Job.objects.filter(pk=moving.pk).update(state="running", seen_at=now - timedelta(seconds=30))
    Job.objects.filter(pk=silent.pk).update(state="running", seen_at=now - timedelta(minutes=2))

    assert jobs.sweep(now) == [unheard.pk, silent.pk]
    assert [now_of(job)[0] for job in (unheard, moving, silent, fresh)] == ["waiting", "running", "waiting", "waiting"]
    assert jobs.work_on(silent.pk)


def test_what_never_ends_is_given_up(counting):
    job = begin()

    jobs.sweep(clock.now() + timedelta(hours=2))

    assert (counting, now_of(job)) == (["gave up"], ("failed", 0, jobs.TOOK_TOO_LONG))


@pytest.mark.parametrize(
    ("change", "worry"),
    [
        ({}, ""),
        ({"created_at": -20}, "the queue may be down"),
        ({"created_at": -300, "seen_at": -10}, ""),
        ({"created_at": -300, "seen_at": -100}, "starts again by itself"),
    ],
    ids=["just asked for", "no worker", "at work", "a worker that died"],
)
def test_it_says_in_plain_words_when_nobody_works_on_it(counting, change, worry):
    now, job = clock.now(), begin()
    moments = {k: now + timedelta(seconds=v) if isinstance(v, int) else v for k, v in change.items()}
    Job.objects.filter(pk=job.pk).update(state="waiting", **moments)

    assert worry in jobs.progress_of(Job.objects.get(pk=job.pk), now).worry
    assert bool(worry) == bool(jobs.progress_of(Job.objects.get(pk=job.pk), now).worry)

"""Long work that a worker does in steps, while somebody watches how far it is.

A room names a kind of work and the function that does one step of it. A job is a row: a lost bell, a worker that
died or a second ring do no harm, because whoever works on a job has claimed it, and the sweep finds what stands.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.db.models import Q
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from kit import clock
from kit.models import Job

log = structlog.get_logger(__name__)

# A step ends within a minute, or its worker is stopped: silence beyond this means that nobody works on it.
SILENT_AFTER = timedelta(seconds=75)
RUNG_AGAIN_AFTER = timedelta(seconds=20)
GIVEN_UP_AFTER = timedelta(hours=1)
LATE_AFTER = timedelta(seconds=15)  # for a first sign of a worker, before the page says so
SAID_EVERY = 0.4  # seconds
KEPT = 3600  # seconds that a figure stays in the cache

OPEN = (Job.State.WAITING, Job.State.RUNNING)
WENT_WRONG = "Something went wrong, and nothing was changed. Try again; if it happens again, tell whoever runs this."
TOOK_TOO_LONG = "It was started several times and never finished, so nothing was changed. Tell whoever runs this."

Tell = Callable[[int], None]


@dataclass(frozen=True)
class Kind:
    """One kind of work: its words, what does a step of it, and what is done when it cannot be done."""

    words: str
    step: Callable[[Job, Tell], bool]
    gave_up: Callable[[Job], None]


@dataclass(frozen=True)
class Progress:
    """How far a job is, in words that hold even when no worker runs."""

    words: str
    done: int
    total: int
    is_over: bool
    has_failed: bool
    worry: str = ""


_kinds: dict[str, Kind] = {}


def works_on(name: str, words: str, *, gave_up: Callable[[Job], None] = lambda job: None):
    """Register the function that does one step of this kind of work, for a page that calls it `words`.

    It gets the job and `tell(done)`, takes less than a minute, and says whether all is done. It may be called
    again after a crash, so it finds out by itself what is done already. An error with a `sentence` ends the job
    with that sentence; `gave_up(job)` then runs in the transaction that marks the job as failed.
    """

    def decorate(step: Callable[[Job, Tell], bool]):
        _kinds[name] = Kind(words, step, gave_up)
        return step

    return decorate


def start_job(kind: str, about: str, *, by, total: int) -> Job:
    """Write down that there is work, in the transaction of the deed, and ring for a worker once it is committed."""
    job = Job.objects.create(kind=kind, about=about, started_by=by.actor_key, total=total, created_at=clock.now())
    transaction.on_commit(lambda: ring(job.pk), robust=True)
    return job


def ring(job_id: int) -> None:
    """Ask a worker to go on with a job. With the queue down nothing is lost: the sweep rings again."""
    from kit.tasks import work

    try:
        work.delay(job_id)
    except (KombuError, RedisError, OSError) as error:
        log.warning("job.bell_not_heard", error=type(error).__name__)


def work_on(job_id: int) -> bool:
    """Do one step of a job that nobody else works on; says whether there is more to do."""
    job = _claim(job_id)
    if job is None:
        return False
    try:
        is_done = _kinds[job.kind].step(job, _teller(job))
    except OperationalError as error:
        # The database was busy or away: what the step had not committed is undone, and the sweep rings again.
        log.warning("job.put_back", job=job.pk, error=type(error).__name__)
        _mine(job).update(state=Job.State.WAITING)
        return False
    except Exception as error:
        if not hasattr(error, "sentence"):
            log.exception("job.failed", job=job.pk, kind=job.kind)
        _give_up(job, getattr(error, "sentence", WENT_WRONG))
        return False
    now = clock.now()
    if is_done:
        _mine(job).update(state=Job.State.DONE, done=job.total, seen_at=now, finished_at=now)
    else:
        _mine(job).update(state=Job.State.WAITING, seen_at=now)
    return not is_done


def sweep(now: datetime | None = None) -> list[int]:
    """Return the jobs to ring for: those whose bell nobody heard, and those whose worker has fallen silent.

    What has stood for an hour is given up.
    """
    now = now or clock.now()
    for job in Job.objects.filter(state__in=OPEN, created_at__lt=now - GIVEN_UP_AFTER):
        _give_up(job, TOOK_TOO_LONG)
    Job.objects.filter(state=Job.State.RUNNING, seen_at__lt=now - SILENT_AFTER).update(
        state=Job.State.WAITING, seen_at=now - RUNG_AGAIN_AFTER
    )
    unheard = now - RUNG_AGAIN_AFTER
    waiting = Job.objects.filter(state=Job.State.WAITING).filter(
        Q(seen_at__lte=unheard) | Q(seen_at__isnull=True, created_at__lte=unheard)
    )
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def progress_of(job: Job, now: datetime | None = None) -> Progress:
    """Say how far a job is; a figure told inside an open transaction counts, though no row shows it yet."""
    now = now or clock.now()
    kind = _kinds.get(job.kind)
    if job.state == Job.State.FAILED:
        return Progress(job.problem, job.done, job.total, is_over=True, has_failed=True)
    if job.state == Job.State.DONE:
        return Progress("Done", job.total, job.total, is_over=True, has_failed=False)
    done = min(max(job.done, cache.get(_key(job)) or 0), job.total)
    words = kind.words if kind and job.seen_at else "Waiting to start"
    return Progress(words, done, job.total, is_over=False, has_failed=False, worry=_worry(job, now))


def _worry(job: Job, now: datetime) -> str:
    if job.seen_at is None and now - job.created_at > LATE_AFTER:
        return (
            "This is still waiting; the queue may be down. Nothing is lost, and you can leave this page. If it has "
            "not started in a few minutes, ask whoever runs this service whether its worker is running."
        )
    if job.seen_at is not None and now - job.seen_at > SILENT_AFTER:
        return (
            "We have not heard from the worker for more than a minute. The work starts again by itself; nothing is "
            "lost, and you can leave this page."
        )
    return ""


def _claim(job_id: int) -> Job | None:
    """Take a waiting job; None where it is done, or somebody else works on it."""
    taken = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(state=Job.State.RUNNING, seen_at=clock.now())
    return Job.objects.get(pk=job_id) if taken else None


def _mine(job: Job):
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING)


def _give_up(job: Job, sentence: str) -> None:
    with transaction.atomic():
        ended = Job.objects.filter(pk=job.pk, state__in=OPEN).update(
            state=Job.State.FAILED, problem=sentence[:300], finished_at=clock.now()
        )
        kind = _kinds.get(job.kind)
        if ended and kind:
            kind.gave_up(job)


def _key(job: Job) -> str:
    return f"job:{job.public_id}"


def _teller(job: Job) -> Tell:
    """Return the function by which a step says how many are done, now and then.

    Inside a transaction a row would show to nobody, and on SQLite nobody else could write it: the cache carries it.
    """
    last = 0.0

    def tell(done: int) -> None:
        nonlocal last
        if time.monotonic() - last < SAID_EVERY:
            return
        last = time.monotonic()
        cache.set(_key(job), done, KEPT)
        if not connection.in_atomic_block:
            _mine(job).update(done=done, seen_at=clock.now())

    return tell

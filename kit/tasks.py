"""Bells for long work."""

from celery import shared_task

from kit import jobs


@shared_task(name="kit.tasks.work")
def work(job_id: int) -> None:
    """Do one step of a job; ring again when there is more."""
    if jobs.work_on(job_id):
        jobs.ring(job_id)


@shared_task(name="kit.tasks.sweep")
def sweep() -> None:
    """Ring for the jobs that stand still."""
    for job_id in jobs.sweep():
        jobs.ring(job_id)

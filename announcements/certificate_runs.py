"""All certificates of a release as one ZIP of files to print: asked for, made part by part, taken, and erased."""

import base64
import json
import tempfile
import time
import zipfile
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import IO

from django.db import transaction
from django.template.loader import render_to_string

from announcements.certificates import (
    Certificate,
    as_pdf,
    certificates_of,
    entries_with_certificate,
    fingerprint_of,
    is_printable,
)
from announcements.models import CertificatePart, CertificateRun, Release
from awards.roles import is_administrator
from kit import clock
from kit.jobs import start_job, works_on
from kit.models import Job
from kit.sealed_files import erase_files, open_file, seal_file
from workflow import NotAllowed, NotNow, record
from workflow.actors import Actor

KEPT = timedelta(days=7)
REMEMBERED = timedelta(days=30)  # that there was a run, so that its page can say what became of it
AT_ONCE = 100  # certificates in a part: a second or two of work, and a file that any printer takes
STEP = 20  # seconds after which a step begins no other part; it must end within a minute
SHOWN = 10  # runs on a page
IN_MEMORY = 20_000_000  # bytes of a ZIP while it is sent

NOT_THEIRS = "Only an administrator with no interest in these awards can make its certificates."
NOT_PUBLIC = "There are no certificates: the results are not public."
NOTHING = "No entry of these awards has a certificate."


class RunState(StrEnum):
    """Where a run stands: worked out from its rows, and never kept."""

    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    CHANGED = "changed"
    EXPIRED = "expired"


SENTENCES = {
    RunState.MAKING: "The certificates are still being made.",
    RunState.FAILED: "The certificates could not be made. Try again, or ask whoever runs this service.",
    RunState.CHANGED: "A name or a result has changed since these certificates were made. Make them again.",
    RunState.EXPIRED: "These certificates have expired. Make them again.",
}


@transaction.atomic
def ask_for_certificates(release: Release, *, by: Actor) -> CertificateRun:
    """Have all certificates of a release made, or return the run that is being made or still says what is true.

    Raises NotAllowed for anybody but an administrator who may see the release, NotNow where nothing is public.
    """
    # Two presses at one moment make one run.
    release = Release.objects.select_for_update(of=("self",)).select_related("season__programme").get(pk=release.pk)
    seen = Release.objects.visible_to(by).filter(pk=release.pk).exists()
    if not (seen and is_administrator(release.season, by)):
        raise NotAllowed(NOT_THEIRS)
    now = clock.now()
    if not release.is_public(now):
        raise NotNow(NOT_PUBLIC)
    current = current_of(release, now)
    for run in runs_of(release):
        if state_of(run, now, current) in {RunState.MAKING, RunState.READY}:
            return run
    entries = list(entries_with_certificate(release, now).values_list("award", "pk"))
    if not entries:
        raise NotNow(NOTHING)
    run = CertificateRun.objects.create(release=release, count=len(entries), asked_at=now, expires_at=now + KEPT)
    CertificatePart.objects.bulk_create(_parts(run, entries))
    run.job = start_job("announcements.certificates", f"certificates:{run.pk}", by=by, total=len(entries))
    run.save(update_fields=["job"])
    record(release, "make_certificates", by=by, data={"run": run.pk, "certificates": len(entries)})
    return run


def _parts(run: CertificateRun, entries: list[tuple[int, int]]) -> list[CertificatePart]:
    """Return the parts of a run: each holds certificates of one award, and not more than a worker sets at once."""
    parts: list[CertificatePart] = []
    for award, group in groupby(entries, key=lambda row: row[0]):
        numbers = [number for _, number in group]
        for start in range(0, len(numbers), AT_ONCE):
            some = numbers[start : start + AT_ONCE]
            parts.append(CertificatePart(run=run, award_id=award, order=len(parts) + 1, entries=some))
    return parts


def runs_of(release: Release):
    """Return the last runs of a release."""
    return release.certificate_runs.select_related("job", "release__season__programme")[:SHOWN]


def current_of(release: Release, now: datetime) -> dict[int, Certificate]:
    """Return the certificates of a release as they would be at `now`, by entry."""
    return {one.entry: one for one in certificates_of(release, now)}


def state_of(run: CertificateRun, now: datetime, current: dict[int, Certificate]) -> RunState:
    """Say where a run stands; one that is ready is compared with the `current` certificates of its release."""
    if run.expires_at <= now:
        return RunState.EXPIRED
    if run.job is None or run.job.state == Job.State.FAILED:
        return RunState.FAILED
    if run.job.state != Job.State.DONE:
        return RunState.MAKING
    return RunState.READY if _says_what_is_true(run, current) else RunState.CHANGED


def _says_what_is_true(run: CertificateRun, current: dict[int, Certificate]) -> bool:
    parts = list(run.parts.values_list("entries", "fingerprint"))
    if {number for entries, _ in parts for number in entries} != set(current):
        return False
    return all(fingerprint_of([current[number] for number in entries]) == kept for entries, kept in parts)


@works_on("announcements.certificates", "Making the certificates")
def make_certificates(job: Job, tell) -> bool:
    """Make the parts of a run that are not made yet; a run goes on where it stopped."""
    number = job.about.partition(":")[2]
    run = CertificateRun.objects.select_related("release__season__programme").filter(pk=number).first()
    if run is None:
        return True
    begun, left = time.monotonic(), list(run.parts.filter(fingerprint="").defer("content"))
    done = run.count - sum(len(part.entries) for part in left)
    for part in left:
        tell(done)
        if time.monotonic() - begun > STEP:
            return False
        _make_part(part, run)
        done += len(part.entries)
    return True


def _make_part(part: CertificatePart, run: CertificateRun) -> None:
    """Set one part and keep it, sealed; a release that is no longer public makes none."""
    now = clock.now()
    if not run.release.is_public(now):
        raise NotNow(NOT_PUBLIC)
    found = {one.entry: one for one in certificates_of(run.release, now, among=part.entries)}
    certificates = [found[number] for number in part.entries if number in found]
    content = _content(certificates, run.release)
    with transaction.atomic():
        part = CertificatePart.objects.select_for_update(of=("self",)).get(pk=part.pk)
        part.content, part.fingerprint = seal_file(part, content), fingerprint_of(certificates)
        part.save(update_fields=["content", "fingerprint"])


def _content(certificates: list[Certificate], release: Release) -> bytes:
    """Return the files of a part: a PDF, and a web page of those that the fonts cannot show."""
    printable: list[Certificate] = []
    others: list[Certificate] = []
    for one in certificates:
        (printable if is_printable(one) else others).append(one)
    pdf = as_pdf(printable, release) if printable else b""
    return json.dumps(
        {"pdf": base64.b64encode(pdf).decode(), "html": as_html(others) if others else ""}, ensure_ascii=False
    ).encode()


def as_html(certificates: list[Certificate]) -> str:
    """Write certificates as one web page that needs nothing else, a sheet of paper each."""
    return render_to_string("announcements/certificates_file.html", {"certificates": certificates})


@transaction.atomic
def take_certificates(run: CertificateRun, *, by: Actor) -> IO[bytes]:
    """Return all files of a run as a ZIP, and record who took it.

    `run` comes from `CertificateRun.objects.visible_to(by)`. Raises NotNow with what became of one that is not there.
    """
    rows = CertificateRun.objects.select_for_update(of=("self",)).select_related("job", "release__season__programme")
    run, now = rows.get(pk=run.pk), clock.now()
    if not run.release.is_public(now):
        raise NotNow(NOT_PUBLIC)
    if (state := state_of(run, now, current_of(run.release, now))) != RunState.READY:
        raise NotNow(SENTENCES[state])
    # Large ones go to the disk, in a file without a name that is gone when it is closed.
    whole = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    try:
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in run.parts.select_related("award").iterator(chunk_size=1):
                _put(archive, part)
    except BaseException:
        whole.close()
        raise
    whole.seek(0)
    record(run.release, "take_certificates", by=by, data={"run": run.pk, "certificates": run.count})
    return whole


def _put(archive: zipfile.ZipFile, part: CertificatePart) -> None:
    kept = open_file(part)
    if kept is None:
        raise NotNow(SENTENCES[RunState.EXPIRED])
    found, name = json.loads(kept), f"{part.order:03d}-{part.award.slug}"
    if found["pdf"]:
        archive.writestr(f"{name}.pdf", base64.b64decode(found["pdf"]))
    if found["html"]:
        archive.writestr(f"{name}-to-print-from-a-browser.html", found["html"])


def settle_run(run: CertificateRun, now: datetime) -> RunState:
    """Say where a run stands, and erase what it held if it says what is no longer true or has expired."""
    state = state_of(run, now, current_of(run.release, now))
    # While a release is paused nothing has changed: it comes back as it was.
    if state == RunState.EXPIRED or (state == RunState.CHANGED and run.release.is_public(now)):
        erase_files(CertificatePart.objects.filter(run=run))
    return state


def clear_away(now: datetime) -> int:
    """Erase what has expired, and forget the runs of long ago; returns how many parts were erased."""
    erased = erase_files(CertificatePart.objects.filter(run__expires_at__lte=now))
    CertificateRun.objects.filter(asked_at__lte=now - REMEMBERED).delete()
    return erased

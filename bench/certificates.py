"""How long the certificates of a release take to make: `python -m bench.certificates --count 1000`.

Fills a test database of its own, which is gone afterwards. Names are invented, in several scripts. Prints one line of
JSON: seconds to ask, to make every part as a worker does (set, sealed, kept), to look whether it still says what is
true, and to put the ZIP together.
"""

import argparse
import json
import os
import random
import resource
import time
from datetime import timedelta
from itertools import pairwise

import django

FIRST = ("Siân", "Małgorzata", "Nadia", "فاطمة", "હેતલબેન", "明霞", "Олена", "Chloë")
LAST = ("Gruffydd-Llŷr", "Żółć", "Fenwick", "الزهراء", "પટેલ", "欧阳", "Коваль", "O’Hara")
HOUR = timedelta(hours=1)
OUTCOMES = ("winner", "highly_commended", "highly_commended", "finalist", "finalist")


def fill(count: int, awards: int, seed: int):
    """Return a release that is public, with as many entries spread over as many awards, and an administrator."""
    from announcements.models import Release
    from awards.roles import scope_of
    from judging.models import Decision, DecisionLine, Panel, Round
    from kit import clock
    from nominations.models import Entry, Nominee
    from people.models import RoleGrant
    from people.roles import Role
    from tests.world import make_award, make_person, make_season

    chance, now = random.Random(seed), clock.now()
    season, runs, other = make_season("bench"), make_person("Bench One"), make_person("Bench Two")
    RoleGrant.objects.create(person=runs, role=Role.ADMINISTRATOR, scope=scope_of(season))
    release = Release.objects.create(
        season=season, state="released", goes_public_at=now, released_at=now, prepared_by=runs, approved_by=other
    )
    for number in range(awards):
        award = make_award(season, f"bench-{number}", f"Award {number}")
        release.awards.add(award)
        panel = Panel.objects.create(award=award, name="Panel")
        final = Round.objects.create(
            season=season, award=award, panel=panel, kind="final", state="decided", opens_at=now, closes_at=now + HOUR
        )
        decision = Decision.objects.create(round=final, state="locked", locked_at=now, record_hash="0" * 64)
        names = [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in range(count // awards)]
        nominees = Nominee.objects.bulk_create(Nominee(name=name) for name in names)
        entries = Entry.objects.bulk_create(
            Entry(season=season, award=award, nominee=one, reference=f"BE-{number}-{i:05d}", state="closed")
            for i, one in enumerate(nominees)
        )
        DecisionLine.objects.bulk_create(
            DecisionLine(decision=decision, entry=entry, outcome=outcome)
            for entry, outcome in zip(entries, OUTCOMES, strict=False)
        )
    return release, runs


def measure(count: int, awards: int, seed: int) -> dict:
    """Make a run from asking to the ZIP and return its figures."""
    from announcements.certificate_runs import ask_for_certificates, current_of, state_of, take_certificates
    from announcements.models import CertificateRun
    from kit import clock, jobs

    release, runs = fill(count, awards, seed)
    times = [time.perf_counter()]
    run = ask_for_certificates(release, by=runs)
    times.append(time.perf_counter())
    steps = 1
    while jobs.work_on(run.job_id):
        steps += 1
    times.append(time.perf_counter())
    run = CertificateRun.objects.select_related("job", "release__season__programme").get(pk=run.pk)
    state = state_of(run, clock.now(), current_of(run.release, clock.now()))
    times.append(time.perf_counter())
    with take_certificates(run, by=runs) as whole:
        size = len(whole.read())
    times.append(time.perf_counter())
    asked, made, looked, zipped = (round(b - a, 2) for a, b in pairwise(times))
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "certificates": run.count,
        "awards": awards,
        "parts": run.parts.count(),
        "steps": steps,
        "state": str(state),
        "seconds_to_ask": asked,
        "seconds_to_make": made,
        "seconds_to_look": looked,
        "seconds_to_zip": zipped,
        "zip_bytes": size,
        "sealed_bytes": sum(len(part.content) for part in run.parts.all()),
        "peak_mib_of_the_process_that_sets": round(child / 1024),
    }


def main() -> None:
    """Print the figures as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--awards", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        print(json.dumps(measure(asked.count, asked.awards, asked.seed)))
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()

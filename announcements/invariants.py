"""What must hold of releases."""

from collections.abc import Iterator

from django.db.models import Count, F, Q

from announcements.models import Release
from announcements.results import KINDS
from announcements.states import ReleaseState, Stage
from judging.models import Decision
from judging.states import DecisionState
from kit import clock
from workflow.models import AuditEvent

# Which award stands in which release.
HELD = Release.awards.through.objects
GOING_OUT = [ReleaseState.APPROVED, ReleaseState.SCHEDULED, ReleaseState.RELEASED]


def two_people_stand_behind_each_release() -> Iterator[str]:
    """Whoever approved a release is not who prepared it."""
    alone = Release.objects.filter(state__in=GOING_OUT).filter(
        Q(approved_by__isnull=True) | Q(approved_by=F("prepared_by"))
    )
    for pk in alone.values_list("pk", flat=True):
        yield f"release {pk} goes out without a second person"


def approvals_are_in_the_trail() -> Iterator[str]:
    """The trail knows who approved each release, and it is who the release names."""
    told = dict(AuditEvent.objects.filter(verb="release.approve").order_by("pk").values_list("subject_id", "person_id"))
    for pk, person in Release.objects.filter(state__in=GOING_OUT).values_list("pk", "approved_by"):
        if told.get(pk) != person:
            yield f"release {pk} was approved by person {person}, but the trail says {told.get(pk)}"


def released_awards_are_locked() -> Iterator[str]:
    """Each award of a release that is approved or out has a locked decision for its stage."""
    for stage in Stage:
        locked = Decision.objects.filter(round__kind=KINDS[stage], state=DecisionState.LOCKED).values("round__award")
        held = HELD.filter(release__state__in=GOING_OUT, release__stage=stage)
        for pk, award in held.exclude(award__in=locked).values_list("release", "award"):
            yield f"release {pk} holds award {award}, which is not decided and locked"


def awards_are_released_once() -> Iterator[str]:
    """An award stands in one release of a stage, and in releases of its own season alone."""
    standing = HELD.exclude(release__state=ReleaseState.CANCELLED).values("release__stage", "award")
    for row in standing.annotate(times=Count("pk")).filter(times__gt=1).order_by():
        yield f"award {row['award']} stands in {row['times']} releases of the stage {row['release__stage']}"
    for pk, award in HELD.exclude(award__season=F("release__season")).values_list("release", "award"):
        yield f"release {pk} holds award {award} of another season"


def nothing_is_called_released_too_early() -> Iterator[str]:
    """A release that is called released has reached its minute."""
    early = Release.objects.filter(state=ReleaseState.RELEASED, goes_public_at__gt=clock.now())
    for pk in early.values_list("pk", flat=True):
        yield f"release {pk} is called released before its minute"


INVARIANTS = [
    two_people_stand_behind_each_release,
    approvals_are_in_the_trail,
    released_awards_are_locked,
    awards_are_released_once,
    nothing_is_called_released_too_early,
]

"""What is done to releases. Messages follow by themselves: the notifications room listens at the door."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from announcements.guards import seasons_to_announce
from announcements.models import Release
from announcements.preview import award_choices
from announcements.states import ReleaseState, Stage
from awards.models import Award, Season
from awards.roles import is_administrator
from kit import clock
from workflow import NotAllowed, NotNow, perform, record
from workflow.actors import Actor
from workflow.sweeping import perform_each


@transaction.atomic
def prepare_release(
    season: Season, *, awards: Iterable[Award], stage: str, goes_public_at: datetime | None, by: Actor
) -> Release:
    """Put the decided awards of one stage into a release, for a second person to approve.

    Without a minute it waits for "Announce now". Raises NotAllowed for anybody but an administrator, and
    NotNow where an award cannot be chosen or the minute has passed.
    """
    # Two people who prepare at once must not put one award into two releases.
    season = Season.objects.select_for_update().get(pk=season.pk)
    if not is_administrator(season, by):
        raise NotAllowed(is_administrator.sentence)
    chosen = {award.pk for award in awards}
    if not chosen:
        raise NotNow("Select at least one award.")
    if goes_public_at is not None and goes_public_at <= clock.now():
        raise NotNow("Choose a minute that is still to come, or leave it empty to announce by hand.")
    free = {choice.award.pk: choice for choice in award_choices(season, stage, by)}
    for number in chosen:
        if number not in free or free[number].why_not:
            why = free[number].why_not if number in free else "It belongs to another season."
            name = free[number].award.name if number in free else "An award"
            raise NotNow(f"{name} cannot be released now. {why}")
    release = Release.objects.create(
        season=season, stage=Stage(stage), goes_public_at=goes_public_at, prepared_by=by, prepared_at=clock.now()
    )
    release.awards.set(sorted(chosen))
    record(release, "prepare", by=by, after=ReleaseState.DRAFT, data={"stage": str(stage), "awards": sorted(chosen)})
    return release


@transaction.atomic
def revise_release(release: Release, *, goes_public_at: datetime | None, by: Actor) -> Release:
    """Change the minute before anybody has approved it."""
    if goes_public_at is not None and goes_public_at <= clock.now():
        raise NotNow("Choose a minute that is still to come, or leave it empty to announce by hand.")
    return perform(release, "revise", by=by, goes_public_at=goes_public_at)


@transaction.atomic
def approve_release(release: Release, *, by: Actor) -> Release:
    """Say, as a second person, that this may become public; with a minute it is scheduled at once."""
    release = perform(release, "approve", by=by, by_person=by)
    return perform(release, "schedule", by=by) if release.goes_public_at else release


@transaction.atomic
def announce_now(release: Release, *, by: Actor) -> Release:
    """Make it public at once. Whoever presses second reads who did it and when."""
    return perform(release, "announce_now", by=by)


@transaction.atomic
def pause_release(release: Release, *, by: Actor, reason: str) -> Release:
    """Hold it back, or take it from view, at once."""
    return perform(release, "pause", by=by, reason=reason)


@transaction.atomic
def resume_release(release: Release, *, by: Actor) -> Release:
    """Go on after a pause; a minute that passed meanwhile counts at once."""
    return perform(release, "resume", by=by)


@transaction.atomic
def cancel_release(release: Release, *, by: Actor, reason: str) -> Release:
    """Give it up before its minute, so that its awards can be released another way."""
    return perform(release, "cancel", by=by, reason=reason)


def advance_due(now: datetime) -> int:
    """Let the labels of releases, and of seasons whose last result is out, catch up with the clock.

    The public page needs neither: it goes by the minute. Returns how many moved.
    """
    moved = perform_each(Release.objects.due(now), "catch_up", now=now)
    return moved + perform_each(seasons_to_announce(now), "announce", now=now)

"""What this room knows that must hold for deeds further left."""

from announcements.models import Release
from announcements.states import ReleaseState, Stage
from awards.models import Season
from awards.states import SeasonState
from judging.states import RoundKind
from workflow import guard


def awards_not_out(season, now):
    """Return the season's awards with a final round whose result is not public at `now`."""
    public = Release.objects.public(now).filter(season=season, stage=Stage.RESULT)
    # By the rows between the two: a release without awards would put a null among the numbers.
    out = Release.awards.through.objects.filter(release__in=public.values("pk")).values("award")
    return season.awards.filter(rounds__kind=RoundKind.FINAL).exclude(pk__in=out)


def is_all_out(season, now) -> bool:
    """Say whether the result of every award that went before a final panel is public at `now`."""
    return season.rounds.filter(kind=RoundKind.FINAL).exists() and not awards_not_out(season, now).exists()


def seasons_to_announce(now) -> list[Season]:
    """Return the locked seasons of which every result is public at `now`."""
    locked = Season.objects.filter(state=SeasonState.LOCKED, releases__stage=Stage.RESULT).distinct()
    return [season for season in locked if is_all_out(season, now)]


@guard("season.announce")
def every_result_is_public(season):
    """The last result is public."""
    if is_all_out(season, season.now):
        return None
    return "The results of every award must be public first."


@guard("decision.unlock")
def result_is_not_released(decision):
    """Nothing that is approved or public rests on this decision."""
    stage = Stage.RESULT if decision.round.kind == RoundKind.FINAL else Stage.SHORTLIST
    holding = Release.objects.filter(awards=decision.round.award_id, stage=stage)
    if holding.filter(state=ReleaseState.RELEASED).exists() or holding.public(decision.now).exists():
        return "This result is public, so it is not opened again. Record a correction instead."
    if holding.filter(state__in=[ReleaseState.APPROVED, ReleaseState.SCHEDULED]).exists():
        return "A release that holds this award is approved. Cancel the release first."
    return None

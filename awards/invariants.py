"""What must hold of seasons and awards."""

from collections.abc import Iterator

from django.db.models import F, Sum

from awards.models import Award, Season
from awards.states import SeasonState
from people.models import RoleGrant


def weights_make_a_hundred() -> Iterator[str]:
    """Each award of a season that anybody may read has criteria whose weights make 100."""
    awards = Award.objects.exclude(season__state=SeasonState.DRAFT).annotate(sum=Sum("criteria__weight"))
    for pk, total in awards.exclude(sum=100).values_list("pk", "sum"):
        yield f"the weights of award {pk} make {total or 0}, not 100"


def scales_belong_to_the_season() -> Iterator[str]:
    """An award is scored on a scale of its own season."""
    for pk in Award.objects.exclude(scale__season=F("season")).values_list("pk", flat=True):
        yield f"award {pk} is scored on another season's scale"


def public_seasons_have_a_window() -> Iterator[str]:
    """A season that anybody may read says when nominations open and close."""
    for season in Season.objects.exclude(state=SeasonState.DRAFT).prefetch_related("milestones"):
        window = season.window("nominations")
        if window is None or window.ends_at is None:
            yield f"season {season.pk} does not say when nominations open and close"


def grants_are_of_seasons_that_exist() -> Iterator[str]:
    """A role is held in a season that is there."""
    known = {f"season:{pk}" for pk in Season.objects.values_list("pk", flat=True)}
    for pk, scope in RoleGrant.objects.exclude(scope="").values_list("pk", "scope"):
        if scope not in known:
            yield f"role grant {pk} is for {scope}, which does not exist"


INVARIANTS = [
    weights_make_a_hundred,
    scales_belong_to_the_season,
    public_seasons_have_a_window,
    grants_are_of_seasons_that_exist,
]

"""What must hold of the methods by which rounds place their entries. Each yields one sentence a breach."""

from collections.abc import Iterator

from judging.models import Round, Standing
from judging.modes import scoring_modes
from judging.ranking.recipe import Method
from judging.room import ruled_for
from judging.services.places import ranked_on
from judging.services.standings import SETTLED
from judging.states import RankingMethod, RoundState
from nominations.models import Entry


def places_rest_on_the_method() -> Iterator[str]:
    """Where a settled round has a method of its own, each live entry has its figure; nowhere else is there one.

    A decided round keeps the figures that were decided on, whoever falls out afterwards: its record speaks for them.
    """
    own = Round.objects.exclude(method=RankingMethod.MEAN).filter(mode__in=scoring_modes(), state__in=SETTLED)
    strange = Standing.objects.filter(ranked_on__isnull=False).exclude(round__in=own.values("pk"))
    for pk in strange.order_by("pk").values_list("pk", flat=True):
        yield f"Standing {pk} has a figure to be placed by, and its round places by the mean."
    for round_ in own.exclude(state=RoundState.DECIDED).select_related("award").order_by("pk"):
        try:
            ruled = ruled_for(round_)
        except ValueError as unsound:
            yield f"Round {round_.pk} cannot be placed by its method: {unsound}"
            continue
        live = round_.standings.filter(entry__in=Entry.objects.live().values("pk")).select_related("entry")
        for standing in live.order_by("pk"):
            wanted = ranked_on(standing, ruled)
            if standing.ranked_on != wanted:
                yield f"Standing {standing.pk} is placed by {standing.ranked_on} and should be by {wanted}."


def methods_are_frozen() -> Iterator[str]:
    """The method of a round is the one that was frozen when its scoring opened."""
    rounds = Round.objects.filter(mode__in=scoring_modes()).prefetch_related("versions").order_by("pk")
    for round_ in rounds:
        for version in sorted(round_.versions.all(), key=lambda v: v.number)[-1:]:
            frozen = (version.recipe or {}).get("method", Method.MEAN)
            if frozen != round_.method:
                yield f"Round {round_.pk}: its method is {round_.method}, and {frozen} was frozen."


INVARIANTS = [places_rest_on_the_method, methods_are_frozen]

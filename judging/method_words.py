"""How a season's awards are judged, for its public page: the mode of each round and its rule, with an example."""

from collections import defaultdict

from awards.extras import Way, tells_method
from judging.counting import settings_of
from judging.states import RoundKind

_STAGES = {RoundKind.SHORTLISTING: "the shortlist", RoundKind.FINAL: "the final"}


@tells_method
def ways_of_rounds(season) -> list[Way]:
    """Return one way for each rule in use, naming its awards where they differ; one query."""
    awards_of: dict = defaultdict(dict)
    rounds = season.rounds.select_related("award").order_by("-kind", "award__order", "award_id")
    for round_ in rounds:
        sentences = tuple(round_.mode_of.public_words(settings_of(round_)))
        awards_of[round_.kind, sentences][round_.award_id] = round_.award.name
    kinds = [kind for kind, _ in awards_of]
    return [
        Way(_heading(kind, list(names.values()), is_only=kinds.count(kind) == 1), sentences)
        for (kind, sentences), names in awards_of.items()
    ]


def _heading(kind: str, names: list[str], *, is_only: bool) -> str:
    stage = f"For {_STAGES[RoundKind(kind)]}"
    return stage if is_only else f"{stage}: {', '.join(names)}"

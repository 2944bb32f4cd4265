"""How a season's awards are judged, for its public page: each round's mode and rule, its criteria and who reads.

Nothing here names a judge or says a word of the scale: those are for judges alone (R17).
"""

from collections import defaultdict

from django.db.models import Count, Prefetch, Q

from awards.extras import Stage, Way, tells_method, tells_stages
from judging.counting import settings_of
from judging.models import Round, RoundCriterion, RoundVersion
from judging.ranking.recipe import Method, Recipe
from judging.ranking.words import rule_words
from judging.states import MemberState, RankingMethod, RoundKind
from kit.templatetags.commend import count_noun

_STAGES = {RoundKind.SHORTLISTING: "the shortlist", RoundKind.FINAL: "the final"}
_GONE = [MemberState.DECLINED, MemberState.STOOD_DOWN]
_SHEETS = (
    "Judges give each question of the award a mark. A judge’s marks for one entry make one figure, in which each "
    "question counts by its weight."
)


@tells_method
def ways_of_rounds(season) -> list[Way]:
    """Return one way for each rule in use, naming its awards where they differ; one query."""
    awards_of: dict = defaultdict(dict)
    rounds = season.rounds.select_related("award").order_by("-kind", "award__order", "award_id")
    for round_ in rounds:
        awards_of[round_.kind, _rule_of(round_)][round_.award_id] = round_.award.name
    kinds = [kind for kind, _ in awards_of]
    return [
        Way(_heading(kind, list(names.values()), is_only=kinds.count(kind) == 1), sentences)
        for (kind, sentences), names in awards_of.items()
    ]


def _rule_of(round_: Round) -> tuple[str, ...]:
    """Return how the marks of a round are put together, as its mode and its method have it."""
    mode = round_.mode_of
    if not mode.scores_criteria or round_.method == RankingMethod.MEAN:
        return tuple(mode.public_words(settings_of(round_)))
    return _SHEETS, *rule_words(Recipe(method=Method(round_.method)))


def _heading(kind: str, names: list[str], *, is_only: bool) -> str:
    stage = f"For {_STAGES[RoundKind(kind)]}"
    return stage if is_only else f"{stage}: {', '.join(names)}"


@tells_stages
def stages_of_rounds(season) -> dict[int, list[Stage]]:
    """Return the stages of each award that has a round: what counts, how large the panel is and who reads."""
    seated = Count("panel__members", filter=Q(panel__members__is_reserve=False) & ~Q(panel__members__state__in=_GONE))
    chosen = RoundCriterion.objects.select_related("criterion").order_by("criterion__order", "pk")
    rounds = (
        season.rounds.select_related("award", "figures_from")
        .prefetch_related(
            "award__criteria",
            Prefetch("own_criteria", queryset=chosen),
            Prefetch("versions", queryset=RoundVersion.objects.order_by("number")),
        )
        .annotate(seated=seated)
        .order_by("-kind", "award__order", "award_id")
    )
    found: dict[int, list[Stage]] = defaultdict(list)
    for round_ in rounds:
        criteria = _criteria_of(round_) if round_.mode_of.scores_criteria else ()
        found[round_.award_id].append(Stage(round_.get_kind_display(), criteria, _who_reads(round_)))
    return dict(found)


def _criteria_of(round_: Round) -> tuple[tuple[str, int], ...]:
    """Return the criteria of a round with their weights, as `versions.criteria_of` finds them, without a query."""
    versions = list(round_.versions.all())
    if versions:
        return tuple((c["name"], c["weight"]) for c in versions[-1].criteria)
    own = list(round_.own_criteria.all())
    if own:
        return tuple((row.criterion.name, row.weight) for row in own)
    return tuple((c.name, c.weight) for c in round_.award.criteria.all())


def _who_reads(round_: Round) -> tuple[str, ...]:
    size = f"The panel has {count_noun(round_.seated, 'judge')}." if round_.seated else "The panel is not chosen yet."
    if not round_.mode_of.takes_marks:
        return (size, "It meets on the figures of the stage before.")
    if round_.readers is None:
        read = "Every judge reads every entry, but for those in which the judge has an interest."
    else:
        read = f"{count_noun(round_.readers, 'judge').capitalize()} of the panel read each entry."
    return size, read, f"A result needs the marks of at least {count_noun(round_.quorum, 'judge')} for each entry."

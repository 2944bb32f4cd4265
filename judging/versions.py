"""What a round is judged by: its criteria with the weights in force and its scale, frozen when scoring opens.

Until a round has a version, the criteria that were chosen for it hold, or where none were, the award's own; and so
with its scale. From then on totals, ties, pages and records all ask here, so that nothing that is changed in the
award afterwards moves a figure.
"""

import hashlib
import json
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery

from awards.models import Award, Criterion, ScalePoint
from judging import ranking
from judging.models import Round, RoundCriterion, RoundVersion, WeightChange
from judging.states import RoundState


@dataclass(frozen=True)
class Measure:
    """What judges of a round are asked: its criteria with their weights, and the points that they can give.

    `criteria` in their order; `points` lowest first, each with its words.
    """

    criteria: list[Criterion]
    points: list[ScalePoint]

    @property
    def values(self) -> list[int]:
        """The points as numbers, lowest first."""
        return [point.value for point in self.points]

    @property
    def ends(self) -> set[int]:
        """The lowest and the highest point; none where there are no points."""
        return set(self.values[:1] + self.values[-1:])

    @property
    def labels(self) -> dict[int, str]:
        """What each point is called on pages, by its number."""
        return {point.value: f"{point.value}: {point.label}" for point in self.points}


def criteria_of(round_: Round, **also) -> list[Criterion]:
    """Return the criteria of a round in their order, each with the weight that is in force; one query.

    A version that is in force is asked first, then the round's own choice, then the award. `also` are annotations of
    the criteria. Read afresh at each call: whoever holds the lock of a sheet or a standing reads what was signed
    before it.
    """
    latest = RoundVersion.objects.filter(round=round_.pk).order_by("-number")
    own = RoundCriterion.objects.filter(round=round_.pk)
    rows = Criterion.objects.filter(award=round_.award_id).annotate(
        frozen=Subquery(latest.values("criteria")[:1]),
        frozen_points=Subquery(latest.values("points")[:1]),
        has_own=Exists(own),
        own_weight=Subquery(own.filter(criterion=OuterRef("pk")).values("weight")[:1]),
        **also,
    )
    return [criterion for criterion in rows if _weigh(criterion)]


def _weigh(criterion: Criterion) -> bool:
    """Give a criterion the weight that it has in the round; say whether the round is judged by it at all."""
    if criterion.frozen is not None:
        weight = {row["id"]: row["weight"] for row in criterion.frozen}.get(criterion.pk)
    else:
        weight = criterion.own_weight if criterion.has_own else criterion.weight
    if weight is not None:
        criterion.weight = weight
    return weight is not None


def scale_points_of(round_: Round):
    """Return the points of the round's own scale, or else of its award's, lowest first."""
    ours = {"scale": round_.scale_id} if round_.scale_id else {"scale__awards": round_.award_id}
    return ScalePoint.objects.filter(**ours).order_by("value")


def read_measure(round_: Round) -> Measure:
    """Return what judges of a round are asked now; two queries."""
    criteria = criteria_of(round_)
    frozen = criteria[0].frozen_points if criteria else None
    return Measure(criteria, [p for p in scale_points_of(round_) if frozen is None or p.value in frozen])


def measure_of(round_: Round) -> Measure:
    """Return what judges of a round are asked, read once for each instance of the round: for one request's pages.

    What must hold under a lock asks `criteria_of`.
    """
    if "_measure" not in round_.__dict__:
        round_.__dict__["_measure"] = read_measure(round_)
    return round_.__dict__["_measure"]


def measure_of_award(award: Award) -> Measure:
    """Return what an award asks where no round says otherwise; two queries."""
    points = ScalePoint.objects.filter(scale=award.scale_id).order_by("value")
    return Measure(list(award.criteria.all()), list(points))


def highest_point_of(criteria: list[Criterion]) -> int:
    """Return the highest point of a round from its criteria, read with `top`, the highest of its scale; no query."""
    if not criteria:
        return 0
    return max(criteria[0].frozen_points or [criteria[0].top or 0])


def weights_of(round_: Round) -> list[ranking.Criterion]:
    """Return what totals of a round are counted with."""
    return [ranking.Criterion(c.key, c.weight) for c in criteria_of(round_)]


def points_of(round_: Round) -> list[int]:
    """Return the points that judges of a round can give, lowest first."""
    version = in_force(round_)
    return list(version.points) if version else list(scale_points_of(round_).values_list("value", flat=True))


def in_force(round_: Round) -> RoundVersion | None:
    """Return the version by which a round is judged now; none before scoring has opened."""
    return RoundVersion.objects.filter(round=round_.pk).order_by("-number").first()


def history_of(round_: Round) -> list[dict]:
    """Return every version of a round as plain data, oldest first: its weights, how many judges, and why."""
    return [
        {
            "number": version.number,
            "weights": {c["key"]: c["weight"] for c in version.criteria},
            "judges": len(version.judges),
            "reason": version.reason,
        }
        for version in RoundVersion.objects.filter(round=round_.pk).order_by("number")
    ]


def can_be_weighed_anew(round_: Round) -> bool:
    """Say whether the round's weights may change: scoring has opened, and its decision is not locked."""
    return round_.mode_of.scores_criteria and round_.has_opened and round_.state != RoundState.DECIDED


def is_on_weights_in_force(change: WeightChange) -> bool:
    """Say whether the weights on which a change was proposed still hold; who joined or left meanwhile is no matter."""
    numbers = RoundVersion.objects.filter(round=change.round_id).order_by("number")
    weights = {n: {c["id"]: c["weight"] for c in criteria} for n, criteria in numbers.values_list("number", "criteria")}
    return bool(weights) and weights.get(change.base) == weights[max(weights)]


def fingerprint(change: WeightChange) -> str:
    """Return the hash of what people sign who sign new weights."""
    signed = [change.round_id, change.base, change.reason, [[w["id"], w["weight"]] for w in change.weights]]
    return hashlib.sha256(json.dumps(signed).encode()).hexdigest()

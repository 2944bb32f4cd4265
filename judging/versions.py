"""What a round is judged by: its criteria with the weights in force, frozen when scoring opens.

Until a round has a version, the award's own criteria hold. From then on totals, ties, pages and records all ask here,
so that nothing that is changed in the award afterwards moves a figure.
"""

import hashlib
import json

from django.db.models import Prefetch, Subquery, prefetch_related_objects

from awards.models import Criterion
from judging import ranking
from judging.models import Round, RoundVersion, WeightChange
from judging.states import RoundState


def criteria_of(round_: Round, **also) -> list[Criterion]:
    """Return the criteria of a round in their order, each with the weight that is in force; one query.

    `also` are annotations of the criteria. Read afresh at each call: whoever holds the lock of a sheet or a standing
    reads what was signed before it.
    """
    latest = RoundVersion.objects.filter(round=round_.pk).order_by("-number")
    frozen = Subquery(latest.values("criteria")[:1])
    return _weighed(Criterion.objects.filter(award=round_.award_id).annotate(frozen=frozen, **also))


def load_criteria(round_: Round) -> Round:
    """Let the criteria of the round's award, as its pages read them, carry the weights in force; one query."""
    latest = RoundVersion.objects.filter(round=round_.pk).order_by("-number")
    criteria = Criterion.objects.annotate(frozen=Subquery(latest.values("criteria")[:1]))
    prefetch_related_objects([round_.award], Prefetch("criteria", queryset=criteria))
    # Weights are put into the instances that the award keeps; one that is not frozen keeps its own.
    _weighed(round_.award.criteria.all())
    return round_


def _weighed(criteria) -> list[Criterion]:
    found = []
    for criterion in criteria:
        if criterion.frozen is not None:
            weights = {row["id"]: row["weight"] for row in criterion.frozen}
            if criterion.pk not in weights:
                continue
            criterion.weight = weights[criterion.pk]
        found.append(criterion)
    return found


def weights_of(round_: Round) -> list[ranking.Criterion]:
    """Return what totals of a round are counted with."""
    return [ranking.Criterion(c.key, c.weight) for c in criteria_of(round_)]


def points_of(round_: Round) -> list[int]:
    """Return the points that judges of a round can give, lowest first."""
    version = in_force(round_)
    return list(version.points) if version else round_.award.scale.values()


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

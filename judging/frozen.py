"""What must hold of the versions of a round, whatever the code does. Each yields one sentence a breach."""

from collections.abc import Iterator

from judging.models import Round, RoundVersion, WeightChange
from judging.states import RoundState, WeightChangeState
from judging.versions import fingerprint
from workflow.signoffs import standing


def versions_are_whole() -> Iterator[str]:
    """The versions of a round are numbered without a gap, weigh 100 in all, and keep their criteria and points."""
    for round_ in Round.objects.prefetch_related("versions").order_by("pk"):
        versions = sorted(round_.versions.all(), key=lambda v: v.number)
        if [v.number for v in versions] != list(range(1, len(versions) + 1)):
            yield f"Round {round_.pk}: its versions are not numbered without a gap."
        for version in versions:
            total = sum(c["weight"] for c in version.criteria)
            if total != 100:
                yield f"Round {round_.pk}: the weights of version {version.number} add up to {total}."
            if _frozen(version) != _frozen(versions[0]):
                yield f"Round {round_.pk}: version {version.number} has other criteria or points than the first."


def _frozen(version: RoundVersion) -> tuple:
    return [(c["id"], c["key"]) for c in version.criteria], version.points


def new_weights_are_signed() -> Iterator[str]:
    """Wherever weights changed after scoring opened, two people signed just these weights, and a reason is kept."""
    changed = WeightChange.objects.filter(state=WeightChangeState.IN_FORCE).select_related("version").order_by("pk")
    signed = {}
    for change in changed:
        names = standing(change, "take_effect").filter(fingerprint=fingerprint(change))
        if names.values("person_id").distinct().count() < 2 or not change.reason.strip():
            yield f"Weights of round {change.round_id} changed without a reason and the names of two people."
        wanted = {w["id"]: w["weight"] for w in change.weights}
        if {c["id"]: c["weight"] for c in change.version.criteria} != wanted:
            yield f"Round {change.round_id}: version {change.version.number} has other weights than were signed."
        signed[change.version_id] = change
    before: dict[int, list] = {}
    for version in RoundVersion.objects.order_by("round", "number"):
        weights = [c["weight"] for c in version.criteria]
        if version.number > 1 and weights != before.get(version.round_id) and version.pk not in signed:
            yield f"Round {version.round_id}: version {version.number} weighs otherwise and nobody signed it."
        before[version.round_id] = weights


def open_panels_are_noted() -> Iterator[str]:
    """The latest version of a round that is not decided names the judges who sit on its panel."""
    rounds = Round.objects.filter(state__in=[RoundState.SCORING, RoundState.CLOSED, RoundState.DELIBERATING])
    for round_ in rounds.select_related("panel").order_by("pk"):
        latest = round_.versions.order_by("-number").first()
        sitting = set(round_.panel.members.sitting().values_list("pk", flat=True))
        if latest is not None and set(latest.judges) != sitting:
            yield f"Round {round_.pk}: version {latest.number} does not name the judges who sit on its panel."


INVARIANTS = [versions_are_whole, new_weights_are_signed, open_panels_are_noted]

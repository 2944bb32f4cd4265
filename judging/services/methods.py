"""Choosing by which figure a round places its entries, before anybody has given a mark."""

from judging.models import Round
from judging.rules_methods import TOO_LATE
from judging.states import RankingMethod
from workflow import NotNow, perform
from workflow.actors import Actor


def set_method(round_: Round, method: str, *, by: Actor, reason: str = "") -> Round:
    """Let the round place its entries by another figure than the mean, or by the mean again.

    Raises NotNow once scoring has opened and in rounds that are not scored by criteria, NotAllowed for anybody but an
    administrator without an interest in the award.
    """
    if method not in RankingMethod.values:
        raise NotNow("Choose one of the methods.")
    fresh = Round.objects.get(pk=round_.pk)
    if fresh.has_opened:
        raise NotNow(TOO_LATE)
    data = {"before": fresh.method, "method": str(method)}
    return perform(round_, "set_method", by=by, reason=reason, data=data, chosen=method)

"""A locked shortlist of the worked round, and its packs."""

from judging.attendance import everyone_present
from judging.models import Decision, DecisionPack
from judging.services.deciding import record_decision, sign_decision, start_deliberating
from judging.services.decision_packs import ask_for_decision_pack
from judging.services.places import settle_round
from judging.services.suitability import answer_suitability, ask_suitability
from judging.states import Outcome
from kit import jobs
from tests.judging.scored import scored_round

SHORT, NOT = Outcome.SHORTLISTED, Outcome.NOT_SHORTLISTED


def lock(round_, people, outcomes, **fields) -> Decision:
    """Return the locked decision of a closed round with these outcomes, in the order of the references."""
    settle_round(round_)
    round_ = start_deliberating(round_, by=people["chair"])
    entries = list(round_.award.entries.order_by("reference"))
    chosen = dict(zip(entries, outcomes, strict=True))
    fields = {"attendance": everyone_present(round_), "by": people["administrator"]} | fields
    decision = record_decision(round_, outcomes=chosen, **fields)
    for check in ask_suitability([e for e, o in chosen.items() if o != NOT], by=people["administrator"]):
        answer_suitability(check, answer="clear", by=people["hr_adviser"])
    sign_decision(decision, by=people["chair"])
    return sign_decision(decision, by=people["administrator"])


def locked_shortlist(award, people, **fields) -> Decision:
    """Return the locked shortlist of the worked round: two of three, in the order of the totals."""
    words = {"minutes": "Met on Monday.", "others_present": "Sam Patel, awards officer"}
    return lock(scored_round(award, people), people, (SHORT, SHORT, NOT), **(words | fields))


def make(decision: Decision, kind: str, by) -> DecisionPack:
    """Have a pack made by the worker."""
    pack = ask_for_decision_pack(decision, kind, by=by)
    while jobs.work_on(pack.job_id):
        pass
    return DecisionPack.objects.select_related("job", "decision__round").get(pk=pack.pk)

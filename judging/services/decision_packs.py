"""Decision packs: asked for, made by a worker, read, and gone when their decision is opened again."""

import base64
import json
from datetime import datetime, timedelta

from django.db import transaction

from judging import decision_pack_content as content
from judging import rules
from judging.models import Decision, DecisionPack
from judging.services.packs import PackState
from judging.states import DecisionPackKind, DecisionState
from kit import clock
from kit.jobs import start_job, works_on
from kit.models import Job
from kit.pdf import MissingGlyphs, pages_of
from kit.sealed_files import erase_files, open_file, seal_file
from workflow import NotAllowed, NotNow, record
from workflow.actors import Actor

KEPT = timedelta(days=7)
REMEMBERED = timedelta(days=30)  # that there was a pack, so that its page can say what became of it
SHOWN = 10  # packs on a page
STEPS = 3  # reading the record, setting it, keeping it

NOT_THEIRS = "Only the chair of this panel or an administrator, with no interest in the award, can make its packs."
NOT_LOCKED = "The decision is not locked, so there is no record of it yet."
SENTENCES = {
    PackState.MAKING: "The pack is still being made.",
    PackState.FAILED: "The pack could not be made. Try again, or ask whoever runs this service.",
    PackState.WITHDRAWN: "This pack has been withdrawn because the decision was opened again.",
    PackState.EXPIRED: "This pack has expired. Make a new one.",
}
NOT_IN_FONTS = "Some letters cannot be printed in our PDF, so this pack is a web page alone. Your browser can print it."


def may_ask(decision: Decision, by: Actor) -> bool:
    """Say whether somebody may make and read packs: as chair or administrator, without an interest in the award."""
    round_ = decision.round
    steers = rules.is_chair(by, round_.panel) or rules.is_administrator_of(by, round_.season)
    return steers and not rules.has_interest_in_award(by, round_.award)


def refusal_for(decision: Decision) -> str:
    """Return the sentence that says why no pack can be made now; nothing when one can."""
    return "" if decision.state == DecisionState.LOCKED else NOT_LOCKED


@transaction.atomic
def ask_for_decision_pack(decision: Decision, kind: str, *, by: Actor) -> DecisionPack:
    """Have a pack made, or return the one of this kind that is being made or still stands.

    Raises NotAllowed for anybody who may not, NotNow while the decision is not locked.
    """
    # Two presses at one moment make one pack, and none is made of a decision that is being opened.
    decision = Decision.objects.select_for_update(of=("self",)).select_related("round").get(pk=decision.pk)
    if not may_ask(decision, by):
        raise NotAllowed(NOT_THEIRS)
    if sentence := refusal_for(decision):
        raise NotNow(sentence)
    now, kind = clock.now(), DecisionPackKind(kind)
    for pack in packs_of(decision):
        if pack.kind == kind and state_of(pack, now) in {PackState.MAKING, PackState.READY}:
            return pack
    pack = DecisionPack.objects.create(decision=decision, kind=kind, record_hash=decision.record_hash, asked_at=now)
    pack.job = start_job("judging.decision_pack", f"decision_pack:{pack.pk}", by=by, total=STEPS)
    pack.save(update_fields=["job"])
    record(decision, "ask_for_pack", by=by, data={"pack": pack.pk, "kind": str(kind)})
    return pack


def packs_of(decision: Decision):
    """Return the last packs of a decision, without what they hold."""
    return decision.packs.select_related("job", "decision").defer("content", "decision__record")[:SHOWN]


def state_of(pack: DecisionPack, now: datetime) -> PackState:
    """Say where a pack stands: it is worth nothing once its decision has been opened, or holds another record."""
    decision = pack.decision
    if decision.state != DecisionState.LOCKED or decision.record_hash != pack.record_hash:
        return PackState.WITHDRAWN
    if pack.asked_at + KEPT <= now:
        return PackState.EXPIRED
    if pack.job is None or pack.job.state == Job.State.FAILED:
        return PackState.FAILED
    return PackState.READY if pack.job.state == Job.State.DONE else PackState.MAKING


@works_on("judging.decision_pack", "Making the pack")
def make_decision_pack(job: Job, tell) -> bool:
    """Make a pack that was asked for; one whose decision was opened meanwhile is not made at all."""
    number = job.about.partition(":")[2]
    pack = DecisionPack.objects.filter(pk=number).first()
    if pack is None or pack.content:
        return True
    decision = _decision_of(pack)
    _check(decision, pack)
    now = clock.now()
    data = content.as_data(decision, pack.kind, now)
    tell(1)
    try:
        pdf = content.as_pdf(data, now)
    except MissingGlyphs:
        pdf = b""
    tell(2)
    whole = json.dumps({"data": data, "pdf": base64.b64encode(pdf).decode()}).encode()
    with transaction.atomic():
        decision = Decision.objects.select_for_update(of=("self",)).defer("record").get(pk=decision.pk)
        _check(decision, pack)
        kept = seal_file(pack, whole)
        DecisionPack.objects.filter(pk=pack.pk).update(content=kept, pages=pages_of(pdf) if pdf else 0)
    return True


def _decision_of(pack: DecisionPack) -> Decision:
    needed = ("round__award", "round__season", "round__panel", "round__figures_from")
    return Decision.objects.select_related(*needed).get(pk=pack.decision_id)


def _check(decision: Decision, pack: DecisionPack) -> None:
    if decision.state != DecisionState.LOCKED or decision.record_hash != pack.record_hash:
        raise NotNow(SENTENCES[PackState.WITHDRAWN])


@transaction.atomic
def read_decision_pack(pack: DecisionPack, form: str, *, by: Actor) -> dict:
    """Return what a pack holds and record who read it, in which form: {"data": its words, "pdf": the file or b""}.

    `pack` comes from `DecisionPack.objects.visible_to(by)`. Raises NotNow with what became of a pack that cannot be
    read.
    """
    rows = DecisionPack.objects.select_for_update(of=("self",)).select_related("job", "decision")
    pack = rows.get(pk=pack.pk)
    state = state_of(pack, clock.now())
    kept = open_file(pack) if state == PackState.READY else None
    if kept is None:
        raise NotNow(SENTENCES.get(state, SENTENCES[PackState.EXPIRED]))
    record(pack.decision, "read_pack", by=by, data={"pack": pack.pk, "kind": pack.kind, "form": form})
    found = json.loads(kept)
    return {"data": found["data"], "pdf": base64.b64decode(found["pdf"])}


def settle_decision_pack(pack: DecisionPack, now: datetime) -> PackState:
    """Say where a pack stands, and erase what it held if nobody may read it any more."""
    state = state_of(pack, now)
    if state in {PackState.WITHDRAWN, PackState.EXPIRED}:
        erase(DecisionPack.objects.filter(pk=pack.pk))
    return state


def erase(packs) -> int:
    """Erase what these packs hold; their rows stay for a while to say so."""
    return erase_files(packs, pages=0)


def fall_away(decision: Decision) -> int:
    """Erase every pack of a decision that is opened again."""
    return erase(DecisionPack.objects.filter(decision=decision))


def clear_away(now: datetime) -> int:
    """Erase what has expired, and forget the rows of long ago; returns how many were erased."""
    erased = erase(DecisionPack.objects.filter(asked_at__lte=now - KEPT))
    DecisionPack.objects.filter(asked_at__lte=now - REMEMBERED).delete()
    return erased

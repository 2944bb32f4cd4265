"""Judging copies to print or keep offline: asked for, made by a worker, opened, and taken back (6.4)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from judging import rules
from judging.models import Pack, PanelMember, Round
from judging.pack_content import Reading, as_data, as_html, as_pdf, read_for, sheets_to_read
from judging.querysets import DECLARED
from judging.states import PackKind, RoundState
from kit import clock
from kit.jobs import start_job, works_on
from kit.models import Job
from kit.pdf import MissingGlyphs, pages_of
from kit.sealed_files import erase_files, open_file, seal_file
from workflow import NotAllowed, NotNow, record
from workflow.actors import Actor

KEPT = timedelta(days=7)
REMEMBERED = timedelta(days=30)  # that there was a pack, so that its page can say what became of it
MOST_ENTRIES = 600
SHOWN = 10  # packs on a page
ERASED = "erased"  # stands where the fingerprint stood, and is no digest

NOT_THEIRS = "Only this judge, or an administrator with no interest in this award, can make a pack."
NOTHING_YET = "There is nothing to read yet. Entries show here once scoring is open and interests are declared."
TOO_MANY = f"There are more than {MOST_ENTRIES:,} entries, too many for one pack."
DECIDED = "This round is decided, so no more packs are made for it."
WITHDRAWN = "Your pack has been withdrawn because an entry has changed. Make a new one."
EXPIRED = "Your pack has expired. Make a new one."
MAKING = "Your pack is still being made."
FAILED = "Your pack could not be made. Try again, or ask the awards team."
NOT_IN_FONTS = (
    "Some letters in these entries cannot be printed in our PDF, so your pack was made as a web page instead. "
    "You can print it or save it as PDF from your browser."
)


class PackState(StrEnum):
    """Where a pack stands: worked out from its row, and never kept."""

    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


SENTENCES = {
    PackState.MAKING: MAKING,
    PackState.FAILED: FAILED,
    PackState.WITHDRAWN: WITHDRAWN,
    PackState.EXPIRED: EXPIRED,
}


def may_ask(member: PanelMember, by: Actor) -> bool:
    """Say whether somebody may make packs for a judge: the judge, or an administrator with no interest."""
    if rules.is_the_member(member, by):
        return True
    award = member.panel.award
    return rules.is_administrator_of(by, award.season) and not rules.has_interest_in_award(by, award)


def refusal_for(round_: Round, member: PanelMember) -> str:
    """Return the sentence that says why no pack can be made now; nothing when one can."""
    if round_.state == RoundState.DECIDED:
        return DECIDED
    many = sheets_to_read(round_, member)[: MOST_ENTRIES + 1].count()
    return TOO_MANY if many > MOST_ENTRIES else "" if many else NOTHING_YET


@transaction.atomic
def ask_for_pack(member: PanelMember, round_: Round, kind: str, *, by: Actor) -> Pack:
    """Have a pack made, or return the one of this kind that is being made or still holds what the judge may read.

    Raises NotAllowed for anybody but the judge or an administrator with no interest in the award, NotNow where
    there is nothing to read.
    """
    if not may_ask(member, by):
        raise NotAllowed(NOT_THEIRS)
    # Two presses at one moment make one pack.
    member = (
        PanelMember.objects.select_for_update(of=("self",))
        .select_related("person", "panel__award__season")
        .get(pk=member.pk)
    )
    if member.panel_id != round_.panel_id or kind not in PackKind.values:
        raise NotNow(NOTHING_YET)
    if sentence := refusal_for(round_, member):
        raise NotNow(sentence)
    now = clock.now()
    for pack in packs_of(member, round_):
        if asked_kind(pack) == kind and state_of(pack, now) in {PackState.MAKING, PackState.READY}:
            return pack
    pack = Pack.objects.create(round=round_, member=member, kind=kind, asked_at=now, expires_at=now + KEPT)
    total = sheets_to_read(round_, member).count()
    pack.job = start_job("judging.pack", f"pack:{pack.pk}:{kind}", by=by, total=total)
    pack.save(update_fields=["job"])
    record(round_, "ask_for_pack", by=by, data={"pack": pack.pk, "member": member.pk, "kind": str(kind)})
    return pack


def packs_of(member: PanelMember, round_: Round):
    """Return the last packs of a judge in a round, without what they hold."""
    return Pack.objects.filter(member=member, round=round_).select_related("job").defer("content")[:SHOWN]


def asked_kind(pack: Pack) -> str:
    """Return the kind that was asked for; what was made may be a web page where the fonts fell short."""
    return pack.job.about.rpartition(":")[2] if pack.job else pack.kind


def is_in_another_form(pack: Pack) -> bool:
    """Say whether the pack was made as a web page because the fonts cannot show all of its text."""
    return bool(pack.fingerprint) and pack.kind != asked_kind(pack)


def state_of(pack: Pack, now: datetime, told: str | None = None) -> PackState:
    """Say where a pack stands. One that no longer holds what its judge may read is withdrawn.

    `told` is the fingerprint of what they may read now, for whoever has worked it out already.
    """
    if not pack.fingerprint:
        is_open = pack.job is not None and pack.job.state in {Job.State.WAITING, Job.State.RUNNING}
        return PackState.MAKING if is_open else PackState.FAILED
    if pack.expires_at <= now:
        return PackState.EXPIRED
    told = told or _reading(pack).fingerprint()
    return PackState.READY if pack.fingerprint == told else PackState.WITHDRAWN


def told_now(member: PanelMember, round_: Round) -> str:
    """Return the fingerprint of what a judge may read at this moment."""
    return read_for(round_, member).fingerprint()


def _reading(pack: Pack, tell=lambda done: None) -> Reading:
    """Return what the pack's judge may read at this moment."""
    needed = ("award", "season", "panel")
    round_ = Round.objects.select_related(*needed).get(pk=pack.round_id)
    member = PanelMember.objects.select_related("person", "panel").get(pk=pack.member_id)
    return read_for(round_, member, tell)


@works_on("judging.pack", "Making the pack")
def make_pack(job: Job, tell) -> bool:
    """Make a pack that was asked for. What changes meanwhile is seen before it is kept, and it is made anew."""
    _, number, kind = job.about.split(":")
    pack = Pack.objects.filter(pk=number).first()
    if pack is None or pack.fingerprint:
        return True
    reading, now = _reading(pack, tell), clock.now()
    if not reading.entries:
        raise NotNow(NOTHING_YET)
    content, made = _content(reading, kind, now)
    with transaction.atomic():
        pack = Pack.objects.select_for_update().filter(pk=number).first()
        if pack is None:
            return True
        if _reading(pack).fingerprint() != reading.fingerprint():
            return False
        pack.kind, pack.fingerprint, pack.expires_at = made, reading.fingerprint(), now + KEPT
        pack.content, pack.pages = seal_file(pack, content), 0 if made == PackKind.HTML else pages_of(content)
        pack.save(update_fields=["kind", "fingerprint", "expires_at", "content", "pages"])
    return True


def _content(reading: Reading, kind: str, now: datetime) -> tuple[bytes, str]:
    """Return the file and the kind that it is: a web page where the fonts fall short."""
    data = as_data(reading, kind, now)
    if kind != PackKind.HTML:
        try:
            return as_pdf(data, now), kind
        except MissingGlyphs:
            pass
    return as_html(data), PackKind.HTML


@transaction.atomic
def open_pack(pack: Pack, *, by: Actor) -> bytes:
    """Return the file and record who read it; raises NotNow with what became of a pack that cannot be read.

    `pack` comes from `Pack.objects.visible_to(by)`. What a withdrawn or expired pack held is erased here too.
    """
    pack = Pack.objects.select_for_update(of=("self",)).select_related("job").get(pk=pack.pk)
    state = state_of(pack, clock.now())
    content = open_file(pack) if state == PackState.READY else None
    if content is None:
        raise NotNow(SENTENCES.get(state, WITHDRAWN))
    record(pack.round, "read_pack", by=by, data={"pack": pack.pk, "member": pack.member_id, "kind": pack.kind})
    return content


def settle_pack(pack: Pack, now: datetime) -> PackState:
    """Say where a pack stands, and erase what it held if nobody may read it any more."""
    state = state_of(pack, now)
    if state in {PackState.WITHDRAWN, PackState.EXPIRED}:
        erase(Pack.objects.filter(pk=pack.pk))
    return state


def erase(packs) -> int:
    """Erase what these packs hold; their rows stay for a while to say so."""
    return erase_files(packs, pages=0, fingerprint=ERASED)


def take_back(entries: Iterable[int]) -> int:
    """Erase every pack of a judge with a sheet for one of these entries: what may be read of it has changed."""
    return erase(Pack.objects.with_entry_of(entries))


def end_with_seat(member: PanelMember) -> None:
    """Delete the packs of a judge who leaves the panel."""
    Pack.objects.filter(member=member).delete()


def clear_away(now: datetime) -> int:
    """Erase what has expired, and forget the rows of long ago; returns how many were erased."""
    erased = erase(Pack.objects.filter(expires_at__lte=now))
    Pack.objects.filter(asked_at__lte=now - REMEMBERED).delete()
    return erased


def takes_packs(member: PanelMember) -> bool:
    """Say whether the seat is one for which packs are made."""
    return member.state in DECLARED and not member.is_reserve

"""Typing in a nomination that came by phone or on paper: the same rules, as of the day on which it was received."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from awards.models import Award
from awards.rules import MILESTONE_NOMINATIONS
from kit import clock
from kit.text import clean_line, fold
from nominations import rules
from nominations.models import Nomination, Nominee, NomineeMember, Statement
from nominations.services.drafts import is_own_nomination, is_same_nominee
from nominations.services.sending import AlreadyNominated, check_rules_of_award, prepare
from nominations.states import Channel, NominationState
from people.services import account_for, find_or_add_person
from workflow import NotAllowed, NotNow, perform, record
from workflow.actors import Actor


@dataclass(frozen=True, kw_only=True)
class OnPaper:
    """What somebody said on the phone or wrote on a form. Names and addresses are cleaned where they are kept.

    `members` are (name, role, employer); `received_on` is a day on the season's clock.
    """

    channel: Channel
    received_on: date
    nominator_kind: str
    nominator_name: str
    relationship: str
    nominee_kind: str
    nominee_name: str
    statement: str
    nominee_knows: str
    share_nominator_name: str
    nominator_email: str = ""
    nominator_phone: str = ""
    nominator_organisation: str = ""
    nominee_job_title: str = ""
    nominee_organisation: str = ""
    nominee_email: str = ""
    members: tuple[tuple[str, str, str], ...] = ()
    endorser_name: str = ""
    endorser_email: str = ""
    citation: str = ""


@transaction.atomic
def transcribe_nomination(award: Award, said: OnPaper, *, by: Actor) -> Nomination:
    """Take in a nomination that came by phone or on paper; what came too late is kept as a late draft.

    The answer's state tells which: SUBMITTED with a reference, or DRAFT with `late_at`. Its nominator is sent a
    copy if there is an address. Raises OwnNomination or AlreadyNominated, NotNow for whatever else stands
    against it, NotAllowed for whoever has a part in it; then nothing is kept.
    """
    received = moment_received(award.season, said.received_on)
    draft = _write_down(award, said, received, by)
    if not rules.may_transcribe(draft, by):
        raise NotAllowed(rules.may_transcribe.sentence)
    draft.is_self_nomination = is_own_nomination(draft)
    check_rules_of_award(draft)
    _refuse_second_copy(draft)
    if not rules.is_complete(draft):
        raise NotNow(rules.is_complete.sentence(draft))
    if received >= award.season.window(MILESTONE_NOMINATIONS).ends_at:
        return _keep_late(draft, by)
    return perform(draft, "transcribe", by=by, reference=prepare(draft), data={"channel": str(said.channel)})


def moment_received(season, day: date) -> datetime:
    """Return the moment that a day of arrival stands for: noon of it, within opening and closing on those two days.

    Raises NotNow for a day that has not come, or that was over before nominations opened.
    """
    window = season.window(MILESTONE_NOMINATIONS)
    if season.state not in rules.TAKES_PAPER or season.paused_at is not None or window is None:
        raise NotNow("This season takes no nominations now.")
    zone, now = ZoneInfo(season.time_zone), clock.now()
    opened, closes = window.starts_at.astimezone(zone), window.ends_at.astimezone(zone)
    if day > now.astimezone(zone).date():
        raise NotNow("The day on which it was received cannot be in the future.")
    if day < opened.date():
        raise NotNow("Nominations were not open on the day on which it was received.")
    noon = datetime.combine(day, time(12), tzinfo=zone)
    if day == opened.date():
        noon = max(noon, opened)
    if day == closes.date():
        noon = min(noon, closes - timedelta(seconds=1))
    return min(noon, now)


def _write_down(award: Award, said: OnPaper, received: datetime, by: Actor) -> Nomination:
    nominee = Nominee.objects.create(
        kind=said.nominee_kind,
        name=clean_line(said.nominee_name),
        email=clean_line(said.nominee_email).lower(),
        job_title=clean_line(said.nominee_job_title),
        organisation_name=clean_line(said.nominee_organisation),
    )
    NomineeMember.objects.bulk_create(
        NomineeMember(nominee=nominee, name=name, role=role, employer=employer) for name, role, employer in said.members
    )
    email = clean_line(said.nominator_email).lower()
    person = find_or_add_person(name=said.nominator_name, email=email, organisation=said.nominator_organisation)
    if email:
        account_for(person, email)
    draft = Nomination.objects.create(
        season=award.season,
        award=award,
        nominee=nominee,
        nominator=person,
        nominator_kind=said.nominator_kind,
        nominator_name=clean_line(said.nominator_name),
        nominator_email=email,
        nominator_phone=clean_line(said.nominator_phone),
        nominator_organisation=clean_line(said.nominator_organisation),
        relationship=said.relationship,
        endorser_name=clean_line(said.endorser_name),
        endorser_email=clean_line(said.endorser_email).lower(),
        citation=said.citation,
        nominee_knows=said.nominee_knows,
        share_nominator_name=said.share_nominator_name,
        channel=said.channel,
        transcribed_by=getattr(by, "person", by),
        started_at=received,
        saved_at=clock.now(),
    )
    Statement(nomination=draft).write(said.statement)
    return Nomination.objects.select_related("season", "award", "nominee", "nominator", "statement").get(pk=draft.pk)


def _refuse_second_copy(draft: Nomination) -> None:
    """Refuse what the same person has sent already, also where one of the two came without an address (R3)."""
    sent = Nomination.objects.filter(award=draft.award_id).sent().exclude(pk=draft.pk)
    sent = sent.exclude(state=NominationState.WITHDRAWN).select_related("nominee")
    late = Nomination.objects.filter(award=draft.award_id, state=NominationState.DRAFT, late_at__isnull=False)
    for other in [*sent.order_by("pk"), *late.exclude(pk=draft.pk).select_related("nominee")]:
        if is_same_nominee(other.nominee, draft.nominee) and _is_same_writer(other, draft):
            raise AlreadyNominated(other)


def _is_same_writer(one: Nomination, other: Nomination) -> bool:
    for field in ("nominator_email", "nominator_phone"):
        theirs = [getattr(nomination, field).replace(" ", "").lower() for nomination in (one, other)]
        if all(theirs):
            return theirs[0] == theirs[1]
    return fold(one.nominator_name) == fold(other.nominator_name)


def _keep_late(draft: Nomination, by: Actor) -> Nomination:
    """Keep what came after closing as a late draft, for an administrator to admit with a reason (R5)."""
    draft.late_at = clock.now()
    draft.confirmed_no_identifiers = True
    draft.save()
    record(draft, "keep_late", by=by, now=draft.late_at)
    return draft

"""To whom: small named functions, each from the thing that moved to the people who are told.

Whoever has a part or an interest in an entry hears nothing about it in another role.
"""

from collections.abc import Iterable, Iterator

from announcements.models import Release
from announcements.states import Stage
from awards.roles import scope_of
from judging.models import DecisionLine, ScoreSheet
from judging.modes import taking_marks
from judging.querysets import ASIDE, SITTING
from judging.states import DecisionState, Outcome, RoundKind
from nominations.models import Entry, Interest, Nomination
from nominations.services.concerns import leads_of
from nominations.states import EndorsementState, EntryState, NominationState
from notifications.kinds import Kind
from notifications.models import Message
from people.models import Person
from people.roles import Role
from workflow.actors import SYSTEM

# Whom, as a person or as an address that belongs to nobody, and what about.
Recipients = Iterable[tuple[Person | str, object]]

OUT = [EntryState.WITHDRAWN, EntryState.NOT_PROCEEDING]
THROUGH = [NominationState.ACCEPTED, NominationState.MERGED]


def nominator(nomination, event) -> Recipients:
    """The nominator"""
    return [(nomination.nominator, nomination)] if nomination.nominator else []


def nominators_of_import(batch, event) -> Recipients:
    """The nominator of each nomination that it brought and that still stands"""
    nominations = batch.nominations_to_tell().select_related("nominator").only("pk", "nominator")
    for nomination in nominations.order_by("pk").iterator(chunk_size=1000):
        yield nomination.nominator, nomination


def endorser(endorsement, event) -> Recipients:
    """The person asked to endorse"""
    return [(endorsement.person, endorsement)]


def nominee(entry, event) -> Recipients:
    """The nominee, or the one who speaks for the team or household"""
    return [(entry.nominee.person, entry)] if entry.nominee.person else []


def invited_judge(member, event) -> Recipients:
    """The person invited"""
    return [(member.person, member)]


def judge_of_seat(member, event) -> Recipients:
    """The judge"""
    return [(member.person, member)]


def administrators(season) -> Iterator[Person]:
    """Return the administrators of a season."""
    yield from Person.objects.holding(Role.ADMINISTRATOR, scope_of(season))


def who_withdrew_nomination(nomination, event) -> Recipients:
    """The nominator, and each administrator without a part in it; nobody where the nominee withdrew"""
    if event.actor == SYSTEM.actor_key:
        return
    yield from nominator(nomination, event)
    for person in administrators(nomination.season):
        if Nomination.objects.filter(pk=nomination.pk).administered_by(person).exists():
            yield person, nomination


def who_withdrew_entry(entry, event) -> Recipients:
    """The nominee, if they were told of it, and each administrator without an interest in it"""
    if entry.notice_at is not None:
        yield from nominee(entry, event)
    if event.actor == SYSTEM.actor_key:
        return
    for person in administrators(entry.season):
        if not Interest.objects.shutting_out(person).filter(entry=entry).exists():
            yield person, entry


def safeguarding_leads(concern, event) -> Recipients:
    """Each safeguarding lead without a part in the nomination; where there is none, the season’s own address"""
    nomination = concern.nomination
    for person in leads_of(nomination) or filter(None, [nomination.season.safeguarding_email]):
        yield person, nomination


def privacy_officers(entry, event) -> Recipients:
    """Information governance, else each administrator, where judges may have read what identifies somebody"""
    if not event.data.get("identifier") or event.before == EntryState.WAITING:
        return
    officers = list(Person.objects.holding(Role.INFORMATION_GOVERNANCE, scope_of(entry.season)))
    for person in officers or administrators(entry.season):
        if not Interest.objects.shutting_out(person).filter(entry=entry).exists():
            yield person, entry


def what_judges_saw(event) -> dict:
    """Return the code of what judges may have read, for the message about it."""
    return {"identifier": event.data.get("identifier", "")}


def administrators_of_entry(entry, event) -> Recipients:
    """Each administrator without an interest in it"""
    for person in administrators(entry.season):
        if not Interest.objects.shutting_out(person).filter(entry=entry).exists():
            yield person, entry


def declaring_judges(round_, event) -> Recipients:
    """Each judge of the panel who has not declared"""
    for member in round_.panel.members.filter(state="accepted").select_related("person"):
        yield member.person, round_


def new_judge(member, event) -> Recipients:
    """The judge, where a round of the panel asks for declarations now"""
    for round_ in member.panel.rounds.filter(state__in=["declaring", "scoring"], mode__in=taking_marks()):
        yield member.person, round_


def scoring_judges(round_, event) -> Recipients:
    """Each judge who sits on the panel"""
    for member in round_.panel.members.sitting().select_related("person"):
        yield member.person, round_


def judges_with_other_lists(round_, event) -> Recipients:
    """Each judge of the panel whose own list it is"""
    for member in round_.panel.members.sitting().filter(pk__in=event.data["seats"]).select_related("person"):
        yield member.person, round_


def judges_of_change(change, event) -> Recipients:
    """Each judge who sits on the panel"""
    for person, _round in scoring_judges(change.round, event):
        yield person, change


def judges_of_entry(entry, event) -> Recipients:
    """Each judge with a sheet for an entry that they could read; a judge with an interest in it is not told"""
    if entry.hidden_from == EntryState.WAITING:
        return
    sheets = ScoreSheet.objects.filter(entry=entry, member__state__in=SITTING, member__is_reserve=False)
    for sheet in sheets.exclude(state__in=ASIDE).select_related("member__person").order_by("member"):
        if not Interest.objects.shutting_out(sheet.member.person).barring_from(entry).exists():
            yield sheet.member.person, entry


def _decided(release, kind: RoundKind, *outcomes: str) -> list[Entry]:
    lines = DecisionLine.objects.filter(
        decision__state=DecisionState.LOCKED,
        decision__round__kind=kind,
        decision__round__award__in=release.awards.values("pk"),
    )
    if outcomes:
        lines = lines.filter(outcome__in=outcomes)
    # By number, never by rank: the order of sending says nothing.
    entries = Entry.objects.filter(pk__in=lines.values("entry")).exclude(state__in=OUT).order_by("pk")
    return list(entries.select_related("nominee__person"))


def _of_stage(release, stage: str) -> bool:
    return release.stage == stage


def nominees_not_shortlisted(release, event) -> Recipients:
    """Each nominee who is not shortlisted (releases of a shortlist)"""
    if _of_stage(release, Stage.SHORTLIST):
        for entry in _decided(release, RoundKind.SHORTLISTING, Outcome.NOT_SHORTLISTED):
            yield from nominee(entry, event)


def shortlisted_nominees(release, event) -> Recipients:
    """Each finalist (releases of a shortlist)"""
    if _of_stage(release, Stage.SHORTLIST):
        for entry in _decided(release, RoundKind.SHORTLISTING, Outcome.SHORTLISTED):
            yield from nominee(entry, event)


def _nominators_of(entries) -> Recipients:
    found = Nomination.objects.filter(entry__in=entries, state__in=THROUGH, nominator__isnull=False)
    for nomination in found.select_related("nominator").order_by("pk"):
        yield nomination.nominator, nomination


def nominators_at_shortlist(release, event) -> Recipients:
    """Each nominator of an entry that was judged (releases of a shortlist)"""
    if _of_stage(release, Stage.SHORTLIST):
        yield from _nominators_of(_decided(release, RoundKind.SHORTLISTING))


def endorsers_of_finalists(release, event) -> Recipients:
    """Each endorser of a finalist (releases of a shortlist)"""
    if not _of_stage(release, Stage.SHORTLIST):
        return
    for entry in _decided(release, RoundKind.SHORTLISTING, Outcome.SHORTLISTED):
        given = Person.objects.filter(
            endorsements__nomination__entry=entry,
            endorsements__nomination__state__in=THROUGH,
            endorsements__state=EndorsementState.GIVEN,
        )
        for person in given.distinct().order_by("pk"):
            yield person, entry


def announcers(release, event) -> Recipients:
    """Communications officers and the event host, without an interest in these awards (releases of results)"""
    if not _of_stage(release, Stage.RESULT):
        return
    told = set()
    for role in (Role.COMMUNICATIONS, Role.HOST):
        for person in Person.objects.holding(role, scope_of(release.season)):
            if person.pk not in told and Release.objects.visible_to(person).filter(pk=release.pk).exists():
                told.add(person.pk)
                yield person, release


def nominees_with_results(release, event) -> Recipients:
    """Each nominee of the final, and each who was not told at the shortlist (releases of results)"""
    if not _of_stage(release, Stage.RESULT):
        return
    judged = {entry.pk: entry for entry in _decided(release, RoundKind.FINAL)}
    told = _told_at_shortlist(release)
    for entry in _decided(release, RoundKind.SHORTLISTING, Outcome.NOT_SHORTLISTED):
        if f"entry:{entry.pk}" not in told:
            judged[entry.pk] = entry
    for pk in sorted(judged):
        yield from nominee(judged[pk], event)


def _told_at_shortlist(release) -> set[str]:
    told = Message.objects.filter(kind=Kind.NOT_SHORTLISTED, season=release.season_id)
    return set(told.values_list("about", flat=True))


def nominators_with_results(release, event) -> Recipients:
    """Each nominator of an entry that was judged (releases of results)"""
    if _of_stage(release, Stage.RESULT):
        finals = {entry.pk for entry in _decided(release, RoundKind.FINAL)}
        firsts = {entry.pk for entry in _decided(release, RoundKind.SHORTLISTING)}
        yield from _nominators_of(finals | firsts)

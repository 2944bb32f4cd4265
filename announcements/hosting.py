"""What the event host reads on stage: the awards in running order, as far as two people have approved them.

Nothing is stored: each request asks for releases, consents and event details again, so that a consent or an
attendance that is withdrawn counts at the next one. In a rehearsal no question is asked about any result.
"""

from dataclasses import dataclass, field
from datetime import datetime

from announcements.models import EventDetails, Release
from announcements.results import GONE, KINDS, WON, agreed_to, laureate, locked_decisions
from announcements.rules import is_for_the_host
from announcements.states import Attendance, ReleaseState, Stage
from awards.models import Award
from awards.roles import scope_of
from judging.models import Decision
from judging.states import Outcome
from kit.text import fold
from nominations.states import ConsentPurpose
from people.models import Person
from people.roles import Role

APPROVED = (ReleaseState.APPROVED, ReleaseState.SCHEDULED, ReleaseState.RELEASED)
NOT_SAID = "We do not know whether they are here"
WHERE = {
    Attendance.IN_PERSON: "In the room",
    Attendance.ONLINE: "Taking part online",
    Attendance.NOT_ATTENDING: "Not here",
}


@dataclass(frozen=True)
class Called:
    """One nominee as the host calls them: nothing that they did not agree to."""

    name: str
    spoken_name: str = ""
    role: str = ""
    citation: str = ""
    where: str = ""
    collected_by: str = ""
    is_named: bool = True
    may_be_filmed: bool = True


@dataclass(frozen=True)
class Screen:
    """One award on the host's view. Where it is not `is_ready` it holds nothing of the result."""

    award: Award
    is_ready: bool = False
    is_public: bool = False
    is_held: bool = False
    finalists: list[Called] = field(default_factory=list)
    winners: list[Called] = field(default_factory=list)
    commended: list[Called] = field(default_factory=list)
    no_award: bool = False
    # The release that announces this award alone, while this person may do so now.
    announces: Release | None = None

    @property
    def is_joint(self) -> bool:
        """Say whether the award is shared."""
        return len(self.winners) > 1


@dataclass(frozen=True)
class RunningOrder:
    """The awards of a season in order, with placeholders in a rehearsal."""

    screens: list[Screen]
    is_rehearsal: bool


_REHEARSED = {
    "is_ready": True,
    "finalists": [
        Called("First Finalist", "FURST FY-na-list"),
        Called("Second Finalist", "SEK-und FY-na-list"),
        Called("Third Finalist", "THURD FY-na-list"),
    ],
    "winners": [
        Called(
            "Winner’s Name",
            "WIN-erz NAYM",
            "Their role, their employer",
            "The citation stands here: two or three sentences about what they did, to be read aloud.",
            "In the room",
        )
    ],
    "commended": [Called("Somebody Commended", "SUM-bod-ee com-END-ed", "Their role, their employer")],
}


def running_order(season, person: Person, now: datetime, *, rehearse: bool = False) -> RunningOrder:
    """Return the host's view of `season` for `person`: real names where a release of results is approved.

    It is a rehearsal where that is asked for, and as long as nothing is approved. Awards of which the person may not
    know (an interest, a release that is not approved) are on their screens as not ready, all alike.
    """
    awards = list(Award.objects.filter(season=season).order_by("order", "pk"))
    releases = {} if rehearse else _releases(season, person, now)
    if not releases:
        return RunningOrder([Screen(award, **_REHEARSED) for award in awards], is_rehearsal=True)
    decisions = locked_decisions(releases)
    shortlists = _public_shortlists(season, now)
    details = {d.entry_id: d for d in EventDetails.objects.filter(entry__award__in=releases)}
    is_administrator = person.holds(Role.ADMINISTRATOR, scope_of(season))
    screens = []
    for award in awards:
        release, decision = releases.get(award.pk), decisions.get((award.pk, KINDS[Stage.RESULT]))
        if release is None or decision is None:
            screens.append(Screen(award))
            continue
        listed = decisions.get((award.pk, KINDS[Stage.SHORTLIST])) if award.pk in shortlists else None
        screens.append(_screen(award, release, decision, listed, details, is_administrator))
    return RunningOrder(screens, is_rehearsal=False)


def _releases(season, person: Person, now: datetime) -> dict[int, Release]:
    """Return by award the release of results that `person` may read: approved for them, or public for anybody."""
    of_results = Release.objects.filter(season=season, stage=Stage.RESULT, state__in=APPROVED)
    mine = of_results.visible_to(person).values("pk")
    readable = of_results.filter(pk__in=mine) | of_results.filter(pk__in=Release.objects.public(now).values("pk"))
    found = {}
    for release in readable.prefetch_related("awards"):
        # One season with its calendar for all of them, and the moment that their rules ask for.
        release.season, release.now = season, now
        found.update((award.pk, release) for award in release.awards.all())
    return found


def _public_shortlists(season, now: datetime) -> set[int]:
    """Return the awards whose shortlist anybody may read."""
    public = Release.objects.public(now).filter(season=season, stage=Stage.SHORTLIST)
    return set(public.values_list("awards", flat=True))


def _screen(award, release, decision: Decision, shortlist, details, is_administrator: bool) -> Screen:
    is_held = release.paused_at is not None or release.season.paused_at is not None
    return Screen(
        award,
        is_ready=True,
        is_public=release.is_public(release.now),
        is_held=is_held,
        finalists=_called(shortlist, details, Outcome.SHORTLISTED) if shortlist else [],
        winners=[] if decision.no_award else _called(decision, details, *WON),
        commended=_called(decision, details, Outcome.HIGHLY_COMMENDED),
        no_award=decision.no_award,
        announces=release if not is_held and _can_announce(release, is_administrator) else None,
    )


def _can_announce(release: Release, is_administrator: bool) -> bool:
    """Say whether somebody who may read the release may announce its one award now: without a question for each."""
    if release.is_public(release.now) or len(release.awards.all()) > 1:
        return False
    return is_administrator or is_for_the_host(release)


def _called(decision: Decision, details: dict[int, EventDetails], *outcomes) -> list[Called]:
    """Return those with one of `outcomes` by name, and never by rank; who is not named comes last."""
    entries = [line.entry for line in decision.lines.all() if line.outcome in outcomes and line.entry.state not in GONE]
    found = [_call(entry, details.get(entry.pk)) for entry in entries]
    return sorted(found, key=lambda one: (not one.is_named, fold(one.name), one.role, one.citation))


def _call(entry, said: EventDetails | None) -> Called:
    public = laureate(entry)
    if not public.is_named:
        # Where they are or who collects for them could give away whom nobody is to name.
        return Called(public.name, citation=public.citation, is_named=False, may_be_filmed=False)
    return Called(
        name=(said.written_name if said else "") or public.name,
        spoken_name=said.spoken_name if said else "",
        role=public.role,
        citation=public.citation,
        where=WHERE.get(said.attendance, NOT_SAID) if said else NOT_SAID,
        collected_by=said.collected_by if said and said.attendance == Attendance.NOT_ATTENDING else "",
        may_be_filmed=ConsentPurpose.FILM in agreed_to(entry),
    )

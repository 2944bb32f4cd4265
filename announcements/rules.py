"""Who may announce, and what must hold first."""

from announcements.states import ReleaseState, Stage
from awards.roles import scope_of
from awards.rules import event_has_begun
from judging.models import Decision, PanelMember
from judging.rules import has_interest_in_award
from judging.states import DecisionState, RoundKind
from people.models import Person
from people.roles import Role
from workflow.predicates import fact, permission


@permission("Only an administrator or the chair of a panel can approve a release.")
def may_approve(release, actor):
    """The actor is an administrator, or chairs a panel of the release's season."""
    if not isinstance(actor, Person):
        return False
    if actor.holds(Role.ADMINISTRATOR, scope_of(release.season)):
        return True
    chaired = PanelMember.objects.of(actor).chairing()
    return chaired.filter(panel__award__in=release.awards.all()).exists()


@permission(
    "Only an administrator can announce this. The event host announces an approved release that holds one award and "
    "has no minute of its own, once the event has begun."
)
def may_announce(release, actor):
    """The actor is an administrator; or the event host, for one award that two people left to be announced by hand."""
    if not isinstance(actor, Person):
        return False
    if actor.holds(Role.ADMINISTRATOR, scope_of(release.season)):
        return True
    return actor.holds(Role.HOST, scope_of(release.season)) and is_for_the_host(release)


def is_on_stage(person, season) -> bool:
    """Say whether `person` is the event host or an administrator of the season."""
    return person is not None and bool(person.roles_in(scope_of(season)) & {Role.ADMINISTRATOR, Role.HOST})


def is_for_the_host(release) -> bool:
    """Say whether the embargo has lifted for the event host: approved by two, by hand, one award, at the event."""
    if release.state != ReleaseState.APPROVED or release.stage != Stage.RESULT or release.goes_public_at is not None:
        return False
    return event_has_begun(release.season, release.now) and release.awards.count() == 1


@permission("A second person must approve it: you prepared it yourself.")
def is_not_the_preparer(release, actor):
    """Somebody else prepared it."""
    return isinstance(actor, Person) and actor.pk != release.prepared_by_id


@permission("You have an interest in an entry of one of these awards, so you take no part in its release.")
def has_no_interest(release, actor):
    """The actor has no interest in any entry of the release's awards."""
    return isinstance(actor, Person) and not any(has_interest_in_award(actor, award) for award in release.awards.all())


@fact("Every award of this release must be decided and locked first.")
def every_award_is_locked(release):
    """Each award has a locked decision for the release's stage."""
    kind = RoundKind.FINAL if release.stage == "result" else RoundKind.SHORTLISTING
    locked = Decision.objects.filter(round__kind=kind, state=DecisionState.LOCKED).values("round__award")
    return not release.awards.exclude(pk__in=locked).exists()


@fact("Choose at least one award.")
def has_awards(release):
    """There is something to announce."""
    return release.awards.exists()


@fact("Choose a minute that is still to come, or announce it by hand.")
def has_minute_ahead(release):
    """The minute is set and has not passed."""
    return release.goes_public_at is not None and release.goes_public_at > release.now


@fact("Its minute has not come.")
def minute_has_come(release):
    """The minute has passed."""
    return release.goes_public_at is not None and release.goes_public_at <= release.now


@fact("Its minute has passed, so it is public. Pause it instead.")
def minute_has_not_come(release):
    """Nobody can have read it yet."""
    return not release.is_public(release.now)


@fact("The season is paused, so nothing is published.")
def season_is_not_paused(release):
    """Nobody has paused the whole season."""
    return release.season.paused_at is None


@fact("This release is paused.")
def is_not_paused(release):
    """Nobody has paused it."""
    return release.paused_at is None


@fact("This release is not paused.")
def is_paused(release):
    """Somebody has paused it."""
    return release.paused_at is not None

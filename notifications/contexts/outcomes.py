"""What is told once something is decided: on the outcome day, under embargo, and after the announcement."""

from datetime import timedelta

from announcements.states import ReleaseState, Stage
from judging.models import DecisionLine, PanelMember
from judging.states import DecisionState, Outcome, RoundKind
from kit import clock
from kit.templatetags.commend import clock_time
from nominations.states import ConsentPurpose, NominationState
from notifications.contexts.base import (
    NotYet,
    Overtaken,
    day_of,
    moment_of,
    says,
    season_of,
    starts,
    still,
    thing_of,
    wait_while_paused,
)
from notifications.contexts.others import OUT
from notifications.finalists import has_the_news
from notifications.kinds import Kind
from notifications.loading import full_address

RESULTS = {
    Outcome.WINNER: "Congratulations. You have won the {award}.",
    Outcome.JOINT_WINNER: "Congratulations. You are a joint winner of the {award}.",
    Outcome.HIGHLY_COMMENDED: "Congratulations. You are highly commended for the {award}.",
    Outcome.FINALIST: "You were a finalist for the {award}. The award has gone to somebody else this time.",
}
AFTER_THE_NEWS = timedelta(minutes=10)  # how long what follows rests before it looks again
NOT_CHOSEN = "You were nominated for the {award}. The panel chose somebody else this time."


def release_of(message, loaded):
    """Return the release that the message follows from, while it stands and is not held back."""
    release = loaded.release(int(message.occurrence.partition(":")[2] or 0))
    still(release is not None and release.state != ReleaseState.CANCELLED, "The release was given up")
    wait_while_paused(release, clock.now())
    return release


def outcome_of(entry, kind: RoundKind) -> str | None:
    """Return what the locked decision of a round of this kind says of the entry."""
    lines = DecisionLine.objects.filter(entry=entry, decision__state=DecisionState.LOCKED, decision__round__kind=kind)
    return lines.values_list("outcome", flat=True).first()


def shortlist_facts(season) -> dict:
    """Return the dates that everybody is told with the shortlist."""
    return {"shortlist_public": moment_of(starts(season, "shortlist_public"), season)}


def event_facts(season) -> dict:
    """Return the day and hours of the event."""
    event = season.window("event")
    if event is None:
        return {"event_date": "", "event_hours": ""}
    hours = [clock_time(at, season.time_zone) for at in (event.starts_at, event.ends_at) if at]
    return {"event_date": day_of(event.starts_at, season), "event_hours": " to ".join(hours) if len(hours) > 1 else ""}


@says(Kind.NOT_SHORTLISTED, Kind.SHORTLISTED)
def outcome_to_nominee(message, loaded) -> dict:
    """Shortlisted or not, to the nominee, if the locked decision still says so."""
    entry, season = thing_of(message, loaded), season_of(message, loaded)
    release_of(message, loaded)
    still(entry.state not in OUT, "The entry has left the awards")
    expected = Outcome.SHORTLISTED if message.kind == Kind.SHORTLISTED else Outcome.NOT_SHORTLISTED
    still(outcome_of(entry, RoundKind.SHORTLISTING) == expected, "The decision was changed")
    return {
        "award_name": entry.award.name,
        "link": loaded.link("nominee", entry, message.person),
        "choices_by": day_of(starts(season, "consent_due"), season),
        **shortlist_facts(season),
        **event_facts(season),
    }


@says(Kind.OUTCOME_TO_NOMINATOR)
def outcome_to_nominator(message, loaded) -> dict:
    """Shortlisted or not, to whoever nominated."""
    nomination, season = thing_of(message, loaded), season_of(message, loaded)
    release_of(message, loaded)
    through = {NominationState.ACCEPTED, NominationState.MERGED}
    entry = nomination.entry
    still(nomination.state in through and entry is not None and entry.state not in OUT, "It has left the awards")
    outcome = outcome_of(entry, RoundKind.SHORTLISTING)
    still(outcome is not None, "The decision was opened again")
    return {
        "reference": nomination.reference,
        "award_name": nomination.award.name,
        "is_shortlisted": outcome == Outcome.SHORTLISTED,
        **shortlist_facts(season),
    }


@says(Kind.FINALIST_MANAGER)
def finalist_manager(message, loaded) -> dict:
    """News for whoever endorsed a finalist."""
    entry, season = thing_of(message, loaded), season_of(message, loaded)
    release_of(message, loaded)
    still(entry.state not in OUT, "The entry has left the awards")
    still(outcome_of(entry, RoundKind.SHORTLISTING) == Outcome.SHORTLISTED, "The decision was changed")
    return {"award_name": entry.award.name, **shortlist_facts(season), **event_facts(season)}


@says(Kind.PACK_READY)
def pack_ready(message, loaded) -> dict:
    """The results are ready under embargo; no names."""
    release, season = thing_of(message, loaded), season_of(message, loaded)
    held = {ReleaseState.APPROVED, ReleaseState.SCHEDULED}
    still(release.state in held and not release.is_public(clock.now()), "The release is public or was given up")
    return {
        "embargo": moment_of(release.goes_public_at, season),
        "link": full_address("announcements:release", release.public_id),
    }


def public_release_of(message, loaded):
    """Return the release that the message follows from; holds the message back until its minute has passed."""
    release = release_of(message, loaded)
    now = clock.now()
    if not release.is_public(now):
        if release.goes_public_at is None or release.goes_public_at <= now:
            raise Overtaken("The release is not public")
        raise NotYet(release.goes_public_at)
    return release


@says(Kind.RESULTS)
def results(message, loaded) -> dict:
    """The result, to the nominee, once anybody may read it."""
    entry = thing_of(message, loaded)
    release = public_release_of(message, loaded)
    still(release.stage == Stage.RESULT and entry.state not in OUT, "The entry has left the awards")
    sentence = RESULTS.get(outcome_of(entry, RoundKind.FINAL), NOT_CHOSEN)
    return {
        "result_sentence": sentence.format(award=entry.award.name),
        "link": loaded.link("nominee", entry, message.person),
    }


@says(Kind.RESULTS_TO_NOMINATOR)
def results_to_nominator(message, loaded) -> dict:
    """Where the winners can be read, to whoever nominated."""
    nomination, season = thing_of(message, loaded), season_of(message, loaded)
    public_release_of(message, loaded)
    still(nomination.state in {NominationState.ACCEPTED, NominationState.MERGED}, "It has left the awards")
    return {"link": full_address("announcements:results", season.slug)}


def wait_for_the_news(entry, message, loaded) -> None:
    """Hold back what follows from the shortlist until the news itself has left; staff may read the words before."""
    if loaded.for_staff:
        return
    told = has_the_news(entry, message.person_id)
    if told is None:
        raise NotYet(clock.now() + AFTER_THE_NEWS)
    still(told, "The finalist was not told of the shortlist by email")


@says(Kind.CHOICES_DUE)
def choices_due(message, loaded) -> dict:
    """What is not used unless the finalist says yes, while a question is open and there is time to answer."""
    entry, season = thing_of(message, loaded), season_of(message, loaded)
    still(entry.state not in OUT, "The entry has left the awards")
    still(entry.nominee.person_id == message.person_id, "Somebody else is the nominee by now")
    still(outcome_of(entry, RoundKind.SHORTLISTING) == Outcome.SHORTLISTED, "The decision was changed")
    wait_for_the_news(entry, message, loaded)
    due = starts(season, "consent_due") or starts(season, "event")
    still(due is not None and clock.now() < due, "The day for choices has passed")
    answered = entry.consents.filter(is_current=True).count()
    still(answered < len(ConsentPurpose), "Every question is answered")
    return {
        "award_name": entry.award.name,
        "choices_by": moment_of(due, season),
        "link": loaded.link("nominee", entry, message.person),
    }


@says(Kind.EVENT_DETAILS)
def event_details(message, loaded) -> dict:
    """Day, hours and whom to ring, in the same words for everybody, while the event is ahead."""
    thing, season = thing_of(message, loaded), season_of(message, loaded)
    event = season.window("event")
    still(event is not None and clock.now() < event.starts_at, "The event has begun, or is not in the calendar")
    if message.about.startswith("entry:"):
        still(thing.state not in OUT, "The entry has left the awards")
        still(outcome_of(thing, RoundKind.SHORTLISTING) == Outcome.SHORTLISTED, "The decision was changed")
        wait_for_the_news(thing, message, loaded)
    else:
        seats = PanelMember.objects.sitting().filter(panel__award__season=season, person=message.person_id)
        still(seats.exists(), "The judge has left the panels")
    return {"event_name": event.name, **event_facts(season), "event_starts": moment_of(event.starts_at, season)}

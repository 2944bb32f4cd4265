"""Facts about seasons and awards that deeds depend on."""

from awards.states import SeasonState
from workflow.predicates import fact

MILESTONE_NOMINATIONS = "nominations"

TAKING = {SeasonState.PUBLISHED, SeasonState.OPEN}


def takes_nominations(season, now) -> bool:
    """Say whether the season takes nominations at `now`: by its calendar, whatever its label says."""
    window = season.window(MILESTONE_NOMINATIONS)
    return (
        season.state in TAKING
        and season.paused_at is None
        and window is not None
        and window.starts_at <= now < window.ends_at
    )


def event_has_begun(season, now) -> bool:
    """Say whether the event of the season's calendar has begun at `now`; without a date it never has."""
    event = season.window("event")
    return event is not None and event.starts_at <= now


@fact("Add at least one award before you publish the season.")
def has_awards(season):
    """There is something to win."""
    return season.awards.exists()


@fact("Each award needs criteria whose weights add up to 100.")
def weights_add_up(season):
    """Every award's weights make 100."""
    return all(
        sum(c.weight for c in award.criteria.all()) == 100 for award in season.awards.prefetch_related("criteria")
    )


@fact("Give the season a date on which nominations open and one on which they close.")
def has_nomination_window(season):
    """The calendar says when nominations open and close."""
    window = season.window(MILESTONE_NOMINATIONS)
    return window is not None and window.ends_at is not None


@fact("Nominations have not opened yet.")
def opening_has_come(season):
    """The opening minute has passed."""
    return season.now >= season.window(MILESTONE_NOMINATIONS).starts_at


@fact("Nominations are still open.")
def closing_has_come(season):
    """The closing minute has passed."""
    return season.now >= season.window(MILESTONE_NOMINATIONS).ends_at


@fact("This season is paused.")
def is_not_paused(season):
    """Nobody has paused the season."""
    return season.paused_at is None


@fact("This season is not paused.")
def is_paused(season):
    """Somebody has paused the season."""
    return season.paused_at is not None

"""What the demo and a rehearsal both play: chairs, orders of entries, and two names under a decision."""

from judging.models import Round
from judging.services.deciding import sign_decision
from judging.states import Outcome, RoundKind
from nominations.models import Entry
from people.models import Person


def best_first(round_: Round) -> list[Entry]:
    """Return the entries that the round still decides on, best first."""
    alive = Entry.objects.live().filter(award=round_.award)
    if round_.kind == RoundKind.FINAL:
        alive = alive.filter(state="in_final")
    still_there = set(alive)
    standings = round_.figures.standings.ranked().select_related("entry")
    return [standing.entry for standing in standings if standing.entry in still_there]


def first_wins(entries: list[Entry]) -> dict[Entry, str]:
    """Return the plainest outcome: the first wins, the second is highly commended, the others were finalists."""
    places = [Outcome.WINNER, Outcome.HIGHLY_COMMENDED]
    return {entry: places[n] if n < len(places) else Outcome.FINALIST for n, entry in enumerate(entries)}


def chair_of(round_: Round) -> Person:
    """Return the chair of the round's panel."""
    return round_.panel.members.select_related("person").get(is_chair=True).person


def sign_both(round_: Round, administrator: Person) -> None:
    """Let the chair and an administrator put their names to the round's decision, which locks it."""
    sign_decision(round_.decision, by=chair_of(round_))
    round_.decision.refresh_from_db()
    sign_decision(round_.decision, by=administrator)

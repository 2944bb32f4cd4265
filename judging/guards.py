"""What judging knows that must hold before a season moves; registered when the app is ready."""

from django.db.models import F, Q

from judging.deciding import NAMED
from judging.modes import taking_marks
from judging.states import DecisionState, RoundKind, Suitability
from nominations.models import Entry
from workflow import guard


@guard("season.lock")
def every_award_is_decided(season) -> str | None:
    """Every award that is judged has its last decision locked."""
    from judging.models import Decision

    judged = set(season.rounds.values_list("award_id", flat=True))
    locked = Decision.objects.filter(round__season=season, state=DecisionState.LOCKED)
    last = locked.filter(Q(round__kind=RoundKind.FINAL) | Q(no_award=True))
    with_final = set(season.rounds.filter(kind=RoundKind.FINAL).values_list("award_id", flat=True))
    done = set(last.values_list("round__award_id", flat=True))
    done |= set(locked.exclude(round__award__in=with_final).values_list("round__award_id", flat=True))
    if judged - done:
        return "Not every award is decided and locked yet."
    return None


@guard("season.lock")
def every_entry_has_quorum(season) -> str | None:
    """No live entry was counted by fewer judges than its quorum (R11)."""
    from judging.models import Standing

    rounds = season.rounds.filter(mode__in=taking_marks())
    below = Standing.objects.filter(round__in=rounds.values("pk"), counted__lt=F("round__quorum"))
    if below.filter(entry__in=Entry.objects.live().values("pk")).exists():
        return "An entry has fewer counted judges than its quorum."
    return None


@guard("season.lock")
def every_tie_is_settled(season) -> str | None:
    """No tie that matters is open (R14)."""
    from judging.models import Tie

    return "A tie is not settled yet." if Tie.objects.filter(round__season=season, is_settled=False).exists() else None


@guard("season.lock")
def every_check_is_clear(season) -> str | None:
    """Everybody who is to be named is clear (R16)."""
    from judging.models import DecisionLine

    named = DecisionLine.objects.filter(decision__round__season=season, outcome__in=NAMED)
    named = named.filter(entry__in=Entry.objects.live().values("pk"))
    if named.exclude(entry__suitability__answer=Suitability.CLEAR).exists():
        return "A suitability check is not clear."
    return None

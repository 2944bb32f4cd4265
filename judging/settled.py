"""Until when a round may still be set up, and what an administrator should think about meanwhile."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from awards.models import Award
from judging.models import Round
from judging.modes import taking_marks
from judging.states import RankingMethod, RoundKind, RoundMode
from kit.templatetags.commend import day, moment
from nominations.working_days import end_of_working_day

SHORT = timedelta(days=3)
OPENS, CLOSES = time(9), time(17)
_TOLD = {RoundKind.SHORTLISTING: ("shortlist_public", "shortlist"), RoundKind.FINAL: ("event", "result")}
_BY_JUDGE = {RankingMethod.ADJUSTED, RankingMethod.ADJUSTED_FIXED}


def is_settled(round_: Round, now: datetime) -> bool:
    """Say whether scoring has opened: the clock decides, not the label, unless the season is paused."""
    if round_.has_opened:
        return True
    return round_.mode_of.takes_marks and round_.opens_at <= now and round_.season.paused_at is None


def award_is_settled(award: Award, now: datetime) -> bool:
    """Say whether scoring of any round of the award has opened: what holds for all its rounds then stays."""
    return any(is_settled(round_, now) for round_ in award.rounds.select_related("season"))


def figure_rounds(round_: Round):
    """Return the rounds on whose figures the panel of this one could meet: the award's earlier ones with marks."""
    if round_.kind != RoundKind.FINAL:
        return Round.objects.none()
    others = Round.objects.filter(award=round_.award_id, mode__in=taking_marks(), kind=RoundKind.SHORTLISTING)
    return others.exclude(pk=round_.pk).order_by("opens_at", "pk")


def warnings_of(round_: Round, now: datetime) -> list[str]:
    """Return what should be thought about in the settings of a round; none of it keeps anybody from saving."""
    if round_.mode == RoundMode.MEETING:
        return []
    return [*_of_calendar(round_), *_of_window(round_, now), *_of_method(round_)]


def _of_window(round_: Round, now: datetime):
    zone = ZoneInfo(round_.season.time_zone)
    opens, closes = round_.opens_at.astimezone(zone), round_.closes_at.astimezone(zone)
    if not is_working_day(closes) or not OPENS <= closes.time() <= CLOSES:
        at = moment(closes, zone.key)
        yield f"Scoring closes at {at}, outside working hours: nobody may be there to help judges."
    if opens.utcoffset() != closes.utcoffset():
        yield "The clocks change while scoring is open. Times are shown as the clocks then say."
    if closes - opens < SHORT:
        yield "Judges have less than three days to score."
    if round_.declare_by is None:
        yield "Judges are not told by when they declare their interests."
    elif round_.declare_by <= now:
        yield "The day by which judges declare their interests has passed."


def _of_calendar(round_: Round):
    zone = round_.season.time_zone
    nominations = round_.season.window("nominations")
    if nominations is not None and nominations.ends_at is not None and round_.opens_at < nominations.ends_at:
        yield "Scoring opens before nominations close."
    key, what = _TOLD[RoundKind(round_.kind)]
    told = round_.season.window(key)
    if told is not None and round_.closes_at >= told.starts_at:
        yield f"Scoring closes after the {what} is announced on {day(told.starts_at, zone)}."
    if round_.kind == RoundKind.FINAL:
        before = Round.objects.filter(award=round_.award_id, kind=RoundKind.SHORTLISTING, mode__in=taking_marks())
        if before.filter(closes_at__gt=round_.opens_at).exists():
            yield "Scoring of the final opens before scoring for the shortlist has closed."


def _of_method(round_: Round):
    if round_.mode != RoundMode.SCORE:
        return
    if round_.readers is None and round_.method in _BY_JUDGE:
        yield "Every judge reads every entry, so a correction for severity changes little. The mean is easier to tell."
    if round_.readers is not None and round_.method == RankingMethod.MEAN:
        yield "Judges read different entries. The mean then favours entries that lenient judges happen to read."


def is_working_day(at: datetime) -> bool:
    """Say whether the day of a moment, in its own zone, is Monday to Friday and no bank holiday of England."""
    zone = at.tzinfo.key
    ends = end_of_working_day(at - timedelta(days=1), 1, zone)
    return ends.date() == at.date() + timedelta(days=1)

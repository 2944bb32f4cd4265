"""What an administrator settles of a round before its scoring opens, and of its award before any of its rounds has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from awards.models import Award, Scale
from awards.roles import is_administrator
from judging.models import Round, RoundCriterion
from judging.modes import mode_named
from judging.ranking import CHAIR, TIE_RULES
from judging.rules import has_interest_in_award
from judging.services.locking import hold_rounds
from judging.services.methods import set_method
from judging.settled import award_is_settled, figure_rounds, is_settled
from judging.states import RankingMethod, RoundMode
from kit import clock
from people.models import Person
from workflow import NotAllowed, NotNow, record
from workflow.actors import Actor

INTEREST = "You have an interest in an entry of this award, so you do not say how it is judged."
TOO_LATE = "Scoring has opened, so the settings of this round stay as they are."
AWARD_TOO_LATE = "Scoring of this award has opened, so its own settings stay as they are."
DEED = "change_settings"
MOST = 100  # judges, answers, entries or places: a guard against a slip of the finger


@dataclass(frozen=True)
class RoundSettings:
    """How one round is to be judged, and when.

    `weights` gives each chosen criterion's weight by its number; empty, the round asks all of its award's at their
    own weights. `scale` None is the award's own. What the mode does not need is left out and kept empty.
    """

    mode: str
    quorum: int
    opens_at: datetime
    closes_at: datetime
    declare_by: datetime | None = None
    shows_nominator: bool = False
    method: str = RankingMethod.MEAN
    scale: Scale | None = None
    weights: Mapping[int, int] = field(default_factory=dict)
    pass_answers: int | None = None
    pass_percent: int | None = None
    rank_top: int | None = None
    figures_from: Round | None = None


@dataclass(frozen=True)
class AwardSettings:
    """What holds for all rounds of an award."""

    interest_bars_award: bool
    shortlist_size: int
    tie_rules: tuple[str, ...]


@transaction.atomic
def save_settings(
    round_: Round, *, wanted: RoundSettings, for_award: AwardSettings | None = None, by: Actor
) -> dict[str, list]:
    """Settle how a round is judged and when; returns what changed, each name with what it was and what it is.

    `for_award` is left out where the award's own settings stay. Raises NotAllowed for anybody but an administrator
    without an interest in the award, and NotNow once scoring has opened or with the sentence of the first fault.
    What changed stands in the trail, of the round and of the award.
    """
    refuse_unless_theirs(round_, by)
    hold_rounds(round_.award_id)
    round_ = Round.objects.select_related("award", "season", "figures_from", "scale").get(pk=round_.pk)
    now = clock.now()
    if is_settled(round_, now):
        raise NotNow(TOO_LATE)
    faults = faults_of(round_, wanted, now) | (faults_of_award(for_award) if for_award else {})
    if faults:
        raise NotNow(next(iter(faults.values())) + ".")
    changed = _write_round(round_, wanted)
    if changed:
        record(round_, DEED, by=by, data=changed)
    if wanted.mode == RoundMode.SCORE and round_.method != wanted.method:
        changed["method"] = [round_.method, str(wanted.method)]
        set_method(round_, wanted.method, by=by)
    return changed | (_write_award(round_.award, for_award, now=now, by=by) if for_award else {})


def refuse_unless_theirs(round_: Round, by: Actor) -> None:
    """Raise NotAllowed for anybody but an administrator without an interest in any entry of the award."""
    if not is_administrator(round_, by):
        raise NotAllowed(is_administrator.sentence)
    if not isinstance(by, Person) or has_interest_in_award(by, round_.award):
        raise NotAllowed(INTEREST)


def faults_of(round_: Round, wanted: RoundSettings, now: datetime) -> dict[str, str]:
    """Return what is wrong with the settings that are wanted for a round, one sentence a field, without full stop."""
    mode = mode_named(wanted.mode)
    found = dict(_faults_of_mode(round_, wanted))
    if not mode.takes_marks and round_.used_by.exists():
        found["mode"] = "Another round meets on the figures of this one, so its judges must hand something in"
    if not 1 <= wanted.quorum <= MOST:
        found["quorum"] = f"Quorum must be a number from 1 to {MOST}"
    return found | _faults_of_times(round_, wanted, now, takes_marks=mode.takes_marks)


def _faults_of_mode(round_: Round, wanted: RoundSettings):
    if wanted.mode == RoundMode.SCORE:
        yield from _faults_of_criteria(round_, wanted)
    elif wanted.mode == RoundMode.PASS:
        if not 1 <= (wanted.pass_answers or 0) <= MOST:
            yield "pass_answers", f"How many judges must answer must be a number from 1 to {MOST}"
        if not 1 <= (wanted.pass_percent or 0) <= 100:
            yield "pass_percent", "The share of passes must be from 1 to 100"
    elif wanted.mode == RoundMode.RANK and not 1 <= (wanted.rank_top or 0) <= MOST:
        yield "rank_top", f"How many each judge puts in order must be a number from 1 to {MOST}"
    elif wanted.mode == RoundMode.MEETING and wanted.figures_from not in list(figure_rounds(round_)):
        yield "figures_from", "Select the round whose figures the panel meets on"


def _faults_of_criteria(round_: Round, wanted: RoundSettings):
    if wanted.method not in RankingMethod.values:
        yield "method", "Select by which figure entries are placed"
    if wanted.scale is not None and wanted.scale.season_id != round_.season_id:
        yield "scale", "Select one of the scales of this season"
    weights = wanted.weights
    if not weights:
        return
    known = set(round_.award.criteria.values_list("pk", flat=True))
    if not set(weights) <= known or not all(1 <= weight <= 100 for weight in weights.values()):
        yield "weights", "Give each criterion that is asked a whole number from 1 to 100"
    elif sum(weights.values()) != 100:
        yield "weights", f"The weights add up to {sum(weights.values())}. They must add up to 100"


def _faults_of_times(round_: Round, wanted: RoundSettings, now: datetime, *, takes_marks: bool) -> dict[str, str]:
    found = {}
    if wanted.closes_at <= wanted.opens_at:
        found["closes_at"] = "Scoring must close after it opens"
    elif takes_marks and wanted.closes_at <= now:
        found["closes_at"] = "The closing time must be in the future"
    if takes_marks and wanted.opens_at != round_.opens_at and wanted.opens_at <= now:
        found["opens_at"] = "The opening time must be in the future"
    if wanted.declare_by is not None and wanted.declare_by > wanted.opens_at:
        found["declare_by"] = "Judges must declare their interests before scoring opens"
    return found


def faults_of_award(wanted: AwardSettings) -> dict[str, str]:
    """Return what is wrong with the settings that are wanted for an award, one sentence a field, without full stop."""
    found = {}
    rules = wanted.tie_rules
    if not 1 <= wanted.shortlist_size <= MOST:
        found["shortlist_size"] = f"The size of the shortlist must be a number from 1 to {MOST}"
    if len(set(rules)) != len(rules) or not set(rules) <= set(TIE_RULES):
        found["tie_rules"] = "Select each rule for ties once"
    elif not rules or rules[-1] != CHAIR:
        found["tie_rules"] = "End with the chair’s decision, so that every tie can be settled"
    return found


def _write_round(round_: Round, wanted: RoundSettings) -> dict[str, list]:
    changed: dict[str, list] = {}
    for name, value in _columns(wanted).items():
        before = getattr(round_, name)
        if before != value:
            changed[name] = [_code(before), _code(value)]
            setattr(round_, name, value)
    if changed:
        round_.save(update_fields=list(changed))
    keys = dict(round_.award.criteria.values_list("pk", "key"))
    before = dict(round_.own_criteria.values_list("criterion", "weight"))
    weights = dict(wanted.weights) if wanted.mode == RoundMode.SCORE else {}
    if before != weights:
        changed["weights"] = [{keys[pk]: weight for pk, weight in some.items()} for some in (before, weights)]
        round_.own_criteria.all().delete()
        RoundCriterion.objects.bulk_create(
            RoundCriterion(round=round_, criterion_id=pk, weight=weight) for pk, weight in weights.items()
        )
    return changed


def _columns(wanted: RoundSettings) -> dict[str, Any]:
    """Return what the round's own columns should hold; empty what its mode does not need."""
    scores, passes = wanted.mode == RoundMode.SCORE, wanted.mode == RoundMode.PASS
    # A method is chosen by a deed of its own; without criteria there is only the mean.
    method = {} if scores else {"method": str(RankingMethod.MEAN)}
    return method | {
        "mode": str(wanted.mode),
        "scale": wanted.scale if scores else None,
        "pass_answers": wanted.pass_answers if passes else None,
        "pass_percent": wanted.pass_percent if passes else None,
        "rank_top": wanted.rank_top if wanted.mode == RoundMode.RANK else None,
        "figures_from": wanted.figures_from if wanted.mode == RoundMode.MEETING else None,
        "quorum": wanted.quorum,
        "declare_by": wanted.declare_by,
        "opens_at": wanted.opens_at,
        "closes_at": wanted.closes_at,
        "shows_nominator": wanted.shows_nominator,
    }


def _code(value):
    """Return a value as the trail keeps it: codes and numbers, no names."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Scale):
        return value.key
    return value.kind if isinstance(value, Round) else value


def _write_award(award: Award, wanted: AwardSettings, *, now: datetime, by: Actor) -> dict[str, list]:
    award = Award.objects.select_for_update(of=("self",), no_key=True).get(pk=award.pk)
    columns = {
        "interest_bars_award": wanted.interest_bars_award,
        "shortlist_size": wanted.shortlist_size,
        "tie_rules": list(wanted.tie_rules),
    }
    changed = {n: [getattr(award, n), value] for n, value in columns.items() if getattr(award, n) != value}
    if not changed:
        return {}
    if award_is_settled(award, now):
        raise NotNow(AWARD_TOO_LATE)
    for name in changed:
        setattr(award, name, columns[name])
    award.save(update_fields=list(changed))
    record(award, DEED, by=by, data=changed)
    return changed

"""Deciding a round: deliberate, settle ties, record, and sign as two people."""

from collections.abc import Mapping

from django.db import transaction

from awards.states import SeasonState
from judging.attendance import keep_attendance
from judging.deciding import OUTCOMES, entries_of, fingerprint, hash_of, record_of, unready_entries
from judging.models import Decision, DecisionLine, Round, Tie
from judging.ranking import CHAIR, DISCUSSION
from judging.rules import chair_and_administrator_signed, has_interest_in_award, is_administrator_of, is_chair
from judging.services.locking import hold_award
from judging.services.places import settle_round
from judging.states import DecisionState, Outcome, RoundKind, RoundState
from kit import clock
from nominations.models import Entry
from nominations.states import EntryState
from people.models import Person
from workflow import SYSTEM, NotAllowed, NotNow, may, perform, record
from workflow.door import check_allowed, check_now
from workflow.guards import guards_of
from workflow.signoffs import is_signed, sign, standing, withdraw_signatures
from workflow.transitions import find_transition

_SIGNERS = ("chair", "administrator")
_INTEREST = "You have an interest in an entry of this award, so you take no part in its decision."


@transaction.atomic
def start_deliberating(round_: Round, *, by) -> Round:
    """Let the panel discuss the figures: places are settled again, and a final takes in the shortlist."""
    _steers(round_, by)
    now = clock.now()
    hold_award(round_.award_id)
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if round_.state == RoundState.SCORING and round_.is_over(now):
        from judging.services.rounds import close_scoring

        close_scoring(round_, by=SYSTEM)
    if round_.kind == RoundKind.FINAL:
        first = round_.award.rounds.filter(kind=RoundKind.SHORTLISTING).exclude(state=RoundState.DECIDED)
        if first.exists():
            raise NotNow("Lock the shortlist before the final panel meets.")
    settle_round(round_.figures)
    round_ = perform(round_, "deliberate", by=by)
    if round_.kind == RoundKind.FINAL:
        for entry in Entry.objects.filter(award=round_.award, state=EntryState.SHORTLISTED).order_by("pk"):
            perform(entry, "enter_final", by=SYSTEM)
    return round_


def catch_up_with_decisions(entry: Entry) -> None:
    """Let an entry that is back where it was hidden from follow what its award did meanwhile.

    The shortlist may have been opened again, or the final may have taken in the others.
    """
    rounds = entry.award.rounds
    if rounds.filter(kind=RoundKind.SHORTLISTING).exclude(state=RoundState.DECIDED).exists():
        perform(entry, "reconsider", by=SYSTEM)
    elif entry.state == EntryState.SHORTLISTED:
        begun = [RoundState.DELIBERATING, RoundState.DECIDED]
        if rounds.filter(kind=RoundKind.FINAL, state__in=begun).exists():
            perform(entry, "enter_final", by=SYSTEM)


def _steers(round_: Round, by) -> None:
    """Refuse whoever neither chairs the panel nor runs the season, or has an interest in the award."""
    if by is SYSTEM:
        return
    if not isinstance(by, Person) or not (is_chair(by, round_.panel) or is_administrator_of(by, round_.season)):
        raise NotAllowed("Only the chair of this panel or an administrator can do this.")
    if has_interest_in_award(by, round_.award):
        raise NotAllowed(_INTEREST)


@transaction.atomic
def record_discussion(tie: Tie, *, order: list[int], note: str, by) -> Tie:
    """Keep what the panel said of a tie (R14): the order it reached, or none when it did not agree."""
    return _rule(tie, DISCUSSION, order=order, words=note, by=by)


@transaction.atomic
def settle_tie(tie: Tie, *, order: list[int], reason: str, by) -> Tie:
    """Let the chair choose the order of a tie that nothing else has parted (R14); needs a reason and a discussion."""
    tie = Tie.objects.select_related("round__panel", "round__award").get(pk=tie.pk)
    if not is_chair(by, tie.round.panel):
        raise NotAllowed("Only the chair of this panel can settle a tie by choice.")
    if not order:
        raise NotNow("Choose the order of the tied entries.")
    if DISCUSSION in tie.round.award.tie_rules and not any(s["rule"] == DISCUSSION for s in tie.steps):
        raise NotNow("Record the panel’s discussion of this tie first.")
    return _rule(tie, CHAIR, order=order, words=reason, by=by)


def _rule(tie: Tie, rule: str, *, order: list[int], words: str, by) -> Tie:
    """Add what people said of a tie and place its round again."""
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=tie.round_id)
    _steers(round_, by)
    tie = Tie.objects.select_for_update(of=("self",)).get(pk=tie.pk)
    if tie.is_settled:
        raise NotNow("This tie is settled already.")
    if Decision.objects.filter(round__award=round_.award, state=DecisionState.LOCKED, round=round_).exists():
        raise NotNow("This round is decided and locked.")
    if not words.strip():
        raise NotNow("Enter a reason." if rule == CHAIR else "Enter what the panel said.")
    members = set(tie.entries.values_list("pk", flat=True))
    if order and (set(order) != members or len(order) != len(members)):
        raise NotNow("Give each of the tied entries a place of its own.")
    order = _within_groups(tie, order)
    result = "settled" if order else "equal"
    tie.steps = [s for s in tie.steps if s["rule"] != rule]
    tie.steps.append({"rule": rule, "result": result, "detail": words.strip(), "order": order})
    tie.steps.sort(key=lambda s: _place_of_rule(round_, s["rule"]))
    if rule == CHAIR:
        tie.reason = words.strip()
    else:
        tie.discussion = words.strip()
    tie.settled_by, tie.at = by, clock.now()
    tie.save()
    record(round_, "settle_tie" if rule == CHAIR else "record_discussion", by=by, data={"tie": tie.pk})
    settle_round(round_)
    return Tie.objects.get(pk=tie.pk)


def _place_of_rule(round_: Round, rule: str) -> int:
    rules = list(round_.award.tie_rules)
    return rules.index(rule) if rule in rules else len(rules)


def _within_groups(tie: Tie, order: list[int]) -> list[int]:
    """Refuse an order that undoes what an earlier rule has parted already."""
    places = dict(tie.round.standings.filter(entry__in=order).values_list("entry_id", "position"))
    if [places[e] for e in order] != sorted(places[e] for e in order):
        raise NotNow("Keep the order that the earlier rules have settled.")
    return list(order)


@transaction.atomic
def record_decision(
    round_: Round,
    *,
    outcomes: dict,
    no_award: bool = False,
    reason: str = "",
    minutes: str = "",
    attendance: Mapping[int, str] | None = None,
    others_present: str = "",
    by,
) -> Decision:
    """Keep what the panel has chosen, as an Outcome for each entry. Names under an older choice fall away.

    `attendance` says where each judge was, as a Presence by seat; without it, what was said before stays.
    It stays provisional until the chair and an administrator have signed; what is still missing then refuses.
    """
    _steers(round_, by)
    chosen = {getattr(entry, "pk", entry): Outcome(outcome) for entry, outcome in outcomes.items()}
    if not set(chosen) <= set(entries_of(round_).values_list("pk", flat=True)):
        raise NotNow("An entry that you chose is no longer taking part.")
    if not set(chosen.values()) <= set(OUTCOMES[round_.kind]):
        raise NotNow("Choose an outcome that this round can give.")
    settle_round(round_.figures)
    decision, _ = Decision.objects.get_or_create(round=round_)
    words = {"because": reason.strip(), "minutes": minutes.strip(), "others_present": others_present.strip()}
    decision = perform(decision, "revise", by=by, no_award=no_award, **words)
    if attendance is not None:
        keep_attendance(decision, attendance)
    decision.lines.all().delete()
    DecisionLine.objects.bulk_create(
        DecisionLine(decision=decision, entry_id=entry, outcome=outcome) for entry, outcome in sorted(chosen.items())
    )
    withdraw_signatures(decision, "lock")
    return decision


@transaction.atomic
def sign_decision(decision: Decision, *, by, seen: str = "") -> Decision:
    """Put one's name to a decision as chair or administrator; the second name locks it.

    `seen` is the fingerprint of what the signer has read: nobody signs something else than that.
    The decision's row is the lock, so that two people who sign at once lock it once.
    """
    decision = _held(decision)
    if decision.state != DecisionState.PROVISIONAL:
        check_now(decision, "lock")
    check_allowed(decision, "lock", by)
    settle_round(decision.round.figures)
    _check_ready(decision)
    mark = fingerprint(decision)
    if seen not in {"", mark}:
        raise NotNow("The decision has changed since you read it. Read it again before you sign.")
    standing(decision, "lock").exclude(fingerprint=mark).update(withdrawn_at=decision.now)
    sign(decision, "lock", by=by, capacity=_capacity(decision, by), fingerprint=mark, now=decision.now)
    if is_signed(decision, "lock", _SIGNERS, mark):
        return _lock(decision, by)
    return decision


def _held(decision: Decision) -> Decision:
    hold_award(decision.round.award_id)
    rows = Decision.objects.select_for_update(of=("self",), no_key=True).select_related(
        "round__award__season", "round__figures_from", "round__panel"
    )
    decision = rows.get(pk=decision.pk)
    decision.now = clock.now()
    return decision


def _check_ready(decision: Decision) -> None:
    """Refuse a signature under something that could not be locked."""
    for condition in find_transition(decision, "lock").custom["conditions"]:
        if condition is not chair_and_administrator_signed and not condition(decision):
            raise NotNow(condition.sentence(decision))
    for ask in guards_of("decision.lock"):
        if sentence := ask(decision):
            raise NotNow(sentence)
    if unready := unready_entries(decision.round):
        names = ", ".join(e.reference for e in unready)
        raise NotNow(f"Some entries are still being checked: {names}. Finish that first.")


def _capacity(decision: Decision, person: Person) -> str:
    """Return as what `person` signs: whoever is both fills the place that is still empty."""
    chairs = is_chair(person, decision.round.panel)
    if not chairs:
        return "administrator"
    if not is_administrator_of(person, decision.season):
        return "chair"
    taken = set(standing(decision, "lock").values_list("capacity", flat=True))
    return "administrator" if "chair" in taken else "chair"


def _lock(decision: Decision, by) -> Decision:
    frozen = record_of(decision)
    decision = perform(decision, "lock", by=by, record=frozen, record_hash=hash_of(frozen))
    round_ = perform(decision.round, "decide", by=by)
    outcomes = dict(decision.lines.values_list("entry_id", "outcome"))
    for entry in entries_of(round_).order_by("pk"):
        if round_.kind == RoundKind.FINAL:
            perform(entry, "close", by=SYSTEM)
        elif outcomes.get(entry.pk) == Outcome.SHORTLISTED:
            perform(entry, "shortlist", by=SYSTEM)
        else:
            perform(entry, "leave_off_shortlist", by=SYSTEM)
    lock_season_if_decided(round_.season)
    return decision


def lock_season_if_decided(season) -> None:
    """Lock the season when every award's last decision is locked; nothing happens while a guard says no."""
    season = type(season).objects.get(pk=season.pk)
    if season.state == SeasonState.DECIDING and may(season, "lock", SYSTEM):
        perform(season, "lock", by=SYSTEM)


@transaction.atomic
def unlock_decision(decision: Decision, *, reason: str, by) -> Decision:
    """Ask that a locked decision be opened again, for a reason; the second person who asks opens it."""
    decision = _held(decision)
    if decision.state != DecisionState.LOCKED:
        raise NotNow("This decision is not locked.")
    check_allowed(decision, "unlock", by)
    if not reason.strip():
        raise NotNow("Enter a reason.")
    _check_still_private(decision)
    for ask in guards_of("decision.unlock"):
        if sentence := ask(decision):
            raise NotNow(sentence)
    capacity = "chair" if is_chair(by, decision.round.panel) else "administrator"
    sign(decision, "unlock", by=by, capacity=capacity, fingerprint=decision.record_hash, now=decision.now)
    people = list(standing(decision, "unlock").order_by("pk").values_list("person_id", flat=True))
    if len(set(people)) < 2:
        record(decision, "ask_unlock", by=by, reason=reason)
        return decision
    return _unlock(decision, reason, by, people)


def _check_still_private(decision: Decision) -> None:
    if decision.season.state in {SeasonState.ANNOUNCED, SeasonState.ARCHIVED}:
        raise NotNow("The result has been announced. Make a correction instead.")
    if decision.round.kind == RoundKind.SHORTLISTING:
        later = decision.round.award.rounds.filter(kind=RoundKind.FINAL).exclude(state=RoundState.PLANNED)
        if later.exists():
            raise NotNow("The final panel has met on this shortlist, so it cannot be opened again.")


def _unlock(decision: Decision, reason: str, by, people: list[int]) -> Decision:
    season = decision.season
    if season.state == SeasonState.LOCKED:
        signers = Person.objects.filter(pk__in=people).order_by("pk")
        administrator = next((p for p in signers if is_administrator_of(p, season)), by)
        perform(season, "unlock", by=administrator, reason=reason)
    decision = perform(decision, "unlock", by=by, reason=reason)
    withdraw_signatures(decision, "lock")
    withdraw_signatures(decision, "unlock")
    round_ = perform(decision.round, "reconsider", by=by, reason=reason)
    # Whoever fell out while the decision was locked counts no more.
    settle_round(round_.figures)
    if round_.kind == RoundKind.FINAL:
        moves = {EntryState.CLOSED: "reopen"}
    else:
        moves = {EntryState.SHORTLISTED: "reconsider", EntryState.NOT_SHORTLISTED: "reconsider"}
    for entry in Entry.objects.filter(award=round_.award, state__in=moves).order_by("pk"):
        perform(entry, moves[entry.state], by=SYSTEM)
    return decision

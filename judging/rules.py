"""Who may do what in judging, and which facts must hold. Totals and ties are `standings.py` and `ranking/`."""

from awards.roles import scope_of
from judging.querysets import clear_of_award, without_interest
from judging.states import MemberState, RoundState, Suitability
from nominations.models import Interest
from nominations.states import EntryState
from people.models import Person
from people.roles import Role
from workflow.predicates import fact, permission
from workflow.signoffs import is_signed, standing

SITTING = {MemberState.ACCEPTED, MemberState.DECLARED, MemberState.SCORING, MemberState.FINISHED}
READABLE = {EntryState.IN_ROUND, EntryState.SHORTLISTED, EntryState.NOT_SHORTLISTED, EntryState.IN_FINAL}


def is_shut_out(person: Person, entry) -> bool:
    """Say whether an interest keeps `person` from `entry`: in it, or in another of an award that bars whole."""
    return Interest.objects.shutting_out(person).barring_from(entry).exists()


def has_interest_in_award(person: Person, award) -> bool:
    """Say whether an interest keeps `person` from any entry of `award`."""
    return Interest.objects.shutting_out(person).filter(entry__award=award).exists()


def is_chair(person, panel) -> bool:
    """Say whether `person` chairs `panel` now, by right or in the place of a chair who cannot."""
    return isinstance(person, Person) and panel.members.chairing().filter(person=person).exists()


def is_administrator_of(person, season) -> bool:
    """Say whether `person` is an administrator of `season` now."""
    return isinstance(person, Person) and person.holds(Role.ADMINISTRATOR, scope_of(season))


@permission("Only this judge can do this.")
def is_the_member(member, actor):
    """The seat is the actor's own."""
    return isinstance(actor, Person) and actor.pk == member.person_id


@permission("Only the chair of this panel or an administrator can do this.")
def is_chair_of_round(round_, actor):
    """The actor chairs the round's panel."""
    return is_chair(actor, round_.panel)


@permission("Only the chair of this panel or an administrator can do this.")
def is_chair_of_sheet(sheet, actor):
    """The actor chairs the panel that the sheet belongs to."""
    return is_chair(actor, sheet.round.panel)


@permission("Only the chair of this panel or an administrator can do this.")
def is_chair_of_decision(decision, actor):
    """The actor chairs the panel that decides."""
    return is_chair(actor, decision.round.panel)


@permission("Only this judge can do this.")
def is_own_seat(sheet, actor):
    """The sheet belongs to the actor's seat, whatever they have declared."""
    return isinstance(actor, Person) and actor.pk == sheet.member.person_id


@permission("Only the judge of this sheet can do this.")
def is_own_sheet(sheet, actor):
    """The sheet is the actor's, who sits on the panel and has no interest in the entry."""
    return (
        isinstance(actor, Person)
        and actor.pk == sheet.member.person_id
        and sheet.member.state in SITTING
        and not sheet.member.is_reserve
        and not is_shut_out(actor, sheet.entry)
    )


@permission("You have an interest in this entry, so you take no part in it.")
def has_no_interest_in_sheet(sheet, actor):
    """The actor has no interest in the sheet's entry."""
    return isinstance(actor, Person) and not is_shut_out(actor, sheet.entry)


@permission("You have an interest in an entry of this award, so you do not say who reads what.")
def has_no_interest_in_allocation(allocation, actor):
    """The actor has no interest in any entry of the award."""
    return isinstance(actor, Person) and not has_interest_in_award(actor, allocation.round.award)


@permission("You have an interest in an entry of this award, so you take no part in its decision.")
def has_no_interest_in_decision(decision, actor):
    """The actor has no interest in any entry that is still to be decided on."""
    return isinstance(actor, Person) and not has_interest_in_award(actor, decision.round.award)


@permission("Only the chair of this panel or an administrator can do this.")
def is_chair_of_change(change, actor):
    """The actor chairs the panel whose weights would change."""
    return is_chair(actor, change.round.panel)


@permission("You have an interest in an entry of this award, so you do not say how it is scored.")
def has_no_interest_in_change(change, actor):
    """The actor has no interest in any entry of the award."""
    return isinstance(actor, Person) and not has_interest_in_award(actor, change.round.award)


@permission("You have an interest in an entry of this award, so you do not change its panel.")
def has_no_interest_in_panel_change(change, actor):
    """The actor has no interest in any entry that the panel judges."""
    return isinstance(actor, Person) and not has_interest_in_award(actor, change.round.award)


@permission("It is about your own place, so somebody else asks and somebody else signs.")
def joins_not_themselves(change, actor):
    """The actor is not the one who is to join."""
    return isinstance(actor, Person) and actor.pk != change.person_id


@permission("You sit on this panel, so somebody else types from paper.")
def sits_not_on_panel(sheet, actor):
    """The actor neither judges with the panel nor chairs it."""
    return isinstance(actor, Person) and not sheet.round.panel.members.filter(person=actor, state__in=SITTING).exists()


@fact("Answer for every name on the list first.")
def has_answered_every_name(member):
    """The judge has said something of each entry of the award."""
    from judging.models import Declaration

    shown = member.panel.award.entries.live()
    answered = Declaration.objects.filter(member=member).values("entry")
    asked = shown.filter(without_interest(member.person, "pk", award=member.panel.award_id))
    return not asked.exclude(pk__in=answered).exists()


@fact("Scoring is over, so who reads what cannot change any more.")
def round_can_be_allocated(allocation):
    """The round has not closed."""
    return not allocation.round.is_over(allocation.now)


@permission("You have an interest in an entry of this award, so you do not change its panel.")
def has_no_interest_in_seat(member, actor):
    """The actor has no interest in any entry that the panel judges."""
    return isinstance(actor, Person) and not has_interest_in_award(actor, member.panel.award)


@fact("The chair sits on this panel and has no interest in its award, so nobody acts in their place.")
def chair_cannot_chair(member):
    """The chair has an interest in the award, or has left."""
    return not panel_has_clear_chair(member.panel)


def panel_has_clear_chair(panel) -> bool:
    """Say whether the panel's own chair sits and has no interest in its award."""
    return panel.members.sitting().filter(clear_of_award(), is_chair=True).exists()


@fact("Only another judge who sits on the panel can act as its chair.")
def is_another_judge(member):
    """The seat is neither the chair's nor a reserve's."""
    return not (member.is_chair or member.is_reserve)


@fact("This judge has an interest in an entry of the award too, so they cannot act as its chair.")
def member_has_no_interest(member):
    """Nothing ties the judge to any entry of the award."""
    return not has_interest_in_award(member.person, member.panel.award)


@fact("This judge does not act as chair.")
def acts_as_chair(member):
    """The judge acts in the chair's place."""
    return member.acts_as_chair


@fact("This judge is not a reserve.")
def is_reserve(member):
    """The seat is a reserve's."""
    return member.is_reserve


@fact("Scoring has not opened yet.")
def opening_has_come(round_):
    """The opening minute has passed."""
    return round_.now >= round_.opens_at


@fact("The season is paused.")
def season_is_not_paused(round_):
    """Nobody has paused the season."""
    return round_.season.paused_at is None


@fact("Scoring is still open.")
def closing_has_come(round_):
    """The closing minute has passed."""
    return round_.now >= round_.closes_at


@fact("Move the closing time forward first.")
def closing_is_ahead(round_):
    """The closing minute is still to come."""
    return round_.now < round_.closes_at


@fact("This round is decided.")
def is_not_decided(round_):
    """The round's decision is still open."""
    return round_.state != RoundState.DECIDED


@fact("Scoring has not closed yet.")
def figures_are_ready(round_):
    """There are closed figures to talk about."""
    if not round_.mode_of.takes_marks:
        return round_.figures.is_over(round_.now)
    return round_.state == RoundState.CLOSED


@fact("This entry is being checked. Your scores are kept.")
def entry_is_before_judges(sheet):
    """Judges may read the entry now."""
    return sheet.entry.state in READABLE


@fact("Declare your interests first.")
def judge_has_declared(sheet):
    """The judge has answered for every name."""
    return sheet.member.state in {MemberState.DECLARED, MemberState.SCORING, MemberState.FINISHED}


@fact("Scoring is closed. What you typed is kept on this page; tell the chair if it should still count.")
def round_takes_scores(sheet):
    """The round's clock is between opening and closing."""
    return sheet.round.takes_scores(sheet.now)


@fact("Scoring is still open.")
def round_has_closed(sheet):
    """The round's closing minute has passed."""
    return sheet.round.is_over(sheet.now)


@fact("The panel has decided this round.")
def round_is_not_decided(sheet):
    """The round's decision is still open."""
    return sheet.round.state != RoundState.DECIDED


@fact(lambda sheet: sheet.round.mode_of.incomplete)
def every_criterion_is_scored(sheet):
    """No criterion is left without a point."""
    return sheet.total is not None


@fact(lambda sheet: sheet.round.mode_of.wordless)
def extremes_have_comment(sheet):
    """A top or bottom point comes with words."""
    if not sheet.round.season.comment_at_extremes:
        return True
    return not asks_for_words(sheet) or bool(sheet.note_to_panel.strip() or sheet.feedback.strip())


def asks_for_words(sheet) -> bool:
    """Say whether what the sheet holds asks for a note or feedback, as the round's mode has it (R13)."""
    mode = sheet.round.mode_of
    if not mode.scores_criteria:
        return mode.needs_words((), sheet.answer, ())
    from judging.versions import points_of

    values = points_of(sheet.round)
    return mode.needs_words({score.value for score in sheet.scores.all()}, "", {values[0], values[-1]})


@fact("The interest still stands.")
def no_interest_shuts_out(sheet):
    """No interest keeps the judge from the entry any more."""
    return not is_shut_out(sheet.member.person, sheet.entry)


@fact("This sheet was not typed from paper.")
def is_typed_from_paper(sheet):
    """What the sheet holds was typed from paper."""
    return sheet.is_from_paper


@fact("This judge has given marks themselves, so nothing is typed over them while scoring is open.")
def judge_gave_nothing_online(sheet):
    """What the sheet holds, if anything, was typed from paper."""
    return sheet.is_from_paper or sheet.saved_at is None


@fact("The decision of this round is locked, so its weights stay as they are.")
def change_can_still_be_made(change):
    """Scoring has opened, and the round is not decided."""
    from judging.versions import can_be_weighed_anew

    return can_be_weighed_anew(change.round)


@fact("Two people must sign before weights change.")
def change_is_signed_by_two(change):
    """Two different people want just these weights."""
    from judging.versions import fingerprint

    names = standing(change, "take_effect").filter(fingerprint=fingerprint(change))
    return names.values("person_id").distinct().count() >= 2


@fact("The decision of this round is locked, so its panel stays as it is.")
def panel_can_still_change(change):
    """The round is not decided."""
    return change.round.state != RoundState.DECIDED


@fact("Two people must sign before somebody joins a panel after scoring opened.")
def panel_change_is_signed_by_two(change):
    """Two different people want just this person."""
    from judging.joining import fingerprint

    names = standing(change, "take_effect").filter(fingerprint=fingerprint(change))
    return names.values("person_id").distinct().count() >= 2


@fact("The panel is not deliberating on this round.")
def round_deliberates(decision):
    """The round's panel is discussing."""
    return decision.round.state == RoundState.DELIBERATING


@fact("Choose an outcome for every entry, or record that no award is made.")
def something_is_decided(decision):
    """Each live entry of the round has an outcome, or there is no award."""
    from judging.deciding import is_complete

    return is_complete(decision)


@fact("The order of totals is not followed, so enter a reason.")
def order_followed_or_reasoned(decision):
    """The choice follows the order of totals, or says why not (R15)."""
    from judging.deciding import follows_order

    return follows_order(decision) or bool(decision.reason.strip())


@fact("An entry has fewer counted judges than its quorum, so nothing can be locked (R11).")
def every_decided_entry_has_quorum(decision):
    """Each entry decided on was counted by enough judges."""
    from judging.deciding import entries_below_quorum

    return not entries_below_quorum(decision.round)


@fact("A tie that matters is not settled yet (R14).")
def every_tie_is_settled(decision):
    """No tie is open."""
    return not decision.round.figures.ties.filter(is_settled=False).exists()


@fact("A suitability check is not answered, or was answered with “do not proceed” (R16).")
def every_check_is_clear(decision):
    """Everybody who is to be named has been found clear."""
    from judging.deciding import named_entries

    entries = named_entries(decision)
    return all(
        getattr(entry, "suitability", None) is not None and entry.suitability.answer == Suitability.CLEAR
        for entry in entries
    )


@fact("Say where each judge was while the panel decided, and record the decision again.")
def attendance_is_recorded(decision):
    """Somebody has said of every judge who sits on the panel whether they were there."""
    from judging.attendance import without_answer

    return not without_answer(decision)


@fact("The chair and an administrator must both sign.")
def chair_and_administrator_signed(decision):
    """Two people have put their names to what is decided now."""
    from judging.deciding import fingerprint

    return is_signed(decision, "lock", ("chair", "administrator"), fingerprint(decision))


@fact("Two people must sign before a locked decision is opened again.")
def two_signed_unlock(decision):
    """Two different people want it open again."""
    return standing(decision, "unlock").values("person_id").distinct().count() >= 2

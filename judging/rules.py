"""Who may do what in judging, and which facts must hold. Totals and ties are `standings.py` and `ranking/`."""

from awards.roles import scope_of
from judging.states import MemberState, RoundMode, RoundState, Suitability
from nominations.models import Interest
from nominations.states import EntryState
from people.models import Person
from people.roles import Role
from workflow.predicates import fact, permission
from workflow.signoffs import is_signed, standing

SITTING = {MemberState.ACCEPTED, MemberState.DECLARED, MemberState.SCORING, MemberState.FINISHED}
READABLE = {EntryState.IN_ROUND, EntryState.SHORTLISTED, EntryState.NOT_SHORTLISTED, EntryState.IN_FINAL}


def is_shut_out(person: Person, entry) -> bool:
    """Say whether an interest keeps `person` from `entry`."""
    return Interest.objects.shutting_out(person).filter(entry=entry).exists()


def has_interest_in_award(person: Person, award) -> bool:
    """Say whether an interest keeps `person` from any entry of `award`."""
    return Interest.objects.shutting_out(person).filter(entry__award=award).exists()


def is_chair(person, panel) -> bool:
    """Say whether `person` sits as the chair of `panel`."""
    return isinstance(person, Person) and panel.members.filter(person=person, is_chair=True, state__in=SITTING).exists()


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


@permission("You have an interest in an entry of this award, so you take no part in its decision.")
def has_no_interest_in_decision(decision, actor):
    """The actor has no interest in any entry that is still to be decided on."""
    return isinstance(actor, Person) and not has_interest_in_award(actor, decision.round.award)


@fact("Answer for every name on the list first.")
def has_answered_every_name(member):
    """The judge has said something of each entry of the award."""
    from judging.models import Declaration

    shown = member.panel.award.entries.live()
    answered = Declaration.objects.filter(member=member).values("entry")
    found = Interest.objects.shutting_out(member.person).values("entry")
    return not shown.exclude(pk__in=answered).exclude(pk__in=found).exists()


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
    if round_.mode == RoundMode.MEETING:
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


@fact("Score every criterion before you submit.")
def every_criterion_is_scored(sheet):
    """No criterion is left without a point."""
    return sheet.total is not None


@fact("Add a note or feedback: you gave a top or bottom score (rule R13).")
def extremes_have_comment(sheet):
    """A top or bottom point comes with words."""
    if not sheet.round.season.comment_at_extremes:
        return True
    values = sheet.round.award.scale.values()
    ends = {values[0], values[-1]}
    given = {score.value for score in sheet.scores.all()}
    return not (given & ends) or bool(sheet.note_to_panel.strip() or sheet.feedback.strip())


@fact("The interest still stands.")
def no_interest_shuts_out(sheet):
    """No interest keeps the judge from the entry any more."""
    return not is_shut_out(sheet.member.person, sheet.entry)


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


@fact("The chair and an administrator must both sign.")
def chair_and_administrator_signed(decision):
    """Two people have put their names to what is decided now."""
    from judging.deciding import fingerprint

    return is_signed(decision, "lock", ("chair", "administrator"), fingerprint(decision))


@fact("Two people must sign before a locked decision is opened again.")
def two_signed_unlock(decision):
    """Two different people want it open again."""
    return standing(decision, "unlock").values("person_id").distinct().count() >= 2

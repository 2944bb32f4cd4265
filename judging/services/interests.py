"""Judges' interests: found before anything opens, declared against a list of names, and what follows (R10)."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef

from awards.models import Award
from awards.states import SeasonState
from judging import rules
from judging.models import Decision, Declaration, PanelMember, ScoreSheet
from judging.querysets import ASIDE, GONE_FROM_PANEL, without_interest
from judging.services.locking import hold_award, hold_rounds, hold_sheets
from judging.services.sheets import (
    find_stakes,
    follow_member,
    recuse_sheet,
    restore_sheet,
    sheets_in_open_rounds,
    void_sheet,
)
from judging.states import DecisionState, DeclarationAnswer, MemberState, RoundState, SheetState
from kit import clock
from nominations.models import Entry, Interest, InterestKind, InterestSource, Ruling
from nominations.services.interests import declare_interest, find_interests, stakes_of
from people.models import Person
from workflow import SYSTEM, NotAllowed, NotNow, perform, record
from workflow.actors import Actor
from workflow.signoffs import standing

DECLARABLE = (
    InterestKind.RELATIVE,
    InterestKind.CLOSE_FRIEND,
    InterestKind.MANAGED,
    InterestKind.TAUGHT,
    InterestKind.INVOLVED,
    InterestKind.SAME_SERVICE,
    InterestKind.MONEY,
)
PUT_FORWARD = (InterestKind.IS_NOMINEE, InterestKind.TEAM_MEMBER)

Answer = tuple[str, str, str]  # what is said, the kind of interest, a note


def names_to_declare(member: PanelMember):
    """Return the entries whose names the judge answers for: the award's live ones, in the order of their names.

    An entry whose interest the records already show is not on the list at all; where the award says so, nor is
    any other then.
    """
    found = Interest.objects.shutting_out(member.person).filter(source=InterestSource.FOUND)
    live = Entry.objects.filter(award=member.panel.award_id).live()
    if found.in_barring_awards().filter(entry__award=member.panel.award_id).exists():
        live = live.none()
    live = live.filter(~Exists(found.filter(entry=OuterRef("pk"))))
    return live.select_related("nominee").order_by("nominee__folded_name", "pk")


def names_unanswered(member: PanelMember):
    """Return the names that the judge has still to answer for."""
    said = Declaration.objects.filter(member=member, entry=OuterRef("pk"))
    mine = without_interest(member.person, "pk", award=member.panel.award_id)
    return names_to_declare(member).filter(mine, ~Exists(said))


@transaction.atomic
def declare_interests(member: PanelMember, *, answers: Mapping[Entry, Answer], by: Actor) -> PanelMember:
    """Keep what a judge says of some or all names on their list; returns the seat as it stands.

    `answers` maps each entry to (DeclarationAnswer, InterestKind or "", note). An interest, and not being sure,
    keeps the judge out of that entry at once. Once every name is answered the seat counts as declared.
    Raises NotAllowed for anybody but the judge, NotNow for a name that is not on the list, an interest
    without its kind, or an interest taken back.
    """
    if not rules.is_the_member(member, by):
        raise NotAllowed(rules.is_the_member.sentence)
    if member.state in {MemberState.INVITED, *GONE_FROM_PANEL}:
        raise NotNow("Accept your place on the panel first.")
    _check(member, answers)
    hold_rounds(member.panel.award_id, entries=[entry.pk for entry in answers])
    now = clock.now()
    Declaration.objects.bulk_create(
        [
            Declaration(
                member=member, entry=entry, answer=answer, kind=_kind_of(answer, kind), note=note.strip(), at=now
            )
            for entry, (answer, kind, note) in answers.items()
        ],
        update_conflicts=True,
        unique_fields=["member", "entry"],
        update_fields=["answer", "kind", "note", "at"],
    )
    for entry, (answer, kind, note) in answers.items():
        if answer != DeclarationAnswer.NONE:
            declare_interest(entry, person=member.person, kind=_kind_of(answer, kind), note=note, by=by)
    counts = {str(a): sum(said[0] == a for said in answers.values()) for a in DeclarationAnswer}
    record(member, "answer_names", by=by, data=counts)
    if member.state == MemberState.ACCEPTED and rules.has_answered_every_name(member):
        return perform(member, "declare", by=by)
    follow_member(member)
    return PanelMember.objects.get(pk=member.pk)


def _check(member: PanelMember, answers: Mapping[Entry, Answer]) -> None:
    listed = set(names_to_declare(member).filter(pk__in=[e.pk for e in answers]).values_list("pk", flat=True))
    interested = set(Interest.objects.filter(person=member.person, entry__in=listed).values_list("entry", flat=True))
    for entry, (answer, kind, _note) in answers.items():
        if entry.pk not in listed:
            raise NotNow("This name is not on your list.")
        if answer not in DeclarationAnswer.values:
            raise NotNow("Select an answer for every name.")
        if answer == DeclarationAnswer.INTEREST and kind not in DECLARABLE:
            raise NotNow("Select what ties you to this nominee.")
        if answer == DeclarationAnswer.NONE and entry.pk in interested:
            raise NotNow("You declared an interest in this entry. Only the chair or an administrator can lift it.")


def _kind_of(answer: str, kind: str) -> str:
    if answer == DeclarationAnswer.NONE:
        return ""
    return kind if answer == DeclarationAnswer.INTEREST else InterestKind.NOT_SURE


@transaction.atomic
def declare_late(
    member: PanelMember,
    *,
    entry: Entry,
    answer: str = DeclarationAnswer.INTEREST,
    kind: str,
    note: str,
    by: Actor,
) -> None:
    """Declare an interest that a judge notices while scoring: they take no part in the entry from now on."""
    declare_interests(member, answers={entry: (answer, kind, note)}, by=by)


def panel_people(award: Award | int) -> list[Person]:
    """Return everybody with a seat on a panel of the award, reserves and those still invited included."""
    seats = PanelMember.objects.filter(panel__award=award).exclude(state__in=GONE_FROM_PANEL)
    return list(Person.objects.filter(pk__in=seats.values("person")))


def is_put_forward(person: Person, award: Award) -> bool:
    """Say whether the records name somebody as nominee, or team member, of a live entry of the award."""
    entries = Entry.objects.filter(award=award).live()
    return any(kind in PUT_FORWARD for _entry, _person, kind in stakes_of([person], entries))


def find_stakes_of_panel(award: Award) -> None:
    """Find the interests of an award's judges in each of its entries."""
    find_stakes(panel_people(award), Entry.objects.filter(award=award).live())


def find_stakes_in(entry: Entry) -> None:
    """Find the interests of an award's judges in one of its entries."""
    people = panel_people(entry.award_id)
    if people:
        find_interests(entry, people)


def find_stakes_of(person: Person) -> None:
    """Find the interests of one judge in every entry of their panels, whatever has changed about them."""
    seats = PanelMember.objects.filter(person=person).exclude(state__in=GONE_FROM_PANEL)
    seats = seats.exclude(panel__award__season__state=SeasonState.ARCHIVED)
    awards = list(seats.values_list("panel__award", flat=True))
    if awards:
        find_stakes([person], Entry.objects.filter(award__in=awards).live())


def find_stakes_after(people: list[Person]) -> None:
    """Look again at every panel when something about these people has changed: as judges, or as those judged."""
    awards = Award.objects.exclude(season__state__in=[SeasonState.DRAFT, SeasonState.ARCHIVED])
    for award in awards.filter(panels__isnull=False).distinct().order_by("pk"):
        find_stakes_of_panel(award)


@transaction.atomic
def follow_interest(interest: Interest) -> None:
    """Set the person's sheets of the entry aside, or give them back once no interest keeps them out.

    Where the award says so, that is every sheet they have in it.
    """
    sheets = _sheets_under(interest)
    if interest.ruling == Ruling.RECUSED:
        _take_back_signature(interest)
        for sheet in hold_sheets(sheets.exclude(state__in=ASIDE)):
            recuse_sheet(sheet, interest=interest, by=SYSTEM)
        return
    _count_as_answered(interest)
    _give_back(sheets, "The interest was noted and is no bar.")


@transaction.atomic
def give_back_after_mistake(interest: Interest) -> None:
    """Give back the sheets that were set aside because the records named the wrong nominee."""
    hold_rounds(interest.entry.award_id, entries=[interest.entry_id])
    sheets = _sheets_under(interest)
    _give_back(sheets, "The interest was found from somebody who is not the nominee.")
    # What stays aside does so for an interest that still stands.
    left = Interest.objects.shutting_out(interest.person)
    for sheet in sheets.filter(state=SheetState.RECUSED, recused_for=interest):
        ScoreSheet.objects.filter(pk=sheet.pk).update(recused_for=left.barring_from(sheet.entry).first())


def _take_back_signature(interest: Interest) -> None:
    """Let the person's name fall from a decision of the award that is not locked yet."""
    decisions = Decision.objects.filter(round__award=interest.entry.award_id, state=DecisionState.PROVISIONAL)
    for decision in decisions:
        standing(decision, "lock").filter(person_id=interest.person_id).update(withdrawn_at=clock.now())


def _sheets_under(interest: Interest):
    """Return the person's sheets in open rounds that an interest bears on: of its entry, or of its whole award."""
    award = interest.entry.award
    rows = sheets_in_open_rounds(award=award.pk) if award.interest_bars_award else sheets_in_open_rounds(interest.entry)
    return rows.filter(member__person=interest.person_id)


def _give_back(sheets, reason: str) -> None:
    for sheet in hold_sheets(sheets.filter(state=SheetState.RECUSED)):
        if rules.no_interest_shuts_out(sheet):
            back = restore_sheet(sheet, reason=reason, by=SYSTEM)
            if sheet.member.state == MemberState.STOOD_DOWN:
                void_sheet(back, reason="The judge has left the panel.", by=SYSTEM)


@transaction.atomic
def follow_award(award: Award) -> None:
    """Let every open sheet of an award follow what its settings say an interest in one of its entries means."""
    hold_award(award.pk)
    interests = Interest.objects.filter(entry__award=award, ruling=Ruling.RECUSED).order_by("pk")
    for interest in interests.select_related("person", "entry__award"):
        if award.interest_bars_award:
            follow_interest(interest)
        else:
            sheets = sheets_in_open_rounds(award=award.pk).filter(member__person=interest.person_id)
            _give_back(sheets, "An interest in one entry no longer bars a judge from the whole award.")


def _count_as_answered(interest: Interest) -> None:
    """Whoever told of an interest in another way than on the list has answered for that name too."""
    for seat in PanelMember.objects.filter(person=interest.person_id, panel__award=interest.entry.award_id):
        said = {"answer": DeclarationAnswer.INTEREST, "kind": interest.kind, "note": interest.note}
        Declaration.objects.get_or_create(member=seat, entry_id=interest.entry_id, defaults=said)


def may_declare(member: PanelMember) -> bool:
    """Say whether the list of names is open: a round of the panel is declaring or scoring."""
    asking = {RoundState.DECLARING, RoundState.SCORING}
    # The rounds that pages read with a seat are not asked for again.
    return any(r.mode_of.takes_marks and r.state in asking for r in member.panel.rounds.all())

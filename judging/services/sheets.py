"""What judges do with their sheets, and what happens to a sheet when something else happens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q

from judging.models import PanelMember, Round, Score, ScoreSheet, Standing
from judging.modes import Given, Rule
from judging.querysets import ASIDE, GONE
from judging.ranking import Criterion
from judging.services.locking import hold_rounds, hold_seats
from judging.services.standings import refresh_standing
from judging.states import MemberState, RoundState, SheetState
from judging.versions import criteria_of, measure_of
from nominations.models import Entry, Interest
from nominations.services.interests import find_interests, stakes_of
from people.models import Person
from workflow import SYSTEM, NotAllowed, NotNow, Refused, perform
from workflow.actors import Actor

Points = Mapping[int, int]  # criterion's primary key → point of the scale


@dataclass(frozen=True)
class Marks:
    """What a sheet holds, or what a judge typed: points by criterion or an answer, and the two kinds of comment."""

    points: dict[int, int] = field(default_factory=dict)
    note_to_panel: str = ""
    feedback: str = ""
    answer: str = ""


class Overtaken(NotNow):
    """The sheet was changed elsewhere since its page was opened; nothing that was typed is lost.

    `stored` is what the sheet holds now, `typed` what was to be saved, `version` the one to save over.
    """

    def __init__(self, stored: Marks, typed: Marks, version: int):
        super().__init__("This sheet was changed in another window since you opened this page. Nothing is lost.")
        self.stored, self.typed, self.version = stored, typed, version


class _Behind(Exception):
    """The version that was typed over is not the one that stands."""


def marks_of(sheet: ScoreSheet) -> Marks:
    """Return what the sheet holds; its scores are read once for each instance when prefetched."""
    points = {score.criterion_id: score.value for score in sheet.scores.all()}
    return Marks(points, sheet.note_to_panel, sheet.feedback, sheet.answer)


def save_sheet(
    sheet: ScoreSheet,
    *,
    scores: Points,
    note_to_panel: str,
    feedback: str,
    version: int,
    by: Actor,
    answer: str = "",
) -> ScoreSheet:
    """Keep what a judge has given so far and return the sheet as it stands.

    `scores` may leave criteria out; `answer` is for the mode that asks for one. `version` is the one that the page
    was opened with: when the sheet has moved on since, Overtaken is raised with both texts. Saving what the sheet
    already holds changes nothing, so that a page sent twice has one effect and a submitted sheet stays submitted.
    """
    stored = marks_of(sheet)
    points = stored.points | checked_points(sheet, scores)
    typed = Marks(points, note_to_panel.strip(), feedback.strip(), checked_answer(sheet, answer) or stored.answer)
    if typed == stored:
        return sheet
    try:
        if version != sheet.version:
            raise _Behind
        return _save(sheet, stored, typed, version, by)
    except ScoreSheet.DoesNotExist:
        # Taken from its judge a moment ago, before they had begun it.
        raise NotAllowed("This entry is no longer among yours.") from None
    except _Behind:
        fresh = ScoreSheet.objects.select_related("round__season", "entry", "member").get(pk=sheet.pk)
        stored = marks_of(fresh)
        if typed == stored:
            return fresh
        raise Overtaken(stored, typed, fresh.version) from None


def checked_points(sheet: ScoreSheet, scores: Points) -> dict[int, int]:
    """Return the points given; refuses one that is not of the round's criteria and scale."""
    if not scores:
        return {}
    measure = measure_of(sheet.round)
    if not set(scores) <= {c.pk for c in measure.criteria} or not set(scores.values()) <= set(measure.values):
        raise NotNow("Select one of the points of the scale for each criterion.")
    return dict(scores)


def checked_answer(sheet: ScoreSheet, answer: str) -> str:
    """Return the answer given; refuses one that the round does not ask for."""
    if answer and answer not in sheet.round.mode_of.answers:
        raise NotNow("Select one of the answers that this round asks for.")
    return answer


@transaction.atomic
def _save(sheet: ScoreSheet, stored: Marks, typed: Marks, version: int, by: Actor) -> ScoreSheet:
    was_counted = sheet.state == SheetState.SUBMITTED
    if was_counted or sheet.member.state == MemberState.DECLARED:
        hold_seats(sheet.member_id)
    fresh = perform(
        sheet,
        "save_reopened" if sheet.state == SheetState.REOPENED else "save_marks",
        by=by,
        data={"version": version + 1},
        note_to_panel=typed.note_to_panel,
        feedback=typed.feedback,
        total=lambda: total_of(sheet, typed),
        answer=typed.answer,
    )
    if fresh.version != version + 1:
        raise _Behind
    write_points(sheet, stored, typed)
    if was_counted and fresh.round.mode_of.submits_order:
        # Only words have changed: the place in the judge's order stands.
        return perform(fresh, "submit", by=by)
    if was_counted:
        refresh_standing(fresh.round, fresh.entry)
    if was_counted or fresh.member.state == MemberState.DECLARED:
        follow_member(fresh.member)
    return fresh


def write_points(sheet: ScoreSheet, stored: Marks, typed: Marks) -> None:
    """Store the points that differ from what the sheet holds."""
    Score.objects.bulk_create(
        [
            Score(sheet_id=sheet.pk, criterion_id=criterion, value=value)
            for criterion, value in typed.points.items()
            if stored.points.get(criterion) != value
        ],
        update_conflicts=True,
        unique_fields=["sheet", "criterion"],
        update_fields=["value"],
    )


def total_of(sheet: ScoreSheet, typed: Marks):
    """Return the sheet's own total to four places, as the round's mode counts it; None while it holds too little."""
    mode = sheet.round.mode_of
    if mode.submits_order:
        return sheet.total
    criteria = criteria_of(sheet.round) if mode.scores_criteria else []
    points = {c.key: typed.points[c.pk] for c in criteria if c.pk in typed.points}
    rule = Rule([Criterion(c.key, c.weight) for c in criteria])
    return mode.totals(rule, [Given(sheet.pk, sheet.member_id, sheet.entry_id, points, typed.answer)])[sheet.pk]


def submit_sheet(sheet: ScoreSheet, *, by: Actor) -> ScoreSheet:
    """Count a complete sheet. A sheet that is submitted already stays as it is.

    The records are asked once more for an interest of the judge just before; one that is found stays found,
    and the sheet is then set aside instead.
    """
    find_interests(sheet.entry, [sheet.member.person])
    return _submit(sheet, by)


@transaction.atomic
def _submit(sheet: ScoreSheet, by: Actor) -> ScoreSheet:
    hold_seats(sheet.member_id)
    fresh = ScoreSheet.objects.select_for_update(of=("self",), no_key=True).filter(pk=sheet.pk).first()
    if fresh is None or fresh.state in ASIDE:
        raise NotAllowed("This entry is no longer among yours.")
    if fresh.state == SheetState.SUBMITTED:
        return fresh
    fresh = perform(fresh, "submit_again" if fresh.state == SheetState.REOPENED else "submit", by=by)
    refresh_standing(fresh.round, fresh.entry)
    follow_member(fresh.member)
    return fresh


def submit_sheets(member: PanelMember, sheets: Iterable[ScoreSheet], *, by: Actor) -> tuple[int, list[str]]:
    """Submit each of these sheets of one judge; returns how many count now, and why each other one does not."""
    sheets = in_lock_order(sheets)
    find_stakes([member.person], Entry.objects.filter(pk__in=[sheet.entry_id for sheet in sheets]))
    done, refused = 0, []
    for sheet in sheets:
        try:
            _submit(sheet, by)
        except Refused as refusal:
            refused.append(refusal.sentence)
        else:
            done += 1
    return done, refused


def in_lock_order(sheets: Iterable[ScoreSheet]) -> list[ScoreSheet]:
    """Return sheets in the one order in which everybody locks their totals, so that nobody waits in a circle."""
    sheets = list(sheets)
    rounds, entries = {s.round_id for s in sheets}, {s.entry_id for s in sheets}
    standings = Standing.objects.filter(round__in=rounds, entry__in=entries).order_by()
    row_of = {(r, e): pk for pk, r, e in standings.values_list("pk", "round", "entry")}
    return sorted(sheets, key=lambda s: (row_of.get((s.round_id, s.entry_id), 0), s.pk))


def find_stakes(people: Iterable[Person], entries) -> None:
    """Find the interests of `people` in `entries` (a QuerySet); the few entries with any are looked at one by one."""
    people = list(people)
    touched = {entry for entry, _person, _kind in stakes_of(people, entries)}
    if touched:
        _find_in(list(entries.filter(pk__in=touched).order_by("pk")), people)


@transaction.atomic
def _find_in(entries: list[Entry], people: list[Person]) -> None:
    """Find interests in several entries at once; they are held before the first interest moves a sheet."""
    for award in sorted({entry.award_id for entry in entries}):
        hold_rounds(award, entries=[entry.pk for entry in entries if entry.award_id == award])
    for entry in entries:
        find_interests(entry, people)


@transaction.atomic
def recuse_sheet(sheet: ScoreSheet, *, interest: Interest, by: Actor) -> ScoreSheet:
    """Set a sheet aside because of an interest; what was given is kept and counts no more."""
    hold_seats(sheet.member_id)
    sheet = perform(sheet, "recuse", by=by, data={"interest": interest.pk}, interest=interest)
    return _changed(sheet)


@transaction.atomic
def restore_sheet(sheet: ScoreSheet, *, reason: str, by: Actor) -> ScoreSheet:
    """Give a recused sheet back to its judge, because no interest keeps them out any more."""
    hold_seats(sheet.member_id)
    return _changed(perform(sheet, "restore", by=by, reason=reason))


@transaction.atomic
def reopen_sheet(sheet: ScoreSheet, *, reason: str, by: Actor) -> ScoreSheet:
    """Give a submitted sheet back to its judge, also after the round has closed; it counts no more until then."""
    hold_seats(sheet.member_id)
    return _changed(perform(sheet, "reopen", by=by, reason=reason))


@transaction.atomic
def admit_late_sheet(sheet: ScoreSheet, *, reason: str, by: Actor) -> ScoreSheet:
    """Count a complete sheet that its judge had not submitted when the round closed."""
    hold_seats(sheet.member_id)
    return _changed(perform(sheet, "admit_late", by=by, reason=reason))


@transaction.atomic
def void_sheet(sheet: ScoreSheet, *, reason: str, by: Actor) -> ScoreSheet:
    """Count a sheet no more, for a reason."""
    hold_seats(sheet.member_id)
    return _changed(perform(sheet, "make_void", by=by, reason=reason))


def _changed(sheet: ScoreSheet) -> ScoreSheet:
    refresh_standing(sheet.round, sheet.entry)
    follow_member(sheet.member)
    return sheet


def unfinished_sheets(member: PanelMember):
    """Return the sheets that a judge still has to submit: of rounds that take scores, or opened again."""
    mine = member.sheets.unfinished().exclude(entry__state__in=GONE)
    return mine.filter(Q(round__state=RoundState.SCORING) | Q(state=SheetState.REOPENED))


def follow_member(member: PanelMember) -> None:
    """Let the judge's own state follow their sheets: scoring from the first one on, finished with the last."""
    has_work = unfinished_sheets(member).exists()
    if has_work and (member.state == MemberState.FINISHED or _has_begun(member)):
        step = "start_scoring"
    elif not has_work and member.state in {MemberState.DECLARED, MemberState.SCORING} and member.sheets.exists():
        step = "finish"
    else:
        return
    try:
        perform(member, step, by=SYSTEM)
    except NotNow:
        # The judge's other window was quicker.
        return


def _has_begun(member: PanelMember) -> bool:
    if member.state != MemberState.DECLARED:
        return False
    return member.sheets.filter(state__in=[SheetState.IN_PROGRESS, SheetState.SUBMITTED]).exists()


def sheets_in_open_rounds(entry: Entry | None = None, *, award: int | None = None):
    """Return the sheets of an entry, or of an award, in rounds that are not decided, with what moving them needs."""
    return (
        ScoreSheet.objects.filter(**({"entry": entry} if award is None else {"round__award": award}))
        .exclude(round__state=RoundState.DECIDED)
        .select_related("round__season", "entry", "member__person")
    )


def rounds_taking_scores(award_id: int):
    """Return the rounds of an award in which scoring is open by its label."""
    return Round.objects.filter(award=award_id, state=RoundState.SCORING).select_related("season", "award", "panel")

"""What judges, chairs and the announcement do in the reference season."""

import random

from announcements.services import approve_release, prepare_release
from announcements.states import Stage
from demo.acting import best_first, first_wins, sign_both
from demo.source import read
from judging.attendance import everyone_present
from judging.models import Panel, PanelMember, Round, ScoreSheet, SuitabilityCheck
from judging.services.deciding import record_decision, start_deliberating
from judging.services.interests import declare_interests
from judging.services.rounds import start_declaring
from judging.services.seats import accept_seat, seat_judge
from judging.services.sheets import save_sheet, submit_sheet
from judging.services.suitability import answer_suitability, ask_suitability
from judging.states import DeclarationAnswer, Outcome, RoundKind, SheetState, Suitability
from judging.versions import measure_of
from nominations.models import Entry, Interest, InterestSource, Ruling
from nominations.services.interests import rule_on_interest

SAFEGUARDING = "rb-safeguarding"
COMMENTS = (
    "Clear about what was done and for whom.",
    "I could follow what changed, and why it matters to people.",
    "Good evidence for most of it; the last part is thinner.",
    "Convincing, with an example for each question.",
)
SEED = 2027


def plan_judging(story) -> None:
    """Note everything from the first seat on a panel to the release of the results."""
    story.plan("2026-11-20T10:00", lambda: _seat_judges(story))
    story.plan("2027-02-01T14:30", lambda: _start_declaring(story))
    story.plan("2027-02-02T11:00", lambda: _declare(story))
    story.plan("2027-02-02T15:00", lambda: _rule(story))
    # The first marks come in early; most of the safeguarding panel finishes in the last hours.
    story.plan("2027-02-04T14:00", lambda: _score(story, only={"beatrix"}, awards={SAFEGUARDING}))
    story.plan("2027-02-05T10:30", lambda: _score(story, only={"ffion"}, awards={SAFEGUARDING}, most=1))
    story.plan("2027-02-05T11:15", lambda: _score(story, only={"kwabena", "desmond"}, awards={"asye", "connect"}))
    story.plan("2027-02-12T15:30", lambda: _score(story))
    story.plan("2027-02-16T10:00", lambda: _deliberate(story, RoundKind.SHORTLISTING))
    story.plan("2027-02-16T12:00", lambda: _shortlist(story))
    story.plan("2027-02-16T13:00", lambda: _ask_suitability(story))
    story.plan("2027-02-17T11:00", lambda: _answer_suitability(story))
    story.plan("2027-02-17T14:00", lambda: _sign(story, RoundKind.SHORTLISTING))
    story.plan("2027-02-17T15:00", lambda: _release(story, Stage.SHORTLIST, "2027-02-25T10:00"))
    story.plan("2027-03-01T12:00", lambda: _deliberate(story, RoundKind.FINAL))
    story.plan("2027-03-01T14:00", lambda: _decide_finals(story, lambda award: award.slug != SAFEGUARDING))
    story.plan("2027-03-08T17:00", lambda: _decide_finals(story, lambda award: award.slug == SAFEGUARDING))
    story.plan("2027-03-09T10:00", lambda: _release(story, Stage.RESULT, "2027-03-16T15:30"))


def _seat_judges(story) -> None:
    for row in read()["panels"]:
        panel = Panel.objects.get(award__season=story.season, award__slug=row["category"])
        for key in [*row["judges"], row["reserve"]]:
            member = seat_judge(
                panel,
                story.people[key],
                is_chair=key == row["chair"],
                is_reserve=key == row["reserve"],
                by=story.people["jocelyn"],
            )
            accept_seat(member, by=story.people[key])


def _start_declaring(story) -> None:
    for round_ in Round.objects.filter(season=story.season, kind=RoundKind.SHORTLISTING):
        start_declaring(round_, by=story.people["jocelyn"])


def _declare(story) -> None:
    """Every judge answers for every name; those whom the file calls interested say so."""
    declared = {(row["judge"], row["nomination"]): row for row in read()["conflicts"] if row["source"] == "declared"}
    keys = {person.pk: key for key, person in story.people.items()}
    seats = PanelMember.objects.filter(panel__award__season=story.season).select_related("person", "panel__award")
    for member in seats:
        answers = {}
        shut_out = Interest.objects.shutting_out(member.person).values("entry")
        for entry in member.panel.award.entries.live().exclude(pk__in=shut_out):
            row = declared.get((keys[member.person_id], entry.reference))
            answers[entry] = (
                (DeclarationAnswer.INTEREST, row["rule"], row["note"]) if row else (DeclarationAnswer.NONE, "", "")
            )
        declare_interests(member, answers=answers, by=member.person)


def _rule(story) -> None:
    """The panel finds no bar in one declared interest, and an administrator records why."""
    rows = [row for row in read()["conflicts"] if row["effect"] == "noted_not_recused"]
    for row in rows:
        interest = Interest.objects.get(
            person=story.people[row["judge"]],
            entry__reference=row["nomination"],
            entry__season=story.season,
            source=InterestSource.DECLARED,
        )
        rule_on_interest(interest, ruling=Ruling.NOTED, note=row["note"], by=story.people["jocelyn"])


def _score(story, *, only: set[str] = frozenset(), awards: set[str] = frozenset(), most: int | None = None) -> None:
    """Let judges score what they have not yet; `most` sheets each, all when None."""
    worked = {(row["nomination"], row["judge"]): row for row in read()["judging_example"]["scores"]}
    keys = {person.pk: key for key, person in story.people.items()}
    sheets = ScoreSheet.objects.filter(
        round__season=story.season, state__in=[SheetState.OPEN, SheetState.IN_PROGRESS], member__is_reserve=False
    ).select_related("entry", "member__person", "round__award")
    done: dict[str, int] = {}
    for sheet in sheets.order_by("entry__reference", "pk"):
        key, award = keys[sheet.member.person_id], sheet.round.award
        if (only and key not in only) or (awards and award.slug not in awards) or done.get(key, 0) == most:
            continue
        done[key] = done.get(key, 0) + 1
        _give_marks(story, sheet, key, worked.get((sheet.entry.reference, key)))


def _give_marks(story, sheet: ScoreSheet, key: str, row: dict | None) -> None:
    """Give the file's marks, or marks drawn from a seed where the file has none."""
    chance = random.Random(f"{SEED}:{sheet.entry.reference}:{key}")  # noqa: S311 - demo marks, not a secret
    measure = measure_of(sheet.round)
    criteria, points = measure.criteria, measure.values
    marks = (
        {criterion.pk: row["scores"][criterion.key] for criterion in criteria}
        if row
        else {criterion.pk: chance.choice(points[1:]) for criterion in criteria}
    )
    saved = save_sheet(
        sheet,
        scores=marks,
        note_to_panel=row["comment_to_panel"] if row else chance.choice(COMMENTS),
        feedback="",
        version=sheet.version,
        by=story.people[key],
    )
    submit_sheet(saved or ScoreSheet.objects.get(pk=sheet.pk), by=story.people[key])


def _deliberate(story, kind: str) -> None:
    for round_ in Round.objects.filter(season=story.season, kind=kind):
        start_deliberating(round_, by=story.people["jocelyn"])


def _shortlist(story) -> None:
    """Shortlist by the order of totals; the file's own panel leaves the last of three off."""
    left_off = set(read()["judging_example"]["panel_decision"]["not_shortlisted"])
    for round_ in Round.objects.filter(season=story.season, kind=RoundKind.SHORTLISTING):
        outcomes = {
            entry: Outcome.NOT_SHORTLISTED if entry.reference in left_off else Outcome.SHORTLISTED
            for entry in best_first(round_)
        }
        record_decision(
            round_,
            outcomes=outcomes,
            minutes="The panel agreed with the order of the totals.",
            attendance=everyone_present(round_),
            by=story.people["jocelyn"],
        )


def _sign(story, kind: str, wanted=lambda award: True) -> None:
    for round_ in Round.objects.filter(season=story.season, kind=kind).select_related("award"):
        if wanted(round_.award):
            sign_both(round_, story.people["jocelyn"])


def _ask_suitability(story) -> None:
    left_off = read()["judging_example"]["panel_decision"]["not_shortlisted"]
    entries = Entry.objects.live().filter(season=story.season).exclude(reference__in=left_off)
    ask_suitability(list(entries), by=story.people["jocelyn"])


def _answer_suitability(story) -> None:
    for check in SuitabilityCheck.objects.awaiting().filter(entry__season=story.season):
        answer_suitability(check, answer=Suitability.CLEAR, by=story.people["philippa"])


def _decide_finals(story, wanted) -> None:
    """The best is the winner; the second is highly commended, where there is one."""
    final = read()["judging_example"]["final_decision"]
    for round_ in Round.objects.filter(season=story.season, kind=RoundKind.FINAL).select_related("award"):
        if not wanted(round_.award):
            continue
        minutes = final["note"] if round_.award.slug == SAFEGUARDING else "The panel agreed."
        record_decision(
            round_,
            outcomes=first_wins(best_first(round_)),
            minutes=minutes,
            attendance=everyone_present(round_),
            by=story.people["jocelyn"],
        )
    _sign(story, RoundKind.FINAL, wanted)


def _release(story, stage: str, minute: str) -> None:
    release = prepare_release(
        story.season,
        awards=list(story.season.awards.all()),
        stage=stage,
        goes_public_at=story.shift.at(minute),
        by=story.people["jocelyn"],
    )
    approve_release(release, by=story.people["beatrix"])

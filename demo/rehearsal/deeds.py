"""What everybody does in a rehearsal, stage by stage, each through the service that a page would call."""

from dataclasses import dataclass, field
from datetime import timedelta

from announcements.services import approve_release, prepare_release
from announcements.states import Stage
from awards.models import Season
from demo.acting import best_first, chair_of, first_wins, sign_both
from demo.rehearsal import building
from judging.attendance import everyone_present
from judging.models import Round, ScoreSheet, SuitabilityCheck
from judging.services.deciding import record_decision, start_deliberating
from judging.services.interests import declare_interests
from judging.services.rounds import start_declaring
from judging.services.seats import accept_seat, seat_judge
from judging.services.sheets import save_sheet, submit_sheet
from judging.services.suitability import answer_suitability, ask_suitability
from judging.states import DeclarationAnswer, Outcome, RoundKind, SheetState, Suitability
from judging.versions import measure_of
from kit import clock
from nominations.models import Endorsement, Entry, Interest, InterestKind, Nomination
from nominations.services.endorsing import give_endorsement
from nominations.services.holding import take_nomination
from nominations.services.nominees import record_choices, take_part
from nominations.services.redaction import add_redaction
from nominations.services.reviewing import accept_nomination
from nominations.services.sending import submit_nomination
from nominations.states import ConsentPurpose, EndorsementState
from people.models import Person
from workflow import perform

# Days between the stages: nominations close after ten days, scoring lasts from the 13th to the 20th.
DECLARE_AFTER, SCORE_AFTER, SHORTLIST_AFTER, DECIDE_AFTER, ANNOUNCE_AFTER = 6, 3, 6, 4, 3


@dataclass
class Cast:
    """Who plays, and what they have made so far."""

    season: Season
    administrator: Person
    reviewers: list[Person]
    hr_adviser: Person
    judges: list[Person]
    drafts: list[Nomination] = field(default_factory=list)
    twins: dict[int, int] = field(default_factory=dict)


def set_up(play) -> Cast:
    """Make the people, the season and its panels, and publish it."""
    cast = Cast(**building.build(play))
    perform(cast.season, "publish", by=cast.administrator)
    return cast


def nominate(play, cast: Cast) -> None:
    """Write and send every nomination; one in ten nominees is put forward twice."""
    awards = list(cast.season.awards.all())
    for number in range(play.entries):
        award = awards[number % len(awards)]
        first = building.write_draft(play, award, number)
        submit_nomination(first, by=first.nominator)
        cast.drafts.append(first)
        if play.chance.random() < 0.1:
            second = building.write_draft(play, award, number, again=True)
            submit_nomination(second, by=second.nominator)
            cast.twins[second.pk] = first.pk
            cast.drafts.append(second)


def review(play, cast: Cast) -> None:
    """Check every nomination, take out a name where there is one, and let it through."""
    for number, draft in enumerate(cast.drafts):
        reviewer = cast.reviewers[number % len(cast.reviewers)]
        nomination = take_nomination(Nomination.objects.get(pk=draft.pk), by=reviewer)
        nomination = Nomination.objects.select_related("award", "season", "nominee").get(pk=nomination.pk)
        if building.SLIP in nomination.statement.read():
            add_redaction(nomination, phrase=building.SLIP, label="[name removed]", by=reviewer)
        lead = cast.twins.get(draft.pk)
        accept_nomination(
            nomination,
            by=reviewer,
            citation=nomination.citation,
            merge_into=Nomination.objects.get(pk=lead) if lead else None,
        )


def endorse_and_choose(play, cast: Cast) -> None:
    """Endorse everything, and let most nominees say that they may be named."""
    waiting = Endorsement.objects.filter(state=EndorsementState.REQUESTED, nomination__season=cast.season)
    for endorsement in waiting.select_related("person", "nomination__season"):
        give_endorsement(endorsement, by=endorsement.person)
    for entry in Entry.objects.filter(season=cast.season).select_related("nominee__person"):
        says = "yes" if play.chance.random() < 0.8 else "no"
        take_part(entry, by=entry.nominee.person)
        record_choices(entry, answers=dict.fromkeys(ConsentPurpose.values, says), by=entry.nominee.person)


def declare(play, cast: Cast) -> None:
    """Seat the judges and let each answer for every name; now and then one knows somebody."""
    rounds = Round.objects.filter(season=cast.season, kind=RoundKind.SHORTLISTING).select_related("panel__award")
    everybody = list(rounds)
    for number, round_ in enumerate(everybody):
        for place, judge in enumerate(cast.judges[number :: len(everybody)]):
            member = seat_judge(round_.panel, judge, is_chair=place == 0, by=cast.administrator)
            accept_seat(member, by=judge)
        start_declaring(round_, by=cast.administrator)
        taken: set[int] = set()
        for member in round_.panel.members.select_related("person", "panel__award"):
            declare_interests(member, answers=_answers(play, member, taken), by=member.person)


def _answers(play, member, taken: set[int]) -> dict:
    """At most one judge of a panel of four steps back from an entry, so that its quorum of three holds.

    The chair never does: whoever has an interest in an award takes no part in deciding it.
    """
    found = Interest.objects.shutting_out(member.person).values("entry")
    answers = {}
    for entry in member.panel.award.entries.live().exclude(pk__in=found):
        if not member.is_chair and entry.pk not in taken and play.chance.random() < 0.03:
            taken.add(entry.pk)
            answers[entry] = (DeclarationAnswer.INTEREST, InterestKind.TAUGHT, "Taught them two years ago.")
        else:
            answers[entry] = (DeclarationAnswer.NONE, "", "")
    return answers


def score(play, cast: Cast) -> None:
    """Let every judge score every entry before them."""
    sheets = ScoreSheet.objects.filter(round__season=cast.season, state=SheetState.OPEN)
    measures = {round_.pk: measure_of(round_) for round_ in cast.season.rounds.all()}
    for sheet in sheets.select_related("member__person", "round", "entry").order_by("pk"):
        measure = measures[sheet.round_id]
        marks = {criterion.pk: play.chance.choice(measure.values) for criterion in measure.criteria}
        saved = save_sheet(
            sheet,
            scores=marks,
            note_to_panel="Marked on the evidence given.",
            feedback="",
            version=sheet.version,
            by=sheet.member.person,
        )
        submit_sheet(saved, by=sheet.member.person)


def shortlist(play, cast: Cast) -> None:
    """Shortlist by the order of totals, check who is on it, lock it with two names, and release it."""
    rounds = _rounds(cast, RoundKind.SHORTLISTING)
    for round_ in rounds:
        start_deliberating(round_, by=cast.administrator)
        building.settle_ties(round_, by=chair_of(round_))
        order, size = best_first(round_), round_.award.shortlist_size
        chosen = {e: Outcome.SHORTLISTED if n < size else Outcome.NOT_SHORTLISTED for n, e in enumerate(order)}
        words = {"minutes": "By the order of totals.", "attendance": everyone_present(round_)}
        record_decision(round_, outcomes=chosen, **words, by=cast.administrator)
        ask_suitability(order[:size], by=cast.administrator)
    for check in SuitabilityCheck.objects.awaiting().filter(entry__season=cast.season):
        answer_suitability(check, answer=Suitability.CLEAR, by=cast.hr_adviser)
    for round_ in rounds:
        sign_both(round_, cast.administrator)
    _release(cast, Stage.SHORTLIST, days=3)


def decide(play, cast: Cast) -> None:
    """Choose the winners on the figures of round one, lock them and set the minute."""
    for round_ in _rounds(cast, RoundKind.FINAL):
        start_deliberating(round_, by=cast.administrator)
        words = {"minutes": "The panel agreed.", "attendance": everyone_present(round_)}
        record_decision(round_, outcomes=first_wins(best_first(round_)), **words, by=cast.administrator)
        sign_both(round_, cast.administrator)
    _release(cast, Stage.RESULT, days=2)


def announce(play, cast: Cast) -> None:
    """See that the minute alone has made the results public."""
    if not cast.season.releases.public(clock.now()).filter(stage=Stage.RESULT).exists():
        raise AssertionError("The minute has passed, and the results are not public")


def _rounds(cast: Cast, kind: str) -> list[Round]:
    return list(Round.objects.filter(season=cast.season, kind=kind).select_related("award", "panel", "figures_from"))


def _release(cast: Cast, stage: str, *, days: int) -> None:
    minute = (clock.now() + timedelta(days=days)).replace(hour=15, minute=30)
    release = prepare_release(
        cast.season, awards=list(cast.season.awards.all()), stage=stage, goes_public_at=minute, by=cast.administrator
    )
    first = _rounds(cast, RoundKind.SHORTLISTING)[0]
    approve_release(release, by=chair_of(first))

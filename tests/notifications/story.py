"""A season played far enough that every kind of message has something to say."""

from datetime import timedelta

from announcements.models import Release
from awards.models import Milestone
from judging.models import (
    Decision,
    DecisionLine,
    Declaration,
    PanelMember,
    RoundVersion,
    ScoreSheet,
    WeightChange,
)
from judging.states import MemberState, Outcome, RoundKind, RoundState
from kit import clock
from nominations.models import AwardProposal, Concern, Endorsement, Entry, Nomination
from notifications.kinds import Kind
from notifications.models import Message
from notifications.outbox import queue
from tests.world import make_draft, make_entry, make_person, make_round, make_submitted

BEFORE = "before"  # the occasion of what was said before the story's own messages


def decide(award, kind, outcomes, *, chair, judges=(), **fields):
    """Lock a decision of a round of this kind with these outcomes by entry."""
    round_ = make_round(award, chair=chair, judges=list(judges), kind=kind, **fields)
    decision = Decision.objects.create(round=round_, state="locked", locked_at=clock.now(), record_hash="0" * 64)
    for entry, outcome in outcomes.items():
        DecisionLine.objects.create(decision=decision, entry=entry, outcome=outcome)
    return round_


def make_release(award, people, *, stage, minute=None, state="approved"):
    """Return a release of one award that two people have put their names to."""
    release = Release.objects.create(
        season=award.season,
        stage=stage,
        state=state,
        goes_public_at=minute,
        prepared_by=people["administrator"],
        approved_by=people["second_administrator"],
        approved_at=clock.now(),
    )
    release.awards.set([award])
    return release


def one_of_each(award, other_award, people) -> dict[str, Message]:
    """Return one queued message of each kind, by kind, with everything behind it as it must be to be sent."""
    now, season = clock.now(), award.season
    for key, name, days in (
        ("judge_briefing", "Briefing", 40),
        ("shortlisting_meeting", "Meeting", 55),
        ("consent_due", "Choices due", 64),
        ("round_one", "Round one", 45),
    ):
        Milestone.objects.create(season=season, key=key, name=name, starts_at=now + timedelta(days=days))
    nominator, reviewer = people["nominator"], people["reviewer"]
    team = {"nominator": nominator, "reviewer": reviewer}
    draft = make_draft(award, nominator=nominator)
    sent = make_submitted(award, nominator=nominator)
    returned = make_submitted(award, nominator=nominator, state="returned", return_by=now + timedelta(days=5))
    rejected = make_submitted(award, nominator=nominator, state="not_eligible", public_reason="It came too late.")
    gone = make_submitted(award, nominator=nominator, state="withdrawn")
    entry = make_entry(award, nominee=people["nominee"], endorser=people["endorser"], state="in_round", **team)
    other = make_entry(award, nominee=make_person("Olive Other"), endorser=people["endorser"], state="in_round", **team)
    asked = ask(entry, people, answer_by=now + timedelta(days=5))
    late = ask(other, people, answer_by=now - timedelta(days=1))
    scoring = make_round(other_award, chair=people["chair"], judges=[people["judge"]], state=RoundState.SCORING)
    judged = make_entry(other_award, nominee="Judged Person", state="in_round", **team)
    seat = scoring.panel.members.get(person=people["judge"])
    ScoreSheet.objects.create(round=scoring, entry=judged, member=seat)
    Declaration.objects.create(member=seat, entry=judged, answer="none")
    invited = PanelMember.objects.create(panel=scoring.panel, person=people["third_judge"])
    PanelMember.objects.create(panel=scoring.panel, person=people["second_judge"], state=MemberState.ACCEPTED)
    decide(
        award,
        RoundKind.SHORTLISTING,
        {entry: Outcome.SHORTLISTED, other: Outcome.NOT_SHORTLISTED},
        chair=people["chair"],
        state=RoundState.DECIDED,
    )
    decide(award, RoundKind.FINAL, {entry: Outcome.WINNER}, chair=people["chair"], state=RoundState.DECIDED)
    shortlist = make_release(award, people, stage="shortlist")
    pack = make_release(award, people, stage="result")
    public = make_release(award, people, stage="result", minute=now, state="released")
    of_shortlist, of_results = f"release:{shortlist.pk}", f"release:{public.pk}"
    wanted = {
        Kind.SIGN_IN: (people["judge"], "user:1", "", {"code": "123456"}),
        Kind.DRAFT_SAVED: (nominator, draft, "", {}),
        Kind.DRAFT_REMINDER: (nominator, draft, "", {}),
        Kind.RECEIVED: (nominator, sent, "", {}),
        Kind.RETURNED: (nominator, returned, "", {}),
        Kind.ACCEPTED: (nominator, entry.nominations.get(), "", {}),
        Kind.NOT_ELIGIBLE: (nominator, rejected, "", {}),
        Kind.NOMINATED: (people["nominee"], entry, "", {}),
        Kind.ENDORSE: (people["endorser"], asked, "", {}),
        Kind.ENDORSE_REMINDER: (people["endorser"], asked, "", {}),
        Kind.ENDORSEMENT_LATE: (people["administrator"], late.season, "", {}),
        Kind.JUDGE_INVITATION: (people["third_judge"], invited, "", {}),
        Kind.DECLARE: (people["second_judge"], scoring, "", {}),
        Kind.SCORING_OPEN: (people["judge"], scoring, "", {}),
        Kind.SCORING_REMINDER: (people["judge"], scoring, "", {}),
        Kind.ENTRY_CHECKED: (people["judge"], judged, "", {"is_hidden": False}),
        Kind.NOT_SHORTLISTED: (other.nominee.person, other, of_shortlist, {}),
        Kind.OUTCOME_TO_NOMINATOR: (nominator, entry.nominations.get(), of_shortlist, {}),
        Kind.SHORTLISTED: (people["nominee"], entry, of_shortlist, {}),
        Kind.FINALIST_MANAGER: (people["endorser"], entry, of_shortlist, {}),
        Kind.CHOICES_DUE: (people["nominee"], entry, "2027-01-01:2", {}),
        Kind.EVENT_DETAILS: (people["nominee"], entry, "2027-01-01:7", {}),
        Kind.PACK_READY: (people["communications"], pack, "", {}),
        Kind.RESULTS: (people["nominee"], entry, of_results, {}),
        Kind.RESULTS_TO_NOMINATOR: (nominator, entry.nominations.get(), of_results, {}),
        Kind.WITHDRAWN: (nominator, gone, "", {}),
    }
    worried = make_submitted(award, nominator=nominator, nominee="Wren Worried", state="on_hold")
    Concern.objects.create(nomination=worried, raised_by=reviewer)
    wanted[Kind.SAFEGUARDING] = (people["safeguarding_lead"], worried, "", {})
    wanted[Kind.PRIVACY_ALERT] = (people["information_governance"], judged, "", {"identifier": "nhs_number"})
    missed = make_entry(award, nominee="Missed Person", **team)
    Entry.objects.filter(pk=missed.pk).update(notice="failed")
    wanted[Kind.WRONG_NOMINEE] = (people["administrator"], missed, "", {})
    frozen = RoundVersion.objects.create(round=scoring, number=1, criteria=[], points=[], judges=[])
    change = WeightChange.objects.create(
        round=scoring, state="in_force", weights=[], base=1, reason="A tie", proposed_by=reviewer, version=frozen
    )
    wanted[Kind.WEIGHTS_CHANGED] = (people["judge"], change, "", {})
    gone = PanelMember.objects.create(panel=scoring.panel, person=make_person("Lee Left"), state=MemberState.STOOD_DOWN)
    wanted[Kind.LEFT_PANEL] = (gone.person, gone, "", {})
    wanted[Kind.LIST_CHANGED] = (people["judge"], scoring, "", {})
    asked_about = make_submitted(award, nominator=nominator, nominee="Ada Asked")
    AwardProposal.objects.create(
        nomination=asked_about,
        from_award=award,
        to_award=season.awards.exclude(pk=award.pk).first(),
        note="It is about everyday care.",
        proposed_by=reviewer,
        answer_by=now + timedelta(days=5),
    )
    before(Kind.SHORTLISTED, people["nominee"], entry, state="sent", sent_at=now)
    before(Kind.RECEIVED, nominator, sent, state="failed_for_good", problem="The mail server refused it (550).")
    wanted[Kind.DELIVERY_FAILURES] = (people["administrator"], season, "2027-01-01", {})
    wanted[Kind.AWARD_PROPOSED] = (nominator, asked_about, "", {})
    return {
        kind: queue(kind, person=person, about=about, occurrence=occurrence, season=season, context=context, due_at=now)
        for kind, (person, about, occurrence, context) in wanted.items()
    }


def before(kind, person, about, **fields) -> Message:
    """Return a message of an earlier occasion, as it stands after the mail server has answered."""
    message = queue(kind, person=person, about=about, occurrence=BEFORE, season=about.season)
    Message.objects.filter(pk=message.pk).update(**fields)
    return message


def ask(entry, people, *, answer_by) -> Endorsement:
    """Ask for one more endorsement of the entry's nomination."""
    nomination = Nomination.objects.get(entry=entry)
    return Endorsement.objects.create(
        nomination=nomination, person=people["endorser"], requested_at=clock.now(), answer_by=answer_by
    )

"""One world a state, walked through the real services, with all sixteen identities of the access matrix."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.test import Client

from announcements.certificate_runs import ask_for_certificates
from announcements.models import CertificateRun, EventDetails
from announcements.services import announce_now, approve_release, prepare_release
from awards.models import Milestone, Season
from awards.roles import scope_of
from demo.web.models import DeliveredMail
from judging.attendance import everyone_present
from judging.models import Round, ScoreSheet, Tie
from judging.services.allocating import propose_allocation
from judging.services.deciding import record_decision, sign_decision, start_deliberating
from judging.services.decision_packs import ask_for_decision_pack
from judging.services.interests import declare_interests
from judging.services.joining import propose_judge
from judging.services.packs import ask_for_pack
from judging.services.rounds import close_scoring, open_scoring
from judging.services.seats import accept_seat, seat_judge
from judging.services.sharing_by_hand import take_entry
from judging.services.sheets import save_sheet, submit_sheet
from judging.services.suitability import answer_suitability, ask_suitability
from judging.services.versions import propose_weights
from judging.states import DeclarationAnswer, Outcome, PackKind, RoundKind, RoundMode, RoundState
from kit import clock, jobs
from nominations.models import Endorsement, Flag, Interest, InterestKind, InterestSource, Nomination
from nominations.services.concerns import raise_concern
from nominations.services.endorsing import give_endorsement
from nominations.services.holding import take_nomination
from nominations.services.proposing import propose_award
from nominations.services.redaction import add_redaction
from nominations.services.reviewing import accept_nomination
from notifications.models import Message
from people.models import RoleGrant
from people.roles import Role
from tests.imports import checked_import, finished_import, row, waiting_import
from tests.world import GRANTED, make_award, make_draft, make_person, make_season, make_submitted
from workflow import SYSTEM

IDENTITIES = ("An", "Nr", "No", "Ne", "En", "Rv", "Ju", "Jx", "Jr", "Ch", "Ad", "Ax", "Co", "Ho", "Ig", "Ex")
STATES = ("draft", "submitted", "waiting", "scoring", "deciding", "embargo", "public")
NAMES = {
    "Nr": "nominator",
    "No": "other_nominator",
    "Ne": "nominee",
    "En": "endorser",
    "Rv": "reviewer",
    "Ju": "judge",
    "Jx": "judge_of_other_panel",
    "Jr": "recused_judge",
    "Ch": "chair",
    "Ad": "administrator",
    "Ax": "interested_administrator",
    "Co": "communications",
    "Ho": "host",
    "Ig": "information_governance",
    "Ex": "former",
}
EXTRA = ("second_judge", "second_administrator", "hr_adviser", "safeguarding_lead", "other_nominee", "other_endorser")


@dataclass
class World:
    """A season at one state, the people in it, and the things that addresses name."""

    state: str
    people: dict = field(default_factory=dict)
    things: dict = field(default_factory=dict)
    clients: dict = field(default_factory=dict)
    outsiders: dict = field(default_factory=dict)
    # What was answered before, kept by whoever asks, so that no question is asked twice.
    answers: dict = field(default_factory=dict)

    def __getattr__(self, name):
        try:
            return self.__dict__["things"][name]
        except KeyError:
            raise AttributeError(name) from None


def build(state: str) -> World:
    """Return the world of a state: everything up to it has been done by the people who do it."""
    world = World(state)
    _people_and_awards(world)
    stages = (_draft, _submit, _accept, _score, _close, _decide, _announce)
    for stage in stages[: STATES.index(state) + 1]:
        stage(world)
    _clients(world)
    return world


def _people_and_awards(world: World) -> None:
    season = make_season("north")
    award = make_award(season, "safeguarding", "Safeguarding Award", quorum=2)
    other = make_award(season, "care-worker", "Care Worker of the Year", weights=(45, 35, 20), quorum=1)
    world.people = {name: make_person(name.replace("_", " ").title()) for name in [*NAMES.values(), *EXTRA]}
    roles = GRANTED | {"interested_administrator": Role.ADMINISTRATOR}
    for name, role in roles.items():
        if name in world.people:
            RoleGrant.objects.create(person=world.people[name], role=role, scope=scope_of(season))
    letter = b"Content-Type: text/html\n\n<p>As it would have left.</p>"
    mail = DeliveredMail.objects.create(to_address="somebody@fellshire.example", subject="Hello", raw=letter)
    world.things |= {"season": season, "award": award, "other_award": other, "letter": mail}


def _draft(world: World) -> None:
    people = world.people
    world.things["draft"] = make_draft(
        world.award, nominator=people["nominator"], nominee="Someone Else", endorser_email=people["endorser"].email
    )
    world.things["nomination"] = world.draft
    late = make_draft(world.award, nominator=people["other_nominator"], nominee="Somebody Late")
    Nomination.objects.filter(pk=late.pk).update(late_at=clock.now())
    world.things["late_draft"] = late


def _submit(world: World) -> None:
    people = world.people
    common = {"endorser_name": "Endorser", "endorser_email": people["endorser"].email}
    world.things["nomination"] = make_submitted(
        world.award, nominator=people["nominator"], nominee=people["nominee"], **common
    )
    world.things["second"] = make_submitted(
        world.award,
        nominator=people["other_nominator"],
        nominee=people["other_nominee"],
        endorser_name="Other",
        endorser_email=people["other_endorser"].email,
    )
    world.things["nomination"] = take_nomination(world.nomination, by=people["reviewer"])
    world.things["redaction"] = add_redaction(
        world.nomination, phrase="listened first", label="a phrase", by=people["reviewer"]
    )
    runs = people["administrator"]
    world.things["import"] = checked_import(world.season, runs, [row(), row(nominee="Bo Brook", name="Una Writer")])
    world.things["importing"] = waiting_import(world.season, runs)
    world.things["imported"] = finished_import(world.season, runs, [world.second])
    world.things["worried"] = make_submitted(world.other_award, nominator=people["nominator"], nominee="Wren Worried")
    world.things["concern"] = raise_concern(world.worried, by=people["reviewer"])
    world.things["child"] = make_submitted(
        world.other_award, nominator=people["nominator"], nominee="Chris Child", second_review_for=["child"]
    )
    asked = make_submitted(world.award, nominator=people["nominator"], nominee="Ada Asked")
    world.things["asked"] = take_nomination(asked, by=people["reviewer"])
    note = "It is about everyday care."
    propose_award(world.asked, to_award=world.other_award, note=note, by=people["reviewer"])
    world.things["flag"] = Flag.objects.create(
        nomination=world.nomination,
        kind="name",
        start=0,
        end=3,
        certainty=Flag.Certainty.LIKELY,
        ruling=Flag.Ruling.NOT_IDENTIFYING,
    )


def _accept(world: World) -> None:
    people = world.people
    take_nomination(world.second, by=people["reviewer"])
    for name in ("nomination", "second"):
        nomination = Nomination.objects.select_related("award", "season", "nominee").get(pk=world.things[name].pk)
        accept_nomination(nomination, by=people["reviewer"], citation="For patient work that keeps people safe.")
        world.things[name] = Nomination.objects.get(pk=nomination.pk)
    world.things["entry"], world.things["second_entry"] = world.nomination.entry, world.second.entry
    world.things["endorsement"] = world.nomination.endorsements.get()
    world.things["late_endorsement"] = world.second.endorsements.get()
    Endorsement.objects.filter(pk=world.late_endorsement.pk).update(answer_by=clock.now() - timedelta(days=1))
    world.things["message"] = Message.objects.filter(about=f"nomination:{world.nomination.pk}").first()
    world.things["interest"] = Interest.objects.create(
        entry=world.entry,
        person=people["interested_administrator"],
        source=InterestSource.DECLARED,
        kind=InterestKind.CLOSE_FRIEND,
    )


def _panel(world: World, award, chair, judges) -> Round:
    from judging.models import Panel

    now, people = clock.now(), world.people
    panel = Panel.objects.create(award=award, name=f"{award} panel")
    round_ = Round.objects.create(
        season=world.season,
        award=award,
        panel=panel,
        kind=RoundKind.SHORTLISTING,
        state=RoundState.DECLARING,
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=7),
        quorum=award.quorum,
    )
    for judge in [chair, *judges]:
        member = seat_judge(panel, judge, is_chair=judge == chair, by=people["administrator"])
        accept_seat(member, by=judge)
    return round_


def _score(world: World) -> None:
    people = world.people
    for nomination in (world.nomination, world.second):
        endorsement = nomination.endorsements.get()
        give_endorsement(endorsement, by=endorsement.person)
    Milestone.objects.filter(season=world.season, key="nominations").update(ends_at=clock.now() - timedelta(hours=2))
    world.things["season"] = Season.objects.get(pk=world.season.pk)
    judges = [people["judge"], people["second_judge"], people["recused_judge"]]
    round_ = _panel(world, world.award, people["chair"], judges)
    elsewhere = _panel(world, world.other_award, people["judge_of_other_panel"], [])
    known = {people["recused_judge"]: (DeclarationAnswer.INTEREST, InterestKind.TAUGHT, "Taught her")}
    for member in round_.panel.members.select_related("person", "panel__award"):
        answers = {
            world.entry: known.get(member.person, (DeclarationAnswer.NONE, "", "")),
            world.second_entry: (DeclarationAnswer.NONE, "", ""),
        }
        declare_interests(member, answers=answers, by=member.person)
    open_scoring(round_, by=people["administrator"])
    open_scoring(elsewhere, by=people["administrator"])
    world.things["later_round"] = Round.objects.create(
        season=world.season,
        award=world.other_award,
        panel=elsewhere.panel,
        kind=RoundKind.FINAL,
        opens_at=clock.now() + timedelta(days=20),
        closes_at=clock.now() + timedelta(days=25),
    )
    sheets = ScoreSheet.objects.filter(round=round_)
    world.things |= {
        "round": Round.objects.get(pk=round_.pk),
        "member": round_.panel.members.get(person=people["judge"]),
        "sheet": sheets.get(member__person=people["judge"], entry=world.entry),
        "recused_sheet": sheets.get(member__person=people["recused_judge"], entry=world.entry),
        "chairs_sheet": sheets.get(member__person=people["chair"], entry=world.entry),
    }
    weights = {c.pk: 25 for c in world.award.criteria.all()}
    asked = {"reason": "As they were published", "by": people["administrator"]}
    world.things["weight_change"] = propose_weights(world.round, weights=weights, **asked)
    world.things["newcomer"] = newcomer = make_person("Nia Newcomer")
    more = {"reason": "One judge is unwell", "by": people["administrator"]}
    world.things["panel_change"] = propose_judge(world.round, make_person("Ned Asked"), **more)
    world.things["candidate"] = {"public_id": world.round.public_id, "person_id": newcomer.public_id}
    _share_out(world)
    world.things["pack"] = pack = ask_for_pack(world.member, world.round, PackKind.HTML, by=people["judge"])
    jobs.work_on(pack.job_id)


def _share_out(world: World) -> None:
    """Let three read each entry from now on: one entry is taken from a judge by hand, and a proposal stands."""
    runs, seats = world.people["administrator"], world.round.panel.members
    Round.objects.filter(pk=world.round.pk).update(readers=3)
    world.things["round"] = Round.objects.get(pk=world.round.pk)
    relieved = seats.get(person=world.people["second_judge"])
    taken = take_entry(world.round, entry=world.second_entry, member=relieved, by=runs)
    world.things |= {"relieved_member": relieved, "applied_allocation": taken}
    world.things["allocation"] = propose_allocation(world.round, by=runs, seed=1)


def _close(world: World) -> None:
    people = world.people
    for sheet in ScoreSheet.objects.filter(round=world.round, state="open").select_related("member__person", "entry"):
        best = sheet.entry == world.entry
        marks = {criterion.pk: 4 if best else 2 for criterion in world.award.criteria.all()}
        saved = save_sheet(
            sheet, scores=marks, note_to_panel="As written.", feedback="", version=0, by=sheet.member.person
        )
        submit_sheet(saved, by=sheet.member.person)
    with clock.set_to(world.round.closes_at):
        close_scoring(world.round, by=SYSTEM)
    world.things["round"] = Round.objects.get(pk=world.round.pk)
    start_deliberating(world.round, by=people["administrator"])
    record_decision(
        world.round,
        outcomes={world.entry: Outcome.SHORTLISTED, world.second_entry: Outcome.NOT_SHORTLISTED},
        minutes="By the order of totals.",
        attendance=everyone_present(world.round),
        by=people["administrator"],
    )
    [world.things["check"]] = ask_suitability([world.entry], by=people["administrator"])
    world.things["round"] = Round.objects.get(pk=world.round.pk)
    world.things["decision"] = world.round.decision
    answer_suitability(world.check, answer="clear", by=people["hr_adviser"])
    world.things["tie"] = Tie.objects.create(round=world.round, total=Decimal(4), is_settled=True)
    world.tie.entries.set([world.entry, world.second_entry])


def _decide(world: World) -> None:
    people = world.people
    sign_decision(world.decision, by=people["chair"])
    sign_decision(world.decision, by=people["administrator"])
    now = clock.now()
    final = Round.objects.create(
        season=world.season,
        award=world.award,
        panel=world.round.panel,
        kind=RoundKind.FINAL,
        mode=RoundMode.MEETING,
        figures_from=world.round,
        opens_at=now,
        closes_at=now + timedelta(days=1),
        quorum=world.award.quorum,
    )
    start_deliberating(final, by=people["administrator"])
    decision = record_decision(
        Round.objects.get(pk=final.pk),
        outcomes={world.entry: Outcome.WINNER},
        attendance=everyone_present(final),
        by=people["administrator"],
    )
    sign_decision(decision, by=people["chair"])
    sign_decision(decision, by=people["administrator"])
    final = Round.objects.get(pk=final.pk)
    world.things |= {"final": final, "decision": final.decision}
    world.things["decision_pack"] = ask_for_decision_pack(final.decision, "redacted", by=people["chair"])
    jobs.work_on(world.decision_pack.job_id)
    release = prepare_release(
        world.season,
        awards=[world.award],
        stage="result",
        goes_public_at=now + timedelta(days=3),
        by=people["second_administrator"],
    )
    world.things["release"] = approve_release(release, by=people["chair"])
    # As it would be left by a release that was public and is not any more.
    world.things["certificate_run"] = CertificateRun.objects.create(
        release=release, count=1, expires_at=now + timedelta(days=7)
    )
    EventDetails.objects.create(entry=world.entry, spoken_name="NO-mi-nee", access_needs="A ramp to the stage.")


def _announce(world: World) -> None:
    people = world.people
    listed = prepare_release(
        world.season, awards=[world.award], stage="shortlist", goes_public_at=None, by=people["second_administrator"]
    )
    announce_now(approve_release(listed, by=people["chair"]), by=people["administrator"])
    world.things["release"] = announce_now(world.release, by=world.people["administrator"])
    world.things["certificate_run"] = run = ask_for_certificates(world.release, by=people["administrator"])
    jobs.work_on(run.job_id)


def _clients(world: World) -> None:
    for identity in IDENTITIES:
        world.clients[identity] = signed_in(world.people[NAMES[identity]]) if identity in NAMES else Client()
    world.outsiders = {name: signed_in(person) for name, person in _outsiders().items()}
    # They were signed in when their account was disabled.
    world.people["former"].accounts.update(is_active=False)


def _outsiders() -> dict:
    """Return people who have no part in the season: one with every role of another, and two with none."""
    elsewhere = make_season("south")
    found = {name: make_person(name) for name in ("Elsewhere", "Superuser", "Stranger")}
    for role in Role:
        RoleGrant.objects.create(person=found["Elsewhere"], role=role, scope=scope_of(elsewhere))
    found["Superuser"].accounts.update(is_superuser=True, is_staff=True)
    return found


def signed_in(person) -> Client:
    """Return the browser of somebody who has signed in."""
    client = Client()
    client.force_login(person.accounts.get(), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client

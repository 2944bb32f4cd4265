"""What happens in the reference season, deed by deed, each through the service that a page would call."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from awards.models import Season
from demo import setting
from demo.judging_story import plan_judging
from demo.playing import Player
from demo.source import Shift, read
from kit import clock
from nominations.models import (
    Flag,
    Nomination,
    Nominee,
    NomineeKind,
    NomineeMember,
    PassedOnHow,
    RedactionLabel,
    ReferenceCounter,
    Statement,
)
from nominations.services.concerns import pass_on_concern, raise_concern, settle_concern
from nominations.services.endorsing import give_endorsement, needs_endorsement, waive_missing_endorsement
from nominations.services.holding import take_nomination
from nominations.services.nominees import record_choices, take_part
from nominations.services.readings import ask_second_reviewer
from nominations.services.redaction import add_redaction, rule_on_flag
from nominations.services.reviewing import accept_nomination, release_nomination
from nominations.services.sending import submit_nomination
from nominations.states import Channel, ConsentPurpose, EndorsementState
from people.models import Person
from people.services import find_or_add_person
from workflow import perform

LABELS = {
    "person_name": RedactionLabel.NAME,
    "child_name": RedactionLabel.NAME,
    "date_of_birth": RedactionLabel.DATE,
    "nhs_number": RedactionLabel.NUMBER,
    "case_reference": RedactionLabel.NUMBER,
    "court_case_number": RedactionLabel.NUMBER,
    "ni_number": RedactionLabel.NUMBER,
    "phone": RedactionLabel.NUMBER,
    "email": RedactionLabel.ADDRESS,
    "street_address": RedactionLabel.ADDRESS,
    "uk_postcode": RedactionLabel.ADDRESS,
    "school": RedactionLabel.PLACE,
    "health_information": RedactionLabel.HEALTH,
    "family_proceedings": RedactionLabel.LEGAL,
}

# What a reviewer takes out beside the phrases that the file marks: (beginning of it, end of it, label).
PASSAGES = {
    "RB27-0010": [("Please ring me on", "if you want to know more", RedactionLabel.DETAIL)],
    "RB27-0011": [("and had been excluded", "in Pelford", RedactionLabel.DETAIL)],
    "RB27-0012": [("The woman before him", "to lose her job.", RedactionLabel.DETAIL)],
}

# (reference, reviewer, when it is accepted); those still in the queue after the deadline come last.
REVIEWS = [
    ("RB27-0001", "harriet", "2026-12-15T10:20"),
    ("RB27-0006", "harriet", "2027-01-06T10:05"),
    ("RB27-0005", "owen", "2027-01-08T15:40"),
    ("RB27-0002", "owen", "2027-01-12T14:10"),
    ("RB27-0008", "harriet", "2027-01-14T11:30"),
    ("RB27-0012", "harriet", "2027-01-20T10:15"),
    ("RB27-0010", "owen", "2027-01-21T09:50"),
    ("RB27-0003", "harriet", "2027-01-29T16:20"),
    ("RB27-0004", "owen", "2027-01-29T16:25"),
    ("RB27-0007", "harriet", "2027-01-29T16:30"),
    ("RB27-0009", "owen", "2027-01-29T16:35"),
    ("RB27-0011", "harriet", "2027-01-29T16:40"),
]
# A nomination that makes a reviewer worry about somebody: raised, passed on by phone, settled by the lead.
WORRY = ("RB27-0012", "harriet", "2027-01-12T15:05")
PASSED_ON, SETTLED = "2027-01-12T15:30", "2027-01-19T09:30"
REVIEWERS = ("harriet", "owen")
NO_ENDORSER = (
    "The family employs them directly and nominated them; the direct payments service has confirmed the facts."
)


@dataclass
class Story:
    """The season as it is being played."""

    shift: Shift
    people: dict[str, Person]
    season: Season
    player: Player
    nominations: dict[str, Nomination] = field(default_factory=dict)

    def plan(self, written: str | datetime, deed) -> None:
        """Note a deed for a time of the file's calendar."""
        self.player.plan(self.shift.at(written), deed)

    def nomination(self, reference: str) -> Nomination:
        """Return a nomination as it now stands."""
        return Nomination.objects.select_related("award", "season", "nominee").get(
            season=self.season, reference=reference
        )


def tell(shift: Shift) -> Season:
    """Play the reference season until the shift's now and return it."""
    begin = shift.at("2026-11-02T17:00")
    with clock.set_to(begin):
        people = setting.add_people()
        season = setting.add_season(shift)
        setting.grant_roles(season, people)
        setting.add_rounds(season, shift)
    story = Story(shift, people, season, Player(begin))
    story.plan("2026-11-09T10:00", lambda: perform(season, "publish", by=people["jocelyn"]))
    for row in read()["nominations"]:
        _plan_nomination(story, row)
    _plan_reviews(story)
    plan_judging(story)
    story.player.play_until(shift.now)
    # References are given in the file; the next one given out follows them.
    ReferenceCounter.objects.filter(season=season).update(last=len(read()["nominations"]))
    return Season.objects.get(pk=season.pk)


def _plan_nomination(story: Story, row: dict) -> None:
    """A draft is started two days before it is sent; what lies after the story's end stays a draft."""
    sent = datetime.fromisoformat(row["submitted_at"])
    started = sent - timedelta(days=2)
    if story.shift.at(started) > story.shift.now >= story.shift.at("2026-12-07T09:00"):
        started = story.shift.now.replace(tzinfo=None) - timedelta(hours=1) - story.shift.weeks * timedelta(weeks=1)
    story.plan(started, lambda: start(story, row))
    story.plan(sent, lambda: _send(story, row))


def _nominator(story: Story, row: dict) -> Person:
    return story.people[row["nominator"]]


def _send(story: Story, row: dict) -> None:
    """Send it; what may identify somebody is found by the product itself."""
    submit_nomination(story.nomination(row["ref"]), by=_nominator(story, row))


def start(story: Story, row: dict) -> Nomination:
    """Write a draft as the file has it."""
    nominator, answers = _nominator(story, row), row["answers"]
    endorser = story.people.get(row["endorser"])
    draft = Nomination.objects.create(
        season=story.season,
        award=story.season.awards.get(slug=row["category"]),
        nominee=_nominee(story, row),
        reference=row["ref"],
        nominator=nominator,
        nominator_kind=_kind_of(row, nominator),
        nominator_name=nominator.full_name,
        nominator_email=nominator.email,
        nominator_organisation=nominator.organisation.name,
        relationship=row["relationship"],
        endorser_name=endorser.full_name if endorser else "",
        endorser_email=endorser.email if endorser else "",
        citation=row["citation"] or "",
        nominee_knows=answers["nominee_knows"],
        share_nominator_name=answers["share_nominator_name"],
        confirmed_no_identifiers=answers["confirmed_no_identifiers"],
        channel=row["channel"] if row["channel"] in Channel.values else Channel.ONLINE,
        is_self_nomination=row["self_nomination"],
        started_at=clock.now(),
        saved_at=clock.now(),
    )
    Statement(nomination=draft).write(row["statement"])
    return draft


def _kind_of(row: dict, nominator: Person) -> str:
    known = {"person_with_lived_experience", "family_or_carer", "partner"}
    if row["relationship"] in known:
        return row["relationship"]
    return "staff" if not nominator.organisation.is_external else "partner"


def _nominee(story: Story, row: dict) -> Nominee:
    if row["team"]:
        team = row["team"]
        nominee = Nominee.objects.create(
            kind=NomineeKind.TEAM,
            name=team["name"],
            email=team["lead_contact"],
            organisation_name=setting.HOME,
            person=story.people[team["lead"]],
        )
        for member in team["members"]:
            person = find_or_add_person(name=member["name"], job_title=member["role"], organisation=member["employer"])
            NomineeMember.objects.create(
                nominee=nominee,
                name=member["name"],
                role=member["role"],
                employer=member["employer"],
                person=person,
            )
        return nominee
    person = story.people[row["nominee"]]
    return Nominee.objects.create(
        kind=NomineeKind.HOUSEHOLD if row["nominee"] == "oakhanger" else NomineeKind.PERSON,
        name=person.full_name,
        email=person.email or "",
        job_title=person.job_title,
        organisation_name=person.organisation.name,
        person=person,
    )


def _plan_reviews(story: Story) -> None:
    rows = {row["ref"]: row for row in read()["nominations"]}
    _plan_worry(story, *WORRY)
    for reference, reviewer, accepted_at in REVIEWS:
        when = datetime.fromisoformat(accepted_at)
        person = story.people[reviewer]
        story.plan(when - timedelta(minutes=4), lambda r=reference, p=person: _take_up(story, r, p))
        story.plan(when, lambda r=reference, p=person: _accept(story, rows[r], p))
        story.plan(when + timedelta(minutes=35), lambda r=reference: _endorse(story, r))
        story.plan(when + timedelta(minutes=50), lambda r=reference: _choose(story, r))


def _plan_worry(story: Story, reference: str, reviewer: str, raised_at: str) -> None:
    """A reviewer stops a nomination because somebody may not be safe; the safeguarding lead lets it go on."""
    person = story.people[reviewer]

    def concern():
        return story.nomination(reference).concerns.get()

    def worry():
        take_nomination(story.nomination(reference), by=person)
        raise_concern(story.nomination(reference), by=person)

    story.plan(raised_at, worry)
    story.plan(PASSED_ON, lambda: pass_on_concern(concern(), how=PassedOnHow.PHONE, by=person))
    story.plan(SETTLED, lambda: settle_concern(concern(), by=story.people["tobias"]))


def _take_up(story: Story, reference: str, reviewer: Person) -> None:
    nomination = story.nomination(reference)
    if nomination.state == "on_hold":
        release_nomination(nomination, by=reviewer)
    if nomination.taken_by_id != reviewer.pk:
        take_nomination(story.nomination(reference), by=reviewer)


def _accept(story: Story, row: dict, reviewer: Person) -> None:
    """Take out what identifies people, approve the citation and let it through; a second one joins the first."""
    nomination = story.nomination(row["ref"])
    text = row["statement"]
    for beginning, end, label in PASSAGES.get(row["ref"], []):
        first = text.index(beginning)
        phrase = text[first : text.index(end, first) + len(end)]
        add_redaction(nomination, phrase=phrase, label=label, by=reviewer)
    for phrase, kind in {flag["text"]: flag["type"] for flag in row["expected"]["flags"]}.items():
        if kind in LABELS:
            add_redaction(nomination, phrase=phrase, label=LABELS[kind], by=reviewer)
    for flag in nomination.flags.filter(ruling=Flag.Ruling.OPEN):
        rule_on_flag(flag, ruling=Flag.Ruling.NOT_IDENTIFYING, by=reviewer)
    if story.nomination(row["ref"]).second_review_for:
        reviewer = _hand_to_second(story, row["ref"], reviewer)
    lead = next((a.partition(":")[2] for a in row["expected"]["actions"] if a.startswith("merge_into:")), None)
    accept_nomination(
        story.nomination(row["ref"]),
        by=reviewer,
        citation=row["citation"] or "",
        citation_is_safe=True,
        merge_into=story.nomination(lead) if lead else None,
    )


def _hand_to_second(story: Story, reference: str, reviewer: Person) -> Person:
    """Put the first reviewer's name under the judging copy, and return the second, who has taken it."""
    ask_second_reviewer(story.nomination(reference), by=reviewer)
    second = next(story.people[key] for key in REVIEWERS if story.people[key] != reviewer)
    take_nomination(story.nomination(reference), by=second)
    return second


def _endorse(story: Story, reference: str) -> None:
    """Let whoever was asked endorse; where nobody could be asked, an administrator does without."""
    nomination = story.nomination(reference)
    asked = nomination.endorsements.filter(state=EndorsementState.REQUESTED).select_related("person").first()
    if asked:
        give_endorsement(asked, by=asked.person)
    elif needs_endorsement(nomination) and not nomination.endorsements.exists():
        waive_missing_endorsement(nomination, by=story.people["jocelyn"], reason=NO_ENDORSER)


def _choose(story: Story, reference: str) -> None:
    """Most nominees take part and may be named; the foster carers would rather not be."""
    entry = story.nomination(reference).entry
    nominee = entry.nominee.person
    if nominee is None or entry.taking_part_at or not nominee.email:
        return
    says = "no" if reference == "RB27-0011" else "yes"
    take_part(entry, by=nominee)
    record_choices(entry, answers=dict.fromkeys(ConsentPurpose.values, says), by=nominee)

"""The synthetic people, season and nominations of a rehearsal."""

from datetime import timedelta

from awards.models import Award, Criterion, Milestone, NomineeType, Programme, Scale, ScalePoint, Season
from awards.roles import scope_of
from judging.models import Panel, Round
from judging.services.deciding import settle_tie
from judging.states import RoundKind, RoundMode
from kit import clock
from nominations.models import Nomination, Nominee, NomineeKind, ReferenceCounter, Statement
from people.models import Organisation, Person
from people.roles import Role
from people.services import account_for, grant_role
from workflow import SYSTEM

FIRST = (
    "Amira",
    "Bronwen",
    "Callum",
    "Devika",
    "Eilidh",
    "Farouk",
    "Gethin",
    "Hanna",
    "Idris",
    "Jasmin",
    "Kofi",
    "Lowri",
)
LAST = ("Ashdown", "Brightwell", "Cromarty", "Dalgleish", "Eastwick", "Fairburn", "Glendower", "Hartnoll", "Ivinson")
KINDS = ["staff", "partner", "provider", "person_with_lived_experience", "family_or_carer", "public"]
WEIGHTS = {"impact": 30, "voice": 25, "together": 20, "learning": 15, "care": 10}
SLIP = "Mrs Wetherby"
SENTENCES = (
    "They noticed early that something was wrong and asked the person what they wanted to happen next.",
    "They brought the right people round one table and made sure that everybody was heard there.",
    "The plan held, and the person now lives where they chose to live, with the support that they asked for.",
    "Colleagues have since used what they learned, and the whole team works differently because of it.",
    "When it was hard to speak up they did so, calmly and in writing, and the service changed.",
    "Nothing about this was easy, and they kept going with patience and good humour until it was done.",
    "Families say that they were told the truth, in plain words, at every step of the way.",
)
TIES = [
    "higher_mean_on_highest_weight_criterion",
    "more_judges_ranking_higher",
    "panel_discussion_recorded",
    "chair_decides_with_reason",
]


def build(play) -> dict:
    """Make everything a season needs before its first nomination; returns the fields of a Cast."""
    home = Organisation.objects.create(name="Rehearsal Council", is_external=False)
    season = _season(play)
    for number in range(max(1, min(8, play.judges // 4, play.entries))):
        _award(season, number)

    def granted(name: str, role: Role) -> Person:
        person = make_person(name, home)
        grant_role(person, role, scope=scope_of(season), by=SYSTEM)
        return person

    return {
        "season": season,
        "administrator": granted("Rehearsal Administrator", Role.ADMINISTRATOR),
        "reviewers": [granted(f"Rehearsal Reviewer {n}", Role.REVIEWER) for n in (1, 2)],
        "hr_adviser": granted("Rehearsal Adviser", Role.HR_ADVISER),
        "judges": [make_person(f"Judge {a_name(play, n)}", home) for n in range(play.judges)],
    }


def a_name(play, number: int) -> str:
    """Return a name that no two people of the rehearsal share."""
    return f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]} {number}"


def make_person(name: str, organisation: Organisation) -> Person:
    """Return a person with an account."""
    address = name.lower().replace(" ", ".") + "@rehearsal.example"
    person = Person.objects.create(full_name=name, email=address, organisation=organisation, job_title="Colleague")
    account_for(person)
    return person


def _season(play) -> Season:
    now = clock.now()
    programme = Programme.objects.create(
        slug="rehearsal", name="Rehearsal Awards", organisation_name="Rehearsal Council"
    )
    season = Season.objects.create(
        programme=programme,
        slug="rehearsal-2027",
        name="Rehearsal Awards 2027",
        year=2027,
        reference_prefix="RE27",
        awards_mailbox="awards@rehearsal.example",
        safeguarding_email="safeguarding@rehearsal.example",
        endorsement_reminder_days=[3, 6],
    )
    ReferenceCounter.objects.create(season=season)
    days = {"nominations": (0, 10), "notify_nominees": (22, None), "shortlist_public": (24, None), "event": (28, None)}
    for key, (start, end) in days.items():
        starts_at = now + timedelta(days=start)
        ends_at = now + timedelta(days=end) if end else None
        Milestone.objects.create(season=season, key=key, name=key.title(), starts_at=starts_at, ends_at=ends_at)
    scale = Scale.objects.create(season=season, key="plain-5", name="Plain five-point scale")
    for value in range(1, 6):
        ScalePoint.objects.create(
            scale=scale, value=value, label=f"Point {value}", anchor=f"Evidence of grade {value}."
        )
    return season


def _award(season: Season, number: int) -> Award:
    now = clock.now()
    award = Award.objects.create(
        season=season,
        slug=f"award-{number + 1}",
        name=f"Rehearsal award {number + 1}",
        description="For people who keep others safe and well.",
        order=number,
        nominee_type=NomineeType.INDIVIDUAL,
        who_may_nominate=KINDS,
        scale=season.scales.get(),
        tie_rules=TIES,
    )
    for order, (key, weight) in enumerate(WEIGHTS.items()):
        Criterion.objects.create(
            award=award, key=key, name=key.title(), question=f"What of {key}?", weight=weight, order=order
        )
    panel = Panel.objects.create(award=award, name=f"Panel {number + 1}")
    opens, closes = now + timedelta(days=13), now + timedelta(days=20)
    common = {"season": season, "award": award, "panel": panel, "quorum": 3}
    first = Round.objects.create(kind=RoundKind.SHORTLISTING, opens_at=opens, closes_at=closes, **common)
    Round.objects.create(
        kind=RoundKind.FINAL,
        mode=RoundMode.MEETING,
        figures_from=first,
        opens_at=closes + timedelta(days=4),
        closes_at=closes + timedelta(days=5),
        **common,
    )
    return award


def write_draft(play, award: Award, number: int, *, again: bool = False) -> Nomination:
    """Return a complete draft; with `again` another nominator's, of the same nominee."""
    home = Organisation.objects.get(name="Rehearsal Council")
    name = a_name(play, number)
    nominee = Person.objects.filter(full_name=f"Nominee {name}").first() or make_person(f"Nominee {name}", home)
    nominator = make_person(f"Nominator {name}{' Two' if again else ''}", home)
    endorser = Person.objects.filter(full_name=f"Manager {name}").first() or make_person(f"Manager {name}", home)
    now = clock.now()
    draft = Nomination.objects.create(
        season=award.season,
        award=award,
        nominee=Nominee.objects.create(
            kind=NomineeKind.PERSON,
            name=nominee.full_name,
            email=nominee.email,
            job_title="Social worker",
            organisation_name=home.name,
            person=nominee,
        ),
        nominator=nominator,
        nominator_kind="staff",
        nominator_name=nominator.full_name,
        nominator_email=nominator.email,
        relationship="colleague",
        endorser_name=endorser.full_name,
        endorser_email=endorser.email,
        citation="For patient work that keeps people safe and well.",
        nominee_knows="no",
        share_nominator_name="yes",
        confirmed_no_identifiers=True,
        started_at=now,
        saved_at=now,
    )
    Statement(nomination=draft).write(_story(play))
    return draft


def _story(play) -> str:
    sentences = [play.chance.choice(SENTENCES) for _ in range(10)]
    if play.chance.random() < 0.25:
        sentences[3] = f"{SLIP} said that nobody had ever asked her before what she wanted for herself."
    return " ".join(sentences)


def settle_ties(round_: Round, *, by: Person) -> None:
    """Let the chair settle what the counting rules left open, in the order of the entries' references."""
    for tie in round_.ties.filter(is_settled=False):
        order = list(tie.entries.order_by("reference").values_list("pk", flat=True))
        settle_tie(tie, order=order, reason="Equal in every figure; the panel read both again.", by=by)

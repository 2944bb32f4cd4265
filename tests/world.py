"""A small world that every test may use: two programmes with a season each, and a person for each role."""

from datetime import timedelta
from itertools import count

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client

from awards.models import Award, Criterion, Milestone, Programme, Scale, ScalePoint, Season
from awards.roles import scope_of
from judging.models import Panel, PanelMember, Round
from judging.states import MemberState, RoundKind, RoundState
from kit import clock
from kit.text import fold
from nominations.models import (
    Endorsement,
    Entry,
    JudgingCopy,
    Nomination,
    Nominee,
    NomineeKind,
    ReferenceCounter,
    Statement,
)
from nominations.states import EndorsementState, EntryState, NominationState, Screening
from people.models import Organisation, Person, RoleGrant, User
from people.roles import Role
from people.services import account_for

WORDS = "She listened first and then changed how the whole team works together for people. " * 9
ALL_KINDS = ["staff", "partner", "provider", "person_with_lived_experience", "family_or_carer", "public"]
GRANTED = {
    "administrator": Role.ADMINISTRATOR,
    "second_administrator": Role.ADMINISTRATOR,
    "reviewer": Role.REVIEWER,
    "second_reviewer": Role.REVIEWER,
    "hr_adviser": Role.HR_ADVISER,
    "communications": Role.COMMUNICATIONS,
    "host": Role.HOST,
    "information_governance": Role.INFORMATION_GOVERNANCE,
    "safeguarding_lead": Role.SAFEGUARDING_LEAD,
}
OTHERS = (
    "chair",
    "judge",
    "second_judge",
    "third_judge",
    "reserve",
    "nominator",
    "other_nominator",
    "nominee",
    "endorser",
    "stranger",
    "superuser",
)
NO_PASSWORD = make_password(None)
_numbers = count(1)


def make_person(name: str, *, email: str | None = None, organisation: Organisation | None = None, **fields) -> Person:
    """Return a person with an account, named after `name` unless told otherwise."""
    address = email or f"{name.lower().replace(' ', '.')}.{next(_numbers)}@fellshire.example"
    person = Person.objects.create(full_name=name, email=address, organisation=organisation, **fields)
    account_for(person)
    return person


def make_season(slug: str, *, state: str = "open", opened_days_ago: int = 10, open_days: int = 30) -> Season:
    """Return a season of a programme of its own, open for nominations now unless told otherwise."""
    now = clock.now()
    programme = Programme.objects.create(
        slug=slug, name=f"{slug.title()} Awards", organisation_name=f"{slug.title()} County Council"
    )
    season = Season.objects.create(
        programme=programme,
        slug=f"{slug}-2027",
        name=f"{slug.title()} Awards 2027",
        year=2027,
        reference_prefix=slug[:2].upper() + "27",
        awards_mailbox=f"awards@{slug}.example",
        phone="01632 960145",
        phone_hours="Monday to Friday, 9am to 5pm",
        safeguarding_text="If someone is at risk now, ring 999.",
        safeguarding_email=f"safeguarding@{slug}.example",
        endorsement_reminder_days=[3, 6],
        state=state,
    )
    opens = now - timedelta(days=opened_days_ago)
    windows = {
        "nominations": ("Nominations open", opens, opens + timedelta(days=open_days)),
        "notify_nominees": ("Everyone nominated is told", now + timedelta(days=60), None),
        "shortlist_public": ("Shortlist announced", now + timedelta(days=67), None),
        "event": ("Results announced", now + timedelta(days=86), now + timedelta(days=86, hours=3)),
        "pages_published": ("Winners published", now + timedelta(days=86, hours=3), None),
    }
    for key, (name, starts_at, ends_at) in windows.items():
        Milestone.objects.create(season=season, key=key, name=name, starts_at=starts_at, ends_at=ends_at)
    ReferenceCounter.objects.create(season=season)
    make_scale(season)
    return season


def make_scale(season: Season) -> Scale:
    """Return a scale of four points, 1 to 4."""
    scale = Scale.objects.create(season=season, key="practice-4", name="Practice grades")
    for value, label in enumerate(("Inadequate", "Requires improvement", "Good", "Outstanding"), start=1):
        ScalePoint.objects.create(scale=scale, value=value, label=label, anchor=f"What {label.lower()} means.")
    return scale


def make_award(season: Season, slug: str, name: str, weights=(40, 25, 20, 15), **fields) -> Award:
    """Return an award with one criterion a weight."""
    fields = {"nominee_type": "individual", "who_may_nominate": ALL_KINDS, "description": f"For {slug}."} | fields
    award = Award.objects.create(
        season=season,
        slug=slug,
        name=name,
        scale=season.scales.first(),
        tie_rules=[
            "higher_mean_on_highest_weight_criterion",
            "more_judges_ranking_higher",
            "panel_discussion_recorded",
            "chair_decides_with_reason",
        ],
        **fields,
    )
    for order, weight in enumerate(weights):
        key = ("impact", "personal", "together", "learning", "legacy")[order]
        Criterion.objects.create(
            award=award, key=key, name=key.title(), question=f"What of {key}?", weight=weight, order=order
        )
    return award


def make_draft(award: Award, *, nominator: Person | None = None, nominee: Person | str = "Nadia Fenwick", **fields):
    """Return a complete draft that could be sent."""
    now = clock.now()
    known = isinstance(nominee, Person)
    row = Nominee.objects.create(
        kind=NomineeKind.PERSON,
        name=nominee.full_name if known else nominee,
        email=(nominee.email or "") if known else "",
        job_title="Social worker",
        organisation_name=award.season.programme.organisation_name,
        person=nominee if known else None,
    )
    draft = {
        "nominator_kind": "staff",
        "nominator_name": nominator.full_name if nominator else "Priya Castellane",
        "nominator_email": nominator.email if nominator else "priya@fellshire.example",
        "relationship": "colleague",
        "nominee_knows": "no",
        "share_nominator_name": "yes",
        "confirmed_no_identifiers": True,
        "citation": "For patient work that keeps people safe.",
        "started_at": now,
        "saved_at": now,
    } | fields
    statement = draft.pop("statement_text", WORDS)
    nomination = Nomination.objects.create(season=award.season, award=award, nominee=row, nominator=nominator, **draft)
    Statement(nomination=nomination).write(statement)
    return nomination


def next_reference(season: Season) -> str:
    """Return the season's next reference and count it."""
    counter = ReferenceCounter.objects.get(season=season)
    counter.last += 1
    counter.save()
    return f"{season.reference_prefix}-{counter.last:04d}"


def make_submitted(award: Award, *, nominator: Person, **fields) -> Nomination:
    """Return a nomination that has been sent."""
    now = clock.now()
    fields = {"state": NominationState.SUBMITTED, "submitted_at": now, "first_submitted_at": now} | fields
    return make_draft(award, nominator=nominator, reference=next_reference(award.season), **fields)


def make_entry(
    award: Award,
    *,
    nominator: Person,
    reviewer: Person,
    endorser: Person | None = None,
    state: str = EntryState.WAITING,
    nominee: Person | str = "Nadia Fenwick",
    **fields,
) -> Entry:
    """Return an entry whose one nomination is accepted, clear and, where it must be, endorsed."""
    now = clock.now()
    nomination = make_submitted(award, nominator=nominator, nominee=nominee, **fields)
    entry = Entry.objects.create(
        season=award.season,
        award=award,
        nominee=nomination.nominee,
        reference=nomination.reference,
        state=state,
        citation=nomination.citation,
        citation_approved_at=now,
        notice="sent" if nomination.nominee.person_id else "due",
        notice_at=now if nomination.nominee.person_id else None,
    )
    JudgingCopy.objects.create(
        nomination=nomination,
        text=nomination.statement.read(),
        words=nomination.statement.words,
        approved_by=reviewer,
        approved_at=now,
    )
    Nomination.objects.filter(pk=nomination.pk).update(
        entry=entry, screening=Screening.CLEAR, state=NominationState.ACCEPTED
    )
    if endorser:
        Endorsement.objects.create(
            nomination=nomination,
            person=endorser,
            state=EndorsementState.GIVEN,
            requested_at=now,
            answer_by=now + timedelta(days=10),
            answered_at=now,
        )
    return Entry.objects.get(pk=entry.pk)


def make_round(
    award: Award,
    *,
    chair: Person,
    judges: list[Person],
    kind: str = RoundKind.SHORTLISTING,
    state: str = RoundState.DECLARING,
    member_state: str = MemberState.DECLARED,
    opens_in=timedelta(days=-1),
    closes_in=timedelta(days=7),
    **fields,
) -> Round:
    """Return a round of the award with a panel of its own: the chair first, then the judges."""
    now = clock.now()
    panel = Panel.objects.create(award=award, name=f"Panel of {award.name}")
    for seed, person in enumerate([chair, *judges]):
        PanelMember.objects.create(
            panel=panel, person=person, is_chair=person == chair, state=member_state, shuffle_seed=seed
        )
    return Round.objects.create(
        season=award.season,
        award=award,
        panel=panel,
        kind=kind,
        state=state,
        opens_at=now + opens_in,
        closes_at=now + closes_in,
        quorum=award.quorum,
        **fields,
    )


def sign_in(client: Client, person: Person) -> Client:
    """Sign `person` in on `client` and return it."""
    client.force_login(person.accounts.get(email__iexact=person.email), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def season(db):
    """A season that takes nominations now, with `award` and `other_award`."""
    season = make_season("north")
    make_award(season, "safeguarding", "Safeguarding Award")
    make_award(season, "care-worker", "Care Worker of the Year", weights=(45, 35, 20), endorsement_required=False)
    return season


@pytest.fixture
def other_season(db):
    """A season of another programme, of which nothing may show in the first."""
    season = make_season("south")
    make_award(season, "safeguarding", "Southern Safeguarding Award")
    return season


@pytest.fixture
def award(season):
    """The season's award with criteria of 40, 25, 20 and 15 on a scale of four points; endorsement needed."""
    return season.awards.get(slug="safeguarding")


@pytest.fixture
def other_award(season):
    """The season's other award; no endorsement needed."""
    return season.awards.get(slug="care-worker")


@pytest.fixture
def people(season):
    """A person with an account for each role of `season`, by role; only granted roles hold a grant."""
    council = Organisation.objects.create(name="Fellshire County Council", is_external=False)
    found = _add_people([*GRANTED, *OTHERS], council)
    RoleGrant.objects.bulk_create(
        RoleGrant(person=found[name], role=role, scope=scope_of(season)) for name, role in GRANTED.items()
    )
    return found


def _add_people(roles: list[str], organisation: Organisation) -> dict[str, Person]:
    """Return a person for each of `roles`, all made at once: most tests begin with them.

    Nobody is tied to anything yet, so that there is nothing for the other rooms to hear of.
    """
    people = []
    for role in roles:
        name = role.replace("_", " ").title()
        address = f"{name.lower().replace(' ', '.')}.{next(_numbers)}@fellshire.example"
        people.append(Person(full_name=name, folded_name=fold(name), email=address, organisation=organisation))
    Person.objects.bulk_create(people)
    User.objects.bulk_create(
        User(
            email=person.email,
            person=person,
            password=NO_PASSWORD,
            is_superuser=role == "superuser",
            is_staff=role == "superuser",
        )
        for role, person in zip(roles, people, strict=True)
    )
    return dict(zip(roles, people, strict=True))


@pytest.fixture
def draft(award, people):
    """A complete draft of `people["nominator"]` about `people["nominee"]`."""
    return make_draft(award, nominator=people["nominator"], nominee=people["nominee"])


@pytest.fixture
def submitted(award, people):
    """A nomination that `people["nominator"]` has sent about `people["nominee"]`."""
    return make_submitted(award, nominator=people["nominator"], nominee=people["nominee"])


@pytest.fixture
def entry(award, people):
    """An entry of `people["nominee"]` that is ready for judges."""
    return make_entry(
        award,
        nominator=people["nominator"],
        reviewer=people["reviewer"],
        endorser=people["endorser"],
        nominee=people["nominee"],
    )

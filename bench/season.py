"""A season of any size, written in bulk: N entries, each scored by five judges on five criteria.

The rows are what the services would have left; `check_integrity` finds them sound.
"""

import random
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from announcements.models import Release
from announcements.states import ReleaseState
from awards.models import Award, Criterion, Milestone, NomineeType, Programme, Scale, ScalePoint, Season
from awards.roles import scope_of
from awards.states import SeasonState
from judging.models import (
    Decision,
    DecisionLine,
    Declaration,
    Panel,
    PanelMember,
    Round,
    Score,
    ScoreSheet,
    Standing,
)
from judging.states import DecisionState, MemberState, Outcome, RoundKind, RoundMode, RoundState, SheetState
from kit import clock
from kit.crypto import seal
from kit.models import RecordKey
from nominations.models import (
    Consent,
    Entry,
    JudgingCopy,
    Nomination,
    Nominee,
    NomineeKind,
    ReferenceCounter,
    Statement,
)
from nominations.states import ConsentPurpose, EntryState, NominationState, Screening
from people.models import Person, User
from people.roles import Role
from people.services import account_for, grant_role
from workflow import SYSTEM

WEIGHTS = (30, 25, 20, 15, 10)
JUDGES = 5
TEXT = (
    "They noticed early that something was wrong and asked the person what they wanted to happen next. "
    "They brought the right people round one table and made sure that everybody was heard there. "
) * 6


@transaction.atomic
def build(entries: int, *, seed: int = 1) -> Season:
    """Write a season with one award in scoring; half of the sheets are submitted, the others not started."""
    chance = random.Random(seed)
    season, award = _season()
    administrator, reviewer, *judges = [_person(f"Bench {n}") for n in range(JUDGES + 2)]
    grant_role(administrator, Role.ADMINISTRATOR, scope=scope_of(season), by=SYSTEM)
    grant_role(reviewer, Role.REVIEWER, scope=scope_of(season), by=SYSTEM)
    panel = Panel.objects.create(award=award, name="Bench panel")
    members = [
        PanelMember.objects.create(
            panel=panel, person=judge, is_chair=n == 0, state=MemberState.SCORING, shuffle_seed=n + 1
        )
        for n, judge in enumerate(judges)
    ]
    now = clock.now()
    round_ = Round.objects.create(
        season=season,
        award=award,
        panel=panel,
        kind=RoundKind.SHORTLISTING,
        state=RoundState.SCORING,
        opens_at=now - timedelta(days=3),
        closes_at=now + timedelta(days=3),
    )
    found = _entries(season, award, entries, reviewer)
    Declaration.objects.bulk_create(
        [Declaration(member=member, entry=entry, answer="none") for member in members for entry in found],
        batch_size=2000,
    )
    _sheets(round_, award, members, found, chance)
    _waiting(season, award, entries)
    return season


def _season() -> tuple[Season, Award]:
    now = clock.now()
    programme = Programme.objects.create(slug="bench", name="Bench", organisation_name="Bench Council")
    season = Season.objects.create(
        programme=programme,
        slug="bench",
        name="Bench Awards",
        year=2027,
        reference_prefix="BE27",
        awards_mailbox="awards@bench.example",
        state=SeasonState.JUDGING,
    )
    Milestone.objects.create(
        season=season,
        key="nominations",
        name="Nominations",
        starts_at=now - timedelta(days=60),
        ends_at=now - timedelta(days=20),
    )
    scale = Scale.objects.create(season=season, key="plain-5", name="Plain")
    for value in range(1, 6):
        ScalePoint.objects.create(scale=scale, value=value, label=f"Point {value}", anchor="What it stands for.")
    award = Award.objects.create(
        season=season,
        slug="bench-award",
        name="Bench award",
        description="An award to measure with.",
        nominee_type=NomineeType.INDIVIDUAL,
        who_may_nominate=["staff"],
        endorsement_required=False,
        scale=scale,
        tie_rules=["higher_mean_on_highest_weight_criterion", "chair_decides_with_reason"],
    )
    for order, weight in enumerate(WEIGHTS):
        Criterion.objects.create(
            award=award, key=f"c{order}", name=f"Criterion {order}", question="What?", weight=weight, order=order
        )
    return season, award


def _person(name: str) -> Person:
    person = Person.objects.create(full_name=name, email=name.lower().replace(" ", ".") + "@bench.example")
    account_for(person)
    return person


def _nominations(season, award, numbers, *, state, entries=None, screening=Screening.NOT_CHECKED):
    now = clock.now()
    nominators = Person.objects.bulk_create(
        [
            Person(full_name=f"Nominator {n}", folded_name=f"nominator {n}", email=f"n{n}@bench.example")
            for n in numbers
        ],
        batch_size=1000,
    )
    nominees = Nominee.objects.bulk_create(
        [
            Nominee(
                kind=NomineeKind.PERSON,
                name=f"Nominee {n}",
                folded_name=f"nominee {n}",
                match_key=f"nominee {n}",
                job_title="Colleague",
            )
            for n in numbers
        ],
        batch_size=1000,
    )
    return Nomination.objects.bulk_create(
        [
            Nomination(
                season=season,
                award=award,
                nominee=nominees[i],
                nominator=nominators[i],
                reference=f"BE27-{n:05d}",
                state=state if entries is None else NominationState.SUBMITTED,
                screening=screening,
                nominator_name=f"Nominator {n}",
                nominator_email=f"n{n}@bench.example",
                nominator_kind="staff",
                relationship="colleague",
                started_at=now - timedelta(days=30),
                saved_at=now - timedelta(days=30),
                submitted_at=now - timedelta(days=30, seconds=-i),
                first_submitted_at=now - timedelta(days=30),
            )
            for i, n in enumerate(numbers)
        ],
        batch_size=500,
    )


def _keys(sealed, rows) -> list[RecordKey]:
    """Return a key in its table for each row; all open the same text, so that the bench starts soon."""
    return RecordKey.objects.bulk_create([RecordKey(wrapped=sealed.key) for _ in rows], batch_size=500)


def _entries(season, award, count: int, reviewer: Person) -> list[Entry]:
    now = clock.now()
    rows = _nominations(season, award, range(1, count + 1), state=NominationState.SUBMITTED, screening=Screening.CLEAR)
    found = Entry.objects.bulk_create(
        [
            Entry(
                season=season,
                award=award,
                nominee_id=row.nominee_id,
                reference=row.reference,
                state=EntryState.IN_ROUND,
            )
            for row in rows
        ],
        batch_size=500,
    )
    for row, entry in zip(rows, found, strict=True):
        row.entry = entry
    Nomination.objects.bulk_update(rows, ["entry"], batch_size=500)
    Nomination.objects.filter(season=season).update(state=NominationState.ACCEPTED)
    sealed = seal(TEXT)
    words = len(TEXT.split())
    Statement.objects.bulk_create(
        [
            Statement(nomination=row, sealed_text=sealed.text, key_id=key.pk, words=words)
            for row, key in zip(rows, _keys(sealed, rows), strict=True)
        ],
        batch_size=500,
    )
    JudgingCopy.objects.bulk_create(
        [JudgingCopy(nomination=row, text=TEXT, words=words, approved_by=reviewer, approved_at=now) for row in rows],
        batch_size=500,
    )
    ReferenceCounter.objects.create(season=season, last=count * 2)
    return found


def _waiting(season, award, count: int) -> None:
    """As many nominations again wait for a reviewer, so that the queue has the season's size."""
    rows = _nominations(season, award, range(count + 1, 2 * count + 1), state=NominationState.SUBMITTED)
    sealed = seal(TEXT)
    Statement.objects.bulk_create(
        [
            Statement(nomination=row, sealed_text=sealed.text, key_id=key.pk, words=len(TEXT.split()))
            for row, key in zip(rows, _keys(sealed, rows), strict=True)
        ],
        batch_size=500,
    )


def _sheets(round_, award, members, entries, chance) -> None:
    now = clock.now()
    criteria = list(award.criteria.all())
    half = len(entries) // 2
    sheets, marks = [], []
    for place, entry in enumerate(entries):
        for member in members:
            given = [chance.randint(1, 5) for _ in criteria] if place < half else None
            total = given and sum(Decimal(w * g) for w, g in zip(WEIGHTS, given, strict=True)) / 100
            sheets.append(
                ScoreSheet(
                    round=round_,
                    entry=entry,
                    member=member,
                    state=SheetState.SUBMITTED if given else SheetState.OPEN,
                    total=total,
                    note_to_panel="Marked on the evidence." if given else "",
                    submitted_at=now if given else None,
                )
            )
            marks.append(given)
    written = ScoreSheet.objects.bulk_create(sheets, batch_size=500)
    Score.objects.bulk_create(
        [
            Score(sheet=sheet, criterion=criterion, value=value)
            for sheet, given in zip(written, marks, strict=True)
            if given
            for criterion, value in zip(criteria, given, strict=True)
        ],
        batch_size=2000,
    )
    _standings(round_, criteria, entries, sheets, marks)


def _standings(round_, criteria, entries, sheets, marks) -> None:
    places = Decimal("0.0001")
    rows = []
    for i, entry in enumerate(entries):
        block = slice(i * JUDGES, (i + 1) * JUDGES)
        given = [m for m in marks[block] if m]
        totals = [s.total for s in sheets[block] if s.total is not None]
        means = [Decimal(sum(column)) / len(given) for column in zip(*given, strict=True)] if given else []
        total = sum((w * m for w, m in zip(WEIGHTS, means, strict=True)), Decimal(0)) / 100 if given else None
        rows.append(
            Standing(
                round=round_,
                entry=entry,
                total=total.quantize(places) if given else None,
                counted=len(given),
                expected=JUDGES,
                lowest=min(totals, default=None),
                highest=max(totals, default=None),
                means={c.key: str(m.quantize(places)) for c, m in zip(criteria, means, strict=True)} if given else {},
            )
        )
    Standing.objects.bulk_create(rows, batch_size=1000)


def finish_scoring(season: Season) -> Round:
    """Submit nothing more, close the round and set the positions, as the clock would."""
    round_ = season.rounds.get()
    Round.objects.filter(pk=round_.pk).update(state=RoundState.CLOSED, closes_at=clock.now())
    ranked = list(round_.standings.order_by(F("total").desc(nulls_last=True), "pk"))
    for place, standing in enumerate(ranked, start=1):
        standing.position = place
    Standing.objects.bulk_update(ranked, ["position"], batch_size=1000)
    return Round.objects.get(pk=round_.pk)


def publish_results(season: Season, round_: Round) -> None:
    """Lock a winner and a highly commended entry, both of whom may be named, and make them public."""
    now = clock.now()
    final = Round.objects.create(
        season=season,
        award=round_.award,
        panel=round_.panel,
        kind=RoundKind.FINAL,
        mode=RoundMode.MEETING,
        state=RoundState.DECIDED,
        figures_from=round_,
        opens_at=now,
        closes_at=now + timedelta(days=1),
    )
    decision = Decision.objects.create(
        round=final, state=DecisionState.LOCKED, locked_at=now, record={"bench": True}, record_hash="0" * 64
    )
    best = [standing.entry for standing in round_.standings.ranked().select_related("entry")[:2]]
    for entry, outcome in zip(best, (Outcome.WINNER, Outcome.HIGHLY_COMMENDED), strict=False):
        DecisionLine.objects.create(decision=decision, entry=entry, outcome=outcome)
        for purpose in (ConsentPurpose.NAME, ConsentPurpose.ROLE):
            Consent.objects.create(
                entry=entry, purpose=purpose, answer="yes", wording="May we?", wording_version="1", given_by="bench"
            )
    administrator, reviewer = account("bench.0").person, account("bench.1").person
    release = Release.objects.create(
        season=season,
        state=ReleaseState.RELEASED,
        goes_public_at=now,
        released_at=now,
        prepared_by=administrator,
        approved_by=reviewer,
        approved_at=now,
    )
    release.awards.add(round_.award)


def account(name: str) -> User:
    """Return the account of one of the people of the bench."""
    return User.objects.select_related("person").get(email=f"{name}@bench.example")

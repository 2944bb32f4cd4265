"""What each queryset lets somebody see, compared with plain Python over every row, for everybody."""

import inspect

import pytest
from django.apps import apps
from django.db import transaction

from announcements.models import CertificateRun, EventDetails, Release
from awards.models import Award, Season
from judging.models import Decision, DecisionPack, Pack, PanelMember, Round, ScoreSheet, Standing, SuitabilityCheck
from nominations.models import Concern, Endorsement, Entry, ImportBatch, Interest, Nomination
from notifications.models import Message
from notifications.querysets import OUTCOMES
from tests.matrix_worlds import build

# The database of the suite; what a test changes in it is undone, the world stays.
pytestmark = pytest.mark.django_db

SITTING = {"accepted", "declared", "scoring", "finished"}
OVER = {"closed", "deliberating", "decided"}


def holds(person, season, *roles) -> bool:
    """Whether one of the roles is granted in this season."""
    return any(g.role in roles and g.scope in {"", f"season:{season.pk}"} for g in person.grants.all())


def is_out(person, entry) -> bool:
    """Whether an interest shuts somebody out of an entry."""
    return Interest.objects.filter(person=person, entry=entry, ruling="recused").exists()


def is_out_of_award(person, award) -> bool:
    """Whether an interest shuts somebody out of any entry of an award."""
    return any(is_out(person, entry) for entry in Entry.objects.filter(award=award))


def takes_no_part(person, entry) -> bool:
    """Whether an interest keeps somebody from judging an entry: in it, or in any of an award that says so."""
    return is_out(person, entry) or (entry.award.interest_bars_award and is_out_of_award(person, entry.award))


def has_part(person, nomination) -> bool:
    """Whether somebody wrote, endorses or is named in a nomination, or manages whom it names."""
    nominee = nomination.nominee
    manager = nominee.person.line_manager_id if nominee.person else None
    people = {nomination.nominator_id, nominee.person_id, manager}
    people |= {m.person_id for m in nominee.members.all()} | {e.person_id for e in nomination.endorsements.all()}
    addresses = {nomination.nominator_email, nomination.endorser_email, nominee.email}
    interests = nomination.entry.interests.all() if nomination.entry else []
    people |= {i.person_id for i in interests if i.ruling == "recused"}
    return person.pk in people or person.email in {a.lower() for a in addresses if a}


def reviews(person, nomination) -> bool:
    """Whether somebody may read a sent nomination as its reviewer."""
    was_sent = nomination.state not in {"draft", "expired"}
    return was_sent and holds(person, nomination.season, "reviewer") and not has_part(person, nomination)


def sits(person, panel, *, as_chair=False) -> bool:
    """Whether somebody has a seat on a panel that counts, or its chair."""
    return any(
        m.person_id == person.pk and m.state in SITTING and not m.is_reserve and (m.is_chair or not as_chair)
        for m in panel.members.all()
    )


def runs(person, thing) -> bool:
    """Whether somebody administers the season of a thing."""
    return holds(person, thing.season, "administrator")


def is_over(round_) -> bool:
    """Whether the marks of a round may be compared."""
    return round_.state in OVER or round_.mode == "meeting"


def is_own_pack(person, pack) -> bool:
    """Whether a pack is there for its judge, who has declared."""
    seat = pack.member
    return seat.person_id == person.pk and seat.state in SITTING - {"accepted"} and not seat.is_reserve


def runs_pack(person, pack) -> bool:
    """Whether somebody may make packs for the judges of an award: they run its season and have no interest in it."""
    return runs(person, pack.round) and not is_out_of_award(person, pack.round.award)


def is_own_sheet(person, sheet) -> bool:
    """Whether a sheet is there for its judge."""
    declared = {d.entry_id for d in sheet.member.declarations.all()}
    return (
        sheet.member.person_id == person.pk
        and sheet.member.state in SITTING - {"accepted"}
        and sheet.state not in {"recused", "void"}
        and sheet.entry.state not in {"withdrawn", "not_proceeding"}
        and sheet.entry_id in declared
        and not takes_no_part(person, sheet.entry)
    )


def knows(person, round_) -> bool:
    """Whether somebody judges in a round or runs its season."""
    return sits(person, round_.panel) or runs(person, round_)


def steers(person, round_) -> bool:
    """Whether somebody chairs a round or runs its season."""
    return sits(person, round_.panel, as_chair=True) or runs(person, round_)


def reads_marks(person, round_, entry) -> bool:
    """Whether somebody may read others' marks of an entry."""
    return knows(person, round_) and is_over(round_) and not takes_no_part(person, entry)


def follows(person, release) -> bool:
    """Whether somebody may follow a release."""
    awards = list(release.awards.all())
    chairs = any(sits(person, p, as_chair=True) for a in awards for p in a.panels.all())
    told = holds(person, release.season, "communications", "host") and release.state != "draft"
    return (runs(person, release) or chairs or told) and not any(is_out_of_award(person, a) for a in awards)


def follows_message(person, message) -> bool:
    """Whether somebody may follow a message."""
    if message.season is None or not holds(person, message.season, "administrator", "information_governance"):
        return False
    kind, _, number = message.about.partition(":")
    thing = {"entry": Entry, "nomination": Nomination, "endorsement": Endorsement}.get(kind)
    subject = thing and thing.objects.get(pk=number)
    if subject is None:
        return True
    nomination = {"nomination": subject, "endorsement": getattr(subject, "nomination", None)}.get(kind)
    entry = subject if kind == "entry" else nomination.entry
    if nomination is not None and has_part(person, nomination):
        return False
    if entry is not None and is_out(person, entry):
        return False
    award = subject.award if kind != "endorsement" else None
    return not (award and message.kind in OUTCOMES and is_out_of_award(person, award))


ORACLES = {
    (Season, "visible_to"): lambda p, s: s.state != "draft" or any(holds(p, s, g.role) for g in p.grants.all()),
    (Award, "visible_to"): lambda p, a: (
        a.season.state != "draft" or any(holds(p, a.season, g.role) for g in p.grants.all())
    ),
    (Nomination, "written_by"): lambda p, n: n.nominator_id == p.pk,
    (Nomination, "reviewable_by"): reviews,
    (Nomination, "administered_by"): lambda p, n: runs(p, n) and not has_part(p, n),
    (Nomination, "without_stake_of"): lambda p, n: not has_part(p, n),
    (Nomination, "visible_to"): lambda p, n: n.nominator_id == p.pk or reviews(p, n),
    (Endorsement, "asked_of"): lambda p, e: e.person_id == p.pk,
    (Endorsement, "visible_to"): lambda p, e: (
        e.person_id == p.pk
        or (holds(p, e.nomination.season, "reviewer", "administrator") and not has_part(p, e.nomination))
    ),
    (Entry, "without_interest_of"): lambda p, e: not is_out(p, e),
    (Entry, "visible_to"): lambda p, e: holds(p, e.season, "reviewer", "administrator") and not is_out(p, e),
    (Entry, "of_nominee"): lambda p, e: e.nominee.person_id == p.pk and e.notice_at is not None,
    (Concern, "led_by"): lambda p, c: (
        holds(p, c.nomination.season, "safeguarding_lead") and not has_part(p, c.nomination)
    ),
    (Concern, "visible_to"): lambda p, c: (
        holds(p, c.nomination.season, "safeguarding_lead", "reviewer") and not has_part(p, c.nomination)
    ),
    (Interest, "shutting_out"): lambda p, i: i.person_id == p.pk and i.ruling == "recused",
    (PanelMember, "of"): lambda p, m: m.person_id == p.pk,
    (PanelMember, "visible_to"): lambda p, m: (
        m.person_id == p.pk or sits(p, m.panel, as_chair=True) or runs(p, m.panel.award)
    ),
    (Round, "judged_by"): lambda p, r: sits(p, r.panel),
    (Round, "chaired_by"): lambda p, r: sits(p, r.panel, as_chair=True),
    (Round, "steered_by"): steers,
    (Round, "visible_to"): knows,
    (ScoreSheet, "mine"): is_own_sheet,
    (ScoreSheet, "visible_to"): lambda p, s: is_own_sheet(p, s) or reads_marks(p, s.round, s.entry),
    (ScoreSheet, "tracked_by"): lambda p, s: steers(p, s.round) and not takes_no_part(p, s.entry),
    (Standing, "visible_to"): lambda p, s: reads_marks(p, s.round, s.entry),
    (Decision, "visible_to"): lambda p, d: (
        knows(p, d.round) and is_over(d.round) and not is_out_of_award(p, d.round.award)
    ),
    (DecisionPack, "visible_to"): lambda p, k: (
        steers(p, k.decision.round) and not is_out_of_award(p, k.decision.round.award)
    ),
    (Pack, "mine"): is_own_pack,
    (Pack, "run_by"): runs_pack,
    (Pack, "visible_to"): lambda p, k: is_own_pack(p, k) or runs_pack(p, k),
    (SuitabilityCheck, "asked_of"): lambda p, c: holds(p, c.entry.season, "hr_adviser") and not is_out(p, c.entry),
    (SuitabilityCheck, "visible_to"): lambda p, c: (
        holds(p, c.entry.season, "hr_adviser", "administrator") and not is_out(p, c.entry)
    ),
    (Release, "visible_to"): follows,
    (EventDetails, "visible_to"): lambda p, d: (
        d.entry.nominee.person_id == p.pk or (runs(p, d.entry) and not is_out(p, d.entry))
    ),
    (CertificateRun, "visible_to"): lambda p, c: runs(p, c.release) and follows(p, c.release),
    (ImportBatch, "visible_to"): runs,
    (Message, "visible_to"): follows_message,
}


@pytest.fixture(scope="module", params=["scoring", "embargo"])
def world(request, django_db_setup, django_db_blocker):
    """The world of one state, built once for every question."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(request.param)
        transaction.set_rollback(True)


def test_every_way_of_asking_who_may_see_has_an_answer_of_its_own():
    """A queryset method that takes a viewer, and that nobody has said the truth of, fails here."""
    found = set()
    for model in apps.get_models():
        queryset = getattr(model._default_manager, "_queryset_class", None)
        for name, method in inspect.getmembers(queryset, inspect.isfunction) if queryset else ():
            takes = list(inspect.signature(method).parameters)[1:2]
            if takes in (["viewer"], ["person"]) and method.__module__.endswith("querysets"):
                found.add((model, name))
    # It takes any roles: what it answers is what it was asked.
    assert found - {(Season, "run_by")} == set(ORACLES)


@pytest.mark.parametrize(("model", "method"), ORACLES, ids=lambda value: getattr(value, "__name__", value))
def test_a_queryset_finds_exactly_what_its_reader_may_know_of(world, model, method):
    """For each of the people: the rows found are the rows that plain Python lets them see, each once."""
    rows = list(model.objects.all())
    assert rows or world.state != "embargo", f"There is no {model.__name__} to find"
    found, right = {}, {}
    for name, person in world.people.items():
        found[name] = sorted(getattr(model.objects.all(), method)(person).values_list("pk", flat=True))
        right[name] = sorted(row.pk for row in rows if ORACLES[model, method](person, row))
    assert found == right


@pytest.mark.parametrize(("model", "method"), ORACLES, ids=lambda value: getattr(value, "__name__", value))
def test_an_account_sees_what_its_person_sees(world, model, method):
    """Whether a queryset is asked with the account or with the person behind it makes no difference."""
    if method in {"without_stake_of", "without_interest_of", "shutting_out"}:
        return  # these are asked with a person only
    for person in world.people.values():
        seen = getattr(model.objects.all(), method)(person).values_list("pk", flat=True)
        by_account = getattr(model.objects.all(), method)(person.accounts.get()).values_list("pk", flat=True)
        assert set(seen) == set(by_account)

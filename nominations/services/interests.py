"""Who has a stake in an entry: found from the records, declared, and ruled on (R10).

A found interest stays once it is found, also when its cause is gone: what a person knew, they know. The one
exception is what was found from the wrong nominee (`drop_interests_of_nominee`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import ProtectedError, Q

from awards.models import Award, Season
from awards.roles import is_administrator, scope_of, season_ids
from awards.states import SeasonState
from kit import clock
from nominations.models import (
    Endorsement,
    Entry,
    Interest,
    InterestKind,
    InterestSource,
    Nomination,
    NomineeMember,
    Ruling,
)
from nominations.signals import interest_changed, interest_dropped
from nominations.states import EntryState
from people.models import Person, User
from people.roles import Role
from workflow import SYSTEM, NotAllowed, NotNow, record
from workflow.actors import Actor

Stake = tuple[int, int, InterestKind]  # entry, person, kind
ChairedBy = Callable[[Person], Iterable[int]]
ChairsOf = Callable[[Iterable[int]], Iterable[tuple[int, int]]]

_chair_finders: list[tuple[ChairedBy, ChairsOf]] = []


def recognise_chairs(*, chaired_by: ChairedBy, chairs_of: ChairsOf) -> None:
    """Register how a room further right knows the chairs of panels, who rule on declared interests.

    `chaired_by` gives the awards whose panel somebody chairs now, `chairs_of` the (award, person) of the chairs'
    own seats, whoever acts for them.
    """
    if (chaired_by, chairs_of) not in _chair_finders:
        _chair_finders.append((chaired_by, chairs_of))


@transaction.atomic
def find_interests(entry: Entry, people: Iterable[Person]) -> list[Interest]:
    """Find and store the interests of `people` in an entry; returns those that are new or now recuse.

    Asking again finds nothing new. An interest that was declared and noted becomes one that recuses when
    the records show it too.
    """
    return _store(stakes_of(people, Entry.objects.filter(pk=entry.pk)))


@transaction.atomic
def find_for_role_holders(entry: Entry) -> list[Interest]:
    """Find the interests of the season's administrators and reviewers in an entry."""
    return find_interests(entry, role_holders(entry.season))


@transaction.atomic
def refresh_role_holders(season: Season) -> list[Interest]:
    """Find the interests of the season's administrators and reviewers in each of its entries."""
    entries = Entry.objects.filter(season=season)
    if not entries.exists():
        return []
    return _store(stakes_of(role_holders(season), entries))


@transaction.atomic
def find_for_person(person: Person) -> list[Interest]:
    """Find what the records show of one administrator or reviewer, who has an address more by now."""
    # Asked of a fresh copy: what it remembers of its roles now would be wrong for the caller's a moment later.
    seasons, everywhere = season_ids(Person.objects.get(pk=person.pk), Role.ADMINISTRATOR, Role.REVIEWER)
    if not (seasons or everywhere):
        return []
    open_seasons = Season.objects.exclude(state__in=[SeasonState.DRAFT, SeasonState.ARCHIVED])
    if not everywhere:
        open_seasons = open_seasons.filter(pk__in=seasons)
    return _store(stakes_of([person], Entry.objects.filter(season__in=open_seasons)))


def refresh_all_seasons() -> None:
    """Find the interests of role holders anew in every season that is not over."""
    for season in Season.objects.exclude(state__in=[SeasonState.DRAFT, SeasonState.ARCHIVED]):
        refresh_role_holders(season)


def role_holders(season: Season) -> list[Person]:
    """Return the people who are administrators or reviewers of a season now."""
    scope = scope_of(season)
    found = {p.pk: p for role in (Role.ADMINISTRATOR, Role.REVIEWER) for p in Person.objects.holding(role, scope)}
    return list(found.values())


def stakes_of(people: Iterable[Person], entries) -> set[Stake]:
    """Return what ties `people` to `entries` (a QuerySet) by the records, in a fixed number of queries.

    The nominee, a member of the team, anybody who nominated or was asked to endorse, a manager of a nominee
    or of a member (or the other way round) within two levels, and whoever has the same employer outside the
    council. Addresses count as their owner's, so that nobody is missed who used another account.
    """
    people = list(people)
    if not people:
        return set()
    keys = [p.pk for p in people]
    put_forward = _put_forward(entries)
    return {
        *((e, p, k) for e, p, k in put_forward if p in set(keys)),
        *_by_writing(keys, entries),
        *_by_address(people, entries),
        *_by_line(keys, put_forward),
        *_by_employer(people, put_forward),
    }


def _put_forward(entries) -> set[Stake]:
    """Return nominees and members who are known as people, whoever they are."""
    nominees = Nomination.objects.filter(entry__in=entries, nominee__person__isnull=False)
    members = NomineeMember.objects.filter(nominee__nomination__entry__in=entries, person__isnull=False)
    return {
        *((e, p, InterestKind.IS_NOMINEE) for e, p in nominees.values_list("entry", "nominee__person")),
        *((e, p, InterestKind.TEAM_MEMBER) for e, p in members.values_list("nominee__nomination__entry", "person")),
    }


def _by_writing(keys: list[int], entries) -> set[Stake]:
    nominators = Nomination.objects.filter(entry__in=entries, nominator__in=keys)
    endorsers = Endorsement.objects.filter(nomination__entry__in=entries, person__in=keys)
    return {
        *((e, p, InterestKind.NOMINATOR) for e, p in nominators.values_list("entry", "nominator")),
        *((e, p, InterestKind.ENDORSER) for e, p in endorsers.values_list("nomination__entry", "person")),
    }


def _by_address(people: list[Person], entries) -> set[Stake]:
    owners: dict[str, set[int]] = defaultdict(set)
    for person in people:
        if person.email:
            owners[person.email.lower()].add(person.pk)
    for email, person_id in User.objects.filter(person__in=people).values_list("email", "person"):
        owners[email.lower()].add(person_id)
    fields = {
        "nominee__email": InterestKind.IS_NOMINEE,
        "nominator_email": InterestKind.NOMINATOR,
        "endorser_email": InterestKind.ENDORSER,
    }
    rows = Nomination.objects.filter(entry__in=entries).values_list("entry", *fields)
    return {
        (entry, person, kind)
        for entry, *addresses in rows
        for address, kind in zip(addresses, fields.values(), strict=True)
        for person in owners.get(address.lower(), ())
        if address
    }


def _by_line(keys: list[int], put_forward: set[Stake]) -> set[Stake]:
    """Tie managers within two levels to those they manage, in both directions."""
    related: dict[int, set[int]] = defaultdict(set)
    chain = ["pk", "line_manager", "line_manager__line_manager"]
    for person, *above in Person.objects.filter(pk__in=keys).values_list(*chain):
        for manager in filter(None, above):
            related[manager].add(person)
    for field in chain[1:]:
        for report, manager in Person.objects.filter(**{f"{field}__in": keys}).values_list("pk", field):
            related[report].add(manager)
    return {(e, p, InterestKind.LINE_MANAGER) for e, nominee, _k in put_forward for p in related.get(nominee, ())}


def _by_employer(people: list[Person], put_forward: set[Stake]) -> set[Stake]:
    employed: dict[int, set[int]] = defaultdict(set)
    outside = Person.objects.filter(pk__in=[p.pk for p in people], organisation__is_external=True)
    for person, organisation in outside.values_list("pk", "organisation"):
        employed[organisation].add(person)
    if not employed:
        return set()
    employers = dict(Person.objects.filter(organisation__in=employed).values_list("pk", "organisation"))
    return {
        (entry, person, InterestKind.SAME_EMPLOYER)
        for entry, nominee, _kind in put_forward
        for person in employed.get(employers.get(nominee), ())
        if person != nominee
    }


def _store(stakes: set[Stake]) -> list[Interest]:
    known = _known(stakes)
    if all(stake in known and known[stake].source == InterestSource.FOUND for stake in stakes):
        return []
    # An interest moves what is further right, and somebody else may find the same one: its entry is held before that,
    # in one order, and what is known is read again.
    _hold({entry for entry, _person, _kind in stakes})
    known = _known(stakes)
    changed = []
    for entry, person, kind in sorted(stakes):
        interest = known.get((entry, person, kind))
        if interest is None:
            interest = Interest(entry_id=entry, person_id=person, kind=kind, noticed_at=clock.now())
        elif interest.source == InterestSource.FOUND:
            continue
        interest.source, interest.ruling = InterestSource.FOUND, Ruling.RECUSED
        interest.save()
        record(interest.entry, "find_interest", by=SYSTEM, data={"person": person, "kind": str(kind)})
        interest_changed.send(sender=Interest, interest=interest)
        changed.append(interest)
    return changed


def _known(stakes: set[Stake]) -> dict[Stake, Interest]:
    """Return the interests that are stored of these entries and people."""
    rows = Interest.objects.filter(entry__in={e for e, _p, _k in stakes}, person__in={p for _e, p, _k in stakes})
    return {(i.entry_id, i.person_id, i.kind): i for i in rows.select_related("entry")}


def _hold(entries: set[int]) -> None:
    """Let nobody else find, declare or rule on an interest in these entries until this transaction ends."""
    held = Entry.objects.filter(pk__in=entries).order_by("pk").select_for_update(of=("self",), no_key=True)
    list(held.values_list("pk", flat=True))


@transaction.atomic
def drop_interests_of_nominee(entry: Entry) -> int:
    """Forget the interests that came from who the nominee was taken to be and are so no longer; returns how many.

    An interest for which a sheet stays aside, because its round is decided, is kept.
    """
    of_nominee = [
        InterestKind.IS_NOMINEE,
        InterestKind.TEAM_MEMBER,
        InterestKind.LINE_MANAGER,
        InterestKind.SAME_EMPLOYER,
    ]
    found = Interest.objects.filter(entry=entry, source=InterestSource.FOUND, kind__in=of_nominee)
    found = list(found.select_related("person", "entry__season").order_by("pk"))
    standing = stakes_of([interest.person for interest in found], Entry.objects.filter(pk=entry.pk))
    gone = [i for i in found if (i.entry_id, i.person_id, i.kind) not in standing]
    return sum(_drop(interest) for interest in gone)


def _drop(interest: Interest) -> bool:
    """Give back what was set aside for an interest, and forget it; says whether that was possible."""
    try:
        with transaction.atomic():
            # No bar from here on, so that sheets may be given back before the row goes.
            interest.source, interest.ruling = InterestSource.DECLARED, Ruling.NOTED
            interest.save(update_fields=["source", "ruling"])
            data = {"person": interest.person_id, "kind": interest.kind}
            interest_dropped.send(sender=Interest, interest=interest)
            interest.delete()
            record(interest.entry, "drop_interest", by=SYSTEM, data=data)
    except ProtectedError:
        return False
    return True


@transaction.atomic
def declare_interest(entry: Entry, *, person: Person, kind: str, note: str = "", by: Actor) -> Interest:
    """Store what `person` says ties them to an entry; it keeps them out until somebody rules otherwise.

    Declaring again changes the note, and is for whoever rules to look at again when the note is new. What
    the records show already stays as found.
    """
    if by.pk != person.pk and not is_administrator(entry, by):
        raise NotAllowed("Only the person whose interest it is can declare it.")
    if kind not in InterestKind.values:
        raise NotNow("Select what ties you to this nominee.")
    note = note.strip()
    _hold({entry.pk})
    interest, made = Interest.objects.select_for_update().get_or_create(
        entry=entry,
        person=person,
        kind=kind,
        defaults={"source": InterestSource.DECLARED, "note": note, "noticed_at": clock.now()},
    )
    if not made and interest.note == note:
        return interest
    if not made:
        interest.note = note
        if interest.source == InterestSource.DECLARED:
            interest.ruling, interest.ruled_by, interest.ruled_at = Ruling.RECUSED, None, None
        interest.save()
    record(entry, "declare_interest", by=by, data={"person": person.pk, "kind": str(kind)})
    interest_changed.send(sender=Interest, interest=interest)
    return interest


def rulable_by(person: Person):
    """Return the declared interests on which `person` may rule: the list twin of `may_rule`, in few queries."""
    seasons, everywhere = season_ids(person, Role.ADMINISTRATOR)
    run = Q(pk__isnull=False) if everywhere else Q(entry__season__in=seasons)
    chaired = awards_chaired_by(person)
    of_chairs = Q(pk__in=[])
    for award, chair in _seats_of_chairs(chaired):
        of_chairs |= Q(entry__award=award, person=chair)
    declared = Interest.objects.filter(source=InterestSource.DECLARED).exclude(person=person)
    standing = Entry.objects.without_interest_of(person).exclude(state=EntryState.JOINED)
    barred = Interest.objects.shutting_out(person).in_barring_awards().values("entry__award")
    may = run | (Q(entry__award__in=chaired) & ~of_chairs)
    return declared.filter(may, entry__in=standing).exclude(entry__award__in=barred)


def awaiting_ruling_by(person: Person, award: Award | None = None):
    """Return the declared interests that wait for `person` to say what they mean, of one award if it is given."""
    waiting = rulable_by(person).filter(ruled_at__isnull=True)
    return waiting if award is None else waiting.filter(entry__award=award)


def awards_chaired_by(person: Person) -> set[int]:
    """Return the awards whose panel somebody chairs now."""
    return {award for chaired_by, _chairs_of in _chair_finders for award in chaired_by(person)}


def _seats_of_chairs(awards: Iterable[int]) -> set[tuple[int, int]]:
    awards = list(awards)
    return {pair for _by, chairs_of in _chair_finders for pair in chairs_of(awards)} if awards else set()


def may_rule(interest: Interest, by: Actor) -> bool:
    """Say whether `by` decides what a declared interest means: the chair, or for anybody an administrator.

    Nobody rules on their own, nobody whom an interest keeps from the same entry, and on the chair's only an
    administrator, whoever acts as chair meanwhile.
    """
    if not isinstance(by, Person) or by.pk == interest.person_id:
        return False
    if Interest.objects.shutting_out(by).barring_from(interest.entry).exists():
        return False
    award = interest.entry.award_id
    if is_administrator(interest.entry.award, by):
        return True
    return award in awards_chaired_by(by) and (award, interest.person_id) not in _seats_of_chairs([award])


@transaction.atomic
def rule_on_interest(interest: Interest, *, ruling: str, note: str = "", by: Actor) -> Interest:
    """Decide whether somebody with a declared interest takes part; letting them needs a note saying why.

    The note is kept as the reason in the trail; what the person declared stays as they wrote it.
    """
    _hold({interest.entry_id})
    interest = (
        Interest.objects.select_for_update(of=("self",))
        .select_related("entry__award", "entry__season")
        .get(pk=interest.pk)
    )
    if interest.source == InterestSource.FOUND:
        raise NotNow("This interest was found in the records, so it always keeps the person out.")
    if not may_rule(interest, by):
        raise NotAllowed(
            "Only the chair of the panel or an administrator can decide this, never on their own interest "
            "or on an entry in which they have one."
        )
    if ruling not in Ruling.values:
        raise NotNow("Select whether the person takes part.")
    if ruling == Ruling.NOTED and not note.strip():
        raise NotNow("Enter why the person may take part.")
    interest.ruling, interest.ruled_by, interest.ruled_at = ruling, by, clock.now()
    interest.save(update_fields=["ruling", "ruled_by", "ruled_at"])
    record(
        interest.entry,
        "rule_on_interest",
        by=by,
        reason=note.strip(),
        data={"person": interest.person_id, "kind": interest.kind, "ruling": str(ruling)},
    )
    interest_changed.send(sender=Interest, interest=interest)
    return interest

"""What a season knows that an import must be held against, read from the database once."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.db.models import Q

from awards.models import Season
from awards.roles import scope_of
from kit import clock
from nominations.importing import AwardFacts, Context, Limits, NominationFacts
from nominations.importing_asks import judges_of, known_by
from nominations.matching import team_key
from nominations.models import Nomination, NomineeKind
from nominations.states import NominationState
from people.models import Organisation, RoleGrant
from people.roles import Role

# Whoever withdrew or never sent it may be nominated again by the same person.
GONE = (NominationState.WITHDRAWN, NominationState.EXPIRED)


def context_of(season: Season, *, aliases: Mapping[str, str] | None = None, limits: Limits | None = None) -> Context:
    """Return the season as an import sees it; `aliases` are other names of awards, each with the award's slug."""
    window, programme = season.window("nominations"), season.programme
    return Context(
        awards=tuple(_award(award, aliases or {}) for award in season.awards.all()),
        opens=window.starts_at if window else None,
        closes=window.ends_at if window else None,
        zone=ZoneInfo(season.time_zone),
        limits=limits or Limits(most=season.statement_max_words),
        nominations=tuple(_nominations(season)),
        judges=judges_of(season),
        reviewers=_reviewers(season),
        own_names=_filled(programme.organisation_name, programme.organisation_short_name, programme.name, season.name),
        own_domains=frozenset(
            _domains(season.awards_mailbox, season.data_protection_contact, season.safeguarding_email)
        ),
        other_employers=frozenset(map(team_key, _other_employers())),
    )


def _award(award, aliases: Mapping[str, str]) -> AwardFacts:
    return AwardFacts(
        key=award.slug,
        name=award.name,
        nominee_type=award.nominee_type,
        pool=award.nominee_pool,
        self_nomination=award.self_nomination,
        who_may_nominate=tuple(award.who_may_nominate),
        aliases=tuple(name for name, slug in aliases.items() if slug == award.slug),
    )


def _nominations(season: Season):
    """Nominations that have a reference: sent once, even if their nominator has them back to change them."""
    held = Nomination.objects.filter(season=season).exclude(reference="").exclude(state__in=GONE)
    columns = ("reference", "award__slug", "nominee__name", "nominee__email", "nominee__kind")
    nominators = ("nominator_name", "nominator_email", "nominator__full_name", "nominator__email")
    for row in held.order_by("reference").values_list(*columns, *nominators).iterator():
        reference, award, nominee, email, kind, name, address, own_name, own_address = row
        yield NominationFacts(
            reference=reference,
            award=award,
            nominee=nominee,
            nominee_email=email.lower(),
            nominator=name or own_name or "",
            nominator_email=(address or own_address or "").lower(),
            is_team=kind == NomineeKind.TEAM,
        )


def _reviewers(season: Season) -> frozenset[str]:
    """Whoever reviews the season now or will, so that their own nominations are seen in time."""
    grants = RoleGrant.objects.filter(role=Role.REVIEWER, scope__in=[scope_of(season), ""])
    grants = grants.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=clock.now()))
    people = grants.values_list("person__full_name", "person__email")
    return frozenset().union(*(known_by(name, address) for name, address in people))


def _other_employers():
    return Organisation.objects.filter(is_external=True).values_list("name", flat=True)


def _filled(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _domains(*addresses: str) -> frozenset[str]:
    return frozenset(address.lower().rpartition("@")[2] for address in addresses if "@" in address)

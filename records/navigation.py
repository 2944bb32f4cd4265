"""Which doors of the house a person finds in the menu: two small queries, however many seasons there are."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import NoReverseMatch, reverse

from awards.models import Season
from awards.roles import scope_of
from awards.states import SeasonState
from judging.models import PanelMember
from people.roles import Role


def address(name: str, *args) -> str | None:
    """Return the address of a page, or None where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


@dataclass(frozen=True)
class Standing:
    """What somebody is to one season: the roles they hold in it, and their seats."""

    season: Season
    roles: frozenset[str]
    judges: bool
    chairs: bool

    def is_any(self, *roles: Role) -> bool:
        """Say whether the person holds one of `roles` in the season."""
        return bool(self.roles & set(roles))


def standings_of(person) -> list[Standing]:
    """Return the seasons in which `person` has something to do, newest first; remembered for the request."""
    if "_standings" in person.__dict__:
        return person._standings
    scopes = person.scopes_of(*Role)
    ids = [int(scope.partition(":")[2]) for scope in scopes if scope]
    seats = PanelMember.objects.of(person).sitting().filter(panel__award__season=OuterRef("pk"))
    seasons = (
        Season.objects.exclude(state=SeasonState.ARCHIVED)
        .annotate(sits=Exists(seats), chairs=Exists(seats.filter(is_chair=True)))
        .filter(Q(sits=True) | (Q() if "" in scopes else Q(pk__in=ids)))
        .only("pk", "slug", "name", "year", "state")
    )
    person._standings = [
        Standing(season, frozenset(person.roles_in(scope_of(season))), season.sits, season.chairs) for season in seasons
    ]
    return person._standings


def _first(standings: list[Standing], *roles: Role, chairs: bool = False) -> Season | None:
    """Return the newest season in which one of `roles`, or the chair's seat, is held."""
    return next((s.season for s in standings if s.is_any(*roles) or (chairs and s.chairs)), None)


def doors_of(person) -> list[tuple[str, str | None]]:
    """Return the menu of `person`: words and addresses, in the order in which an award happens."""
    all_of_them = standings_of(person)
    run = _first(all_of_them, Role.ADMINISTRATOR)
    steered = _first(all_of_them, Role.ADMINISTRATOR, chairs=True)
    told = _first(all_of_them, Role.ADMINISTRATOR, Role.COMMUNICATIONS, Role.HOST, chairs=True)
    watched = _first(all_of_them, Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE)
    doors = [("Your nominations", address("nominations:mine"))]
    if run:
        doors.append(("Dashboard", address("records:dashboard", run.slug)))
    if _first(all_of_them, Role.REVIEWER):
        doors.append(("Review", address("review:queue")))
    if any(s.judges for s in all_of_them):
        doors.append(("Judging", address("judging:mine")))
    if steered:
        doors.append(("Panels", address("panel:progress", steered.slug)))
    if _first(all_of_them, Role.HR_ADVISER):
        doors.append(("Checks", address("panel:checks")))
    if told:
        doors.append(("Announcements", address("announcements:releases", told.slug)))
    if watched:
        doors += [("Messages", address("notifications:list")), ("Audit", address("records:audit"))]
    return doors


def menu_for(person, path: str) -> list[dict]:
    """Return the menu as the page shows it; the door that leads to `path` is marked."""
    doors = [(text, url) for text, url in doors_of(person) if url]
    here = max((url for _, url in doors if path.startswith(url)), key=len, default=None)
    return [{"text": text, "url": url, "current": url == here} for text, url in doors]

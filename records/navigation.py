"""Which doors of the house a person finds in the menu: two small queries, however many seasons there are."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from awards.models import Season
from awards.roles import scope_of
from awards.states import SeasonState
from judging.models import PanelMember
from judging.states import MemberState
from people.roles import Role

LEFT = [MemberState.DECLINED, MemberState.STOOD_DOWN]


def address(name: str, *args) -> str:
    """Return the address of a page of the house."""
    return reverse(name, args=args)


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
    # Invited judges and reserves too: they have an invitation to answer and names to declare on.
    seats = PanelMember.objects.of(person).filter(panel__award__season=OuterRef("pk")).exclude(state__in=LEFT)
    seasons = (
        Season.objects.exclude(state=SeasonState.ARCHIVED)
        .annotate(sits=Exists(seats), chairs=Exists(seats.chairing()))
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


def doors_of(person) -> list[tuple[str, str]]:
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
    if _first(all_of_them, Role.SAFEGUARDING_LEAD):
        doors.append(("Safeguarding", address("review:concerns")))
    if told:
        doors.append(("Announcements", address("announcements:releases", told.slug)))
    if watched:
        doors += [("Messages", address("notifications:list")), ("Audit", address("records:audit"))]
    return doors


# Pages of a room that do not lie under its door's own address still belong to that door.
ROOMS = {
    "nominations": "Your nominations",
    "review": "Review",
    "imports": "Dashboard",
    "judging": "Judging",
    "panel": "Panels",
    "announcements": "Announcements",
    "notifications": "Messages",
    "records": "Dashboard",
}
PUBLIC = {"announcements:results", "announcements:feed"}


def menu_for(person, path: str, page: str = "") -> list[dict]:
    """Return the menu as a page shows it; the door through which one came to `path` is marked.

    `page` is the page's name, such as "announcements:release".
    """
    doors = doors_of(person)
    here = max((url for _, url in doors if path.startswith(url)), key=len, default=None)
    if here is None and page not in PUBLIC:
        here = dict(doors).get(ROOMS.get(page.partition(":")[0], ""))
    return [{"text": text, "url": url, "current": url == here} for text, url in doors]

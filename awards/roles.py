"""What a granted role means in a season."""

from people.models import Person
from people.roles import Role
from workflow.actors import SYSTEM
from workflow.predicates import Permission, permission


def scope_of(season) -> str:
    """Return the scope under which roles of this season are granted and its events are listed."""
    return f"season:{season.pk if hasattr(season, 'pk') else season}"


def season_ids(person: Person | None, *roles: Role) -> tuple[set[int], bool]:
    """Return the seasons in which `person` holds one of `roles` now, and whether they hold it everywhere."""
    if person is None:
        return set(), False
    scopes = person.scopes_of(*roles)
    return {int(s.partition(":")[2]) for s in scopes if s}, "" in scopes


def holds(role: Role, sentence: str) -> Permission:
    """Return the permission of everybody who holds `role` in the season of the thing.

    Only a Person holds a role: the bearer of a link never does, whoever they are.
    """

    def ask(thing, actor):
        season = getattr(thing, "season", thing)
        return isinstance(actor, Person) and actor.holds(role, scope_of(season))

    return Permission(ask, f"is {Role(role).label.lower()}", sentence)


is_administrator = holds(Role.ADMINISTRATOR, "Only an administrator of this season can do this.")
is_reviewer = holds(Role.REVIEWER, "Only a reviewer of this season can do this.")
is_hr_adviser = holds(Role.HR_ADVISER, "Only the HR adviser of this season can do this.")
is_communications = holds(Role.COMMUNICATIONS, "Only a communications officer of this season can do this.")
is_host = holds(Role.HOST, "Only the event host can do this.")


@permission("Only Commend itself does this.")
def is_the_system(thing, actor):
    """The clock and the workers."""
    return actor is SYSTEM

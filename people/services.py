"""What is done about people."""

from django.db import transaction

from kit import clock
from kit.text import clean_line
from people.models import Organisation, Person, RoleGrant, User
from people.roles import Role
from people.signals import messages_stopped, people_changed
from workflow.actors import Actor
from workflow.audit import record


def find_or_add_organisation(name: str, *, is_external: bool = True) -> Organisation | None:
    """Return the organisation of this name, however it is written; None for an empty name."""
    from kit.text import fold

    name = clean_line(name)
    if not name:
        return None
    found, _ = Organisation.objects.get_or_create(
        folded_name=fold(name), defaults={"name": name, "is_external": is_external}
    )
    return found


@transaction.atomic
def find_or_add_person(*, name: str, email: str = "", job_title: str = "", organisation: str = "") -> Person:
    """Return the person with this address, or a new one; a person without an address is always new.

    What is already known of a person is never overwritten by what somebody else typed.
    """
    email = clean_line(email).lower()
    known = Person.objects.with_email(email) if email else None
    if known:
        return known
    return Person.objects.create(
        full_name=clean_line(name) or email,
        email=email or None,
        job_title=clean_line(job_title),
        organisation=find_or_add_organisation(organisation),
    )


@transaction.atomic
def account_for(person: Person, email: str = "") -> User:
    """Return the account with which a person signs in at `email` (their own address by default)."""
    email = (email or person.email or "").lower()
    known = User.objects.filter(email__iexact=email).select_related("person").first()
    return known or User.objects.create_user(email, person)


@transaction.atomic
def grant_role(person: Person, role: Role, *, scope: str, by: Actor, ends_at=None) -> RoleGrant:
    """Give a person a role in a scope, until `ends_at` if it is given; a grant that ended starts again."""
    granter = getattr(by, "person", by)
    grant, _ = RoleGrant.objects.update_or_create(
        person=person,
        role=role,
        scope=scope,
        defaults={
            "granted_by": granter if isinstance(granter, Person) else None,
            "ends_at": ends_at,
        },
    )
    person.__dict__.pop("_grants", None)
    record(person, "grant_role", by=by, data={"role": str(role), "scope": scope})
    people_changed.send(sender=Person, people=[person])
    return grant


@transaction.atomic
def end_role(person: Person, role: Role, *, scope: str, by: Actor) -> None:
    """End a person's role; it counts no more from their next request on."""
    RoleGrant.objects.current().filter(person=person, role=role, scope=scope).update(ends_at=clock.now())
    person.__dict__.pop("_grants", None)
    record(person, "end_role", by=by, data={"role": str(role), "scope": scope})
    people_changed.send(sender=Person, people=[person])


@transaction.atomic
def stop_messages(person: Person, *, by: Actor, reason: str) -> None:
    """Send a person nothing more by e-mail but a code they ask for; what waits for them is cancelled at once."""
    Person.objects.filter(pk=person.pk).update(no_email=True)
    person.no_email = True
    messages_stopped.send(sender=Person, person=person, by=by, reason=reason)


def allow_messages(person: Person) -> None:
    """Write to a person again; what was cancelled stays so."""
    Person.objects.filter(pk=person.pk).update(no_email=False)
    person.no_email = False

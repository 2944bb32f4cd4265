"""Writing and reading the trail."""

from kit import clock
from workflow.actors import Actor, person_id_of
from workflow.models import AuditEvent, Reason


def subject_type_of(obj) -> str:
    """Return the name under which the trail knows things of this kind ("nomination", "score_sheet")."""
    return getattr(obj, "machine", "") or obj._meta.model_name


def record(
    obj,
    deed: str,
    *,
    by: Actor,
    reason: str = "",
    before: str = "",
    after: str = "",
    now=None,
    data: dict | None = None,
) -> AuditEvent:
    """Write one event about `obj`; `data` may hold codes and numbers, never names or narrative."""
    kind = subject_type_of(obj)
    event = AuditEvent.objects.create(
        at=now or clock.now(),
        verb=f"{kind}.{deed}",
        subject_type=kind,
        subject_id=obj.pk,
        scope=getattr(obj, "audit_scope", ""),
        actor=by.actor_key,
        person_id=person_id_of(by),
        before=before,
        after=after,
        data=data or {},
    )
    if reason:
        Reason.objects.create(event=event, text=reason)
    return event


def record_many(things, deed: str, *, by: Actor, now=None, data: list[dict], reasons: list[str]) -> None:
    """Write one event about each of many things that one deed has made; `data` and `reasons` go with them in order.

    The things are of one kind, new, and stand in the state that the event says.
    """
    if not things:
        return
    kind, at, person_id = subject_type_of(things[0]), now or clock.now(), person_id_of(by)
    events = AuditEvent.objects.bulk_create(
        AuditEvent(
            at=at,
            verb=f"{kind}.{deed}",
            subject_type=kind,
            subject_id=thing.pk,
            scope=getattr(thing, "audit_scope", ""),
            actor=by.actor_key,
            person_id=person_id,
            after=thing.state,
            data=facts,
        )
        for thing, facts in zip(things, data, strict=True)
    )
    said = zip(events, reasons, strict=True)
    Reason.objects.bulk_create(Reason(event=event, text=reason) for event, reason in said if reason)


def trail(obj):
    """Return the events about one thing, newest first, with their reasons."""
    return AuditEvent.objects.filter(subject_type=subject_type_of(obj), subject_id=obj.pk).select_related("reason")


def last_move(obj) -> AuditEvent | None:
    """Return the event that put `obj` in the state it is in, if the trail knows it."""
    return trail(obj).filter(after=obj.state).exclude(before=obj.state).first()

"""The one door that every change of state goes through."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from kit import clock
from workflow import naming
from workflow.actors import Actor
from workflow.audit import last_move, record, subject_type_of
from workflow.errors import NotAllowed, NotNow
from workflow.guards import guards_of
from workflow.signals import performed
from workflow.transitions import find_transition


@dataclass(frozen=True)
class May:
    """Yes, or the sentence that says why not."""

    sentence: str = ""

    def __bool__(self):
        return not self.sentence


@transaction.atomic
def perform(obj, name: str, *, by: Actor, now=None, reason: str = "", data: dict | None = None, **kwargs):
    """Run one transition for the actor `by`: lock, check, change, save, record, tell.

    Returns the thing as it now stands; the instance that was passed in is left as it was. `data` are codes
    and numbers for the trail; further keywords go to the transition. Raises NotNow (wrong state, or a
    condition or guard says no) or NotAllowed (they may not), each with a sentence for the person, and
    changes nothing then.
    """
    obj = _locked(obj)
    obj.now = now or clock.now()
    check_now(obj, name, reason=reason)
    check_allowed(obj, name, by)
    before = obj.state
    obj.__dict__["_at_the_door"] = True
    try:
        getattr(obj, name)(**kwargs)
    finally:
        obj.__dict__.pop("_at_the_door", None)
    obj.save()
    event = record(obj, name, by=by, reason=reason, before=before, after=obj.state, now=obj.now, data=data)
    performed.send(sender=type(obj), instance=obj, event=event, by=by, name=f"{event.verb}", details=kwargs)
    return obj


def _locked(obj):
    """Read the row again under its lock, with what its questions always ask for.

    Its key is not held: rows that name it can be made meanwhile, and nobody who makes one waits in a circle.
    """
    rows = type(obj)._default_manager.select_for_update(of=("self",), no_key=True)
    if obj.asked_with:
        rows = rows.select_related(*obj.asked_with)
    return rows.get(pk=obj.pk)


def check_now(obj, name: str, *, reason: str | None = None) -> None:
    """Raise NotNow unless state, conditions and guards let `name` happen; asks for a reason unless it is None."""
    move = find_transition(obj, name)
    if move is None:
        raise NotNow(_moved_on(obj))
    for condition in move.custom["conditions"]:
        if not condition(obj):
            raise NotNow(condition.sentence(obj))
    if reason is not None and move.custom["needs_reason"] and not reason.strip():
        raise NotNow("Enter a reason.")
    for ask in guards_of(f"{subject_type_of(obj)}.{name}"):
        if sentence := ask(obj):
            raise NotNow(sentence)


def check_allowed(obj, name: str, by: Actor) -> None:
    """Raise NotAllowed unless the actor may do `name` to this thing."""
    move = find_transition(obj, name)
    if not move.permission(obj, by):
        raise NotAllowed(move.permission.refusal(obj, by))


def may(obj, name: str, by: Actor, now=None) -> May:
    """Say whether `by` could do `name` to `obj` now: truthy, or falsy with the sentence that says why not."""
    obj.now = now or clock.now()
    try:
        check_now(obj, name)
        check_allowed(obj, name, by)
    except (NotNow, NotAllowed) as refusal:
        return May(refusal.sentence)
    return May()


def _moved_on(obj) -> str:
    """Say in what state the thing is, who put it there and when."""
    label = obj.get_state_display().lower()
    event = last_move(obj)
    if event is None:
        return f"This cannot be done now: it is {label}."
    at = timezone.localtime(event.at)
    when = f"{at:%-d %B %Y} at {at:%H:%M}"
    return f"This cannot be done now: it is {label} since {when} ({naming.name_of(event)})."

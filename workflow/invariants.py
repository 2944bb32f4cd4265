"""What must hold of the trail and of every lifecycle."""

from collections.abc import Iterator

from django.db.models import OuterRef, Q, Subquery

from workflow.machines import all_machines
from workflow.models import AuditEvent, SignOff
from workflow.transitions import moves_of


def states_are_known() -> Iterator[str]:
    """Every row is in a state that its machine has."""
    for model in all_machines():
        known = [value for value, _ in model._meta.get_field("state").choices]
        for pk, state in model._default_manager.exclude(state__in=known).values_list("pk", "state"):
            yield f"{model.machine} {pk} is in the unknown state {state!r}"


def states_follow_the_trail() -> Iterator[str]:
    """Every thing that the trail knows stands where its last move left it.

    A thing made in a later state by an import or a fixture has no move in the trail yet, and messages move in
    batches outside it: neither says anything here.
    """
    for model in all_machines():
        if model.machine == "message":
            continue
        moves = AuditEvent.objects.filter(subject_type=model.machine, subject_id=OuterRef("pk")).exclude(after="")
        rows = model._default_manager.annotate(told=Subquery(moves.order_by("-pk").values("after")[:1]))
        for pk, state, told in rows.filter(told__isnull=False).values_list("pk", "state", "told"):
            if state != told:
                yield f"{model.machine} {pk} is {state}, but its last event left it {told}"


def reasons_are_given() -> Iterator[str]:
    """A move that needs a reason has one in the trail."""
    for model in all_machines():
        needing = [
            f"{model.machine}.{name}"
            for name, transitions in moves_of(model).items()
            if transitions[0].custom["needs_reason"]
        ]
        missing = AuditEvent.objects.filter(verb__in=needing, reason__isnull=True)
        for pk, verb in missing.values_list("pk", "verb"):
            yield f"event {pk} ({verb}) has no reason"


def events_name_an_actor() -> Iterator[str]:
    """Each event says who did it, and a person's event knows the person."""
    nameless = AuditEvent.objects.filter(Q(actor="") | Q(actor__startswith="person:", person_id__isnull=True))
    for pk in nameless.values_list("pk", flat=True):
        yield f"event {pk} does not say who did it"


def two_person_acts_have_two_people() -> Iterator[str]:
    """A name under a deed stands there once for each person."""
    seen = set()
    names = SignOff.objects.filter(withdrawn_at__isnull=True)
    for row in names.values_list("deed", "subject_type", "subject_id", "person_id"):
        if row in seen:
            yield f"person {row[3]} has signed {row[0]} of {row[1]} {row[2]} twice"
        seen.add(row)


INVARIANTS = [
    states_are_known,
    states_follow_the_trail,
    reasons_are_given,
    events_name_an_actor,
    two_person_acts_have_two_people,
]

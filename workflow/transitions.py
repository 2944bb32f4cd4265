"""How a model states its moves."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import django_fsm

from workflow.predicates import Fact, Permission


def transition(
    field,
    source: str | Sequence[str],
    target: str | None,
    *,
    permission: Permission,
    conditions: Sequence[Fact] = (),
    needs_reason: bool = False,
    label: str = "",
):
    """Declare a move of a lifecycle: from `source` to `target`, if the `conditions` hold and `permission` allows.

    `target` None keeps the state (a deed that is recorded but moves nothing). `needs_reason` refuses the
    move without a reason in words. The body may touch only its own row, and finds the time of the deed in
    `self.now`. It runs only through `workflow.perform`: a direct call raises RuntimeError.
    """

    def decorate(method: Callable) -> Callable[..., Any]:
        custom = {
            # Asked by the door, once, under the lock: django-fsm would ask again, and the queries are not free.
            "conditions": tuple(conditions),
            "needs_reason": needs_reason,
            "label": label or method.__name__.replace("_", " "),
        }
        move = django_fsm.transition(field=field, source=source, target=target, permission=permission, custom=custom)(
            method
        )

        @wraps(move)
        def only_at_the_door(self, *args, **kwargs):
            if not self.__dict__.get("_at_the_door"):
                raise RuntimeError(f"{method.__qualname__} runs only through workflow.perform")
            return move(self, *args, **kwargs)

        return only_at_the_door

    return decorate


def find_transition(obj, name: str):
    """Return the declared move `name` from the state `obj` is in, or None; AttributeError for an unknown name."""
    meta = getattr(type(obj), name)._django_fsm
    return meta.get_transition(obj.state) if meta.has_transition(obj.state) else None


def moves_of(model) -> dict[str, list]:
    """Return every move of a model by name, each with its transitions, one for each source state."""
    field = model._meta.get_field("state")
    methods = field.transitions[model]
    return {name: list(method._django_fsm.transitions.values()) for name, method in sorted(methods.items())}

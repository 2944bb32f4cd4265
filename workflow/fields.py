"""The state of a thing, which only the door may change."""

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMFieldDescriptor, FSMFieldMixin


class StateDescriptor(FSMFieldDescriptor):
    """Refuse a state set by hand, but let the row's own reload through."""

    def __set__(self, instance, value):
        if "_reloading" in instance.__dict__:
            self.field.set_state(instance, value)
        else:
            super().__set__(instance, value)


class StateField(FSMField):
    """A protected state with its choices and its first value."""

    descriptor_class = StateDescriptor

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("protected", True)
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls, name, **kwargs):
        """Join a model; the shadows of models that migrations make have no moves to collect.

        django-fsm would listen for every later model on behalf of each of them, hundreds of times a migration.
        """
        if cls.__module__ == "__fake__":
            super(FSMFieldMixin, self).contribute_to_class(cls, name, **kwargs)
        else:
            super().contribute_to_class(cls, name, **kwargs)


def legal_states(states: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """Return the constraint that lets the database hold only the states that the code knows."""
    return models.CheckConstraint(condition=Q(state__in=states.values), name=name)


class Lifecycle(models.Model):
    """A row with a state that only `workflow.perform` changes.

    A subclass names its machine in `machine` ("nomination"), has a `state` StateField, and may give
    `audit_scope`, a code such as "season:3" under which its events are found again, and `asked_with`, the
    relations that its conditions and permissions always look at, so that the door reads them with the row.
    """

    machine = ""
    asked_with: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @property
    def audit_scope(self) -> str:
        """The code under which the events of this thing are listed together."""
        return ""

    def refresh_from_db(self, *args, **kwargs):
        """Read the row again, state included.

        django-fsm's own mixin lifts the protection from the field that all rows share while it
        reads, and for good when the row is gone; this one lifts it for this instance alone.
        """
        self.__dict__["_reloading"] = True
        try:
            super().refresh_from_db(*args, **kwargs)
        finally:
            self.__dict__.pop("_reloading", None)

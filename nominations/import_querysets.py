"""How imports and their rows are found, and what becomes of a row."""

from django.db import models
from django.db.models import Case, Count, Q, TextField, Value, When
from django.db.models.functions import Cast

from awards.roles import season_ids
from nominations.states import RowDecision, RowVerdict
from people.roles import Role
from people.viewing import person_behind

# What becomes of a row once the import is confirmed.
SUBMITTED, ON_HOLD, LEFT_OUT = "submitted", "on_hold", "left_out"

_HAS_AWARD = Q(award__isnull=False)
_AS_FOUND = Q(decision=RowDecision.BY_VERDICT)


class ImportBatchQuerySet(models.QuerySet):
    """Imports."""

    def visible_to(self, viewer):
        """Return the imports of the seasons that `viewer` administers."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        seasons, everywhere = season_ids(person, Role.ADMINISTRATOR)
        return self if everywhere else self.filter(season__in=seasons)


class ImportRowQuerySet(models.QuerySet):
    """Rows of imports."""

    def with_outcome(self):
        """Annotate what becomes of each row: submitted, on hold or left out; without an award it is left out."""
        submitted = Q(decision=RowDecision.TAKE) | (_AS_FOUND & Q(verdict=RowVerdict.OK))
        on_hold = Q(decision=RowDecision.HOLD) | (_AS_FOUND & Q(verdict=RowVerdict.NEEDS_DECISION))
        return self.annotate(
            outcome=Case(
                When(_HAS_AWARD & submitted, then=Value(SUBMITTED)),
                When(_HAS_AWARD & on_hold, then=Value(ON_HOLD)),
                default=Value(LEFT_OUT),
            )
        )

    def to_be_imported(self):
        """Return the rows that become nominations."""
        return self.with_outcome().exclude(outcome=LEFT_OUT)

    def outcomes(self) -> dict[str, int]:
        """Return how many rows become what."""
        found = dict.fromkeys((SUBMITTED, ON_HOLD, LEFT_OUT), 0)
        found |= dict(self.with_outcome().order_by().values_list("outcome").annotate(n=Count("pk")))
        return found

    def erase(self) -> int:
        """Take everything that anybody wrote out of these rows; their codes stay."""
        return self.update(sealed_values=b"", sealed_key=b"")

    def with_issue(self, code: str):
        """Return the rows with an issue of this kind, whatever follows its colon."""
        rows = self.annotate(codes=Cast("issues", TextField()))
        return rows.filter(Q(codes__contains=f'"{code}"') | Q(codes__contains=f'"{code}:'))

    def that_cannot_be_chosen(self):
        """Return the rows that lack an award or a nominee, so that no nomination can be made of them yet."""
        rows = self.annotate(lacks=Cast("issues", TextField()))
        return rows.filter(Q(award__isnull=True) | Q(lacks__contains='"nominee_blank"'))

"""Every list that leaves as a file is in the trail: who took it, which list, narrowed by what, how many rows (P11)."""

from dataclasses import dataclass

from django.db import transaction
from django.dispatch import receiver

from awards.roles import scope_of
from kit.exports import exported
from people.viewing import person_of
from workflow import record

# What each list is called in the trail.
LISTS = {
    "review-queue": "Nominations to review",
    "nominations-in-full": "Nominations in full",
    "nominations-with-copies": "Nominations in full, with judging copies",
    "entries": "Entries",
    "late-endorsements": "Late endorsements",
    "missing-endorsers": "Nominations without an endorser",
    "late-drafts": "Late drafts",
    "interests": "Interests",
    "nominations": "Nominations",
    "audit": "Audit trail",
    "messages": "Messages",
    "panels": "Panels",
    "totals": "Totals",
    "score-sheets": "Score sheets",
    "suitability-checks": "Suitability checks",
    "releases": "Releases",
}


@dataclass(frozen=True)
class ListOf:
    """A list as the trail knows it: it has no number of its own, only the season whose rows it holds."""

    audit_scope: str
    machine: str = "list"
    pk: None = None


@receiver(exported)
def record_export(sender, *, request, name, form, asked, counts, **kwargs):
    """Write one event for each season that rows came from; one in all where the list is of one season."""
    person = person_of(request)
    with transaction.atomic():
        for scope, rows in counts.items():
            about = ListOf(scope_of(scope) if isinstance(scope, int) else scope or "")
            record(about, "export", by=person, data={"list": name, "format": form, "narrowed_by": asked, "rows": rows})

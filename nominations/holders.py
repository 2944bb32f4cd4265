"""The browser in which somebody writes a nomination before they have shown whose address it carries.

No account is needed to begin, so a draft belongs at first to the session that wrote it. That session may go
on with this one draft; it never sees anything else of the person whose address was typed.
"""

import uuid
from dataclasses import dataclass

from people.viewing import person_of

SESSION_KEY = "commend_drafts"
KEPT = 30


@dataclass(frozen=True)
class DraftHolder:
    """Whoever sits at the browser in which these drafts were written, not signed in."""

    public_ids: frozenset[uuid.UUID]

    actor_key = "visitor"
    pk = None

    def holds(self, nomination) -> bool:
        """Say whether the draft was written in this browser."""
        return nomination.public_id in self.public_ids


def remember_draft(request, nomination) -> None:
    """Let this browser go on with the draft that it has just begun."""
    kept = [code for code in request.session.get(SESSION_KEY, []) if code != str(nomination.public_id)]
    request.session[SESSION_KEY] = [*kept, str(nomination.public_id)][-KEPT:]


def forget_draft(request, nomination) -> None:
    """Let go of a draft that was sent or deleted."""
    kept = [code for code in request.session.get(SESSION_KEY, []) if code != str(nomination.public_id)]
    request.session[SESSION_KEY] = kept


def holder_of(request) -> DraftHolder:
    """Return the holder of the drafts that were written in this browser."""
    return DraftHolder(frozenset(uuid.UUID(code) for code in request.session.get(SESSION_KEY, [])))


def writer_of(request):
    """Return who writes on this page: the signed-in person, or else the holder of the browser's drafts."""
    return person_of(request) or holder_of(request)

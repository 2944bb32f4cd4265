"""The names of reviewers under a judging copy that two must read, and how they fall with its text."""

from collections.abc import Callable

from kit import clock
from nominations import rules
from nominations.models import Nomination
from workflow import record
from workflow.actors import Actor
from workflow.models import SignOff
from workflow.signoffs import sign, standing

DEED, CAPACITY = rules.READING, "reviewer"


def drop_stale_names(nomination: Nomination, read: Callable[[Nomination], str], *, by: Actor) -> int:
    """Let the names fall that stand under another text than `read` gives now; returns how many fell."""
    names = list(standing(nomination, DEED))
    if not names:
        return 0
    now_as = rules.fingerprint_of(read(nomination))
    stale = [name.pk for name in names if name.fingerprint != now_as]
    if stale:
        SignOff.objects.filter(pk__in=stale).update(withdrawn_at=clock.now())
        record(nomination, "name_falls", by=by, data={"names": len(stale)})
    return len(stale)


def sign_text(nomination: Nomination, text: str, *, by: Actor) -> SignOff:
    """Put a reviewer's name under a text as they read it; raises NotNow where it stands there already."""
    drop_stale_names(nomination, lambda _: text, by=by)
    return sign(nomination, DEED, by=by, capacity=CAPACITY, fingerprint=rules.fingerprint_of(text))

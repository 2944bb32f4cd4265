"""Where each judge was while the panel decided: what is kept of it, and what is still missing."""

from collections import defaultdict
from collections.abc import Mapping

from judging.models import Attendance, Decision, PanelMember, Round
from judging.states import Presence
from nominations.models import Entry, Interest
from workflow import NotNow


def attendance_of(decision: Decision) -> list[dict]:
    """Return where each judge was, as plain data for the frozen record: seats and references, no names.

    Each is {"judge": seat, "presence": a Presence, "interests": references of the live entries of the award in which
    the judge has an interest}, by seat.
    """
    rows = Attendance.objects.filter(decision=decision).order_by("member_id").values_list("member_id", "presence")
    kept = list(rows)
    tied = interests_of(decision.round, [member for member, _ in kept])
    return [{"judge": member, "presence": presence, "interests": tied[member]} for member, presence in kept]


def sitting(round_: Round) -> list[PanelMember]:
    """Return the seats that an answer is asked for, the chair first."""
    return list(round_.panel.members.sitting().select_related("person"))


def without_answer(decision: Decision) -> list[PanelMember]:
    """Return the judges who sit on the panel and of whom nobody has said where they were."""
    said = set(Attendance.objects.filter(decision=decision).values_list("member_id", flat=True))
    return [member for member in sitting(decision.round) if member.pk not in said]


def keep_attendance(decision: Decision, said: Mapping[int, str]) -> None:
    """Keep where each judge was, by seat, in the transaction of the decision; what was said before goes.

    Raises NotNow when a judge who sits on the panel is left out, or somebody else is named.
    """
    seats = {member.pk for member in sitting(decision.round)}
    if set(said) != seats:
        raise NotNow("The panel has changed. Say of every judge who sits on it where they were.")
    decision.attendance.all().delete()
    Attendance.objects.bulk_create(
        Attendance(decision=decision, member_id=member, presence=Presence(said[member])) for member in sorted(said)
    )


def interests_of(round_: Round, members: list[int]) -> dict[int, list[str]]:
    """Return, by seat, the references of the award's live entries that an interest keeps its judge from."""
    live = Entry.objects.live().filter(award=round_.award_id)
    shut = Interest.objects.filter(ruling="recused", entry__in=live.values("pk"), person__seats__in=members)
    found: dict[int, set[str]] = defaultdict(set)
    for member, reference in shut.values_list("person__seats", "entry__reference"):
        found[member].add(reference)
    return {member: sorted(found[member]) for member in members}


def everyone_present(round_: Round) -> dict[int, Presence]:
    """Return the attendance of a panel that met in full: those with an interest left the room for it.

    For rehearsals and examples; on the decide page a person says it.
    """
    members = [member.pk for member in sitting(round_)]
    tied = interests_of(round_, members)
    return {member: Presence.LEFT_ROOM if tied[member] else Presence.PRESENT for member in members}

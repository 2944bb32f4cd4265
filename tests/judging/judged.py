"""A panel that has declared and a round that is open, made through the real services."""

from datetime import timedelta

from judging.models import PanelMember, Round, ScoreSheet
from judging.services.interests import declare_interests, names_to_declare
from judging.services.joining import propose_judge, sign_judge
from judging.services.rounds import open_scoring
from judging.services.seats import accept_seat
from judging.states import MemberState, RoundState
from tests.world import make_entry, make_round
from workflow import SYSTEM

ROLES = ("judge", "second_judge", "third_judge")
NAMES = ("Joanna Ashcroft", "Marek Zielinski", "Keziah Brightwater", "Tomos Griffiths", "Adaeze Obi")


def make_entries(award, people, names=NAMES):
    """Return one entry a name, ready for judges."""
    return [
        make_entry(
            award,
            nominator=people["nominator"],
            reviewer=people["reviewer"],
            endorser=people["endorser"],
            nominee=name,
        )
        for name in names
    ]


def declaring_round(award, people, **fields) -> Round:
    """Return a round whose judges have accepted and not declared yet."""
    return make_round(
        award,
        chair=people["chair"],
        judges=[people[role] for role in ROLES],
        state=RoundState.DECLARING,
        member_state=MemberState.ACCEPTED,
        **{"opens_in": timedelta(minutes=-1)} | fields,
    )


def declare_nothing(member) -> PanelMember:
    """Let a judge say "no interest" to every name on their list."""
    answers = dict.fromkeys(names_to_declare(member), ("none", "", ""))
    return declare_interests(member, answers=answers, by=member.person)


def open_round(award, people, *, names=NAMES, **fields) -> Round:
    """Return a round open for scoring: every judge has declared no interest in any of the entries."""
    make_entries(award, people, names)
    round_ = declaring_round(award, people, **fields)
    for member in round_.panel.members.all():
        declare_nothing(member)
    return open_scoring(round_, by=SYSTEM)


def member_of(round_, person) -> PanelMember:
    """Return the seat of a person on the round's panel."""
    return round_.panel.members.select_related("person", "panel__award").get(person=person)


def sheet_of(round_, person, name=NAMES[0]) -> ScoreSheet:
    """Return the sheet of a judge for the entry of this nominee."""
    return ScoreSheet.objects.get(round=round_, member__person=person, entry__nominee__name=name)


def join_open_panel(round_, person, people, **part) -> PanelMember:
    """Return the seat of somebody who joins after scoring opened: an administrator asked, another one signed."""
    change = propose_judge(round_, person, **part, reason="One judge is unwell.", by=people["administrator"])
    return sign_judge(change, by=people["second_administrator"]).member


def points_of(award, *values) -> dict[int, int]:
    """Return points by criterion, in the order of the award's criteria."""
    return dict(zip(award.criteria.values_list("pk", flat=True), values, strict=True))


def accept(member) -> PanelMember:
    """Let a judge take their seat."""
    return accept_seat(member, by=member.person)

"""What a judge is told before their first sheet: how long it takes, and a practice entry of which nothing is kept."""

from judging.models import PanelMember
from judging.querysets import without_interest
from judging.rules import is_the_member
from judging.services.interests import names_to_declare
from kit import clock
from workflow import NotAllowed
from workflow.actors import Actor

MINUTES_AN_ENTRY = 15
NAME = "Sam Rivers"
ROLE = "Community support worker, Northmoor Reablement Team"
TEXT = (
    "Since last spring Sam has led the Tuesday group at [place removed], where people come back to cooking after a "
    "stay in hospital. Sam asked the first eight what they missed most, and built the sessions round their answers: "
    "one wanted to bake for a grandchild, another only to make tea without being watched.\n\n"
    "Six of the eight now cook at home twice a week or more; two chose not to and still come for company. One of them, "
    "[name removed], said that it was the first time that somebody had asked before helping. When the room was "
    "flooded in January, Sam found a church kitchen within a week, and nobody missed more than one session.\n\n"
    "Sam wrote down what worked, on two pages, and two other teams have begun groups of their own with it. Everybody "
    "in the team is proud of Sam."
)
# What a panel would find in the text, so that a judge can hold their own reading against it.
NOTICED = (
    "It tells what changed, and for how many: six of eight. That is evidence to score.",
    "It says what Sam did when something went wrong, and what came of it.",
    "“Everybody is proud” is praise. It tells nothing of what was done, so it adds nothing to a score.",
    "Two other teams copied it, but the text does not say what came of that. What is not written is not scored.",
    "Names and places are taken out on purpose. Do not guess them.",
)


def note_practice(member: PanelMember, *, by: Actor) -> None:
    """Note that a judge has tried the practice entry, the first time that they do."""
    if not is_the_member(member, by):
        raise NotAllowed(is_the_member.sentence)
    PanelMember.objects.filter(pk=member.pk, practised_at=None).update(practised_at=clock.now())


def time_needed(seat: PanelMember) -> dict:
    """Return how many entries a judge may expect, and about how long they take.

    Names of their own interest are not counted; in an allocated round each judge reads their share.
    """
    names = names_to_declare(seat).filter(without_interest(seat.person, "pk")).count()
    most = names if seat.reads_at_most is None else min(names, seat.reads_at_most)
    return {"entries": most, "minutes": MINUTES_AN_ENTRY, "hours": -(-most * MINUTES_AN_ENTRY // 60)}

"""A round whose entries are shared out among its judges."""

from collections import Counter

from judging.models import PanelMember, Round, ScoreSheet
from tests.world import make_entry, make_person, make_round


def shared_round(award, people, *, readers=3, entries=8, **fields) -> Round:
    """Return a round of a chair and four judges who have declared, and entries that wait for it."""
    award.endorsement_required = False
    award.save()
    judges = [people["judge"], people["second_judge"], people["third_judge"], make_person("Ada Fourth")]
    round_ = make_round(award, chair=people["chair"], judges=judges, readers=readers, **fields)
    for number in range(entries):
        name = f"Nominee {'ABCDEFGHIJKLMNOP'[number]}"
        make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=name)
    return round_


def seat_of(round_, person) -> PanelMember:
    """Return somebody's seat on the round's panel."""
    return PanelMember.objects.select_related("person", "panel__award").get(panel=round_.panel, person=person)


def pairs(round_) -> set[tuple[int, int]]:
    """Return entry and seat of each sheet."""
    return set(ScoreSheet.objects.filter(round=round_).values_list("entry_id", "member_id"))


def readers_of(round_) -> Counter:
    """Return how many read each entry."""
    live = ScoreSheet.objects.filter(round=round_).exclude(state__in=["recused", "void"])
    return Counter(live.values_list("entry_id", flat=True))

"""What a judge's pages show: their seats, their list in its own order, and where one entry stands in it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Prefetch, Q, Subquery, When

from awards.states import SeasonState
from judging.models import Declaration, PanelMember, Round, ScoreSheet
from judging.querysets import ASIDE, without_interest
from judging.shuffling import in_own_order, place_of
from judging.states import MemberState, SheetState
from nominations.models import Entry, Interest, InterestSource, JudgingCopy
from nominations.states import EntryState
from people.models import Person

_CANDIDATES = 8  # sheets looked at on each side: late names and entries that fell out are rare
_TO_DO = Q(state__in=[SheetState.OPEN, SheetState.IN_PROGRESS, SheetState.REOPENED])


@dataclass(frozen=True)
class Progress:
    """How far a judge is with their entries of one round."""

    total: int = 0
    submitted: int = 0
    begun: int = 0

    @property
    def left(self) -> int:
        """How many are still to be submitted."""
        return self.total - self.submitted


_FIGURES = {
    "total": Count("pk", filter=~Q(state=SheetState.ABSTAINED)),
    "submitted": Count("pk", filter=Q(state=SheetState.SUBMITTED)),
    "begun": Count("pk", filter=Q(state__in=[SheetState.IN_PROGRESS, SheetState.REOPENED])),
}


def seats_of(person: Person):
    """Return the seats of a person that they may look at, newest season first, each with its panel's rounds."""
    return (
        PanelMember.objects.of(person)
        .exclude(state=MemberState.DECLINED)
        .exclude(panel__award__season__state=SeasonState.DRAFT)
        .annotate(chairs_now=Exists(PanelMember.objects.chairing().filter(pk=OuterRef("pk"))))
        .select_related("panel__award__season", "person")
        .prefetch_related(Prefetch("panel__rounds", Round.objects.order_by("opens_at")))
        .order_by("-panel__award__season__year", "panel__award__order", "pk")
    )


def progress_by_round(person: Person) -> dict[int, Progress]:
    """Return a judge's progress in each of their rounds, in one query."""
    rows = ScoreSheet.objects.mine(person).order_by().values("round").annotate(**_FIGURES)
    return {row.pop("round"): Progress(**row) for row in rows}


def progress_in(round_: Round, member: PanelMember) -> Progress:
    """Return a judge's progress in one round."""
    return Progress(**ScoreSheet.objects.open_to(member).filter(round=round_).aggregate(**_FIGURES))


def unanswered_by_award(person: Person) -> dict[int, int]:
    """Return how many names a judge has still to answer for in each award of their panels, in one query."""
    seats = PanelMember.objects.of(person).exclude(state__in=[MemberState.DECLINED, MemberState.STOOD_DOWN])
    said = Declaration.objects.filter(member__person=person, entry=OuterRef("pk"))
    mine = without_interest(person, "pk")
    names = Entry.objects.live().filter(mine, ~Exists(said), award__in=seats.values("panel__award"))
    return dict(names.order_by().values_list("award").annotate(Count("pk")))


def sheets_in_order(round_: Round, member: PanelMember):
    """Return the judge's sheets of a round in their own order, with nominees and no text."""
    mine = ScoreSheet.objects.open_to(member).filter(round=round_).select_related("entry__nominee")
    shown = ("public_id", "state", "entry__state", "entry__nominee__name", "entry__nominee__job_title")
    return in_own_order(mine.only(*shown, "entry__nominee__organisation_name"), member.shuffle_seed)


def neighbours(sheet: ScoreSheet) -> tuple[UUID | None, UUID | None]:
    """Return the public identifiers of the sheets before and after this one in the judge's order.

    The nearest few are found by their numbers alone, and only those are asked whether the judge may open them:
    the cost hardly grows with the list.
    """
    member, seed = sheet.member, sheet.member.shuffle_seed
    here, entry = place_of(sheet.entry_id, seed), sheet.entry_id
    bare = in_own_order(ScoreSheet.objects.filter(member=member, round=sheet.round_id).exclude(state__in=ASIDE), seed)
    later = bare.filter(Q(turn__gt=here) | Q(turn=here, entry_id__gt=entry))
    earlier = bare.filter(Q(turn__lt=here) | Q(turn=here, entry_id__lt=entry)).order_by("-turn", "-entry_id")

    def nearest(candidates, *order):
        few = candidates.values("pk")[:_CANDIDATES]
        allowed = in_own_order(ScoreSheet.objects.open_to(member).filter(pk__in=few), seed).order_by(*order)
        return Subquery(allowed.values("public_id")[:1])

    around = ScoreSheet.objects.filter(pk=sheet.pk).annotate(
        before=nearest(earlier, "-turn", "-entry_id"), after=nearest(later, "turn", "entry_id")
    )
    return around.values_list("before", "after")[0]


def next_to_do(sheet: ScoreSheet) -> UUID | None:
    """Return the public identifier of the next sheet that is still to be submitted: after this one, or else before."""
    member, here = sheet.member, place_of(sheet.entry_id, sheet.member.shuffle_seed)
    left = ScoreSheet.objects.open_to(member).filter(_TO_DO, round=sheet.round_id).exclude(pk=sheet.pk)
    left = left.exclude(entry__state__in=[EntryState.HIDDEN, EntryState.WAITING])
    is_later = Case(When(turn__gt=here, then=0), default=1)
    ordered = in_own_order(left, member.shuffle_seed).order_by(is_later, "turn", "entry_id")
    return ordered.values_list("public_id", flat=True).first()


def copies_of(entry: Entry) -> list[str]:
    """Return the judging copies of an entry, in the order in which its nominations were sent."""
    return list(JudgingCopy.objects.of_entry(entry).values_list("text", flat=True))


def nominators_shown(round_: Round, entry: Entry) -> list[str]:
    """Return who nominated an entry, for the judges of a round that shows it; of most rounds nobody.

    A judge does not see who nominated, unless the round says so (`Round.shows_nominator`); then only those who let
    their name be given, beside the copy. Lists, packs, files and e-mails never name them, whatever the round says.
    """
    if not round_.shows_nominator:
        return []
    through = entry.nominations.through().filter(share_nominator_name="yes").order_by("submitted_at", "pk")
    return list(dict.fromkeys(filter(None, through.values_list("nominator_name", flat=True))))


def answers_of(member: PanelMember):
    """Return what the judge has said of each name on their list, with whether they take no part (`is_out`).

    A name that they declared an interest in stays on this list; one whose interest was found does not.
    """
    found = Interest.objects.shutting_out(member.person).filter(source=InterestSource.FOUND, entry=OuterRef("entry"))
    takes_part = without_interest(member.person, award=member.panel.award_id)
    return (
        Declaration.objects.filter(member=member)
        .exclude(entry__state=EntryState.JOINED)
        .filter(~Exists(found))
        .annotate(is_out=Case(When(takes_part, then=False), default=True, output_field=BooleanField()))
        .select_related("entry__nominee")
        .order_by("entry__nominee__folded_name", "pk")
    )

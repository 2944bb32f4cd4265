"""What a judge's pages show: their seats, their list in its own order, and where one entry stands in it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery

from awards.states import SeasonState
from judging.models import Declaration, PanelMember, Round, ScoreSheet
from judging.shuffling import in_own_order, place_of
from judging.states import MemberState, SheetState
from nominations.models import Entry, Interest, InterestSource, JudgingCopy
from nominations.states import EntryState
from people.models import Person

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
        .select_related("panel__award__season", "person")
        .prefetch_related(Prefetch("panel__rounds", Round.objects.order_by("opens_at")))
        .order_by("-panel__award__season__year", "panel__award__order", "pk")
    )


def progress_by_round(person: Person) -> dict[int, Progress]:
    """Return a judge's progress in each of their rounds, in one query."""
    rows = ScoreSheet.objects.mine(person).order_by().values("round").annotate(**_FIGURES)
    return {row.pop("round"): Progress(**row) for row in rows}


def progress_in(round_: Round, person: Person) -> Progress:
    """Return a judge's progress in one round."""
    return Progress(**ScoreSheet.objects.mine(person).filter(round=round_).aggregate(**_FIGURES))


def unanswered_by_award(person: Person) -> dict[int, int]:
    """Return how many names a judge has still to answer for in each award of their panels, in one query."""
    seats = PanelMember.objects.of(person).exclude(state__in=[MemberState.DECLINED, MemberState.STOOD_DOWN])
    said = Declaration.objects.filter(member__person=person, entry=OuterRef("pk"))
    told = Interest.objects.shutting_out(person).filter(entry=OuterRef("pk"))
    names = Entry.objects.live().filter(~Exists(said), ~Exists(told), award__in=seats.values("panel__award"))
    return dict(names.order_by().values_list("award").annotate(Count("pk")))


def sheets_in_order(round_: Round, member: PanelMember):
    """Return the judge's sheets of a round in their own order, with nominees and no text."""
    mine = ScoreSheet.objects.mine(member.person).filter(round=round_).select_related("entry__nominee")
    shown = ("public_id", "state", "entry__state", "entry__nominee__name", "entry__nominee__job_title")
    return in_own_order(mine.only(*shown, "entry__nominee__organisation_name"), member.shuffle_seed)


def neighbours(sheet: ScoreSheet) -> dict:
    """Return the addresses of the sheets before and after this one in the judge's order, and of the next to do.

    Keys `before`, `after`, `to_do`: public identifiers, or None at either end and when nothing is left.
    """
    seed = sheet.member.shuffle_seed
    here, entry = place_of(sheet.entry_id, seed), sheet.entry_id
    mine = in_own_order(ScoreSheet.objects.mine(sheet.member.person).filter(round=sheet.round_id), seed)
    later = mine.filter(Q(place__gt=here) | Q(place=here, entry_id__gt=entry))
    earlier = mine.filter(Q(place__lt=here) | Q(place=here, entry_id__lt=entry))
    to_do = mine.filter(_TO_DO).exclude(pk=sheet.pk).exclude(entry__state__in=[EntryState.HIDDEN, EntryState.WAITING])
    found = ScoreSheet.objects.filter(pk=sheet.pk).annotate(
        before=_first(earlier.order_by("-place", "-entry_id")),
        after=_first(later),
        to_do_later=_first(to_do.filter(Q(place__gt=here) | Q(place=here, entry_id__gt=entry))),
        to_do_any=_first(to_do),
    )
    row = found.values("before", "after", "to_do_later", "to_do_any")[0]
    return {"before": row["before"], "after": row["after"], "to_do": row["to_do_later"] or row["to_do_any"]}


def _first(sheets) -> Subquery:
    return Subquery(sheets.values("public_id")[:1])


def copies_of(entry: Entry) -> list[str]:
    """Return the judging copies of an entry, in the order in which its nominations were sent."""
    return list(JudgingCopy.objects.of_entry(entry).values_list("text", flat=True))


def answers_of(member: PanelMember):
    """Return what the judge has said of each name on their list, with whether they take no part (`is_out`).

    A name that they declared an interest in stays on this list; one whose interest was found does not.
    """
    shut_out = Interest.objects.shutting_out(member.person).filter(entry=OuterRef("entry"))
    return (
        Declaration.objects.filter(member=member)
        .filter(~Exists(shut_out.filter(source=InterestSource.FOUND)))
        .annotate(is_out=Exists(shut_out))
        .select_related("entry__nominee")
        .order_by("entry__nominee__folded_name", "pk")
    )

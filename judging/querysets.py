"""How rounds, seats, sheets, totals and decisions are found, and by whom."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from awards.roles import season_ids
from awards.states import SeasonState
from judging.modes import meeting_modes, taking_marks
from judging.states import MemberState, RoundState, SheetState, Suitability
from kit import clock
from nominations.models import Entry, Interest
from nominations.states import EntryState
from people.roles import Role
from people.viewing import person_behind

DECLARED = (MemberState.DECLARED, MemberState.SCORING, MemberState.FINISHED)
SITTING = (MemberState.ACCEPTED, MemberState.DECLARED, MemberState.SCORING, MemberState.FINISHED)
GONE_FROM_PANEL = (MemberState.DECLINED, MemberState.STOOD_DOWN)
GONE = (EntryState.WITHDRAWN, EntryState.NOT_PROCEEDING)
ASIDE = (SheetState.RECUSED, SheetState.VOID)


def administered(person, field: str = "season") -> Q:
    """Return the filter for rows of seasons that `person` administers."""
    seasons, everywhere = season_ids(person, Role.ADMINISTRATOR)
    # Not an empty Q: that one falls away when it is combined with "or", and would let nothing through.
    return Q(pk__isnull=False) if everywhere else Q(**{f"{field}__in": seasons})


def without_interest(person, field: str = "entry", *, award: int | None = None) -> Q:
    """Return the filter for rows whose entry `person` has no interest in that keeps them out.

    Where an award says so, an interest in one of its entries keeps them out of all (the object's twin is
    `rules.is_shut_out`). `field` leads to the entry; `award` is the one that every row is of, where that is known:
    no join is needed then.
    """
    own = Interest.objects.shutting_out(person)
    out_of_entry, of_awards = Exists(own.filter(entry=OuterRef(field))), own.in_barring_awards()
    if award is not None:
        return ~Q(out_of_entry) & ~Q(Exists(of_awards.filter(entry__award=award)))
    path = "award" if field == "pk" else f"{field}__award"
    return ~Q(out_of_entry) & ~Q(**{f"{path}__in": of_awards.values("entry__award")})


def clear_of_award() -> Exists:
    """Return the filter for seats whose holder has no interest in any entry of the award."""
    return ~Exists(
        Interest.objects.filter(person=OuterRef("person"), ruling="recused", entry__award=OuterRef("panel__award"))
    )


def has_answered() -> Exists:
    """Return the filter for sheets whose name their judge has answered for; one a late entry adds is not, yet."""
    from judging.models import Declaration

    return Exists(Declaration.objects.filter(member=OuterRef("member"), entry=OuterRef("entry")))


def over(now, prefix: str = "") -> Q:
    """Return the filter for rounds whose marks may be compared at `now`; the clock decides."""
    done = [RoundState.CLOSED, RoundState.DELIBERATING, RoundState.DECIDED]
    return (
        Q(**{f"{prefix}mode__in": meeting_modes()})
        | Q(**{f"{prefix}state__in": done})
        | Q(**{f"{prefix}state": RoundState.SCORING, f"{prefix}closes_at__lte": now})
    )


class MemberQuerySet(models.QuerySet):
    """Seats on panels."""

    def sitting(self):
        """Return seats that are taken, reserves who were not called up left out."""
        return self.filter(state__in=SITTING, is_reserve=False)

    def chairing(self):
        """Return the seats whose holders chair their panel now (R10).

        That is the chair's. While the chair has an interest in the award, or is gone, and a judge acts in their
        place, it is that judge's alone, as long as they have no interest themselves.
        """
        others = self.model.objects.filter(panel=OuterRef("panel")).sitting()
        is_acted_for = Exists(others.filter(acts_as_chair=True))
        has_chair = Exists(others.filter(clear_of_award(), is_chair=True))
        by_right = Q(is_chair=True) & (Q(clear_of_award()) | ~Q(is_acted_for))
        by_proxy = Q(acts_as_chair=True) & Q(clear_of_award()) & ~Q(has_chair)
        return self.sitting().filter(by_right | by_proxy)

    def of(self, viewer):
        """Return the seats of `viewer`, in seasons that are not archived."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        return self.filter(person=person).exclude(panel__award__season__state=SeasonState.ARCHIVED)

    def visible_to(self, viewer):
        """Return the seats `viewer` may know of: their own, those of panels they chair or seasons they run."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        chaired = self.model.objects.of(person).chairing().values("panel")
        return self.filter(
            Q(pk__in=self.model.objects.of(person).values("pk"))
            | Q(panel__in=chaired)
            | administered(person, "panel__award__season")
        )


class RoundQuerySet(models.QuerySet):
    """Rounds."""

    def judged_by(self, viewer):
        """Return the rounds in which `viewer` sits."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        from judging.models import PanelMember

        return self.filter(panel__in=PanelMember.objects.of(person).sitting().values("panel"))

    def chaired_by(self, viewer):
        """Return the rounds whose panel `viewer` chairs."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        from judging.models import PanelMember

        return self.filter(panel__in=PanelMember.objects.of(person).chairing().values("panel"))

    def steered_by(self, viewer):
        """Return the rounds whose progress `viewer` may watch: as chair, or as administrator."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        chaired = self.model.objects.chaired_by(person).values("pk")
        return self.filter(Q(pk__in=chaired) | administered(person))

    def visible_to(self, viewer):
        """Return the rounds that `viewer` may know of."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        judged = self.model.objects.judged_by(person).values("pk")
        return self.filter(Q(pk__in=judged) | administered(person))

    def over(self, now=None):
        """Return rounds whose marks may be compared."""
        return self.filter(over(now or clock.now()))

    def due_to_open(self, now):
        """Return rounds whose scoring should be open at `now` and is not."""
        return self.filter(
            mode__in=taking_marks(), state__in=[RoundState.PLANNED, RoundState.DECLARING], opens_at__lte=now
        )

    def due_to_close(self, now):
        """Return rounds whose scoring should be closed at `now` and is not."""
        return self.filter(state=RoundState.SCORING, closes_at__lte=now)


class SheetQuerySet(models.QuerySet):
    """Sheets."""

    def counted(self):
        """Return the sheets that count in totals."""
        return self.filter(state=SheetState.SUBMITTED)

    def expected(self):
        """Return the sheets that count or may still count."""
        return self.exclude(state__in=[*ASIDE, SheetState.ABSTAINED])

    def unfinished(self):
        """Return the sheets that their judges still have to submit."""
        return self.filter(state__in=[SheetState.OPEN, SheetState.IN_PROGRESS, SheetState.REOPENED])

    def untouched(self):
        """Return the sheets that their judges have not begun: nothing is lost if one is taken away."""
        empty = {"version": 0, "note_to_panel": "", "feedback": "", "answer": "", "place": None}
        return self.filter(state=SheetState.OPEN, late_marks=None, scores=None, **empty)

    def mine(self, viewer):
        """Return the sheets of `viewer` as a judge.

        One that was set aside is not there at all, nor is one whose name the judge has not answered for yet,
        nor one whose entry has fallen out.
        """
        person = person_behind(viewer)
        if person is None:
            return self.none()
        return (
            self.filter(member__person=person, member__state__in=DECLARED, member__is_reserve=False)
            .exclude(state__in=ASIDE)
            .exclude(entry__state__in=GONE)
            .exclude(round__season__state=SeasonState.ARCHIVED)
            .filter(without_interest(person), has_answered())
        )

    def open_to(self, member):
        """Return what `mine` holds of one seat that is in hand, in a way that stays quick for thousands of sheets."""
        if member.state not in DECLARED or member.is_reserve:
            return self.none()
        gone = Entry.objects.filter(award=member.panel.award_id, state__in=GONE)
        return (
            self.filter(member=member.pk)
            .exclude(state__in=ASIDE)
            .exclude(entry__in=gone.values("pk"))
            .filter(without_interest(member.person_id, award=member.panel.award_id), has_answered())
        )

    def visible_to(self, viewer, now=None):
        """Return the sheets whose marks `viewer` may read: their own, and others' once the round is over."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        from judging.models import Round

        own = self.model.objects.mine(person).values("pk")
        panels = Round.objects.visible_to(person).over(now)
        shared = Q(round__in=panels.values("pk")) & Q(without_interest(person))
        return self.filter(Q(pk__in=own) | shared)

    def tracked_by(self, viewer):
        """Return the sheets whose progress, not marks, `viewer` may watch."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        from judging.models import Round

        return self.filter(without_interest(person), round__in=Round.objects.steered_by(person).values("pk"))


class StandingQuerySet(models.QuerySet):
    """Stored totals."""

    def visible_to(self, viewer, now=None):
        """Return the totals `viewer` may read: of rounds that are over, without entries of their interest."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        from judging.models import Round

        rounds = Round.objects.visible_to(person).over(now)
        return self.filter(without_interest(person), round__in=rounds.values("pk"))

    def ranked(self):
        """Put the best first, by settled position, then by total."""
        return self.order_by(F("position").asc(nulls_last=True), F("total").desc(nulls_last=True), "pk")


class DecisionQuerySet(models.QuerySet):
    """Decisions."""

    def visible_to(self, viewer, now=None):
        """Return the decisions `viewer` may read: of rounds that are over and that they judge or run.

        Whoever has an interest in an entry of the award reads none of its decisions before the minute.
        """
        person = person_behind(viewer)
        if person is None:
            return self.none()
        from judging.models import Round

        interested = Interest.objects.shutting_out(person).filter(entry__award=OuterRef("round__award"))
        rounds = Round.objects.visible_to(person).over(now)
        return self.filter(~Exists(interested), round__in=rounds.values("pk"))


class SuitabilityQuerySet(models.QuerySet):
    """Suitability checks."""

    def asked_of(self, viewer):
        """Return the checks that `viewer` may answer as HR adviser, without those of their own interest."""
        person = person_behind(viewer)
        seasons, everywhere = season_ids(person, Role.HR_ADVISER)
        mine = self if everywhere else self.filter(entry__season__in=seasons)
        return mine.filter(without_interest(person)) if person else self.none()

    def visible_to(self, viewer):
        """Return the checks `viewer` may see: to answer as HR adviser, to follow as administrator."""
        person = person_behind(viewer)
        if person is None:
            return self.none()
        asked = self.model.objects.asked_of(person).values("pk")
        run = administered(person, "entry__season") & Q(without_interest(person))
        return self.filter(Q(pk__in=asked) | run)

    def awaiting(self):
        """Return the checks that nobody has answered."""
        return self.filter(answer=Suitability.AWAITING)

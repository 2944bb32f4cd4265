"""Whatever happens in whatever order: no judge ever has a sheet of an entry that they have an interest in."""

import random
import uuid

import pytest
from django.db import transaction

from judging.invariants import no_counted_sheet_has_an_interest, rounds_agree_with_their_sheets, standings_are_right
from judging.models import Allocation, Panel, PanelMember, Round, ScoreSheet
from judging.services.allocating import apply_allocation, propose_allocation, undo_allocation
from judging.services.interests import declare_late
from judging.services.leaving import seats_of_nominees
from judging.services.rounds import open_scoring
from judging.services.seats import accept_seat, call_up_reserve, seat_judge, stand_down_judge
from judging.services.sharing_by_hand import give_entry, limit_reading, set_readers, take_entry
from judging.states import AllocationState
from nominations.models import Entry, Interest, InterestKind, Nomination
from nominations.services.interests import declare_interest, rule_on_interest
from nominations.services.merging import merge_nominations, split_nomination
from people.models import Organisation, Person
from people.signals import people_changed
from tests.judging.judged import join_open_panel
from tests.judging.shared import shared_round
from tests.world import make_entry, make_person
from workflow import SYSTEM, Refused

pytestmark = pytest.mark.django_db

STEPS = 90
SEEDS = (1, 2, 3)


class Season:
    """One round and everybody around it, with the deeds that could put a judge before an entry of their own."""

    def __init__(self, award, people, seed: int):
        self.people, self.chance = people, random.Random(seed)
        self.round = shared_round(award, people, entries=6)
        # What is dealt follows from this number: the same walk meets the same sheets each time.
        Round.objects.filter(pk=self.round.pk).update(public_id=uuid.UUID(int=seed))
        self.round = self.fresh(self.round.pk)
        self.award, self.runs, self.names = award, people["administrator"], 0
        self.employer = Organisation.objects.create(name="Outside", is_external=True)
        for entry in award.entries.all():
            self._know(entry)

    def _know(self, entry) -> None:
        """Let the nominee be somebody with a manager and an employer."""
        person = make_person(f"Known {entry.pk}")
        entry.nominee.__class__.objects.filter(pk=entry.nominee_id).update(person=person)

    def one(self, rows):
        """Pick one of these rows, or nothing."""
        rows = list(rows.order_by("pk"))
        return self.chance.choice(rows) if rows else None

    @property
    def seats(self):
        return PanelMember.objects.filter(panel=self.round.panel).select_related("person", "panel__award")

    @property
    def entries(self):
        return Entry.objects.filter(award=self.award).live().select_related("nominee__person")

    def fresh(self, pk: int | None = None) -> Round:
        return Round.objects.select_related("award", "panel", "season").get(pk=pk or self.round.pk)

    def join(self):
        self.names += 1
        person, is_reserve = make_person(f"New {self.names}"), self.chance.random() < 0.3
        if self.fresh().has_opened:
            member = join_open_panel(self.fresh(), person, self.people, is_reserve=is_reserve)
        else:
            member = seat_judge(Panel.objects.get(), person, is_reserve=is_reserve, by=self.runs)
        accept_seat(member, by=member.person)

    def reserve(self):
        call_up_reserve(Panel.objects.get(), by=self.runs)

    def leave(self):
        if self.seats.sitting().count() > 3:
            stand_down_judge(self.one(self.seats.sitting()), reason="Away.", by=self.runs)

    def declare(self):
        member = self.one(self.seats.sitting())
        declare_late(member, entry=self.one(self.entries), kind=InterestKind.RELATIVE, note="", by=member.person)

    def tell(self):
        person = self.one(self.seats).person
        declare_interest(self.one(self.entries), person=person, kind=InterestKind.MONEY, by=person)

    def rule(self):
        interest = self.one(Interest.objects.filter(source="declared").select_related("entry__award", "person"))
        ruling = self.chance.choice(["noted", "recused"])
        if interest:
            rule_on_interest(interest, ruling=ruling, note="Long ago.", by=self.runs)

    def manage(self):
        entry, judge = self.one(self.entries), self.one(self.seats).person
        Person.objects.filter(pk=entry.nominee.person_id).update(line_manager=judge)
        people_changed.send(sender=Person, people=list(Person.objects.filter(pk=entry.nominee.person_id)))

    def employ(self):
        judge, entry = self.one(self.seats).person, self.one(self.entries)
        Person.objects.filter(pk__in=[judge.pk, entry.nominee.person_id]).update(organisation=self.employer)
        people_changed.send(sender=Person, people=[Person.objects.get(pk=judge.pk)])
        Person.objects.filter(pk=judge.pk).update(organisation=None)

    def nominate(self):
        """Let the records name a judge as nominee, so that they leave the panel."""
        if self.seats.sitting().count() > 3:
            entry, judge = self.one(self.entries), self.one(self.seats.sitting()).person
            Person.objects.filter(pk=entry.nominee.person_id).update(line_manager=None)
            entry.nominee.__class__.objects.filter(pk=entry.nominee_id).update(person=judge)
            people_changed.send(sender=Person, people=[judge])

    def merge(self):
        kept, other = self.one(self.entries), self.one(self.entries)
        if kept != other:
            first, second = (Nomination.objects.filter(entry=e).first() for e in (kept, other))
            if first and second:
                merge_nominations(second, into=first, by=self.people["reviewer"])

    def split(self):
        merged = self.one(Nomination.objects.filter(state="merged"))
        if merged:
            split_nomination(merged, reason="Two people.", by=self.people["reviewer"])

    def late_entry(self):
        self.names += 1
        if self.names < 8 and not self.fresh().has_opened:
            self._know(
                make_entry(
                    self.award,
                    nominator=self.people["nominator"],
                    reviewer=self.people["reviewer"],
                    nominee=f"Late {self.names}",
                )
            )

    def work_out(self):
        propose_allocation(
            self.fresh(), by=self.runs, seed=self.chance.randrange(99), is_afresh=self.chance.random() < 0.5
        )

    def apply(self):
        proposal = self.one(Allocation.objects.filter(state=AllocationState.PROPOSED).select_related("round__award"))
        if proposal:
            apply_allocation(proposal, by=self.runs, accepts_shortages=True)

    def undo(self):
        applied = Allocation.objects.filter(state=AllocationState.APPLIED).select_related("round__award").last()
        if applied:
            undo_allocation(applied, by=self.runs, reason="A slip.")

    def give(self):
        give_entry(self.fresh(), entry=self.one(self.entries), member=self.one(self.seats), by=self.runs)

    def take(self):
        take_entry(self.fresh(), entry=self.one(self.entries), member=self.one(self.seats), by=self.runs)

    def limit(self):
        limit = self.chance.choice([None, 1, 3, 6])
        limit_reading(self.fresh(), member=self.one(self.seats), reads_at_most=limit, by=self.runs)

    def readers(self):
        set_readers(self.fresh(), readers=self.chance.choice([None, 1, 2, 3, 3]), by=self.runs)

    def bar(self):
        self.award.interest_bars_award = not self.award.interest_bars_award
        self.award.save()

    def begin(self):
        sheet = self.one(ScoreSheet.objects.filter(state="open"))
        if sheet:
            ScoreSheet.objects.filter(pk=sheet.pk).update(state="in_progress", version=1)

    DEEDS = (
        *("join", "reserve", "leave", "declare", "tell", "rule", "rule", "manage", "employ", "bar", "begin"),
        *("merge", "split", "late_entry", "work_out", "work_out", "apply", "apply", "undo"),
        *("give", "give", "take", "limit", "readers", "nominate"),
    )

    def step(self) -> str:
        """Do one deed at random; one that is refused changes nothing."""
        name = self.chance.choice(self.DEEDS)
        try:
            with transaction.atomic():
                getattr(self, name)()
        except Refused:
            return f"{name} refused"
        return name


@pytest.mark.parametrize("seed", SEEDS)
def test_no_order_of_deeds_leaves_a_judge_with_an_entry_of_their_interest(award, people, seed):
    season, done, most = Season(award, people, seed), [], 0
    for number in range(STEPS):
        if number == STEPS // 3:
            open_scoring(season.fresh(), by=SYSTEM)
        done.append(season.step())
        breaches = [*no_counted_sheet_has_an_interest(), *rounds_agree_with_their_sheets()]
        assert breaches == [], done[-12:]
        assert list(seats_of_nominees(award.pk)) == [], done[-12:]
        most = max(most, ScoreSheet.objects.exclude(state__in=["recused", "void"]).count())

    assert list(standings_are_right()) == [], done
    assert len({name for name in done if "refused" not in name}) >= 8, done
    assert most >= 6


def test_the_checker_finds_a_sheet_of_interest_in_any_state_but_aside(award, people):
    season = Season(award, people, 1)
    open_scoring(season.fresh(), by=SYSTEM)
    sheets = ScoreSheet.objects.select_related("member__person", "entry").order_by("pk")
    sheet = sheets[0]
    Interest.objects.create(entry=sheet.entry, person=sheet.member.person, source="declared", kind="relative")

    for state in ("open", "in_progress", "abstained", "reopened"):
        ScoreSheet.objects.filter(pk=sheet.pk).update(state=state)
        word = "stands" if state == "abstained" else "is open"
        assert [s.split(" although")[0] for s in no_counted_sheet_has_an_interest()] == [f"Sheet {sheet.pk} {word}"]
    ScoreSheet.objects.filter(pk=sheet.pk).update(state="void")
    assert list(no_counted_sheet_has_an_interest()) == []

    award.interest_bars_award = True
    type(award).objects.filter(pk=award.pk).update(interest_bars_award=True)
    theirs = sheets.filter(member=sheet.member).exclude(state="void")
    assert len(list(no_counted_sheet_has_an_interest())) == theirs.count() > 0

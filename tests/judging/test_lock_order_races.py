"""Many deeds on one award at the same moment: each is done or refused in words, and none waits in a circle."""

import pytest
from django.db import OperationalError

from judging.invariants import (
    no_counted_sheet_has_an_interest,
    places_follow_totals,
    rounds_agree_with_their_sheets,
    standings_are_right,
)
from judging.models import PanelMember, Round, ScoreSheet
from judging.services.interests import declare_late
from judging.services.rounds import close_scoring, extend_round
from judging.services.seats import accept_seat, call_up_reserve, seat_judge, stand_down_judge
from judging.services.sheets import reopen_sheet, save_sheet, submit_sheet, submit_sheets
from kit import clock
from nominations.models import Entry
from nominations.services.interests import rule_on_interest
from people.models import Person
from people.signals import people_changed
from tests.judging.judged import NAMES, declare_nothing, member_of, open_round, points_of
from tests.judging.test_sheet_races import at_once
from tests.world import make_person
from workflow import SYSTEM, Refused, perform

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

CHECKS = (
    no_counted_sheet_has_an_interest,
    rounds_agree_with_their_sheets,
    standings_are_right,
    places_follow_totals,
)


@pytest.fixture
def round_(award, people):
    """An open round of five entries and four judges who have filled in all of their sheets; a reserve waits."""
    round_ = open_round(award, people)
    for entry in award.entries.select_related("nominee"):
        person = make_person(f"Known {entry.pk}")
        type(entry.nominee).objects.filter(pk=entry.nominee_id).update(person=person)
    for sheet in sheets_of(round_):
        points = points_of(award, 3, 3, 3, 3)
        save_sheet(sheet, scores=points, note_to_panel="", feedback="", version=0, by=sheet.member.person)
    reserve = seat_judge(round_.panel, people["reserve"], is_reserve=True, by=SYSTEM)
    declare_nothing(accept_seat(reserve, by=people["reserve"]))
    return Round.objects.select_related("award", "panel", "season").get(pk=round_.pk)


def sheets_of(round_, person=None):
    rows = ScoreSheet.objects.filter(round=round_).select_related("round__season", "entry", "member__person")
    return list((rows.filter(member__person=person) if person else rows).order_by("pk"))


def circles(*deeds) -> list[str]:
    """Do all of it at once; returns what PostgreSQL had to end because deeds waited for each other."""

    def safely(deed):
        def run():
            try:
                return deed()
            except OperationalError as error:
                return error

        return run

    return [str(o) for o in at_once(*map(safely, deeds)) if isinstance(o, OperationalError)]


def breaches() -> list[str]:
    return [sentence for check in CHECKS for sentence in check()]


def submit_all(round_, person):
    return lambda: submit_sheets(member_of(round_, person), sheets_of(round_, person), by=person)


def submit_backwards(round_, person):
    def run():
        for sheet in reversed(sheets_of(round_, person)):
            try:
                submit_sheet(sheet, by=person)
            except Refused:
                continue

    return run


def manage(entry_name, *judges):
    """Let these judges manage the nominee, so that one deed sets the sheets of several of them aside."""

    def run():
        nominee = Entry.objects.select_related("nominee__person").get(nominee__name=entry_name).nominee.person
        Person.objects.filter(pk=nominee.pk).update(line_manager=judges[0])
        Person.objects.filter(pk=judges[0].pk).update(line_manager=judges[-1])
        people_changed.send(sender=Person, people=[nominee, *judges])

    return run


def declare(round_, person, name):
    entry = Entry.objects.get(award=round_.award, nominee__name=name)
    return lambda: declare_late(member_of(round_, person), entry=entry, kind="relative", note="", by=person)


@pytest.mark.parametrize("attempt", range(2))
def test_judges_submit_while_interests_seats_and_settings_change(round_, people, award, attempt):
    chair, judge, second, third = (people[role] for role in ("chair", "judge", "second_judge", "third_judge"))

    def bar():
        fresh = type(award).objects.get(pk=award.pk)
        fresh.interest_bars_award = attempt == 1
        fresh.save()

    found = circles(
        submit_all(round_, judge),
        submit_backwards(round_, judge),
        submit_all(round_, second),
        submit_backwards(round_, third),
        submit_all(round_, chair),
        manage(NAMES[0], second, third),
        declare(round_, third, NAMES[1]),
        lambda: stand_down_judge(member_of(round_, judge), reason="Unwell.", by=people["administrator"]),
        lambda: call_up_reserve(round_.panel, by=people["administrator"]),
        bar,
    )

    assert found == []
    assert breaches() == []


def test_a_closed_round_takes_back_reopens_and_rules_at_once(round_, people):
    declare(round_, people["third_judge"], NAMES[1])()
    for role in ("chair", "judge", "second_judge", "third_judge"):
        submit_all(round_, people[role])()
    Round.objects.filter(pk=round_.pk).update(closes_at=clock.now())
    close_scoring(Round.objects.select_related("award", "panel", "season").get(pk=round_.pk), by=SYSTEM)
    interest = Entry.objects.get(award=round_.award, nominee__name=NAMES[1]).interests.get(source="declared")
    first, last = sheets_of(round_, people["judge"])[0], sheets_of(round_, people["second_judge"])[-1]
    later = clock.now().replace(year=clock.now().year + 1)

    found = circles(
        lambda: reopen_sheet(first, reason="A slip.", by=people["administrator"]),
        lambda: reopen_sheet(last, reason="A slip.", by=people["administrator"]),
        lambda: rule_on_interest(interest, ruling="noted", note="Long ago.", by=people["administrator"]),
        declare(round_, people["third_judge"], NAMES[2]),
        manage(NAMES[3], people["judge"], people["second_judge"]),
        lambda: perform(first.entry, "hide", by=people["reviewer"], reason="A name was left in."),
        lambda: extend_round(round_, closes_at=later, reason="Snow.", by=people["administrator"]),
        lambda: stand_down_judge(member_of(round_, people["chair"]), reason="Away.", by=people["administrator"]),
    )

    assert found == []
    assert breaches() == []
    assert PanelMember.objects.get(person=people["chair"]).state == "stood_down"

"""One button reminds the judges who have not finished: seen before it is sent, and at most once a day to anybody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from judging.models import PanelMember, Round, ScoreSheet
from judging.services.rounds import extend_round
from judging.services.seats import stand_down_judge
from judging.services.standings import refresh_round
from judging.states import MemberState, RoundState, SheetState
from kit import clock
from nominations.models import Interest
from notifications.chasers import declarations_to_chase, remind_judges, scores_to_chase
from notifications.kinds import Kind
from notifications.models import Message
from notifications.outbox import queue
from notifications.reminders import remind
from notifications.rendering import preview
from people.models import Person
from tests.judging.scored import scored_round
from tests.judging.test_panel_pages import text_of
from tests.world import make_entry, sign_in
from workflow import NotAllowed, NotNow
from workflow.models import AuditEvent

TUESDAY = datetime(2027, 2, 9, 10, tzinfo=UTC)


@pytest.fixture
def tuesday(time_machine):
    time_machine.move_to(TUESDAY, tick=False)
    return time_machine


@pytest.fixture
def round_(tuesday, award, people):
    """A round open until Friday, in which the judge has one entry of three left and the second judge two."""
    round_ = scored_round(award, people, state=RoundState.SCORING, closes_in=timedelta(days=3, hours=6))
    for role, left in (("judge", 1), ("second_judge", 2)):
        mine = round_.sheets.filter(member__person=people[role], state=SheetState.SUBMITTED).order_by("pk")
        kept = list(mine.values_list("pk", flat=True)[:left])
        ScoreSheet.objects.filter(pk__in=kept).update(state=SheetState.IN_PROGRESS, submitted_at=None)
    refresh_round(round_)
    return Round.objects.get(pk=round_.pk)


def names(chase):
    return {r.person.full_name: r.left for r in chase.to}


def reasons(chase):
    return {person.full_name: why for person, why in chase.left_out}


def reminders():
    found = Message.objects.filter(kind=Kind.SCORING_REMINDER).order_by("pk")
    return list(found.values_list("person__full_name", "occurrence"))


def test_it_finds_who_has_not_finished_and_says_why_of_everybody_else(round_, people):
    PanelMember.objects.create(panel=round_.panel, person=people["reviewer"], is_reserve=True, state="declared")
    PanelMember.objects.create(panel=round_.panel, person=people["stranger"], state=MemberState.INVITED)

    chase = scores_to_chase(round_, by=people["chair"])

    assert names(chase) == {"Judge": 1, "Second Judge": 2}
    assert reasons(chase) == {
        "Chair": "Has nothing left to submit",
        "Third Judge": "Has nothing left to submit",
        "Reviewer": "Reserve, not called up",
        "Stranger": "Has not accepted the invitation",
    }


def test_who_stood_down_is_recused_or_gets_no_email_is_not_written_to(round_, people):
    stand_down_judge(round_.panel.members.get(person=people["second_judge"]), reason="Left", by=people["administrator"])
    Person.objects.filter(pk=people["judge"].pk).update(no_email=True)

    chase = scores_to_chase(round_, by=people["administrator"])

    assert names(chase) == {}
    assert reasons(chase)["Second Judge"] == "Stood down"
    assert reasons(chase)["Judge"] == "Is sent no email"
    with pytest.raises(NotNow, match="There is nobody left to remind today"):
        remind_judges(chase, by=people["administrator"])
    assert reminders() == []


def test_one_press_writes_to_each_of_them_once_a_day(round_, people):
    chase = scores_to_chase(round_, by=people["chair"])
    remind_judges(chase, by=people["chair"])
    with pytest.raises(NotNow, match="There is nobody left to remind today"):
        remind_judges(chase, by=people["administrator"])

    assert reminders() == [("Judge", "chase:2027-02-09"), ("Second Judge", "chase:2027-02-09")]
    again = scores_to_chase(round_, by=people["chair"])
    assert reasons(again)["Judge"] == "Was reminded that day already"
    event = AuditEvent.objects.get(verb="round.remind")
    assert (event.person_id, event.data) == (people["chair"].pk, {"kind": "E15", "reminded": 2, "left_out": 2})


def test_the_next_day_they_can_be_reminded_again(round_, people, tuesday):
    remind_judges(scores_to_chase(round_, by=people["chair"]), by=people["chair"])
    tuesday.move_to(TUESDAY + timedelta(days=1), tick=False)

    assert names(scores_to_chase(round_, by=people["chair"])) == {"Judge": 1, "Second Judge": 2}


def test_the_calendars_reminder_of_the_day_counts_too(round_, people):
    remind()
    assert reminders() == [("Judge", "2027-02-12:3"), ("Second Judge", "2027-02-12:3")]

    assert reasons(scores_to_chase(round_, by=people["chair"]))["Judge"] == "Was reminded that day already"


def test_a_reminder_by_hand_stands_for_the_calendars_of_that_day_and_not_for_the_next_one(round_, people, tuesday):
    tuesday.move_to(TUESDAY.replace(hour=7), tick=False)
    remind_judges(scores_to_chase(round_, by=people["chair"]), by=people["chair"])

    for hours in (0, 3, 24):
        tuesday.move_to(TUESDAY + timedelta(hours=hours), tick=False)
        remind()
    assert [occasion for _name, occasion in reminders()] == ["chase:2027-02-09"] * 2

    tuesday.move_to(TUESDAY + timedelta(days=2), tick=False)
    remind()
    assert reminders()[2:] == [("Judge", "2027-02-12:1"), ("Second Judge", "2027-02-12:1")]


def test_what_is_asked_for_in_the_evening_counts_for_the_morning_on_which_it_leaves(round_, people, tuesday):
    tuesday.move_to(TUESDAY.replace(hour=20), tick=False)
    remind_judges(scores_to_chase(round_, by=people["chair"]), by=people["chair"])

    assert reminders()[0] == ("Judge", "chase:2027-02-10")
    tuesday.move_to(TUESDAY + timedelta(days=1), tick=False)
    assert names(scores_to_chase(round_, by=people["chair"])) == {}


def test_a_reminder_about_another_round_of_that_day_counts_too(round_, people, other_award, season):
    elsewhere = scored_round(other_award, people, worked=(), state=RoundState.SCORING)
    queue(Kind.SCORING_REMINDER, person=people["judge"], about=elsewhere, occurrence="x", season=season)

    assert names(scores_to_chase(round_, by=people["chair"])) == {"Second Judge": 2}


def test_who_has_not_declared_is_asked_to_declare(round_, people):
    PanelMember.objects.filter(person=people["third_judge"]).update(state=MemberState.ACCEPTED)

    chase = declarations_to_chase(round_, by=people["administrator"])
    remind_judges(chase, by=people["administrator"])

    assert names(chase) == {"Third Judge": 0}
    assert reasons(chase)["Judge"] == "Has declared"
    asked = Message.objects.filter(kind=Kind.DECLARE).values_list("person__full_name", "occurrence")
    assert list(asked) == [("Third Judge", "chase:2027-02-09")]


@pytest.mark.parametrize("role", ["judge", "reviewer", "superuser", "stranger", "communications"])
def test_nobody_else_reminds(round_, people, role):
    with pytest.raises(NotAllowed):
        scores_to_chase(round_, by=people[role])


@pytest.mark.parametrize("role", ["chair", "administrator"])
def test_nobody_with_an_interest_reminds(round_, people, role):
    entry = round_.award.entries.first()
    Interest.objects.create(entry=entry, person=people[role], source="declared", kind="relative")

    with pytest.raises(NotAllowed, match="You have an interest"):
        scores_to_chase(round_, by=people[role])


def test_after_the_close_there_is_nothing_to_remind_of(round_, people):
    Round.objects.filter(pk=round_.pk).update(closes_at=clock.now())

    with pytest.raises(NotNow, match="Scoring is not open"):
        scores_to_chase(Round.objects.get(pk=round_.pk), by=people["chair"])


def test_the_page_shows_whom_how_many_and_the_very_words_then_sends_them(client, round_, people):
    url = reverse("notifications:remind-scores", args=[round_.public_id])
    seen = sign_in(client, people["chair"]).get(url)
    words = text_of(seen)

    assert "2 judges will be written to Judge : 1 entry left Second Judge : 2 entries left" in words.replace(
        "Judge:", "Judge :"
    )
    assert "Chair: Has nothing left to submit" in words
    assert reminders() == []

    done = client.post(url, {"idempotency_key": seen.context["idempotency_key"]}, follow=True)
    assert "We are sending a reminder to Judge, Second Judge." in done.content.decode()
    assert "Not written to: Chair (has nothing left to submit)" in done.content.decode()
    told = Message.objects.get(kind=Kind.SCORING_REMINDER, person=people["judge"])
    for line in preview(told).text.splitlines():
        assert " ".join(line.split()) in words


def test_the_page_costs_the_same_for_one_and_for_thirty_entries(client, award, round_, people):
    url = reverse("notifications:remind-scores", args=[round_.public_id])
    sign_in(client, people["administrator"])

    def cost():
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    few = cost()
    seats = list(round_.panel.members.all())
    for number in range(27):
        entry = make_entry(
            award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=f"N {number}", state="in_round"
        )
        ScoreSheet.objects.bulk_create([ScoreSheet(round=round_, entry=entry, member=seat) for seat in seats])

    assert cost() == few


def test_extending_a_round_plans_every_reminder_again(round_, people, tuesday):
    remind()
    queued = Message.objects.filter(kind=Kind.SCORING_REMINDER)
    assert [m.occurrence for m in queued] == ["2027-02-12:3"] * 2

    later = TUESDAY + timedelta(days=17, hours=7)  # Friday 26 February, 5pm
    extend_round(round_, closes_at=later, reason="Half the panel was ill", by=people["administrator"])

    # What was queued and has not left says the new time; nobody is told of the old one.
    assert all("26 February" in preview(m).text for m in queued)
    for day, expected in ((2, 0), (10, 0), (14, 2), (15, 2), (16, 4)):
        tuesday.move_to(TUESDAY + timedelta(days=day), tick=False)
        remind()
        assert Message.objects.filter(occurrence__startswith="2027-02-26").count() == expected

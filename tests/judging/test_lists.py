"""A judge whose list of entries changes after scoring opened is told how many there are by now, and nobody else is."""

from datetime import timedelta

import pytest

from judging.models import Round, ScoreSheet
from judging.services.allocating import apply_allocation, propose_allocation, undo_allocation
from judging.services.rounds import join_rounds, open_scoring
from judging.services.seats import accept_seat, call_up_reserve, stand_down_judge
from judging.services.sharing_by_hand import give_entry, limit_reading, set_readers, take_entry
from kit import clock
from nominations.models import Entry, Interest
from notifications.kinds import Kind
from notifications.models import Message
from notifications.rendering import preview
from notifications.states import MessageState
from tests.judging.judged import NAMES, declare_nothing, join_open_panel, open_round
from tests.judging.shared import pairs, seat_of, shared_round
from tests.world import make_entry
from workflow import SYSTEM


@pytest.fixture
def shared(award, people):
    """Eight entries for five judges who have declared, three readers each, open for scoring."""
    round_ = shared_round(award, people)
    for member in round_.panel.members.select_related("person", "panel__award"):
        declare_nothing(member)
    return open_scoring(round_, by=SYSTEM)


def told(*states) -> list[str]:
    """Whom messages tell of another list, of these states or any."""
    messages = Message.objects.filter(kind=Kind.LIST_CHANGED)
    if states:
        messages = messages.filter(state__in=states)
    return sorted(messages.values_list("person__full_name", flat=True))


def names_of(seats) -> list[str]:
    return sorted({seat.person.full_name for seat in seats})


def free_entry(round_, seat) -> Entry:
    """An entry that the judge does not read."""
    return round_.award.entries.exclude(sheets__member=seat).order_by("pk")[0]


def test_opening_scoring_is_told_by_its_own_message_alone(shared):
    assert told() == []


def test_who_is_given_an_entry_and_who_loses_one_are_told_and_nobody_else(shared, people):
    seat, runs = seat_of(shared, people["judge"]), people["administrator"]
    give_entry(shared, entry=free_entry(shared, seat), member=seat, by=runs)
    assert told() == ["Judge"]
    loser = seat_of(shared, people["chair"])
    theirs = ScoreSheet.objects.filter(member=loser).select_related("entry").first()
    take_entry(shared, entry=theirs.entry, member=loser, by=runs)

    assert told() == ["Chair", "Judge"]


def test_it_says_how_many_there_are_and_names_none(shared, people):
    seat = seat_of(shared, people["judge"])
    has = ScoreSheet.objects.filter(member=seat).count()
    give_entry(shared, entry=free_entry(shared, seat), member=seat, by=people["administrator"])

    words = preview(Message.objects.get(kind=Kind.LIST_CHANGED))
    assert f"It now holds {has + 1} entries." in words.text
    assert f"It now holds {has + 1} entries." in words.html
    whole = words.subject + words.text + words.html
    assert [e.nominee.name for e in shared.award.entries.select_related("nominee") if e.nominee.name in whole] == []
    assert [e.reference for e in shared.award.entries.all() if e.reference in whole] == []


def test_an_allocation_tells_each_judge_once_and_undoing_it_takes_the_place_of_what_was_not_sent(shared, people):
    runs, seat = people["administrator"], seat_of(shared, people["judge"])
    before = pairs(shared)
    limit_reading(shared, member=seat, reads_at_most=1, by=runs)
    done = apply_allocation(propose_allocation(shared, by=runs), by=runs, accepts_shortages=True)
    changed = {member for _entry, member in before ^ pairs(shared)}
    names = names_of(shared.panel.members.filter(pk__in=changed).select_related("person"))
    assert told() == names
    undo_allocation(done, by=runs, reason="A slip.")

    assert told(MessageState.SUPERSEDED) == names
    assert told(MessageState.QUEUED) == names


def test_what_was_sent_stays_sent(shared, people):
    runs, seat = people["administrator"], seat_of(shared, people["judge"])
    entry = free_entry(shared, seat)
    give_entry(shared, entry=entry, member=seat, by=runs)
    Message.objects.filter(kind=Kind.LIST_CHANGED).update(state=MessageState.SENT, sent_at=clock.now())
    take_entry(shared, entry=entry, member=seat, by=runs)

    assert (told(MessageState.SENT), told(MessageState.QUEUED)) == (["Judge"], ["Judge"])


def test_an_allocation_that_changes_nothing_tells_nobody(shared, people):
    runs = people["administrator"]
    apply_allocation(propose_allocation(shared, by=runs), by=runs, accepts_shortages=True)

    assert told() == []


def test_nobody_is_told_of_what_is_settled_before_scoring_opens(award, people):
    runs, planned = people["administrator"], shared_round(award, people)
    apply_allocation(propose_allocation(planned, by=runs), by=runs, accepts_shortages=True)
    set_readers(planned, readers=2, by=runs)

    assert told() == []


def join_late(round_, people, name="Late Nominee", *, shuts_out=()) -> Entry:
    entry = make_entry(round_.award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=name)
    Entry.objects.filter(pk=entry.pk).update(state="in_round")
    for person in shuts_out:
        Interest.objects.create(entry=entry, person=person, kind="line_manager", source="found")
    join_rounds(Entry.objects.get(pk=entry.pk))
    return entry


def test_a_late_entry_tells_those_who_read_it(shared, people):
    entry = join_late(shared, people)
    readers = ScoreSheet.objects.filter(entry=entry).select_related("member__person")

    assert told() == names_of(sheet.member for sheet in readers)
    assert len(told()) == 3
    assert (
        "say whether you have an interest in the names that are new"
        in preview(Message.objects.filter(kind=Kind.LIST_CHANGED)[0]).text
    )


def test_a_judge_with_an_interest_in_a_late_entry_hears_nothing_of_it(award, people):
    round_ = open_round(award, people, names=NAMES[:2])
    join_late(round_, people, shuts_out=[people["judge"]])

    assert told() == ["Chair", "Second Judge", "Third Judge"]


def test_a_reserve_who_is_called_up_is_told_and_the_others_not(shared, people):
    reserve = join_open_panel(shared, people["reserve"], people, is_reserve=True)
    accept_seat(reserve, by=people["reserve"])
    stand_down_judge(seat_of(shared, people["judge"]), reason="Unwell.", by=people["administrator"])
    assert told() == []
    call_up_reserve(shared.panel, by=people["administrator"])

    assert told() == ["Reserve"]


def test_it_is_not_sent_to_who_has_left_or_once_scoring_is_over(shared, people):
    from notifications.contexts.base import Overtaken

    seat = seat_of(shared, people["judge"])
    give_entry(shared, entry=free_entry(shared, seat), member=seat, by=people["administrator"])
    message = Message.objects.get(kind=Kind.LIST_CHANGED)
    stand_down_judge(seat_of(shared, people["judge"]), reason="Unwell.", by=people["administrator"])
    with pytest.raises(Overtaken, match="has left the panel"):
        preview(message)
    Round.objects.update(closes_at=clock.now() - timedelta(minutes=1))
    with pytest.raises(Overtaken, match="Scoring is not open"):
        preview(message)

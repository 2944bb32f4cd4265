"""From a deed to the outbox: what is said to whom when something happens, and what it takes back."""

from datetime import timedelta

import pytest

from judging.models import Declaration, PanelMember, ScoreSheet
from judging.signals import judge_invited
from judging.states import Outcome, RoundKind, RoundState
from kit import clock
from nominations.models import Endorsement, Entry, Interest
from nominations.signals import draft_saved, endorsement_requested, nominee_to_be_told
from notifications.invariants import INVARIANTS
from notifications.kinds import Kind
from notifications.models import Message
from notifications.states import MessageState
from tests.notifications.story import decide, make_release
from tests.world import make_entry, make_person, make_round
from workflow import SYSTEM, perform, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def whole():
    """Whatever a test does, what must hold of messages holds after it."""
    yield
    assert [breach for invariant in INVARIANTS for breach in invariant()] == []


def said(*states) -> list[tuple]:
    """What stands in the outbox: each kind with its recipient, in order."""
    found = Message.objects.filter(state__in=states or [MessageState.QUEUED]).order_by("pk")
    return list(found.values_list("kind", "person__full_name"))


def test_a_nomination_that_is_sent_is_confirmed_to_its_nominator(draft, people):
    perform(draft, "submit", by=people["nominator"], reference="NO27-0001")

    assert said() == [(Kind.RECEIVED, "Nominator")]


def test_an_acceptance_takes_back_a_return_that_has_not_left(submitted, people, entry):
    reviewer = people["reviewer"]
    perform(submitted, "return_to_nominator", by=reviewer, note="Please.", return_by=clock.now() + timedelta(days=5))
    perform(submitted, "resubmit", by=people["nominator"])
    type(submitted).objects.filter(pk=submitted.pk).update(screening="clear")
    perform(submitted, "accept", by=reviewer, entry=entry)

    assert said() == [(Kind.RECEIVED, "Nominator"), (Kind.ACCEPTED, "Nominator")]
    assert said(MessageState.SUPERSEDED) == [(Kind.RETURNED, "Nominator")]


def test_a_rejection_that_is_looked_at_again_is_taken_back(submitted, people):
    perform(submitted, "reject", by=people["reviewer"], public_reason="It came too late.")
    assert said() == [(Kind.NOT_ELIGIBLE, "Nominator")]

    perform(submitted, "reinstate", by=people["administrator"], reason="It was in time.")
    assert said() == []


def test_a_withdrawal_is_told_to_who_withdrew_and_to_administrators_without_a_part(submitted, people):
    submitted.nominee.person.line_manager = people["second_administrator"]
    submitted.nominee.person.save()

    perform(submitted, "withdraw", by=people["nominator"])

    assert said() == [(Kind.WITHDRAWN, "Nominator"), (Kind.WITHDRAWN, "Administrator")]


def test_a_nominee_who_withdraws_is_told_and_nominators_hear_nothing_of_it(entry, people):
    Interest.objects.create(entry=entry, person=people["second_administrator"], source="declared", kind="relative")

    perform(entry, "withdraw", by=people["nominee"])

    assert said() == [(Kind.WITHDRAWN, "Nominee"), (Kind.WITHDRAWN, "Administrator")]


def test_nothing_tells_anybody_who_declined_to_endorse(submitted, people):
    endorsement = ask(submitted, people)

    perform(endorsement, "decline", by=people["endorser"])

    assert said() == []


def ask(nomination, people) -> Endorsement:
    """Ask somebody to endorse, without a word."""
    return Endorsement.objects.create(
        nomination=nomination,
        person=people["endorser"],
        requested_at=clock.now(),
        answer_by=clock.now() + timedelta(days=10),
    )


def test_what_other_rooms_tell_becomes_a_message_once(draft, submitted, entry, award, people):
    seat = make_round(award, chair=people["chair"], judges=[people["judge"]]).panel.members.get(person=people["judge"])
    endorsement = ask(submitted, people)
    told = record(entry, "tell_nominee", by=people["reviewer"])
    for _ in range(2):
        draft_saved.send(sender=type(draft), nomination=draft)
        endorsement_requested.send(sender=Endorsement, endorsement=endorsement)
        nominee_to_be_told.send(sender=Entry, entry=entry, event=told)
        judge_invited.send(sender=PanelMember, member=seat)

    assert said() == [
        (Kind.DRAFT_SAVED, "Nominator"),
        (Kind.ENDORSE, "Endorser"),
        (Kind.NOMINATED, "Nominee"),
        (Kind.JUDGE_INVITATION, "Judge"),
    ]


def test_a_nominee_without_an_address_is_not_written_to(award, people):
    silent = make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"], nominee="No Address")

    nominee_to_be_told.send(sender=Entry, entry=silent, event=record(silent, "tell_nominee", by=people["reviewer"]))

    assert said() == []


def test_a_panel_is_asked_to_declare_and_a_late_judge_as_well(award, people):
    round_ = make_round(
        award,
        chair=people["chair"],
        judges=[people["judge"], people["second_judge"]],
        state=RoundState.PLANNED,
        member_state="accepted",
    )
    late = round_.panel.members.get(person=people["second_judge"])
    PanelMember.objects.filter(pk=late.pk).update(state="invited")

    perform(round_, "start_declaring", by=people["administrator"])
    assert said() == [(Kind.DECLARE, "Chair"), (Kind.DECLARE, "Judge")]

    perform(late, "accept", by=people["second_judge"])
    assert said()[2:] == [(Kind.DECLARE, "Second Judge")]


@pytest.mark.parametrize(
    "mode", [{"mode": "pass", "pass_answers": 2, "pass_percent": 60}, {"mode": "rank", "rank_top": 2}]
)
def test_a_late_judge_is_asked_to_declare_in_every_mode(award, people, mode):
    round_ = make_round(award, chair=people["chair"], judges=[people["judge"]], member_state="invited", **mode)
    perform(round_.panel.members.get(person=people["judge"]), "accept", by=people["judge"])

    assert said() == [(Kind.DECLARE, "Judge")]


def test_a_hidden_entry_is_told_to_its_judges_but_not_to_one_with_an_interest(award, people, entry):
    round_ = make_round(
        award, chair=people["chair"], judges=[people["judge"], people["second_judge"]], state=RoundState.SCORING
    )
    Entry.objects.filter(pk=entry.pk).update(state="in_round")
    for member in round_.panel.members.all():
        Declaration.objects.create(member=member, entry=entry, answer="none")
        ScoreSheet.objects.create(round=round_, entry=entry, member=member)
    tie = Interest.objects.create(entry=entry, person=people["second_judge"], source="declared", kind="relative")
    ScoreSheet.objects.filter(member__person=people["second_judge"]).update(state="recused", recused_for=tie)

    perform(entry, "hide", by=people["reviewer"], reason="A name was found.")
    assert said() == [(Kind.ENTRY_CHECKED, "Chair"), (Kind.ENTRY_CHECKED, "Judge")]

    perform(entry, "show_again", by=people["reviewer"])
    assert said(MessageState.SUPERSEDED) == [(Kind.ENTRY_CHECKED, "Chair"), (Kind.ENTRY_CHECKED, "Judge")]
    assert said() == [(Kind.ENTRY_CHECKED, "Chair"), (Kind.ENTRY_CHECKED, "Judge")]


@pytest.fixture
def shortlisted(award, people, entry):
    """A locked shortlist: `entry` is on it, another one of Olive Other is not."""
    other = make_entry(
        award,
        nominator=people["other_nominator"],
        reviewer=people["reviewer"],
        endorser=people["endorser"],
        nominee=make_person("Olive Other"),
    )
    decide(
        award,
        RoundKind.SHORTLISTING,
        {entry: Outcome.SHORTLISTED, other: Outcome.NOT_SHORTLISTED},
        chair=people["chair"],
        state=RoundState.DECIDED,
    )
    return entry, other


def test_a_shortlist_is_told_in_order_on_the_outcome_day_and_never_at_the_decision(shortlisted, award, people):
    release = make_release(award, people, stage="shortlist", state="draft")
    assert said() == []

    perform(release, "approve", by=people["second_administrator"], by_person=people["second_administrator"])

    rows = Message.objects.order_by("due_at", "pk").values_list("kind", "person__full_name")
    assert list(rows) == [
        (Kind.NOT_SHORTLISTED, "Olive Other"),
        (Kind.SHORTLISTED, "Nominee"),
        (Kind.FINALIST_MANAGER, "Endorser"),
        (Kind.OUTCOME_TO_NOMINATOR, "Nominator"),
        (Kind.OUTCOME_TO_NOMINATOR, "Other Nominator"),
    ]
    assert len({moment.date() for moment in Message.objects.values_list("due_at", flat=True)}) == 1


def test_results_are_told_at_the_announcement_and_the_pack_before_it(shortlisted, award, people):
    entry, _ = shortlisted
    decide(award, RoundKind.FINAL, {entry: Outcome.WINNER}, chair=people["chair"], state=RoundState.DECIDED)
    release = make_release(award, people, stage="result", state="draft", minute=clock.now() + timedelta(hours=1))
    Interest.objects.create(entry=entry, person=people["host"], source="declared", kind="relative")

    perform(release, "approve", by=people["second_administrator"], by_person=people["second_administrator"])
    perform(release, "schedule", by=people["second_administrator"])
    assert said() == [(Kind.PACK_READY, "Communications")]

    with clock.set_to(clock.now() + timedelta(hours=1)):
        perform(release, "catch_up", by=SYSTEM)
    assert said()[1:] == [
        (Kind.RESULTS, "Nominee"),
        (Kind.RESULTS, "Olive Other"),
        (Kind.RESULTS_TO_NOMINATOR, "Nominator"),
        (Kind.RESULTS_TO_NOMINATOR, "Other Nominator"),
    ]

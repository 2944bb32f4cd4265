"""What two reviewers must read: who may be the second, whose name stands, and when it falls."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.roles import scope_of
from kit import clock
from nominations.models import Entry, Flag, Interest, Nomination
from nominations.services.concerns import raise_concern
from nominations.services.holding import take_nomination
from nominations.services.readings import ask_second_reviewer, change_second_review
from nominations.services.redaction import add_redaction, remove_redaction, rule_on_flag
from nominations.services.reviewing import (
    accept_nomination,
    hide_entry,
    hold_nomination,
    return_nomination,
    show_entry_again,
)
from nominations.services.sending import resubmit_nomination
from people.models import RoleGrant
from people.roles import Role
from tests.world import WORDS, make_person, make_submitted, sign_in
from workflow import NotAllowed, NotNow, perform
from workflow.audit import trail
from workflow.models import AuditEvent, SignOff
from workflow.signoffs import standing

WHY = "Two reviewers must read this nomination. A child is involved."
OTHERS = ("administrator", "judge", "nominator", "nominee", "stranger", "superuser", "safeguarding_lead")
QUEUE = reverse("review:queue")


def page(name, thing):
    return reverse(f"review:{name}", args=[thing.public_id])


def words_of(response):
    """The text of a page as a reader sees it, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def now_as(thing):
    return type(thing).objects.get(pk=thing.pk)


def ask(nomination, by):
    return ask_second_reviewer(nomination, by=by)


def readers(nomination):
    """Whose names stand under the text, in the order in which they put them there."""
    return list(standing(nomination, "accept").order_by("pk").values_list("person_id", flat=True))


@pytest.fixture
def about_a_child(award, people):
    """A nomination that two reviewers must read."""
    return make_submitted(award, nominator=people["nominator"], nominee=people["nominee"], second_review_for=["child"])


@pytest.fixture
def read_by_one(about_a_child, people):
    """The same, read by the first reviewer, who has asked for a second."""
    ask(about_a_child, people["reviewer"])
    return now_as(about_a_child)


# Accepting


def test_one_reviewer_alone_cannot_accept_it(about_a_child, people):
    with pytest.raises(NotNow) as refusal:
        accept_nomination(about_a_child, by=people["reviewer"])

    assert refusal.value.sentence == f"{WHY} Ask a second reviewer first."
    assert (now_as(about_a_child).state, Entry.objects.count(), SignOff.objects.count()) == ("submitted", 0, 0)


def test_the_door_itself_asks_for_two_names(about_a_child, people):
    ask(about_a_child, people["reviewer"])
    Nomination.objects.filter(pk=about_a_child.pk).update(screening="clear")

    with pytest.raises(NotNow) as refusal:
        perform(about_a_child, "accept", by=people["second_reviewer"], entry=None)

    assert refusal.value.sentence == f"{WHY} A second reviewer must put their name to this text first."


def test_the_first_reads_and_the_second_accepts(about_a_child, people):
    take_nomination(about_a_child, by=people["reviewer"])

    ask(about_a_child, people["reviewer"])

    assert now_as(about_a_child).taken_by is None
    assert readers(about_a_child) == [people["reviewer"].pk]
    accepted = accept_nomination(about_a_child, by=people["second_reviewer"])
    assert (accepted.state, accepted.judging_copy.text) == ("accepted", WORDS)
    assert readers(about_a_child) == [people["reviewer"].pk, people["second_reviewer"].pk]


def test_the_first_is_not_the_second(read_by_one, people):
    with pytest.raises(NotNow) as refusal:
        accept_nomination(read_by_one, by=people["reviewer"])

    assert refusal.value.sentence == "You have read it already. Another reviewer must read it too, and accept it."
    assert now_as(read_by_one).state == "submitted"
    with pytest.raises(NotNow):
        ask(read_by_one, people["reviewer"])
    assert readers(read_by_one) == [people["reviewer"].pk]


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_a_reviewer_reads_or_changes_why(read_by_one, people, role):
    deeds = (
        lambda by: ask(read_by_one, by),
        lambda by: accept_nomination(read_by_one, by=by),
        lambda by: change_second_review(read_by_one, reasons=[], why="Not so.", by=by),
    )
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed(people[role])

    assert (now_as(read_by_one).second_review_for, readers(read_by_one)) == (["child"], [people["reviewer"].pk])


def test_a_reviewer_with_a_part_in_it_is_neither_first_nor_second(award, people):
    first, second = people["reviewer"], people["second_reviewer"]
    own = make_submitted(award, nominator=first, nominee=people["nominee"], second_review_for=["court"])
    with pytest.raises(NotAllowed):
        ask(own, first)
    ask(own, second)

    with pytest.raises(NotAllowed):
        accept_nomination(own, by=first)

    assert now_as(own).state == "submitted"


def test_a_name_does_not_count_once_its_owner_has_a_part_in_it(read_by_one, people):
    people["nominee"].line_manager = people["reviewer"]
    people["nominee"].save()

    with pytest.raises(NotNow) as refusal:
        accept_nomination(read_by_one, by=people["second_reviewer"])

    assert refusal.value.sentence == f"{WHY} A second reviewer must put their name to this text first."
    assert now_as(read_by_one).state == "submitted"


def test_a_phrase_that_is_not_decided_cannot_be_left_to_the_second(about_a_child, people):
    Flag.objects.create(nomination=about_a_child, kind="phone", start=0, end=3, certainty="certain")

    with pytest.raises(NotNow) as refusal:
        ask(about_a_child, people["reviewer"])

    assert refusal.value.sentence.startswith("Decide each flagged phrase first")
    assert readers(about_a_child) == []


@pytest.mark.parametrize("first", ["none", "hold", "concern"])
def test_nobody_is_asked_where_nothing_asks_for_it_or_it_waits(submitted, about_a_child, people, first):
    nomination = {"none": submitted}.get(first, about_a_child)
    if first == "hold":
        hold_nomination(nomination, by=people["reviewer"], reason="Waiting.")
    if first == "concern":
        raise_concern(nomination, by=people["reviewer"])

    with pytest.raises(NotNow):
        ask(nomination, people["reviewer"])

    assert readers(nomination) == []


# When a name falls


def change_the_copy(nomination, people):
    add_redaction(nomination, phrase="the whole team", label="[detail removed]", by=people["second_reviewer"])


def put_back(nomination, people):
    remove_redaction(nomination.redactions.get(), by=people["second_reviewer"])


def write_anew(nomination, people):
    returned = return_nomination(nomination, by=people["second_reviewer"], note="Say more.")
    returned.statement.write("Another story altogether of a person who listened. " * 15)
    resubmit_nomination(now_as(returned), by=people["nominator"])


@pytest.mark.parametrize("deed", [change_the_copy, put_back, write_anew])
def test_a_change_of_the_text_lets_the_name_fall(about_a_child, people, deed):
    if deed is put_back:
        add_redaction(about_a_child, phrase="first", label="[detail removed]", by=people["reviewer"])
    ask(about_a_child, people["reviewer"])

    deed(now_as(about_a_child), people)

    assert readers(about_a_child) == []
    fell = AuditEvent.objects.filter(verb="nomination.name_falls")
    assert [event.data for event in fell] == [{"names": 1}]
    with pytest.raises(NotNow):
        accept_nomination(now_as(about_a_child), by=people["second_reviewer"])


def test_after_a_change_the_second_is_the_first_and_the_first_accepts(read_by_one, people):
    change_the_copy(read_by_one, people)

    ask(now_as(read_by_one), people["second_reviewer"])
    accepted = accept_nomination(now_as(read_by_one), by=people["reviewer"])

    assert accepted.state == "accepted"
    assert readers(read_by_one) == [people["second_reviewer"].pk, people["reviewer"].pk]


def test_deciding_that_a_phrase_is_harmless_changes_no_text_and_no_name(read_by_one, people):
    flag = Flag.objects.create(nomination=read_by_one, kind="phone", start=0, end=3, certainty="certain")

    rule_on_flag(flag, ruling=Flag.Ruling.NOT_IDENTIFYING, by=people["second_reviewer"])

    assert readers(read_by_one) == [people["reviewer"].pk]


def test_a_copy_changed_after_acceptance_is_read_by_two_again_before_judges_see_it(read_by_one, people):
    entry = accept_nomination(read_by_one, by=people["second_reviewer"]).entry
    Entry.objects.filter(pk=entry.pk).update(state="in_round")
    hide_entry(entry, by=people["reviewer"], reason="A name was left in.")
    change_the_copy(now_as(read_by_one), people)
    with pytest.raises(NotNow) as refusal:
        show_entry_again(entry, by=people["reviewer"])
    assert refusal.value.sentence == (
        "A nomination of this entry must be read by two reviewers, and its text was changed since."
    )

    for reader in ("second_reviewer", "reviewer"):
        ask(now_as(read_by_one), people[reader])

    assert show_entry_again(entry, by=people["reviewer"]).state == "in_round"


# Why


def test_a_reviewer_adds_a_reason_and_takes_one_away_with_a_recorded_reason(about_a_child, people):
    reviewer = people["reviewer"]
    changed = change_second_review(about_a_child, reasons=["publicity", "child"], by=reviewer)
    assert changed.second_review_for == ["child", "publicity"]
    with pytest.raises(NotNow) as refusal:
        change_second_review(about_a_child, reasons=["publicity"], by=reviewer, why=" ")
    assert refusal.value.sentence == "Enter why a reason no longer holds."

    change_second_review(about_a_child, reasons=["publicity"], by=reviewer, why="The child is grown up.")

    assert now_as(about_a_child).second_review_for == ["publicity"]
    event = trail(about_a_child).first()
    assert (event.verb, event.data) == (
        "nomination.change_second_review",
        {"added": [], "removed": ["child"]},
    )
    assert event.reason.text == "The child is grown up."


def test_without_a_reason_one_reviewer_is_enough(about_a_child, people):
    change_second_review(about_a_child, reasons=[], by=people["reviewer"], why="The child is grown up.")

    assert accept_nomination(now_as(about_a_child), by=people["reviewer"]).state == "accepted"


def test_what_is_through_or_taken_by_another_is_not_changed(about_a_child, submitted, people):
    take_nomination(about_a_child, by=people["reviewer"])
    accept_nomination(submitted, by=people["reviewer"])

    for nomination in (about_a_child, submitted):
        with pytest.raises(NotNow):
            change_second_review(nomination, reasons=["court"], why="So.", by=people["second_reviewer"])

    assert now_as(about_a_child).second_review_for == ["child"]
    assert now_as(submitted).second_review_for == []


# Pages


@pytest.fixture
def reviewer(client, people):
    """The reviewer, signed in."""
    return sign_in(client, people["reviewer"])


def test_the_first_reads_ticks_and_asks(reviewer, about_a_child, people):
    reviewer.post(page("take", about_a_child))
    screen = words_of(reviewer.get(page("nomination", about_a_child)))
    assert "Two reviewers must read this nomination: A child is involved" in screen
    assert "Ask a second reviewer" in screen
    assert page("accept", about_a_child) not in reviewer.get(page("nomination", about_a_child)).content.decode()
    refused = reviewer.get(page("accept", about_a_child), follow=True)
    assert f"{WHY} Ask a second reviewer first." in words_of(refused)

    asking = reviewer.get(page("ask_second", about_a_child))
    assert WORDS.strip() in words_of(asking)
    assert "Read the judging copy, then tick the box" in words_of(reviewer.post(page("ask_second", about_a_child)))
    done = reviewer.post(page("ask_second", about_a_child), {"has_read": "on"}, follow=True)

    assert "Your name stands under this text. Another reviewer reads it next." in words_of(done)
    assert readers(about_a_child) == [people["reviewer"].pk]
    assert "Another reviewer reads it next." in words_of(reviewer.get(page("nomination", about_a_child)))
    again = reviewer.get(page("ask_second", about_a_child), follow=True)
    assert "You have read it already." in words_of(again)


def test_the_second_sees_what_the_first_decided_and_accepts(client, read_by_one, people):
    second = sign_in(client, people["second_reviewer"])
    second.post(page("take", read_by_one))
    screen = words_of(second.get(page("nomination", read_by_one)))
    assert "Read by Reviewer on" in screen
    assert "If you accept it, yours is the second name. If you change the text, theirs falls." in screen

    second.post(page("accept", read_by_one), {"has_read": "on", "citation": ""})

    assert now_as(read_by_one).state == "accepted"
    assert "Read by Reviewer on" in words_of(second.get(page("nomination", read_by_one)))


def test_the_second_who_changes_something_reads_that_the_first_name_fell(client, read_by_one, people):
    second = sign_in(client, people["second_reviewer"])
    second.post(page("take", read_by_one))
    second.post(page("redact", read_by_one), {"phrase": "the whole team", "label": "[detail removed]", "wording": ""})

    screen = words_of(second.get(page("nomination", read_by_one)))

    assert "The name of Reviewer no longer stands, because the text was changed after they read it." in screen
    assert "Ask a second reviewer" in screen


def test_the_only_reviewer_reads_who_appoints_another(reviewer, about_a_child, people):
    Interest.objects.all().delete()
    people["nominee"].line_manager = people["second_reviewer"]
    people["nominee"].save()
    reviewer.post(page("take", about_a_child))

    for name in ("nomination", "ask_second"):
        assert (
            "No other reviewer of this season can read this nomination: another must be appointed. "
            "An administrator does that: Administrator, Second Administrator."
        ) in words_of(reviewer.get(page(name, about_a_child)))

    RoleGrant.objects.create(
        person=make_person("Third Reviewer"), role=Role.REVIEWER, scope=scope_of(about_a_child.season)
    )
    assert "another must be appointed" not in words_of(reviewer.get(page("nomination", about_a_child)))


def test_why_two_must_read_is_said_on_a_page(reviewer, submitted, people):
    reviewer.post(page("take", submitted))
    reviewer.post(page("second", submitted), {"reasons": ["publicity"], "why": ""})
    assert now_as(submitted).second_review_for == ["publicity"]

    refused = reviewer.post(page("second", submitted), {"reasons": [], "why": ""})
    assert "Enter why a reason no longer holds" in words_of(refused)
    assert now_as(submitted).second_review_for == ["publicity"]

    reviewer.post(page("second", submitted), {"reasons": [], "why": "It stays within the council."})
    assert now_as(submitted).second_review_for == []
    assert "It stays within the council." in words_of(reviewer.get(page("nomination", submitted)))


def test_the_queue_says_what_needs_a_second_reviewer(client, award, submitted, read_by_one, people):
    two = make_submitted(award, nominator=people["nominator"], nominee="Tam Two", second_review_for=["court"])
    signed_in = sign_in(client, people["second_reviewer"])

    rows = {row.reference: row for row in signed_in.get(QUEUE).context["table"].page.object_list.data}
    listed = signed_in.get(QUEUE, {"needs": "second"})

    assert {reference: row.is_read_by_one for reference, row in rows.items()} == {
        submitted.reference: False,
        read_by_one.reference: True,
        two.reference: False,
    }
    assert [r.reference for r in listed.context["table"].page.object_list.data] == [
        read_by_one.reference,
        two.reference,
    ]
    words = words_of(signed_in.get(QUEUE))
    assert (words.count("Needs a second reviewer"), words.count("Needs two reviewers")) == (1, 1)


_SEEN = {}


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_the_queue_costs_the_same_however_many_need_two(reviewer, award, people, rows):
    made = [
        make_submitted(award, nominator=people["nominator"], nominee=f"N {n}", second_review_for=["child"])
        for n in range(rows)
    ]
    name = {"deed": "accept", "subject_type": "nomination", "capacity": "reviewer", "at": clock.now()}
    SignOff.objects.bulk_create(SignOff(subject_id=n.pk, person_id=people["reviewer"].pk, **name) for n in made)
    reviewer.get(QUEUE)

    with CaptureQueriesContext(connection) as asked:
        assert "Needs a second reviewer" in words_of(reviewer.get(QUEUE))

    assert len(asked) == _SEEN.setdefault("queue", len(asked))

"""The wrong nominee, an address that fails, telling them another way, and nothing more at all."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit import clock
from nominations.models import Consent, Entry, Interest, Nominee
from nominations.services import notices
from nominations.services.interests import find_interests
from nominations.services.nominees import record_choices, take_part, tell_nominee
from nominations.states import ConsentPurpose
from notifications import delivery
from notifications.kinds import Kind
from notifications.models import Message
from notifications.services import cancel_message, send_again
from people.links import address_of, send_link
from people.models import Link, Organisation, Person
from tests.world import make_entry, make_person, make_round, make_submitted, sign_in
from workflow import NotAllowed, NotNow, trail

ALL_YES = dict.fromkeys(ConsentPurpose.values, "yes")


@pytest.fixture
def told(entry, people):
    """An entry whose nominee is being told by a message."""
    Entry.objects.filter(pk=entry.pk).update(notice="not_due", notice_at=None)
    return tell_nominee(entry, by=people["reviewer"])


def here(entry, name: str = "nominee") -> str:
    """Return the address of one of the nominee's pages."""
    return reverse(f"nominations:{name}", args=[entry.pk])


def there(entry, name: str = "nominee") -> str:
    """Return the address of one of the awards team's pages about the nominee."""
    return reverse(f"review:{name}", args=[entry.public_id])


def open_link(entry) -> Client:
    """Return a browser that has opened the nominee's link."""
    client = Client()
    client.get(address_of(send_link("nominee", entry, entry.nominee.person)))
    return client


def fresh(entry) -> Entry:
    """Return the entry as it is stored."""
    return Entry.objects.select_related("nominee__person").get(pk=entry.pk)


def deeds(entry) -> list[str]:
    """Return what the trail holds of an entry, oldest first, without interests."""
    verbs = [event.verb.removeprefix("entry.") for event in reversed(trail(entry))]
    return [verb for verb in verbs if "interest" not in verb]


def said(kind=None) -> list[tuple[str, str, str]]:
    """Return who is told what, and how far it came."""
    rows = Message.objects.order_by("pk").select_related("person")
    rows = rows.filter(kind=kind) if kind else rows
    return [(m.kind, m.person.full_name, m.state) for m in rows]


def test_opening_the_page_changes_nothing_and_saying_it_hides_everything(told):
    client = open_link(told)
    page = client.get(here(told, "nominee-not-me")).content.decode()
    before = fresh(told)
    assert (before.notice, before.nominee.person_id is not None) == ("sent", True)
    done = client.post(here(told, "nominee-not-me")).content.decode()

    assert "This is not me" in page
    assert "Your link shows nothing any more" in done
    assert client.get(here(told)).status_code == 302
    after = fresh(told)
    assert (after.notice, after.notice_at, after.nominee.person, after.nominee.email) == ("failed", None, None, "")
    assert deeds(told) == ["tell_nominee", "not_the_nominee"]


def test_the_old_link_opens_nothing_and_neither_does_signing_in(told, people):
    address = address_of(send_link("nominee", told, people["nominee"]))
    notices.say_not_me(told, by=people["nominee"])

    reply = Client().get(address, follow=True)
    assert "Good news" not in reply.content.decode()
    assert sign_in(Client(), people["nominee"]).get(here(told)).status_code == 404
    assert not Link.objects.standing().filter(purpose="nominee").exists()


def test_what_waits_for_the_wrong_person_is_taken_back_and_administrators_are_alerted(told, people):
    notices.say_not_me(told, by=people["nominee"])

    assert said() == [
        ("E8", "Nominee", "superseded"),
        ("E33", "Administrator", "queued"),
        ("E33", "Second Administrator", "queued"),
    ]


def test_the_alert_holds_a_reference_and_a_link_and_no_name(told, people, mailoutbox):
    notices.say_not_me(told, by=people["nominee"])
    Message.objects.filter(kind=Kind.WRONG_NOMINEE).update(due_at=clock.now())
    delivery.drain()

    letter = mailoutbox[0]
    names = (people["nominee"].full_name, people["nominator"].full_name, "Safeguarding")
    assert letter.subject == f"Somebody says that a nomination is not about them: {told.reference}"
    assert there(told) in letter.body
    assert [name for name in names if name in letter.subject + letter.body] == []


def test_an_administrator_with_an_interest_is_not_alerted(told, people):
    Interest.objects.create(entry=told, person=people["administrator"], source="declared", kind="close_friend")
    notices.say_not_me(told, by=people["nominee"])

    assert said(Kind.WRONG_NOMINEE) == [("E33", "Second Administrator", "queued")]


def test_answers_of_the_wrong_person_count_no_more_and_stay_on_record(told, people):
    take_part(told, by=people["nominee"])
    record_choices(told, answers=ALL_YES, by=people["nominee"])
    notices.say_not_me(told, by=people["nominee"])

    assert fresh(told).taking_part_at is None
    assert list(Consent.objects.values_list("is_current", flat=True)) == [False] * len(ALL_YES)


def test_interests_found_from_the_wrong_person_are_forgotten_and_others_stay(told, people):
    employer = Organisation.objects.create(name="Fell Care", is_external=True)
    Person.objects.filter(pk=people["nominee"].pk).update(organisation=employer, line_manager=people["judge"])
    colleague = make_person("Colleague", organisation=employer)
    find_interests(told, [people["judge"], colleague, people["nominee"], people["nominator"]])
    before = {(i.person.full_name, i.kind) for i in told.interests.all()}
    notices.say_not_me(told, by=people["nominee"])

    gone = {("Judge", "line_manager"), ("Colleague", "same_employer"), ("Nominee", "nominee")}
    assert gone <= before
    assert {(i.person.full_name, i.kind) for i in told.interests.all()} == before - gone
    assert ("Nominator", "nominator") in before - gone


def test_a_judge_gets_back_the_sheet_that_was_set_aside_for_the_wrong_person(award, people):
    from judging.models import ScoreSheet
    from judging.services.rounds import open_scoring

    Person.objects.filter(pk=people["nominee"].pk).update(line_manager=people["judge"])
    entry = make_entry(
        award,
        nominator=people["nominator"],
        reviewer=people["reviewer"],
        endorser=people["endorser"],
        nominee=Person.objects.get(pk=people["nominee"].pk),
    )
    round_ = make_round(award, chair=people["chair"], judges=[people["judge"]])
    find_interests(entry, [people["judge"]])
    open_scoring(round_, by=people["administrator"])
    sheet = ScoreSheet.objects.get(member__person=people["judge"], entry=entry)
    assert sheet.state == "recused"
    notices.say_not_me(entry, by=people["nominee"])

    assert ScoreSheet.objects.get(pk=sheet.pk).state == "open"
    assert not Interest.objects.filter(person=people["judge"]).exists()


def test_a_joined_nomination_forgets_the_wrong_person_too(told, award, people):
    other = make_submitted(award, nominator=people["other_nominator"], nominee=people["nominee"], entry=told)
    notices.say_not_me(told, by=people["nominee"])

    row = Nominee.objects.get(pk=other.nominee_id)
    assert (row.name, row.email, row.person) == ("Nominee", "", None)


@pytest.mark.parametrize("role", ["nominator", "endorser", "administrator", "judge", "stranger", "superuser"])
def test_nobody_else_says_that_it_is_not_them(told, people, role):
    with pytest.raises(NotAllowed):
        notices.say_not_me(told, by=people[role])

    assert fresh(told).notice == "sent"


def test_an_administrator_finds_the_right_address_and_the_right_person_is_told(told, people):
    notices.say_not_me(told, by=people["nominee"])
    right = make_person("Nadia Right", email="nadia.right@fellshire.example")
    client = sign_in(Client(), people["administrator"])
    listed = client.get(reverse("review:nominees")).content.decode()
    asked = client.get(there(told)).content.decode()
    client.post(there(told), {"deed": "address", "email": "Nadia.Right@fellshire.example"})

    after = fresh(told)
    assert told.reference in listed
    assert "Whoever we wrote to says that they are not the nominee." in asked
    assert (after.notice, after.nominee.person, after.nominee.email) == ("sent", right, "nadia.right@fellshire.example")
    assert said(Kind.NOMINATED) == [("E8", "Nominee", "superseded"), ("E8", "Nadia Right", "queued")]
    assert there(told) not in client.get(reverse("review:nominees")).content.decode()
    assert open_link(after).get(here(told)).status_code == 200


def test_the_judges_who_know_the_right_person_are_found(told, award, people):
    make_round(award, chair=people["chair"], judges=[people["judge"]])
    make_person("Nadia Right", email="nadia.right@fellshire.example", line_manager=people["judge"])
    notices.say_not_me(told, by=people["nominee"])
    notices.mend_nominee_address(told, email="nadia.right@fellshire.example", by=people["administrator"])

    assert ("Judge", "line_manager") in {(i.person.full_name, i.kind) for i in told.interests.all()}


def test_the_same_address_once_more_sends_the_message_again(told, people):
    Message.objects.update(state="failed_for_good")
    notices.follow_notice(told.pk, people["nominee"].pk, has_arrived=False)
    notices.mend_nominee_address(told, email=people["nominee"].email, by=people["administrator"])

    assert said(Kind.NOMINATED) == [("E8", "Nominee", "failed_for_good"), ("E8", "Nominee", "queued")]


def test_the_nominators_address_is_not_the_nominees(told, people):
    with pytest.raises(NotNow):
        notices.mend_nominee_address(told, email=people["nominator"].email.upper(), by=people["administrator"])

    assert fresh(told).nominee.person == people["nominee"]


def test_an_administrator_cannot_put_in_somebody_in_whom_they_have_an_interest(told, people):
    notices.say_not_me(told, by=people["nominee"])
    with pytest.raises(NotNow):
        notices.mend_nominee_address(told, email=people["administrator"].email, by=people["administrator"])

    assert (fresh(told).notice, fresh(told).nominee.person) == ("failed", None)


@pytest.mark.parametrize("role", ["reviewer", "nominator", "nominee", "judge", "superuser"])
def test_only_an_administrator_sees_to_the_notice(told, people, role):
    for deed in (
        lambda by: notices.mend_nominee_address(told, email="a@b.example", by=by),
        lambda by: notices.tell_another_way(told, how="By phone", by=by),
        lambda by: notices.stop_messages_to_nominee(told, by=by, reason="Asked for."),
        lambda by: notices.allow_messages_to_nominee(told, by=by, reason="Asked for."),
    ):
        with pytest.raises(NotAllowed):
            deed(people[role])

    assert deeds(told) == ["tell_nominee"]


def test_telling_another_way_is_noted_once_with_how(award, people):
    entry = make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"])
    client = sign_in(Client(), people["administrator"])
    for _ in range(2):
        client.post(there(entry), {"deed": "another_way", "how": "By phone on Tuesday"})

    events = [e for e in trail(entry) if e.verb == "entry.tell_another_way"]
    assert (fresh(entry).notice, fresh(entry).notice_at is not None) == ("another_way", True)
    assert [event.reason.text for event in events] == ["By phone on Tuesday"]


@pytest.mark.parametrize("how", ["refused", "lost", "cancelled"])
def test_a_notice_that_does_not_arrive_stands_among_those_to_tell(told, people, how):
    message = Message.objects.get(kind=Kind.NOMINATED)
    if how == "cancelled":
        cancel_message(message, by=people["administrator"], reason="Wrong address.")
    else:
        Message.objects.update(due_at=clock.now())
        [claimed] = delivery.claim(1)
        delivery.begin(claimed)
        if how == "refused":
            delivery.settle(claimed, "failed_for_good", "The mail server refused it (550).")
        else:
            delivery.sweep(clock.now() + 2 * delivery.LEASE)

    dashboard = sign_in(Client(), people["administrator"]).get(reverse("records:dashboard", args=[told.season.slug]))
    assert fresh(told).notice == "failed"
    assert "Nominees to tell" in dashboard.content.decode()
    assert told.reference in sign_in(Client(), people["administrator"]).get(reverse("review:nominees")).content.decode()


def test_a_notice_sent_again_that_arrives_is_settled(told, people, mailoutbox):
    Message.objects.update(state="failed_for_good")
    notices.follow_notice(told.pk, people["nominee"].pk, has_arrived=False)
    send_again(Message.objects.get(), by=people["administrator"], reason="The server was full.")
    delivery.drain()

    assert len(mailoutbox) == 1
    assert fresh(told).notice == "sent"
    assert deeds(told) == ["tell_nominee", "notice_failed", "notice_arrived"]


def test_a_late_answer_about_the_wrong_person_settles_nothing(told, people):
    notices.say_not_me(told, by=people["nominee"])
    notices.follow_notice(told.pk, people["nominee"].pk, has_arrived=True)

    assert fresh(told).notice == "failed"


def test_all_messages_to_a_nominee_are_stopped_at_once_and_allowed_again(told, people, other_season):
    for season, address in ((told.season, ""), (other_season, people["nominee"].email)):
        Message.objects.create(
            kind="E24",
            season=season,
            person=None if address else people["nominee"],
            to_address=address,
            recipient_key=f"x{season.pk}",
            about=f"entry:{told.pk}",
            due_at=clock.now(),
        )
    client = sign_in(Client(), people["administrator"])
    client.post(there(told, "stop_messages"), {"reason": "They have died."})
    stopped = [m.state for m in Message.objects.order_by("pk")]

    assert Person.objects.get(pk=people["nominee"].pk).no_email is True
    assert stopped == ["cancelled"] * 3
    assert {trail(m)[0].reason.text for m in Message.objects.all()} == {"They have died."}
    assert fresh(told).notice == "failed"
    client.post(there(told, "allow_messages"), {"reason": "It was a mistake."})
    assert Person.objects.get(pk=people["nominee"].pk).no_email is False
    assert [m.state for m in Message.objects.order_by("pk")] == stopped
    assert deeds(told) == ["tell_nominee", "stop_messages", "notice_failed", "allow_messages"]


def test_nobody_is_written_to_while_messages_are_stopped(told, people):
    notices.stop_messages_to_nominee(told, by=people["administrator"], reason="They have died.")
    with pytest.raises(NotNow):
        notices.mend_nominee_address(told, email=people["nominee"].email, by=people["administrator"])

    assert said(Kind.NOMINATED) == [("E8", "Nominee", "cancelled")]


def test_what_was_chosen_is_shown_with_its_day_and_can_be_taken_back_one_by_one(told):
    client = open_link(told)
    client.post(here(told), ALL_YES | {"film_and_livestream": "no"})
    page = client.get(here(told)).content.decode()
    choice = reverse("nominations:nominee-choice", args=[told.pk, "photograph"])
    asked = client.get(choice).content.decode()
    client.post(choice, {"photograph": "no"})
    after = " ".join(client.get(here(told)).content.decode().split())

    assert page.count("You agreed to this") == len(ALL_YES) - 1
    assert page.count("Change or take back") == len(ALL_YES) - 1
    assert (asked.count('type="radio"'), "May we publish photographs of you?" in asked) == (2, True)
    assert after.count("You took back your yes on") == 1
    assert [c.answer for c in Consent.objects.filter(purpose="photograph")] == ["yes", "withdrawn"]


def test_the_list_asks_as_much_for_three_hundred_as_for_one(award, people):
    client, taken = sign_in(Client(), people["administrator"]), []
    for more in (1, 2, 297):
        rows = Nominee.objects.bulk_create(
            Nominee(name=f"Nominee {more} {n}", folded_name=f"nominee {more} {n}") for n in range(more)
        )
        Entry.objects.bulk_create(
            Entry(season=award.season, award=award, nominee=row, reference=f"NO27-{row.pk}", notice="due")
            for row in rows
        )
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("review:nominees")).status_code == 200
        taken.append(len(queries))

    assert len(set(taken)) == 1

"""How messages read: every kind in text and HTML, filled, and without anything that must not be in a mail."""

import re

import pytest
from django.core import mail

from notifications import delivery
from notifications.kinds import Kind
from notifications.models import Message
from notifications.rendering import MissingPlaceholder, fill
from notifications.states import MessageState
from people.models import Person
from tests.notifications.story import BEFORE, one_of_each
from tests.notifications.test_catalogue import SAID
from tests.world import WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(award, other_award, people):
    """One letter of each kind, as it left, by kind."""
    queued = one_of_each(award, other_award, people)
    numbers = {f"<{message.public_id}@": kind for kind, message in queued.items()}
    delivery.drain()
    left = {}
    for letter in mail.outbox:
        number = letter.extra_headers["Message-ID"].partition("@")[0] + "@"
        left[numbers[number]] = letter
    return left


def test_every_kind_leaves_in_text_and_html(letters):
    assert set(Message.objects.exclude(occurrence=BEFORE).values_list("state", "problem")) == {(MessageState.SENT, "")}
    assert set(letters) == SAID
    assert {tuple(kind for _, kind in letter.alternatives) for letter in letters.values()} == {("text/html",)}


def test_nothing_is_left_to_fill_and_nothing_is_empty(letters):
    left_over = re.compile(r"\{\{|\}\}|\{%|%\}|None|<built-in|\bFalse\b|\bTrue\b|\(\)|  \.| ,|\.\.")
    found = {
        kind: left_over.findall(letter.subject + letter.body)
        for kind, letter in letters.items()
        if left_over.search(letter.subject + letter.body)
    }

    assert found == {}


def test_text_and_html_say_the_same(letters):
    def words(text: str) -> list[str]:
        return re.findall(r"[\w@:/.-]+", text)

    differ = []
    for kind, letter in letters.items():
        inside = letter.alternatives[0][0].partition('class="body"')[2].partition('class="foot"')[0]
        html = re.sub(r"&#x27;", "'", re.sub(r"<[^>]+>", " ", inside.partition(">")[2]))
        missing = set(words(letter.body.rpartition("\n\n")[0])) - set(words(html))
        if missing:
            differ.append((kind, missing))

    assert differ == []


def test_subjects_hold_no_name_and_no_outcome(letters, people):
    names = [name for person in Person.objects.all() for name in person.full_name.split() if len(name) > 4]
    outcomes = ["winner", "won", "shortlisted", "finalist", "commended", "123456"]
    subjects = {kind: letter.subject for kind, letter in letters.items()}
    words = {word.lower() for word in names} | set(outcomes)

    assert {
        kind: subject
        for kind, subject in subjects.items()
        if words & set(re.findall(r"\w+", subject.lower())) - {"nominator", "judge", "nominee"}
    } == {}


def test_no_body_quotes_a_statement(letters):
    piece = WORDS[:40]

    assert [kind for kind, letter in letters.items() if piece in letter.body] == []


def test_every_letter_names_its_team_and_an_address_that_is_read(letters, award):
    season = award.season
    foot = f"{season.name}\n{season.programme.organisation_name}\n{season.awards_mailbox}\n{season.phone}"

    assert [kind for kind, letter in letters.items() if foot not in letter.body] == []
    assert {tuple(letter.reply_to) for letter in letters.values()} == {(season.awards_mailbox,)}


def test_a_nominee_who_withdrew_hears_no_more(award, other_award, people):
    queued = one_of_each(award, other_award, people)
    type(award.entries.first()).objects.update(state="withdrawn", hidden_from="")

    delivery.drain()

    kinds = (Kind.NOMINATED, Kind.NOT_SHORTLISTED, Kind.SHORTLISTED, Kind.CHOICES_DUE, Kind.EVENT_DETAILS)
    kinds += (Kind.FINALIST_MANAGER, Kind.RESULTS)
    states = Message.objects.filter(pk__in=[queued[kind].pk for kind in kinds]).values_list("state", flat=True)
    assert set(states) == {MessageState.SUPERSEDED}


def test_no_outcome_leaves_while_its_release_is_paused(award, other_award, people):
    queued = one_of_each(award, other_award, people)
    award.releases.update(paused_at=queued[Kind.RESULTS].due_at)

    delivery.drain()

    kinds = (Kind.NOT_SHORTLISTED, Kind.SHORTLISTED, Kind.OUTCOME_TO_NOMINATOR, Kind.RESULTS, Kind.RESULTS_TO_NOMINATOR)
    states = Message.objects.filter(pk__in=[queued[kind].pk for kind in kinds]).values_list("state", flat=True)
    assert set(states) == {MessageState.QUEUED}


def test_a_name_cannot_become_a_header_or_a_link(award, people):
    from tests.world import make_submitted

    award.name = "Award\r\nBcc: all@evil.example <a href='http://evil.example'>win</a>"
    award.save()
    nomination = make_submitted(award, nominator=people["nominator"])
    from notifications.outbox import queue

    queue(Kind.RECEIVED, person=people["nominator"], about=nomination, season=award.season)
    delivery.drain()

    (letter,) = mail.outbox
    assert (letter.bcc, letter.cc, "\n" in letter.subject) == ([], [], False)
    assert "<a href='http://evil.example'>" not in letter.alternatives[0][0]


def test_a_placeholder_without_a_value_is_never_sent_empty():
    with pytest.raises(MissingPlaceholder):
        fill(Kind.RECEIVED, {"reference": "NO27-0001"})

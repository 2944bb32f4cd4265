"""A nomination that came by phone or on paper: typed in, and from then on like any other."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from awards.models import Award, Season
from kit import clock
from nominations.models import Flag, Nomination
from nominations.services.holding import take_nomination
from nominations.services.sending import AlreadyNominated, OwnNomination, admit_late_nomination
from nominations.services.transcribing import OnPaper, transcribe_nomination
from notifications.models import Message
from people.models import User
from tests.world import WORDS, make_submitted, sign_in
from workflow import NotAllowed, NotNow, trail

LONDON = ZoneInfo("Europe/London")


def today() -> date:
    """Return the day on the season's clock."""
    return clock.now().astimezone(LONDON).date()


@pytest.fixture
def paper():
    """What somebody wrote on a form that arrived today."""
    return OnPaper(
        channel="paper",
        received_on=today(),
        nominator_kind="family_or_carer",
        nominator_name="Norman Note",
        relationship="family_or_carer",
        nominee_kind="person",
        nominee_name="Petra Paper",
        nominee_organisation="Fell Care",
        statement=WORDS,
        nominee_knows="no",
        share_nominator_name="yes",
    )


@pytest.fixture
def typed(award, paper):
    """What an administrator types on the page."""
    day = {f"received_on-{part}": getattr(paper.received_on, part) for part in ("day", "month", "year")}
    plain = {name: value for name, value in vars(paper).items() if isinstance(value, str)}
    return {"award": award.pk} | plain | day


def page_of(season) -> str:
    """Return the address of the page."""
    return reverse("review:transcribe_in", args=[season.slug])


def copies() -> list[tuple[str, str]]:
    """Return the copies that go to nominators: to whom, about what."""
    return [(m.person.email, m.about) for m in Message.objects.filter(kind="E4").select_related("person")]


def shown(response) -> str:
    """Return what the page says, spaces made one."""
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("role", ["administrator", "reviewer"])
def test_what_came_on_paper_is_sent_as_of_the_day_on_which_it_came(award, people, paper, role):
    three_days_ago = paper.received_on - timedelta(days=3)
    made = transcribe_nomination(award, replace(paper, received_on=three_days_ago), by=people[role])

    sent_on = made.submitted_at.astimezone(LONDON)
    assert (made.state, made.reference, made.channel) == ("submitted", "NO27-0001", "paper")
    assert (sent_on.date(), sent_on.hour, made.first_submitted_at) == (three_days_ago, 12, made.submitted_at)
    assert (made.transcribed_by, made.nominator.full_name) == (people[role], "Norman Note")
    assert [e.verb for e in trail(made)] == ["nomination.transcribe"]
    assert made.statement.read() == WORDS


def test_a_copy_goes_to_the_nominator_where_there_is_an_address(award, people, paper):
    transcribe_nomination(award, paper, by=people["administrator"])
    assert copies() == []

    with_address = replace(paper, nominee_name="Somebody Else", nominator_email="Norman@note.example")
    made = transcribe_nomination(award, with_address, by=people["administrator"])
    assert copies() == [("norman@note.example", f"nomination:{made.pk}")]
    assert User.objects.filter(email="norman@note.example").exists()


def test_its_text_is_screened_like_any_other(award, people, paper):
    text = f"{WORDS} Her NHS number is 943 476 5919."
    made = transcribe_nomination(award, replace(paper, statement=text), by=people["administrator"])

    assert Nomination.objects.get(pk=made.pk).screening == "flagged"
    assert "nhs_number" in set(Flag.objects.filter(nomination=made).values_list("kind", flat=True))


def test_whoever_typed_it_in_may_review_it_and_it_shows(award, people, paper):
    made = transcribe_nomination(award, paper, by=people["reviewer"])
    take_nomination(made, by=people["reviewer"])

    page = sign_in(Client(), people["reviewer"]).get(reverse("review:nomination", args=[made.public_id]))
    assert "On paper, typed in by Reviewer" in shown(page)


@pytest.mark.parametrize(
    "role", ["nominator", "judge", "chair", "communications", "hr_adviser", "stranger", "superuser"]
)
def test_nobody_else_types_one_in(award, people, paper, role):
    with pytest.raises(NotAllowed):
        transcribe_nomination(award, paper, by=people[role])

    assert not Nomination.objects.exists()
    assert sign_in(Client(), people[role]).get(page_of(award.season)).status_code == 404


@pytest.mark.parametrize("field", ["nominee_email", "nominator_email", "endorser_email"])
def test_nobody_types_in_what_they_have_a_part_in(award, people, paper, field):
    said = replace(paper, **{field: people["reviewer"].email}, endorser_name="Anybody")
    with pytest.raises(NotAllowed):
        transcribe_nomination(award, said, by=people["reviewer"])

    assert not Nomination.objects.exists()


def test_what_reached_us_after_closing_is_kept_late_and_can_be_admitted(award, people, paper):
    closed = award.season.window("nominations").ends_at
    with clock.set_to(closed + timedelta(days=3)):
        on_time = transcribe_nomination(
            award, replace(paper, received_on=closed.astimezone(LONDON).date()), by=people["administrator"]
        )
        late = transcribe_nomination(
            award, replace(paper, nominee_name="Lata Late", received_on=today()), by=people["administrator"]
        )
        listed = shown(sign_in(Client(), people["administrator"]).get(reverse("review:late")))
        admitted = admit_late_nomination(late, by=people["administrator"], reason="The post was late.")

    assert (on_time.state, on_time.submitted_at < closed) == ("submitted", True)
    assert (late.state, late.late_at is not None, late.reference) == ("draft", True, "")
    assert "Lata Late" in listed
    assert (admitted.state, admitted.reference) == ("submitted", "NO27-0002")


@pytest.mark.parametrize("days", [1, -11])
def test_a_day_in_the_future_or_before_opening_is_refused(award, people, paper, days):
    said = replace(paper, received_on=paper.received_on + timedelta(days=days))
    with pytest.raises(NotNow):
        transcribe_nomination(award, said, by=people["administrator"])

    assert not Nomination.objects.exists()


@pytest.mark.parametrize("change", [{"state": "judging"}, {"paused_at": clock.now()}])
def test_nothing_is_taken_in_once_judging_has_begun_or_while_the_season_is_paused(award, people, paper, change):
    Season.objects.filter(pk=award.season_id).update(**change)
    with pytest.raises(NotNow):
        transcribe_nomination(Award.objects.get(pk=award.pk), paper, by=people["administrator"])


def test_the_rules_of_the_award_hold(award, other_award, people, paper):
    Award.objects.filter(pk=other_award.pk).update(who_may_nominate=["staff"])
    with pytest.raises(NotNow, match="cannot nominate for this award"):
        transcribe_nomination(Award.objects.get(pk=other_award.pk), paper, by=people["administrator"])
    with pytest.raises(OwnNomination):
        transcribe_nomination(award, replace(paper, relationship="self"), by=people["administrator"])
    with pytest.raises(NotNow, match="100 words or more"):
        transcribe_nomination(award, replace(paper, statement="Too short."), by=people["administrator"])

    assert not Nomination.objects.exists()


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({}, True),
        ({"nominator_name": "NORMAN  NOTE"}, True),
        ({"nominator_name": "Nora Note"}, False),
        ({"nominator_phone": "01632 960 999"}, False),
        ({"nominee_organisation": "Dale Care"}, False),
    ],
)
def test_the_same_nomination_twice_is_refused_without_an_address_too(award, people, paper, change, is_same):
    first = replace(paper, nominator_phone="01632 960001")
    transcribe_nomination(award, first, by=people["administrator"])
    again = replace(first, **({"nominator_phone": ""} | change))
    if is_same:
        with pytest.raises(AlreadyNominated):
            transcribe_nomination(award, again, by=people["administrator"])
    else:
        transcribe_nomination(award, again, by=people["administrator"])

    assert Nomination.objects.count() == (1 if is_same else 2)


def test_who_nominated_online_does_not_nominate_again_on_paper(award, people, paper):
    make_submitted(award, nominator=people["nominator"], nominee="Petra Paper")
    Nomination.objects.get().nominee.__class__.objects.update(organisation_name="Fell Care")
    said = replace(paper, nominator_name="Nominator", nominator_email=people["nominator"].email)
    with pytest.raises(AlreadyNominated):
        transcribe_nomination(award, said, by=people["administrator"])


def test_a_team_keeps_its_members_and_its_first_member_is_written_to(award, people, paper):
    members = (("Ada Able", "Lead", "Fell Care"), ("Ben Bold", "Nurse", "Dale NHS"))
    said = replace(
        paper, nominee_kind="team", nominee_name="Night Team", members=members, nominee_email="ada@able.example"
    )
    made = transcribe_nomination(award, said, by=people["administrator"])

    nominee = Nomination.objects.get(pk=made.pk).nominee
    assert [(m.name, m.role, m.employer) for m in nominee.members.all()] == list(members)
    assert (nominee.name, nominee.person.full_name, nominee.person.email) == (
        "Night Team",
        "Ada Able",
        "ada@able.example",
    )


def test_the_page_takes_it_in_once_however_often_it_is_sent(award, people, typed):
    client = sign_in(Client(), people["administrator"])
    body = typed | {"idempotency_key": "one-press"}
    replies = [client.post(page_of(award.season), body) for _ in range(2)]

    assert [(reply.status_code, reply.url) for reply in replies] == [(302, page_of(award.season))] * 2
    assert [n.reference for n in Nomination.objects.all()] == ["NO27-0001"]
    page = shown(client.get(page_of(award.season)))
    assert "The nomination is taken in as NO27-0001. Tell its nominator this number." in page


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(award, people, typed):
    client = sign_in(Client(), people["reviewer"])
    wrong = {"statement": "Too short.", "nominee_kind": "team", "endorser_name": "Eve", "received_on-day": "32"}
    page = shown(client.post(page_of(award.season), typed | wrong))

    for sentence in (
        "The statement must be 100 words or more",
        "Select what this award is for, or another award",
        "Enter the endorser’s email address",
        "must be a real date",
    ):
        assert sentence in page
    assert "Petra Paper" in page
    assert not Nomination.objects.exists()


def test_the_page_names_the_earlier_nomination(award, people, paper, typed):
    transcribe_nomination(award, paper, by=people["administrator"])
    page = shown(sign_in(Client(), people["administrator"]).post(page_of(award.season), typed))

    assert "The same person has nominated them already: NO27-0001" in page


def test_the_door_leads_to_the_only_season(award, people):
    reply = sign_in(Client(), people["reviewer"]).get(reverse("review:transcribe"))

    assert (reply.status_code, reply.url) == (302, page_of(award.season))


def test_its_nominator_sees_that_it_was_typed_in(award, people, paper):
    said = replace(paper, channel="phone", nominator_email=people["nominator"].email)
    made = transcribe_nomination(award, said, by=people["administrator"])

    page = shown(sign_in(Client(), people["nominator"]).get(made.get_absolute_url()))
    assert "Sent by phone, and typed in by the awards team." in page
    assert people["administrator"].full_name not in page

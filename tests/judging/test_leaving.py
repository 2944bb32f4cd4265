"""A judge who becomes a nominee of the award leaves that panel, told in words that say nothing of it (R9)."""

import pytest
from django.urls import reverse

from awards.roles import scope_of
from judging.invariants import no_counted_sheet_has_an_interest, rounds_agree_with_their_sheets, standings_are_right
from judging.models import PanelMember, ScoreSheet
from judging.rules import panel_has_clear_chair
from judging.services.leaving import ON_SHEETS, REASON
from judging.services.seats import accept_seat
from judging.states import MemberState
from nominations.models import Entry, NomineeMember
from nominations.services.interests import declare_interest
from nominations.services.reviewing import accept_nomination
from notifications.kinds import Kind
from notifications.models import Message
from people.models import RoleGrant
from people.roles import Role
from people.services import account_for
from records.trails import events_visible_to
from tests.judging.judged import NAMES, join_open_panel, member_of, open_round
from tests.world import make_award, make_person, make_submitted, sign_in
from workflow import NotNow, trail


@pytest.fixture
def round_(award, people):
    """A round open for scoring, with two entries."""
    return open_round(award, people, names=NAMES[:2])


@pytest.fixture
def entry(round_):
    """One of its entries."""
    return Entry.objects.select_related("nominee", "award").get(award=round_.award, nominee__name=NAMES[0])


def name_by_address(entry, person):
    """Let the records name somebody as nominee: they sign in at the nominee's address from now on."""
    type(entry.nominee).objects.filter(pk=entry.nominee_id).update(email="own@home.example")
    account_for(person, "own@home.example")


def name_in_team(entry, person):
    """Let the records name somebody as member of the nominated team."""
    NomineeMember.objects.create(nominee=entry.nominee, name=person.full_name, person=person)
    person.email = "moved@fellshire.example"
    person.save()


def left(round_, person) -> tuple:
    """The state of somebody's seat, and of their sheets."""
    sheets = ScoreSheet.objects.filter(member__person=person, round=round_).order_by("entry__nominee__name")
    return member_of(round_, person).state, [s.state for s in sheets]


def breaches() -> list[str]:
    checks = (no_counted_sheet_has_an_interest, rounds_agree_with_their_sheets, standings_are_right)
    return [sentence for check in checks for sentence in check()]


@pytest.mark.parametrize("name", [name_by_address, name_in_team])
def test_a_judge_who_becomes_a_nominee_leaves_the_panel(round_, entry, people, name):
    name(entry, people["judge"])

    assert left(round_, people["judge"]) == (MemberState.STOOD_DOWN, ["recused", "void"])
    assert left(round_, people["second_judge"]) == (MemberState.DECLARED, ["open", "open"])
    event = trail(member_of(round_, people["judge"])).first()
    assert (event.verb, event.actor, event.reason.text) == ("panel_member.stand_down", "system", REASON)
    assert round_.versions.last().reason == "A judge left."
    assert breaches() == []


def test_a_judge_who_is_nominated_for_the_award_later_leaves_the_panel_and_no_other(round_, award, people):
    judge = people["judge"]
    other = make_award(award.season, "other-panel", "Other panel")
    elsewhere = PanelMember.objects.create(
        panel=other.panels.create(name="Other"), person=judge, state=MemberState.DECLARED
    )
    nomination = make_submitted(award, nominator=people["nominator"], nominee=judge, screening="clear")
    assert member_of(round_, judge).state == MemberState.DECLARED
    accept_nomination(nomination, by=people["reviewer"])

    assert left(round_, judge)[0] == MemberState.STOOD_DOWN
    assert PanelMember.objects.get(pk=elsewhere.pk).state == MemberState.DECLARED
    assert breaches() == []


def test_they_are_told_that_they_left_and_never_why(client, round_, entry, people):
    name_by_address(entry, people["judge"])

    message = Message.objects.get(kind=Kind.LEFT_PANEL)
    assert (message.person, message.about) == (people["judge"], f"panelmember:{member_of(round_, people['judge']).pk}")
    sheet = ScoreSheet.objects.get(member__person=people["judge"], entry__nominee__name=NAMES[1])
    assert trail(sheet).first().reason.text == ON_SHEETS
    sign_in(client, people["judge"])
    page = client.get(reverse("judging:mine")).content.decode()
    assert "You are no longer on this panel." in page
    assert [word for word in (NAMES[0], "nominee", "nominated") if word in page] == []


def test_a_chair_who_becomes_a_nominee_leaves_the_award_without_one(client, round_, entry, people):
    name_by_address(entry, people["chair"])

    assert left(round_, people["chair"])[0] == MemberState.STOOD_DOWN
    assert not panel_has_clear_chair(round_.panel)
    sign_in(client, people["administrator"])
    page = client.get(reverse("panel:round", args=[round_.public_id])).content.decode()
    assert "nobody can sign as chair. Choose a judge who acts as chair." in page


def test_who_says_so_of_themselves_is_kept_out_of_the_entry_and_stays(round_, entry, people):
    declare_interest(entry, person=people["judge"], kind="nominee", by=people["judge"])

    assert left(round_, people["judge"]) == (MemberState.DECLARED, ["recused", "open"])


def test_a_nominee_of_an_entry_that_was_withdrawn_can_judge_and_of_a_live_one_not(round_, entry, award, people):
    known = make_person("Known Nominee")
    type(entry.nominee).objects.filter(pk=entry.nominee_id).update(person=known)

    with pytest.raises(NotNow, match="This person is nominated for this award, so they cannot judge it"):
        join_open_panel(round_, known, people)
    assert not round_.panel.members.filter(person=known).exists()
    Entry.objects.filter(pk=entry.pk).update(state="withdrawn")
    assert accept_seat(join_open_panel(round_, known, people), by=known).state == "accepted"


@pytest.mark.parametrize("role", ["judge", "administrator", "information_governance"])
def test_why_is_read_by_who_runs_the_awards_and_not_by_whom_it_is_about(round_, entry, people, role):
    """The judge here administers too: what tells that they are nominated is not in the trail that they read."""
    scope, starts_at = scope_of(round_.season), round_.opens_at
    RoleGrant.objects.create(person=people["judge"], role=Role.ADMINISTRATOR, scope=scope, starts_at=starts_at)
    name_by_address(entry, people["judge"])

    seen = events_visible_to(people[role]).filter(verb="panel_member.stand_down")
    assert [event.reason.text for event in seen] == ([] if role == "judge" else [REASON])


def test_a_reserve_who_is_nominated_leaves_too(award, people, round_):
    reserve = PanelMember.objects.create(
        panel=round_.panel, person=people["reserve"], is_reserve=True, state=MemberState.ACCEPTED
    )
    accept_nomination(
        make_submitted(award, nominator=people["other_nominator"], nominee=people["reserve"], screening="clear"),
        by=people["reviewer"],
    )

    assert PanelMember.objects.get(pk=reserve.pk).state == MemberState.STOOD_DOWN

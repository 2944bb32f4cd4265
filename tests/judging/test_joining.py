"""A panel is fixed when scoring opens: from then on somebody joins it for a reason and by two people (R9)."""

import pytest
from django.urls import reverse

from judging.invariants import rounds_agree_with_their_sheets
from judging.models import PanelChange, PanelMember, Round
from judging.services.joining import propose_judge, sign_judge, take_back_judge
from judging.services.seats import FROZEN, accept_seat, seat_judge
from judging.states import MemberState, PanelChangeState, RoundState
from nominations.models import Entry, Interest
from notifications.kinds import Kind
from notifications.models import Message
from tests.judging.judged import NAMES, declaring_round, join_open_panel, make_entries, open_round
from tests.judging.test_panel_pages import text_of
from tests.world import make_person, sign_in
from workflow import SYSTEM, NotAllowed, NotNow
from workflow.models import AuditEvent

REASON = "One judge is on long leave."


@pytest.fixture
def round_(award, people):
    """A round open for scoring, with two entries."""
    return open_round(award, people, names=NAMES[:2])


@pytest.fixture
def newcomer(db):
    """Somebody of the directory who has nothing to do with the award."""
    return make_person("Nell Newcomer")


def proposed(round_, newcomer, people, **part) -> PanelChange:
    return propose_judge(round_, newcomer, **part, reason=REASON, by=people["administrator"])


def invited() -> list[str]:
    return list(Message.objects.filter(kind=Kind.JUDGE_INVITATION).values_list("person__full_name", flat=True))


def test_nobody_joins_an_open_panel_by_one_person(round_, newcomer, people):
    with pytest.raises(NotNow) as refusal:
        seat_judge(round_.panel, newcomer, by=people["administrator"])
    change = proposed(round_, newcomer, people)

    assert refusal.value.sentence == FROZEN
    assert (change.state, invited()) == (PanelChangeState.PROPOSED, [])
    assert not round_.panel.members.filter(person=newcomer).exists()


@pytest.mark.parametrize("second", ["chair", "second_administrator"])
def test_a_second_person_signs_and_the_invitation_goes(round_, newcomer, people, second):
    change = sign_judge(proposed(round_, newcomer, people), by=people[second])

    assert (change.state, change.member.person, change.member.state) == ("in_force", newcomer, MemberState.INVITED)
    assert invited() == ["Nell Newcomer"]
    events = AuditEvent.objects.filter(subject_type="panel_change").order_by("pk").values_list("verb", "person_id")
    first, other = people["administrator"].pk, people[second].pk
    assert list(events) == [
        ("panel_change.propose", first),
        ("panel_change.sign_take_effect", first),
        ("panel_change.sign_take_effect", other),
        ("panel_change.take_effect", other),
    ]


def test_the_round_has_a_new_version_when_they_take_the_seat(round_, newcomer, people):
    member = join_open_panel(round_, newcomer, people)
    assert round_.versions.count() == 1
    accept_seat(member, by=newcomer)

    before, after = (set(version.judges) for version in round_.versions.order_by("number"))
    assert after - before == {member.pk}
    assert round_.versions.last().reason == "A judge joined."
    assert list(rounds_agree_with_their_sheets()) == []


def test_before_scoring_opens_one_person_is_enough_and_two_are_not_asked_for(award, people, newcomer):
    round_ = declaring_round(award, people)
    with pytest.raises(NotNow, match="Scoring has not opened yet"):
        proposed(round_, newcomer, people)

    assert seat_judge(round_.panel, newcomer, by=people["administrator"]).state == MemberState.INVITED


@pytest.mark.parametrize("role", ["chair", "judge", "reviewer", "stranger"])
def test_administrators_alone_ask(round_, newcomer, people, role):
    with pytest.raises(NotAllowed):
        propose_judge(round_, newcomer, reason=REASON, by=people[role])

    assert PanelChange.objects.count() == 0


@pytest.mark.parametrize("role", ["administrator", "judge", "reviewer", "stranger", "newcomer"])
def test_neither_the_same_person_nor_a_judge_signs(round_, newcomer, people, role):
    change = proposed(round_, newcomer, people)
    with pytest.raises((NotAllowed, NotNow)):
        sign_judge(change, by={**people, "newcomer": newcomer}[role])

    assert PanelChange.objects.get().state == PanelChangeState.PROPOSED
    assert not PanelMember.objects.filter(person=newcomer).exists()


def test_nobody_asks_or_signs_for_themselves(round_, newcomer, people):
    with pytest.raises(NotAllowed, match="about your own place"):
        proposed(round_, people["administrator"], people)
    change = propose_judge(round_, people["second_administrator"], reason=REASON, by=people["administrator"])
    with pytest.raises(NotAllowed, match="about your own place"):
        sign_judge(change, by=people["second_administrator"])

    assert sign_judge(change, by=people["chair"]).state == PanelChangeState.IN_FORCE


def test_who_has_an_interest_in_the_award_neither_asks_nor_signs_nor_takes_back(round_, newcomer, people):
    change = proposed(round_, newcomer, people)
    entry = Entry.objects.filter(award=round_.award).first()
    Interest.objects.create(entry=entry, person=people["second_administrator"], kind="relative", source="declared")

    for deed in (sign_judge, take_back_judge):
        with pytest.raises(NotAllowed, match="You have an interest"):
            deed(change, by=people["second_administrator"])
    with pytest.raises(NotAllowed, match="You have an interest"):
        propose_judge(round_, make_person("Ann Other"), reason=REASON, by=people["second_administrator"])


@pytest.mark.parametrize(("who", "sentence"), [("judge", "already has a place"), ("nominee", "is nominated")])
def test_who_cannot_judge_the_award_is_not_asked_for(round_, people, who, sentence):
    entry = Entry.objects.select_related("nominee").filter(award=round_.award).first()
    type(entry.nominee).objects.filter(pk=entry.nominee_id).update(person=people["nominee"])
    with pytest.raises(NotNow, match=sentence):
        proposed(round_, people[who], people)


def test_a_proposal_is_one_at_a_time_with_a_reason_and_until_the_decision(round_, newcomer, people):
    with pytest.raises(NotNow, match="Enter a reason"):
        propose_judge(round_, newcomer, reason=" ", by=people["administrator"])
    change = proposed(round_, newcomer, people)
    with pytest.raises(NotNow, match="asked for this person already"):
        propose_judge(round_, newcomer, reason=REASON, by=people["second_administrator"])
    Round.objects.filter(pk=round_.pk).update(state=RoundState.DECIDED)
    with pytest.raises(NotNow, match="The decision of this round is locked"):
        sign_judge(change, by=people["chair"])

    take_back_judge(change, by=people["chair"])
    assert PanelChange.objects.get().state == PanelChangeState.TAKEN_BACK
    with pytest.raises(NotNow, match="settled already"):
        sign_judge(change, by=people["chair"])


def test_whoever_became_a_nominee_meanwhile_is_not_invited(round_, newcomer, people):
    change = proposed(round_, newcomer, people)
    entry = Entry.objects.select_related("nominee").filter(award=round_.award).first()
    type(entry.nominee).objects.filter(pk=entry.nominee_id).update(person=newcomer)
    with pytest.raises(NotNow, match="is nominated"):
        sign_judge(change, by=people["chair"])

    assert invited() == []


def page_of(round_, *more, name="add-judge"):
    return reverse(f"panel:{name}", args=[round_.public_id, *more])


def test_an_administrator_finds_somebody_and_seats_them_before_scoring_opens(client, award, people, newcomer):
    make_entries(award, people, NAMES[:1])
    round_ = declaring_round(award, people)
    sign_in(client, people["administrator"])
    assert page_of(round_) in client.get(reverse("panel:round", args=[round_.public_id])).content.decode()
    found = client.get(page_of(round_), {"q": "nell new"})
    this = page_of(round_, newcomer.public_id, name="add-this-judge")

    assert this in found.content.decode()
    page = client.get(this)
    assert "The records tie them to no entry of this award." in text_of(page)
    assert "reason" not in page.context["form"].fields
    assert client.post(this, {"part": "reserve"}).status_code == 302
    seat = round_.panel.members.get(person=newcomer)
    assert (seat.state, seat.is_reserve) == (MemberState.INVITED, True)
    assert "Has a place on this panel" in text_of(client.get(page_of(round_), {"q": "nell new"}))


@pytest.mark.parametrize(("words", "says"), [("", "Enter part of a name"), ("n", "Enter at least two letters")])
def test_too_few_letters_find_nobody(client, round_, newcomer, people, words, says):
    sign_in(client, people["administrator"])

    page = text_of(client.get(page_of(round_), {"q": words}))
    assert says in page
    assert "Newcomer" not in page


def test_the_search_reads_a_page_of_people_in_as_many_queries_as_one(client, round_, people, newcomer):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sign_in(client, people["administrator"])
    client.get(page_of(round_), {"q": "nell"})
    counts = []
    for more in (0, 2, 30):
        for number in range(more):
            make_person(f"Nell {more} {number}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(page_of(round_), {"q": "nell"})
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert "There are more." in text_of(page)


def test_what_ties_them_is_shown_to_administrators_and_to_the_chair_only_as_a_number(client, round_, people):
    """The kind of an interest would tell the chair who nominated."""
    nominator = people["nominator"]
    this = page_of(round_, nominator.public_id, name="add-this-judge")
    sign_in(client, people["administrator"])
    page = text_of(client.get(this))
    assert "They would take no part in 2 entries." in page
    assert NAMES[0] in page
    assert client.post(this, {"part": "judge", "reason": ""}).status_code == 200
    client.post(this, {"part": "judge", "reason": REASON})
    change = PanelChange.objects.get()

    of_round = reverse("panel:round", args=[round_.public_id])
    read = {}
    for role in ("administrator", "chair"):
        sign_in(client, people[role])
        page = client.get(of_round)
        read[role] = page.context["asked_for"][0]["lines"]
        assert "They would take no part in 2 entries" in text_of(page)
        assert REASON in text_of(page)
    assert [line.rpartition(": ")[2] for line in read["administrator"]] == ["Nominated them"] * 2
    assert read["chair"] == []

    assert client.post(page_name("judge-sign", change)).status_code == 302
    assert invited() == ["Nominator"]


def page_name(name, change):
    return reverse(f"panel:{name}", args=[change.public_id])


def test_the_pages_are_for_administrators_without_an_interest(client, round_, newcomer, people):
    this = page_of(round_, newcomer.public_id, name="add-this-judge")
    Interest.objects.create(
        entry=Entry.objects.filter(award=round_.award).first(),
        person=people["second_administrator"],
        kind="relative",
        source="declared",
    )
    change = proposed(round_, newcomer, people)
    codes = {}
    for role in ("administrator", "second_administrator", "chair", "judge", "stranger"):
        sign_in(client, people[role])
        codes[role] = (client.get(page_of(round_)).status_code, client.get(this).status_code)
    assert codes == {
        "administrator": (200, 200),
        "second_administrator": (403, 403),
        "chair": (403, 403),
        "judge": (404, 404),
        "stranger": (404, 404),
    }
    sign_in(client, people["second_administrator"])
    assert client.get(reverse("panel:round", args=[round_.public_id])).context["asked_for"] == []
    assert client.post(page_name("judge-sign", change)).status_code == 403
    sign_in(client, people["chair"])
    assert client.post(page_name("judge-take-back", change)).status_code == 302
    assert PanelChange.objects.get().state == PanelChangeState.TAKEN_BACK


def test_the_calendar_itself_is_asked_nothing(round_, newcomer):
    """What plays a season for a demonstration seats judges as it needs."""
    assert seat_judge(round_.panel, newcomer, by=SYSTEM).state == MemberState.INVITED

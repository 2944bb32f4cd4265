"""Where each judge was while the panel decided is said by a person, signed, and part of the record."""

import re

import pytest
from django.urls import reverse

from judging.attendance import attendance_of, everyone_present, interests_of
from judging.deciding import fingerprint
from judging.models import Attendance, Decision, Panel, PanelMember
from judging.services.deciding import record_decision, sign_decision, start_deliberating
from judging.services.places import settle_round
from judging.services.suitability import answer_suitability, ask_suitability
from judging.states import DecisionState, Outcome
from tests.judging.scored import scored_round
from tests.world import sign_in
from workflow import NotNow

pytestmark = pytest.mark.django_db
SHORT, NOT = Outcome.SHORTLISTED, Outcome.NOT_SHORTLISTED
PRESENT, LEFT, ABSENT = "present", "left_room", "absent"


def text_of(response) -> str:
    """The main part of a page as words."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


@pytest.fixture
def round_(award, people):
    round_ = scored_round(award, people)
    settle_round(round_)
    return start_deliberating(round_, by=people["chair"])


@pytest.fixture
def seats(round_):
    return {member.person.full_name: member.pk for member in round_.panel.members.select_related("person")}


@pytest.fixture
def entries(round_):
    return list(round_.award.entries.order_by("reference"))


def record(round_, entries, people, **fields):
    outcomes = dict(zip(entries, (SHORT, SHORT, NOT), strict=True))
    return record_decision(round_, outcomes=outcomes, by=people["administrator"], **fields)


def clear(entries, people):
    for check in ask_suitability(entries, by=people["administrator"]):
        answer_suitability(check, answer="clear", by=people["hr_adviser"])


def sent(round_, entries, **more):
    outcomes = zip(entries, (SHORT, SHORT, NOT), strict=True)
    present = {f"presence_{seat}": where for seat, where in everyone_present(round_).items()}
    return {f"outcome_{e.pk}": str(o) for e, o in outcomes} | present | more


def test_a_panel_met_in_full_except_for_entries_of_an_interest(round_, seats):
    assert everyone_present(round_) == {
        seats["Chair"]: PRESENT,
        seats["Judge"]: LEFT,
        seats["Second Judge"]: PRESENT,
        seats["Third Judge"]: PRESENT,
    }


def test_what_is_kept_names_seats_and_references_only(round_, entries, seats, people):
    said = everyone_present(round_) | {seats["Third Judge"]: ABSENT}
    decision = record(round_, entries, people, attendance=said, others_present=" Sam Patel, awards officer ")

    assert attendance_of(decision) == [
        {"judge": seats["Chair"], "presence": PRESENT, "interests": []},
        {"judge": seats["Judge"], "presence": LEFT, "interests": [entries[1].reference]},
        {"judge": seats["Second Judge"], "presence": PRESENT, "interests": []},
        {"judge": seats["Third Judge"], "presence": ABSENT, "interests": []},
    ]
    assert decision.others_present == "Sam Patel, awards officer"


def test_an_interest_elsewhere_or_taken_back_keeps_nobody_out(round_, award, seats, people, entries):
    other = Panel.objects.create(award=award, name="Another panel")
    PanelMember.objects.create(panel=other, person=people["judge"])
    people["judge"].interests.update(ruling="noted")

    assert interests_of(round_, list(seats.values())) == {seat: [] for seat in seats.values()}


def test_nothing_is_signed_before_somebody_has_said_where_everyone_was(round_, entries, people):
    clear(entries[:2], people)
    decision = record(round_, entries, people)
    with pytest.raises(NotNow, match="Say where each judge was"):
        sign_decision(decision, by=people["chair"])

    decision = record(round_, entries, people, attendance=everyone_present(round_))
    assert sign_decision(decision, by=people["chair"]).state == DecisionState.PROVISIONAL


def test_recording_again_without_it_keeps_what_was_said(round_, entries, people):
    first = record(round_, entries, people, attendance=everyone_present(round_))
    before = attendance_of(first)

    assert attendance_of(record(round_, entries, people, minutes="Met again.")) == before


@pytest.mark.parametrize("change", ["left out", "somebody else"])
def test_an_answer_is_for_just_those_who_sit(round_, entries, people, seats, change):
    said = everyone_present(round_)
    if change == "left out":
        said.pop(seats["Judge"])
    else:
        other = Panel.objects.create(award=round_.award, name="Another panel")
        said[PanelMember.objects.create(panel=other, person=people["stranger"]).pk] = PRESENT

    with pytest.raises(NotNow, match="The panel has changed"):
        record(round_, entries, people, attendance=said)
    assert (Attendance.objects.count(), Decision.objects.count()) == (0, 0)


def test_saying_something_else_takes_the_first_signature_away(round_, entries, people, seats):
    clear(entries[:2], people)
    decision = record(round_, entries, people, attendance=everyone_present(round_))
    mark = fingerprint(decision)
    sign_decision(decision, by=people["chair"])

    decision = record(round_, entries, people, attendance=everyone_present(round_) | {seats["Second Judge"]: ABSENT})

    assert fingerprint(decision) != mark
    assert sign_decision(decision, by=people["administrator"]).state == DecisionState.PROVISIONAL


# The page


def test_the_page_proposes_only_that_whoever_has_an_interest_left(client, round_, entries, people, seats):
    page = sign_in(client, people["chair"]).get(reverse("panel:decide", args=[round_.public_id]))

    chosen = {name: page.context["form"][f"presence_{seat}"].value() for name, seat in seats.items()}
    assert chosen == {"Chair": None, "Judge": LEFT, "Second Judge": None, "Third Judge": None}
    assert f"Where was Judge? Has an interest in {entries[1].reference}" in text_of(page)


def test_what_was_typed_is_kept_when_an_answer_is_missing(client, round_, entries, people, seats):
    answers = sent(round_, entries, minutes="Met on Monday.", others_present="Sam Patel, awards officer")
    del answers[f"presence_{seats['Third Judge']}"]

    page = sign_in(client, people["chair"]).post(reverse("panel:decide", args=[round_.public_id]), answers)

    words = text_of(page)
    assert page.context["form"].errors == {f"presence_{seats['Third Judge']}": ["Select where Third Judge was"]}
    assert "Met on Monday." in words
    assert "Sam Patel, awards officer" in words
    assert page.context["form"][f"presence_{seats['Judge']}"].value() == LEFT
    assert not Decision.objects.exists()


def test_the_check_page_shows_all_that_is_locked(client, round_, entries, people):
    url = reverse("panel:decide", args=[round_.public_id])
    more = {"minutes": "Met on Monday.", "others_present": "Sam Patel, awards officer"}
    sign_in(client, people["chair"]).post(url, sent(round_, entries, **more))
    clear(entries[:2], people)
    decision = Decision.objects.get()
    page = client.get(reverse("panel:sign", args=[decision.public_id]))

    words = text_of(page)
    left = f"Judge Present, and left the room for entries of an interest ({entries[1].reference})"
    for said in (
        "Yours is the first name.",
        f"{entries[0].reference} Joanna Ashcroft Shortlisted 1 3.6000",
        "Order of the totals Followed",
        "Minutes Met on Monday.",
        "Others present Sam Patel, awards officer",
        left,
    ):
        assert said in words


def test_nobody_signs_what_they_have_not_read(client, round_, entries, people):
    url = reverse("panel:decide", args=[round_.public_id])
    sign_in(client, people["chair"]).post(url, sent(round_, entries))
    clear(entries[:2], people)
    decision = Decision.objects.get()
    seen = client.get(reverse("panel:sign", args=[decision.public_id])).context["seen"]
    record(round_, entries, people, minutes="Something else.")

    page = client.post(reverse("panel:sign", args=[decision.public_id]), {"seen": seen}, follow=True)

    assert "The decision has changed since you read it." in text_of(page)
    assert "Nobody has signed yet." in text_of(page)


@pytest.mark.parametrize(("role", "status"), [("judge", 403), ("stranger", 404), ("hr_adviser", 404)])
def test_who_may_not_read_the_check_page(client, round_, entries, people, role, status):
    clear(entries[:2], people)
    decision = record(round_, entries, people, attendance=everyone_present(round_))

    page = sign_in(client, people[role]).get(reverse("panel:sign", args=[decision.public_id]))
    assert page.status_code == status


def test_a_locked_decision_has_nothing_to_check(client, round_, entries, people):
    clear(entries[:2], people)
    decision = record(round_, entries, people, attendance=everyone_present(round_))
    for role in ("chair", "administrator"):
        sign_decision(decision, by=people[role])
    url = reverse("panel:sign", args=[decision.public_id])

    assert sign_in(client, people["chair"]).get(url).url == reverse("panel:decide", args=[round_.public_id])
    assert sign_in(client, people["judge"]).get(url).status_code == 403


def test_the_page_starts_with_what_the_panel_should_know_of_its_figures(client, round_, people):
    page = sign_in(client, people["chair"]).get(reverse("panel:decide", args=[round_.public_id]))

    flags = page.context["flags"]
    assert 1 <= len(flags) <= 3
    assert "Before you decide" in text_of(page)
    assert reverse("panel:figures", args=[round_.public_id]) in page.content.decode()

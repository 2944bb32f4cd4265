"""Another award for a nomination: proposed by a reviewer, agreed to, refused, taken back, or moved in time."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kit import clock
from nominations.models import AwardProposal, Interest, Nomination, Nominee
from nominations.services import timekeeping
from nominations.services.concerns import raise_concern
from nominations.services.drafts import save_answers
from nominations.services.holding import let_go_of_nomination, take_nomination, take_over_nomination
from nominations.services.proposing import (
    agree_to_move,
    awards_to_propose,
    keep_award,
    propose_award,
    take_proposal_back,
)
from nominations.services.reviewing import accept_nomination, hold_nomination, reject_nomination, return_nomination
from nominations.services.sending import reopen_nomination, submit_nomination, withdraw_nomination
from notifications.kinds import Kind
from notifications.loading import Loaded
from notifications.models import Message
from notifications.rendering import render
from people.links import address_of, send_link
from tests.world import make_award, make_draft, make_submitted, sign_in
from workflow import NotAllowed, NotNow
from workflow.audit import trail

NOTE = "The story is about everyday care, which the other panel looks for."
OPEN = "Another award is proposed for it. Wait for the nominator's answer, or take the proposal back."


@pytest.fixture
def taken(submitted, people):
    """A sent nomination that the reviewer has taken."""
    return take_nomination(submitted, by=people["reviewer"])


@pytest.fixture
def proposal(taken, other_award, people):
    """The other award, proposed."""
    return propose_award(taken, to_award=other_award, note=NOTE, by=people["reviewer"])


def now_as(thing):
    return type(thing).objects.get(pk=thing.pk)


def words_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page(nomination) -> str:
    return reverse("nominations:proposal", args=[nomination.public_id])


def asked() -> list:
    return list(Message.objects.filter(kind=Kind.AWARD_PROPOSED, state="queued").values_list("person", flat=True))


def by_link(nomination, person) -> Client:
    """A browser that has opened the nominator's link and nothing else."""
    client = Client()
    client.get(address_of(send_link("draft", nomination, person)))
    return client


# Proposing


def test_the_nominator_is_asked_and_has_five_working_days(taken, award, other_award, people):
    with clock.set_to(datetime(2026, 12, 17, 15, 0, tzinfo=UTC)):
        proposal = propose_award(taken, to_award=other_award, note=f" {NOTE} ", by=people["reviewer"])

    # A Thursday; the 25th and the 28th are bank holidays.
    assert proposal.answer_by == datetime(2026, 12, 25, 0, 0, tzinfo=UTC)
    assert (proposal.state, proposal.from_award, proposal.to_award, proposal.note) == (
        "proposed",
        award,
        other_award,
        NOTE,
    )
    assert now_as(taken).award == award
    assert asked() == [people["nominator"].pk]
    event = trail(taken).first()
    codes = {"proposal": proposal.pk, "from": award.pk, "to": other_award.pk}
    assert (event.verb, event.data, hasattr(event, "reason")) == ("nomination.propose_award", codes, False)


def rendered(message):
    return render(message, Loaded([message]))


def test_the_message_names_both_awards_and_the_day_and_nothing_of_the_story(proposal, award, other_award, people):
    message = Message.objects.get(kind=Kind.AWARD_PROPOSED)
    mail = rendered(message)

    assert mail.subject == f"A question about your nomination: {proposal.nomination.reference}"
    for words in (award.name, other_award.name, address_of(send_link("draft", proposal.nomination, message.person))):
        assert words in mail.text
    for words in (people["nominee"].full_name, NOTE):
        assert words not in mail.text + mail.html


REFUSED = {
    "its own award": lambda w: (w["award"], "Select another award of this season."),
    "another season": lambda w: (w["elsewhere"], "Select another award of this season."),
    "not open to its nominator": lambda w: (
        w["partners"],
        "Partners’ Award does not take nominations from: “I work for the council”.",
    ),
    "for teams": lambda w: (w["teams"], "Team Award is for: a team."),
    "sent before": lambda w: (
        w["sent"],
        f"The same person has nominated them for Sent Award already, in {w['earlier'].reference}.",
    ),
}


@pytest.fixture
def awards(season, other_season, award, other_award, people):
    """Awards that the nomination could not move to, beside the one that it could."""
    sent = make_award(season, "sent", "Sent Award")
    earlier = make_submitted(sent, nominator=people["nominator"], nominee="Nominee")
    Nominee.objects.filter(pk=earlier.nominee_id).update(email=people["nominee"].email)
    return {
        "award": award,
        "elsewhere": other_season.awards.get(),
        "partners": make_award(season, "partners", "Partners’ Award", who_may_nominate=["partner"]),
        "teams": make_award(season, "teams", "Team Award", nominee_type="team"),
        "sent": sent,
        "earlier": earlier,
        "fits": other_award,
    }


@pytest.mark.parametrize("case", REFUSED)
def test_only_an_award_that_takes_it_can_be_proposed(taken, awards, people, case):
    to_award, sentence = REFUSED[case](awards)

    with pytest.raises(NotNow) as refusal:
        propose_award(taken, to_award=to_award, note=NOTE, by=people["reviewer"])

    assert refusal.value.sentence == sentence
    assert awards_to_propose(taken) == [awards["fits"]]
    assert (AwardProposal.objects.count(), asked()) == (0, [])


def test_an_award_without_self_nomination_takes_none(taken, other_award, people):
    Nomination.objects.filter(pk=taken.pk).update(is_self_nomination=True)

    with pytest.raises(NotNow) as refusal:
        propose_award(taken, to_award=other_award, note=NOTE, by=people["reviewer"])

    assert refusal.value.sentence == "Care Worker of the Year does not take nominations of oneself."
    type(other_award).objects.filter(pk=other_award.pk).update(self_nomination=True)
    assert awards_to_propose(now_as(taken)) == [other_award]


def test_as_many_queries_offer_one_award_as_twenty(taken, season, django_assert_num_queries):
    for number in range(3):
        with django_assert_num_queries(2):
            awards_to_propose(taken)
        make_award(season, f"more-{number}", f"More {number}")


@pytest.mark.parametrize("change", ["nobody has taken it", "another has", "it is on hold", "there is no note"])
def test_whoever_has_not_taken_it_proposes_nothing(taken, other_award, people, change):
    if change == "nobody has taken it":
        let_go_of_nomination(taken, by=people["reviewer"])
    elif change == "another has":
        take_over_nomination(taken, by=people["second_reviewer"])
    elif change == "it is on hold":
        hold_nomination(taken, by=people["reviewer"], reason="Ask the service.")

    note = " " if change == "there is no note" else NOTE
    with pytest.raises(NotNow):
        propose_award(taken, to_award=other_award, note=note, by=people["reviewer"])

    assert AwardProposal.objects.count() == 0


def test_nobody_but_a_reviewer_proposes(taken, other_award, people):
    for role in ("administrator", "judge", "nominator", "stranger", "superuser"):
        with pytest.raises(NotAllowed):
            propose_award(taken, to_award=other_award, note=NOTE, by=people[role])


def test_a_nominator_whom_no_message_reaches_is_not_asked_here(taken, other_award, people):
    type(people["nominator"]).objects.filter(pk=people["nominator"].pk).update(no_email=True)

    with pytest.raises(NotNow, match="no email address"):
        propose_award(taken, to_award=other_award, note=NOTE, by=people["reviewer"])


def test_one_award_is_proposed_at_a_time(proposal, season, people):
    third = make_award(season, "third", "Third Award")

    with pytest.raises(NotNow) as refusal:
        propose_award(proposal.nomination, to_award=third, note=NOTE, by=people["reviewer"])

    assert refusal.value.sentence == "Another award is proposed for it already."


# Answering


def test_agreeing_moves_it_and_keeps_everything_else(proposal, award, other_award, people):
    before = Nomination.objects.filter(pk=proposal.nomination_id).values().get()

    moved = agree_to_move(proposal, by=people["nominator"])

    assert (moved.state, moved.answered_at is not None) == ("moved", True)
    after = Nomination.objects.filter(pk=proposal.nomination_id).values().get()
    assert after == before | {"award_id": other_award.pk}
    event = trail(proposal.nomination).first()
    codes = {"proposal": proposal.pk, "from": award.pk, "to": other_award.pk}
    assert (event.verb, event.actor, event.data) == (
        "nomination.change_award",
        people["nominator"].actor_key,
        codes,
    )


def test_objecting_keeps_it_and_the_award_is_not_proposed_again(proposal, award, other_award, people):
    kept = keep_award(proposal, by=people["nominator"])

    assert (kept.state, now_as(proposal.nomination).award) == ("objected", award)
    with pytest.raises(NotNow) as refusal:
        propose_award(proposal.nomination, to_award=other_award, note=NOTE, by=people["reviewer"])
    assert refusal.value.sentence == (
        "The nominator was asked about Care Worker of the Year before, and kept it in the award they chose."
    )


def test_nobody_but_the_nominator_answers(proposal, award, people):
    for role in ("reviewer", "administrator", "other_nominator", "nominee", "stranger", "superuser"):
        for deed in (agree_to_move, keep_award):
            with pytest.raises(NotAllowed):
                deed(proposal, by=people[role])

    assert (now_as(proposal).state, now_as(proposal.nomination).award) == ("proposed", award)


def test_it_cannot_move_to_where_it_has_been_nominated_meanwhile(proposal, other_award, people):
    draft = make_draft(other_award, nominator=people["nominator"], nominee=people["nominee"])
    submit_nomination(draft, by=people["nominator"])

    with pytest.raises(NotNow, match="has nominated them for Care Worker of the Year already"):
        agree_to_move(proposal, by=people["nominator"])

    with clock.set_to(proposal.answer_by):
        assert timekeeping.advance_due()["proposals"] == 1
    assert now_as(proposal).state == "taken_back"


def test_while_it_is_open_the_nomination_cannot_be_accepted(proposal, people):
    with pytest.raises(NotNow) as refusal:
        accept_nomination(proposal.nomination, by=people["reviewer"])
    assert refusal.value.sentence == OPEN

    keep_award(proposal, by=people["nominator"])
    assert accept_nomination(proposal.nomination, by=people["reviewer"]).state == "accepted"


def test_a_reviewer_takes_it_back(proposal, award, people):
    with pytest.raises(NotAllowed):
        take_proposal_back(proposal, by=people["nominator"])

    assert take_proposal_back(proposal, by=people["reviewer"]).state == "taken_back"
    assert now_as(proposal.nomination).award == award
    with pytest.raises(NotNow):
        agree_to_move(proposal, by=people["nominator"])


LEAVING = {
    "withdrawn": lambda n, p: withdraw_nomination(n, by=p["nominator"]),
    "rejected": lambda n, p: reject_nomination(n, by=p["reviewer"], public_reason="It came too late."),
    "returned": lambda n, p: return_nomination(n, by=p["reviewer"], note="Say more."),
    "taken back to change it": lambda n, p: reopen_nomination(
        let_go_of_nomination(n, by=p["reviewer"]), by=p["nominator"]
    ),
}


@pytest.mark.parametrize("case", LEAVING)
def test_what_leaves_the_queue_is_proposed_no_longer(proposal, award, people, case):
    LEAVING[case](proposal.nomination, people)

    assert (now_as(proposal).state, now_as(proposal.nomination).award) == ("taken_back", award)


# Time


def test_when_the_date_has_passed_it_moves_once(proposal, other_award):
    with clock.set_to(proposal.answer_by - timedelta(seconds=1)):
        assert timekeeping.advance_due()["proposals"] == 0
    with clock.set_to(proposal.answer_by):
        assert [timekeeping.advance_due()["proposals"] for _ in range(2)] == [1, 0]

    assert (now_as(proposal).state, now_as(proposal.nomination).award) == ("moved", other_award)
    verbs = [event.verb for event in trail(proposal.nomination)]
    assert verbs.count("nomination.change_award") == 1


def test_after_the_date_nobody_objects_any_more_whatever_the_beat_does(proposal, people):
    with clock.set_to(proposal.answer_by):
        with pytest.raises(NotNow, match="date for an answer has passed"):
            keep_award(proposal, by=people["nominator"])
        assert agree_to_move(proposal, by=people["nominator"]).state == "moved"


def test_it_moves_while_it_is_on_hold(proposal, other_award, people):
    raise_concern(proposal.nomination, by=people["reviewer"])

    with clock.set_to(proposal.answer_by):
        timekeeping.advance_due()

    assert (now_as(proposal.nomination).state, now_as(proposal.nomination).award) == ("on_hold", other_award)


# What follows the new award


def test_endorsement_entry_and_interests_follow_the_new_award(proposal, other_award, people):
    agree_to_move(proposal, by=people["nominator"])
    assert trail(proposal.nomination).first().verb == "nomination.change_award"

    accepted = accept_nomination(now_as(proposal.nomination), by=people["reviewer"])

    assert (accepted.entry.award, accepted.entry.award.endorsement_required) == (other_award, False)
    assert accepted.endorsements.count() == 0
    assert Interest.objects.exclude(entry=accepted.entry).count() == 0


def test_acceptance_says_that_it_has_moved(proposal, award, people):
    agree_to_move(proposal, by=people["nominator"])
    accept_nomination(now_as(proposal.nomination), by=people["reviewer"])

    mail = rendered(Message.objects.get(kind=Kind.ACCEPTED))

    assert f"It has moved there from the {award.name}." in mail.text


def test_acceptance_says_nothing_of_what_was_only_proposed(proposal, people):
    keep_award(proposal, by=people["nominator"])
    accept_nomination(now_as(proposal.nomination), by=people["reviewer"])

    assert "moved" not in rendered(Message.objects.get(kind=Kind.ACCEPTED)).text


def test_the_nominator_cannot_nominate_them_again_where_it_has_moved(proposal, other_award, people):
    agree_to_move(proposal, by=people["nominator"])
    draft = make_draft(other_award, nominator=people["nominator"], nominee=people["nominee"])

    with pytest.raises(NotNow, match="already nominated"):
        submit_nomination(save_answers(draft, by=people["nominator"]), by=people["nominator"])


# Pages


def test_opening_the_page_changes_nothing(proposal, client, people):
    response = sign_in(client, people["nominator"]).get(page(proposal.nomination))

    for words in (NOTE, "Safeguarding Award", "Care Worker of the Year", "Agree", "Keep it in the award I chose"):
        assert words in words_of(response)
    assert now_as(proposal).state == "proposed"


@pytest.mark.parametrize("how", ["signed in", "by the link"])
@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        ("agree", "moved", "Your nomination is now for the Care Worker of the Year"),
        ("keep", "objected", "Your nomination stays with the Safeguarding Award"),
        ("", "proposed", "Would another award fit better?"),
    ],
)
def test_the_nominator_answers_with_a_button(proposal, people, how, answer, state, said):
    nominator, nomination = people["nominator"], proposal.nomination
    browser = sign_in(Client(), nominator) if how == "signed in" else by_link(nomination, nominator)

    for _twice in range(2):
        response = browser.post(page(nomination), {"answer": answer}, follow=True)
        assert said in words_of(response)

    assert now_as(proposal).state == state


def test_the_link_of_the_message_leads_to_the_question(proposal, people):
    client = Client()

    opened = client.get(address_of(send_link("draft", proposal.nomination, people["nominator"])), follow=True)

    assert opened.redirect_chain[-1][0] == page(proposal.nomination)
    assert "Would another award fit better?" in words_of(opened)


def test_what_is_nobody_elses_is_not_there(proposal, client, people, other_season):
    elsewhere = make_submitted(other_season.awards.get(), nominator=people["other_nominator"])

    assert client.get(page(proposal.nomination)).status_code == 302
    for role in ("other_nominator", "nominee", "reviewer", "stranger"):
        assert sign_in(client, people[role]).get(page(proposal.nomination)).status_code == 404
    assert sign_in(client, people["other_nominator"]).get(page(elsewhere)).status_code == 404
    bearer = by_link(elsewhere, people["other_nominator"])
    assert bearer.get(page(proposal.nomination)).status_code == 302


def test_a_reviewer_proposes_on_the_screen_and_sees_what_comes_of_it(client, taken, other_award, people):
    reviewer = sign_in(client, people["reviewer"])
    screen = reverse("review:nomination", args=[taken.public_id])
    propose = reverse("review:propose", args=[taken.public_id])
    assert "Propose another award" in words_of(reviewer.get(screen))
    assert "Care Worker of the Year" in words_of(reviewer.get(propose))

    nothing = reviewer.post(propose, {})
    assert "Select an award" in words_of(nothing)
    done = reviewer.post(propose, {"award": other_award.slug, "note": NOTE}, follow=True)

    assert "The nominator is asked about Care Worker of the Year." in words_of(done)
    assert "You can accept it once the nominator has answered" in words_of(done)
    assert "Another award proposed" in words_of(reviewer.get(reverse("review:queue")))
    back = reviewer.get(propose, follow=True)
    assert "Another award is proposed for it already." in words_of(back)

    keep_award(AwardProposal.objects.get(), by=people["nominator"])
    seen = words_of(reviewer.get(screen))
    assert "The nominator kept it in Safeguarding Award, rather than move it to Care Worker of the Year." in seen
    assert "Kept in its award by the nominator" in seen


def test_a_reviewer_takes_it_back_with_a_button(client, proposal, people):
    reviewer = sign_in(client, people["reviewer"])

    done = reviewer.post(reverse("review:propose_no_more", args=[proposal.nomination.public_id]), follow=True)

    assert "The nomination stays in its award." in words_of(done)
    assert now_as(proposal).state == "taken_back"


def test_the_queue_is_narrowed_to_what_waits_for_an_answer(client, proposal, award, people):
    make_submitted(award, nominator=people["other_nominator"])

    shown = sign_in(client, people["reviewer"]).get(reverse("review:queue"), {"status": "asked"})

    assert [row.record for row in shown.context["table"].page.object_list] == [proposal.nomination]

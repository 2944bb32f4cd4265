"""A worry about somebody's safety: raised with one press, passed on, settled by a lead; never written down."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.roles import scope_of
from judging.models import ScoreSheet
from judging.services.reports import report_worry
from kit import clock
from nominations.models import Concern, Entry, Nomination
from nominations.services.concerns import pass_on_concern, raise_concern, settle_concern
from nominations.services.holding import take_nomination
from nominations.services.reviewing import (
    accept_nomination,
    reinstate_nomination,
    reject_nomination,
    release_nomination,
    return_nomination,
    show_entry_again,
)
from nominations.services.sending import resubmit_nomination
from notifications import delivery
from notifications.kinds import Kind
from notifications.models import Message
from people.models import RoleGrant
from people.roles import Role
from tests.world import make_entry, make_person, make_round, make_submitted, sign_in
from workflow import NotAllowed, NotNow, perform
from workflow.audit import trail
from workflow.models import AuditEvent, Reason

OPEN = "A safeguarding concern is open. A safeguarding lead must say first that it is dealt with."
ENTRY_OPEN = OPEN.replace("concern is", "concern about this entry is")
OTHERS = ("administrator", "judge", "chair", "nominator", "nominee", "stranger", "superuser", "information_governance")
LEADS = reverse("review:concerns")


def page(name, thing):
    return reverse(f"review:{name}", args=[thing.public_id])


def words_of(response):
    """The text of a page as a reader sees it, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def now_as(thing):
    return type(thing).objects.get(pk=thing.pk)


def alerts():
    return list(Message.objects.filter(kind=Kind.SAFEGUARDING).order_by("pk"))


@pytest.fixture
def concern(submitted, people):
    """A concern that the reviewer has raised about the submitted nomination."""
    return raise_concern(submitted, by=people["reviewer"])


@pytest.fixture
def before_judges(award, people):
    """An entry that judges can read now."""
    return make_entry(
        award,
        nominator=people["nominator"],
        reviewer=people["reviewer"],
        endorser=people["endorser"],
        nominee=people["nominee"],
        state="in_round",
    )


def settle(concern, people):
    return settle_concern(concern, by=people["safeguarding_lead"], how="phone")


# Raising


def test_one_press_holds_the_nomination_and_tells_the_leads(submitted, people):
    concern = raise_concern(submitted, by=people["reviewer"])

    assert now_as(submitted).state == "on_hold"
    assert (concern.state, concern.raised_by, concern.nomination) == ("raised", people["reviewer"], submitted)
    assert [(m.person, m.about) for m in alerts()] == [(people["safeguarding_lead"], f"nomination:{submitted.pk}")]
    assert [e.verb for e in trail(submitted)] == ["nomination.hold", "nomination.raise_concern"]


def test_a_second_worry_while_one_is_open_is_the_same_concern(submitted, people, concern):
    again = raise_concern(submitted, by=people["second_reviewer"])

    assert (again, Concern.objects.count(), len(alerts())) == (concern, 1, 1)


def test_another_worry_after_the_first_is_settled_is_told_again(submitted, people, concern):
    settle(concern, people)
    release_nomination(submitted, by=people["reviewer"])

    again = raise_concern(submitted, by=people["second_reviewer"])

    assert again != concern
    assert (now_as(submitted).state, len(alerts())) == ("on_hold", 2)


def test_a_worry_waits_for_nobody_who_has_taken_the_nomination(submitted, people):
    take_nomination(submitted, by=people["second_reviewer"])

    raise_concern(submitted, by=people["reviewer"])

    assert (now_as(submitted).state, now_as(submitted).taken_by) == ("on_hold", people["second_reviewer"])


def test_an_entry_before_judges_is_hidden_from_them(before_judges, people):
    raise_concern(before_judges.nominations.get(), by=people["reviewer"])

    assert (now_as(before_judges).state, now_as(before_judges).hidden_from) == ("hidden", "in_round")
    assert now_as(before_judges.nominations.get()).state == "accepted"


def test_an_entry_that_waits_does_not_open_to_judges(entry, people):
    concern = raise_concern(entry.nominations.get(), by=people["reviewer"])
    assert now_as(entry).state == "waiting"

    with pytest.raises(NotNow) as refusal:
        perform(entry, "open_to_judges", by=people["administrator"])

    assert refusal.value.sentence == ENTRY_OPEN
    settle(concern, people)
    assert perform(entry, "open_to_judges", by=people["administrator"]).state == "in_round"


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_raises_one_at_the_desk(submitted, people, role):
    with pytest.raises(NotAllowed):
        raise_concern(submitted, by=people[role])

    assert (Concern.objects.count(), alerts(), now_as(submitted).state) == (0, [], "submitted")


def test_a_reviewer_with_a_part_in_it_does_not_raise_it_there(award, people):
    own = make_submitted(award, nominator=people["reviewer"], nominee=people["nominee"])

    with pytest.raises(NotAllowed):
        raise_concern(own, by=people["reviewer"])

    assert Concern.objects.count() == 0


def test_a_judge_who_is_worried_hides_the_entry_and_is_the_one_to_ring(before_judges, award, people):
    round_ = make_round(award, chair=people["chair"], judges=[people["judge"]], state="scoring")
    sheet = ScoreSheet.objects.create(
        round=round_, entry=before_judges, member=round_.panel.members.get(person=people["judge"])
    )
    with pytest.raises(NotAllowed):
        report_worry(sheet, by=people["chair"])
    assert Concern.objects.count() == 0

    concern = report_worry(sheet, by=people["judge"])

    assert (concern.raised_by, concern.nomination) == (people["judge"], before_judges.nominations.get())
    assert now_as(before_judges).state == "hidden"
    assert [m.person for m in alerts()] == [people["safeguarding_lead"]]


# What is said


def test_the_lead_is_told_the_reference_and_whom_to_ring_at_any_hour(submitted, people):
    reviewer = people["reviewer"]
    type(reviewer).objects.filter(pk=reviewer.pk).update(phone="01632 960222")
    with clock.set_to(datetime(2026, 12, 25, 3, tzinfo=ZoneInfo("Europe/London"))):
        concern = raise_concern(submitted, by=now_as(reviewer))
        delivery.drain()

    [letter] = mail.outbox
    assert letter.subject == f"Please call about {submitted.reference}"
    assert letter.body.partition(submitted.season.name)[0].strip().split("\n\n") == [
        "Something written in an awards nomination may be a safeguarding concern. Details are not sent by email.",
        f"Please call Reviewer on 01632 960222 and quote {submitted.reference}. "
        f"You can also write to {reviewer.email} to arrange a call.",
        f"When it is dealt with, say so at {settings.BASE_URL}{page('concern_settle', concern)}",
    ]
    assert "Nominee" not in letter.body
    assert "Safeguarding Award" not in letter.body


def test_a_lead_with_a_part_in_it_is_not_told_and_the_season_address_is(award, people):
    about = make_submitted(award, nominator=people["nominator"], nominee=people["safeguarding_lead"])

    raise_concern(about, by=people["reviewer"])

    assert [(m.person, m.to_address) for m in alerts()] == [(None, "safeguarding@north.example")]


def test_every_lead_of_the_season_is_told_and_none_of_another(submitted, other_season, people):
    for name, season in (("Second Lead", submitted.season), ("Lead Elsewhere", other_season)):
        RoleGrant.objects.create(person=make_person(name), role=Role.SAFEGUARDING_LEAD, scope=scope_of(season))

    raise_concern(submitted, by=people["reviewer"])

    assert sorted(m.person.full_name for m in alerts()) == ["Safeguarding Lead", "Second Lead"]


def test_nothing_of_what_the_worry_is_can_be_stored(concern):
    takes_words = [
        field.name
        for field in Concern._meta.get_fields()
        if isinstance(field, (models.TextField, models.JSONField, models.CharField)) and not field.choices
    ]
    assert takes_words == []
    assert set(Reason.objects.values_list("text", flat=True)) == {"A safeguarding concern was raised."}


# Passing on and settling


@pytest.mark.parametrize("how", ["phone", "in_person", "referral"])
def test_it_is_noted_who_passed_it_on_when_and_how(concern, people, how):
    passed = pass_on_concern(concern, how=how, by=people["second_reviewer"])

    assert (passed.state, passed.passed_on_by, passed.passed_on_how) == ("passed_on", people["second_reviewer"], how)
    assert passed.passed_on_at is not None
    assert AuditEvent.objects.get(verb="concern.pass_on").data == {"how": how}


@pytest.mark.parametrize("how", ["", "I am worried about Edith"])
def test_how_it_was_passed_on_is_chosen_and_never_written(concern, people, how):
    with pytest.raises(NotNow) as refusal:
        pass_on_concern(concern, how=how, by=people["reviewer"])

    assert refusal.value.sentence == "Select how you passed it on."
    assert now_as(concern).state == "raised"


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_passes_it_on(concern, people, role):
    with pytest.raises(NotAllowed):
        pass_on_concern(concern, how="phone", by=people[role])

    assert now_as(concern).state == "raised"


@pytest.mark.parametrize("role", ["reviewer", "second_reviewer", *OTHERS])
def test_the_awards_team_cannot_settle_it(concern, people, role):
    concern = pass_on_concern(concern, how="phone", by=people["reviewer"])

    with pytest.raises(NotAllowed):
        settle_concern(concern, by=people[role])

    assert now_as(concern).state == "passed_on"


def test_a_lead_who_raised_it_needs_another_lead(concern, people):
    grant = {"role": Role.SAFEGUARDING_LEAD, "scope": scope_of(concern.season)}
    RoleGrant.objects.create(person=people["reviewer"], **grant)
    concern = pass_on_concern(concern, how="phone", by=people["reviewer"])

    with pytest.raises(NotAllowed) as refusal:
        settle_concern(concern, by=now_as(people["reviewer"]))

    assert refusal.value.sentence == "A safeguarding lead who did not raise it must say that it is dealt with."


def test_a_lead_of_another_season_cannot_settle_it(concern, other_season):
    elsewhere = make_person("Lead Elsewhere")
    RoleGrant.objects.create(person=elsewhere, role=Role.SAFEGUARDING_LEAD, scope=scope_of(other_season))

    with pytest.raises(NotAllowed):
        settle_concern(concern, by=elsewhere, how="phone")

    assert now_as(concern).state == "raised"


def test_a_lead_says_how_it_reached_them_where_nobody_noted_it(concern, people):
    with pytest.raises(NotNow):
        settle_concern(concern, by=people["safeguarding_lead"])

    settled = settle_concern(concern, by=people["safeguarding_lead"], how="referral")

    assert (settled.state, settled.settled_by, settled.passed_on_by, settled.passed_on_how) == (
        "settled",
        people["safeguarding_lead"],
        people["safeguarding_lead"],
        "referral",
    )
    assert settled.settled_at is not None


def test_until_it_is_settled_the_nomination_stays_on_hold(submitted, concern, people):
    with pytest.raises(NotNow) as refusal:
        release_nomination(submitted, by=people["reviewer"])
    assert (refusal.value.sentence, now_as(submitted).state) == (OPEN, "on_hold")

    settle(concern, people)

    assert release_nomination(submitted, by=people["reviewer"]).state == "submitted"
    assert accept_nomination(submitted, by=people["reviewer"]).state == "accepted"


def test_until_it_is_settled_the_entry_stays_hidden(before_judges, people):
    concern = raise_concern(before_judges.nominations.get(), by=people["reviewer"])
    with pytest.raises(NotNow) as refusal:
        show_entry_again(before_judges, by=people["administrator"])
    assert (refusal.value.sentence, now_as(before_judges).state) == (ENTRY_OPEN, "hidden")

    settle(concern, people)

    assert show_entry_again(before_judges, by=people["administrator"]).state == "in_round"


def test_an_accepted_nomination_with_an_open_concern_joins_no_entry_before_judges(entry, award, people):
    lead = make_entry(
        award, nominator=people["other_nominator"], reviewer=people["reviewer"], nominee="Nadia Fenwick"
    ).nominations.get()
    nomination = entry.nominations.get()
    raise_concern(nomination, by=people["reviewer"])

    with pytest.raises(NotNow) as refusal:
        perform(nomination, "merge", by=people["reviewer"], into=lead)

    assert refusal.value.sentence == OPEN


def test_what_comes_back_to_the_queue_waits_on_hold(submitted, people):
    returned = return_nomination(submitted, by=people["reviewer"], note="Please shorten.")
    concern = raise_concern(returned, by=people["reviewer"])
    assert now_as(submitted).state == "returned"

    resubmit_nomination(returned, by=people["nominator"])

    assert now_as(submitted).state == "on_hold"
    rejected = reject_nomination(submitted, by=people["reviewer"], public_reason="Not in the pool.")
    reinstate_nomination(rejected, by=people["reviewer"], reason="It was.")
    assert (now_as(submitted).state, now_as(concern).state) == ("on_hold", "raised")


# Pages


@pytest.fixture
def reviewer(client, people):
    """The reviewer, signed in."""
    return sign_in(client, people["reviewer"])


@pytest.fixture
def lead(client, people):
    """The safeguarding lead, signed in."""
    return sign_in(client, people["safeguarding_lead"])


def test_one_press_on_the_screen_shows_whom_to_ring(reviewer, submitted, people):
    screen = reviewer.get(page("nomination", submitted))
    assert "I am worried about somebody’s safety" in words_of(screen)

    response = reviewer.post(page("worry", submitted), follow=True)

    assert response.redirect_chain == [(page("concern", submitted), 302)]
    words = words_of(response)
    assert submitted.season.safeguarding_text in words
    assert "Safeguarding Lead has been sent the reference and your name, and nothing else." in words
    assert "The nomination is on hold until a safeguarding lead says that the concern is dealt with." in words
    assert "<textarea" not in response.content.decode()
    assert 'type="text"' not in response.content.decode()


def test_without_a_lead_the_page_says_who_was_written_to(reviewer, submitted, people):
    RoleGrant.objects.filter(role=Role.SAFEGUARDING_LEAD).delete()

    words = words_of(reviewer.post(page("worry", submitted), follow=True))
    assert "safeguarding@north.example has been sent the reference and your name" in words

    type(submitted.season).objects.filter(pk=submitted.season.pk).update(safeguarding_email="")
    words = words_of(reviewer.get(page("concern", submitted)))
    assert "This season has no safeguarding lead whom an email reaches." in words


def test_a_reviewer_notes_on_the_page_how_it_was_passed_on(reviewer, submitted, concern, people):
    refused = reviewer.post(page("concern", submitted), {"how": ""})
    assert "Select how you passed it on" in words_of(refused)

    reviewer.post(page("concern", submitted), {"how": "phone"})

    assert (now_as(concern).state, now_as(concern).passed_on_by) == ("passed_on", people["reviewer"])
    screen = words_of(reviewer.get(page("nomination", submitted)))
    assert "A safeguarding concern is open. It was passed on." in screen
    assert "Take it off hold" not in screen
    settle_concern(concern, by=people["safeguarding_lead"])
    assert "Safeguarding Lead said on" in words_of(reviewer.get(page("nomination", submitted)))
    assert reviewer.get(page("concern", submitted)).headers["Location"] == page("nomination", submitted)
    assert reviewer.post(page("concern", submitted), {"how": "phone"}).status_code == 302


def test_the_lead_sees_the_reference_whom_to_ring_and_nothing_else(lead, submitted, concern, people):
    for address in (LEADS, page("concern_settle", concern)):
        response = lead.get(address)
        words = words_of(response)
        assert submitted.reference in words
        assert people["reviewer"].email in words
        for hidden in ("Nominee", "Safeguarding Award", "Nominator", str(submitted.public_id), "She listened first"):
            assert hidden not in response.content.decode()
    for hidden in ("nomination", "concern"):
        assert lead.get(page(hidden, submitted)).status_code == 404
    assert lead.get(reverse("review:queue")).status_code == 404


def test_the_lead_says_that_it_is_dealt_with(lead, submitted, concern, people):
    refused = lead.post(page("concern_settle", concern), {})
    assert "Select how it reached you" in words_of(refused)

    response = lead.post(page("concern_settle", concern), {"how": "in_person"}, follow=True)

    assert f"The concern about {submitted.reference} is dealt with." in words_of(response)
    assert (now_as(concern).state, now_as(concern).settled_by) == ("settled", people["safeguarding_lead"])
    assert "Dealt with" in words_of(lead.get(LEADS))


def test_a_concern_that_was_passed_on_takes_one_press_of_the_lead(lead, concern, people):
    pass_on_concern(concern, how="phone", by=people["reviewer"])
    assert "How did it reach you?" not in words_of(lead.get(page("concern_settle", concern)))

    lead.post(page("concern_settle", concern))

    assert now_as(concern).state == "settled"


@pytest.mark.parametrize("role", ["reviewer", *OTHERS])
def test_the_leads_pages_are_there_for_nobody_else(client, concern, people, role):
    signed_in = sign_in(client, people[role])

    assert signed_in.get(LEADS).status_code == 404
    assert signed_in.get(page("concern_settle", concern)).status_code == 404
    assert signed_in.post(page("concern_settle", concern), {"how": "phone"}).status_code == 404
    assert now_as(concern).state == "raised"


def test_a_lead_finds_nothing_of_another_season_or_of_their_own(client, concern, other_season, award, people):
    elsewhere = make_person("Lead Elsewhere")
    RoleGrant.objects.create(person=elsewhere, role=Role.SAFEGUARDING_LEAD, scope=scope_of(other_season))
    signed_in = sign_in(client, elsewhere)
    assert "No safeguarding concerns" in words_of(signed_in.get(LEADS))
    assert signed_in.get(page("concern_settle", concern)).status_code == 404

    about_lead = make_submitted(award, nominator=people["nominator"], nominee=people["safeguarding_lead"])
    own = raise_concern(about_lead, by=people["reviewer"])
    signed_in = sign_in(client, people["safeguarding_lead"])
    assert about_lead.reference not in words_of(signed_in.get(LEADS))
    assert signed_in.get(page("concern_settle", own)).status_code == 404


def test_open_concerns_wait_on_the_front_page_of_reviewer_and_lead(client, concern, people):
    assert "Safeguarding concerns that are open" in words_of(sign_in(client, people["reviewer"]).get("/"))
    assert "1 waiting" in words_of(sign_in(client, people["safeguarding_lead"]).get("/"))
    assert "afeguarding concern" not in words_of(sign_in(client, people["administrator"]).get("/"))
    queue = sign_in(client, people["second_reviewer"]).get(reverse("review:queue"), {"needs": "concern"})
    assert [row.reference for row in queue.context["table"].page.object_list.data] == [concern.nomination.reference]


_SEEN = {}


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_the_leads_list_costs_the_same_however_long_it_is(lead, award, people, rows):
    made = [make_submitted(award, nominator=people["nominator"], nominee=f"N {n}") for n in range(rows)]
    Concern.objects.bulk_create([Concern(nomination=n, raised_by=people["reviewer"]) for n in made])
    lead.get(LEADS)

    with CaptureQueriesContext(connection) as asked:
        response = lead.get(LEADS)

    assert response.context["table"].total == rows
    assert len(response.content) < 60_000
    assert len(asked) == _SEEN.setdefault("leads", len(asked))


def test_a_judge_presses_once_and_reads_whom_to_ring(client, before_judges, award, people):
    round_ = make_round(award, chair=people["chair"], judges=[people["judge"]], state="scoring")
    seat = round_.panel.members.get(person=people["judge"])
    sheet = ScoreSheet.objects.create(round=round_, entry=before_judges, member=seat)
    seat.declarations.create(entry=before_judges, answer="none")
    signed_in = sign_in(client, people["judge"])
    wrong = reverse("judging:wrong", args=[sheet.public_id])
    assert "I am worried about someone" in words_of(signed_in.get(wrong))

    response = signed_in.post(reverse("judging:worry", args=[sheet.public_id]), follow=True)

    assert response.redirect_chain == [(wrong, 302)]
    assert "The safeguarding lead has your name and the reference." in words_of(response)
    assert award.season.safeguarding_text in words_of(response)
    assert (Concern.objects.get().raised_by, Entry.objects.get().state) == (people["judge"], "hidden")
    assert Nomination.objects.get().state == "accepted"

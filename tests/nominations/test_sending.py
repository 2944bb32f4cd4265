"""Drafts, sending, late drafts, and taking a nomination back: the services."""

from datetime import timedelta

import pytest

from awards.models import Award
from kit import clock
from nominations.holders import DraftHolder
from nominations.models import Nomination as NominationModel
from nominations.models import Nominee, NomineeKind, ReferenceCounter, Statement
from nominations.services import drafts, sending
from nominations.services.timekeeping import advance_due
from nominations.signals import draft_saved
from nominations.states import NominationState
from people.models import Link, Person
from tests.world import WORDS, make_draft, make_entry, make_submitted
from workflow import NotAllowed, NotNow, perform, trail


def verbs(thing) -> list[str]:
    """Return what was done to it, oldest first."""
    return [event.verb for event in reversed(trail(thing))]


@pytest.fixture
def after_closing(season):
    """A moment one minute after nominations closed."""
    return season.window("nominations").ends_at + timedelta(minutes=1)


def test_sending_gives_the_next_reference_and_settles_who_is_meant(draft, people):
    Nominee.objects.filter(pk=draft.nominee_id).update(person=None)

    sent = sending.submit_nomination(draft, by=people["nominator"])

    assert (sent.state, sent.reference) == (NominationState.SUBMITTED, "NO27-0001")
    assert Nominee.objects.get(pk=draft.nominee_id).person == people["nominee"]
    assert verbs(sent) == ["nomination.submit"]


@pytest.mark.parametrize(
    "role", ["administrator", "reviewer", "judge", "other_nominator", "nominee", "stranger", "superuser"]
)
def test_nobody_else_can_send_it(draft, people, role):
    with pytest.raises(NotAllowed):
        sending.submit_nomination(draft, by=people[role])

    assert verbs(draft) == []
    assert not ReferenceCounter.objects.filter(last__gt=0).exists()


def test_sending_twice_has_one_effect(draft, people):
    sending.submit_nomination(draft, by=people["nominator"])
    with pytest.raises(NotNow):
        sending.submit_nomination(draft, by=people["nominator"])

    assert verbs(draft) == ["nomination.submit"]
    assert ReferenceCounter.objects.get(season=draft.season).last == 1


def test_a_draft_sent_after_the_deadline_is_kept_as_a_late_draft(draft, people, after_closing):
    with clock.set_to(after_closing), pytest.raises(sending.SentTooLate):
        sending.submit_nomination(draft, by=people["nominator"])

    kept = NominationModel.objects.get(pk=draft.pk)
    assert (kept.state, kept.late_at, kept.reference) == (NominationState.DRAFT, after_closing, "")
    assert kept.statement.read() == WORDS
    assert verbs(kept) == ["nomination.keep_late"]


def test_an_incomplete_draft_is_not_kept_as_late(draft, people, after_closing):
    NominationModel.objects.filter(pk=draft.pk).update(relationship="")
    with clock.set_to(after_closing), pytest.raises(NotNow, match="Select how you know them"):
        sending.submit_nomination(draft, by=people["nominator"])

    assert NominationModel.objects.get(pk=draft.pk).late_at is None


def test_a_late_draft_is_admitted_by_an_administrator_with_a_reason(draft, people, after_closing):
    with clock.set_to(after_closing):
        with pytest.raises(sending.SentTooLate):
            sending.submit_nomination(draft, by=people["nominator"])
        with pytest.raises(NotNow, match="Enter a reason"):
            sending.admit_late_nomination(draft, by=people["administrator"], reason="")
        for role in ("reviewer", "nominator", "stranger", "superuser"):
            with pytest.raises(NotAllowed):
                sending.admit_late_nomination(draft, by=people[role], reason="The site was slow")
        admitted = sending.admit_late_nomination(draft, by=people["administrator"], reason="The site was slow")

    assert (admitted.state, admitted.reference) == (NominationState.SUBMITTED, "NO27-0001")


def test_a_late_draft_stays_as_it_was_sent(draft, people, after_closing):
    with clock.set_to(after_closing):
        with pytest.raises(sending.SentTooLate):
            sending.submit_nomination(draft, by=people["nominator"])
        with pytest.raises(NotNow, match="late draft"):
            drafts.save_statement(draft, "Something else", by=people["nominator"])

    assert Statement.objects.get(nomination=draft).read() == WORDS


def test_one_cannot_nominate_oneself_by_address_where_the_award_does_not_allow_it(award, people):
    draft = make_draft(award, nominator=people["nominator"], nominee=people["nominator"])
    with pytest.raises(sending.OwnNomination):
        sending.submit_nomination(draft, by=people["nominator"])

    assert verbs(draft) == []


def test_one_cannot_nominate_oneself_by_saying_so(award, people):
    draft = make_draft(award, nominator=people["nominator"], relationship="self")
    with pytest.raises(sending.OwnNomination):
        sending.submit_nomination(draft, by=people["nominator"])


def test_one_can_nominate_oneself_where_the_award_allows_it(award, people):
    Award.objects.filter(pk=award.pk).update(self_nomination=True)
    draft = make_draft(award, nominator=people["nominator"], nominee=people["nominator"])

    sent = sending.submit_nomination(draft, by=people["nominator"])

    assert (sent.state, sent.is_self_nomination) == (NominationState.SUBMITTED, True)


def test_an_award_takes_nominations_only_from_those_it_is_open_to(draft, people):
    Award.objects.filter(pk=draft.award_id).update(who_may_nominate=["partner"])
    with pytest.raises(NotNow, match="You cannot nominate for this award"):
        sending.submit_nomination(draft, by=people["nominator"])


@pytest.mark.parametrize(
    ("again", "is_same"),
    [
        ({"name": "NADIA FENWICK", "organisation_name": "North County Council"}, True),
        ({"name": "Nádia Fenwick", "organisation_name": "north county-council"}, False),
        ({"name": "Nadia Fenwick", "organisation_name": "Elsewhere"}, False),
        ({"name": "N Fenwick", "organisation_name": "Elsewhere", "email": "nadia@fellshire.example"}, True),
        ({"name": "Nadia Fenwick", "organisation_name": "North County Council", "email": "other@x.example"}, False),
    ],
)
def test_the_same_nominee_is_nominated_once_for_an_award_by_one_person(award, people, again, is_same):
    earlier = make_submitted(award, nominator=people["nominator"])
    Nominee.objects.filter(pk=earlier.nominee_id).update(email="nadia@fellshire.example")
    draft = make_draft(award, nominator=people["nominator"])
    nominee = draft.nominee
    for name, value in ({"email": ""} | again).items():
        setattr(nominee, name, value)
    nominee.save()

    if not is_same:
        assert sending.submit_nomination(draft, by=people["nominator"]).state == NominationState.SUBMITTED
        return
    with pytest.raises(sending.AlreadyNominated) as refusal:
        sending.submit_nomination(draft, by=people["nominator"])
    assert refusal.value.nomination == earlier


def test_somebody_else_may_nominate_the_same_nominee(submitted, award, people):
    draft = make_draft(award, nominator=people["other_nominator"], nominee=people["nominee"])

    assert sending.submit_nomination(draft, by=people["other_nominator"]).state == NominationState.SUBMITTED


def test_the_browser_that_began_a_draft_may_answer_and_no_other(award):
    draft = drafts.start_draft(award, kind="staff")
    here, elsewhere = DraftHolder(frozenset({draft.public_id})), DraftHolder(frozenset())

    drafts.save_nominee(draft, by=here, name="Nadia Fenwick", organisation="Council", email="", members=[])
    with pytest.raises(NotAllowed):
        drafts.save_nominee(draft, by=elsewhere, name="Somebody Else")

    assert Nominee.objects.get().name == "Nadia Fenwick"


def test_the_first_address_is_told_once_and_a_mended_one_takes_its_place(award):
    told = []

    def hear(nomination, **kwargs):
        told.append(nomination.nominator_email)

    draft_saved.connect(hear)
    draft = drafts.start_draft(award, kind="staff")
    holder = DraftHolder(frozenset({draft.public_id}))
    answers = {"name": "Priya Castellane", "relationship": "colleague"}
    for address in ("priay@fellshire.example", "priay@fellshire.example", "priya@fellshire.example"):
        drafts.save_contact(draft, by=holder, email=address, **answers)
    draft_saved.disconnect(hear)

    assert told == ["priay@fellshire.example", "priya@fellshire.example"]
    assert [link.person.email for link in Link.objects.filter(revoked_at=None)] == ["priya@fellshire.example"]
    assert NominationModel.objects.get().nominator == Person.objects.get(email="priya@fellshire.example")


def test_a_sent_nomination_can_be_taken_back_and_sent_again_under_its_reference(submitted, people):
    by = people["nominator"]
    reopened = sending.reopen_nomination(submitted, by=by)
    drafts.save_statement(reopened, WORDS + "Really.", by=by)
    again = sending.submit_nomination(reopened, by=by)

    assert (reopened.state, again.state) == (NominationState.DRAFT, NominationState.SUBMITTED)
    assert again.reference == submitted.reference


def test_what_is_being_checked_cannot_be_taken_back(submitted, people):
    NominationModel.objects.filter(pk=submitted.pk).update(taken_by=people["reviewer"])
    with pytest.raises(NotNow, match="being checked now"):
        sending.reopen_nomination(submitted, by=people["nominator"])


def test_a_returned_nomination_can_be_sent_back_after_the_deadline_until_its_own_date(submitted, people, after_closing):
    until = after_closing + timedelta(days=5)
    returned = perform(
        submitted, "return_to_nominator", by=people["reviewer"], note="Leave out the street.", return_by=until
    )
    with clock.set_to(until), pytest.raises(NotNow):
        sending.resubmit_nomination(returned, by=people["nominator"])
    with clock.set_to(after_closing):
        drafts.save_statement(returned, WORDS + "Better.", by=people["nominator"])
        again = sending.resubmit_nomination(returned, by=people["nominator"])

    assert (again.state, again.statement.read()) == (NominationState.SUBMITTED, WORDS + "Better.")


def test_it_can_be_withdrawn_by_its_nominator_until_the_deadline(submitted, people, after_closing):
    for role in ("other_nominator", "reviewer", "stranger", "superuser"):
        with pytest.raises(NotAllowed):
            sending.withdraw_nomination(submitted, by=people[role])
    with clock.set_to(after_closing), pytest.raises(NotAllowed):
        sending.withdraw_nomination(submitted, by=people["nominator"])

    assert sending.withdraw_nomination(submitted, by=people["nominator"]).state == NominationState.WITHDRAWN


def test_an_entry_goes_with_its_last_nomination(award, people):
    entry = make_entry(award, nominator=people["nominator"], reviewer=people["reviewer"], nominee=people["nominee"])
    sending.withdraw_nomination(entry.nominations.get(), by=people["nominator"])

    entry.refresh_from_db()
    assert entry.state == "withdrawn"


def test_deleting_a_draft_leaves_nothing_of_it(draft, people):
    nominee = draft.nominee_id
    with pytest.raises(NotAllowed):
        drafts.delete_draft(draft, by=people["stranger"])
    drafts.delete_draft(draft, by=people["nominator"])

    assert not NominationModel.objects.filter(pk=draft.pk).exists()
    assert not Nominee.objects.filter(pk=nominee).exists()
    assert not Statement.objects.exists()


def test_a_sent_nomination_is_not_deleted(submitted, people):
    with pytest.raises(NotNow):
        drafts.delete_draft(submitted, by=people["nominator"])


def test_drafts_expire_thirty_days_after_closing_and_only_once(draft, submitted, season):
    closes = season.window("nominations").ends_at
    before = advance_due(closes + timedelta(days=29))
    expired = advance_due(closes + timedelta(days=30))
    again = advance_due(closes + timedelta(days=31))

    assert [counts["drafts"] for counts in (before, expired, again)] == [0, 1, 0]
    assert NominationModel.objects.get(pk=draft.pk).state == NominationState.EXPIRED
    assert NominationModel.objects.get(pk=submitted.pk).state == NominationState.SUBMITTED


def test_a_returned_nomination_expires_when_its_own_date_has_passed(submitted, people):
    until = clock.now() + timedelta(days=5)
    perform(submitted, "return_to_nominator", by=people["reviewer"], note="Please change it.", return_by=until)

    assert advance_due(until - timedelta(seconds=1))["returned"] == 0
    assert advance_due(until)["returned"] == 1


def test_a_team_keeps_its_members_and_its_first_person_is_written_to(season, people):
    award = season.awards.get(slug="safeguarding")
    draft = make_draft(award, nominator=people["nominator"])
    by = people["nominator"]
    members = [("Sam Ward", "Occupational therapist", "Council"), ("Jo Lee", "", "")]
    drafts.save_nominee(draft, by=by, kind=NomineeKind.TEAM)
    drafts.save_nominee(draft, by=by, name="Ash Ward", organisation="Council", email="sam@x.example", members=members)
    sending.submit_nomination(draft, by=by)

    nominee = Nominee.objects.get(pk=draft.nominee_id)
    assert [(m.name, m.role, m.employer) for m in nominee.members.all()] == members
    assert (nominee.person.full_name, nominee.person.job_title) == ("Sam Ward", "Occupational therapist")

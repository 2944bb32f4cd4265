"""Two people at one concern, or at one text that two must read, at the same moment, with two real connections."""

import pytest

from nominations.models import Concern, Entry, Nomination
from nominations.services.concerns import raise_concern, settle_concern
from nominations.services.readings import ask_second_reviewer
from nominations.services.reviewing import accept_nomination, show_entry_again
from notifications.kinds import Kind
from notifications.models import Message
from tests.workflow.test_races import both_at_once
from tests.world import make_entry, make_submitted
from workflow.signoffs import standing

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_who_raise_it_at_once_make_one_concern(submitted, people):
    reviewers = people["reviewer"], people["second_reviewer"]

    outcomes = both_at_once(*[lambda by=by: raise_concern(submitted, by=by) for by in reviewers])

    assert not any(isinstance(outcome, str) for outcome in outcomes)
    assert (Concern.objects.count(), Message.objects.filter(kind=Kind.SAFEGUARDING).count()) == (1, 1)
    assert Nomination.objects.get().state == "on_hold"


def test_an_entry_is_never_shown_again_beside_a_concern_that_is_being_raised(award, people):
    known = {"nominator": people["nominator"], "reviewer": people["reviewer"], "endorser": people["endorser"]}
    entry = make_entry(award, **known)
    Entry.objects.filter(pk=entry.pk).update(state="hidden", hidden_from="in_round")

    both_at_once(
        lambda: raise_concern(entry.nominations.get(), by=people["reviewer"]),
        lambda: show_entry_again(entry, by=people["administrator"]),
    )

    assert (Concern.objects.open().count(), Entry.objects.get().state) == (1, "hidden")


def test_settling_twice_at_once_settles_once(submitted, people):
    concern = raise_concern(submitted, by=people["reviewer"])
    lead = people["safeguarding_lead"]

    outcomes = both_at_once(*[lambda: settle_concern(concern, by=lead, how="phone")] * 2)

    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    assert Concern.objects.get().state == "settled"


def test_two_who_read_at_once_are_two_names_and_either_accepts(award, people):
    nomination = make_submitted(award, nominator=people["nominator"], second_review_for=["child"])
    reviewers = people["reviewer"], people["second_reviewer"]

    both_at_once(*[lambda by=by: ask_second_reviewer(nomination, by=by) for by in reviewers])

    assert set(standing(nomination, "accept").values_list("person_id", flat=True)) == {p.pk for p in reviewers}
    assert accept_nomination(nomination, by=people["reviewer"]).state == "accepted"


def test_accepting_twice_at_once_makes_one_entry_with_two_names(award, people):
    nomination = make_submitted(award, nominator=people["nominator"], second_review_for=["child"])
    ask_second_reviewer(nomination, by=people["reviewer"])

    outcomes = both_at_once(*[lambda: accept_nomination(nomination, by=people["second_reviewer"])] * 2)

    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    assert (Entry.objects.count(), standing(nomination, "accept").count()) == (1, 2)

"""Two reviewers at one nomination at the same moment, with two real connections."""

import pytest

from nominations.models import Entry, Nomination
from nominations.services.merging import merge_nominations
from nominations.services.reviewing import accept_nomination, take_nomination
from nominations.states import EntryState
from tests.workflow.test_races import both_at_once
from tests.world import make_submitted
from workflow.audit import trail

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_one_of_two_reviewers_takes_it_and_the_other_reads_who(submitted, people):
    reviewers = people["reviewer"], people["second_reviewer"]

    outcomes = both_at_once(*[lambda by=by: take_nomination(submitted, by=by) for by in reviewers])

    holder = Nomination.objects.get().taken_by
    refusal = next(outcome for outcome in outcomes if isinstance(outcome, str))
    assert refusal.startswith(f"{holder.full_name} has been checking this nomination since ")
    assert [event.person_id for event in trail(submitted)] == [holder.pk]


def test_accepting_twice_at_once_makes_one_entry(submitted, people):
    outcomes = both_at_once(*[lambda: accept_nomination(submitted, by=people["reviewer"])] * 2)

    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    assert Entry.objects.count() == 1


def test_two_nominations_joined_to_each_other_at_once_leave_one_lead(award, people):
    one, other = (
        accept_nomination(make_submitted(award, nominator=people["nominator"], nominee="Nadia"), by=people["reviewer"])
        for _ in range(2)
    )

    both_at_once(
        lambda: merge_nominations(one, into=other, by=people["reviewer"]),
        lambda: merge_nominations(other, into=one, by=people["reviewer"]),
    )

    assert sorted(Nomination.objects.values_list("state", flat=True)) == ["accepted", "merged"]
    assert Entry.objects.exclude(state=EntryState.JOINED).count() == 1
